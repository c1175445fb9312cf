"""A stranger's GeoJSON geometry, checked number by number before any library sees it.

Libraries fail in silence here: text for a coordinate gives a geometry of None, NaN reaches the page, an EPSG:3857
member is ignored and puts Syria off the coast of Africa. So the rules of RFC 7946 are applied by hand, with the path
of the offending number; then shapely mends what crosses itself.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from geomap.story.nodes import Path, Plain, Told, nearest

MAX_VERTICES = 100_000  # of one geometry; a border drawn at 1:10m has a few thousand
MAX_COLLECTIONS = 16
_MAX_FAULTS = 20
_FINEST_SIMPLIFICATION_DEG = 1e-5  # about a metre
_COARSEST_SIMPLIFICATION_DEG = 1.0

# How many lists stand around a position, by type.
_DEPTHS = {
    "Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3,
}  # fmt: skip
_TYPES = (*_DEPTHS, "GeometryCollection")
_WGS84_NAMES = ("4326", "CRS84")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a geometry, at `path` inside it; a warning when the geometry could be mended."""

    path: Path
    what: str
    got: object = ""
    hint: str = ""
    warning: bool = False


def check_geometry(value: Any) -> tuple[dict[str, Any] | None, list[Fault]]:
    """Check a GeoJSON geometry and mend what can be mended.

    Coordinates must be numbers in degrees WGS84, longitude first. Heights are dropped. A shape that crosses itself
    is made valid, keeping the areas that it encloses; one of more than 100,000 vertices is simplified until it has
    no more (Douglas-Peucker, topology kept); both are told in a warning.

    Parameters
    ----------
    value : mapping
        As a reader gives it: numbers may be :class:`Plain`.

    Returns
    -------
    geometry : dict or None
        Plain lists of floats; None when there is a fault that is not a warning.
    faults : list of Fault

    Examples
    --------
    >>> check_geometry({"type": "Point", "coordinates": [36.5, 34.2]})
    ({'type': 'Point', 'coordinates': [36.5, 34.2]}, [])
    >>> check_geometry({"type": "Point", "coordinates": ["36.5", 34.2]})[1][0].what
    'a coordinate written as text'
    """
    reader = _Reader()
    geometry = reader.geometry(value, (), 1)
    if geometry is None or reader.faults or reader.told:
        return None, reader.faults
    return _mend(geometry, reader.vertices)


class _Reader:
    """Collects the faults of one geometry, at most twenty."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.vertices = 0
        self.told = False

    def fault(self, path: Path, what: str, got: object = "", hint: str = "") -> None:
        if len(self.faults) < _MAX_FAULTS:  # an export gone wrong is wrong in each of its thousand coordinates
            self.faults.append(Fault(path, what, got, hint))

    def geometry(self, value: Any, path: Path, depth: int) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            self.fault(path, "a geometry must be a mapping with type and coordinates", value)
            return None
        kind = value.get("type")
        if kind in ("Feature", "FeatureCollection"):
            self.fault((*path, "type"), "a geometry is wanted here", kind, "what stands under the feature's geometry")
            return None
        if kind not in _TYPES:
            hint = nearest(kind, _TYPES) if isinstance(kind, str) else ""
            self.fault((*path, "type"), "not a type of GeoJSON geometry", kind, hint or ", ".join(_TYPES))
            return None
        if not self._is_wgs84(value.get("crs"), path):
            return None
        if kind == "GeometryCollection":
            return self._collection(value, path, depth)
        if "coordinates" not in value:
            self.fault(path, "coordinates are missing")
            return None
        before = len(self.faults)
        coordinates = self._coordinates(value["coordinates"], (*path, "coordinates"), _DEPTHS[kind])
        if len(self.faults) == before and not self.told:
            self._shape(kind, coordinates, (*path, "coordinates"))
        return {"type": kind, "coordinates": coordinates}

    def _is_wgs84(self, crs: Any, path: Path) -> bool:
        name = json.dumps(crs)
        if crs is None or any(known in name for known in _WGS84_NAMES):
            return True
        self.fault(
            (*path, "crs"), "a geometry must be in degrees WGS84 (EPSG:4326)", name,
            "exporting it as GeoJSON in EPSG:4326, without a crs",
        )  # fmt: skip
        return False

    def _collection(self, value: dict[str, Any], path: Path, depth: int) -> dict[str, Any] | None:
        if depth > MAX_COLLECTIONS:
            self.fault(path, f"collections nested deeper than {MAX_COLLECTIONS} levels", hint="one flat collection")
            return None
        members = value.get("geometries")
        if not isinstance(members, list) or not members:
            self.fault(path, "a GeometryCollection needs a list of geometries")
            return None
        read = [self.geometry(m, (*path, "geometries", i), depth + 1) for i, m in enumerate(members)]
        return {"type": "GeometryCollection", "geometries": read}

    def _coordinates(self, value: Any, path: Path, depth: int) -> Any:
        if depth == 0:
            return self._position(value, path)
        if not isinstance(value, list) or not value:
            self.fault(path, "a list of positions is wanted here", value, "[[36.5, 34.2], [36.6, 34.3], …]")
            return []
        return [self._coordinates(item, (*path, i), depth - 1) for i, item in enumerate(value)]

    def _position(self, value: Any, path: Path) -> list[float]:
        self.vertices += 1
        if not isinstance(value, list) or not 2 <= len(value) <= 3:
            self.fault(path, "a position must be [longitude, latitude]", value, "[36.5, 34.2]")
            return []
        if any(isinstance(number, Told) for number in value):
            self.told = True
            return []
        if quoted := next((n for n in value if type(n) is str and Plain.fits(n.strip())), None):
            self.fault(path, "a coordinate written as text", quoted, "a number, without quotation marks")
            return []
        numbers = [_finite(number) for number in value]
        lon, lat = numbers[:2]
        if lon is None or lat is None or None in numbers:
            self.fault(path, "a coordinate that is not a number", ", ".join(str(n) for n in value), "[36.5, 34.2]")
            return []
        if abs(lon) <= 180 and abs(lat) <= 90:
            return [lon, lat]
        got = f"{lon:g}, {lat:g}"
        if abs(lon) <= 90 and abs(lat) <= 180:
            self.fault(path, "a latitude out of range", got, f"swapping them: [{lat:g}, {lon:g}]")
        elif abs(lon) > 360 or abs(lat) > 360:
            self.fault(path, "coordinates that are not degrees", got, "exporting it in degrees WGS84 (EPSG:4326)")
        else:
            self.fault(path, "a position outside -180 to 180 and -90 to 90", got, "[longitude, latitude]")
        return []

    def _shape(self, kind: str, coordinates: Any, path: Path) -> None:
        if kind == "LineString":
            self._line(coordinates, path, "the line")
        elif kind == "MultiLineString":
            for i, line in enumerate(coordinates):
                self._line(line, (*path, i), f"line {i + 1}")
        elif kind == "Polygon":
            self._rings(coordinates, path, "")
        elif kind == "MultiPolygon":
            for i, polygon in enumerate(coordinates):
                self._rings(polygon, (*path, i), f" of polygon {i + 1}")

    def _line(self, line: Any, path: Path, name: str) -> None:
        if len(line) < 2:
            self.fault(path, f"{name} has fewer than two positions")

    def _rings(self, rings: Any, path: Path, of: str) -> None:
        for i, ring in enumerate(rings):
            if ring[0] != ring[-1]:
                hint = f"ending it with {ring[0]}"
                self.fault((*path, i), f"ring {i + 1}{of} is not closed: it must end where it begins", "", hint)
            elif len(ring) < 4:
                self.fault((*path, i), f"ring {i + 1}{of} has fewer than four positions")


def _finite(value: Any) -> float | None:
    number = value.number() if isinstance(value, Plain) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        return None
    return float(number)


def _mend(geometry: dict[str, Any], vertices: int) -> tuple[dict[str, Any] | None, list[Fault]]:
    import shapely
    from shapely.geometry import shape
    from shapely.validation import explain_validity

    drawn = shape(geometry)
    faults: list[Fault] = []
    if not drawn.is_valid:
        reason = explain_validity(drawn).partition("[")[0].lower()
        drawn = _areas(shapely.make_valid(drawn)) if "Polygon" in geometry["type"] else shapely.make_valid(drawn)
        if drawn.is_empty:
            return None, [Fault((), f"the geometry encloses no area ({reason})")]
        faults.append(Fault((), f"the geometry was mended ({reason})", hint="checking its shape", warning=True))
    tolerance = _FINEST_SIMPLIFICATION_DEG
    if vertices > MAX_VERTICES:
        simple = drawn
        while shapely.get_num_coordinates(simple) > MAX_VERTICES and tolerance <= _COARSEST_SIMPLIFICATION_DEG:
            simple = shapely.simplify(drawn, tolerance, preserve_topology=True)
            tolerance *= 2
        left = int(shapely.get_num_coordinates(simple))
        if left > MAX_VERTICES:
            what = f"the geometry has {vertices:,} vertices, more than {MAX_VERTICES:,}"
            return None, [*faults, Fault((), what, hint="simplifying it")]
        what = f"the geometry was simplified from {vertices:,} to {left:,} vertices, within {tolerance / 2:g} degrees"
        faults.append(Fault((), what, hint=f"a shape of at most {MAX_VERTICES:,} vertices", warning=True))
        drawn = simple
    if not faults:
        return geometry, []
    mended: dict[str, Any] = json.loads(shapely.to_geojson(drawn))
    return mended, faults


def _areas(drawn: Any) -> Any:
    """The polygons of a mended shape, without the lines and points that mending may leave."""
    import shapely

    return shapely.union_all([part for part in shapely.get_parts(drawn) if part.geom_type.endswith("Polygon")])
