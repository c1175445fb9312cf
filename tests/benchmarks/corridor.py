"""How exactly a corridor is as wide as it should be; see README.md beside this file.

``.venv/bin/python tests/benchmarks/corridor.py`` draws corridors about lines by chance, from a metre to 10,000 km, over
poles and the antimeridian, measures from points all along their outlines to the line, and prints the worst error. It
ends with an error where one is above 0.1 %. ``--cases N`` changes the 600 lines.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from geomap.corridor import corridor
from geomap.geodesy import Geodesic, LonLat

SEED = 20_26
ALLOWED = 1e-3
GEOD = Geod(ellps="WGS84")
KINDS = ("anywhere", "over a pole", "over the antimeridian", "near a pole")
_STEPS = 400
_ROUNDS = 48
_GOLDEN = (5**0.5 - 1) / 2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A line and a half-width."""

    kind: str
    start: LonLat
    end: LonLat
    half_width_km: float


@dataclass(frozen=True)
class Measured:
    """How far the outline of its corridor is off, as shares of the half-width: inside of it and outside."""

    inside: float
    outside: float
    points: int

    @property
    def worst(self) -> float:
        """The greater of the two."""
        return max(self.inside, self.outside)


def case_by_chance(chance: random.Random, kind: str) -> Case:
    """A line of a metre to 10,000 km, evenly by the logarithm, with a half-width of 0.1 to 300 km."""
    length_km = 10 ** chance.uniform(-3, 4)
    lon, lat, bearing = chance.uniform(-180, 180), chance.uniform(-89, 89), chance.uniform(0, 360)
    if kind != "anywhere":
        # A point in the middle of the line, from which both ends are measured.
        lon, lat = {
            "over a pole": (lon, chance.choice((-90.0, 90.0))),
            "over the antimeridian": (180.0, lat),
            "near a pole": (lon, chance.choice((-1, 1)) * chance.uniform(89, 89.999)),
        }[kind]
    share = chance.uniform(0.1, 0.9)
    start = GEOD.fwd(lon, lat, bearing + 180.0, 1000 * length_km * share)[:2]
    end = GEOD.fwd(lon, lat, bearing, 1000 * length_km * (1 - share))[:2]
    return Case(kind, LonLat(*start), LonLat(*end), 10 ** chance.uniform(-1, 2.477))


def measure(case: Case, *, most_points: int = 1500) -> Measured:
    """Draw the corridor of a line, and measure it with pyproj alone."""
    shape = corridor([Geodesic.between(case.start, case.end)], half_widths_km=[case.half_width_km] * 2, spread=0.0)
    off = distances_km(outline(shape, most_points=most_points), case) / case.half_width_km - 1.0
    return Measured(max(0.0, -float(off.min())), max(0.0, float(off.max())), off.size)


def outline(shape: shapely.Geometry, *, most_points: int) -> Floats:
    """Corners of the outline and points on its edges between them, without the edges along ±180° and ±90°."""
    found = []
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = shapely.get_coordinates(ring)
        for share in (0.0, 0.5):  # an edge is farthest from where it should be at its middle
            points = corners[:-1] + share * np.diff(corners, axis=0)
            seam = [
                (np.abs(part[:, 0]) > 180 - 1e-9) | (np.abs(part[:, 1]) > 90 - 1e-9)
                for part in (corners[:-1], corners[1:])
            ]
            found.append(points[~(seam[0] | seam[1])])
    points = np.concatenate(found)
    return points[np.linspace(0, len(points) - 1, min(len(points), most_points)).astype(int)]


def distances_km(points: Floats, case: Case) -> Floats:
    """From each point to the nearest of the line: of 400 along it, then by golden section between its neighbours."""
    bearing, _, metres = GEOD.inv(*case.start, *case.end)
    along = np.linspace(0.0, metres, _STEPS + 1)
    near = along[np.argmin(_chords(points, _on_line(case, bearing, along)), axis=1)]
    step = metres / _STEPS
    low, high = np.clip(near - step, 0.0, metres), np.clip(near + step, 0.0, metres)
    for _ in range(_ROUNDS):
        first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        is_first = _metres(points, case, bearing, first) < _metres(points, case, bearing, second)
        low, high = np.where(is_first, low, first), np.where(is_first, second, high)
    between = _metres(points, case, bearing, (low + high) / 2)
    ends = [_metres(points, case, bearing, np.full(len(points), end)) for end in (0.0, metres)]
    return np.asarray(np.minimum.reduce([between, *ends]) / 1000.0, dtype=np.float64)


def _on_line(case: Case, bearing: float, along: Floats) -> Floats:
    ones = np.ones_like(along)
    lons, lats, _ = GEOD.fwd(case.start.lon * ones, case.start.lat * ones, bearing * ones, along)
    return np.column_stack([lons, lats])


def _metres(points: Floats, case: Case, bearing: float, along: Floats) -> Floats:
    line = _on_line(case, bearing, along)
    return np.asarray(GEOD.inv(points[:, 0], points[:, 1], line[:, 0], line[:, 1])[2], dtype=np.float64)


def _chords(points: Floats, line: Floats) -> Floats:
    """Chords on the unit sphere, squared: good enough to find the neighbours."""
    a, b = (np.radians(each) for each in (points, line))
    x, y = (
        np.column_stack([np.cos(p[:, 1]) * np.cos(p[:, 0]), np.cos(p[:, 1]) * np.sin(p[:, 0]), np.sin(p[:, 1])])
        for p in (a, b)
    )
    return np.asarray(2.0 - 2.0 * x @ y.T, dtype=np.float64)


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=600, help="lines")
    asked = parser.parse_args()
    chance = random.Random(SEED)
    worst: dict[str, tuple[float, Case]] = {}
    points = 0
    for number in range(asked.cases):
        case = case_by_chance(chance, KINDS[number % len(KINDS)])
        measured = measure(case)
        points += measured.points
        if case.kind not in worst or measured.worst > worst[case.kind][0]:
            worst[case.kind] = (measured.worst, case)
    print(f"{'lines':<60} {asked.cases:>10,}")
    print(f"{'points of their outlines':<60} {points:>10,}")
    for kind, (error, case) in worst.items():
        length_km = GEOD.inv(*case.start, *case.end)[2] / 1000
        what = f"{kind}, worst: ± {case.half_width_km:.3g} km about {length_km:,.3g} km"
        print(f"{what:<60} {100 * error:>10.4f} %")
    return 1 if max(error for error, _ in worst.values()) > ALLOWED else 0


if __name__ == "__main__":
    sys.exit(main())
