"""Articles with the place names in them, as lines of JSON: read, settled and written.

A line holds ``article``, ``text``, ``mentions`` (each ``start``, ``end`` and, if not to be cut from the text,
``surface``), and may hold ``corpus`` and ``source``, the publisher. What else it holds is not looked at. An answer
is a line for each mention: where it is, and which place it was taken for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from gazetteer import Document, Gazetteer


class ArticlesError(GeomapError, ValueError):
    """A file of articles is not what it should be; the message names the lines."""

    exit_code = 1


def resolve_articles(path: Path, *, gazetteer: Gazetteer) -> Iterator[dict[str, object]]:
    """The answers for every mention in a file of articles, in its order.

    Raises
    ------
    ArticlesError
        Lines are broken; the message lists them.
    """
    rows = read_articles(path)
    answers = gazetteer.resolve_documents([document for _, document in rows])
    for (row, document), found in zip(rows, answers, strict=True):
        for mention, answer in zip(document.mentions, found, strict=True):
            place = answer.place
            yield {
                "corpus": row.get("corpus", ""),
                "article": row.get("article", ""),
                "start": mention.start,
                "end": mention.end,
                "lat": place.lat if place else None,
                "lon": place.lon if place else None,
                "geonameid": (place.geonames_id or None) if place else None,
                "id": place.id if place else None,
                "name": place.name if place else None,
                "status": answer.status.value,
                "score": round(answer.score, 4),
            }


def read_articles(path: Path) -> Sequence[tuple[dict[str, Any], Document]]:
    """The lines of a file, each as it stands and as a document; raises as :func:`resolve_articles` does."""
    found: list[tuple[dict[str, Any], Document]] = []
    problems: list[str] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ArticlesError(f"{path}: not UTF-8: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append((row, _document(row)))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            problems.append(f"{path}:{number}: {type(error).__name__}: {error}")
    if problems:
        raise ArticlesError("\n".join(problems))
    return found


def _document(row: dict[str, Any]) -> Document:
    from gazetteer import Context, Document, Mention

    text = row["text"]
    if not isinstance(text, str):
        raise TypeError("text is not a string")
    mentions = []
    for cells in row["mentions"]:
        start, end = cells["start"], cells["end"]
        if not (type(start) is type(end) is int and 0 <= start < end <= len(text)):
            raise ValueError(f"a mention from {start!r} to {end!r} is not within the text of {len(text)} characters")
        mentions.append(Mention(str(cells.get("surface") or text[start:end]), start, end))
    return Document(text, tuple(mentions), Context(publisher=str(row.get("source") or "")))
