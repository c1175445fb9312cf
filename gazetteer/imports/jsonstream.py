"""The features of a GeoJSON file one by one, however large it is: strictly read, and never more than one in memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from gazetteer.errors import IndexDataError
from gazetteer.imports.archive import Opened

_LARGEST_VALUE = 64 << 20
"""No feature, nor any other member of the file, may be longer, in characters."""
_SPACE = " \t\n\r"


class FeatureStream:
    """The members of a FeatureCollection.

    Iterating gives the features. ``header`` holds the other members; it is complete once all features are read, as
    they may stand after them. ``done`` counts the bytes read.
    """

    def __init__(self, found: Opened) -> None:
        self.header: dict[str, Any] = {}
        self.done = 0
        self._found = found
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
        self._parse = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant).raw_decode
        self._text, self._at, self._ended = "", 0, False
        self._is_collection = False
        self._feature = 0  # the number of the one being read

    def __iter__(self) -> Iterator[Any]:
        """Give the features.

        Raises
        ------
        IndexDataError
            It is not JSON, not UTF-8, not a FeatureCollection, or states a member twice.
        """
        if self._next() != "{":
            self._fail("not a FeatureCollection, but a list")
        self._at += 1
        if self._next() == "}":
            self._at += 1
        else:
            yield from self._members()
        if self._next():
            self._fail("something stands after the end")
        if self.header.get("type") != "FeatureCollection" or not self._is_collection:
            self._fail(f"not a FeatureCollection, but of type {str(self.header.get('type'))[:40]!r}")

    def _members(self) -> Iterator[Any]:
        while True:
            name = self._value()
            if not isinstance(name, str) or name in self.header or (name == "features" and self._is_collection):
                self._fail(f"the member {name!r} is there twice" if isinstance(name, str) else "not a JSON object")
            self._expect(":")
            if name == "features":
                self._is_collection = True
                yield from self._elements()
            else:
                self.header[name] = self._value()
            if self._expect(",}") == "}":
                return

    def _elements(self) -> Iterator[Any]:
        self._expect("[")
        if self._next() == "]":
            self._at += 1
            return
        more = ","
        while more == ",":
            self._feature += 1
            yield self._value()
            more = self._expect(",]")
        self._feature = 0

    def _value(self) -> Any:
        """The next value; more of the file is read until it is whole."""
        self._next()
        while True:
            try:
                value, end = self._parse(self._text, self._at)
            except RecursionError:
                self._fail("nested too deeply")
            except IndexDataError:
                raise
            except ValueError as error:
                if not self._more():
                    self._fail(_why(error, self._text))
                continue
            # A number may go on where the text read so far ends.
            if end < len(self._text) or self._text[end - 1] in '}]"' or not self._more():
                self._at = end
                return value

    def _expect(self, wanted: str) -> str:
        found = self._next()
        if not found or found not in wanted:
            self._fail(f"{' or '.join(wanted)} is wanted, got {found or 'the end of the file'!r}")
        self._at += 1
        return found

    def _next(self) -> str:
        """The next character that is no space, not taken; ``""`` at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on; gives whether there was more. What has been parsed is dropped."""
        if self._ended:
            return False
        self._text, self._at = self._text[self._at :], 0
        if len(self._text) > _LARGEST_VALUE:
            self._fail(f"longer than {_LARGEST_VALUE >> 20} MB; try simplifying its outline")
        # As much again as there is, so that a long feature is not parsed from its beginning too often.
        block = self._found.read(max(1 << 20, len(self._text)))
        self.done += len(block)
        self._ended = not block
        try:
            self._text += self._decode(block, self._ended)
        except UnicodeDecodeError as error:
            self._fail(f"not UTF-8 ({error.reason}), try saving it as UTF-8")
        return True

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            self._fail(f"the member {next(name for name in names if names.count(name) > 1)!r} is there twice")
        return made

    def _constant(self, name: str) -> NoReturn:
        self._fail(f"{name} is no number of JSON")

    def _fail(self, why: str) -> NoReturn:
        where = f", feature {self._feature}" if self._feature else ""
        raise IndexDataError(f"{self._found.name}{where}: {why}")


def _why(error: ValueError, text: str) -> str:
    """What is wrong with a value, in a few words."""
    if not isinstance(error, json.JSONDecodeError):
        return "a number of thousands of digits"  # Python converts no more than some, as that takes time
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return "the file ends in the middle of it, so it was cut short; try fetching it again"
    return f"not JSON: {error.msg}"
