"""Every place name of a story, once: what it was taken for, why, and where the story uses it.

A name is settled by the story's own ``places:`` when it is an id, a title or a listed spelling there, by the
gazetteer's id when it is one, and by the gazetteer's ranking otherwise. Names that cannot be told are never guessed:
:func:`settled_names` lists them all in one error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shapely.geometry.base import BaseGeometry

from gazetteer import Context, PlaceNotFoundError, Reason, Resolution, Status
from geomap.errors import PlacesError, Problem
from geomap.given import GivenPlaceError, spelling, stated_places, take_given
from geomap.story.nodes import path_text
from geomap.surroundings import Surroundings
from geomap.text import visible
from geomap.unsettled import doubt, explain, online_hint, used_at

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geomap.story.model import Place as StoryPlace
    from geomap.story.model import Story

_GAZETTEER_ID = re.compile(r"[a-z0-9]+:[A-Za-z0-9_./-]+|[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Use:
    """Where a story uses a name: the path through the story, and the id of the report or leg."""

    path: tuple[str | int, ...]
    of: str

    def __str__(self) -> str:
        return f"{path_text(self.path)} ({self.of})"


@dataclass(frozen=True, slots=True)
class NameUse:
    """One name of the story and what it was taken for.

    Parameters
    ----------
    resolution : gazetteer.Resolution
        The answer; its status is ``given`` where the story states the place.
    uses : tuple of Use
        Where the name stands, in the order of the story.
    shape : polygonal geometry or None
        The outline that the story itself gives, EPSG:4326.
    own_point : bool
        Whether the story itself gives the coordinates.
    problem : Problem or None
        What is wrong with the place that the story states for the name; there is no answer then.
    blur_km : float or None
        By how much the place was blurred on purpose, see :mod:`geomap.blurring`; None: it was not.
    """

    resolution: Resolution
    uses: tuple[Use, ...]
    shape: BaseGeometry | None = None
    own_point: bool = False
    problem: Problem | None = None
    blur_km: float | None = None

    @property
    def place(self) -> Place | None:
        """The place taken; None where the name cannot be told."""
        return self.resolution.place

    @property
    def used_by(self) -> tuple[str, ...]:
        """Where the name stands, e.g. ``reports[2].where (halt)`` or ``routes[0].legs[1].to (to-boukamal)``."""
        return tuple(map(str, self.uses))

    def as_dict(self) -> dict[str, object]:
        """The use as data, for ``geomap places --json``: the resolution's, ``used_by``, and a ``problem``."""
        problem = self.problem.as_dict() if self.problem else None
        return {**self.resolution.as_dict(), "used_by": list(self.used_by), "problem": problem}


def resolve_names(story: Story, gazetteer: Gazetteer) -> tuple[NameUse, ...]:
    """Look up every place name of a story, those of its reports and of the ends of its legs.

    Parameters
    ----------
    story : Story
    gazetteer : Gazetteer

    Returns
    -------
    tuple of NameUse
        One per name as written, in the order of the story. Ambiguous and missing names are among them, and names for
        which the story states a place that cannot be (an unknown id, swapped coordinates).
    """
    return tuple(_settle(all_names(story), story, gazetteer).values())


def settled_names(
    names: Mapping[str, tuple[Use, ...]], *, story: Story, gazetteer: Gazetteer, accept_ambiguous: bool = False
) -> dict[str, NameUse]:
    """Look up names, all of which must be told.

    Parameters
    ----------
    names : mapping of str to tuple of Use
        Each name as written, and where the story uses it; see :func:`all_names` and :func:`names_of_legs`.
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
    uses = _settle(names, story, gazetteer)
    if accept_ambiguous:
        uses = {name: _best_taken(use) for name, use in uses.items()}
    if problems := problems_of(uses.values(), story, gazetteer):
        raise PlacesError(problems)
    return uses


def problems_of(uses: Iterable[NameUse], story: Story, gazetteer: Gazetteer) -> tuple[Problem, ...]:
    """What stops a build: places that the story states wrongly, each once, and names that cannot be told.

    Parameters
    ----------
    uses : iterable of NameUse
        From :func:`resolve_names`.
    story : Story
    gazetteer : Gazetteer

    Returns
    -------
    tuple of Problem
        In the order of the story's file.
    """
    uses = tuple(uses)
    untold = [use for use in uses if use.place is None]
    around = surroundings_of(uses, gazetteer)
    taken, spots = taken_ids(story), story.spots
    problems: dict[Problem, None] = {}  # a dict, to list a place once that several names mean
    for use in untold:
        if use.problem:
            problems[use.problem] = None
            continue
        first, *others = use.uses
        details = (
            *used_at(spots.file, [spots.place(other.path, of=other.of) for other in others], again=True),
            *explain(use.resolution, surroundings=around, taken_ids=taken, story_path=spots.file),
        )
        what = f"{visible(use.resolution.query)!r}: {doubt(use.resolution)}"
        problems[spots.problem(first.path, what, of=first.of, details=details)] = None
    ordered = sorted(problems, key=lambda problem: (problem.line, problem.column))
    hint = online_hint(use.resolution for use in untold if not use.problem)
    return (*ordered[:-1], replace(ordered[-1], details=(*ordered[-1].details, *hint))) if ordered else ()


def surroundings_of(uses: Iterable[NameUse], gazetteer: Gazetteer) -> Surroundings:
    """What tells candidates apart in a story of which some names are settled."""
    return Surroundings(gazetteer, (use.place for use in uses if use.place is not None))


def names_of_legs(story: Story) -> dict[str, tuple[Use, ...]]:
    """The names at the ends of legs and between, then of obstacles, and who uses each; ids of reports are no names."""
    reports = {report.id for report in story.reports}
    return _gathered((name, use) for name, use in _ends_of_legs(story) if name not in reports)


def all_names(story: Story) -> dict[str, tuple[Use, ...]]:
    """The names of reports and legs together."""
    reports = _gathered(
        (report.where, Use(("reports", number, "where"), report.id))
        for number, report in enumerate(story.reports)
        if report.where is not None
    )
    legs = names_of_legs(story)
    return {name: reports.get(name, ()) + legs.get(name, ()) for name in {**reports, **legs}}


def _ends_of_legs(story: Story) -> Iterator[tuple[str, Use]]:
    for r, route in enumerate(story.routes):
        for n, leg in enumerate(route.legs):
            vias = [(("via", v), via) for v, via in enumerate(leg.via)]
            for field, name in ((("from",), leg.from_), *vias, (("to",), leg.to)):
                if name is not None:
                    yield name, Use(("routes", r, "legs", n, *field), leg.id)
    for n, obstacle in enumerate(story.obstacles):
        if obstacle.where is not None:
            yield obstacle.where, Use(("obstacles", n, "where"), obstacle.id)


def _gathered(pairs: Iterable[tuple[str, Use]]) -> dict[str, tuple[Use, ...]]:
    found: dict[str, list[Use]] = {}
    for name, use in pairs:
        found.setdefault(name, []).append(use)
    return {name: tuple(uses) for name, uses in found.items()}


def taken_ids(story: Story) -> frozenset[str]:
    """The ids that a new place cannot have."""
    return frozenset({place.id for place in story.places} | {report.id for report in story.reports})


def _settle(names: Mapping[str, tuple[Use, ...]], story: Story, gazetteer: Gazetteer) -> dict[str, NameUse]:
    """Each name with what it was taken for, or what is wrong with the place that the story states for it."""
    stated = stated_places(story)
    settled: dict[str, NameUse] = {}
    for name, uses in names.items():
        known = stated.get(name) or stated.get(spelling(name))
        if known is None:
            settled[name] = NameUse(_look_up(name, story, gazetteer), uses)
            continue
        number, place = known
        try:
            settled[name] = _stated_use(name, place, uses, story, gazetteer)
        except GivenPlaceError as error:
            problem = story.spots.problem(
                ("places", number, error.field), str(error), of=place.id, hint=error.hint
            )  # fmt: skip
            settled[name] = NameUse(Resolution(name, Status.MISSING, None, 0.0, 0.0), uses, problem=problem)
    return settled


def _stated_use(name: str, stated: StoryPlace, uses: tuple[Use, ...], story: Story, gazetteer: Gazetteer) -> NameUse:
    given = take_given(stated, countries=story.countries, gazetteer=gazetteer)
    if given is not None:
        return NameUse(
            _given(name, given.place, f"stated by the story as {stated.id}"), uses, given.shape, given.own_point
        )
    # Hints without a position: they help to read the names that the place goes by.
    context = Context(countries=(stated.country,) if stated.country else story.countries, kind=stated.kind)
    spellings = dict.fromkeys(filter(None, (stated.title, *stated.names, None if stated.id == name else name)))
    answers = [gazetteer.resolve(text, context) for text in spellings or (stated.id,)]
    told = next((answer for answer in answers if answer.place is not None), answers[0])
    return NameUse(replace(told, query=name), uses)


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
