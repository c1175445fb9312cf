"""Ways through a document that may hold anything."""

from __future__ import annotations

from collections.abc import Iterator

from geomap.story.nodes import Document, Map, Path, Seq, Told


def entries(document: Document, name: str) -> Iterator[tuple[Path, Map]]:
    """Path and value of every mapping in one of the story's lists."""
    yield from _maps(document.get((name,)), (name,))


def legs(document: Document) -> Iterator[tuple[Path, Map]]:
    """Path and value of every leg of every route."""
    for path, route in entries(document, "routes"):
        yield from _maps(route.get("legs"), (*path, "legs"))


def texts(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Path and value of every text in a list."""
    if isinstance(value, Seq):
        for index, item in enumerate(value):
            if isinstance(item, str) and not isinstance(item, Told):
                yield (*path, index), item


def text(value: object) -> str:
    """A text without the blanks around it, as the model will hold it; ``""`` for anything else."""
    return value.strip() if isinstance(value, str) and not isinstance(value, Told) else ""


def _maps(value: object, path: Path) -> Iterator[tuple[Path, Map]]:
    if isinstance(value, Seq):
        for index, item in enumerate(value):
            if isinstance(item, Map):
                yield (*path, index), item
