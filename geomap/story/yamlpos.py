"""YAML 1.2 with positions: PyYAML's events, built into values that know their line and column.

PyYAML's own loaders follow YAML 1.1, where ``NO`` is false, ``12:30`` is 750 and ``1_000`` is 1000, and forget where
a value stood. Its event stream is fine and fast (libyaml's, where that is built in), so the values are built here,
by the core schema of YAML 1.2 and without recursion. What a story has no use for and an attacker has is refused:
anchors and aliases (they multiply), tags (they construct), deep nesting, keys that are not text, several documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from geomap.errors import Problem
from geomap.story.nodes import MAX_VALUES, TOO_MANY, Document, Map, Plain, Seq, Told, shown
from geomap.story.textfile import line_counter
from geomap.story.yamlwords import explain

MAX_DEPTH = 24
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])


def read_yaml(text: str, file: str) -> Document:
    r"""Read a YAML text (``\n`` line ends, no byte order mark).

    Scalars become text, :class:`Plain` (unquoted numbers and booleans) or None; problems that leave the rest readable
    are noted in the document.

    Raises
    ------
    StoryError
        The text is not YAML, nested deeper than 24, or of more than a million values.
    """
    document = Document(file, None, line_counter(text))
    builder = _Builder(document)
    try:
        for event in events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        offset, what, hint = explain(error, text)
        builder.syntax(offset, what, hint)
        raise document.error() from None
    return document


def events(text: str) -> Iterator[yaml.Event]:
    """PyYAML's events of a text, of libyaml where that is built in; their marks are offsets in characters."""
    return yaml.parse(text, Loader=_LOADER)


class _Builder:
    """Takes events in order; ``stack`` holds the open collections, ``keys`` the key in each that awaits a value."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[Map | Seq] = []
        self.keys: list[tuple[str, int] | None] = []
        self.documents = 0
        self.values = 0

    def syntax(self, offset: int, what: str, hint: str = "", got: str = "") -> None:
        spot = self.document.spot(offset)
        self.document.problems.append(Problem(self.document.file, spot.line, spot.column, "", what, got, hint))

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark.index if event.start_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_decorations(event, mark)
            self._value(_scalar(event), mark)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_decorations(event, mark)
            self._open(Map(mark) if isinstance(event, yaml.MappingStartEvent) else Seq(mark), mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            self.keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.syntax(
                mark, "an alias, which a story file cannot have", "quotation marks around text that starts with *",
                f"*{event.anchor}",
            )  # fmt: skip
            self._value(Told(), mark)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.syntax(mark, "a second document starts here", "one file a story, without lines of --- or ...")
                raise self.document.error()

    def _refuse_decorations(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, mark: int) -> None:
        if event.anchor:
            self.syntax(
                mark, "an anchor, which a story file cannot have", "quotation marks around text that starts with &",
                f"&{event.anchor}",
            )  # fmt: skip
        if event.tag:
            self.syntax(
                mark, "a tag, which a story file cannot have", "quotation marks around text that starts with !",
                event.tag.replace("tag:yaml.org,2002:", "!!"),
            )  # fmt: skip

    def _open(self, collection: Map | Seq, mark: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.syntax(
                mark, f"nested deeper than {MAX_DEPTH} levels", "a flatter file, or quotation marks around text"
            )
            raise self.document.error()
        if self._expects_key():
            self.syntax(mark, "a key that is not text", "quotation marks around text that starts with [, { or ?")
            raise self.document.error()
        self._value(collection, mark)
        self.stack.append(collection)
        self.keys.append(None)

    def _expects_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1], Map) and self.keys[-1] is None

    def _value(self, value: Any, mark: int) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            self.syntax(mark, *TOO_MANY)
            raise self.document.error()
        if not self.stack:
            self.document.root = value
            return
        parent = self.stack[-1]
        if isinstance(parent, Seq):
            parent.put(value, mark)
            return
        waiting = self.keys[-1]
        if waiting is None:
            self._key("" if value is None else str(value), mark, parent)
            return
        key, key_mark = waiting
        self.keys[-1] = None
        if key in parent:  # the second of two: its value is read, and dropped
            return
        parent.put(key, value, mark, key_mark=key_mark)

    def _key(self, key: str, mark: int, parent: Map) -> None:
        if key in parent:
            first = self.document.spot(parent.marks[key][0]).line
            self.syntax(mark, f"the key {shown(key)} is given twice, first on line {first}", "keeping one of the two")
        self.keys[-1] = (key, mark)


def _scalar(event: yaml.ScalarEvent) -> str | None:
    value: str = event.value
    if event.style:  # quoted, or a block
        return value
    if value in _NULLS:
        return None
    return Plain(value) if Plain.fits(value) else value
