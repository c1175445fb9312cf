"""What is wrong, as a page tells it: where, the line itself, what was got and what to try."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import Problem

_MOST_BYTES = 8 * 1024 * 1024
_LONGEST_LINE = 400
_LINE_END = re.compile("\r\n?|\n")
# The errors of lock files and of files of roads begin with the file, the line and perhaps the column.
_PLACED = re.compile(r"(?P<file>[^\n]+?):(?P<line>\d+):(?:(?P<column>\d+):)? (?P<what>.+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Parameters
    ----------
    place : str
        ``file:line:column``, as far as it is known.
    where : str
        The path inside the story, such as ``reports[2].when``.
    line : tuple of three str, or None
        The line itself: up to the column, what begins there, and what follows.
    warning : bool
        Whether the build would go on.
    """

    place: str
    what: str
    where: str = ""
    got: str = ""
    hint: str = ""
    line: tuple[str, str, str] | None = None
    details: tuple[str, ...] = ()
    warning: bool = False


def faults_of(error: Exception, *, read: Callable[[str], str | None]) -> tuple[Fault, ...]:
    """What an error of a build says, in the order of the file.

    Parameters
    ----------
    error : Exception
        One that carries problems, such as :class:`geomap.StoryError`, or any other.
    read : callable
        Gives the text of a file by its name, or None where it has none.
    """
    problems = getattr(error, "problems", None)
    found = tuple(problems) if problems else tuple(_told(error))
    texts = {name: read(name) for name in dict.fromkeys(problem.file for problem in found if problem.line)}
    return tuple(_fault(problem, texts.get(problem.file)) for problem in found)


def read_text(name: str) -> str | None:
    """The text of a file, for the line that a problem stands in; None where it is none, or too long, or gone."""
    try:
        path = Path(name)
        if not path.is_file() or path.stat().st_size > _MOST_BYTES or path.suffix.casefold() == ".xlsx":
            return None
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except (OSError, ValueError):
        return None


def line_at(text: str | None, line: int, column: int) -> tuple[str, str, str] | None:
    r"""A line of a text in three parts: up to a column, the word that begins there, and the rest.

    Examples
    --------
    >>> line_at("a: 1\r\nwhen: soon, 'or never'\n", 2, 7)
    ('when: ', 'soon,', " 'or never'")
    >>> line_at("a: 1", 2, 1) is None
    True
    """
    lines = _LINE_END.split(text) if text is not None and line > 0 else []
    if not 0 < line <= len(lines):
        return None
    whole = lines[line - 1]
    start = min(max(column - 1, 0), len(whole)) if column else len(whole)
    word = re.compile(r"\s*\S*").match(whole, start)
    end = word.end() if word else start
    first = max(0, start - _LONGEST_LINE // 2)
    before, after = whole[first:start], whole[end : end + _LONGEST_LINE]
    return (
        f"…{before}" if first else before,
        whole[start:end][:_LONGEST_LINE],
        f"{after}…" if len(whole) > end + _LONGEST_LINE else after,
    )


def _told(error: Exception) -> Iterator[Problem]:
    """An error that carries no problems, as problems: each line of its message that begins with a place is one."""
    if not isinstance(getattr(error, "exit_code", None), int) and not isinstance(error, OSError):
        what = (
            f"{type(error).__name__}: {error}; this is a fault of geomap's own; geomap serve --debug prints its details"
        )
        yield Problem("", 0, 0, "", what)
        return
    lines = str(error).splitlines() or [type(error).__name__]
    for line in lines:
        found = _PLACED.fullmatch(line)
        if found:
            yield Problem(found["file"], int(found["line"]), int(found["column"] or 0), "", found["what"])
        else:
            yield Problem("", 0, 0, "", line)


def _fault(problem: Problem, text: str | None) -> Fault:
    return Fault(
        place=":".join([problem.file, *(str(number) for number in (problem.line, problem.column) if number)]),
        what=problem.what,
        where=problem.where,
        got=problem.got,
        hint=problem.hint,
        line=line_at(text, problem.line, problem.column),
        details=problem.details,
        warning=problem.warning,
    )
