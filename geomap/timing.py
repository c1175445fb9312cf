"""When a leg was travelled: its windows as reported and as planned, how late it was, and which speeds are plausible."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from geomap.speed import TimeSpan
from geomap.story.journey import Mode
from geomap.when import label, parse_when

if TYPE_CHECKING:
    from geomap.story.model import Leg, Story
    from geomap.when import Window

TOP_KMH: Mapping[Mode, float] = MappingProxyType(
    {
        Mode.ROAD: 120.0, Mode.CONVOY: 100.0, Mode.FOOT: 8.0, Mode.ANIMAL: 25.0, Mode.BICYCLE: 45.0, Mode.SLEDGE: 70.0,
        Mode.RAIL: 350.0, Mode.SHIP: 75.0, Mode.AIRCRAFT: 1_200.0,
    }
)  # fmt: skip
"""Speed in km/h that each mode keeps up at most from one place to another: choices, generous, as the test refutes."""

HOW: Mapping[Mode, str] = MappingProxyType(
    {
        Mode.ROAD: "by road", Mode.CONVOY: "for a convoy", Mode.FOOT: "on foot", Mode.ANIMAL: "on an animal",
        Mode.BICYCLE: "by bicycle", Mode.SLEDGE: "by sledge", Mode.RAIL: "by rail", Mode.SHIP: "by ship",
        Mode.AIRCRAFT: "by air",
    }
)  # fmt: skip

_HOURS_OF_DAY = 24.0
_SHORT_H = 48.0  # up to here hours are said, then days


@dataclass(frozen=True, slots=True)
class Timing:
    """The windows of a leg.

    Parameters
    ----------
    during : TimeSpan or None
        When it was under way, as far as the story tells of the leg itself.
    left, came : TimeSpan or None
        When it left and came in, as reported.
    delay_h : tuple of float or None
        (least, most) hours by which it came in later than planned; negative for early.
    notes : tuple of str
        Plan against event, in sentences.
    """

    during: TimeSpan | None
    left: TimeSpan | None
    came: TimeSpan | None
    delay_h: tuple[float, float] | None
    notes: tuple[str, ...]


def timing_of(leg: Leg, story: Story) -> Timing:
    """The windows of a leg, from its dates."""
    windows = {name: _window(text, story) for name, text in _dates(leg).items()}
    left, came, planned_departure, planned_arrival = (
        windows[name] for name in ("departed", "arrived", "planned_departure", "planned_arrival")
    )
    notes = [
        f"It was to {verb} {label(plan, lang=story.language)}{_outcome(plan, event)}."
        for verb, plan, event in (("leave", planned_departure, left), ("come in", planned_arrival, came))
        if plan is not None
    ]
    delay_h = _later_h(planned_arrival, came) if planned_arrival and came else None
    return Timing(_span(windows["when"]), _span(left), _span(came), delay_h, tuple(notes))


def when_of(when: str | None, *, departed: str | None, arrived: str | None) -> str | None:
    """The window of a leg as one EDTF text: as it is stated, else from its departure to its arrival.

    Examples
    --------
    >>> when_of(None, departed="2017-08-28", arrived="2017-08-29/2017-08-30")
    '2017-08-28/2017-08-30'
    >>> when_of(None, departed=None, arrived="2017-08-29"), when_of("2017-08", departed="2017-08-28", arrived=None)
    ('/2017-08-29', '2017-08')
    """
    if when or not (departed or arrived):
        return when
    return f"{(departed or '').partition('/')[0]}/{(arrived or '').rpartition('/')[2]}"


def _dates(leg: Leg) -> dict[str, str | None]:
    names = ("when", "departed", "arrived", "planned_departure", "planned_arrival")
    return {name: getattr(leg, name) for name in names}


def _window(text: str | None, story: Story) -> Window | None:
    return parse_when(text, story.timezone) if text else None


def _span(window: Window | None) -> TimeSpan | None:
    return TimeSpan(window.earliest, window.latest) if window else None


def _later_h(plan: Window, event: Window) -> tuple[float, float]:
    """Hours, at least and at most, by which an event came after its plan; infinite where a side is open."""
    least = _hours(plan.latest, event.earliest, -math.inf)
    most = _hours(plan.earliest, event.latest, math.inf)
    if plan.precision == event.precision == "day":  # two days: what matters is how many lie between
        least = most = round((least + most) / 2 / _HOURS_OF_DAY) * _HOURS_OF_DAY
    return least, most


def _hours(start: object, end: object, unknown: float) -> float:
    from datetime import datetime

    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return unknown
    return (end - start).total_seconds() / 3600.0


def _outcome(plan: Window, event: Window | None) -> str:
    if event is None:
        return ""
    least, most = _later_h(plan, event)
    if most < 0:
        return f", and was early by {_amount(-most, -least)}"
    if least > 0:
        return f", and was late by {_amount(least, most)}"
    return ", and was on time as far as the dates tell"


def _amount(least: float, most: float) -> str:
    """An amount of time as a range in words."""
    is_short = least % _HOURS_OF_DAY != 0.0 and least < _SHORT_H and most <= _SHORT_H
    unit, size = ("hours", 1.0) if is_short else ("days", _HOURS_OF_DAY)
    low, high = round(least / size), (round(most / size) if math.isfinite(most) else None)
    if high is None:
        return f"at least {low} {unit if low != 1 else unit[:-1]}"
    if low == high:
        return "less than an hour" if not low else f"{low} {unit if low != 1 else unit[:-1]}"
    return f"{low} to {high} {unit}"
