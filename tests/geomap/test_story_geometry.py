from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import get_num_coordinates
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geomap.story.geometry import MAX_VERTICES, check_geometry
from geomap.story.nodes import Plain

SQUARE = [[36.0, 34.0], [37.0, 34.0], [37.0, 35.0], [36.0, 35.0], [36.0, 34.0]]
OPEN = SQUARE[:-1]

VALID: list[dict[str, Any]] = [
    {"type": "Point", "coordinates": [36.5, 34.2]},
    {"type": "MultiPoint", "coordinates": [[36.5, 34.2], [36.6, 34.3]]},
    {"type": "LineString", "coordinates": [[36.5, 34.2], [36.6, 34.3]]},
    {"type": "MultiLineString", "coordinates": [[[36.5, 34.2], [36.6, 34.3]]]},
    {"type": "Polygon", "coordinates": [SQUARE]},
    {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [36.5, 34.2]}]},
]

INVALID: list[tuple[Any, tuple[str | int, ...], str, str]] = [
    # geometry, path inside it, what is said, what to try
    ({"type": "Point", "coordinates": ["36.5", "34.2"]}, ("coordinates",), "a coordinate written as text", "quotation"),
    ({"type": "Point", "coordinates": ["east", 34]}, ("coordinates",), "a coordinate that is not a number", "36.5"),
    ({"type": "Point", "coordinates": [math.nan, 34]}, ("coordinates",), "a coordinate that is not a number", ""),
    ({"type": "Point", "coordinates": [True, 34]}, ("coordinates",), "a coordinate that is not a number", ""),
    ({"type": "Point", "coordinates": [None, 34]}, ("coordinates",), "a coordinate that is not a number", ""),
    ({"type": "Point", "coordinates": [34]}, ("coordinates",), "a position must be", "[36.5, 34.2]"),
    ({"type": "Point", "coordinates": []}, ("coordinates",), "a position must be", ""),
    ({"type": "Point", "coordinates": [12.0, 122.0]}, ("coordinates",), "a latitude out of range", "[122, 12]"),
    ({"type": "Point", "coordinates": [200, 10]}, ("coordinates",), "a position outside", ""),
    ({"type": "Point", "coordinates": [4.04e6, 3.96e6]}, ("coordinates",), "coordinates that are not degrees", "4326"),
    ({"type": "Point"}, (), "coordinates are missing", ""),
    ({"type": "point", "coordinates": [36, 34]}, ("type",), "not a type of GeoJSON geometry", "Point"),
    ({"coordinates": [36, 34]}, ("type",), "not a type of GeoJSON geometry", "Point, MultiPoint"),
    ({"type": "Feature", "geometry": {}}, ("type",), "a geometry is wanted here", "the feature's geometry"),
    ({"type": "LineString", "coordinates": [[36, 34]]}, ("coordinates",), "the line has fewer than two positions", ""),
    ({"type": "LineString", "coordinates": [[36, 34], 36]}, ("coordinates", 1), "a position must be", ""),
    ({"type": "Polygon", "coordinates": []}, ("coordinates",), "a list of positions is wanted here", ""),
    ({"type": "Polygon", "coordinates": [OPEN]}, ("coordinates", 0), "ring 1 is not closed", "[36.0, 34.0]"),
    ({"type": "Polygon", "coordinates": [SQUARE, OPEN]}, ("coordinates", 1), "ring 2 is not closed", ""),
    (
        {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE, OPEN]]},
        ("coordinates", 1, 1),
        "ring 2 of polygon 2 is not closed",
        "",
    ),
    (
        {"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [1, 1]]]},
        ("coordinates", 0),
        "ring 1 has fewer than four",
        "",
    ),
    ({"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [3, 3], [1, 1]]]}, (), "the geometry encloses no area", ""),
    ({"type": "GeometryCollection", "geometries": []}, (), "a GeometryCollection needs", ""),
    ({"type": "GeometryCollection", "geometries": [7]}, ("geometries", 0), "a geometry must be a mapping", ""),
    (
        {"type": "Point", "coordinates": [4e6, 4e6], "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}},
        ("crs",),
        "a geometry must be in degrees WGS84 (EPSG:4326)",
        "exporting it",
    ),
]


def drawn(geometry: dict[str, Any] | None) -> BaseGeometry:
    assert geometry is not None
    return shape(geometry)


@pytest.mark.parametrize("geometry", VALID, ids=[g["type"] for g in VALID])
def test_each_type_passes_as_it_is(geometry: dict[str, Any]) -> None:
    assert check_geometry(geometry) == (geometry, [])


@pytest.mark.parametrize(("geometry", "path", "said", "hint"), INVALID, ids=[r[2] for r in INVALID])
def test_faults_are_told_with_their_path(geometry: Any, path: tuple[str | int, ...], said: str, hint: str) -> None:
    checked, (fault, *others) = check_geometry(geometry)
    assert checked is None
    assert not others
    assert fault.path == path
    assert fault.what.startswith(said)
    assert hint in fault.hint


def test_every_fault_is_told_at_once() -> None:
    _, faults = check_geometry({"type": "LineString", "coordinates": [["36", 34], [1], [1, 1], [500, 500]]})
    assert [fault.path for fault in faults] == [("coordinates", 0), ("coordinates", 1), ("coordinates", 3)]


def test_an_export_gone_wrong_gets_the_first_twenty_faults() -> None:
    _, faults = check_geometry({"type": "LineString", "coordinates": [["36", "34"]] * 5000})
    assert len(faults) == 20


def test_heights_are_dropped_and_a_crs_that_says_wgs84_is_fine() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    plain = {"type": "Point", "coordinates": [Plain("36.5"), Plain("34"), Plain("650")], "crs": crs}
    assert check_geometry(plain) == ({"type": "Point", "coordinates": [36.5, 34.0]}, [])


def test_a_bow_tie_becomes_two_triangles_with_a_warning() -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[36, 34], [37, 35], [37, 34], [36, 35], [36, 34]]]}
    geometry, (fault,) = check_geometry(bow_tie)
    assert fault.warning
    assert fault.what == "the geometry was mended (self-intersection)"
    assert drawn(geometry).is_valid
    assert drawn(geometry).area == pytest.approx(0.5)


def test_mending_leaves_areas_only() -> None:
    with_a_spike = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [3, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    geometry, (fault,) = check_geometry(with_a_spike)
    assert fault.warning
    assert drawn(geometry).geom_type == "Polygon"
    assert drawn(geometry).area == pytest.approx(1)


def test_too_many_vertices_are_simplified_with_a_warning() -> None:
    count = MAX_VERTICES + 20_000
    circle = [[36 + math.cos(2 * math.pi * i / count), 34 + math.sin(2 * math.pi * i / count)] for i in range(count)]
    geometry, (fault,) = check_geometry({"type": "Polygon", "coordinates": [[*circle, circle[0]]]})
    assert fault.warning
    assert f"from {count + 1:,} to " in fault.what
    assert get_num_coordinates(drawn(geometry)) <= MAX_VERTICES
    assert drawn(geometry).area == pytest.approx(math.pi, rel=1e-3)


@pytest.mark.parametrize(("levels", "told"), [(16, False), (17, True), (300, True)])
def test_collections_may_nest_sixteen_deep(levels: int, told: bool) -> None:
    geometry: dict[str, Any] = {"type": "Point", "coordinates": [36, 34]}
    for _ in range(levels):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    checked, faults = check_geometry(geometry)
    assert (checked is None) == told
    assert [fault.what for fault in faults] == ["collections nested deeper than 16 levels"] * told


_lon, _lat = st.floats(-180, 180), st.floats(-90, 90)
_lines = st.lists(st.tuples(_lon, _lat).map(list), min_size=2, max_size=9)


@given(_lines)
def test_any_line_on_earth_is_taken_and_stays_what_it_is(line: list[list[float]]) -> None:
    geometry, faults = check_geometry({"type": "LineString", "coordinates": line})
    assert geometry is not None
    assert all(fault.warning for fault in faults)
    if not faults:
        assert mapping(drawn(geometry))["coordinates"] == tuple(map(tuple, line))


_junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=4) | st.sampled_from(["Point", "Polygon", Plain("3")]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries", "crs", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_junk, st.sampled_from([g["type"] for g in VALID]))
def test_junk_is_told_and_never_raises(junk: Any, kind: str) -> None:
    for geometry in (junk, {"type": kind, "coordinates": junk}, {"type": kind, "geometries": junk}):
        checked, faults = check_geometry(geometry)
        assert (checked is None) == any(not fault.warning for fault in faults)
