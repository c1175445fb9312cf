"""A map in a notebook: what is handed over, and that it works inside the page of another program."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from geomap.page.notebook import notebook_html

READY = "html[data-geomap=ready]"
HOSTILE = "\"'><script>alert(1)</script>{{7*7}}\u202e"


def host(folder: Path, *outputs: str) -> Path:
    """A page that shows outputs of cells as notebooks do: their HTML put into a part of it."""
    cells = json.dumps(outputs).replace("<", "\\u003c")
    path = folder / "notebook.html"
    path.write_text(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Notebook</title><body><script>'
        f"for (const output of {cells}) {{ const cell = document.createElement('div'); cell.className = 'output'; "
        "cell.innerHTML = output; document.body.append(cell); }</script></body></html>",
        encoding="utf-8",
    )
    return path


def test_the_bundle_has_a_form_for_every_reader(drawn: Any) -> None:
    bundle = drawn._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/html", "image/svg+xml"]
    assert bundle["text/plain"].splitlines()[:2] == ["The convoy of August 2017", drawn.page_view().account[0]]
    assert bundle["text/html"] == drawn._repr_html_()
    assert bundle["image/svg+xml"].startswith("<svg ")


@pytest.mark.parametrize(
    ("include", "exclude", "kinds"),
    [
        (None, None, {"text/plain", "text/html", "image/svg+xml"}),
        (["text/plain"], None, {"text/plain"}),
        (None, ["text/html"], {"text/plain", "image/svg+xml"}),
        ({"text/html", "text/plain"}, {"text/html"}, {"text/plain"}),
    ],
)
def test_only_what_is_asked_for_is_made(include: Any, exclude: Any, kinds: set[str], drawn: Any) -> None:
    assert set(drawn._repr_mimebundle_(include=include, exclude=exclude)) == kinds


def test_the_map_itself_stays_as_it_is(kit: Any) -> None:
    drawn = kit.draw(kit.story())
    before = drawn.get_root().render()
    first = drawn._repr_html_()
    assert drawn.get_root().render() == before
    assert drawn._repr_html_() == first


def test_a_map_on_tiles_has_no_still_picture(kit: Any) -> None:
    drawn = kit.draw(kit.story(tiles="OpenTopoMap"))
    assert set(drawn._repr_mimebundle_()) == {"text/plain", "text/html"}


def test_the_frame_holds_the_whole_page_sandboxed_and_titled(drawn: Any) -> None:
    output = drawn._repr_html_()
    (page,) = re.findall(r'srcdoc="([^"]*)"', output)
    assert html.unescape(page).startswith("<!DOCTYPE html>")
    assert html.unescape(page).rstrip().endswith("</html>")
    assert 'sandbox="allow-scripts allow-popups"' in output
    assert 'title="The convoy of August 2017"' in output
    assert "map.html" not in html.unescape(page).split("<script")[0]  # beside a notebook lies no full page


def test_two_maps_work_in_the_page_of_a_notebook(
    kit: Any, drawn: Any, tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    hostile = kit.draw(kit.story(title=HOSTILE))
    page = open_page(host(tmp_path, drawn._repr_html_(), hostile._repr_html_()))
    for i, title in enumerate(("The convoy of August 2017", HOSTILE.replace("\u202e", "⟦U+202E⟧"))):
        cell = page.locator(".output").nth(i)
        frame = cell.frame_locator("iframe")
        cell.locator("iframe").scroll_into_view_if_needed()
        frame.locator(READY).wait_for(state="attached")
        assert frame.locator(".pin").count() > 0
        assert frame.locator("h1").text_content() == title
        assert cell.locator("iframe").get_attribute("title") == title
        assert cell.locator("figcaption").text_content().startswith(f"{title}. A map of 8 reports")  # type: ignore[union-attr]
    assert page.locator("script").count() == 1  # the host's own


def test_where_no_frame_is_let_through_the_words_are_left(drawn: Any) -> None:
    """As on GitHub, which takes frames out of notebooks."""
    left = re.sub(r"<iframe.*?</iframe>", "", drawn._repr_html_(), flags=re.DOTALL)
    assert drawn.page_view().told in html.unescape(left)


def test_the_words_have_their_language_and_direction(kit: Any) -> None:
    view = kit.draw(kit.story(interface="ar")).page_view()
    assert '<figcaption lang="ar" dir="rtl">' in notebook_html("<p>", view)
