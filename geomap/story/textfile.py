"""Bytes of a stranger's file to text: size, encoding, and characters that no text has."""

from __future__ import annotations

import bisect
import codecs
import re
from collections.abc import Callable

from geomap.errors import Problem, StoryError
from geomap.story.nodes import Spot
from geomap.text import LINE_SEPARATORS, hostile_characters

MAX_BYTES = 8 * 1024 * 1024
_MAX_LISTED = 20

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# What YAML 1.2 calls not printable; no text file has a use for it, and JSON and CSV are held to the same.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_SEPARATOR = re.compile(f"[{LINE_SEPARATORS}]")


def check_size(size: int, file: str) -> None:
    """Refuse a file of more than 8 MiB: a story of 10,000 reports has about half of that."""
    if size > MAX_BYTES:
        raise StoryError(
            [Problem(file, 0, 0, "", f"the file has {size:,} bytes, more than the 8 MiB that a story may have",
                     hint="splitting it, or simplifying its geometries")]
        )  # fmt: skip


def decode(data: bytes, file: str) -> tuple[str, list[Problem]]:
    r"""Text of a UTF-8 file, with ``\n`` line ends and without its byte order mark, and the warnings that it earns.

    The separators that Unicode has beside the line feed (U+0085, U+2028, U+2029) become ``␤``: some parsers would
    take them for line ends and some would not, and every line number after them would depend on which.

    Raises
    ------
    StoryError
        Too large, not UTF-8, or with control characters (each is named, with its line and column).
    """
    check_size(len(data), file)
    if data.startswith(_WIDE_MARKS) or b"\x00" in data[:2]:
        raise StoryError([_not_utf8(file, 1, 1, "this is UTF-16 or UTF-32 text")])
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        byte = data[error.start]
        guess = bytes([byte]).decode("cp1252", "replace")
        what = f"this byte (0x{byte:02X}, perhaps {guess!r} in an older encoding) is not UTF-8 text"
        raise StoryError([_not_utf8(file, line, column, what)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    position = line_counter(text)
    faults = [
        _at(file, position(found.start()), f"{hostile_characters(found[0])[0]} has no place in a text", "deleting it")
        for found, _ in zip(_FORBIDDEN.finditer(text), range(_MAX_LISTED), strict=False)
    ]
    if faults:
        raise StoryError(faults)
    warnings = [
        _at(file, position(found.start()), f"{hostile_characters(found[0])[0]} is shown as ␤", "", warning=True)
        for found in _SEPARATOR.finditer(text)
    ]
    return _SEPARATOR.sub("␤", text), warnings


def line_counter(text: str) -> Callable[[int], Spot]:
    r"""A function from an offset in `text` to its line and column, both from 1.

    Examples
    --------
    >>> line_counter("ab\ncd")(4)
    Spot(line=2, column=2, where='')
    """
    starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(offset: int) -> Spot:
        line = bisect.bisect_right(starts, offset)
        return Spot(line, offset - starts[line - 1] + 1)

    return position


def _not_utf8(file: str, line: int, column: int, what: str) -> Problem:
    return Problem(file, line, column, "", what, hint="to save as UTF-8 in your editor or spreadsheet program")


def _at(file: str, spot: Spot, what: str, hint: str, *, warning: bool = False) -> Problem:
    return Problem(file, spot.line, spot.column, "", what, hint=hint, warning=warning)
