"""Kept answers as values; ``records`` has them as a file does.

An answer is rounded before it is used for the first time, exactly as the file keeps it: so the build that asked and
those that only read draw the same bytes.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from geomap.roads.engine import DECIMALS, EngineData, EnginePath, EngineRoute, Snap, Waypoint, engine_path
from geomap.roads.errors import LimitExceeded, NoRoute, NotSnapped, OutOfCoverage, RoadError
from geomap.roads.polyline import DIGITS, rounded
from geomap.roads.request import Request

MAX_TEXT = 500

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][0-9:.+Z-]{1,20})?")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An engine's answer that there is no way; ``kind`` names its error."""

    engine: str
    version: str
    profile: str
    data: EngineData
    request_hash: str
    kind: str
    reason: str
    km: float = 0.0
    limit_km: float = 0.0
    at_least: bool = False

    def error(self) -> RoadError:
        """The error to raise."""
        if self.kind == "NotSnapped":
            return NotSnapped(self.km, where=self.reason, limit_km=self.limit_km, at_least=self.at_least)
        return REFUSALS[self.kind](self.reason)


REFUSALS: dict[str, Callable[[str], RoadError]] = {
    "NoRoute": NoRoute,
    "OutOfCoverage": OutOfCoverage,
    "LimitExceeded": LimitExceeded,
}
"""What may be kept as an answer, by the name of its error; NotSnapped, which has figures, beside it."""

KEPT_ERRORS = (NotSnapped, NoRoute, OutOfCoverage, LimitExceeded)
"""Answers as good as a way. A request that makes no sense, or a service that is down, is not kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What was asked, and what was answered.

    Parameters
    ----------
    stops : tuple of Waypoint
    avoided : int
        How many areas; which ones is in the hash.
    alternates : int
        How many were asked for.
    answer : EngineRoute or Refusal
    """

    stops: tuple[Waypoint, ...]
    avoided: int
    alternates: int
    answer: EngineRoute | Refusal

    @property
    def order(self) -> tuple[object, ...]:
        """By where it leads, so that what belongs together stands together."""
        points = tuple((stop.lon, stop.lat, stop.radius_km) for stop in self.stops)
        return (points, self.answer.engine, self.answer.profile, self.answer.request_hash)


def entry_for(request: Request, answer: EngineRoute | Refusal) -> Entry:
    """An entry, rounded as the file keeps it."""
    stops = rounded_stops(request)
    date = answer.data.date if is_date(answer.data.date) else None
    data = EngineData(clean(answer.data.title), date, clean(answer.data.attribution), clean(answer.data.identity))
    kept: EngineRoute | Refusal
    if isinstance(answer, Refusal):
        kept = replace(
            answer,
            data=data,
            version=clean(answer.version),
            reason=clean(answer.reason),
            km=_round(answer.km),
            limit_km=_round(answer.limit_km),
        )
        return Entry(stops, len(request.avoid), request.alternates, kept)
    kept = replace(
        answer,
        data=data,
        version=clean(answer.version),
        paths=tuple(_rounded_path(path) for path in answer.paths),
        snaps=tuple(Snap(_round(s.lon), _round(s.lat), _round(s.distance_km)) for s in answer.snaps),
        notes=tuple(note for note in map(clean, answer.notes) if note),
    )
    return Entry(stops, len(request.avoid), request.alternates, kept)


def rounded_stops(request: Request) -> tuple[Waypoint, ...]:
    """The stops of a request, rounded as the file keeps them."""
    return tuple(
        Waypoint(_round(s.lon, DECIMALS), _round(s.lat, DECIMALS), _round(s.radius_km), clean(s.name))
        for s in request.stops
    )


def refusal_of(error: RoadError, request: Request, *, engine: str, version: str, data: EngineData) -> Refusal:
    """An error as it is kept; one of ``KEPT_ERRORS``."""
    who = (engine, version, request.profile, data, request.hash_for(engine))
    if isinstance(error, NotSnapped):
        return Refusal(*who, "NotSnapped", error.where, error.km, error.limit_km, error.at_least)
    if isinstance(error, NoRoute):
        return Refusal(*who, "NoRoute", error.reason)
    return Refusal(*who, "OutOfCoverage" if isinstance(error, OutOfCoverage) else "LimitExceeded", str(error))


def clean(text: object) -> str:
    """Text as one line of characters that show, shortened; ``""`` for what is no text."""
    if not isinstance(text, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * MAX_TEXT]).split())[:MAX_TEXT].strip()


def _round(value: float, digits: int = DIGITS) -> float:
    return round(float(value), digits) + 0.0


def _rounded_path(path: EnginePath) -> EnginePath:
    return kept_path(rounded(path.lons), rounded(path.lats), duration_h=path.duration_h)


def kept_path(lons: list[float], lats: list[float], *, duration_h: float | None) -> EnginePath:
    """A path rounded as the file keeps it."""
    path = engine_path(lons, lats, duration_h=None if duration_h is None else _round(duration_h))
    return replace(path, length_km=_round(path.length_km))


def is_date(value: object) -> bool:
    """Whether a value is a date of the calendar as the file has it, ISO 8601, perhaps with a time."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
