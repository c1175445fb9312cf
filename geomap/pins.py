"""Pins: an author's word on which place a name means, as an entry of the story's ``places:``.

The text of the story is the author's own. A pin is put into it as one piece, in the manner of what stands there already
(brackets or indentation, line ends), and not one other character changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from geomap.errors import PinError
from geomap.story.yamllayout import Part, layout
from geomap.text import slug, visible

_COMMENT = re.compile(r"(?P<indent>[ \t]*)#[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Pin:
    """What a name means: a place of the gazetteer, or a position of the author's own.

    Parameters
    ----------
    name : str
        As the story writes it.
    place_id : str
        Id in the gazetteer, or ``""`` where a position is given.
    lon, lat : float or None
        Degrees WGS84, both or neither.
    """

    name: str
    place_id: str = ""
    lon: float | None = None
    lat: float | None = None

    def where(self) -> dict[str, object]:
        """The fields of the entry that say where the place is."""
        return {"gazetteer_id": self.place_id} if self.place_id else {"lon": self.lon, "lat": self.lat}

    def entry(self, *, taken_ids: Collection[str] = ()) -> dict[str, object]:
        """The fields of a new entry, under an id that the story does not have yet."""
        return {"id": free_id(self.name, taken_ids), "names": [self.name], **self.where()}


@dataclass(frozen=True, slots=True)
class Insertion:
    """A piece of text, and where it goes: before the character with this offset."""

    offset: int
    text: str

    def into(self, text: str) -> str:
        """The text with the piece in it."""
        return text[: self.offset] + self.text + text[self.offset :]


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made of a name, that is none of those taken.

    Examples
    --------
    >>> free_id("Tripoli", {"tripoli"})
    'tripoli-2'
    """
    stem = slug(visible(name), fallback="place", max_length=40)
    return next(made for n in count(1) if (made := stem if n == 1 else f"{stem}-{n}") not in taken)


def flow_entry(fields: Mapping[str, object], *, as_json: bool = False) -> str:
    """An entry in one line, ready to paste.

    Examples
    --------
    >>> print(flow_entry(Pin("Tripoli", "geonames:266826").entry()))
    {id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}
    """
    return "{" + ", ".join(_pairs(fields, as_json=as_json)) + "}"


def insertion(
    text: str, pin: Pin, *, taken_ids: Collection[str], number: int | None, as_json: bool = False
) -> Insertion:
    r"""Where a pin goes in a story, and how it is written there.

    Parameters
    ----------
    text : str
        Of a story in YAML or JSON that has been read without a fault; with its own line ends, without a byte order
        mark.
    pin : Pin
    taken_ids : collection of str
        Ids that the story has already.
    number : int or None
        The entry of ``places`` that has the name already but not where it is; None makes a new entry.
    as_json : bool
        Write what JSON allows, which is YAML, too.

    Raises
    ------
    PinError
        The text is laid out in a way that is not understood.

    Examples
    --------
    >>> text = "places:  # ours\n- {id: a, lon: 1, lat: 2}\nreports: []\n"
    >>> print(insertion(text, Pin("B", lon=3.5, lat=4.0), taken_ids={"a"}, number=None).into(text), end="")
    places:  # ours
    - {id: a, lon: 1, lat: 2}
    - {id: b, names: ["B"], lon: 3.5, lat: 4.0}
    reports: []
    """
    root = layout(text)
    if root.sort != "map":
        raise PinError("the story is no mapping")
    places = root.get("places")
    style = _Style(text, as_json)
    if number is not None and places is not None and number < len(places.values):
        return style.with_fields(places.values[number], pin.where())
    entry = pin.entry(taken_ids=taken_ids)
    if places is None:
        return style.new_list(root, entry)
    if places.sort == "scalar" and places.start == places.end:
        return style.first_of_empty(root, places, entry)
    if places.sort != "list":
        raise PinError("places: holds no list")
    return style.next_of(places, entry)


class _Style:
    """How the author writes: the text, its line ends, brackets or indentation."""

    def __init__(self, text: str, as_json: bool) -> None:
        self.text = text
        self.as_json = as_json
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def with_fields(self, entry: Part, fields: Mapping[str, object]) -> Insertion:
        """More fields for an entry that is there."""
        if entry.sort != "map" or not entry.values:
            raise PinError("the entry is no mapping")
        last = entry.values[-1]
        if entry.flow:
            return Insertion(max(last.end, entry.keys[-1].end), "".join(f", {pair}" for pair in self._pairs(fields)))
        column = self._column(entry.keys[0])
        return self._lines(self._after(last.end, column - 1), [f"{' ' * column}{pair}" for pair in self._pairs(fields)])

    def next_of(self, places: Part, entry: Mapping[str, object]) -> Insertion:
        """One more entry for a list."""
        if not places.values:  # []
            return Insertion(places.start + 1, self._flow(entry))
        last = places.values[-1]
        if places.flow:
            return Insertion(last.end, f",{self._gap(last)}{self._flow(entry)}")
        column = self._column(places)
        lines = self._item(entry, column, as_block=last.sort == "map" and not last.flow)
        dash = self._line_start(last.start)
        spaced = len(places.values) > 1 and self._is_blank_before(dash)
        return self._lines(self._after(last.end, column), ["", *lines] if spaced else lines)

    def first_of_empty(self, root: Part, places: Part, entry: Mapping[str, object]) -> Insertion:
        """The first entry under a ``places:`` with nothing behind it."""
        if root.flow:
            return Insertion(places.start, f" [{self._flow(entry)}]")
        column = self._column(root) + 2
        return self._lines(self._after(places.start, 1_000), self._item(entry, column, as_block=False))

    def new_list(self, root: Part, entry: Mapping[str, object]) -> Insertion:
        """The list itself, before ``reports``."""
        number = next((number for number, key in enumerate(root.keys) if key.text == "reports"), None)
        if number is None:
            raise PinError("the story has no reports")
        key = root.keys[number]
        if root.flow:
            name = '"places"' if self.as_json else "places"
            return Insertion(key.start, f"{name}: [{self._flow(entry)}],{self._gap(key)}")
        column = self._column(key)
        lines = [f"{' ' * column}places:", *self._item(entry, column + 2, as_block=False)]
        if not self._is_first(key.start):
            raise PinError("reports: does not start a line")
        offset = self._line_start(key.start)
        # Comments that stand right above reports: are about the reports, but at the top of a file about all of it.
        least = root.values[number - 1].end if number else offset
        while (above := self._line_start(offset - 1)) >= least and self._is_comment(above, most=column) and offset:
            offset = above
        if offset == 0 or self._is_blank_before(offset):
            lines.append("")
        return Insertion(offset, "".join(f"{line}{self.newline}" for line in lines))

    # --- pieces -------------------------------------------------------------------------------------------------------

    def _item(self, entry: Mapping[str, object], column: int, *, as_block: bool) -> list[str]:
        """The lines of an entry of a list that is written by indentation."""
        margin = " " * column
        if not as_block:
            return [f"{margin}- {self._flow(entry)}"]
        first, *others = self._pairs(entry)
        return [f"{margin}- {first}", *(f"{margin}  {pair}" for pair in others)]

    def _flow(self, entry: Mapping[str, object]) -> str:
        return flow_entry(entry, as_json=self.as_json)

    def _pairs(self, fields: Mapping[str, object]) -> list[str]:
        return list(_pairs(fields, as_json=self.as_json))

    def _lines(self, offset: int, lines: Iterable[str]) -> Insertion:
        """Whole lines, before the line that starts at `offset`; the text may end without a line end."""
        if offset and self.text[offset - 1] != "\n":
            return Insertion(offset, "".join(f"{self.newline}{line}" for line in lines))
        return Insertion(offset, "".join(f"{line}{self.newline}" for line in lines))

    # --- places in the text -------------------------------------------------------------------------------------------

    def _after(self, end: int, column: int) -> int:
        """The start of the line after a value, and after the comments below it that are indented by more than it."""
        offset = end
        if not (end and self.text[end - 1] == "\n"):
            found = self.text.find("\n", end)
            offset = len(self.text) if found < 0 else found + 1
        while (comment := _COMMENT.match(self.text, offset)) and len(comment["indent"]) > column:
            offset = comment.end()
        return offset

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, max(offset, 0)) + 1

    def _column(self, part: Part) -> int:
        return part.start - self._line_start(part.start)

    def _is_first(self, offset: int) -> bool:
        return not self.text[self._line_start(offset) : offset].strip()

    def _gap(self, part: Part) -> str:
        """What parts a value in brackets from the next: a new line where the author has one."""
        return f"{self.newline}{' ' * self._column(part)}" if self._is_first(part.start) else " "

    def _is_comment(self, line_start: int, *, most: int) -> bool:
        comment = _COMMENT.match(self.text, line_start)
        return comment is not None and len(comment["indent"]) <= most

    def _is_blank_before(self, line_start: int) -> bool:
        return line_start > 0 and not self.text[self._line_start(line_start - 1) : line_start].strip()


def _pairs(fields: Mapping[str, object], *, as_json: bool) -> Iterable[str]:
    for key, value in fields.items():
        plain = key == "id" and not as_json and value != "null"  # what slug makes needs no quotation marks else
        shown = str(value) if plain else json.dumps(value, ensure_ascii=False)  # JSON's text and lists are YAML's, too
        yield f"{json.dumps(key)}: {shown}" if as_json else f"{key}: {shown}"
