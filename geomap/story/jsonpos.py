"""Strict JSON with positions, without recursion.

The standard library's reader forgets where a value stood, lets the last of two equal keys win, takes NaN and
Infinity, and gives up in the middle of deep nesting. This one notes them and keeps numbers as they were typed.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from geomap.errors import Problem
from geomap.story.nodes import MAX_NUMBER_LENGTH, MAX_VALUES, TOO_MANY, Document, Map, Plain, Seq, Told, shown
from geomap.story.textfile import line_counter

# Deeper than YAML's: a geometry within collections within collections is machine-made, and has its own limit.
MAX_DEPTH = 64

_BLANK = re.compile(r"[ \t\n]*")
_STRING = re.compile(r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"')
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_VALUES = {"true": Plain("true"), "false": Plain("false"), "null": None}
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")


def read_json(text: str, file: str) -> Document:
    r"""Read a JSON text (``\n`` line ends, no byte order mark) to the values that :func:`read_yaml` would give.

    Raises
    ------
    StoryError
        The text is not JSON, nested deeper than 64, or of more than a million values.
    """
    reader = _Reader(text, Document(file, None, line_counter(text)))
    reader.read()
    return reader.document


class _Reader:
    def __init__(self, text: str, document: Document) -> None:
        self.text = text
        self.document = document
        self.at = 0
        self.stack: list[Map | Seq] = []
        self.values = 0

    def read(self) -> None:
        self._blank()
        if self.at == len(self.text):
            return
        self.document.root = self._value(self.at)
        while self.stack:
            self._entry(self.stack[-1])
        self._blank()
        if self.at < len(self.text):
            self._stop("text after the end of the story", "deleting it")

    def _entry(self, parent: Map | Seq) -> None:
        """Read one entry of the innermost open collection, or its end."""
        close = "}" if isinstance(parent, Map) else "]"
        self._blank()
        if self._peek() == close:
            self.at += 1
            self.stack.pop()
            return
        if parent.marks:
            if self._peek() != ",":
                self._stop(f"a comma or {close} is missing here", f"adding , or {close}")
            self.at += 1
            self._blank()
            if self._peek() == close:
                self._stop("a comma after the last entry", "deleting the comma")
        if isinstance(parent, Seq):
            mark = self.at
            parent.put(self._value(mark), mark)
            return
        key_mark = self.at
        if self._peek() != '"':
            self._stop("a key must stand in double quotation marks", 'a key such as "title"')
        key = self._string()
        self._blank()
        if self._peek() != ":":
            self._stop("a colon is missing after the key", "adding :")
        self.at += 1
        self._blank()
        value_mark = self.at
        if key in parent:
            first = self.document.spot(parent.marks[key][0]).line
            self._note(
                key_mark, f"the key {shown(key)} is given twice, first on line {first}", "", "keeping one of the two"
            )
        value = self._value(value_mark)
        if key not in parent:
            parent.put(key, value, value_mark, key_mark=key_mark)

    def _value(self, mark: int) -> object:
        self.values += 1
        if self.values > MAX_VALUES:
            self._stop(*TOO_MANY)
        start = self._peek()
        if start == '"':
            return self._string()
        if start and start in "{[":
            if len(self.stack) >= MAX_DEPTH:
                self._stop(f"nested deeper than {MAX_DEPTH} levels", "a flatter file")
            self.at += 1
            opened: Map | Seq = Map(mark) if start == "{" else Seq(mark)
            self.stack.append(opened)
            return opened
        word = _WORD.match(self.text, self.at)
        if word is None:
            self._stop(
                "a value is missing here", "a text in double quotation marks, a number, true, false, null, [ or {"
            )
        return self._word(word[0], mark)

    def _word(self, word: str, mark: int) -> object:
        if word in _VALUES:
            value: str | None = _VALUES[word]
        elif word in _NOT_NUMBERS:
            self._note(mark, "not a number that JSON has", word, "a number, or leaving it out")
            value = Told()
        elif not Plain.fits(word) or word[0] not in "-0123456789":
            self._stop("text must stand in double quotation marks", 'quotation marks, as in "text"', word)
        elif len(word) > MAX_NUMBER_LENGTH:
            self._note(mark, f"a number of {len(word):,} digits", word, "a shorter number")
            value = Told()
        else:
            value = Plain(word)
        self.at += len(word)
        return value

    def _string(self) -> str:
        match = _STRING.match(self.text, self.at)
        if match is None:
            self._stop("the quotation mark is not closed on this line", 'adding " (and \\n for a line break)')
        self.at = match.end()
        if "\\" not in match[1]:
            return match[1]
        try:
            return str(json.loads(match[0], strict=False))
        except json.JSONDecodeError as error:
            self.at = match.start() + error.pos
            self._stop("a backslash that JSON does not know", "two backslashes for one")

    def _blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _note(self, mark: int, what: str, got: str, hint: str) -> None:
        spot = self.document.spot(mark)
        shortened = got if len(got) <= MAX_NUMBER_LENGTH else f"{got[:MAX_NUMBER_LENGTH]}…"
        self.document.problems.append(Problem(self.document.file, spot.line, spot.column, "", what, shortened, hint))

    def _stop(self, what: str, hint: str, got: str = "") -> NoReturn:
        self._note(self.at, what, got, hint)
        raise self.document.error()
