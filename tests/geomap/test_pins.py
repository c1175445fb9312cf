"""Pins in the text of a story: right place, the author's manner, and not one other character changed."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geomap.errors import PinError
from geomap.pins import Pin, flow_entry, free_id, insertion
from geomap.story.loader import read_story

PIN = Pin("Tripoli", "geonames:266826")
ENTRY = '{id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}'
SOURCES = "sources:\n  - {id: s, title: S}\n"
REPORTS = "reports:\n  - {id: a, title: A, where: Tripoli, sources: [s]}\n"

# Between « and » stands what a pin adds; ENTRY, SOURCES and REPORTS stand for the lines above.
STORIES = {
    "one in brackets, below others": """
SOURCES
places:
  - {id: x, lon: 1, lat: 2}  # x
«  - ENTRY
»REPORTS
""",
    "not indented, before a comment": """
SOURCES
places:
- {id: x, lon: 1, lat: 2}
«- ENTRY
»# after
REPORTS
""",
    "line by line, with a comment of its own": """
SOURCES
places:
    - id: x
      lon: 1
      lat: 2
      # about x
«    - id: tripoli
      names: ["Tripoli"]
      gazetteer_id: "geonames:266826"
»REPORTS
""",
    "with empty lines between": """
SOURCES
places:
  - id: x
    names: [X]

  - id: y
    names:
      - Y
«
  - id: tripoli
    names: ["Tripoli"]
    gazetteer_id: "geonames:266826"
»
REPORTS
""",
    "behind a text of two lines": """
SOURCES
places:
  - id: x
    names: [X]
    title: >-
      of two
      lines
«  - id: tripoli
    names: ["Tripoli"]
    gazetteer_id: "geonames:266826"
»REPORTS
""",
    "an empty list": """
SOURCES
places: [«ENTRY»]  # none
REPORTS
""",
    "a list in brackets": """
SOURCES
places: [{id: x, names: [X]}«, ENTRY»]
REPORTS
""",
    "a list in brackets, line by line": """
SOURCES
places: [
  {id: x, names: [X]},  # x
  {id: y, names: [Y]}«,
  ENTRY»,  # y
]
REPORTS
""",
    "a key with nothing behind it": """
SOURCES
places:  # none yet
«  - ENTRY
»REPORTS
""",
    "no such key": """
SOURCES
«places:
  - ENTRY
»REPORTS
""",
    "no such key, and comments on the reports": """
SOURCES
    # about s

«places:
  - ENTRY

»# the reports,
# all of them
REPORTS
""",
    "no such key, and comments on the sources": """
SOURCES
    # about s
«places:
  - ENTRY
»REPORTS
""",
    "reports first": """«places:
  - ENTRY

»REPORTS
SOURCES
""",
    # A comment at the top is about the file: editors look for the schema in its first line.
    "a comment first": """# yaml-language-server: $schema=story.schema.json
«places:
  - ENTRY
»REPORTS
SOURCES
""",
    "no comment, though it looks like one": """
summary: "a
# no comment"
«places:
  - ENTRY
»REPORTS
SOURCES
""",
    "a text whose last line looks like a comment": """
summary: |
  text
  # text, too
«places:
  - ENTRY
»REPORTS
SOURCES
""",
    "marks of a document": """
---
SOURCES
«places:
  - ENTRY
»REPORTS
...
""",
    "all of it indented": """
  sources:
  - {id: s, title: S}
«  places:
    - ENTRY
»  reports:
  - {id: a, title: A, where: Tripoli, sources: [s]}
""",
    "all of it in brackets": """
{sources: [{id: s, title: S}],
 «places: [ENTRY],
 »reports: [{id: a, title: A, where: Tripoli, sources: [s]}]}
""",
}


def before_and_after(marked: str) -> tuple[str, str]:
    for word, text in (("ENTRY", ENTRY), ("SOURCES\n", SOURCES), ("REPORTS\n", REPORTS)):
        marked = marked.replace(word, text)
    return re.sub("«[^»]*»", "", marked), marked.replace("«", "").replace("»", "")


def with_pin(text: str, pin: Pin = PIN, *, number: int | None = None, as_json: bool = False) -> str:
    return insertion(text, pin, taken_ids={"a"}, number=number, as_json=as_json).into(text)


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_pin_goes_where_an_author_would_put_it(name: str, newline: str) -> None:
    before, after = (text.replace("\n", newline) for text in before_and_after(STORIES[name]))
    assert with_pin(before) == after
    assert read_story(after.encode(), "a.yaml").places[-1].gazetteer_id == "geonames:266826"


@pytest.mark.parametrize("places", ["places:", "places:\n- {id: x, names: [X]}", "places: # none"])
def test_a_text_without_a_line_end_gets_none(places: str) -> None:
    before = f"{REPORTS}{SOURCES}{places}"
    margin = "" if "\n" in places else "  "
    assert with_pin(before) == f"{before}\n{margin}- {ENTRY}"


def test_json_stays_json() -> None:
    source, report = '{"id": "s", "title": "S"}', '{"id": "a", "title": "A", "sources": ["s"]}'
    text = f'{{\n  "sources": [{source}],\n  "reports": [{report}]\n}}\n'
    once = with_pin(text, as_json=True)
    entry = '{"id": "tripoli", "names": ["Tripoli"], "gazetteer_id": "geonames:266826"}'
    assert once == text.replace('  "reports"', f'  "places": [{entry}],\n  "reports"')
    twice = with_pin(once, Pin("دير الزور", lon=40.14, lat=35.34), as_json=True)
    places = read_story(twice.encode(), "a.json").places
    assert [(place.names, place.lon) for place in places] == [(("Tripoli",), None), (("دير الزور",), 40.14)]


STATED = {
    "in brackets": """
SOURCES
places:
  - {id: t, kind: city«, lon: 1.5, lat: 2.0»}
REPORTS
""",
    "in brackets, with a comma at the end": """
SOURCES
places: [{id: t, names: [T]«, lon: 1.5, lat: 2.0», }]
REPORTS
""",
    "line by line": """
SOURCES
places:
  - id: t
    names: [T]  # names
    # a note
«    lon: 1.5
    lat: 2.0
»  - {id: u, names: [U]}
REPORTS
""",
    "line by line, ending in a list": """
SOURCES
places:
- id: t
  names:
  - T
«  lon: 1.5
  lat: 2.0
»REPORTS
""",
}


@pytest.mark.parametrize("name", STATED)
def test_a_place_that_is_stated_without_a_position_gets_one(name: str) -> None:
    before, after = before_and_after(STATED[name])
    assert with_pin(before, Pin("T", lon=1.5, lat=2.0), number=0) == after
    assert read_story(after.encode(), "a.yaml").places[0].lon == 1.5


@pytest.mark.parametrize("text", ["- a\n", "a: 1\n", *(f"places: {odd}\n{REPORTS}" for odd in ("~", "x", "{}"))])
def test_what_is_not_understood_is_left_alone(text: str) -> None:
    with pytest.raises(PinError):
        with_pin(text)


def test_ids_are_free_and_never_words_of_yaml() -> None:
    assert free_id("Tripoli", set()) == "tripoli"
    assert free_id("Tripoli", {"tripoli", "tripoli-2"}) == "tripoli-3"
    assert free_id("دير الزور", set()).startswith("place-")
    assert flow_entry(Pin("Null", "SY").entry()) == '{id: "null", names: ["Null"], gazetteer_id: "SY"}'


# --- any story --------------------------------------------------------------------------------------------------------

NAMES = st.text(alphabet="aB1 :#-'\"\\[]{},&*!|>%@`é\u062f\u064e\U0001f5fa\u200f", min_size=1, max_size=12)
COMMENTS = st.sampled_from(["", "  # comment", " # [a, {b"])


LISTS = [  # of places; _ stands for the margin
    [],
    ["places:"],
    ["places: []"],
    ["places: [{id: x, names: [X]}]"],
    ["places: [", "  {id: x, names: [X]},", "  {id: y, names: [Y]}", "  ]"],
    ["places:", "_- {id: x, names: [X]}"],
    ["places:", "_- id: x", "_  names: [X]", "_  # more", ""],
    ["places:", "_- id: x", "_  title: |", "_    text", "", "_  names: [X]"],
    ["places:", "_- id: x", "_  names:", "_    - X", "", "_- {id: y, names: [Y]}"],
]


@st.composite
def stories(draw: st.DrawFn) -> str:
    """A story's text, laid out at random."""
    name = draw(NAMES.filter(str.strip))
    newline, end = draw(st.sampled_from(["\n", "\r\n"])), draw(st.booleans())
    note = draw(COMMENTS)
    margin = " " * draw(st.integers(0, 4))
    sources = ["sources:", f"{margin}- {{id: s, title: S}}{note}", *draw(st.sampled_from([[], [""], ["", "# c"]]))]
    report = ["- id: a", "  title: A", f"  where: {json.dumps(name, ensure_ascii=False)}", "  sources: [s]"]
    reports = ["reports:", *(margin + line for line in report)]
    listed = draw(st.sampled_from(LISTS))
    places = [line.replace("_", margin) + (note if line.endswith("]") else "") for line in listed]
    parts = draw(st.permutations([sources, places, reports]))
    head = draw(st.sampled_from([[], ["# top"], ["---"], ["title: T", ""]]))
    return newline.join([*head, *(line for part in parts for line in part)]) + newline * end


@given(stories(), st.booleans(), st.booleans())
@example("reports:\n- {id: a, title: A, where: no, sources: [s]}\nsources: [{id: s, title: S}]", True, True)
def test_a_pin_is_one_piece_and_everything_else_is_untouched(text: str, by_id: bool, marked: bool) -> None:
    data = codecs.BOM_UTF8 * marked + text.encode()
    before = read_story(data, "a.yaml")
    used = before.reports[0].where
    assert used is not None
    pin = Pin(used, "geonames:1") if by_id else Pin(used, lon=36.5, lat=-1e-07)
    piece = insertion(text, pin, taken_ids={"a", "x", "y"}, number=None)
    after = codecs.BOM_UTF8 * marked + piece.into(text).encode()

    # The text before is the text after with one piece taken out.
    kept = next((at for at, (old, new) in enumerate(zip(data, after, strict=False)) if old != new), len(data))
    assert data[kept:] == after[len(after) - (len(data) - kept) :]
    changed = read_story(after, "a.yaml")
    *others, new = changed.places
    assert changed.model_dump(exclude={"places"}) == before.model_dump(exclude={"places"})
    assert tuple(others) == before.places
    assert new.names == (used,)
    assert (new.gazetteer_id, new.lon, new.lat) == (("geonames:1", None, None) if by_id else (None, 36.5, -1e-07))
    # And again: the second pin goes behind the first.
    again = insertion(piece.into(text), Pin("Other", "SY"), taken_ids={new.id, "a", "x", "y"}, number=None)
    ids: list[Any] = [place.id for place in read_story(again.into(piece.into(text)).encode(), "a.yaml").places]
    assert ids == [*(place.id for place in changed.places), "other"]
