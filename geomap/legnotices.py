"""Notices of a build about legs as they were drawn: where roads failed, and what does not agree with what is reported.

Nothing here changes a line: a contradiction is kept, and said with file and line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.byroad import DETOUR
from geomap.errors import Problem

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.story.model import Leg, Route, Story
    from geomap.story.nodes import Path

Row = Mapping[Any, Any]

LEAST_OF_REPORTED = {"road": 0.9, "geodesic": 0.5}
"""A drawn line is at least so much of the reported length. A way along roads may differ from another by a turn or by
how an odometer reads: a tenth. The shortest way over the ground may be half of what was travelled: roads are rarely
more than twice as long."""

MOST_OF_REPORTED = {"road": 1.5, "geodesic": 1.1}
"""A drawn line is at most so many times the reported length. Sources often give a distance as the crow flies, and
roads are mostly up to half as long again; but nothing is shorter than the shortest way, save that figures are rounded.
"""


def leg_notices(story: Story, legs: GeoDataFrame) -> tuple[Problem, ...]:
    """What is odd about the legs that were drawn.

    That no road was found or none is left; a way along roads more than twice as long as the shortest; a leg that does
    not start where the route has come to; a line that is too short or too long for the length that a source reports,
    of the leg or of the route; and a duration that does not fit between the dates.

    Parameters
    ----------
    story : Story
    legs : GeoDataFrame
        From :func:`geomap.build_routes`.

    Returns
    -------
    tuple of Problem
        Warnings, in the order of the story.
    """
    rows: dict[str, Row] = {row["id"]: row for row in legs.to_dict("records")}
    found: list[Problem] = []
    for r, route in enumerate(story.routes):
        for n, leg in enumerate(route.legs):
            if leg.id not in rows:
                continue
            for name, what, hint in _of_leg(leg, rows[leg.id]):
                path: Path = ("routes", r, "legs", n, *([name] if name else []))
                found.append(story.spots.problem(path, what, of=leg.id, hint=hint, warning=True))
        for what, hint in _of_route(route, [rows[leg.id] for leg in route.legs if leg.id in rows]):
            found.append(story.spots.problem(("routes", r, "reported_km"), what, of=route.id, hint=hint, warning=True))
    return tuple(found)


def _of_leg(leg: Leg, row: Row) -> Iterator[tuple[str, str, str]]:
    """The field that it is about, what is odd, and what to try."""
    if row["no_way"]:
        yield "", row["no_way"].rstrip("."), "the obstacle's radius_km and window, or roads of another date"
    elif row["fallback"]:
        yield (
            "",
            f"no way along roads, the shortest way stands in for it: {row['fallback']}",
            "another engine or file of roads, a larger radius_km of its ends, or follow_roads: false",
        )
    if row["method"] == "road" and row["detour"] > DETOUR:
        what = f"the way along roads is {row['detour']:.1f} times as long as the shortest"
        yield "", what, "via, for what it passed, or other roads"
    if not math.isnan(row["gap_km"]):
        what = f"starts {_number(row['gap_km'])} km from where the leg before ends"
        yield "from", what, "a leg between the two, or instead_of for what another source has"
    if leg.reported_km is not None and (what := _misfit([row], *leg.reported_km.span)):
        yield "reported_km", what, "the ends of the leg, via, or a claim for what another source says"
    if leg.reported_h is not None and (what := _too_little_time(row)):
        yield "reported_h", what, "the dates of its ends, or a claim for what another source says"


def _of_route(route: Route, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    own = [row for row in rows if row["stated_basis"] != "considered" and not row["instead_of"]]
    if route.reported_km is None or any(row["method"] == "none" for row in own):
        return
    if what := _misfit(own, *route.reported_km.span):
        yield what, "the legs of the route, or a claim for what another source says"


def _misfit(rows: Sequence[Row], low: float, high: float) -> str:
    """How the drawn lines together differ from a reported length by more than what is usual; empty when not."""
    if not rows or any(row["method"] == "none" for row in rows):
        return ""
    # Ends are uncertain, but where two legs meet, what one lacks the other has.
    slack_km = rows[0]["corridor_km"][0] + rows[-1]["corridor_km"][1]
    least = sum(row["length_km"] / MOST_OF_REPORTED[row["method"]] for row in rows) - slack_km
    most = sum(row["length_km"] / LEAST_OF_REPORTED[row["method"]] for row in rows) + slack_km
    if least <= high and low <= most:
        return ""
    drawn = sum(row["length_km"] for row in rows)
    how = "along roads" if all(row["method"] == "road" for row in rows) else "the shortest way"
    return f"a source reports {_span(low, high)} km, and the line is {_number(drawn)} km, {how}"


def _too_little_time(row: Row) -> str:
    if row["elapsed_h"] is None:
        return ""
    (least, most), (low, high) = row["elapsed_h"], row["reported_h"]
    if low <= most and least <= high:
        return ""
    between = f"at most {_number(most)}" if low > most else f"at least {_number(least)}"
    return f"a source reports {_span(low, high)} hours, and the dates of its ends leave {between}"


def _span(low: float, high: float) -> str:
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
