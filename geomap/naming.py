"""Every place name of a story, once: what it was taken for, why, and where the story uses it.

A name is settled by the story's own ``places:`` when it is an id, a title or a listed spelling there, by the
gazetteer's id when it is one, and by the gazetteer's ranking otherwise. Names that cannot be told are never guessed:
:func:`settled_names` lists them all in one error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shapely.geometry.base import BaseGeometry

from gazetteer import Context, PlaceNotFoundError, Reason, Resolution, Status
from geomap.errors import PlacesError
from geomap.given import GivenPlaceError, spelling, stated_places, take_given
from geomap.unsettled import describe, online_hint

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geomap.story.model import Place as StoryPlace
    from geomap.story.model import Story

_GAZETTEER_ID = re.compile(r"[a-z0-9]+:[A-Za-z0-9_./-]+|[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class NameUse:
    """One name of the story and what it was taken for.

    Parameters
    ----------
    resolution : gazetteer.Resolution
        The answer; its status is ``given`` where the story states the place.
    used_by : tuple of str
        Where the name stands, e.g. ``reports[2].where (halt)`` or ``routes[0].legs[1].to (to-boukamal)``.
    shape : polygonal geometry or None
        The outline that the story itself gives, EPSG:4326.
    own_point : bool
        Whether the story itself gives the coordinates.
    """

    resolution: Resolution
    used_by: tuple[str, ...]
    shape: BaseGeometry | None = None
    own_point: bool = False

    @property
    def place(self) -> Place | None:
        """The place taken; None where the name cannot be told."""
        return self.resolution.place

    def as_dict(self) -> dict[str, object]:
        """The use as data, for ``geomap places --json``: the resolution's, and ``used_by``."""
        return {**self.resolution.as_dict(), "used_by": list(self.used_by)}


def resolve_names(story: Story, gazetteer: Gazetteer) -> tuple[NameUse, ...]:
    """Look up every place name of a story, those of its reports and of the ends of its legs.

    Parameters
    ----------
    story : Story
    gazetteer : Gazetteer

    Returns
    -------
    tuple of NameUse
        One per name as written, in the order of the story. Ambiguous and missing names are among them.

    Raises
    ------
    PlacesError
        The story states a place that cannot be (an unknown id, swapped coordinates); all such are listed.
    """
    uses, faults = _settle(all_names(story), story, gazetteer)
    if faults:
        raise PlacesError("\n".join(faults))
    return tuple(uses.values())


def settled_names(
    names: Mapping[str, tuple[str, ...]], *, story: Story, gazetteer: Gazetteer, accept_ambiguous: bool = False
) -> dict[str, NameUse]:
    """Look up names, all of which must be told.

    Parameters
    ----------
    names : mapping of str to tuple of str
        Each name as written, and where the story uses it; see :func:`names_of_reports` and :func:`names_of_legs`.
    accept_ambiguous : bool
        Take the best of several that fit, and say so among the reasons. A missing name is never taken.

    Returns
    -------
    dict of str to NameUse
        By name; each has a place.

    Raises
    ------
    PlacesError
        Every name that cannot be told, with its candidates, and every place that the story states wrongly.
    """
    uses, faults = _settle(names, story, gazetteer)
    if accept_ambiguous:
        uses = {name: _best_taken(use) for name, use in uses.items()}
    untold = [use for use in uses.values() if use.place is None]
    if untold:
        taken = {place.id for place in story.places} | {report.id for report in story.reports}
        count = "1 name" if len(untold) == 1 else f"{len(untold)} names"
        faults = (
            *faults,
            f"{count} of the story cannot be told:",
            *(describe(use.resolution, use.used_by, taken_ids=taken) for use in untold),
            *online_hint(use.resolution for use in untold),
        )
    if faults:
        raise PlacesError("\n".join(faults))
    return uses


def names_of_reports(story: Story) -> dict[str, tuple[str, ...]]:
    """The names under which reports say where, in order, and the reports that use each."""
    return _gathered(
        (report.where, f"reports[{number}].where ({report.id})")
        for number, report in enumerate(story.reports)
        if report.where is not None
    )


def names_of_legs(story: Story) -> dict[str, tuple[str, ...]]:
    """The names at the ends of legs and between, in order, and the legs that use each; ids of reports are no names."""
    reports = {report.id for report in story.reports}
    return _gathered(
        (name, f"routes[{r}].legs[{n}].{field} ({leg.id})")
        for r, route in enumerate(story.routes)
        for n, leg in enumerate(route.legs)
        for field, name in (("from", leg.from_), *((f"via[{v}]", via) for v, via in enumerate(leg.via)), ("to", leg.to))
        if name is not None and name not in reports
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, used_by in pairs:
        found.setdefault(name, []).append(used_by)
    return {name: tuple(where) for name, where in found.items()}


def all_names(story: Story) -> dict[str, tuple[str, ...]]:
    """The names of reports and legs together."""
    reports, legs = names_of_reports(story), names_of_legs(story)
    return {name: reports.get(name, ()) + legs.get(name, ()) for name in {**reports, **legs}}


def _settle(
    names: Mapping[str, tuple[str, ...]], story: Story, gazetteer: Gazetteer
) -> tuple[dict[str, NameUse], tuple[str, ...]]:
    """Each name with what it was taken for, and what is wrong with the places that the story states."""
    stated = stated_places(story)
    uses: dict[str, NameUse] = {}
    faults: dict[str, None] = {}  # a dict, to list a place once that several names mean
    for name, used_by in names.items():
        known = stated.get(name) or stated.get(spelling(name))
        if known is None:
            uses[name] = NameUse(_look_up(name, story, gazetteer), used_by)
            continue
        number, place = known
        try:
            uses[name] = _stated_use(name, place, used_by, story, gazetteer)
        except GivenPlaceError as error:
            faults[f"story: places[{number}] ({place.id}): {error}"] = None
    return uses, tuple(faults)


def _stated_use(name: str, stated: StoryPlace, used_by: tuple[str, ...], story: Story, gazetteer: Gazetteer) -> NameUse:
    given = take_given(stated, countries=story.countries, gazetteer=gazetteer)
    if given is not None:
        return NameUse(
            _given(name, given.place, f"stated by the story as {stated.id}"), used_by, given.shape, given.own_point
        )
    # Hints without a position: they help to read the names that the place goes by.
    context = Context(countries=(stated.country,) if stated.country else story.countries, kind=stated.kind)
    spellings = dict.fromkeys(filter(None, (stated.title, *stated.names, None if stated.id == name else name)))
    answers = [gazetteer.resolve(text, context) for text in spellings or (stated.id,)]
    told = next((answer for answer in answers if answer.place is not None), answers[0])
    return NameUse(replace(told, query=name), used_by)


def _look_up(name: str, story: Story, gazetteer: Gazetteer) -> Resolution:
    if _GAZETTEER_ID.fullmatch(name):
        try:
            return _given(name, gazetteer.place(name), "stated by its id")
        except PlaceNotFoundError:
            pass  # a name that looks like an id
    return gazetteer.resolve(name, Context(countries=story.countries))


def _given(name: str, place: Place, why: str) -> Resolution:
    return Resolution(name, Status.GIVEN, place, score=1.0, margin=1.0, reasons=(Reason("given", why, 1.0),))


def _best_taken(use: NameUse) -> NameUse:
    answer = use.resolution
    if answer.status is not Status.AMBIGUOUS or not answer.candidates:
        return use
    best, *others = answer.candidates
    also = ", ".join(f"{other.place.name} ({other.place.id})" for other in others[:3])
    said = Reason("accepted", "the best of several places that fit" + (f"; it may also be {also}" if also else ""))
    taken = replace(answer, place=best.place, score=best.score, reasons=(said, *best.reasons))
    return replace(use, resolution=taken)
