"""The scripts that touch no page, asked one by one: the address, the filter, the clock, groups of pins."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

NOTHING: dict[str, Any] = {"anchor": "", "view": None, "time": None, "off": {}, "on": {}, "sure": {}}

Ask = Callable[[str], Any]


@pytest.fixture(scope="module")
def ask(browser: Browser) -> Iterator[Ask]:
    """``ask("address.parse('#a')")``: what a script answers. They import nothing, so that they need no server."""
    page = browser.new_page()

    def ask_(expression: str) -> Any:
        found = re.search(r"\b(address|filters|clock|clusters)\.", expression)
        assert found
        script = (files("geomap") / "static" / f"{found[1]}.js").read_text(encoding="utf-8")
        address = f"data:text/javascript;charset=utf-8,{quote(script)}"
        return page.evaluate(f"import({json.dumps(address)}).then(({found[1]}) => {expression})")

    yield ask_
    page.close()


def state(**changes: Any) -> dict[str, Any]:
    return {**NOTHING, **changes}


# --- the address ------------------------------------------------------------------------------------------------------

STATES = [
    ("r-halt", state(anchor="r-halt")),
    ("&map=7.2/34.51/39.1", state(view=[7.2, 34.51, 39.1])),
    ("r-halt&time=2017-08-28/2017-08-31", state(anchor="r-halt", time=["2017-08-28", "2017-08-31"])),
    ("&time=../1872-10-02T20:45", state(time=[None, "1872-10-02T20:45"])),
    ("&off=role:context,source:sana", state(off={"role": ["context"], "source": ["sana"]})),
    ("&off=category:air%20strike%2C%20%26%20more", state(off={"category": ["air strike, & more"]})),
    ("&on=basis:considered&sure=10km,1d", state(on={"basis": ["considered"]}, sure={"km": 10, "days": 1})),
    ("", NOTHING),
]


@pytest.mark.parametrize(("fragment", "expected"), STATES)
def test_a_state_goes_into_the_address_and_comes_back(ask: Ask, fragment: str, expected: dict[str, Any]) -> None:
    assert ask(f"address.parse({json.dumps('#' + fragment)})") == expected
    assert ask(f"address.format({json.dumps(expected)})") == fragment


HOSTILE = [
    ("map=1e9/0/0", NOTHING),
    ("&map=7/91/0", NOTHING),
    ("&map=7/0/999", NOTHING),
    ("&map=23/0/0", NOTHING),
    ("&map=7/34", NOTHING),
    ("&map=NaN/NaN/NaN", NOTHING),
    ("&map=Infinity/0/0", NOTHING),
    ("&time=2017-08-28", NOTHING),
    ("&time=../..", NOTHING),
    ("&time=9e9/../..", NOTHING),
    ("&time=<script>/..", NOTHING),
    ("&sure=-10km,1e9d,10", NOTHING),
    ("&off=__proto__:x,constructor:y,:z,role", NOTHING),
    ("&__proto__=x&constructor=y&toString=z", NOTHING),
    ("&off=role:%E0%A4%A", NOTHING),
    ("%E0%A4%A", state(anchor=None)),
    ("a" * 3000, NOTHING),
    ("&off=" + ",".join(f"source:{i}" for i in range(100)), state(off={"source": [str(i) for i in range(40)]})),
    ("r-a&&&&=&=x&map", state(anchor="r-a")),
    ("r-a&off=role:a,role:a", state(anchor="r-a", off={"role": ["a"]})),
    ("r-a&map=7/34/39&map=bad", state(anchor="r-a", view=[7, 34, 39])),
]


@pytest.mark.parametrize(("fragment", "expected"), HOSTILE)
def test_what_is_not_understood_is_left_out_of_the_state(ask: Ask, fragment: str, expected: dict[str, Any]) -> None:
    assert ask(f"address.parse({json.dumps(fragment)})") == expected
    assert ask("address.parse('').polluted") is None


# --- the filter -------------------------------------------------------------------------------------------------------

COLUMNS: dict[str, Any] = {
    # a day; an exact minute; since then; until then; without a date; about a day
    "from": [1440, 3000, 4320, None, None, 7200],
    "to": [2880, 3000, None, 1440, None, 8640],
    "about": [5],
    "sources": [[0], [0, 1], [1], [], [1], [0]],
    "sourceIds": ["a", "b"],
    "category": [0, -1, 0, -1, -1, -1],
    "categories": ["strike"],
    "km": [5, 10, 40, None, 0.1, 1],
    "basis": [0, 0, 1, 2, 0, 0],
    "bases": ["given", "ambiguous", "not_stated"],
    "legs": {
        "anchor": ["l-1", "l-2"],
        "from": [1440, None],
        "to": [2880, None],
        "sources": [[0], []],
        "ends": [[0, 2], []],
    },
}
ROLES = ["event", "halt", "event", "context", "event", "event"]
ALL = [0, 1, 2, 3, 4, 5]


def sifting(setting: str, passing: str) -> str:
    return f"""(() => {{
      const facets = filters.prepare({json.dumps(COLUMNS)}, {json.dumps(ROLES)});
      const filter = filters.noFilter();
      {setting}
      return {passing};
    }})()"""


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", ALL),
        ("filter.time = [1440, 2880]", [0, 4]),
        ("filter.time = [2880, null]", [1, 2, 4, 5]),
        ("filter.time = [3000, 3001]", [1, 4]),
        ("filter.time = [null, 1440]", [3, 4]),
        ("filter.time = [null, 1441]", [0, 3, 4]),
        ("filter.time = [3001, 4320]", [4]),
        ("filter.time = [1440, 2880]; filter.off.date.add('none')", [0]),
        ("filter.off.date.add('none')", [0, 1, 2, 3, 5]),
        ("filter.off.source.add('a')", [1, 2, 3, 4]),
        ("filter.off.source.add('a').add('b')", [3]),
        ("filter.off.category.add('strike')", [1, 3, 4, 5]),
        ("filter.off.category.add('')", [0, 2]),
        ("filter.off.place.add('ambiguous').add('not_stated')", [0, 1, 4, 5]),
        ("filter.off.role.add('event')", [1, 3]),
        ("filter.sure.km = 10", [0, 1, 4, 5]),
        ("filter.sure.days = 1", [0, 1]),
        ("filter.sure.km = 5; filter.sure.days = 1", [0]),
    ],
)
def test_what_passes_a_filter(ask: Ask, setting: str, expected: list[int]) -> None:
    assert ask(sifting(setting, f"{ALL}.filter((i) => filters.passes(facets, filter, i))")) == expected


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", [True, True]),
        ("filter.time = [2880, null]", [False, True]),
        ("filter.off.source.add('a')", [False, True]),
        ("filter.sure.km = 10", [False, True]),  # one of its ends is known within 40 km
        ("filter.off.place.add('ambiguous')", [False, True]),
        ("filter.off.role.add('event')", [True, True]),  # pins are switched off, not ways
        ("filter.off.date.add('none')", [True, False]),
    ],
)
def test_a_leg_goes_by_its_own_time_and_by_the_reports_at_its_ends(
    ask: Ask, setting: str, expected: list[bool]
) -> None:
    assert ask(sifting(setting, "[0, 1].map((j) => filters.legPasses(facets, filter, j))")) == expected


def test_reports_play_as_their_windows_begin_those_since_ever_first(ask: Ask) -> None:
    found = ask(sifting("", f"filters.moments(facets, {ALL}).map(([at, ids]) => [String(at), ids])"))
    assert found == [["-Infinity", [3]], ["1440", [0]], ["3000", [1]], ["4320", [2]], ["7200", [5]]]


def test_reports_without_a_date_come_last_in_the_order_of_time(ask: Ask) -> None:
    assert ask(sifting("", f"filters.byTime(facets, {ALL})")) == [3, 0, 1, 2, 5, 4]


# --- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "text", "utc"),
    [
        ("UTC", "2017-08-28", "2017-08-28T00:00Z"),
        ("Asia/Damascus", "2017-08-28", "2017-08-27T21:00Z"),
        ("Asia/Damascus", "2017-12-28T20:45", "2017-12-28T18:45Z"),
        ("Asia/Kolkata", "1999-12-31T23:30", "1999-12-31T18:00Z"),
        ("no/zone", "2017-08-28", "2017-08-28T00:00Z"),
        ("UTC", "0001-01-01", "0001-01-01T00:00Z"),
    ],
)
def test_the_clock_is_that_of_the_story(ask: Ask, zone: str, text: str, utc: str) -> None:
    made = f"clock.clockOf({json.dumps(zone)}, 'en')"
    assert ask(f"({made}).minutes({json.dumps(text)}) - Date.parse({json.dumps(utc)}) / 60000") == 0
    assert ask(f"(() => {{ const made = {made}; return made.text(made.minutes({json.dumps(text)})); }})()") == text


@pytest.mark.parametrize("text", ["2017-02-30", "2017-13-01", "0000-01-01", "2017-08-28T24:00", "2017-08-28T12:60"])
def test_a_day_that_never_was_is_no_minute(ask: Ask, text: str) -> None:
    assert ask(f"(clock.clockOf('UTC', 'en')).minutes({json.dumps(text)})") is None


@pytest.mark.parametrize(
    ("first", "last", "unit", "texts"),
    [
        ("2017-08-28", "2017-08-31", "day", ["2017-08-28", "2017-08-29", "2017-08-30", "2017-08-31"]),
        ("2017-08-28T07:30", "2017-08-28T11:00", "hour", [f"2017-08-28T{h:02d}:00" for h in (8, 9, 10, 11)]),
        ("2016-11-15", "2017-03-01", "month", ["2016-12-01", "2017-01-01", "2017-02-01", "2017-03-01"]),
        ("1990-06-01", "2011-01-01", "year", ["1995-01-01", "2000-01-01", "2005-01-01", "2010-01-01"]),
    ],
)
def test_the_axis_has_round_dates(ask: Ask, first: str, last: str, unit: str, texts: list[str]) -> None:
    found = ask(
        f"""(() => {{
          const made = clock.clockOf('Asia/Damascus', 'en');
          const {{ unit, at }} = clock.ticks(made, made.minutes('{first}'), made.minutes('{last}'), 5);
          return [unit, at.map((minute) => made.text(minute))];
        }})()"""
    )
    assert found == [unit, texts]


# --- groups -----------------------------------------------------------------------------------------------------------


def test_groups_add_up_are_alike_and_near_each_other(ask: Ask) -> None:
    items = [{"x": i * 37 % 500, "y": i * 61 % 300, "key": "ab"[i % 7 == 0]} for i in range(400)]
    groups = ask(f"clusters.group({json.dumps(items)}, 40)")
    assert sorted(i for group in groups for i in group) == list(range(400))
    for group in groups:
        first = items[group[0]]
        for i in group:
            assert items[i]["key"] == first["key"]
            assert (items[i]["x"] - first["x"]) ** 2 + (items[i]["y"] - first["y"]) ** 2 <= 40**2
    assert len(groups) < 150


def test_the_marks_in_view_are_never_too_many(ask: Ask) -> None:
    items = [{"x": i % 50 * 100, "y": i // 50 * 100, "key": "k"} for i in range(2000)]
    wide, narrow = "{ x: 1600, y: 1000 }", "{ x: 360, y: 500 }"
    assert ask(f"clusters.groupForView({json.dumps(items)}, () => true, {wide}).length") <= 250
    close = [{**item, "x": item["x"] / 10, "y": item["y"] / 10} for item in items]
    assert ask(f"clusters.groupForView({json.dumps(close)}, () => true, {narrow}).length") <= 28
    assert ask(f"clusters.groupForView({json.dumps(items)}, ({{ x }}) => x < 300, {wide}).length") == 2000
