"""What can go wrong between two waypoints: each case has its own error, so that a caller can fall back and say why."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.errors import GeomapError


class RoadError(GeomapError):
    """Root of the errors of road engines."""


class NotSnapped(RoadError, LookupError):
    """No road is near enough to a waypoint; ``km`` says how far off the nearest one is, or ``at_least`` is."""

    def __init__(
        self, km: float, *, where: str = "the waypoint", limit_km: float = 2.0, at_least: bool = False
    ) -> None:
        self.km, self.where, self.limit_km, self.at_least = km, where, limit_km, at_least
        off = f"there is no road within {km:.1f} km" if at_least else f"the nearest road is {km:.1f} km off"
        which = "" if at_least and km == limit_km else f", which is more than {limit_km:g} km"
        super().__init__(f"{where}: {off}{which}; move it, or give it a larger radius")


class NoRoute(RoadError, LookupError):
    """The engine knows of no way between the waypoints; ``reason`` says why, as far as it can tell."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"no route: {reason}")


class OutOfCoverage(RoadError, LookupError):
    """A waypoint lies outside of what the engine's data covers."""


class LimitExceeded(RoadError, ValueError):
    """The request asks for more than the engine does: too long, too many waypoints, too many alternates."""


class BadRequest(RoadError, ValueError):
    """The request makes no sense; everything that is wrong is in ``complaints``, and in the message."""

    def __init__(self, complaints: Sequence[str]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(self.complaints))


class BadRoads(BadRequest):
    """A file of roads is not what it should be; each complaint names the file and the place in it."""


class EngineUnavailable(RoadError, RuntimeError):
    """The engine cannot work here: a library is not installed, or a service does not answer."""

    exit_code = 3


class BadLock(RoadError, ValueError):
    """A ``routes.lock`` is not what geomap writes; the message names the file and the line."""
