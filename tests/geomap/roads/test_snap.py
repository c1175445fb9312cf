from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.roads import GraphEngine, NoRoute, NotSnapped, Waypoint
from geomap.roads.snap import Spot, snap_to

Maker = Callable[..., GraphEngine]


def snapped(engine: GraphEngine, stop: Waypoint) -> Spot:
    usable = np.ones(engine.network.edge_count, dtype=bool)
    return snap_to(engine.network, engine.tree, stop, usable=usable, traveller="car")


def test_a_waypoint_meets_the_middle_of_an_edge(engine: Maker, maker: ModuleType) -> None:
    spot = snapped(engine([[40, 34], [40.1, 34], [40.2, 34]]), Waypoint(40.13, 34.01))
    assert (spot.lon, spot.lat) == (40.13, 34.0)
    assert spot.distance_km == pytest.approx(maker.GEOD.inv(40.13, 34.01, 40.13, 34)[2] / 1000, abs=1e-9)
    assert spot.before.tolist() == [[40, 34], [40.1, 34], [40.13, 34]]
    assert spot.after.tolist() == [[40.13, 34], [40.2, 34]]
    assert spot.before_m + spot.after_m == pytest.approx(maker.GEOD.line_length([40, 40.2], [34, 34]), rel=1e-6)


@pytest.mark.parametrize(
    ("lon", "before", "after"), [(40.0, 1, 3), (39.99, 1, 3), (40.1, 2, 2), (40.2, 3, 1), (40.21, 3, 1)]
)
def test_a_point_of_the_road_is_not_doubled(engine: Maker, lon: float, before: int, after: int) -> None:
    spot = snapped(engine([[40, 34], [40.1, 34], [40.2, 34]]), Waypoint(lon, 34.0))
    assert (len(spot.before), len(spot.after)) == (before, after)


@pytest.mark.parametrize(
    ("north_km", "radius_km", "found"),
    [(1.9, 0, True), (2.1, 0, False), (2.1, 1, False), (2.1, 2.2, True), (90, 100, True), (110, 100, False)],
)
def test_two_kilometres_or_the_radius(engine: Maker, north_km: float, radius_km: float, found: bool) -> None:
    stop = Waypoint(40.05, 34 + north_km / 110.93, radius_km=radius_km, name="the dam")
    roads = engine([[40, 34], [40.1, 34]])
    if found:
        assert snapped(roads, stop).distance_km == pytest.approx(north_km, rel=1e-3)
    else:
        with pytest.raises(NotSnapped, match=f"the dam.* {max(2, radius_km):g} km") as caught:
            snapped(roads, stop)
        assert caught.value.km == pytest.approx(north_km, rel=1e-3)


def test_however_far_the_road_is_its_distance_is_told(engine: Maker, maker: ModuleType) -> None:
    with pytest.raises(NotSnapped) as caught:
        snapped(engine([[40, 34], [40.1, 34]]), Waypoint(-140, -33))
    truth = min(maker.GEOD.inv(-140, -33, lon, 34)[2] for lon in np.linspace(40, 40.1, 101)) / 1000
    assert caught.value.km == pytest.approx(truth, rel=1e-3)


def test_only_roads_that_the_traveller_may_use_count(engine: Maker) -> None:
    roads = engine(([[40, 34], [40.1, 34]], {"class": "footway"}), [[40, 34.01], [40.1, 34.01]])
    stop = Waypoint(40.05, 34.001)
    assert roads.route((stop, stop), profile="foot").snaps[0].lat == 34.0
    assert roads.route((stop, stop), profile="car").snaps[0].lat == 34.01
    with pytest.raises(NoRoute, match="no road for the profile car"):
        engine(([[40, 34], [40.1, 34]], {"class": "footway"})).route((stop, stop))


def test_of_roads_equally_near_the_first_counts(engine: Maker) -> None:
    lines = [[[40, 34], [40.1, 34]], [[40.1, 34], [40, 34]], [[40, 34], [40, 34.1]]]
    assert snapped(engine(*lines), Waypoint(40.05, 34.0)).edge == 0
    assert snapped(engine(*lines), Waypoint(40.0, 34.0)).edge == 0


@pytest.mark.parametrize("lon", [179.99, -179.99, 180.0, -180.0])
def test_roads_across_the_antimeridian_are_met_from_both_sides(engine: Maker, lon: float) -> None:
    for line in ([[179.96, 10], [-179.96, 10]], [[-179.96, 10], [179.96, 10]]):
        spot = snapped(engine(line), Waypoint(lon, 10.001))
        assert abs(spot.snap.lon) == abs(lon)
        assert spot.distance_km == pytest.approx(0.1106, abs=1e-3)


@pytest.mark.parametrize("lat", [75.0, 89.5, 89.9995])
def test_near_the_pole_the_nearest_road_is_still_found(engine: Maker, maker: ModuleType, lat: float) -> None:
    roads = engine([[0, lat], [10, lat]], [[150, lat], [170, lat]])
    stop = Waypoint(100, lat, radius_km=20_000)
    assert snapped(roads, stop).edge == 1


@settings(max_examples=40)
@given(st.integers(0, 5), st.floats(39.98, 40.12), st.floats(33.98, 34.12))
def test_no_road_is_nearer(maker: ModuleType, seed: int, lon: float, lat: float) -> None:
    engine = ENGINES.setdefault(seed, _random_engine(maker, seed))
    spot = snapped(engine, Waypoint(lon, lat, radius_km=100))
    shares = np.linspace(0, 1, 20)
    a, b = engine.network.points[:-1], engine.network.points[1:]
    inside = np.setdiff1d(np.arange(len(a)), engine.network.offsets[1:-1] - 1)
    samples = (a[inside, None] + shares[:, None] * (b[inside, None] - a[inside, None])).reshape(-1, 2)
    ones = np.ones(len(samples))
    nearest = maker.GEOD.inv(lon * ones, lat * ones, samples[:, 0], samples[:, 1])[2].min() / 1000
    assert spot.distance_km <= nearest * 1.0001 + 1e-5  # a road's nearest point may lie between samples


ENGINES: dict[int, GraphEngine] = {}


def _random_engine(maker: ModuleType, seed: int) -> GraphEngine:
    import tempfile
    from pathlib import Path

    from geomap.roads import read_roads

    with tempfile.TemporaryDirectory() as folder:
        roads = maker.geometric(60, spread=0.1, seed=seed)
        return GraphEngine(read_roads([maker.write_osm(Path(folder) / "a.osm.pbf", roads)]))
