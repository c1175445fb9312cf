"""What the page can be filtered by: windows in minutes, sources, categories, and how exactly a place is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from geomap.languages import ENGLISH
from geomap.page.elsewhere import elsewhere
from geomap.page.facets import columns, facet_views, minutes, sure_counts

DAY = 1440


@pytest.fixture(scope="module")
def rows(kit: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    from geomap.page.cards import rows as rows_of

    story = kit.story()
    return rows_of(kit.reports(story)), rows_of(kit.legs(story))


@pytest.fixture(scope="module")
def found(kit: Any, rows: Any) -> dict[str, Any]:
    return columns(kit.story(), *rows)


def moment(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(1970, 1, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (moment(1), moment(1, 23, 59, 59), (0, DAY)),
        (moment(1), moment(2, 23, 59, 59), (0, 2 * DAY)),
        (moment(1, 20, 45), moment(1, 20, 45), (1245, 1245)),
        (None, moment(1, 23, 59, 59), (None, DAY)),
        (moment(2), None, (DAY, None)),
        (None, None, (None, None)),
        (datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, 23, 59, 59, tzinfo=UTC), (-1035593280, -1035593280 + DAY)),
    ],
)
def test_a_window_is_its_first_minute_and_the_one_after_it(
    earliest: datetime | None, latest: datetime | None, expected: tuple[int | None, int | None]
) -> None:
    assert minutes(earliest, latest) == expected


def test_every_column_has_a_value_for_each_report(found: dict[str, Any]) -> None:
    for name in ("from", "to", "sources", "category", "km", "basis"):
        assert len(found[name]) == 8, name


def test_reports_without_a_date_or_a_place_are_in_the_columns(found: dict[str, Any]) -> None:
    assert found["from"][4] is found["to"][4] is None
    assert [found["km"][i] for i in (3, 6, 7)] == [None, None, None]
    assert found["bases"][found["basis"][7]] == "missing"


def test_the_span_is_that_of_the_events_without_the_context(kit: Any, found: dict[str, Any]) -> None:
    start = (datetime(2017, 8, 28, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days * DAY
    assert found["span"] == [start, start + 3 * DAY - 0]


def test_only_contested_reports_are_called_so(found: dict[str, Any]) -> None:
    assert found["differs"] == [0]  # of the destination, the second wording is a reprint


def test_doubtful_dates_are_marked(kit: Any) -> None:
    from geomap.page.cards import rows as rows_of

    told = [r.model_dump(by_alias=True) for r in kit.story().reports]
    told[1]["when"] = "2017-08-29~"
    story = kit.story(reports=told)
    assert columns(story, rows_of(kit.reports(story)), rows_of(kit.legs(story)))["about"] == [1]


def test_a_leg_without_a_date_has_that_of_the_reports_at_its_ends(found: dict[str, Any]) -> None:
    legs = found["legs"]
    assert legs["anchor"] == ["l-first", "l-stand", "l-planned", "l-others"]
    assert (legs["from"][0], legs["to"][0]) == (found["from"][0], found["to"][1])
    assert legs["ends"] == [[0, 1], [1, 2], [2, 4], [2, 4]]
    assert (legs["from"][2], legs["to"][2]) == (found["from"][2], None)


def test_the_panel_counts_what_each_choice_holds(found: dict[str, Any]) -> None:
    facets = {f.key: f for f in facet_views(found, {"twz": "The War Zone"}, reports=8, say=ENGLISH)}
    assert [(c.value, c.label, c.count) for c in facets["source"].choices] == [
        ("twz", "The War Zone", 6),
        ("ap", "ap", 5),
        ("nbc", "nbc", 1),
    ]
    assert sum(c.count for c in facets["place"].choices) == 8
    assert [(c.value, c.count) for c in facets["date"].choices] == [("none", 4)]
    assert "category" not in facets  # all reports are alike in having none


def test_what_is_known_within_ten_kilometres_and_a_day_is_counted(found: dict[str, Any]) -> None:
    assert sure_counts(found, reports=8) == (2, 4)


def claims(value: str, *, generalized: float | None = None) -> dict[str, Any]:
    return {
        "claims": [
            {"about": "destination", "property": "where", "value": value, "source": "twz"},
            {"about": "destination", "property": "where", "value": "Boukamal", "source": "ap"},
        ]
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Deir el-Zour province", [("Deir el-Zour province", "The War Zone")]),
        ("deir ez-zor", [("deir ez-zor", "The War Zone")]),
        ("a place that nobody knows", []),
        ("Al Bukamal", []),  # the place that was taken, by another of its names
    ],
)
def test_a_rival_place_that_the_story_knows_is_marked(
    kit: Any, rows: Any, value: str, expected: list[tuple[str, str]]
) -> None:
    story = kit.story(**claims(value))
    assert [(other.name, other.tellers) for other in elsewhere(story, rows[0])] == expected


def test_a_blurred_report_has_no_rival_place_and_gives_none_away(kit: Any, rows: Any) -> None:
    told = [r.model_dump(by_alias=True) for r in kit.story().reports]
    for report in told:
        if report["id"] in ("destination", "halt"):
            report["generalized_km"] = 20
    story = kit.story(reports=told, **claims("Deir el-Zour province"))
    assert list(elsewhere(story, rows[0])) == []
    told[4]["generalized_km"] = None
    story = kit.story(reports=told, **claims("Deir el-Zour province"))
    assert list(elsewhere(story, rows[0])) == []
