"""Every page that we make keeps one set of rules. A new page is a row here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import folium
import pytest

import geomap
from gazetteer import Gazetteer
from geomap import draw_map
from geomap.build import example_path
from geomap.preview.faults import Fault
from geomap.preview.pages import problem_page, with_reload

ROOT = Path(__file__).parents[1]
READY = "html[data-geomap=ready]"
HOSTILE = "</title><script>window.ran=1</script>{{7*7}}<img src=x onerror=window.ran=1>"


@pytest.fixture(scope="module")
def public(
    tmp_path_factory: pytest.TempPathFactory, default_gazetteer: Gazetteer, load_script: Callable[[str], ModuleType]
) -> Path:
    """All pages in one folder, as ``make map`` leaves them, and those that no build writes."""
    folder = tmp_path_factory.mktemp("public")
    geomap.build(
        example_path().with_name("eighty-days.yaml"), folder / "eighty-days", gazetteer=default_gazetteer, picture=False
    )
    geomap.build(out_dir=folder / "example", gazetteer=default_gazetteer, picture=False)
    assert load_script("site/build.py").main(folder) == 0
    story = geomap.load_story(example_path())
    reports = geomap.locate(story, default_gazetteer)
    legs = geomap.build_routes(story, reports, gazetteer=default_gazetteer)
    own = draw_map(story, reports, legs, gazetteer=default_gazetteer)
    own.add_trusted(folium.Circle((34.5, 38.0), radius=1000))
    own.save(folder / "layers.html")
    written = (folder / "example" / "map.html").read_text(encoding="utf-8")
    (folder / "preview.html").write_text(with_reload(written, state=HOSTILE), encoding="utf-8")
    faults = [Fault(place=HOSTILE, where=HOSTILE, what=HOSTILE, got=HOSTILE, hint=HOSTILE, details=(HOSTILE,))]
    (folder / "problems.html").write_text(problem_page(faults, story=HOSTILE, state=HOSTILE), encoding="utf-8")
    crowd = load_script("tests/crowds.py").make_crowd(2501)
    for compact in (False, True):
        drawn = draw_map(crowd.story, crowd.reports, crowd.legs, gazetteer=default_gazetteer, compact=compact)
        drawn.save(folder / ("crowd-embed.html" if compact else "crowd.html"))
    return folder


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("example/map.html", {"ready": READY}),
        ("example/embed.html", {"ready": READY}),
        ("eighty-days/map.html", {"ready": READY}),
        ("eighty-days/embed.html", {"ready": READY}),
        ("crowd.html", {"ready": READY}),  # very many reports: columns and a canvas
        ("crowd-embed.html", {"ready": READY}),
        ("example/embed-kit/kit.html", {"beside": True}),
        ("index.html", {"beside": True}),
        ("embed-demo.html", {"beside": True, "files_beside": True}),  # <geo-map>
        ("examples.html", {"beside": True}),
        *((f"guide/{path.stem}.html", {}) for path in sorted((ROOT / "site" / "guide").glob("*.md"))),
    ],
)
def test_a_page_lets_nothing_in(
    page_rules: Callable[..., list[str]], public: Path, name: str, options: dict[str, Any]
) -> None:
    if options.pop("beside", False):  # the frame and the pictures that it shows
        options["beside"] = lambda url: url.startswith(public.resolve().as_uri())
    assert page_rules(public / name, **options) == []


HOST = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; "
    "require-trusted-types-for 'script'; trusted-types geomap-element; base-uri 'none'; form-action 'none'\">"
    '<title>Host</title><link rel="icon" href="data:,"></head><body><script src="geo-map.js" async></script>'
    '<geo-map src="{map}" title="A map" loading="eager"></geo-map></body></html>'
)


@pytest.mark.parametrize("map_", ["example/embed.html", "eighty-days/embed.html"])
def test_a_page_that_shows_the_element_lets_nothing_in(
    load_script: Callable[[str], ModuleType], browser: Any, serve: Callable[[Path], str], public: Path, map_: str
) -> None:
    """Served, as the element reads its map from a web server alone."""
    rules = load_script("tests/pages.py")
    html = HOST.format(map=map_)
    assert rules.written_faults(html, files_beside=True) == []
    (public / "host.html").write_text(html, encoding="utf-8")
    address = serve(public)
    beside = {f"{address}/geo-map.js", f"{address}/{map_}"}
    found = rules.living_faults(browser, f"{address}/host.html", ready="geo-map .stage svg", beside=beside.__contains__)
    assert found == []


@pytest.mark.parametrize(
    ("name", "of"), [("preview.html", {}), ("problems.html", {}), ("layers.html", {"trusted_layers": True})]
)
def test_a_page_of_another_kind_is_written_by_the_rules(
    load_script: Callable[[str], ModuleType], public: Path, name: str, of: dict[str, Any]
) -> None:
    assert load_script("tests/pages.py").written_faults((public / name).read_text(encoding="utf-8"), **of) == []


FINE = (
    "<html><head><meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
    "script-src 'none'; style-src 'none'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'\">"
    "</head><body></body></html>"
)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<meta http", "<script>1</script><meta http", "before the policy"),
        ("script-src 'none'", "script-src 'unsafe-inline'", "unsafe-inline"),
        (
            "script-src 'none'",
            "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
            "nowhere in the page",
        ),
        ("; trusted-types 'none'", "", "trusted-types is None"),
        ("default-src 'none'", "default-src https:", "default-src is"),
        ("<body>", "<body onload=x()>", "<body onload>"),
        ("<body>", "<body><script>1</script>", "does not allow"),
        ("<body>", "<body><style>a{}</style>", "does not allow"),
        ("<body>", "<body><p style='color:red'>", "<p style>"),
        ("<body>", "<body><a href='java\tscript:x()'>", "<a href="),
        ("<body>", "<body><a href='https://example.org/'>", "without rel=noopener"),
        ("<body>", "<body><a target=_blank href='map.html'>", "without rel=noopener"),
        ("<body>", "<body><img src='https://example.org/x.png'>", "is fetched"),
        ("<body>", "<body><object data='x'>", "<object>"),
        ("<meta http-equiv=Content-Security-Policy", "<meta name=x", "0 policies"),
    ],
)
def test_the_rules_find_what_breaks_them(
    load_script: Callable[[str], ModuleType], before: str, after: str, fault: str
) -> None:
    written_faults = load_script("tests/pages.py").written_faults
    assert written_faults(FINE) == []
    assert any(fault in found for found in written_faults(FINE.replace(before, after)))


def test_what_gets_through_an_open_page_is_found(
    load_script: Callable[[str], ModuleType], browser: Any, tmp_path: Path
) -> None:
    (tmp_path / "open.html").write_text(
        "<!doctype html><title>x</title><body><script>console.log(1)</script>", encoding="utf-8"
    )
    found = load_script("tests/pages.py").living_faults(browser, tmp_path / "open.html")
    assert "console: 1" in found
    for way in ("innerHTML", "eval", "Function", "setTimeout", "script.text", "an inline script, handler or address"):
        assert f"let through: {way}" in found
