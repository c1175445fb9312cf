"""Requests to road engines: checked once, at the door, and named by a hash of what decides the answer."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping

from geomap.roads.engine import DECIMALS, MAX_ALTERNATES, Avoid, Waypoint
from geomap.roads.errors import BadRequest, LimitExceeded
from geomap.roads.profiles import profile_complaint


@dataclass(frozen=True, slots=True)
class Request:
    """A checked request; made by :meth:`checked`, which every engine calls first."""

    stops: tuple[Waypoint, ...]
    avoid: tuple[Avoid, ...]
    alternates: int
    profile: str

    @classmethod
    def checked(
        cls,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> Request:
        """The arguments of :meth:`RoadEngine.route` as one value.

        Raises
        ------
        BadRequest
            With everything that is wrong.
        LimitExceeded
            More than three alternates.

        Examples
        --------
        >>> Request.checked((Waypoint(40, 34), Waypoint(41, 95)), profile="care")
        Traceback (most recent call last):
        geomap.roads.errors.BadRequest: the end: no point of the earth has longitude 41 and latitude 95
        profile 'care' is not known, try car (there are car, truck, bus, foot, bicycle)
        """
        if len(points) != 2:
            raise BadRequest([f"a route has one start and one end, got {len(points)} points; others are vias"])
        start, end = points
        named = [("the start", start), *((f"via {n}", stop) for n, stop in enumerate(via, 1)), ("the end", end)]
        complaints = [c for role, stop in named for c in _stop_complaints(role, stop)]
        complaints += [c for n, area in enumerate(avoid, 1) for c in _area_complaints(n, area)]
        if isinstance(alternates, bool) or not isinstance(alternates, int) or alternates < 0:
            complaints.append(f"alternates is a whole number from 0 to {MAX_ALTERNATES}, got {alternates!r}")
        if wrong := profile_complaint(profile):
            complaints.append(wrong)
        if complaints:
            raise BadRequest(complaints)
        if alternates > MAX_ALTERNATES:
            raise LimitExceeded(f"{alternates} alternates are asked for; there are at most {MAX_ALTERNATES}")
        return cls((start, *via, end), tuple(avoid), alternates, profile)

    def hash_for(self, engine: str) -> str:
        """SHA-256 of what decides the answer; neither names nor the order of a ring's points count.

        It needs no engine, so that a kept answer is found where the engine is not installed.

        Parameters
        ----------
        engine : str
            The name of the engine.

        Examples
        --------
        >>> there = Request.checked((Waypoint(40, 34, name="A"), Waypoint(41, 34)))
        >>> same = Request.checked((Waypoint(40.00000000001, 34), Waypoint(41, 34)))
        >>> back = Request.checked((Waypoint(41, 34), Waypoint(40, 34)))
        >>> there.hash_for("graph") == same.hash_for("graph") != back.hash_for("graph")
        True
        """
        areas = sorted(json.dumps(_canonical(area.shape)) for area in self.avoid)
        content = {
            "alternates": self.alternates,
            "avoid": areas,
            "engine": engine,
            "profile": self.profile,
            "stops": [[_kept(s.lon), _kept(s.lat), round(float(s.radius_km), 6)] for s in self.stops],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, allow_nan=False).encode()).hexdigest()


def _kept(degrees: float) -> float:
    return round(float(degrees), DECIMALS) + 0.0


def _stop_complaints(role: str, stop: Waypoint) -> list[str]:
    complaints = []
    if not (abs(stop.lon) <= 180.0 and abs(stop.lat) <= 90.0):  # NaN, too, is not
        complaints.append(f"{role}: no point of the earth has longitude {stop.lon:g} and latitude {stop.lat:g}")
    if not 0.0 <= stop.radius_km < math.inf:
        complaints.append(f"{role}: radius_km is 0 or more, got {stop.radius_km:g}")
    return complaints


def _area_complaints(number: int, area: Avoid) -> list[str]:
    role = f"avoided area {number}" + (f" ({area.name})" if area.name else "")
    if not isinstance(area.shape, Polygon | MultiPolygon) or area.shape.is_empty:
        return [f"{role}: is not a polygon with an inside"]
    coordinates = shapely.get_coordinates(area.shape)
    if not np.isfinite(coordinates).all() or (np.abs(coordinates) > [180.0, 90.0]).any():
        return [f"{role}: has points that are not on the earth; areas across the antimeridian are split there"]
    if not area.shape.is_valid:
        return [f"{role}: {shapely.is_valid_reason(area.shape)}"]
    return []


def _canonical(shape: Polygon | MultiPolygon) -> object:
    return mapping(shapely.normalize(shapely.transform(shape, lambda c: np.round(c, DECIMALS) + 0.0)))["coordinates"]
