"""Articles as lines of JSON, and the names of places in them: found, settled and written.

A line holds ``text``, and may hold ``article`` and ``corpus``, by which answers are told apart, ``source``, the
publisher, and ``mentions``, the names to be settled (each ``start``, ``end`` and, if not to be cut from the text,
``surface``); without ``mentions`` the names are found. What else it holds is not looked at. An answer is a line for
each mention: where it is in the text, and what was found out about it.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from gazetteer import Document, Gazetteer, Mention

Row = dict[str, Any]
T = TypeVar("T")


class ArticlesError(GeomapError, ValueError):
    """A file of articles is not what it should be; the message names the lines."""

    exit_code = 1


def resolve_articles(path: Path, *, gazetteer: Gazetteer) -> Iterator[Row]:
    """The places of the names in a file of articles, in the order of the file.

    Names that an article does not list are found first, as :func:`find_in_articles` finds them; of those, only such
    as stand for a place themselves are settled ("Syria" and "Syrian", not "Washington" in "Washington Post").

    Raises
    ------
    ArticlesError
        Lines are broken; the message lists them.
    """
    from gazetteer import Role

    def found(text: str) -> tuple[Mention, ...]:
        return tuple(mention for mention in gazetteer.find(text) if mention.role is not Role.PART)

    rows = _read(path, lambda row: _document(row, find=found))
    answers = gazetteer.resolve_documents([document for _, document in rows])
    for (row, document), settled in zip(rows, answers, strict=True):
        for mention, answer in zip(document.mentions, settled, strict=True):
            place = answer.place
            yield {
                **_where(row, mention),
                "lat": place.lat if place else None,
                "lon": place.lon if place else None,
                "geonameid": (place.geonames_id or None) if place else None,
                "id": place.id if place else None,
                "name": place.name if place else None,
                "status": answer.status.value,
                "score": round(answer.score, 4),
            }


def find_in_articles(path: Path, *, gazetteer: Gazetteer, pipeline: str | None = None) -> Iterator[Row]:
    """The names of places in a file of articles, in the order of the file; their ``mentions`` are not looked at.

    Parameters
    ----------
    path : Path
    gazetteer : Gazetteer
    pipeline : str, optional
        A spaCy pipeline to be asked instead of our own rules.

    Raises
    ------
    ArticlesError
        Lines are broken; the message lists them.
    PipelineError
        spaCy or the pipeline is not installed.
    """
    for row, text in _read(path, _text):
        for mention in gazetteer.find(text, pipeline=pipeline):
            yield {**_where(row, mention), **_what(mention)}


def find_in_text(path: str, *, gazetteer: Gazetteer, pipeline: str | None = None) -> Iterator[Row]:
    """The names of places in a text file, with the line and the column (from 1) where each begins.

    Parameters
    ----------
    path : str
        ``"-"`` is the standard input.
    gazetteer : Gazetteer
    pipeline : str, optional
        As of :func:`find_in_articles`.

    Raises
    ------
    ArticlesError
        The file is not UTF-8.
    PipelineError
        spaCy or the pipeline is not installed.
    """
    data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    text = _decoded(data, path)
    begins = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    for mention in gazetteer.find(text, pipeline=pipeline):
        line = bisect_right(begins, mention.start)
        yield {
            "line": line,
            "column": mention.start - begins[line - 1] + 1,
            "start": mention.start,
            "end": mention.end,
            **_what(mention),
        }


def _what(mention: Mention) -> Row:
    return {"surface": mention.text, "role": mention.role.value, "score": round(mention.score, 4)}


def _decoded(data: bytes, path: str | Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ArticlesError(
            f"{path}:{line}: not UTF-8, got the byte {data[error.start]:#04x}; save it as UTF-8"
        ) from error


def _where(row: Row, mention: Mention) -> Row:
    return {
        "corpus": row.get("corpus", ""),
        "article": row.get("article", ""),
        "start": mention.start,
        "end": mention.end,
    }


def _read(path: Path, take: Callable[[Row], T]) -> Sequence[tuple[Row, T]]:
    """The lines of a file, each as it stands and as what `take` makes of it."""
    found: list[tuple[Row, T]] = []
    problems: list[str] = []
    for number, line in enumerate(_decoded(path.read_bytes(), path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise TypeError(f"not an object, got {type(row).__name__}")
            found.append((row, take(row)))
        except json.JSONDecodeError as error:
            problems.append(f"{path}:{number}:{error.colno}: not JSON: {error.msg}; one article a line")
        except (TypeError, ValueError) as error:
            problems.append(f"{path}:{number}: {error}")
        except RecursionError:
            problems.append(f"{path}:{number}: nested too deeply")
    if problems:
        raise ArticlesError("\n".join(problems))
    return found


def _text(row: Row) -> str:
    if "text" not in row:
        raise TypeError("text: missing; every line holds the text of an article")
    text = row["text"]
    if not isinstance(text, str):
        raise TypeError(f"text: want a string, got {text!r:.40}")
    return text


def _document(row: Row, *, find: Callable[[str], tuple[Mention, ...]]) -> Document:
    from gazetteer import Context, Document

    text = _text(row)
    mentions = tuple(_mentions(row["mentions"], text)) if "mentions" in row else find(text)
    return Document(text, mentions, Context(publisher=str(row.get("source") or "")))


def _mentions(listed: object, text: str) -> Iterator[Mention]:
    from gazetteer import Mention

    if not isinstance(listed, list):
        raise TypeError(f"mentions: want a list, got {listed!r:.40}")
    for at, cells in enumerate(listed):
        if not isinstance(cells, dict):
            raise TypeError(f"mentions[{at}]: want an object with start and end, got {cells!r:.40}")
        start, end = cells.get("start"), cells.get("end")
        if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
            raise ValueError(f"mentions[{at}]: {start!r} to {end!r} is not within the text of {len(text)} characters")
        yield Mention(str(cells.get("surface") or text[start:end]), start, end)
