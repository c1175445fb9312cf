"""The list of properties, held to what is written."""

from __future__ import annotations

from typing import Any

import pytest
from shapely.geometry import MultiLineString

from geomap.barring import told_obstacles
from geomap.contract import Column
from geomap.frames import LEG_COLUMNS, REPORT_COLUMNS, legs_frame, reports_frame
from geomap.properties import (
    _NOT_FLAT,
    LEG_PROPERTIES,
    OBSTACLE_PROPERTIES,
    REPORT_PROPERTIES,
    Property,
    _of_columns,
    leg_properties,
    obstacle_properties,
    report_properties,
)
from geomap.story.model import Story

STORY = Story.model_validate(
    {
        "timezone": "Asia/Damascus",
        "sources": [{"id": "s", "title": "S"}],
        "reports": [{"id": "r", "title": "R", "sources": ["s"], "counts": {"n": 3}}],
        "claims": [{"about": "r", "property": "p", "value": "v", "source": "s"}],
    }
)
REPORT: dict[str, Any] = {
    "id": "r", "number": 1, "title": "R", "role": "event", "when_label": "date not stated", "spellings": (),
    "sources": ("s",), "status": "not_stated", "draw": "none", "reasons": (),
}  # fmt: skip
LEG: dict[str, Any] = {
    "id": "l", "route_id": "r", "route_title": "R", "number": 1, "title": "L", "basis": "reported",
    "when_label": "28 Aug 2017", "sources": (), "method": "none", "notes": ("one", "two"), "arrows": (),
    "speed_verdict": "not testable", "speed_note": "",
}  # fmt: skip


def of_report(**values: Any) -> dict[str, Any]:
    (row,) = reports_frame([REPORT | values]).to_dict("records")
    return report_properties(STORY)(row)


def of_leg(story: Story = STORY, **values: Any) -> dict[str, Any]:
    (row,) = legs_frame([LEG | values]).to_dict("records")
    return leg_properties(story)(row)


@pytest.mark.parametrize(
    ("made", "listed"), [(of_report, REPORT_PROPERTIES), (of_leg, LEG_PROPERTIES)], ids=["report", "leg"]
)
def test_the_list_names_what_is_written_in_its_order_and_types(made: Any, listed: tuple[Property, ...]) -> None:
    properties = made()
    assert list(properties) == [each.name for each in listed]
    for each in listed:
        assert each.meaning
        value = properties[each.name]
        assert value is None or isinstance(value, each.type), each.name


@pytest.mark.parametrize("columns", [REPORT_COLUMNS, LEG_COLUMNS], ids=["reports", "legs"])
def test_every_column_is_written_or_named_as_one_that_does_not_fit(columns: tuple[Column, ...]) -> None:
    listed = {each.name for each in (*REPORT_PROPERTIES, *LEG_PROPERTIES)}
    assert {column.name for column in columns} <= listed | _NOT_FLAT


def test_a_column_to_come_is_listed_by_its_type() -> None:
    types = {"engine": str, "tries": int, "toll": bool, "detour": float, "obstacles": tuple, "data_date": object}
    made = list(_of_columns(Column(name, each, True, "meaning") for name, each in types.items()))
    assert [(each.name, each.type) for each in made] == [
        ("engine", str), ("tries", int), ("toll", int), ("detour", float), ("obstacles", str), ("data_date", str),
    ]  # fmt: skip
    assert made[4].meaning == 'meaning; joined by " | "'


def test_several_texts_are_joined() -> None:
    assert of_leg()["notes"] == "one | two"


@pytest.mark.parametrize(
    ("when", "earliest", "latest"),
    [
        (None, None, None),
        ("2017-08-28", "2017-08-28T00:00:00+03:00", "2017-08-28T23:59:59+03:00"),
        ("2017-08-28/..", "2017-08-28T00:00:00+03:00", None),
        ("/2017-08-28", None, "2017-08-28T23:59:59+03:00"),
        # Local mean time, whose offset of 2:25:12 no standard can write.
        ("1872-10-02", "1872-10-01T21:34:48+00:00", "1872-10-02T21:34:47+00:00"),
    ],
)
def test_the_window_of_a_leg_is_written_as_far_as_it_is_known(
    when: str | None, earliest: str | None, latest: str | None
) -> None:
    properties = of_leg(when=when)
    assert (properties["earliest"], properties["latest"]) == (earliest, latest)


def test_pieces_to_the_road_are_written_with_their_lengths() -> None:
    properties = of_leg(access=MultiLineString([[(0, 0), (0, 0.01)], [(1, 0.01), (1, 0)]]), snap_km=(1.1057, 1.1057))
    assert properties["access"] == "MULTILINESTRING ((0 0, 0 0.01), (1 0.01, 1 0))"
    assert (properties["snap_start_km"], properties["snap_end_km"]) == (1.106, 1.106)


def test_the_list_of_an_obstacle_names_what_is_written_in_its_order_and_types() -> None:
    obstacle = {"id": "o", "title": "O", "radius_km": 2, "where": "r", "along": "l", "when": "2017", "sources": ["s"]}
    story = Story.model_validate(STORY.model_dump(exclude={"spots", "notices"}) | {"obstacles": [obstacle]})
    legs = legs_frame([LEG | {"blocked_by": ("o",)}, LEG | {"id": "m", "blocked_by": None}])
    (barrier,) = told_obstacles(story)
    properties = obstacle_properties(story, legs)(barrier)
    assert list(properties) == [each.name for each in OBSTACLE_PROPERTIES]
    assert properties["closes"] == "l"
    for each in OBSTACLE_PROPERTIES:
        assert properties[each.name] is None or isinstance(properties[each.name], each.type), each.name
