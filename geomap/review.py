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
from geomap.naming import NameUse, resolve_names, surroundings_of, taken_ids
from geomap.pinning import put_pin
from geomap.pins import Pin
from geomap.remembering import remembering
from geomap.story import load_story
from geomap.surroundings import Surroundings
from geomap.terminal import Terminal, column_widths, wrapped
from geomap.text import visible
from geomap.unsettled import advice, candidates_shown, doubt, evidence, online_hint, online_reasons, used_at

if TYPE_CHECKING:
    from gazetteer import Candidate, Gazetteer, Resolution
    from geomap.story.model import Story

HEADINGS = ("STATUS", "NAME", "PLACE TAKEN", "KIND", "WHERE", "SCORE", "ID")
_PLACE_COLUMNS = slice(2, 5)  # what was taken: on a narrow terminal, a line of its own
_KIND_COLUMNS = slice(2, 4)  # the same of a candidate

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
    tell : callable
        Shows a line.
    ask : callable
        Shows a prompt and returns the line typed; raises EOFError when there is nobody to answer.
    """

    terminal: Terminal
    tell: Callable[[str], None]
    ask: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a dialogue came to: the names that were pinned, and those that are still in doubt."""

    pinned: tuple[str, ...]
    left: tuple[str, ...]


class ChoiceError(ValueError):
    """An answer that is none of those asked for; the author is asked again."""


def show_table(uses: Sequence[NameUse], *, story: Story, gazetteer: Gazetteer, desk: Desk) -> None:
    """Every name of a story with the place taken, and below a doubtful one what it may be and what to write.

    Parameters
    ----------
    uses : sequence of NameUse
        From :func:`geomap.naming.resolve_names`.
    story : Story
        What is to be written depends on the kind of its file.
    gazetteer : gazetteer.Gazetteer
    desk : Desk
        Where the table goes.
    """
    terminal, around = desk.terminal, surroundings_of(uses, gazetteer)
    rows, below = _fitted([HEADINGS, *(_row(use, around) for use in uses)], _PLACE_COLUMNS, terminal.width)
    widths = column_widths(rows, width=terminal.width, whole={0, len(rows[0]) - 2, len(rows[0]) - 1})
    desk.tell(terminal.paint(_line(rows[0], widths, terminal), "bold"))
    for use, row, more in zip(uses, rows[1:], below[1:], strict=True):
        status = terminal.paint(terminal.cell(row[0], widths[0]), _colour(use))
        desk.tell(f"{status}  {_line(row[1:], widths[1:], terminal)}".rstrip())
        if more and use.place:
            _tell(more, desk)
        if use.place is None:
            _show_doubt(use, story, around, desk)
        if use.place is None and use.problem is None:
            for line in advice(use.resolution, taken_ids=taken_ids(story), story_path=story.spots.file):
                _tell(line, desk)
    for line in online_hint(use.resolution for use in uses if use.problem is None):
        for part in wrapped(line, width=terminal.width, indent=""):
            desk.tell(part)


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
    gazetteer = remembering(gazetteer)
    pinned: list[str] = []
    passed: set[str] = set()
    while True:
        story = load_story(story_path)
        uses = resolve_names(story, gazetteer)
        around = surroundings_of(uses, gazetteer)
        doubts = [use for use in uses if use.place is None]
        for wrong in (use for use in doubts if use.problem and use.resolution.query not in passed):
            desk.tell(f"\n{desk.terminal.paint(_status(wrong), 'red')}, to be mended by hand: {wrong.problem}")
            passed.add(wrong.resolution.query)
        waiting = [use for use in doubts if use.resolution.query not in passed]
        if not waiting:
            break
        use = waiting[0]
        status = desk.terminal.paint(_status(use), _colour(use))
        desk.tell(f"\n{desk.terminal.paint(visible(use.resolution.query), 'bold')}: {status}, {len(waiting)} to go")
        _show_doubt(use, story, around, desk)
        try:
            done = _settle_one(use, story_path, around, gazetteer, desk)
        except EOFError:
            desk.tell("")
            break
        if done == "quit":
            break
        (pinned.append if done == "pinned" else passed.add)(use.resolution.query)
    return Reviewed(tuple(pinned), tuple(use.resolution.query for use in doubts))


def _settle_one(use: NameUse, story_path: Path | str, around: Surroundings, gazetteer: Gazetteer, desk: Desk) -> str:
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
        what = ", ".join(filter(None, (place.name, place.kind.label, around.of(place))))
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


def _row(use: NameUse, around: Surroundings) -> tuple[str, ...]:
    answer, place = use.resolution, use.place
    taken = (place.name, place.kind.label, around.of(place)) if place else ("-", "", "")
    score = "" if use.problem else f"{answer.score:.2f}"
    return (_status(use), visible(answer.query), *taken, score, place.id if place else "")


def _fitted(rows: list[tuple[str, ...]], columns: slice, width: int | None) -> tuple[list[tuple[str, ...]], list[str]]:
    """The rows, and what of each goes below it: some columns, where the line has no room for all of them."""
    if width is None or sum(column_widths(rows, width=None)) + 2 * (len(rows[0]) - 1) <= width:
        return rows, [""] * len(rows)
    kept = [(*row[: columns.start], *row[columns.stop :]) for row in rows]
    return kept, [", ".join(filter(None, row[columns])) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int], terminal: Terminal) -> str:
    return "  ".join(terminal.cell(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _status(use: NameUse) -> str:
    return "wrong" if use.problem else use.resolution.status.value


def _colour(use: NameUse) -> str:
    return {Status.AMBIGUOUS: "yellow", Status.MISSING: "red"}.get(use.resolution.status, "green")


def _show_doubt(use: NameUse, story: Story, around: Surroundings, desk: Desk) -> None:
    """What a doubtful name may be: numbered candidates, each with why; or what is wrong with the place stated."""
    terminal, shown, spots = desk.terminal, candidates_shown(use.resolution), story.spots
    if use.problem:
        _tell(str(use.problem), desk)
        return
    for line in used_at(spots.file, [spots.place(each.path, of=each.of) for each in use.uses]):
        _tell(line, desk)
    for text in online_reasons(use.resolution):
        _tell(f"said online: {text}", desk)
    if not shown:
        _tell("no name in the gazetteer is near it", desk)
        return
    what = "it may be" if use.resolution.status is Status.AMBIGUOUS else f"{doubt(use.resolution)}; the nearest are"
    _tell(f"{what}:", desk)
    width = terminal.width - 4 if terminal.width else None
    table = [_candidate_row(number, candidate, around) for number, candidate in enumerate(shown, start=1)]
    rows, below = _fitted(table, _KIND_COLUMNS, width)
    widths = column_widths(rows, width=width, whole={0, len(rows[0]) - 2, len(rows[0]) - 1})
    for row, more, candidate in zip(rows, below, shown, strict=True):
        desk.tell(f"    {_line(row, widths, terminal)}")
        if why := "; ".join(filter(None, (more, evidence(candidate, around)))):
            for line in wrapped(why, width=terminal.width, indent=" " * 7):
                desk.tell(terminal.paint(line, "dim"))


def _tell(text: str, desk: Desk) -> None:
    """Show a line below a name, broken where the terminal ends; one to be pasted, which begins with spaces, is not."""
    margin = " " * 4
    for line in wrapped(text, width=desk.terminal.width, indent=margin) if text[0] != " " else (margin + text,):
        desk.tell(line)


def _candidate_row(number: int, candidate: Candidate, around: Surroundings) -> tuple[str, ...]:
    place = candidate.place
    return (str(number), place.name, place.kind.label, around.of(place), f"{candidate.score:.2f}", place.id)
