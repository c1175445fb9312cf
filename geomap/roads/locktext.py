"""The text of a ``routes.lock``, and the answers in it.

TOML that people read in a review and commit with the story: one entry per request, sorted by where it leads, with the
points asked, what was answered and on which data. A line is an encoded polyline, broken into rows. Nothing in it
depends on when it was asked, or of which machine. It is read with suspicion, as it may come from a stranger: every
value is checked, lengths are measured again, and what is wrong is told as ``file:line``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from geomap.roads.entries import Entry, clean
from geomap.roads.errors import BadLock
from geomap.roads.records import entry_of, record_of

_HEADER = """\
# Ways along roads as engines answered, kept so that a build needs no engine and gives the same map every time.
# Written by geomap; keep it with the story. An entry that is deleted here is asked again.

version = 1
"""
WHAT_TO_TRY = "put the version of the last commit back, or delete the file to ask again"

_VERSION = 1
_WIDTH = 100
_HEAD = re.compile(r"(?m)^\[\[(route|route\.path)\]\][ \t\r]*$")
_LINE_OF_FAULT = re.compile(r"at line (\d+)")
_CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)")

Entries = dict[str, Entry]
"""By the hash of the request."""


def text_of(entries: Mapping[str, Entry]) -> str:
    """The entries as the text of the file: equal entries give equal text."""
    ordered = sorted(entries.values(), key=lambda entry: entry.order)
    return _HEADER + "".join(_entry_text(entry) for entry in ordered)


def parse(text: str, file: str) -> Entries:
    """The entries in the text of a file, which is called `file` in messages.

    Raises
    ------
    BadLock
        As ``file:line: what is wrong``.
    """
    if mark := _CONFLICT.search(text):
        raise BadLock(
            f"{file}:{_line_at(text, mark.start())}: two versions of the file were merged and differ here; keep the "
            "entries of both, or delete those in question, which are then asked again"
        )
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _LINE_OF_FAULT.search(str(error))
        raise fault(file, int(found[1]) if found else 1, f"cannot be read ({error})") from None
    if data.get("version") != _VERSION:
        is_of = f"is of version {_shown(data['version'])}" if "version" in data else "says no version"
        raise fault(file, 1, f"{is_of}, this program reads {_VERSION}")
    if stray := sorted(set(data) - {"version", "route"}):
        raise fault(file, 1, f"has a field {clean(stray[0])!r} that is not known")
    raws = data.get("route", [])
    entries: Entries = {}
    for raw, line in zip(raws, _lines(text, raws, file), strict=True):
        try:
            entry = entry_of(raw)
        except ValueError as error:
            raise fault(file, line, str(error)) from None
        if entry.answer.request_hash in entries:
            raise fault(file, line, "is there a second time")
        entries[entry.answer.request_hash] = entry
    return entries


def fault(file: str, line: int, what: str) -> BadLock:
    """What is wrong with the file, where, and what to try."""
    return BadLock(f"{file}:{line}: {what}; {WHAT_TO_TRY}")


@lru_cache(maxsize=4096)
def _entry_text(entry: Entry) -> str:
    """The text of an entry, which is written anew with each one that comes to it."""
    record, paths = record_of(entry)
    parts = [("route", record), *(("route.path", path) for path in paths)]
    return "".join(f"\n[[{head}]]\n" + "".join(f"{k} = {_value(k, v)}\n" for k, v in of.items()) for head, of in parts)


def _value(name: str, value: object) -> str:
    """A value as TOML; JSON writes text and lists in the same way."""
    if name == "line" and isinstance(value, str):  # it has no ' in it, and no backslash means anything here
        return "'''\n" + "\n".join(_rows(value)) + "'''"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


def _shown(value: object) -> str:
    try:
        return clean(repr(value))[:80]
    except ValueError:  # a number of more digits than Python writes
        return "no number of this world"


def _rows(line: str) -> Sequence[str]:
    return [line[at : at + _WIDTH] for at in range(0, len(line), _WIDTH)]


def _lines(text: str, entries: object, file: str) -> list[int]:
    """The line of each entry: of a file that is laid out as geomap does it."""
    heads = [(head[1], _line_at(text, head.start())) for head in _HEAD.finditer(text)]
    lines = [line for kind, line in heads if kind == "route"]
    if not isinstance(entries, list) or len(lines) != len(entries):
        raise fault(file, 1, "is not laid out as geomap does it")
    return lines


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1
