"""From one point of a leg to the next: along the shortest way, or along roads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from geomap.geodesy import Geodesic, LonLat

if TYPE_CHECKING:
    from geomap.roads.engine import Avoid, EnginePath, EngineRoute, RoadEngine

_TOUCHES_KM = 0.001  # a metre of road, or of access to it, is rounding


@dataclass(frozen=True, slots=True)
class Reached:
    """A point of a way, how uncertain it is, and what messages call it."""

    point: LonLat
    radius_km: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Led:
    """A way between two points, piece after piece; `off_road` says which pieces only lead to the road and from it.

    ``others`` are other ways between the two, where they were asked for.
    """

    pieces: tuple[Geodesic, ...]
    off_road: tuple[bool, ...]
    others: tuple[Led, ...] = ()


Lead = Callable[[Reached, Reached], Led]
"""Leads from one point to the next."""


def straight(here: Reached, there: Reached) -> Led:
    """The shortest way on the ellipsoid.

    Examples
    --------
    >>> led = straight(Reached(LonLat(40.0, 34.0), 1.0), Reached(LonLat(41.0, 34.0), 1.0))
    >>> [round(piece.length_km, 1) for piece in led.pieces], led.off_road
    ([92.4], (False,))
    """
    return Led((Geodesic.between(here.point, there.point),), (False,))


@dataclass(slots=True)
class RoadLead:
    """Leads along roads; a new one for each leg, as it keeps what the engine answered on the way.

    Calling it raises what the engine raises: the caller decides what stands in for a way that was not found.

    Parameters
    ----------
    engine : RoadEngine
    profile : str
    avoid : sequence of Avoid
        What is closed while the leg is travelled.
    alternates : int
        How many other ways are asked for, 0 to 3.
    """

    engine: RoadEngine
    profile: str
    avoid: Sequence[Avoid] = ()
    alternates: int = 0
    answers: list[EngineRoute] = field(default_factory=list)

    def __call__(self, here: Reached, there: Reached) -> Led:
        """The way along roads, and the others."""
        from geomap.roads import Waypoint

        start, end = (Waypoint(*stop.point, stop.radius_km, stop.name) for stop in (here, there))
        answer = self.engine.route((start, end), avoid=self.avoid, alternates=self.alternates, profile=self.profile)
        self.answers.append(answer)
        best, *others = (_led(path, here, there) for path in answer.paths)
        return replace(best, others=tuple(others))


def _led(path: EnginePath, here: Reached, there: Reached) -> Led:
    """A way along roads, with what leads to it and from it."""
    corners = [LonLat(lon, lat) for lon, lat in zip(path.lons, path.lats, strict=True)]
    if path.length_km <= _TOUCHES_KM:
        corners = corners[:1]  # both ends meet the road at one point
    pieces = [(Geodesic.between(here.point, corners[0]), True)]
    pieces += [(Geodesic.between(*pair), False) for pair in pairwise(corners)]
    pieces.append((Geodesic.between(corners[-1], there.point), True))
    kept = [(piece, off) for piece, off in pieces if piece.length_km > (_TOUCHES_KM if off else 0.0)]
    return Led(tuple(piece for piece, _ in kept), tuple(off for _, off in kept))
