"""Whether what a story states of its routes agrees with itself: dates with the order of legs, lengths with their sum.

It asks neither the gazetteer nor an engine. A contradiction is kept as the sources have it: it is said, never mended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.errors import Problem
from geomap.joining import THOUGHT_OF
from geomap.story.journey import Basis
from geomap.when import label, parse_when

if TYPE_CHECKING:
    from geomap.story.model import Leg, Route, Story
    from geomap.story.nodes import Path
    from geomap.when import Window

SUM_TOLERANCE = 0.05
"""Figures in reports are rounded: the legs of a route may come to so much less or more than the route, as a share."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """When those who travel were at an end of a leg, and what in the story dates it: the leg itself or a report."""

    leg: Leg
    window: Window
    path: Path
    of: str

    def is_told_with(self, other: _Moment) -> bool:
        """Whether the loader has compared the two already: both of one leg, and dated by the same kind of thing."""
        if other.of == self.leg.id == self.of:
            return True
        return self.path[0] == other.path[0] == "reports" and other.of == self.leg.from_


def agreement_notices(story: Story) -> tuple[Problem, ...]:
    """Dates that run against the order of legs, and lengths of legs that do not add up to that of their route.

    Parameters
    ----------
    story : Story

    Returns
    -------
    tuple of Problem
        Warnings, in the order of the story, with the lines of both dates.
    """
    found: list[Problem] = []
    for number, route in enumerate(story.routes):
        found += _against_the_order(story, number)
        found += _against_the_sum(story, number, route)
    return tuple(found)


# --- dates ------------------------------------------------------------------------------------------------------------


def _against_the_order(story: Story, number: int) -> Iterator[Problem]:
    """Each end that is dated wholly before something that the legs have before it; the latest such stands beside it."""
    before: list[_Moment] = []
    for moment in _moments(story, number):
        latest = moment.window.latest
        contradicted = [
            other
            for other in before
            if latest is not None and other.window.earliest is not None and latest < other.window.earliest
            if not moment.is_told_with(other)
        ]
        if contradicted:
            other = max(contradicted, key=_rank)
            mine, theirs = (label(each.window, lang=story.language) for each in (moment, other))
            yield story.spots.problem(
                moment.path,
                f"dated {mine}, before {theirs}, which the route has before it",
                of=moment.of,
                hint="the order of the legs, the dates, or instead_of for what another source has",
                details=(f"{theirs}: {story.spots.place(other.path, of=other.of)}",),
                warning=True,
            )
        before.append(moment)


def _rank(moment: _Moment) -> float:
    earliest = moment.window.earliest
    return earliest.timestamp() if earliest is not None else float("-inf")


def _moments(story: Story, number: int) -> Iterator[_Moment]:
    """The dated ends of the legs that were travelled, in order; what another source has instead is no part of it."""
    reports = {report.id: (place, report) for place, report in enumerate(story.reports)}
    told: set[str] = set()
    for n, leg in enumerate(story.routes[number].legs):
        if leg.basis in THOUGHT_OF or leg.instead_of is not None:
            continue
        for own, ref in (("departed", leg.from_), ("arrived", leg.to)):
            stated: str | None = getattr(leg, own)
            if stated is not None:
                yield _Moment(leg, parse_when(stated, story.timezone), ("routes", number, "legs", n, own), leg.id)
            elif ref in reports and ref not in told:  # who comes back to a place is not there at the time of its report
                place, report = reports[ref]
                if report.when is not None:
                    yield _Moment(leg, parse_when(report.when, story.timezone), ("reports", place, "when"), report.id)
            if ref is not None:
                told.add(ref)


# --- lengths ----------------------------------------------------------------------------------------------------------


def _against_the_sum(story: Story, number: int, route: Route) -> Iterator[Problem]:
    """Legs with lengths that come to more than the route's, or, where each has one, to less."""
    own = [leg for leg in route.legs if leg.basis is not Basis.CONSIDERED and leg.instead_of is None]
    stated = [leg.reported_km.span for leg in own if leg.reported_km is not None]
    if route.reported_km is None or not stated:
        return
    least, most = (sum(span[side] for span in stated) for side in (0, 1))
    low, high = route.reported_km.span
    too_long = least > high * (1.0 + SUM_TOLERANCE)
    too_short = len(stated) == len(own) and most < low * (1.0 - SUM_TOLERANCE)
    if too_long or too_short:
        come_to = f"{least:,.0f}" if least == most else f"{least:,.0f} to {most:,.0f}"
        whole = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
        yield story.spots.problem(
            ("routes", number, "reported_km"),
            f"the route is reported to be {whole} km long, and its legs come to {come_to} km",
            of=route.id,
            hint="the figures, or a claim for what another source says",
            warning=True,
        )
