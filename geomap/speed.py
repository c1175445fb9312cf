"""Whether a leg can have been travelled in the time between its two reports.

The test can refute, never confirm: "ok" means only that the reported times do not rule the journey out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_ROAD_KMH = 120.0
"""Taken for the most that vehicles keep up on roads from one place to another: a choice, which a caller can change."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """When somebody was at a place: at some moment from `earliest` to `latest`; None where that side is open.

    As in :class:`geomap.when.Window`, `latest` is the last whole second: a day ends at 23:59:59.
    """

    earliest: datetime | None
    latest: datetime | None

    @property
    def over(self) -> datetime | None:
        """When the time is over: the end of the last second, or the moment itself where it is one."""
        return self.latest if self.latest is None or self.latest == self.earliest else self.latest + _SECOND


@dataclass(frozen=True, slots=True)
class SpeedCheck:
    """What the times say about a leg.

    Parameters
    ----------
    verdict : str
        ``ok``, ``impossible`` or ``not testable``.
    note : str
        The verdict in a sentence.
    elapsed_h : tuple of float or None
        (least, most) hours between the two ends; the most is infinite where a side is open.
    speed_kmh : tuple of float or None
        (least, most) implied speed; the most is infinite where the two windows touch.
    """

    verdict: str
    note: str
    elapsed_h: tuple[float, float] | None = None
    speed_kmh: tuple[float, float] | None = None


def check_speed(
    length_km: float,
    *,
    start: TimeSpan | None,
    end: TimeSpan | None,
    slack_km: float = 0.0,
    max_kmh: float = MAX_ROAD_KMH,
    how: str = "by road",
    reported_h: tuple[float, float] | None = None,
) -> SpeedCheck:
    """Compare a leg's length with the time between its ends.

    Parameters
    ----------
    length_km : float
        The shortest way between the two ends. The road is longer, so true speeds were higher than those implied.
    start, end : TimeSpan or None
        When the leg was at its ends; None where no date is known.
    slack_km : float
        The uncertainty of both positions together: the way may be shorter or longer by as much.
    max_kmh : float
        Speed beyond which the journey is called impossible.
    how : str
        What that speed is one of, for the note: "by road", "on foot".
    reported_h : tuple of float or None
        (least, most) hours as a source reports them; they count where the two ends are not dated on both sides.

    Returns
    -------
    SpeedCheck

    Examples
    --------
    >>> from datetime import UTC
    >>> noon, two = (TimeSpan(*[datetime(2017, 8, 30, hour, tzinfo=UTC)] * 2) for hour in (12, 14))
    >>> check_speed(386.0, start=noon, end=two).verdict, check_speed(100.0, start=noon, end=two).speed_kmh
    ('impossible', (50.0, 50.0))
    """
    least_h = _hours(start.over, end.earliest, unknown=0.0) if start and end else 0.0
    most_h = _hours(start.earliest, end.over, unknown=math.inf) if start and end else math.inf
    if reported_h is not None and math.isinf(most_h):
        least_h, most_h = reported_h
    elif start is None or end is None:
        return SpeedCheck("not testable", "Not testable: the time at one end or both is not known.")
    if most_h < 0:
        return SpeedCheck("impossible", "Impossible as dated: the end is reported for a time before the start.")
    elapsed = (max(0.0, least_h), most_h)
    shortest_km, longest_km = max(0.0, length_km - slack_km), length_km + slack_km
    if not most_h and shortest_km:
        note = f"Impossible as dated: there is no time between the two reports, and {_number(shortest_km)} km."
        return SpeedCheck("impossible", note, elapsed)
    slowest = shortest_km / most_h if most_h else 0.0
    speeds = (slowest, longest_km / elapsed[0] if elapsed[0] else math.inf)
    if slowest > max_kmh:
        note = f"Impossible {how}: at least {_number(slowest)} km/h, above the {max_kmh:g} taken for possible."
        return SpeedCheck("impossible", note, elapsed, speeds)
    if math.isinf(most_h):
        return SpeedCheck("not testable", "Not testable: the time at one end is open.", elapsed, speeds)
    note = (
        f"The reported times do not rule the journey out (at least {_number(slowest)} km/h as the crow flies). "
        "That is no evidence that it took place."
    )
    return SpeedCheck("ok", note, elapsed, speeds)


def _hours(start: datetime | None, end: datetime | None, *, unknown: float) -> float:
    return (end - start).total_seconds() / 3600.0 if start is not None and end is not None else unknown


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
