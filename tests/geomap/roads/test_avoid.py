from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Polygon, box

from geomap.geodesy import STEP_KM, Geodesic, LonLat
from geomap.roads import Avoid, GraphEngine, NoRoute, Waypoint, read_roads
from geomap.roads.avoid import Blocks

SQUARE = box(0, 0, 1, 1)
HOLED = Polygon(SQUARE.exterior, [box(0.3, 0.3, 0.7, 0.7).exterior])
SEAM = MultiPolygon([box(179, 0, 180, 1), box(-180, 0, -179, 1)])

CASES = [
    (SQUARE, [(-1, 0.5), (2, 0.5)], True),
    (SQUARE, [(0.2, 0.2), (0.8, 0.8)], True),
    (SQUARE, [(0.5, 0.5), (2, 0.5)], True),
    (SQUARE, [(-1, -1), (2, 2)], True),
    (SQUARE, [(-1, 2), (2, -1.0000001)], True),
    (SQUARE, [(-1, 0), (2, 0)], False),
    (SQUARE, [(0, 0), (1, 0)], False),
    (SQUARE, [(0, 0), (1, 0), (1, 1), (0, 1)], False),
    (SQUARE, [(-1, 1), (1, -1)], False),
    (SQUARE, [(1, 0.5), (2, 0.5)], False),
    (SQUARE, [(3, 3), (4, 4)], False),
    (SQUARE, [(0.5, 0), (0.5, 1)], True),
    (SQUARE, [(0, 0), (1, 1)], True),
    (HOLED, [(0.4, 0.4), (0.6, 0.6)], False),
    (HOLED, [(0.3, 0.3), (0.7, 0.3)], False),
    (HOLED, [(0.4, 0.4), (0.9, 0.4)], True),
    (SEAM, [(179.5, 0.5), (180.5, 0.5)], True),
    (SEAM, [(-179.5, 0.5), (-180.5, 0.5)], True),
    (SEAM, [(180, 0.2), (180, 0.8)], True),
    (SEAM, [(-180, -1), (-180, 2)], True),
    (SEAM, [(178, 0.5), (179, 0.5)], False),
    (box(-180, 0, -179, 1), [(179.5, 0.5), (180.5, 0.5)], True),
    (box(-180, 0, -179, 1), [(179.5, 0.5), (180, 0.5)], False),
]


@pytest.mark.parametrize(("shape", "line", "crosses"), CASES)
def test_inside_is_crossed_and_the_border_is_not(
    shape: Polygon, line: list[tuple[float, float]], crosses: bool
) -> None:
    lons, lats = (np.array(values, dtype=float) for values in zip(*line, strict=True))
    blocks = Blocks([Avoid(shape)], west=-181.0, east=181.0)
    tree = shapely.STRtree([LineString(line)])
    assert blocks.crossed_by(lons, lats) == crosses
    assert blocks.hit(tree, starts=np.array([line[0]], dtype=float)).tolist() == ([0] if crosses else [])


@settings(max_examples=100)
@given(st.integers(0, 10**6), st.sampled_from([-360.0, 0.0, 360.0]))
def test_the_tree_finds_what_a_look_at_each_line_finds(seed: int, turn: float) -> None:
    chance = random.Random(seed)
    spread = chance.choice([1.0, 0.05])
    lines = []
    for _ in range(60):
        x, y = chance.uniform(0, 1), chance.uniform(0, 1)
        lines.append([(x + chance.gauss(0, spread / 4) * n, y + chance.gauss(0, spread / 4)) for n in range(3)])
    area = _blob(chance, 0.5, 0.5, chance.uniform(0.02, 0.6))
    drawn = [translate(LineString(line), xoff=turn) for line in lines]
    blocks = Blocks([Avoid(area)], west=-400.0, east=400.0)
    found = blocks.hit(shapely.STRtree(drawn), starts=np.array([line.coords[0] for line in drawn]))
    truth = [n for n, line in enumerate(lines) if LineString(line).relate_pattern(area, "T********")]
    assert found.tolist() == truth


def _blob(chance: random.Random, x: float, y: float, size: float) -> Polygon:
    """A star-shaped area, often with a hole."""
    turns = sorted(chance.uniform(0, 2 * math.pi) for _ in range(chance.randrange(4, 20)))
    ring = [(x + (r := chance.uniform(0.4, 1) * size) * math.cos(t), y + r * math.sin(t)) for t in turns]
    shape = Polygon(ring).buffer(0)
    if chance.random() < 0.3:
        shape = shape.difference(shapely.Point(x, y).buffer(size / 5))
    return shape if shape.geom_type == "Polygon" and not shape.is_empty else shapely.Point(x, y).buffer(size)


def test_which_area_is_around_a_point() -> None:
    blocks = Blocks([Avoid(SQUARE, "a"), Avoid(SEAM, "b")], west=-180.0, east=180.0)
    around = {(0.5, 0.5): "a", (180, 0.5): "b", (-180, 0.5): "b", (0, 0.5): None, (5, 5): None}
    for (lon, lat), name in around.items():
        area = blocks.around(lon, lat)
        assert (area.name if area else None) == name


def test_without_areas_nothing_is_hit() -> None:
    blocks = Blocks([], west=0.0, east=1.0)
    assert not blocks
    assert not blocks.crossed_by(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert blocks.hit(shapely.STRtree([]), starts=np.empty((0, 2))).size == 0


@pytest.mark.parametrize("lon", [40.0, 179.95])
def test_no_path_crosses_an_avoided_area(maker: ModuleType, tmp_path: Path, lon: float) -> None:
    """Some hundred requests by chance, alternates too, looked at with shapely alone."""
    roads = maker.grid(12, lon=lon, bends=2)
    engine = GraphEngine(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", roads)]))
    chance = random.Random(7)

    def anywhere() -> tuple[float, float]:
        return chance.uniform(0, 0.11), 34 + chance.uniform(0, 0.11)

    answered = 0
    for _ in range(150):
        ends = [Waypoint((x + lon + 180) % 360 - 180, y) for x, y in (anywhere(), anywhere())]
        areas = [_blob(chance, *anywhere(), chance.choice([0.002, 0.01, 0.03])) for _ in range(chance.randrange(1, 4))]
        avoid = [Avoid(part) for area in areas for part in _on_globe(translate(area, xoff=lon))]
        try:
            answer = engine.route((ends[0], ends[1]), avoid=avoid, alternates=1)
        except NoRoute:
            continue
        answered += 1
        for path in answer.paths:
            line = LineString(
                [((x - lon) % 360 if x < lon - 1 else x - lon, y) for x, y in zip(path.lons, path.lats, strict=True)]
            )
            assert not any(
                line.relate_pattern(area, "T********") and line.intersection(area).length > 1e-12 for area in areas
            )
    assert answered > 50


def _on_globe(area: Polygon) -> list[Polygon]:
    pieces = [
        area.intersection(box(-180, -90, 180, 90)),
        translate(area.intersection(box(180, -90, 540, 90)), xoff=-360),
    ]
    return [piece for piece in pieces if not piece.is_empty]


# --- requests ---------------------------------------------------------------------------------------------------------

# Points near enough to each other that maps draw straight between them, as roads have them.
LADDER = (
    [[40, 34], [40.1, 34], [40.2, 34]], [[40, 34.1], [40.1, 34.1], [40.2, 34.1]], [[40, 34], [40, 34.1]],
    [[40.2, 34], [40.2, 34.1]],
)  # fmt: skip
ENDS = Waypoint(40, 34, name="A"), Waypoint(40.2, 34, name="B")


def test_the_way_leads_around(engine: Callable[..., GraphEngine]) -> None:
    roads = engine(*LADDER)
    assert roads.route(ENDS).paths[0].length_km < 19
    around = roads.route(ENDS, avoid=[Avoid(box(40.09, 33.9, 40.11, 34.05))])
    assert 34.1 in around.paths[0].lats


def test_along_the_border_is_legal(engine: Callable[..., GraphEngine]) -> None:
    roads = engine(*LADDER)
    assert roads.route(ENDS, avoid=[Avoid(box(40.05, 34, 40.15, 34.05))]).paths == roads.route(ENDS).paths


def test_a_long_ferry_keeps_out_as_it_is_drawn(engine: Callable[..., GraphEngine]) -> None:
    """The shortest way between two points far apart is no straight line of a chart."""
    roads = engine([[-10, 60], [5, 60]])
    ends = Waypoint(-10, 60), Waypoint(5, 60)
    path = roads.route(ends, avoid=[Avoid(box(-4, 59.9, -1, 60.15))]).paths[0]
    drawn = [Geodesic.between(LonLat(*a), LonLat(*b)) for a, b in pairwise(zip(path.lons, path.lats, strict=True))]
    assert max(piece.length_km for piece in drawn) < STEP_KM
    assert path.length_km == pytest.approx(Geodesic.between(LonLat(-10, 60), LonLat(5, 60)).length_km, abs=1e-5)
    with pytest.raises(NoRoute, match="crosses an avoided area"):
        roads.route(ends, avoid=[Avoid(box(-4, 60.19, -1, 60.25))])


def test_a_cut_edge_may_be_used_as_far_as_the_area(engine: Callable[..., GraphEngine]) -> None:
    roads = engine(*LADDER)
    area = Avoid(box(40.15, 33.9, 40.16, 34.05))
    part = roads.route((Waypoint(40.05, 34), Waypoint(40.1, 34)), avoid=[area])
    assert part.paths[0].lats == (34.0, 34.0)
    back = roads.route((Waypoint(40.1, 34), ENDS[1]), avoid=[area]).paths[0]
    assert (40.0, 34.1) in zip(back.lons, back.lats, strict=True)


BOTH_SIDES = MultiPolygon([box(40.05, 33.9, 40.06, 34.05), box(40.15, 33.9, 40.16, 34.05)])


@pytest.mark.parametrize(
    ("start", "end", "area", "reason"),
    [
        (ENDS[0], ENDS[1], box(39.9, 33.9, 40.05, 34.05), "A lies inside the dam"),
        (ENDS[0], ENDS[1], box(40.15, 33.9, 40.3, 34.05), "B lies inside the dam"),
        (Waypoint(40.1, 34.01, name="A"), ENDS[1], box(40.09, 33.99, 40.11, 34.005), "the road nearest to A lies"),
        (ENDS[0], ENDS[1], box(40.09, 33.9, 40.11, 34.2), "no way is left from A to B: every one crosses"),
        (Waypoint(40.1, 34, name="A"), ENDS[1], BOTH_SIDES, "no way is left from A to B"),
    ],
)  # fmt: skip
def test_no_way_left_is_said_with_its_reason(
    engine: Callable[..., GraphEngine], start: Waypoint, end: Waypoint, area: Polygon, reason: str
) -> None:
    with pytest.raises(NoRoute, match=reason):
        engine(*LADDER).route((start, end), avoid=[Avoid(area, "the dam")])


def test_a_via_inside_an_area_is_refused(engine: Callable[..., GraphEngine]) -> None:
    with pytest.raises(NoRoute, match="V lies inside an avoided area"):
        engine(*LADDER).route(
            ENDS, via=[Waypoint(40.1, 34.1, name="V")], avoid=[Avoid(box(40.09, 34.09, 40.11, 34.11))]
        )
