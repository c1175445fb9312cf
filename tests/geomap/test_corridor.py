"""Corridors are as wide as they should be, measured independently."""

from __future__ import annotations

import random
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geomap.corridor import corridor
from geomap.geodesy import Geodesic, LonLat


@pytest.fixture(scope="module")
def ruler(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("tests/benchmarks/corridor.py")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**32),
    kind=st.sampled_from(["anywhere", "over a pole", "over the antimeridian", "near a pole"]),
)
@example(seed=45, kind="over a pole")
def test_the_outline_is_a_half_width_from_the_line(ruler: ModuleType, seed: int, kind: str) -> None:
    case = ruler.case_by_chance(random.Random(seed), kind)
    measured = ruler.measure(case, most_points=150)
    assert measured.points > 50
    assert measured.worst < ruler.ALLOWED


@pytest.mark.parametrize(
    ("start", "end", "half_width_km"),
    [
        ((0.0, 0.0), (89.83, 0.0), 300.0),  # 10,000 km along the equator
        ((-90.0, 45.05), (90.0, 45.05), 0.1),  # 10,000 km straight over the pole
        ((36.57, 34.17), (36.57001, 34.17), 0.1),  # a metre
        ((179.999, -18.0), (-179.999, -18.0), 5.0),
        ((10.0, 89.9999), (-120.0, 89.9999), 1.0),
        ((0.0, 90.0), (0.0, 80.0), 300.0),  # from a pole
    ],
)
def test_lines_at_the_edges(
    ruler: ModuleType, start: tuple[float, float], end: tuple[float, float], half_width_km: float
) -> None:
    case = ruler.Case("edge", LonLat(*start), LonLat(*end), half_width_km)
    assert ruler.measure(case, most_points=400).worst < ruler.ALLOWED


def test_the_ruler_finds_what_is_too_narrow(ruler: ModuleType) -> None:
    narrow = shapely.box(39.0, 33.9, 41.0, 34.1)
    case = ruler.Case("edge", LonLat(39.5, 34.0), LonLat(40.5, 34.0), 12.0)
    assert np.abs(ruler.distances_km(ruler.outline(narrow, most_points=50), case) / 12.0 - 1.0).max() > 0.05


def test_over_the_pole_there_is_no_slit() -> None:
    way = Geodesic.between(LonLat(-20.0, 89.5), LonLat(160.0, 89.0))
    shape = corridor([way], half_widths_km=[5.0, 5.0], spread=0.0)
    assert shape.geom_type == "Polygon"
    assert not shape.interiors
    for lon in np.linspace(-180.0, 180.0, 73):
        assert shape.covers(shapely.Point(lon, 89.99))
