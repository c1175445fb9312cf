"""Notices of a build: legs that were to follow roads, and for which the shortest way stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.errors import Problem

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.story.model import Story


def road_notices(story: Story, legs: GeoDataFrame) -> tuple[Problem, ...]:
    """One notice for each leg that no road was found for, with what the engine said.

    Parameters
    ----------
    story : Story
    legs : GeoDataFrame
        From :func:`geomap.build_routes`.
    """
    paths = {
        leg.id: ("routes", r, "legs", n) for r, route in enumerate(story.routes) for n, leg in enumerate(route.legs)
    }
    rows: Sequence[Mapping[Any, Any]] = legs.to_dict("records")
    return tuple(
        story.spots.problem(
            paths[row["id"]],
            f"no way along roads, the shortest way stands in for it: {row['fallback']}",
            hint="another engine or file of roads, a larger radius_km of its ends, or follow_roads: false",
            warning=True,
        )
        for row in rows
        if row["fallback"]
    )
