"""TopoJSON decoding: against an encoder written here, against shapely, and against broken files."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import get_parts
from shapely.geometry import box, shape

from gazetteer.errors import IndexDataError
from gazetteer.topology import decode

SCALE, OFFSET = (0.25, 0.5), (-10.0, 20.0)

cells = st.tuples(st.integers(-300, 300), st.integers(-100, 100))
lines = st.lists(cells, min_size=2, max_size=12).filter(lambda line: len(set(line)) > 1)


def deltas(line: list[tuple[int, int]]) -> list[list[int]]:
    """The line as TopoJSON writes a quantised arc: each position as the step from the one before."""
    before = [(0, 0), *line[:-1]]
    return [[x - from_x, y - from_y] for (x, y), (from_x, from_y) in zip(line, before, strict=True)]


def placed(line: list[tuple[int, int]]) -> list[tuple[float, float]]:
    return [(x * SCALE[0] + OFFSET[0], y * SCALE[1] + OFFSET[1]) for x, y in line]


def topology(geometry: dict[str, Any], arcs: list[Any], *, quantised: bool = True) -> dict[str, Any]:
    whole: dict[str, Any] = {"type": "Topology", "objects": {"it": geometry}, "arcs": arcs}
    return whole | ({"transform": {"scale": SCALE, "translate": OFFSET}} if quantised else {})


def only(whole: dict[str, Any]) -> dict[str, Any]:
    (feature,) = decode(whole)
    assert feature.geometry is not None
    return feature.geometry


@given(lines)
def test_a_quantised_line_comes_back(line: list[tuple[int, int]]) -> None:
    whole = topology({"type": "LineString", "arcs": [0]}, [deltas(line)])
    assert only(whole) == {"type": "LineString", "coordinates": placed(line)}


@given(lines, st.data())
def test_arcs_are_joined_and_walked_backwards(line: list[tuple[int, int]], data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(line) - 1))
    head, tail = line[: at + 1], line[at:]
    whole = topology({"type": "LineString", "arcs": [0, ~1]}, [deltas(head), deltas(tail[::-1])])
    assert only(whole)["coordinates"] == placed(line)


@given(st.lists(st.tuples(cells, st.integers(1, 50), st.integers(1, 50)), min_size=1, max_size=5))
def test_areas_are_those_that_shapely_measures(rectangles: list[tuple[tuple[int, int], int, int]]) -> None:
    arcs = [deltas([(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)]) for (x, y), w, h in rectangles]
    whole = topology({"type": "MultiPolygon", "arcs": [[[at]] for at in range(len(arcs))]}, arcs)
    expected = [box(*placed([(x, y)])[0], *placed([(x + w, y + h)])[0]) for (x, y), w, h in rectangles]
    parts = get_parts(shape(only(whole)))
    assert [part.area for part in parts] == [rectangle.area for rectangle in expected]
    assert [part.bounds for part in parts] == [rectangle.bounds for rectangle in expected]


def test_neighbours_share_their_border_exactly() -> None:
    border = [(4, 0), (5, 3), (4, 8)]
    west = deltas([(4, 8), (0, 8), (0, 0), (4, 0)])
    east = deltas([(4, 8), (9, 8), (9, 0), (4, 0)])
    both = [{"type": "Polygon", "arcs": [[0, 1]]}, {"type": "Polygon", "arcs": [[0, 2]]}]
    whole = topology({"type": "GeometryCollection", "geometries": both}, [deltas(border), west, east])
    first, second = (shape(feature.geometry or {}) for feature in decode(whole))
    assert first.intersection(second).length == pytest.approx(shape(only_line(border)).length)


def only_line(line: list[tuple[int, int]]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": placed(line)}


def test_a_hole_stays_a_hole() -> None:
    outer = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    hole = [[3, 3], [3, 6], [6, 6], [6, 3], [3, 3]]
    whole = topology({"type": "Polygon", "arcs": [[0], [1]]}, [outer, hole], quantised=False)
    assert shape(only(whole)).area == 81 - 9


def test_positions_without_a_transform_may_have_a_height() -> None:
    whole = topology({"type": "LineString", "arcs": [0]}, [[[1, 2, 500], [3, 4, 600]]], quantised=False)
    assert only(whole)["coordinates"] == [(1, 2), (3, 4)]


def test_points_are_placed_and_not_chained() -> None:
    whole = topology({"type": "MultiPoint", "coordinates": [[4, 2], [4, 2]]}, [])
    assert only(whole)["coordinates"] == placed([(4, 2), (4, 2)])


def test_ids_and_properties_come_along() -> None:
    first = {"type": "Point", "coordinates": [0, 0], "id": 760, "properties": {"name": "Syria"}}
    nested = {"type": "GeometryCollection", "geometries": [{"type": None}]}
    whole = topology({"type": "GeometryCollection", "geometries": [first, nested]}, [])
    told, empty = decode(whole)
    assert (told.id, told.properties["name"]) == ("760", "Syria")
    assert (empty.id, empty.properties, empty.geometry) == ("", {}, None)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "arcs": [[0]]},  # rounding flattened it to a line there and back
        {"type": "MultiPolygon", "arcs": [[[0]], [[1]]]},
        {"type": "LineString", "arcs": [1]},
        {"type": "MultiLineString", "arcs": [[1], [1]]},
        {"type": "MultiPolygon", "arcs": []},
    ],
)
def test_what_rounding_collapsed_is_no_geometry(geometry: dict[str, Any]) -> None:
    whole = topology(geometry, [[[0, 0], [4, 4], [0, 0]], [[2, 2], [2, 2]]], quantised=False)
    assert [feature.geometry for feature in decode(whole)] == [None]


def test_a_flattened_hole_goes_and_the_polygon_stays() -> None:
    arcs = [[[0, 0], [9, 0], [9, 9], [0, 0]], [[3, 2], [4, 2], [3, 2]]]
    assert len(only(topology({"type": "Polygon", "arcs": [[0], [1]]}, arcs, quantised=False))["coordinates"]) == 1


def nested_collection(depth: int) -> dict[str, Any]:
    geometry: dict[str, Any] = {"type": "Point", "coordinates": [0, 0]}
    for _ in range(depth):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    return geometry


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        ({}, "not a topology"),
        ({"objects": {}, "arcs": []}, "the only one"),
        ({"objects": {"a": {}, "b": {}}, "arcs": []}, "the only one"),
        ({"objects": {"a": {"type": "Point"}}}, "not a topology"),
        (topology({"type": "LineString", "arcs": [1]}, [[[0, 0], [1, 1]]]), "arc 1 of 1"),
        (topology({"type": "LineString", "arcs": [-2]}, [[[0, 0], [1, 1]]]), "arc -2 of 1"),
        (topology({"type": "Circle", "arcs": [0], "id": "X"}, []), "geometry X: .*'Circle'"),
        (topology({"type": "Polygon", "id": "X"}, []), "geometry X: .*'arcs'"),
        (topology({"type": "LineString", "arcs": [0]}, [[[0], [1]]]), "not a topology"),
        (topology(nested_collection(40), []), "more than 16 deep"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(whole: dict[str, Any], message: str) -> None:
    with pytest.raises(IndexDataError, match=message):
        list(decode(whole))


def test_an_object_is_chosen_by_name() -> None:
    whole = topology({"type": "Point", "coordinates": [0, 0], "id": "A"}, [])
    whole["objects"]["other"] = {"type": "Point", "coordinates": [0, 0], "id": "B"}
    assert [feature.id for feature in decode(whole, "other")] == ["B"]
    with pytest.raises(IndexDataError, match="the object none"):
        list(decode(whole, "none"))
