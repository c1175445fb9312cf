from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from geomap.roads import GraphEngine, Waypoint, read_roads
from geomap.roads.alternates import LONGEST, MOST_SHARED, alternates_to, shared


@dataclass(frozen=True)
class Way:
    metres: dict[int, float] = field(default_factory=dict)


def chooser(*ways: dict[int, float]) -> Callable[[Mapping[int, float]], Way]:
    """Finds the cheapest of some ways."""

    def find(dearer: Mapping[int, float]) -> Way:
        return Way(min(ways, key=lambda way: sum(m * dearer.get(edge, 1) for edge, m in way.items())))

    return find


BEST = {1: 100.0, 2: 100.0}


@pytest.mark.parametrize(
    ("others", "count", "found"),
    [
        ([{3: 250.0}], 1, [{3: 250.0}]),
        ([{3: 250.0}], 3, [{3: 250.0}]),
        ([{3: 250.0}, {4: 300.0}, {5: 210.0}], 3, [{5: 210.0}, {3: 250.0}, {4: 300.0}]),
        ([{3: 250.0}, {4: 300.0}, {5: 210.0}], 1, [{5: 210.0}]),
        ([{3: 200.0 * LONGEST}], 1, [{3: 200.0 * LONGEST}]),
        ([{3: 200.0 * LONGEST + 1}], 1, []),
        ([{1: 100.0, 3: 101.0}], 1, [{1: 100.0, 3: 101.0}]),
        ([{1: 100.0, 2: 90.0, 3: 11.0}], 1, []),
        ([{3: 250.0}, {3: 240.0, 4: 20.0}], 3, [{3: 250.0}]),
        ([], 3, []),
    ],
)  # fmt: skip
def test_alternates_are_different_and_not_too_long(
    others: list[dict[int, float]], count: int, found: list[dict[int, float]]
) -> None:
    assert [trip.metres for trip in alternates_to(Way(BEST), count=count, find=chooser(BEST, *others))] == found


def test_a_search_that_finds_nothing_ends() -> None:
    assert alternates_to(Way(BEST), count=3, find=lambda dearer: None) == ()


def test_what_is_shared_is_a_part_of_the_length() -> None:
    assert shared(Way({1: 30.0, 2: 70.0}), [Way({1: 1.0}), Way({3: 1.0})]) == 0.3
    assert shared(Way({}), [Way(BEST)]) == 1.0


def test_the_other_of_two_parallel_roads_is_the_alternate(engine: Callable[..., GraphEngine]) -> None:
    straight, bent = [[40, 34], [40.1, 34]], [[40, 34], [40.05, 34.03], [40.1, 34]]
    roads = engine([[39.9, 34], [40, 34]], bent, straight, [[40.1, 34], [40.2, 34]])
    answer = roads.route((Waypoint(39.99, 34), Waypoint(40.11, 34)), alternates=2)
    assert [34.03 in path.lats for path in answer.paths] == [False, True]
    assert answer.notes == ("1 of 2 alternates found: no other way is different enough and not too long",)


def test_alternates_on_a_network(maker: ModuleType, tmp_path: Path) -> None:
    engine = GraphEngine(read_roads([maker.write_osm(tmp_path / "a.osm.pbf", maker.grid(20, bends=0))]))
    for ends in ((40.0, 34.0, 40.19, 34.19), (40.02, 34.1, 40.15, 34.12), (40.1, 34.18, 40.12, 34.01)):
        answer = engine.route((Waypoint(*ends[:2]), Waypoint(*ends[2:])), alternates=3)
        assert 2 <= len(answer.paths) <= 4
        lengths = [path.length_km for path in answer.paths]
        assert lengths == sorted(lengths)
        assert lengths[-1] <= LONGEST * lengths[0]
        steps = [_steps(path.lons, path.lats, maker) for path in answer.paths]
        for number in range(1, len(steps)):
            better = set().union(*steps[:number])
            common = sum(metres for step, metres in steps[number].items() if step in better)
            assert common <= MOST_SHARED * sum(steps[number].values()) + 1e-6


def _steps(lons: tuple[float, ...], lats: tuple[float, ...], maker: ModuleType) -> dict[frozenset[object], float]:
    points = list(zip(lons, lats, strict=True))
    return {frozenset({a, b}): maker.GEOD.inv(*a, *b)[2] for a, b in pairwise(points)}
