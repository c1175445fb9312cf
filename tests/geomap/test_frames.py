"""The contract of the two frames: what passes, what is refused, and that everything wrong is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import geopandas
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, box

from geomap.contract import Column, Rule, _fits, _listed, _repeated, _type_name, is_missing, make_frame
from geomap.errors import FrameError
from geomap.frames import (
    _REPORT_RULES,
    LEG_COLUMNS,
    REPORT_COLUMNS,
    check_legs,
    check_reports,
    legs_frame,
    reports_frame,
)

POINT_ROW = {
    "id": "halt",
    "number": 1,
    "title": "The buses stand",
    "role": "halt",
    "when_label": "30 Aug 2017",
    "earliest": datetime(2017, 8, 30, tzinfo=UTC),
    "latest": datetime(2017, 8, 31, tzinfo=UTC),
    "spellings": (),
    "sources": ("ap",),
    "status": "resolved",
    "lon": 40.9,
    "lat": 34.4,
    "radius_km": 4.0,
    "draw": "point",
    "score": 0.9,
    "reasons": (),
    "geometry": Point(40.9, 34.4),
}
AREA_ROW = {
    **POINT_ROW,
    "id": "area",
    "number": 2,
    "draw": "area",
    "boundary_source": "Natural Earth",
    "geometry": box(40, 34, 41, 35),
}
NOWHERE_ROW = {
    **POINT_ROW,
    "id": "nowhere",
    "number": 3,
    "status": "not_stated",
    "draw": "none",
    "lon": None,
    "lat": None,
    "radius_km": None,
    "score": None,
    "geometry": None,
}
LEG_ROW = {
    "id": "leg",
    "route_id": "r",
    "route_title": "R",
    "number": 1,
    "title": "a to b",
    "basis": "inferred",
    "when_label": "date not stated",
    "sources": (),
    "method": "geodesic",
    "notes": (),
    "length_km": 111.3,
    "corridor_km": (1.0, 2.0),
    "elapsed_h": (0.0, 48.0),
    "speed_kmh": (2.3, float("inf")),
    "speed_verdict": "ok",
    "speed_note": "",
    "arrows": (),
    "corridor": box(0, -1, 1, 1),
    "geometry": LineString([(0, 0), (1, 0)]),
}


def test_a_frame_has_the_columns_of_its_table_in_order() -> None:
    assert list(reports_frame([POINT_ROW]).columns) == [column.name for column in REPORT_COLUMNS]
    assert list(legs_frame([LEG_ROW]).columns) == [column.name for column in LEG_COLUMNS]


def test_missing_texts_are_none_and_missing_numbers_nan() -> None:
    (_, _, nowhere) = reports_frame([POINT_ROW, AREA_ROW, NOWHERE_ROW]).to_dict("records")
    assert nowhere["text"] is None
    assert nowhere["geometry"] is None
    assert all(is_missing(nowhere[column]) for column in ("lon", "lat", "radius_km", "score"))


def test_frames_without_rows_pass() -> None:
    assert len(check_reports(reports_frame([]))) == 0
    assert len(check_legs(legs_frame([]))) == 0


def test_the_check_returns_its_frame_and_takes_further_columns() -> None:
    frame = reports_frame([POINT_ROW]).assign(mine=[1])
    assert check_reports(frame) is frame


def test_a_part_of_a_frame_passes() -> None:
    frame = reports_frame([POINT_ROW, AREA_ROW, NOWHERE_ROW])
    assert list(check_reports(frame[frame.role == "halt"].iloc[1:]).id) == ["area", "nowhere"]


@pytest.mark.parametrize(
    ("row", "changes", "message"),
    [
        (POINT_ROW, {"title": None}, "'title': must be str: halt holds None"),
        (POINT_ROW, {"spellings": ["a"]}, "'spellings': must be tuple"),
        (POINT_ROW, {"number": 0}, "'number': must lie between 1 and inf"),
        (POINT_ROW, {"status": "guessed"}, "'status': must be one of given"),
        (POINT_ROW, {"draw": "pin"}, "'draw': must be one of point"),
        (POINT_ROW, {"status": "missing"}, "'draw': must be 'none' where no place was taken"),
        (POINT_ROW, {"lon": None}, "'lon': must be given"),
        (POINT_ROW, {"radius_km": None}, "'lon': must be given, with 'lat' and 'radius_km'"),
        (POINT_ROW, {"lon": 190.0}, "'lon': must lie between -180 and 180"),
        (POINT_ROW, {"lat": 91.0}, "'lat': must lie between -90 and 90"),
        (POINT_ROW, {"lat": float("inf")}, "'lat': must be float"),
        (POINT_ROW, {"radius_km": -1.0}, "'radius_km': must lie between 0"),
        (POINT_ROW, {"score": 1.5}, "'score': must lie between 0 and 1"),
        (POINT_ROW, {"earliest": datetime(2017, 8, 30)}, "'latest': must be a timezone-aware datetime"),
        (POINT_ROW, {"latest": datetime(2017, 1, 1, tzinfo=UTC)}, "'latest': must not be before 'earliest'"),
        (POINT_ROW, {"geometry": None}, "'geometry': must be given where draw is 'point'"),
        (POINT_ROW, {"geometry": Point(1, 2)}, "'geometry': must be at 'lon', 'lat'"),
        (AREA_ROW, {"geometry": Point(40.9, 34.4)}, "'geometry': must be Polygon or MultiPolygon where draw is 'area'"),
        (AREA_ROW, {"geometry": Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])}, "'geometry': must be valid"),
        (AREA_ROW, {"geometry": box(179, 0, 181, 1)}, "'geometry': must lie within ±180 and ±90"),
        (AREA_ROW, {"boundary_source": None}, "'boundary_source': must be given"),
        (NOWHERE_ROW, {"geometry": Point(1, 2)}, "'geometry': must be None where draw is 'none'"),
    ],
)  # fmt: skip
def test_reports_that_are_refused(row: Mapping[str, Any], changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(FrameError) as refused:
        reports_frame([{**row, **changes}])
    assert f"column {message}" in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"method": "ferry"}, "'method': must be one of geodesic, road, none"),
        ({"length_km": None}, "'length_km': must be given where there is a line"),
        ({"length_km": -1.0}, "'length_km': must not be negative"),
        ({"corridor_km": (1.0,)}, "'corridor_km': must be two numbers"),
        ({"elapsed_h": (-1.0, 2.0)}, "'elapsed_h': must be two numbers of 0 or more"),
        ({"speed_kmh": (float("nan"), 2.0)}, "'speed_kmh': must be two numbers"),
        ({"speed_verdict": "fine"}, "'speed_verdict': must be one of ok"),
        ({"entry_lat": 99.0}, "'entry_lat': must lie between -90 and 90"),
        ({"geometry": None}, "'geometry': must be given"),
        ({"method": "none"}, "'geometry': must be None"),
        ({"corridor": Point(0, 0)}, "'corridor': must be Polygon or MultiPolygon"),
    ],
)
def test_legs_that_are_refused(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(FrameError) as refused:
        legs_frame([{**LEG_ROW, **changes}])
    assert f"column {message}" in str(refused.value)


def test_everything_wrong_is_told_at_once() -> None:
    rows = [{**POINT_ROW, "id": f"r{n}", "number": n + 1, "score": 2.0, "lat": 95.0} for n in range(5)]
    with pytest.raises(FrameError) as refused:
        reports_frame(rows)
    text = str(refused.value)
    assert "'score': must lie between 0 and 1: r0, r1, r2 and 2 more" in text
    assert "'lat': must lie between -90 and 90" in text


def test_ids_are_unique() -> None:
    with pytest.raises(FrameError, match="column 'id': is not unique: halt"):
        reports_frame([POINT_ROW, POINT_ROW])


def test_another_crs_and_a_plain_frame_are_refused() -> None:
    frame = reports_frame([POINT_ROW])
    with pytest.raises(FrameError, match="must be in EPSG:4326, got EPSG:3857"):
        check_reports(frame.to_crs(3857))
    with pytest.raises(FrameError, match="must be a GeoDataFrame, got DataFrame"):
        check_reports(pandas.DataFrame({"id": []}))
    with pytest.raises(FrameError, match="column 'lon': is missing"):
        check_reports(geopandas.GeoDataFrame({"id": ["a"]}, geometry=[Point(0, 0)], crs=4326))


# --- the check by columns says what a look at each row says -----------------------------------------------------------

NAN = float("nan")
AWARE, LATER = datetime(2017, 8, 30, tzinfo=UTC), datetime(2017, 8, 31, tzinfo=UTC)
CHANGES: dict[str, list[Any]] = {
    "id": ["halt", "other", 7],
    "number": [0, -1, 5],
    "title": ["", None, NAN, 3],
    "text": ["said", None, NAN, b"said"],
    "role": ["halt", None],
    "earliest": [None, AWARE, LATER, AWARE.replace(tzinfo=None), pandas.NaT, "2017"],
    "latest": [None, AWARE, LATER, LATER.replace(tzinfo=None), pandas.Timestamp(LATER)],
    "spellings": [(), [], None],
    "status": ["given", "missing", "not_stated", "guessed", None],
    "lon": [None, 40.9, 180.0, -180.1, float("inf")],
    "lat": [None, 34.4, 90.5, -90.0],
    "radius_km": [None, 0.0, -1.0],
    "score": [None, 0.0, 1.5],
    "draw": ["point", "area", "none", "pin", None],
    "boundary_source": [None, "", "Natural Earth"],
    "geometry": [
        None, Point(40.9, 34.4), Point(41, 34.4), Point(), Point(200, 10), Point(NAN, 1), box(40, 34, 41, 35),
        box(170, 34, 190, 35), Polygon([(0, 0), (1, 1), (0, 1), (1, 0)]), LineString([(0, 0), (1, 0)]), Polygon(),
    ],
}  # fmt: skip


def told_row_by_row(frame: geopandas.GeoDataFrame, columns: tuple[Column, ...], rules: Mapping[str, Rule]) -> list[str]:
    """What is wrong with a frame that has all its columns, by a look at each value and each row."""
    cells = {column.name: list(frame[column.name]) for column in columns}
    ids = [str(value) for value in cells["id"]]
    broken = list(_listed("id", "is not unique", _repeated(ids)))
    types = []
    for column in columns:
        values = zip(ids, cells[column.name], strict=True)
        wrong = [f"{row_id} holds {value!r:.60}" for row_id, value in values if not _fits(value, column)]
        types += _listed(column.name, f"must be {_type_name(column)}", wrong)
    rows = [dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)]
    for name, rule in {} if types else rules.items():
        found: dict[str, list[str]] = {}
        for row_id, row in zip(ids, rows, strict=True):
            if complaint := rule(row):
                found.setdefault(complaint, []).append(row_id)
        for complaint, where in found.items():
            types += _listed(name, complaint, where)
    return broken + types


@given(
    rows=st.lists(st.sampled_from([POINT_ROW, AREA_ROW, NOWHERE_ROW]), max_size=5),
    changes=st.lists(
        st.sampled_from(sorted(CHANGES)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(CHANGES[name]))),
        max_size=3,
    ),
    at=st.integers(0, 4),
    as_objects=st.sets(st.sampled_from(["number", "lon", "lat", "score"])),
)
def test_the_check_by_columns_says_what_a_look_at_each_row_says(
    rows: list[dict[str, Any]], changes: list[tuple[str, Any]], at: int, as_objects: set[str]
) -> None:
    told = [{**row, "id": f"{row['id']}-{i}"} for i, row in enumerate(rows)]
    if told:
        told[at % len(told)] |= dict(changes)
    frame = make_frame(told, REPORT_COLUMNS, shapes=frozenset({"geometry"}))
    for name in as_objects:
        frame[name] = frame[name].astype(object)
    expected = told_row_by_row(frame, REPORT_COLUMNS, _REPORT_RULES)
    if not expected:
        assert check_reports(frame) is frame
        return
    with pytest.raises(FrameError) as error:
        check_reports(frame)
    assert str(error.value).split("\n  ")[1:] == expected


def test_rows_are_looked_at_one_by_one_only_where_something_may_be_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def watched(name: str, rule: Rule) -> Rule:
        return lambda row: (looked.append(name), rule(row))[1]

    for name, rule in dict(_REPORT_RULES).items():
        monkeypatch.setitem(_REPORT_RULES, name, watched(name, rule))
    frame = reports_frame([POINT_ROW, AREA_ROW, NOWHERE_ROW])
    assert looked == []
    frame.loc[0, "lat"] = 91.0
    with pytest.raises(FrameError, match="'lat': must lie between -90 and 90"):
        check_reports(frame)
    assert set(looked) == {"lat", "geometry"}
