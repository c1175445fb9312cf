"""What a good story becomes: from each kind of file, with each spelling that an author may choose."""

from __future__ import annotations

import json
import os
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from geomap.errors import InputError, StoryError, UsageError
from geomap.story import Basis, ClaimStatus, Precision, Role, SourceRef, load_story

EXAMPLE = Path(str(files("geomap") / "examples" / "convoy-2017.yaml"))

STORY = """\
title: T
timezone: Asia/Damascus
countries: [SY, LB]
sources:
  - {id: s, title: S, url: "https://example.org/a?b=1#c", published: 2017-08-30~}
  - {id: t, title: 1984, parent: s}
places:
  - {id: p, names: [Q], gazetteer_id: "geonames:174448", kind: city, radius_km: 4}
  - {id: halt, lon: 39.9, lat: 34, stated_at_null_island: false}
  - {id: area, geometry: {type: Polygon, coordinates: [[[36, 34], [37, 34], [37, 35], [36, 34]]]}}
reports:
  - id: a
    title: >-
      Two
      lines
    text: |
      One.

      Two.
    when: 2017
    where: p
    precision: near
    role: origin
    graphic: true
    counts: {killed: {low: 1, best: 2, high: 3}}
    actors: [X, 300]
    sources: [s, {source: t, locator: 12, where_as_reported: NO}]
  - {id: b, title: B, sources: [{source: s}], generalized_km: 2.5}
claims:
  - {about: a, property: n, value: 300, source: s, status: conflict}
  - {about: l, property: x, value: true, source: t}
routes:
  - id: r
    title: R
    legs:
      - {id: l, from: a, to: b, via: [p, Homs], basis: planned, sources: [s], draw: false}
"""


def write(folder: Path, content: str | bytes, name: str = "story.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_a_story_is_what_the_file_says(tmp_path: Path) -> None:
    story = load_story(write(tmp_path, STORY))
    a, b = story.reports
    assert (story.title, story.timezone, story.countries, story.notices) == ("T", "Asia/Damascus", ("SY", "LB"), ())
    assert story.sources[1].title == "1984"
    assert story.source("t").parent == "s"
    assert (a.title, a.text) == ("Two lines", "One.\n\nTwo.")
    assert (a.when, a.precision, a.role, a.graphic) == ("2017", Precision.NEAR, Role.ORIGIN, True)
    assert a.actors == ("X", "300")
    assert a.sources == (SourceRef(source="s"), SourceRef(source="t", locator="12", where_as_reported="NO"))
    assert (a.counts["killed"].low, a.counts["killed"].high) == (1, 3)
    assert b.sources == (SourceRef(source="s"),)
    assert b.generalized_km == 2.5
    assert [claim.value for claim in story.claims] == ["300", "true"]
    assert [claim.status for claim in story.claims] == [ClaimStatus.CONFLICT, ClaimStatus.ACCEPTED]
    (leg,) = story.routes[0].legs
    assert (leg.from_, leg.to, leg.via, leg.basis, leg.draw) == ("a", "b", ("p", "Homs"), Basis.PLANNED, False)
    assert [(place.lon, place.lat) for place in story.places] == [(None, None), (39.9, 34.0), (None, None)]
    assert story.places[2].geometry == {
        "type": "Polygon",
        "coordinates": [[[36.0, 34.0], [37.0, 34.0], [37.0, 35.0], [36.0, 34.0]]],
    }


def test_no_text_is_of_another_type_than_text(tmp_path: Path) -> None:
    def check(value: Any) -> None:
        assert type(value) in (str, int, float, bool, dict, list, tuple, type(None)), type(value)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
            check(item)

    check(load_story(write(tmp_path, STORY)).model_dump(mode="json"))
    check(load_story(write(tmp_path, STORY)).model_dump()["places"][2]["geometry"])


def test_the_worked_example_loads_without_a_notice() -> None:
    story = load_story(EXAMPLE)
    assert story.notices == ()
    assert len(story.sources) == 2
    assert {role for report in story.reports if (role := report.role)} >= {Role.ORIGIN, Role.HALT, Role.DESTINATION}


def test_a_story_is_frozen(tmp_path: Path) -> None:
    story = load_story(write(tmp_path, STORY))
    with pytest.raises(ValidationError, match="frozen"):
        story.title = "U"
    with pytest.raises(ValidationError, match="frozen"):
        story.reports[0].title = "U"


SAME = {
    "BOM": "\ufeff" + STORY,
    "CRLF": STORY.replace("\n", "\r\n"),
    "CR": STORY.replace("\n", "\r"),
    "document marks": f"%YAML 1.2\n---\n{STORY}...\n",
    "comment first": f"# yaml-language-server: $schema=story.schema.json\n{STORY}",
    "empty lists": STORY.replace("claims:", "summary:\nclaims:"),
}


@pytest.mark.parametrize("content", SAME.values(), ids=SAME.keys())
def test_the_same_story_in_another_guise(content: str, tmp_path: Path) -> None:
    assert load_story(write(tmp_path, content)) == load_story(write(tmp_path, STORY, "plain.yml"))


def test_json_and_yaml_are_one_format(tmp_path: Path) -> None:
    tree = yaml.load(STORY, Loader=yaml.BaseLoader)
    tree["sources"][1]["title"] = 1984
    tree["reports"][0].update(graphic=True, counts={"killed": {"low": 1, "best": 2, "high": 3}})
    tree["reports"][1]["generalized_km"] = 2.5
    tree["routes"][0]["legs"][0]["draw"] = False
    tree["places"][0]["radius_km"] = 4
    tree["places"][1].update(lon=39.9, lat=34, stated_at_null_island=False)
    tree["places"][2]["geometry"]["coordinates"] = [[[36, 34], [37, 34], [37, 35], [36, 34]]]
    for indent in (None, 2):
        path = write(tmp_path, json.dumps(tree, indent=indent), "story.json")
        assert load_story(path) == load_story(write(tmp_path, STORY))


HOSTILE = [
    "{{7*7}}",
    "{% x %}",
    "{# c #}",
    "${1+1}",
    "`",
    "<img src=x onerror=alert(1)>",
    "</script>",
    "\\u0041",
    "=1+1",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_and_template_text_stays_as_it_is(text: str, tmp_path: Path) -> None:
    report = {"id": "r", "title": text, "text": text, "category": text, "sources": ["s"]}
    tree = {"title": text, "sources": [{"id": "s", "title": text}], "reports": [report]}
    for name, content in (("story.json", json.dumps(tree)), ("story.yaml", yaml.safe_dump(tree))):
        story = load_story(write(tmp_path, content, name))
        assert {story.title, story.sources[0].title, story.reports[0].text, story.reports[0].category} == {text}
        assert story.notices == ()


def test_what_reorders_or_hides_text_becomes_visible_with_a_notice(tmp_path: Path) -> None:
    report = {"id": "r", "title": "a\u202eb", "text": "x\x1b[2Jy", "sources": ["s"], "counts": {"k\u2066": {"best": 1}}}
    tree = {"title": "\ud800 t", "sources": [{"id": "s", "title": "S"}], "reports": [report]}
    story = load_story(write(tmp_path, json.dumps(tree, indent=1), "story.json"))
    assert (story.title, story.reports[0].title, story.reports[0].text) == ("\ufffd t", "a⟦U+202E⟧b", "x␛[2Jy")
    assert list(story.reports[0].counts) == ["k⟦U+2066⟧"]
    assert [str(notice).removeprefix(str(tmp_path / "story.json:")).split(", got")[0] for notice in story.notices] == [
        "2:11: title: warning: U+D800 LONE SURROGATE is shown as a sign",
        "12:13: reports[0].title: warning: U+202E RIGHT-TO-LEFT OVERRIDE is shown as a sign",
        "13:12: reports[0].text: warning: U+001B ESCAPE is shown as a sign",
        "18:5: reports[0].counts.k⟦U+2066⟧: warning: U+2066 LEFT-TO-RIGHT ISOLATE is shown as a sign",
    ]
    json.dumps(story.model_dump(mode="json"), ensure_ascii=False).encode("utf-8")


def test_line_separators_of_unicode_move_no_line_number(tmp_path: Path) -> None:
    content = STORY.replace("title: T\n", "title: a\u2028b\x85c\n")
    story = load_story(write(tmp_path, content))
    assert story.title == "a␤b␤c"
    assert [(n.line, n.column) for n in story.notices] == [(1, 9), (1, 11)]
    with pytest.raises(StoryError) as caught:
        load_story(write(tmp_path, content.replace("Asia/Damascus", "Asia/Damaskus")))
    assert (caught.value.problems[-1].line, caught.value.problems[-1].hint) == (2, "Asia/Damascus")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("https://example.org/story.yaml", "not a file on this computer"),
        ("/vsicurl/https://example.org/story.yaml", "not a file on this computer"),
        ("story.txt", "try one of .yaml, .yml, .json, .csv, .xlsx"),
        ("story", "try one of .yaml"),
        ("trap.geojson", "try one of .yaml"),
    ],
)
def test_paths_that_name_no_story_are_a_matter_of_usage(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load_story(name)


def test_a_file_that_is_not_there_names_the_one_that_may_be_meant(tmp_path: Path) -> None:
    write(tmp_path, STORY)
    with pytest.raises(InputError, match=r"no such file, try .*story\.yaml"):
        load_story(tmp_path / "stroy.yaml")
    with pytest.raises(OSError, match=r"no such file$"):
        load_story(tmp_path / "nowhere" / "x.yaml")


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("folder.yaml", "pipe.yaml"):
        with pytest.raises(InputError, match="not a regular file"):
            load_story(tmp_path / name)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, STORY)

    def refused(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(InputError, match=r"story\.yaml: Permission denied") as caught:
        load_story(path)
    assert caught.value.exit_code == 4


# --- properties -----------------------------------------------------------------------------------------------------

_printable = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Cn", "Co"])
_line = st.text(_printable, min_size=1, max_size=20)
_maybe = st.none() | _line
_km = st.none() | st.floats(0.001, 20_000)
# Not the very first and last days that Python knows: in another zone they lie outside of its years.
_days = st.dates(date(2, 1, 1), date(9998, 12, 31))
_dates = st.none() | _days.map(str) | _days.map("{}~".format) | st.sampled_from(["2017", "201X", "2017/.."])
_pages = st.none() | st.sampled_from(["https://example.org", "http://example.org/ä?b#c"])


@st.composite
def stories(draw: st.DrawFn) -> dict[str, Any]:
    """Any story that the format allows, with ids that exist."""

    def some(name: str, least: int = 0) -> list[str]:
        return [f"{name}{i}" for i in range(draw(st.integers(least, 3)))]

    def ref() -> Any:
        source = draw(st.sampled_from(source_ids))
        long = {"source": source, "locator": draw(_maybe), "where_as_reported": draw(_maybe)}
        return draw(st.sampled_from([source, long]))

    source_ids, place_ids, report_ids, leg_ids = some("s", 1), some("p"), some("r", 1), some("l")
    place = st.fixed_dictionaries({"gazetteer_id": st.just("SY-DY"), "radius_km": _km, "title": _maybe})
    point = st.fixed_dictionaries({"lon": st.floats(1, 180), "lat": st.floats(-90, 90), "kind": st.just("city")})
    count = st.integers(0, 10**6).map(lambda n: {"low": n, "high": n + 1})
    tree: dict[str, Any] = {
        "title": draw(_maybe),
        "timezone": draw(st.sampled_from(["UTC", "Asia/Damascus"])),
        "countries": draw(st.lists(st.sampled_from(["SY", "LB", "NO"]), max_size=3)),
        "sources": [
            {"id": i, "title": draw(_line), "url": draw(_pages), "published": draw(_dates)} for i in source_ids
        ],
        "places": [{"id": i, **draw(place | point)} for i in place_ids],
        "reports": [
            {
                "id": i, "title": draw(_line), "text": draw(_maybe), "when": draw(_dates), "where": draw(_maybe),
                "role": draw(st.sampled_from(list(Role))).value, "sources": [ref()], "graphic": draw(st.booleans()),
                "counts": draw(st.dictionaries(_line, count, max_size=2)), "actors": draw(st.lists(_line, max_size=2)),
                "generalized_km": draw(_km),
            }
            for i in report_ids
        ],
        "claims": [
            {"about": i, "property": draw(_line), "value": draw(_line), "source": draw(st.sampled_from(source_ids))}
            for i in report_ids + leg_ids
        ],
    }  # fmt: skip
    if leg_ids:
        ends = st.none() | st.sampled_from(report_ids + place_ids)
        legs = [
            {"id": i, "from": draw(ends), "to": draw(ends), "basis": "planned", "sources": [ref()]} for i in leg_ids
        ]
        tree["routes"] = [{"id": "w", "title": draw(_line), "legs": legs}]
    return tree


@given(stories())
def test_a_dumped_story_loads_as_the_same_story(tmp_path_factory: pytest.TempPathFactory, tree: dict[str, Any]) -> None:
    folder = tmp_path_factory.getbasetemp()
    story = load_story(write(folder, json.dumps(tree), "first.json"))
    dumped = story.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for name, content in (
        ("second.json", json.dumps(dumped, ensure_ascii=False)),
        ("second.yaml", yaml.safe_dump(dumped, allow_unicode=True)),
    ):
        assert load_story(write(folder, content, name)).model_dump() == story.model_dump()


@given(st.binary(max_size=200), st.sampled_from([".yaml", ".json", ".csv", ".xlsx"]))
def test_any_bytes_give_a_story_or_a_story_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = write(tmp_path_factory.getbasetemp(), data, f"bytes{suffix}")
    with pytest.raises(StoryError) as caught:
        load_story(path)
    assert caught.value.problems


_noise = st.tuples(
    st.integers(0, len(STORY)), st.integers(0, 12), st.text("\n\t -:[]{}'\"&*!#|>%@`,?~0a\u202eé", max_size=5)
)


@given(st.lists(_noise, min_size=1, max_size=4))
def test_a_story_with_noise_in_it_gives_a_story_or_a_story_error(
    tmp_path_factory: pytest.TempPathFactory, noise: list[tuple[int, int, str]]
) -> None:
    content = STORY
    for at, length, text in noise:
        content = content[:at] + text + content[at + length :]
    try:
        problems = load_story(write(tmp_path_factory.getbasetemp(), content, "noise.yaml")).notices
    except StoryError as error:
        problems = error.problems
    lines = content.split("\n")
    for problem in problems:
        assert 0 <= problem.line <= len(lines)
        assert problem.column <= len(lines[problem.line - 1]) + 1
        assert "pydantic" not in str(problem)
        assert "Input should" not in str(problem)
