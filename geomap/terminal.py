"""Text for a terminal: how many cells it takes, cut and padded to columns, in colour where that is welcome.

Cells are counted by Unicode's East Asian Width (UAX #11): wide and full-width characters take two, marks that stand on
or join other characters none. Terminals that shape Arabic do so within the same number of cells.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

_NO_CELL = frozenset({"Mn", "Me", "Cf", "Cc"})
_LEFT_TO_RIGHT_MARK = "\u200e"
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_COLOURS = {"green": "32", "yellow": "33", "red": "31", "dim": "2", "bold": "1"}


class Stream(Protocol):
    """What text is printed to."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What is known of where the text goes.

    Parameters
    ----------
    width : int or None
        Cells of a line; None where lines may be of any length.
    coloured : bool
        Whether colours are welcome.
    reorders : bool
        Whether what shows the text may reorder it by its direction, as terminals do and files do not.
    """

    width: int | None = None
    coloured: bool = False
    reorders: bool = False

    @classmethod
    def of(cls, stream: Stream) -> Terminal:
        """What is known of a stream: a terminal's width, and colours unless ``NO_COLOR`` is set (no-color.org)."""
        if not stream.isatty():
            return cls()
        coloured = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(shutil.get_terminal_size().columns, coloured, reorders=True)

    def paint(self, text: str, colour: str) -> str:
        r"""The text in a colour (``green yellow red dim bold``), where colours are welcome.

        Examples
        --------
        >>> Terminal().paint("missing", "red"), Terminal(coloured=True).paint("missing", "red")
        ('missing', '\x1b[31mmissing\x1b[0m')
        """
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if self.coloured and text else text

    def cell(self, text: str, width: int) -> str:
        """The text cut or padded to a width; what follows keeps its place even after right-to-left text."""
        shown = clipped(text, width)
        mark = _LEFT_TO_RIGHT_MARK if self.reorders and any(_is_rtl(char) for char in shown) else ""
        return shown + mark + " " * (width - cells(shown))


def cells(text: str) -> int:
    r"""How many cells of a terminal a text takes.

    Examples
    --------
    >>> cells("Raqqa"), cells("دَير"), cells("東京"), cells("Ar Raqqa\u0304h")
    (5, 3, 4, 9)
    """
    return sum(_width(char) for char in text)


def clipped(text: str, width: int) -> str:
    """The text, its end replaced by … where it takes more cells than there are.

    Examples
    --------
    >>> clipped("Deir ez-Zor", 7), clipped("Raqqa", 7), clipped("東京都", 4)
    ('Deir e…', 'Raqqa', '東…')
    """
    if cells(text) <= width:
        return text
    kept, used = [], 1
    for char in text:
        used += _width(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept) + "…"


def column_widths(
    rows: Sequence[Sequence[str]], *, width: int | None, whole: Collection[int] = (), least: int = 8, gap: int = 2
) -> list[int]:
    """The widths of columns that show every cell, or that fit into a line, the widest of them shortened.

    Parameters
    ----------
    rows : sequence of sequences of str
    width : int or None
        Cells of a line; None where it may be of any length.
    whole : collection of int
        Columns that are never shortened.
    least : int
        No column is shortened further; the line may then be too long.
    gap : int
        Cells between two columns.

    Examples
    --------
    >>> rows = [("a" * 20, "bb", "c" * 30)]
    >>> column_widths(rows, width=44), column_widths(rows, width=46, whole={2})
    ([19, 2, 19], [10, 2, 30])
    """
    widths = [max(cells(cell) for cell in column) for column in zip(*rows, strict=True)]
    while width is not None and sum(widths) + gap * (len(widths) - 1) > width:
        widest = max((column for column in range(len(widths)) if column not in whole), key=lambda n: widths[n])
        if widths[widest] <= least:
            break
        widths[widest] -= 1
    return widths


def wrapped(text: str, *, width: int | None, indent: str) -> list[str]:
    """The text in lines of at most a width, each indented; one line where there is no width."""
    if width is None:
        return [indent + text]
    lines, line = [], indent
    for word in re.findall(r"\S+", text):
        more = f"{line} {word}" if line.strip() else line + word
        if cells(more) > width and line.strip():
            lines.append(line)
            more = indent + word
        line = more
    return [*lines, line]


def _width(char: str) -> int:
    if char.isascii():
        return 1 if char.isprintable() else 0
    if unicodedata.category(char) in _NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _is_rtl(char: str) -> bool:
    return not char.isascii() and unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
