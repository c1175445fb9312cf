"""Errors of geomap: one root, whose leaves also are the builtin a caller would expect.

A message says what is wrong, where, what was got, and what to try.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class GeomapError(Exception):
    """Root of every error that geomap raises on purpose.

    ``exit_code`` is what the command line ends with: 1 the story has problems, 2 usage,
    3 network or service, 4 disk or permission.
    """

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, and where.

    ``where`` is the path inside the story (``reports[2].when``) or the cell (``row 4, column when``);
    ``line`` and ``column`` count from 1, and are 0 where the input has none. ``details`` are lines below it, such as
    what a name may stand for.

    Examples
    --------
    >>> print(Problem("a.yaml", 3, 7, "reports[0].when", "not an EDTF date", "30 Aug", "2017-08-30"))
    a.yaml:3:7: reports[0].when: not an EDTF date, got '30 Aug', try 2017-08-30
    """

    file: str
    line: int
    column: int
    where: str
    what: str
    got: str = ""
    hint: str = ""
    warning: bool = False
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])
        head = f"{place}: {self.where}: " if self.where else f"{place}: "
        text = head + ("warning: " if self.warning else "") + self.what
        if self.got:
            text += f", got {self.got!r}"
        if self.hint:
            text += f", try {self.hint}"
        return "\n".join([text, *(f"  {line}" for line in self.details)])

    def as_dict(self) -> dict[str, object]:
        """The problem as data, for ``geomap check --json``."""
        return {
            "file": self.file, "line": self.line, "column": self.column, "where": self.where, "what": self.what,
            "got": self.got, "try": self.hint, "severity": "warning" if self.warning else "error",
            "details": list(self.details),
        }  # fmt: skip


class StoryError(GeomapError, ValueError):
    """The story has problems; all of them are in ``problems``, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class PlacesError(GeomapError, LookupError):
    """Places that the story states wrongly, and names in it that cannot be told; all of them are in ``problems``.

    The message lists the candidates of each name, with where it stands and a line to paste.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class PinError(GeomapError, ValueError):
    """A pin cannot be put into a story's file; the file is untouched, and the message says what to write by hand."""


class FrameError(GeomapError, ValueError):
    """A frame breaks its column contract; the message lists every broken rule."""


class RouteError(GeomapError, ValueError):
    """A route cannot be drawn as stated."""


class UsageError(GeomapError, ValueError):
    """An argument makes no sense."""

    exit_code = 2


class ForeignElementError(GeomapError, TypeError):
    """A folium element that geomap did not make was added without ``trusted=True``."""

    exit_code = 2


class OutputError(GeomapError, OSError):
    """An output cannot be written where it should go; nothing was changed there."""

    exit_code = 4


class InputError(GeomapError, OSError):
    """A file that is to be read is not there, or cannot be read."""

    exit_code = 4
