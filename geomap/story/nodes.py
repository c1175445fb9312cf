"""What a story file holds, before anybody asks whether it makes sense: values that remember where they stood.

Every reader (YAML, JSON, CSV, XLSX) ends in a :class:`Document`; every check works on one. Values are dicts, lists,
text and None, so that pydantic reads them as they are; maps and sequences carry a *mark* per entry, a number whose
meaning only the reader knows and which :meth:`Document.problem` turns into a line, a column and a name.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from geomap.errors import Problem, StoryError

Path = tuple[str | int, ...]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# More digits than any count or coordinate has; Python itself refuses to read 4,301.
MAX_NUMBER_LENGTH = 40
# A story of 10,000 reports has some 200,000; a geometry of 100,000 vertices, 300,000.
MAX_VALUES = 1_000_000
TOO_MANY = (f"more than {MAX_VALUES:,} values", "splitting the story, or simplifying its geometries")
_MAX_GOT = 80


class Plain(str):
    """A scalar without quotation marks that reads as a number or as true or false.

    It stays text until a field wants more: ``value: 300`` and ``title: 1984`` are what the author typed, and
    ``lat: 34.5`` is a number.
    """

    __slots__ = ()

    @staticmethod
    def fits(text: str) -> bool:
        """Whether this text reads as a number, or as true or false."""
        return text in _BOOLEANS or _NUMBER.fullmatch(text) is not None

    def number(self) -> int | float | None:
        """The number, or None where it is none (or one too long or too large to be meant)."""
        if len(self) > MAX_NUMBER_LENGTH or not _NUMBER.fullmatch(self):
            return None
        if self.lstrip("-").isdigit():
            return int(self)
        number = float(self)
        return number if math.isfinite(number) else None

    def boolean(self) -> bool | None:
        """True or False, or None where it is neither."""
        return _BOOLEANS.get(self)


class Told(str):
    """A value whose problem is told already (NaN, an alias): checks say nothing more of it."""

    __slots__ = ()


class Map(dict[str, Any]):
    """A mapping; ``marks`` holds (mark of the key, mark of the value) per key, also for keys left empty."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, tuple[int, int]] = {}

    def put(self, key: str, value: Any, mark: int, *, key_mark: int | None = None) -> None:
        """Set an entry together with where it stands."""
        self[key] = value
        self.marks[key] = (mark if key_mark is None else key_mark, mark)


class Seq(list[Any]):
    """A list; ``marks`` holds one mark per item."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark
        self.marks: list[int] = []

    def put(self, value: Any, mark: int) -> None:
        """Append an item together with where it stands."""
        self.append(value)
        self.marks.append(mark)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, counted from 1; ``where`` names it where the path through the story would not."""

    line: int
    column: int
    where: str = ""


@dataclass
class Document:
    """A file that was read: its values, where each stands, and what is wrong with it so far."""

    file: str
    root: Any
    spot: Callable[[int], Spot]
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self, path: Path, what: str, got: object = "", hint: str = "", *, key: bool = False, warning: bool = False
    ) -> None:
        """Note a problem with the value at `path` (with its key, when `key`), or with the nearest value around it."""
        if not isinstance(got, str | int | float):
            what, got = f"{what}, not {shown(got)}", ""
        spot = self.spot_of(path, key=key)
        where = spot.where or path_text(path)
        self.problems.append(
            Problem(self.file, spot.line, spot.column, where, what, shown(got), hint, warning=warning)
        )  # fmt: skip

    def error(self) -> StoryError:
        """The error that tells every problem, in the order of the file."""
        return StoryError(self.in_order())

    def in_order(self, *, warnings: bool = False) -> list[Problem]:
        """All problems, or the warnings alone, in the order of the file, each once."""
        chosen = dict.fromkeys(problem for problem in self.problems if problem.warning or not warnings)
        return sorted(chosen, key=lambda problem: (problem.line, problem.column, problem.where))

    def place(self, path: Path) -> str:
        """Where the value at `path` stands, for a sentence: ``on line 7``, ``in row 7, column id``."""
        spot = self.spot_of(path)
        return f"in {spot.where}" if spot.where else f"on line {spot.line}"

    def spot_of(self, path: Path, *, key: bool = False) -> Spot:
        """Where the value at `path` stands (or its key, when `key`), or the nearest value around it."""
        return self.spot(self._mark(path, key=key))

    def get(self, path: Path) -> Any:
        """The value at `path`, or None."""
        node = self.root
        for step in path:
            if isinstance(node, Map) and step in node:
                node = node[str(step)]
            elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node

    def _mark(self, path: Path, *, key: bool = False) -> int:
        node = self.root
        mark = node.mark if isinstance(node, Map | Seq) else 0
        for depth, step in enumerate(path, 1):
            if isinstance(node, Map) and step in node.marks:
                marks = node.marks[str(step)]
                mark = marks[0] if key and depth == len(path) else marks[1]
                node = node.get(str(step))
            elif isinstance(node, Seq) and isinstance(step, int) and step < len(node.marks):
                mark, node = node.marks[step], node[step]
            else:
                break
        return mark


def path_text(path: Path) -> str:
    """A path as people write it.

    Examples
    --------
    >>> path_text(("reports", 2, "sources", 0))
    'reports[2].sources[0]'
    """
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def shown(value: object) -> str:
    """A value for a message: text, shortened; anything else in a word or two."""
    if isinstance(value, str):
        return value if len(value) <= _MAX_GOT else f"{value[: _MAX_GOT - 1]}…"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else str(value)


def nearest(word: str, choices: Iterable[str]) -> str:
    """The choice that `word` was most likely meant to be, or ``""``.

    Examples
    --------
    >>> nearest("sorces", ["sources", "reports"]), nearest("xyz", ["sources"])
    ('sources', '')
    """
    known = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(word.casefold()[:_MAX_GOT], known, n=1, cutoff=0.6)
    return known[found[0]] if found else ""
