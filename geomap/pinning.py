"""Putting a pin into a story's file: checked before anything is written, and written whole or not at all."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import Status
from geomap.errors import InputError, PinError, StoryError
from geomap.files import replace_file
from geomap.given import spelling, stated_places
from geomap.naming import NameUse, resolve_names, taken_ids
from geomap.pins import Pin, flow_entry, insertion
from geomap.story.loader import read_story

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geomap.story.model import Story

_PINNABLE = (".yaml", ".yml", ".json")


def can_pin(story_path: Path | str) -> bool:
    """Whether pins can be put into this kind of file; into a table its author puts them.

    Examples
    --------
    >>> can_pin("story.yaml"), can_pin("reports.csv")
    (True, False)
    """
    return Path(story_path).suffix.casefold() in _PINNABLE


def put_pin(story_path: Path | str, pin: Pin, *, gazetteer: Gazetteer) -> NameUse:
    """Put a pin into a story's file.

    The file is read anew, so that what its author has changed in the meantime stays. What it would be with the pin
    is loaded and resolved first: every other statement and every other name must be as before, and the name must
    mean what was chosen.

    Parameters
    ----------
    story_path : path
    pin : Pin
    gazetteer : gazetteer.Gazetteer

    Returns
    -------
    NameUse
        The name as the story now has it.

    Raises
    ------
    PinError
        The file is of a kind, or laid out in a way, that takes no pin; it was changed and has faults; the position
        cannot be right. It is untouched.
    OutputError
        It cannot be written.
    """
    path = Path(story_path)
    if not can_pin(path):
        raise PinError(f"{path}: is a table, into which pins are written by hand")
    try:
        data = path.read_bytes()
        story = read_story(data, str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    before = {use.resolution.query: use for use in resolve_names(story, gazetteer)}
    if pin.name not in before:
        raise PinError(f"{path}: the story has no name {pin.name!r} any more")
    known = stated_places(story)
    number = next((known[word][0] for word in (pin.name, spelling(pin.name)) if word in known), None)
    if number is not None and before[pin.name].resolution.status is Status.GIVEN:
        raise PinError(f"{path}: {pin.name!r} is pinned already, as {story.places[number].id}")
    new = _with_pin(data, pin, story, number, path)
    try:
        changed = read_story(new, str(path))
        after = {use.resolution.query: use for use in resolve_names(changed, gazetteer)}
    except StoryError as error:
        fault = error.problems[0]
        why = f"{fault.what}; try {fault.hint}" if fault.hint else fault.what
        raise _by_hand(path, pin, story, because=why) from error
    if problem := after[pin.name].problem:
        raise PinError(f"{problem.what}, try {problem.hint}")
    if not _is_only_change(story, changed, number, pin) or not _means(after, before, changed, pin):
        raise _by_hand(path, pin, story)
    replace_file(path, new)
    return after[pin.name]


def _with_pin(data: bytes, pin: Pin, story: Story, number: int | None, path: Path) -> bytes:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data.removeprefix(mark).decode("utf-8")
    as_json = path.suffix.casefold() == ".json"
    try:
        piece = insertion(text, pin, taken_ids=taken_ids(story), number=number, as_json=as_json)
    except PinError as error:
        raise _by_hand(path, pin, story) from error
    return mark + piece.into(text).encode("utf-8")


def _is_only_change(before: Story, after: Story, number: int | None, pin: Pin) -> bool:
    """Whether one place is new, or has its position now, and nothing else differs."""
    was, now = before.model_dump(), after.model_dump()
    if number is None:
        expected = (*was["places"], now["places"][-1])
    else:
        expected = tuple(place | pin.where() if at == number else place for at, place in enumerate(was["places"]))
    return now == was | {"places": expected}


def _means(after: dict[str, NameUse], before: dict[str, NameUse], story: Story, pin: Pin) -> bool:
    """Whether the name means what was chosen, and every name that the pin is not about what it meant before."""
    place = after[pin.name].place
    if place is None or (place.id != pin.place_id if pin.place_id else (place.lon, place.lat) != (pin.lon, pin.lat)):
        return False
    known = stated_places(story)
    pinned = known.get(pin.name) or known.get(spelling(pin.name))
    return all(
        use.resolution == before[name].resolution or (known.get(name) or known.get(spelling(name))) == pinned
        for name, use in after.items()
    )


def _by_hand(path: Path, pin: Pin, story: Story, *, because: str = "as it is laid out") -> PinError:
    entry = flow_entry(pin.entry(taken_ids=taken_ids(story)), as_json=path.suffix.casefold() == ".json")
    return PinError(f"{path}: takes no such pin from a program ({because}); put this into places: by hand: {entry}")
