"""Where an author settles doubts: every name of a story as a table, and the doubtful ones one by one.

Pure but for what the dialogue is given to ask with and to print with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import PlaceNotFoundError, Status
from geomap.errors import PinError
from geomap.naming import NameUse, resolve_names
from geomap.pinning import put_pin, taken_ids
from geomap.pins import Pin
from geomap.story import load_story
from geomap.terminal import Terminal, column_widths, wrapped
from geomap.text import visible
from geomap.unsettled import advice, candidates_shown, doubt, online_hint, online_reasons, users

if TYPE_CHECKING:
    from gazetteer import Candidate, Gazetteer, Place, Resolution
    from geomap.story.model import Story

HEADINGS = ("STATUS", "NAME", "PLACE TAKEN", "KIND", "COUNTRY", "SCORE", "ID")
_WHOLE = {0, 5, 6}  # of what is to be copied, a part is of no use

_POSITION = re.compile(r"(?P<lon>[+-]?[0-9]+(?:\.[0-9]*)?)\s*[,; ]\s*(?P<lat>[+-]?[0-9]+(?:\.[0-9]*)?)")
_HELP = (
    "a number takes that place; an id, such as geonames:170794, any place of the gazetteer;",
    "LON,LAT, such as 40.14,35.34, puts the name there; s leaves it for later; q ends.",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What an author sits at.

    Parameters
    ----------
    terminal : Terminal
        Where the lines go.
    country_name : callable
        The name of the country that a place lies in, or ``""``.
    tell : callable
        Shows a line.
    ask : callable
        Shows a prompt and returns the line typed; raises EOFError when there is nobody to answer.
    """

    terminal: Terminal
    country_name: Callable[[Place], str]
    tell: Callable[[str], None]
    ask: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a dialogue came to: the names that were pinned, and those that are still in doubt."""

    pinned: tuple[str, ...]
    left: tuple[str, ...]


class ChoiceError(ValueError):
    """An answer that is none of those asked for; the author is asked again."""


def show_table(uses: Sequence[NameUse], *, story: Story, story_path: Path | str, desk: Desk) -> None:
    """Every name of a story with the place taken, and below a doubtful one what it may be and what to write.

    Parameters
    ----------
    uses : sequence of NameUse
        From :func:`geomap.naming.resolve_names`.
    story : Story
    story_path : path
        Its file: what is to be written depends on its kind.
    desk : Desk
        Where the table goes.
    """
    terminal = desk.terminal
    rows = [HEADINGS, *(_row(use, desk) for use in uses)]
    widths = column_widths(rows, width=terminal.width, whole=_WHOLE)
    desk.tell(terminal.paint(_line(rows[0], widths, terminal), "bold"))
    for use, row in zip(uses, rows[1:], strict=True):
        status = terminal.paint(terminal.cell(row[0], widths[0]), _colour(use))
        desk.tell(f"{status}  {_line(row[1:], widths[1:], terminal)}".rstrip())
        if use.place is None:
            told = advice(use.resolution, taken_ids=taken_ids(story), story_path=story_path)
            _show_doubt(use, desk)
            for line in told:
                desk.tell(f"    {line}")
    for line in online_hint(use.resolution for use in uses):
        desk.tell(line)


def review(story_path: Path | str, *, gazetteer: Gazetteer, desk: Desk) -> Reviewed:
    """Ask for each doubtful name which place it means, and put each answer into the story's file at once.

    Parameters
    ----------
    story_path : path
        A story in YAML or JSON.
    gazetteer : gazetteer.Gazetteer
    desk : Desk
        Where the dialogue takes place.

    Raises
    ------
    StoryError, OutputError
        The file has faults, or cannot be written.
    """
    pinned: list[str] = []
    skipped: set[str] = set()
    while True:
        doubts = [use for use in resolve_names(load_story(story_path), gazetteer) if use.place is None]
        waiting = [use for use in doubts if use.resolution.query not in skipped]
        if not waiting:
            break
        use = waiting[0]
        status = desk.terminal.paint(use.resolution.status.value, _colour(use))
        desk.tell(f"\n{desk.terminal.paint(visible(use.resolution.query), 'bold')}: {status}, {len(waiting)} to go")
        _show_doubt(use, desk)
        try:
            done = _settle_one(use, story_path, gazetteer, desk)
        except EOFError:
            desk.tell("")
            break
        if done == "quit":
            break
        (pinned.append if done == "pinned" else skipped.add)(use.resolution.query)
    return Reviewed(tuple(pinned), tuple(use.resolution.query for use in doubts))


def _settle_one(use: NameUse, story_path: Path | str, gazetteer: Gazetteer, desk: Desk) -> str:
    """Ask until there is an answer: ``pinned``, ``skip`` or ``quit``."""
    while True:
        answer = desk.ask("number, id, LON,LAT, s to skip, q to quit, ? for help: ").strip()
        if answer.casefold() in ("q", "quit"):
            return "quit"
        if answer.casefold() in ("", "s", "skip"):
            return "skip"
        if answer == "?":
            for line in _HELP:
                desk.tell(f"  {line}")
            continue
        try:
            pin = read_choice(answer, use.resolution, gazetteer)
            place = put_pin(story_path, pin, gazetteer=gazetteer).place
        except (ChoiceError, PinError) as error:
            desk.tell(f"  {error}")
            continue
        assert place is not None, "a name that is pinned has a place"
        country = desk.country_name(place)
        what = ", ".join([place.name, place.kind.label, *([country] if country else [])])
        desk.tell(f"  pinned in {story_path}: {what}  [{place.id}]")
        return "pinned"


def read_choice(answer: str, resolution: Resolution, gazetteer: Gazetteer) -> Pin:
    """What an author's answer pins a name to.

    Parameters
    ----------
    answer : str
        The number of a candidate, an id of the gazetteer, or longitude and latitude in degrees WGS84.
    resolution : gazetteer.Resolution
        Of the name, with the candidates as they were numbered.
    gazetteer : gazetteer.Gazetteer

    Raises
    ------
    ChoiceError
        It is none of these.
    """
    shown, name = candidates_shown(resolution), resolution.query
    if answer.isascii() and answer.isdecimal():
        number = int(answer) if len(answer) < 4 else 0
        if not 1 <= number <= len(shown):
            raise ChoiceError(f"there is no number {answer}" + (f"; they go to {len(shown)}" if shown else ""))
        return Pin(name, shown[number - 1].place.id)
    if position := _POSITION.fullmatch(answer):
        lon, lat = float(position["lon"]), float(position["lat"])
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            raise ChoiceError("longitude comes first (-180 to 180), then latitude (-90 to 90)")
        return Pin(name, lon=lon, lat=lat)
    try:
        return Pin(name, gazetteer.place(answer).id)
    except PlaceNotFoundError:
        raise ChoiceError(f"{visible(answer)!r} is no number, no id of the gazetteer and no LON,LAT") from None


def _row(use: NameUse, desk: Desk) -> tuple[str, ...]:
    answer, place = use.resolution, use.place
    taken = (place.name, place.kind.label, desk.country_name(place)) if place else ("-", "", "")
    found = place.id if place else ""
    return (answer.status.value, visible(answer.query), *taken, f"{answer.score:.2f}", found)


def _line(row: Sequence[str], widths: Sequence[int], terminal: Terminal) -> str:
    return "  ".join(terminal.cell(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _colour(use: NameUse) -> str:
    return {Status.AMBIGUOUS: "yellow", Status.MISSING: "red"}.get(use.resolution.status, "green")


def _show_doubt(use: NameUse, desk: Desk) -> None:
    """What a doubtful name may be: numbered candidates, each with why."""
    terminal, shown = desk.terminal, candidates_shown(use.resolution)
    desk.tell(f"    {users(use.used_by)}")
    for text in online_reasons(use.resolution):
        desk.tell(f"    said online: {text}")
    if not shown:
        desk.tell("    no name in the gazetteer is near it")
        return
    what = "it may be" if use.resolution.status is Status.AMBIGUOUS else f"{doubt(use.resolution)}; the nearest are"
    desk.tell(f"    {what}:")
    rows = [_candidate_row(number, candidate, desk) for number, candidate in enumerate(shown, start=1)]
    widths = column_widths(rows, width=terminal.width - 4 if terminal.width else None, whole={0, 4, 5})
    for row, candidate in zip(rows, shown, strict=True):
        desk.tell(f"    {_line(row, widths, terminal)}")
        why = "; ".join(reason.text for reason in candidate.reasons)
        for line in wrapped(why, width=terminal.width, indent=" " * 7) if why else ():
            desk.tell(terminal.paint(line, "dim"))


def _candidate_row(number: int, candidate: Candidate, desk: Desk) -> tuple[str, ...]:
    place = candidate.place
    country = desk.country_name(place)
    return (str(number), place.name, place.kind.label, country, f"{candidate.score:.2f}", place.id)
