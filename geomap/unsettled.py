"""What to tell an author about names that cannot be told: where they stand, what they may be, and a line to paste."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import Status, fold
from geomap.pins import Pin, flow_entry, free_id
from geomap.text import visible

if TYPE_CHECKING:
    from gazetteer import Candidate, Place, Resolution
    from geomap.surroundings import Surroundings

CANDIDATES_SHOWN = 6
NEAREST_SHOWN = 3
_USES_SHOWN = 5
_WORTH_PROPOSING = 0.35  # below this score the nearest name is not what was meant, and no line proposes it


def explain(
    resolution: Resolution,
    *,
    surroundings: Surroundings,
    taken_ids: Collection[str] = (),
    story_path: Path | str = "",
) -> tuple[str, ...]:
    """What an ambiguous or missing name may stand for and what to write, in lines of text.

    Parameters
    ----------
    resolution : gazetteer.Resolution
        Status ambiguous or missing.
    surroundings : Surroundings
        Tells candidates of one name apart.
    taken_ids : collection of str
        Ids that the story has already; the proposed one differs.
    story_path : path
        The story's file; ``""`` stands for one in YAML.
    """
    shown = candidates_shown(resolution)
    ambiguous = resolution.status is Status.AMBIGUOUS
    lines = [f"said online: {text}" for text in online_reasons(resolution)]
    if shown:
        lines.append("it may be:" if ambiguous else "the nearest names are:")
        lines += [f"  {_candidate(candidate, surroundings)}" for candidate in shown]
    else:
        lines.append("no name in the gazetteer is near it")
    return (*lines, *advice(resolution, taken_ids=taken_ids, story_path=story_path))


def doubt(resolution: Resolution) -> str:
    """Why a name cannot be told, in some words."""
    if resolution.status is Status.AMBIGUOUS:
        return "several places fit about equally well"
    called = any(fold(one.matched_name) == fold(resolution.query) for one in candidates_shown(resolution))
    return "no place of this name fits the story" if called else "no place of this name is known"


def candidates_shown(resolution: Resolution) -> tuple[Candidate, ...]:
    """The candidates that are worth showing: all that fit about equally well, or the nearest few."""
    ambiguous = resolution.status is Status.AMBIGUOUS
    return resolution.candidates[: CANDIDATES_SHOWN if ambiguous else NEAREST_SHOWN]


def evidence(candidate: Candidate, surroundings: Surroundings) -> str:
    """What speaks for a candidate and against it, and how far it is from the rest of the story, in one line."""
    told = (*(reason.text for reason in candidate.reasons), surroundings.distance(candidate.place))
    return "; ".join(filter(None, told))


def used_at(file: str, places: Sequence[str], *, again: bool = False) -> tuple[str, ...]:
    """Where a story uses a name, in one line; none where it does not.

    Examples
    --------
    >>> used_at("story.yaml", ["9:12 reports[3].where (b)"])
    ('used at story.yaml:9:12 reports[3].where (b)',)
    """
    more = f" and {len(places) - _USES_SHOWN} more" if len(places) > _USES_SHOWN else ""
    at = f"{file}:" if places and places[0][0].isdecimal() else ""
    return (f"used {'again ' if again else ''}at {at}{', '.join(places[:_USES_SHOWN])}{more}",) if places else ()


def online_reasons(resolution: Resolution) -> tuple[str, ...]:
    """What an online geocoder had to say of a name that is missing all the same."""
    return tuple(reason.text for reason in resolution.reasons if reason.code == "online")


def online_hint(resolutions: Iterable[Resolution]) -> tuple[str, ...]:
    """A line on how to have names asked online, where some are missing of which nobody was asked."""
    if any(one.status is Status.MISSING and not online_reasons(one) for one in resolutions):
        return ("names that the gazetteer does not have can be asked of OpenStreetMap: add --online --contact MAIL",)
    return ()


def advice(resolution: Resolution, *, taken_ids: Collection[str] = (), story_path: Path | str = "") -> tuple[str, ...]:
    """What to write to settle the name: a line to paste, or for a table what goes into which column.

    Parameters
    ----------
    resolution : gazetteer.Resolution
        Status ambiguous or missing.
    taken_ids : collection of str
        Ids that the story has already; the proposed one differs.
    story_path : path
        The story's file; ``""`` stands for one in YAML.
    """
    shown = candidates_shown(resolution)
    name = visible(resolution.query)
    ambiguous = resolution.status is Status.AMBIGUOUS
    first = shown[0].place if shown and (ambiguous or shown[0].score >= _WORTH_PROPOSING) else None
    take = "" if first is None else f"to take the first, {first.name}" if ambiguous else f"if {first.name} is meant"
    suffix = Path(story_path).suffix.casefold()
    if suffix == ".csv":
        return _for_csv(name, first, take)
    if suffix == ".xlsx":
        return _for_xlsx(name, first, take, taken_ids)
    return _for_text(name, first, take, taken_ids, ambiguous=ambiguous, as_json=suffix == ".json")


def _for_text(
    name: str, first: Place | None, take: str, taken_ids: Collection[str], *, ambiguous: bool, as_json: bool
) -> tuple[str, ...]:
    if first is None:
        entry = {"id": free_id(name, taken_ids), "names": [name]}
        position = ', "lon": , "lat": }' if as_json else ", lon: , lat: }"
        line = flow_entry(entry, as_json=as_json).removesuffix("}") + position
        head = "to say where it is, put its longitude and latitude into:"
    else:
        line = flow_entry(Pin(name, first.id).entry(taken_ids=taken_ids), as_json=as_json)
        other = "another id for another place"
        if not ambiguous:
            other = "lon: and lat: in the place of the id for a new place"
        head = f"{take}, add this to the story ({other}):"
    return (head, "  places:", f"    {'' if as_json else '- '}{line}")


def _for_csv(name: str, first: Place | None, take: str) -> tuple[str, ...]:
    if first is None:
        return ("to say where it is, fill the columns lon and lat of its rows",)
    return (
        f"{take}, write {first.id} into the column where of its rows, and {name} into where_as_reported",
        "for a place of your own, fill the columns lon and lat",
    )


def _for_xlsx(name: str, first: Place | None, take: str, taken_ids: Collection[str]) -> tuple[str, ...]:
    where = f"gazetteer_id {first.id}" if first else "and its lon and lat"
    row = f"id {free_id(name, taken_ids)}, names {name}, {where}"
    return (f"{take or 'to say where it is'}, add a row to the sheet places: {row}",)


def _candidate(candidate: Candidate, surroundings: Surroundings) -> str:
    place = candidate.place
    what = ", ".join(filter(None, (place.kind.label, surroundings.of(place))))
    named = f" as {candidate.matched_name!r}" if candidate.matched_name not in ("", place.name) else ""
    why = evidence(candidate, surroundings)
    return f"{place.id}  {place.name} ({what}){named}  score {candidate.score:.2f}" + (f"  {why}" if why else "")
