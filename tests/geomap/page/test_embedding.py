"""The map inside other people's pages, in a real browser; the guide's table says what is found here, and nothing else.

With ``GEOMAP_FILL=1`` the table is written anew from what is found.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from playwright.sync_api import Browser

from geomap.page import element_script, element_snippet, embed_snippet, render_page

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "site" / "guide" / "embedding.md"
NAMES = (
    "sandbox", "no sandbox", "srcdoc", "disk", "data", "strict policy", "WordPress, block", "WordPress, no script",
    "WordPress, oEmbed", "Jupyter, output", "Jupyter, IFrame", "hostile style", "two maps", "`<geo-map>`",
)  # fmt: skip
# What a browser says of its own accord where a frame may not open windows, and of addresses that the tests refuse.
EXPECTED = re.compile(r"Blocked opening 'https://example\.org/|net::ERR_FAILED")


@pytest.fixture(scope="module")
def hosts(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The set-ups: hosts.py."""
    return load_script("tests/geomap/page/hosts.py")


@pytest.fixture(scope="module")
def maps(hosts: ModuleType, kit: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two servers: one of the host pages, with a map of its own, and one of maps that other pages may read."""
    here, elsewhere = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("elsewhere")
    compact = kit.draw(kit.story(), compact=True)
    embed = render_page(compact)
    (here / "files").mkdir()
    for path in (here / "embed.html", here / "files" / "embed.html", elsewhere / "embed.html"):
        path.write_text(embed, encoding="utf-8")
    (elsewhere / "other.html").write_text(embed.replace("convoy", "column"), encoding="utf-8")
    (here / "geo-map.js").write_text(element_script(), encoding="utf-8")
    (here / "height.js").write_text(hosts.script_of(embed_snippet("", title="")), encoding="utf-8")
    headers = {"/files/": {"Content-Security-Policy": "frame-ancestors 'self'; sandbox allow-scripts"}}
    cors = {"/": {"Access-Control-Allow-Origin": "*"}}
    with hosts.published(here, headers) as near, hosts.published(elsewhere, cors) as far:
        yield hosts.Maps(
            here=near, elsewhere=far, folder=here, embed=embed, in_notebook=compact._repr_html_(),
            snippet=lambda url: embed_snippet(url, title="The convoy", height_px=420),
            element=lambda url: element_snippet(url, title="The convoy"),
        )  # fmt: skip


def test_the_table_has_every_set_up_and_no_other(hosts: ModuleType) -> None:
    assert tuple(set_up.name for set_up in hosts.SET_UPS) == NAMES
    assert len(NAMES) == 14
    header, *rows = table()
    assert header == cells("set-up", "how", *hosts.COLUMNS)
    assert [row[0] for row in rows] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_set_up_works_as_the_guide_says(name: str, hosts: ModuleType, maps: Any, browser: Browser) -> None:
    (set_up,) = (each for each in hosts.SET_UPS if each.name == name)
    file = maps.folder / f"{re.sub('[^a-z]+', '-', name.casefold())}.html"
    file.write_text(hosts.host_page(set_up, maps), encoding="utf-8")
    address = file.as_uri() if set_up.from_disk else f"{maps.here}/{file.name}"
    with hosts.visiting(browser, address) as visit:
        found = hosts.measure(visit, set_up)
        assert [text for text in visit.said if not EXPECTED.search(text)] == []
    row = cells(name, set_up.how, *found.values())
    if os.environ.get("GEOMAP_FILL"):
        fill(row)
    assert row in table()


def table() -> list[tuple[str, ...]]:
    """The rows of the guide's table, the heading first."""
    lines = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    start = next(i for i, line in enumerate(lines) if line.casefold().startswith("| set-up |"))
    rows = lines[start : start + 2 + len(NAMES)]
    return [cells(*row.strip("|").split("|")) for row in rows if not row.startswith("|---")]


def cells(*texts: str) -> tuple[str, ...]:
    first, *rest = (text.strip() for text in texts)
    return (first if first != "Set-up" else "set-up", *(text if len(text) > 20 else text.casefold() for text in rest))


def fill(row: tuple[str, ...]) -> None:
    """Put a row into the guide, in the place of the one of its name."""
    text = GUIDE.read_text(encoding="utf-8")
    line = f"| {' | '.join(row)} |"
    start = re.escape(f"| {row[0]} |")
    GUIDE.write_text(re.sub(rf"^{start}.*$", lambda _: line, text, flags=re.MULTILINE), encoding="utf-8")
