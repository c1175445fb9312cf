"""What is said of a story that is wrong: where, what, got, try."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from geomap.errors import Problem, StoryError
from geomap.story import load_story

GOOD = """\
title: T
timezone: Asia/Damascus
countries: [SY]
sources:
  - id: ap
    title: AP
    url: https://example.org/ap
  - id: twz
    title: TWZ
    parent: ap
places:
  - id: border
    names: [The border]
    kind: crossing
    lon: 36.5
    lat: 34.2
reports:
  - id: departure
    title: It leaves
    when: 2017-08-28
    where: border
    role: origin
    counts: {killed: {low: 1, high: 3}}
    sources: [ap, {source: twz, locator: p. 3}]
  - id: arrival
    title: It arrives
    when: 2017-08-30
    where: Homs
    sources: [twz]
claims:
  - {about: departure, property: killed, value: 3, source: ap}
routes:
  - id: way
    title: The way
    legs:
      - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
obstacles:
  - {id: cut, title: The road is cut, along: leg, sources: [ap]}
"""

# Each case is a change to lines of the good story, as in a diff, and what is said of it. ‸ stands where the problem
# is said to be.
PROBLEMS = r"""
- title: T
+ ‸tittle: T
= tittle: unknown key, got 'tittle', try title

- title: T
+ ‸colour: T
= colour: unknown key, got 'colour', try one of title, summary, author, language, interface, timezone,
= countries, tiles, published_at, sources, places, reports, claims, routes, obstacles, roads

-     where: Homs
+     ‸location: Homs
= reports[1].location: unknown key, got 'location', try where

-     when: 2017-08-30
+     ‸date: 2017-08-30
= reports[1].date: unknown key, got 'date', try when

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, ‸frm: departure, to: arrival, basis: planned, sources: [ap]}
= routes[0].legs[0].frm: unknown key, got 'frm', try from

-     sources: [ap, {source: twz, locator: p. 3}]
+     sources: [ap, {source: twz, ‸locater: p. 3}]
= reports[0].sources[1].locater: unknown key, got 'locater', try locator

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: {‸lo: 1, high: 3}}
= reports[0].counts.killed.lo: unknown key, got 'lo', try low

-   - id: departure
-     title: It leaves
+   - ‸id: departure
= reports[0].title: is missing, try adding title

-     title: It leaves
+     title:‸
= reports[0].title: is missing, try adding title

-   - {about: departure, property: killed, value: 3, source: ap}
+   - {about: departure, property: killed, value: 3, ‸x: ap}
= claims[0].x: unknown key, got 'x', try one of about, property, value, source, locator, status, certainty,
= remarks

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - ‸{id: leg, from: departure, to: arrival, sources: [ap]}
= routes[0].legs[0].basis: is missing, try adding basis

- title: T
+ title: ‸[T]
= title: must be text, not a list, try one line of text

- title: T
+ title: ‸''
= title: is empty, try a text, or leaving the key out

- countries: [SY]
+ countries: ‸SY
= countries: must be a list, got 'SY', try [SY]

- countries: [SY]
+ countries: [‸sy]
= countries[0]: not an ISO 3166-1 country code, got 'sy', try SY

- countries: [SY]
+ countries: [‸Syria]
= countries[0]: not an ISO 3166-1 country code, got 'Syria', try two capital letters, such as SY

- countries: [SY]
+ countries: [‸ZZ]
= countries[0]: there is no country with this code, got 'ZZ', try two letters of ISO 3166-1, such as SY

- countries: [SY]
+ countries: [‸UK]
= countries[0]: there is no country with this code, got 'UK', try GB

-     sources: [twz]
+     sources: ‸twz
= reports[1].sources: must be a list, got 'twz', try [twz]

-     sources: [twz]
+     sources: ‸[]
= reports[1].sources: needs at least one entry, try adding one

-     sources: [twz]
+     sources: [‸[twz]]
= reports[1].sources[0]: must be a mapping, not a list, try keys such as source, locator, where_as_reported

-   - id: departure
+   - id: ‸the departure
= reports[0].id: not an id (letters, digits and _ . : - without spaces, at most 64), got 'the departure', try
= the-departure

-     role: origin
+     role: ‸orign
= reports[0].role: not a known role, got 'orign', try origin

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: ‸guessed, sources: [ap]}
= routes[0].legs[0].basis: not a known basis, got 'guessed', try one of reported, inferred, planned, considered,
= blocked, returned

-     kind: crossing
+     kind: ‸citty
= places[0].kind: not a known kind, got 'citty', try city

-     role: origin
+     graphic: ‸yes
= reports[0].graphic: must be true or false, got 'yes', try true

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: {low: ‸1.5, high: 3}}
= reports[0].counts.killed.low: must be a whole number, got '1.5', try 2

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: {low: ‸-1, high: 3}}
= reports[0].counts.killed.low: must be at least 0, got '-1', try a larger number

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: {low: ‸'1', high: 3}}
= reports[0].counts.killed.low: a number written as text, got '1', try 1 without quotation marks

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: ‸{low: 9, high: 3}}
= reports[0].counts.killed: low, best and high must not fall, try checking the numbers

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: ‸many}
= reports[0].counts.killed: must be a mapping, got 'many', try keys such as low, best, high

-     counts: {killed: {low: 1, high: 3}}
+     counts: {killed: ‸{}}
= reports[0].counts.killed: a count needs low, best or high, try checking the numbers

-   - {about: departure, property: killed, value: 3, source: ap}
+   - {about: departure, property: killed, value: ‸{a: 3}, source: ap}
= claims[0].value: must be text, not a mapping, try one line of text

-     lon: 36.5
+     lon: ‸'36.5'
= places[0].lon: a number written as text, got '36.5', try 36.5 without quotation marks

-     lon: 36.5
+     lon: ‸36,5
= places[0].lon: must be a number, got '36,5', try 36.5

-     lon: 36.5
+     lon: ‸'36,5'
= places[0].lon: must be a number, got '36,5', try 36.5

-     lon: 36.5
+     lon: ‸east
= places[0].lon: must be a number, got 'east', try 36.5

-     lon: 36.5
+     lon: ‸.inf
= places[0].lon: must be a number, got '.inf', try 36.5

-     lon: 36.5
+     lon: ‸1e999
= places[0].lon: must be a number, got '1e999', try 36.5

-     lon: 36.5
+     lon: ‸true
= places[0].lon: must be a number, got 'true', try 36.5

-     lat: 34.2
+     lat: ‸34°27'08"N
= places[0].lat: must be a number, in decimal degrees, got '34°27\'08"N', try 34.452222

-     lat: 34.2
+     lat: ‸34.5 S
= places[0].lat: must be a number, in decimal degrees, got '34.5 S', try -34.5

-     lat: 34.2
+     lat: ‸371
= places[0].lat: must be between -90 and 90, got '371', try degrees WGS84

-     lon: 36.5
-     lat: 34.2
+     lon: 12
+     lat: ‸122
= places[0].lat: must be between -90 and 90, got '122', try swapping them: lon: 122, lat: 12

-     lon: 36.5
-     lat: 34.2
+     lon: ‸0
+     lat: 0.0
= places[0].lon: the point at 0, 0 in the Atlantic is nearly always a gap in the data, got '0, 0', try leaving
= both out, or stated_at_null_island: true if it is meant

-     lon: 36.5
-     lat: 34.2
+     lon: ‸36.5
= places[0].lon: lon without lat, try adding lat

-     lon: 36.5
-     lat: 34.2
+     lat: ‸34.2
= places[0].lat: lat without lon, try adding lon

-     lat: 34.2
+     lat: 34.2
+     radius_km: ‸0
= places[0].radius_km: must be more than 0, got '0', try a larger number, or leaving it out

-     lat: 34.2
+     lat: 34.2
+     radius_km: ‸30000
= places[0].radius_km: must be at most 20,000, got '30000', try a smaller number

-   - id: border
-     names: [The border]
-     kind: crossing
-     lon: 36.5
-     lat: 34.2
+   - ‸id: border
= places[0]: a place that is nowhere, try adding gazetteer_id, lon and lat, geometry or names

-     lat: 34.2
+     lat: 34.2
+     geometry: {type: Polygon, coordinates: [‸[[1, 1], [2, 1], [2, 2]]]}
= places[0].geometry.coordinates[0]: ring 1 is not closed: it must end where it begins, try ending it with [1.0,
= 1.0]

-   - id: arrival
+   - id: ‸departure
= reports[1].id: the id is taken, first on line 18, got 'departure', try departure-2

-   - id: border
+   - id: ‸departure
= places[0].id: the id is taken, first on line 18, got 'departure', try departure-2

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: ‸arrival, from: departure, to: arrival, basis: planned, sources: [ap]}
= routes[0].legs[0].id: the id is taken, first on line 25, got 'arrival', try arrival-2

-   - id: twz
+   - id: ‸ap
= sources[1].id: the id is taken, first on line 5, got 'ap', try ap-2

-     sources: [twz]
+     sources: [‸tvz]
= reports[1].sources[0]: there is no source with this id, got 'tvz', try twz

-     sources: [ap, {source: twz, locator: p. 3}]
+     sources: [ap, {source: ‸reuters, locator: p. 3}]
= reports[0].sources[1].source: there is no source with this id, got 'reuters', try one of ap, twz

-   - {about: departure, property: killed, value: 3, source: ap}
+   - {about: ‸depature, property: killed, value: 3, source: ap}
= claims[0].about: there is no report, leg or obstacle with this id, got 'depature', try departure

-   - {about: departure, property: killed, value: 3, source: ap}
+   - {about: ‸border, property: killed, value: 3, source: ap}
= claims[0].about: there is no report, leg or obstacle with this id, got 'border', try one of departure, arrival, leg,
= cut

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap], mode: ‸convoi}
= routes[0].legs[0].mode: not a known mode, got 'convoi', try convoy

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap], instead_of: ‸leq}
= routes[0].legs[0].instead_of: there is no leg with this id, got 'leq', try leg

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap], instead_of: ‸leg}
= routes[0].legs[0].instead_of: the leg is told instead of itself, got 'leg', try the id of the leg that it
= contradicts, or leaving it out

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap], planned_arrival: ‸2017-02-30}
= routes[0].legs[0].planned_arrival: not a calendar date, got '2017-02-30', try
= 2017-02-28

-   - {id: cut, title: The road is cut, along: leg, sources: [ap]}
+   - {id: cut, title: The road is cut, along: ‸lex, sources: [ap]}
= obstacles[0].along: there is no leg with this id, got 'lex', try leg

-   - {id: cut, title: The road is cut, along: leg, sources: [ap]}
+   - {id: cut, title: The road is cut, kind: ‸bridg, sources: [ap]}
= obstacles[0].kind: not a known kind, got 'bridg', try bridge

-   - {id: cut, title: The road is cut, along: leg, sources: [ap]}
+   - {id: cut, title: The road is cut, sources: [‸app]}
= obstacles[0].sources[0]: there is no source with this id, got 'app', try ap

-   - {id: cut, title: The road is cut, along: leg, sources: [ap]}
+   - {id: cut, title: The road is cut, when: ‸2014-02-30, sources: [ap]}
= obstacles[0].when: not a calendar date, got '2014-02-30', try 2014-02-28

-     parent: ap
+     parent: ‸app
= sources[1].parent: there is no source with this id, got 'app', try ap

-     title: AP
+     title: AP
+     parent: ‸twz
= sources[0].parent: sources that quote each other in a circle: ap → twz → ap, try leaving out the parent of the
= original

-     parent: ap
+     parent: ‸twz
= sources[1].parent: sources that quote each other in a circle: twz → twz, try leaving out the parent of the
= original

-     when: 2017-08-28
+     when: ‸2014-02-30
= reports[0].when: not a calendar date, got '2014-02-30', try 2014-02-28

-     when: 2017-08-28
+     when: ‸30 Aug 2017
= reports[0].when: not an EDTF date, got '30 Aug 2017', try 2017-08-30

-     when: 2017-08-28
+     when: ‸2017-08-30/2017-08-28
= reports[0].when: it ends before it starts, got '2017-08-30/2017-08-28', try 2017-08-28/2017-08-30

-     url: https://example.org/ap
+     published: ‸in May
+     url: https://example.org/ap
= sources[0].published: not an EDTF date, got 'in May', try 2017-08-28, 2017-08, 2017, 2017-08-28~ for about, or
= 2017-08-28/2017-08-31 for a range

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: planned, when: ‸'2017-8-1', sources: [ap]}
= routes[0].legs[0].when: not an EDTF date, got '2017-8-1', try 2017-08-01

- timezone: Asia/Damascus
+ timezone: ‸Asia/Damaskus
= timezone: there is no such time zone, got 'Asia/Damaskus', try Asia/Damascus

- timezone: Asia/Damascus
+ timezone: ‸../etc
= timezone: there is no such time zone, got '../etc', try one such as UTC or Asia/Damascus

-     url: https://example.org/ap
+     url: ‸javascript:alert(1)
= sources[0].url: not a web address (http or https), got 'javascript:alert(1)', try an address that starts with
= https:// and has no blanks

-     url: https://example.org/ap
+     url: ‸www.example.org/ap
= sources[0].url: not a web address (http or https), got 'www.example.org/ap', try https://www.example.org/ap

-     url: https://example.org/ap
+     url: ‸https://example.org/a b
= sources[0].url: not a web address (http or https), got 'https://example.org/a b', try an address that starts
= with https:// and has no blanks

-     url: https://example.org/ap
+     url: ‸data:text/html,x
= sources[0].url: not a web address (http or https), got 'data:text/html,x', try an address that starts with
= https:// and has no blanks

-     kind: crossing
+     links: [‸'ftp://example.org']
= places[0].links[0]: not a web address (http or https), got 'ftp://example.org', try an address that starts with
= https:// and has no blanks

- title: T
+ title: ‸&x T
= an anchor, which a story file cannot have, got '&x', try quotation marks around text that starts with &

- title: T
+ title: ‸*x
= an alias, which a story file cannot have, got '*x', try quotation marks around text that starts with *

-     when: 2017-08-28
+     when: 2017-08-28
+     ‸when: 2017-08-29
= the key when is given twice, first on line 20, try keeping one of the two
"""

NOTICES = r"""
-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, basis: planned, departed: 2017-08-29, arrived: ‸2017-08-28}
= routes[0].legs[0].arrived: warning: it comes in (2017-08-28) before it leaves (2017-08-29), try checking departed
= and arrived

-     where: Homs
+     where: ‸bordr
= reports[1].where: warning: taken for a name, though an id is spelled nearly so, got 'bordr', try border if that
= is meant

-     where: Homs
+     where: ‸Border
= reports[1].where: warning: taken for a name, though an id is spelled nearly so, got 'Border', try border if that
= is meant

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: ‸arival, basis: planned, sources: [ap]}
= routes[0].legs[0].to: warning: taken for a name, though an id is spelled nearly so, got 'arival', try arrival if
= that is meant

-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+       - {id: leg, from: departure, to: arrival, via: [‸departur], basis: planned, sources: [ap]}
= routes[0].legs[0].via[0]: warning: taken for a name, though an id is spelled nearly so, got 'departur', try
= departure if that is meant

-   - {id: cut, title: The road is cut, along: leg, sources: [ap]}
+   - ‸{id: cut, title: The road is cut, sources: [ap]}
= obstacles[0]: warning: an obstacle with neither where nor along closes nothing and is drawn nowhere, try along, for
= the leg that it is told of

-     where: Homs
-     sources: [twz]
- claims:
-   - {about: departure, property: killed, value: 3, source: ap}
- routes:
-   - id: way
-     title: The way
-     legs:
-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
- obstacles:
-   - {id: cut, title: The road is cut, along: leg, sources: [ap]}
+     sources: [twz]
+ obstacles:
+   - {id: cut, title: The road is cut, where: ‸arrival, sources: [ap]}
= obstacles[0].where: warning: a report without a position: the obstacle closes nothing and is drawn nowhere, got
= 'arrival', try along, for the leg that it is told of

-     when: 2017-08-30
-     where: Homs
-     sources: [twz]
- claims:
-   - {about: departure, property: killed, value: 3, source: ap}
- routes:
-   - id: way
-     title: The way
-     legs:
-       - {id: leg, from: departure, to: arrival, basis: planned, sources: [ap]}
+     when: 2017-08-01
+     role: statement
+     where: Homs
+     sources: [twz]
+ claims:
+   - {about: departure, property: killed, value: 3, source: ap}
+ routes:
+   - id: way
+     title: The way
+     legs:
+       - {id: leg, from: departure, to: ‸arrival, basis: planned, sources: [ap]}
= routes[0].legs[0].to: warning: the leg ends (2017-08-01) before it starts (2017-08-28), try swapping from and
= to, or checking both dates

-     lat: 34.2
+     lat: 34.2
+   - {id: other, names: [‸the Border], gazetteer_id: SY}
= places[1].names[0]: warning: a name that place border has too, got 'the Border', try the id of the place in each
= report's where

-     lat: 34.2
+     lat: 34.2
+     geometry: ‸{type: Polygon, coordinates: [[[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]]}
= places[0].geometry: warning: the geometry was mended (self-intersection), try checking its shape
"""


@dataclass(frozen=True)
class Mistake:
    """A story with one mistake, where that stands, and what is said of it."""

    change: str
    story: str
    line: int
    column: int
    said: str


def mistakes(table: str) -> list[Mistake]:
    return [mistake(block) for block in table.strip("\n").split("\n\n")]


def mistake(block: str) -> Mistake:
    lines = {mark: [line[2:] for line in block.split("\n") if line[0] == mark] for mark in "-+="}
    old, new = "\n".join(lines["-"]), "\n".join(lines["+"])
    marked = swapped(f"\n{old}\n", f"\n{new}\n")
    before, _, after = marked.partition("‸")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Mistake(new.strip()[:40], before + after, line, column, " ".join(lines["="]))


def swapped(old: str, new: str) -> str:
    assert f"\n{GOOD}".count(old) == 1, old
    return f"\n{GOOD}".replace(old, new).removeprefix("\n")


def load(folder: Path, content: str | bytes, name: str = "story.yaml") -> tuple[Problem, ...]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return load_story(path).notices
    except StoryError as error:
        return error.problems


def test_the_story_of_these_tables_is_good(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD) == ()


@pytest.mark.parametrize("case", mistakes(PROBLEMS), ids=lambda case: case.change)
def test_one_mistake_gives_one_problem_at_its_place(case: Mistake, tmp_path: Path) -> None:
    problems = load(tmp_path, case.story)
    told = [p for p in problems if str(p).endswith(f": {case.said}")]
    assert len(told) == 1, "\n".join(map(str, problems))
    assert (told[0].line, told[0].column) == (case.line, case.column)
    assert not told[0].warning
    assert str(told[0]) == f"{tmp_path / 'story.yaml'}:{case.line}:{case.column}: {case.said}"


@pytest.mark.parametrize("case", mistakes(NOTICES), ids=lambda case: case.change)
def test_what_is_odd_gives_a_notice_and_a_story(case: Mistake, tmp_path: Path) -> None:
    (notice,) = load(tmp_path, case.story)
    assert notice.warning
    assert str(notice) == f"{tmp_path / 'story.yaml'}:{case.line}:{case.column}: {case.said}"


def test_long_texts_are_refused_and_shortened_in_the_message(tmp_path: Path) -> None:
    (problem,) = load(tmp_path, swapped("title: T\n", f"title: {'x' * 501}\n"))
    assert (problem.what, problem.got) == ("longer than 500 characters", "x" * 79 + "…")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    story = GOOD
    for old, new in [
        ("title: T\n", "titel: T\n"),
        ("https://example.org/ap", "javascript:x"),
        ("lat: 34.2", "lat: 342"),
        ("when: 2017-08-28", "when: soon"),
        ("role: origin", "role: orign"),
        ("sources: [twz]", "sources: [tzw]"),
        ("basis: planned", "basis: plan"),
        ("countries: [SY]", "countries: [SY]\ncountries: [LB]"),
    ]:
        assert story.count(old) == 1
        story = story.replace(old, new)
    problems = load(tmp_path, story)
    assert [p.where for p in problems] == [
        "titel", "", "sources[0].url", "places[0].lat", "reports[0].when", "reports[0].role", "reports[1].sources[0]",
        "routes[0].legs[0].basis",
    ]  # fmt: skip
    assert [(p.line, p.column) for p in problems] == sorted((p.line, p.column) for p in problems)


def test_the_message_of_the_error_is_its_problems(tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    path.write_text(GOOD.replace("title: T\n", "titel: T\n"))
    with pytest.raises(ValueError, match=r"story\.yaml:1:1: titel: unknown key, got 'titel', try title") as caught:
        load_story(path)
    assert isinstance(caught.value, StoryError)
    assert caught.value.exit_code == 1


def test_events_out_of_order_are_told_ten_times_and_then_counted(tmp_path: Path) -> None:
    reports = [
        {"id": f"r{i}", "title": "R", "when": f"2017-08-{28 - i:02d}", "sources": ["s"]} for i in range(20)
    ]  # fmt: skip
    story = {"sources": [{"id": "s", "title": "S"}], "reports": reports}
    notices = load(tmp_path, json.dumps(story), "story.json")
    assert len(notices) == 11
    assert notices[0].what == "out of order: earlier than report r0 (2017-08-28), which stands before it"
    assert notices[-1].what == "9 more reports are out of order, this one last"
    assert notices[-1].where == "reports[19].when"


@pytest.mark.parametrize("role", ["context", "statement"])
def test_context_may_come_from_any_time(role: str, tmp_path: Path) -> None:
    late = f"when: 2016-06\n    role: {role}"
    story = swapped("when: 2017-08-30", late).replace("to: arrival", "to: Homs")
    assert load(tmp_path, story) == ()


@pytest.mark.parametrize(
    "date", ["2017-08-28", "2017-08-28~", "2017-08", "2017-08-27/2017-08-28", "../2017-08-28", "2017?"]
)
def test_windows_that_overlap_are_in_order(date: str, tmp_path: Path) -> None:
    assert load(tmp_path, swapped("when: 2017-08-30", f"when: {date}")) == ()


WHOLE_FILES: list[tuple[str | bytes, str]] = [
    ("", ": there is no story in this file, try geomap new, for a first one"),
    ("# only a comment\n", ": there is no story in this file, try geomap new, for a first one"),
    ("{}", ": there is no story in this file, try geomap new, for a first one"),
    ("- a\n", ":1:1: a story must be a mapping, not a list, try keys such as sources: and reports:"),
    ("just text", ":1:1: a story must be a mapping, got 'just text', try keys such as sources: and reports:"),
    (GOOD.encode("utf-16"), ":1:1: this is UTF-16 or UTF-32 text, try to save as UTF-8"),
    (GOOD.encode("utf-16-le"), ":1:1: this is UTF-16 or UTF-32 text, try to save as UTF-8"),
    (GOOD.encode("utf-32"), ":1:1: this is UTF-16 or UTF-32 text, try to save as UTF-8"),
    (
        GOOD.replace("It leaves", "ب Café").encode("utf-8").replace("é".encode(), b"\xe9"),
        ":19:17: this byte (0xE9, perhaps 'é' in an older encoding) is not UTF-8 text, try to save as UTF-8",
    ),
    (GOOD.replace("T\n", "a\x00b\n", 1), ":1:9: U+0000 NULL has no place in a text, try deleting it"),
    (GOOD.replace("T\n", "a\x1bb\n", 1), ":1:9: U+001B ESCAPE has no place in a text, try deleting it"),
    (
        GOOD.replace("T\n", "a\ufeffb\n", 1),
        ":1:9: U+FEFF ZERO WIDTH NO-BREAK SPACE has no place in a text, try deleting it",
    ),
    (GOOD + "#" * 2**23, ": the file has 8,389,"),
]


@pytest.mark.parametrize(("content", "said"), WHOLE_FILES, ids=[row[1][:40] for row in WHOLE_FILES])
def test_files_that_hold_no_text_or_no_story(content: str | bytes, said: str, tmp_path: Path) -> None:
    (problem,) = load(tmp_path, content)
    assert str(problem).startswith(f"{tmp_path / 'story.yaml'}{said}")


def test_sources_and_reports_are_all_that_a_story_needs(tmp_path: Path) -> None:
    problems = load(tmp_path, "title: T\n")
    assert [(p.where, p.what) for p in problems] == [("reports", "is missing"), ("sources", "is missing")]
    assert load(tmp_path, "sources: [{id: s, title: S}]\nreports: [{id: r, title: R, sources: [s]}]") == ()


def test_many_wrong_references_do_not_take_long(tmp_path: Path) -> None:
    # Each suggestion looks through all ids; only the first fifty problems get one.
    reports = [{"id": f"report-{i}", "title": "R", "sources": ["s"]} for i in range(1000)]
    claims = [{"about": f"reprot-{i}", "property": "p", "value": "v", "source": "s"} for i in range(1000)]
    story = {"sources": [{"id": "s", "title": "S"}], "reports": reports, "claims": claims}
    problems = load(tmp_path, json.dumps(story), "story.json")
    assert len(problems) == 1000
    assert sum(p.hint.startswith("report-") for p in problems) == 50
    assert problems[-1].hint.startswith("one of report-0, report-1")


def test_a_chain_of_reprints_is_no_circle(tmp_path: Path) -> None:
    sources = [{"id": f"s{i}", "title": "S", "parent": f"s{i + 1}"} for i in range(500)] + [
        {"id": "s500", "title": "S"}
    ]
    story = {"sources": sources, "reports": [{"id": "r", "title": "R", "sources": ["s0"]}]}
    assert load(tmp_path, json.dumps(story), "story.json") == ()
    sources[-1]["parent"] = "s250"
    (problem,) = load(tmp_path, json.dumps(story), "story.json")
    assert problem.where == "sources[250].parent"
    assert problem.what.startswith("sources that quote each other in a circle: s250 → s251")
