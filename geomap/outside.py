"""Places outside of the story's countries: nothing that stops a build, all of it worth a look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gazetteer import Kind, Place, Status
from geomap.contract import is_missing
from geomap.errors import Problem
from geomap.naming import NameUse, Use

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.story.model import Story


def location_notices(story: Story, reports: GeoDataFrame) -> tuple[Problem, ...]:
    """What is odd about the places taken for reports: those in none of the countries that the story names.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate.locate`.

    Returns
    -------
    tuple of Problem
        Warnings, one per place; none when the story names no countries.
    """
    return _noticed(
        story,
        (
            (Use(("reports", number, "where"), row["id"]), _place_of(row), row["status"])
            for number, row in enumerate(reports.to_dict("records"))
            if row["place_id"] is not None and is_missing(row["generalized_km"])
        ),
    )


def names_outside(story: Story, uses: Iterable[NameUse]) -> tuple[Problem, ...]:
    """The same of all the names of a story, those of its legs too.

    Parameters
    ----------
    story : Story
    uses : iterable of NameUse
        From :func:`geomap.naming.resolve_names`.
    """
    return _noticed(story, ((use.uses[0], use.place, use.resolution.status) for use in uses if use.place is not None))


def _noticed(story: Story, taken: Iterable[tuple[Use, Place, str]]) -> tuple[Problem, ...]:
    notices: dict[str, Problem] = {}
    for use, place, status in taken if story.countries else ():
        if place.id in notices or place.country in story.countries:
            continue
        if not place.country and (status != Status.GIVEN or place.kind is Kind.SEA):
            continue  # a sea has no country either, and is right
        notices[place.id] = story.spots.problem(
            use.path,
            f"{place.name} lies outside of the story's countries ({', '.join(story.countries)})",
            of=use.of,
            got=place.country or f"lon {place.lon:g}, lat {place.lat:g}",
            hint=f"another place, or {place.country} among countries" if place.country else "to check the coordinates",
            warning=True,
        )
    return tuple(notices.values())


def _place_of(row: Mapping[Any, Any]) -> Place:
    """The place of a row of the reports frame, as far as a notice wants it."""
    return Place(
        id=row["place_id"],
        name=row["place_name"],
        kind=Kind(row["place_kind"]),
        lon=row["lon"],
        lat=row["lat"],
        radius_km=row["radius_km"],
        country=row["country"] or "",
    )
