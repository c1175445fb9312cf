"""The map in words, made from the data: for those who cannot see it, and wherever a picture needs its text.

Nothing here is added to what the reports say: sentences of ours about how many there are, from when, along which places
they lead, what was planned or blocked, and where sources differ. The story's own names and titles stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.languages import Spoken, isolated
from geomap.story.model import Basis
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.languages import Speech
    from geomap.page.context import ObstacleView, ReportView, SourceView

Row = Mapping[str, Any]
MOST = 8
"""So many names or titles stand in one sentence; of more, it says how many."""

_TRAVELLED = frozenset({Basis.REPORTED, Basis.INFERRED, Basis.BLOCKED})


def account(
    reports: Sequence[ReportView],
    leg_rows: Sequence[Row],
    obstacles: Sequence[ObstacleView],
    sources: Sequence[SourceView],
    *,
    dates: str | None,
    say: Speech,
) -> tuple[Spoken, ...]:
    """What a map shows, in a few sentences.

    Parameters
    ----------
    reports : sequence of ReportView
        As the page tells them.
    leg_rows : sequence of mapping
        Rows of the legs frame, see :mod:`geomap.frames`.
    obstacles : sequence of ObstacleView
        What stood in the way.
    sources : sequence of SourceView
        All sources; reprints count as one with their original.
    dates : str or None
        The window of the events, in words.
    say : Speech
        The language of the sentences.

    Returns
    -------
    tuple of Spoken
        Plain text, a sentence each; the first says how much there is.
    """
    sentences = [_first(reports, sources, dates, say), *_ways(leg_rows, say)]
    if not leg_rows:
        sentences += _places(reports, say)
    if obstacles:
        sentences.append(say("In the way: {obstacles}.", obstacles=_titles((each.title for each in obstacles), say)))
    unplaced = sum(report.place.position is None for report in reports)
    if unplaced:
        sentences.append(
            say.count(
                unplaced,
                "{n} report has no position on the map and stands in the list.",
                "{n} reports have no position on the map and stand in the list.",
            )
        )
    contested = [report.title for report in reports if report.differs]
    if contested:
        sentences.append(
            say.count(
                len(contested),
                "Sources differ about {n} report: {titles}.",
                "Sources differ about {n} reports: {titles}.",
                titles=_titles(contested, say),
            )
        )
    return tuple(sentences)


def _first(reports: Sequence[ReportView], sources: Sequence[SourceView], dates: str | None, say: Speech) -> Spoken:
    told = say.count(len(reports), "{n} report", "{n} reports")
    voices = sum(source.same_voice_as is None for source in sources)
    by = say.count(voices, "{n} independent source", "{n} independent sources")
    if dates is None:
        return say("A map of {reports} from {sources}.", reports=told, sources=by)
    return say("A map of {reports} from {sources}, {dates}.", reports=told, sources=by, dates=dates)


def _ways(leg_rows: Sequence[Row], say: Speech) -> list[Spoken]:
    """For each route where it leads and what of it was only said; legs told instead of others do not lengthen it."""
    sentences = []
    for route in dict.fromkeys(row["route_id"] for row in leg_rows):
        legs = [row for row in leg_rows if row["route_id"] == route]
        main = [row for row in legs if not row.get("instead_of")]
        by = {basis: [row for row in legs if Basis(row["basis"]) is basis] for basis in Basis}
        went = [row for row in main if Basis(row["basis"]) in _TRAVELLED]
        if went:
            sentences.append(_led(legs[0]["route_title"], _stops(went), say))
        if by[Basis.BLOCKED]:
            sentences.append(say("Blocked: {legs}.", legs=_titles(_of(by[Basis.BLOCKED]), say)))
        if by[Basis.RETURNED]:
            sentences.append(say("The way back: {legs}.", legs=_titles(_of(by[Basis.RETURNED]), say)))
        if by[Basis.PLANNED]:
            sentences.append(say("Planned, not travelled: {legs}.", legs=_titles(_of(by[Basis.PLANNED]), say)))
        if by[Basis.CONSIDERED]:
            sentences.append(say("Only considered: {legs}.", legs=_titles(_of(by[Basis.CONSIDERED]), say)))
    return sentences


def _led(title: str, stops: Sequence[str], say: Speech) -> Spoken:
    if not stops:
        return say("{route}: its ends have no name.", route=title)
    first, *between = stops
    if not between:
        return say("{route}: at {place}.", route=title, place=first)
    *between, last = between
    if not between:
        return say("{route}: from {start} to {end}.", route=title, start=first, end=last)
    places = _some(between, say)
    return say("{route}: from {start} by {places} to {end}.", route=title, start=first, places=places, end=last)


def _stops(legs: Iterable[Row]) -> list[str]:
    """The names along legs, in order; one that follows itself stands once."""
    names = [name for row in legs for name in (row["from_name"], row["to_name"]) if name]
    return [name for i, name in enumerate(names) if not i or names[i - 1] != name]


def _places(reports: Sequence[ReportView], say: Speech) -> list[Spoken]:
    names = dict.fromkeys(report.place.name for report in reports if report.place.name and not report.aside)
    return [say("Places: {places}.", places=_some(names, say))] if names else []


def _of(legs: Iterable[Row]) -> Iterator[str]:
    return (row["title"] for row in legs)


def _titles(titles: Iterable[str], say: Speech) -> Spoken:
    """Titles one after the other, which may hold commas themselves."""
    return Spoken(say.semicolon.join(isolated(visible(title), say.direction) for title in _first_of(titles, say)))


def _some(names: Iterable[str], say: Speech) -> Spoken:
    """Names as a list."""
    return say.list(_first_of(names, say))


def _first_of(items: Iterable[str], say: Speech) -> list[str]:
    """All items; of many, the first ones and how many more there are."""
    every = list(items)
    return every if len(every) <= MOST else [*every[:MOST], say.count(len(every) - MOST, "{n} more", "{n} more")]
