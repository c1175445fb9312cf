"""What to tell an author about names that cannot be told: where they stand, what they may be, and a line to paste."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from gazetteer import Status, fold
from geomap.text import slug, visible

if TYPE_CHECKING:
    from gazetteer import Candidate, Resolution

CANDIDATES_SHOWN = 6
NEAREST_SHOWN = 3
_USES_SHOWN = 5


def describe(resolution: Resolution, used_by: Sequence[str], *, taken_ids: Collection[str] = ()) -> str:
    """One name that is ambiguous or missing, in some lines of text.

    Parameters
    ----------
    resolution : gazetteer.Resolution
        Status ambiguous or missing.
    used_by : sequence of str
        Where the story uses the name.
    taken_ids : collection of str
        Ids that the story has already; the proposed one differs.
    """
    ambiguous = resolution.status is Status.AMBIGUOUS
    shown = resolution.candidates[: CANDIDATES_SHOWN if ambiguous else NEAREST_SHOWN]
    name = visible(resolution.query)
    head = f"{name!r}: {_doubt(name, shown, ambiguous=ambiguous)}"
    more = f" and {len(used_by) - _USES_SHOWN} more" if len(used_by) > _USES_SHOWN else ""
    lines = [head, f"  used by: {', '.join(used_by[:_USES_SHOWN])}{more}"]
    if shown:
        lines.append("  it may be:" if ambiguous else "  the nearest names are:")
        lines += [f"    {_candidate(candidate)}" for candidate in shown]
    else:
        lines.append("  no name in the gazetteer is near it")
    return "\n".join([*lines, *_advice(name, shown, ambiguous=ambiguous, taken_ids=taken_ids)])


def _doubt(name: str, shown: Sequence[Candidate], *, ambiguous: bool) -> str:
    if ambiguous:
        return "several places fit about equally well"
    called = any(fold(candidate.matched_name) == fold(name) for candidate in shown)
    return "no place of this name fits the story" if called else "no place of this name is known"


def _candidate(candidate: Candidate) -> str:
    place = candidate.place
    where = f"{place.kind.label}, {place.country}" if place.country else place.kind.label
    why = "; ".join(reason.text for reason in candidate.reasons)
    named = f" as {candidate.matched_name!r}" if candidate.matched_name not in ("", place.name) else ""
    return f"{place.id}  {place.name} ({where}){named}  score {candidate.score:.2f}" + (f"  {why}" if why else "")


def _advice(name: str, shown: Sequence[Candidate], *, ambiguous: bool, taken_ids: Collection[str]) -> tuple[str, ...]:
    place_id = slug(name, fallback="place", max_length=40)
    number = 2
    while place_id in taken_ids:
        place_id, number = f"{slug(name, fallback='place', max_length=40)}-{number}", number + 1
    entry = f"{{id: {place_id}, names: [{json.dumps(name, ensure_ascii=False)}]"  # JSON's quotes are YAML's too
    if not shown:
        return (
            "  to say where it is, put its longitude and latitude into:",
            "    places:",
            f"      - {entry}, lon: , lat: }}",
        )
    first = shown[0].place
    ask = f"to take the first, {first.name}" if ambiguous else f"if {first.name} is meant"
    otherwise = "another id for another place" if ambiguous else "lon: and lat: in the place of the id for a new place"
    return (
        f"  {ask}, add this to the story ({otherwise}):",
        "    places:",
        f"      - {entry}, gazetteer_id: {json.dumps(first.id)}}}",
    )
