"""The text of a ``places.lock``, and the answers in it.

TOML that people read in a review and commit with the story: one entry per name that was asked, sorted, with the places
that were found; none for a name that the service does not know. Nothing in it depends on when it was asked, and no
contact or key is ever in it. It is read with suspicion, as it may come from a stranger: every value is checked, and
what is wrong is told as ``file:line``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any

from gazetteer.errors import LockFileError
from gazetteer.online.answers import Found, clean
from gazetteer.place import Kind, Place

_HEADER = """\
# Answers of online geocoders, kept so that a build needs no network and gives the same map every time.
# Written by geomap; keep it with the story. An entry that is deleted here is asked again.

version = 1
"""
_VERSION = 1
_HEAD = re.compile(r"(?m)^\[\[(query|query\.place)\]\][ \t\r]*$")
_ID = re.compile(r"[a-z0-9]+:[A-Za-z0-9_./-]{1,80}")
_LINE_OF_FAULT = re.compile(r"at line (\d+)")
_CONFLICT = re.compile(r"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_VERSION_LINE = re.compile(r"(?m)^version\b")


@dataclass(frozen=True, slots=True, order=True)
class Query:
    """What was asked: a name, the countries it was looked for in (ISO 3166-1), and of whom."""

    name: str
    countries: tuple[str, ...]
    service: str

    @property
    def geocoder(self) -> str:
        """The service without its server."""
        return self.service.partition(" ")[0]


Answers = dict[Query, tuple[Found, ...]]


def text_of(answers: Mapping[Query, Sequence[Found]]) -> str:
    """The answers as the text of the file: equal answers give equal text.

    Examples
    --------
    >>> print(text_of({Query("Atlantis", ("GR", "TR"), "nominatim"): ()}).partition("version = 1")[2].strip())
    [[query]]
    name = "Atlantis"
    countries = ["GR", "TR"]
    service = "nominatim"
    places = 0
    """
    return _HEADER + "".join(_entry(query, answers[query]) for query in sorted(answers))


def parse(text: str, file: str) -> Answers:
    """The answers in the text of a file.

    Parameters
    ----------
    text : str
    file : str
        What to call it in messages.

    Raises
    ------
    LockFileError
        As ``file:line: what is wrong``.
    """
    if mark := _CONFLICT.search(text):
        raise LockFileError(
            f"{file}:{_line_at(text, mark.start())}: two versions of the file were merged and differ here; keep the "
            "entries of both, or delete those in question, which are then asked again"
        )
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _LINE_OF_FAULT.search(str(error))
        raise fault(file, int(found[1]) if found else 1, f"cannot be read ({error})") from None
    if data.get("version") != _VERSION:
        said = _VERSION_LINE.search(text)
        line = _line_at(text, said.start()) if said else 1
        is_of = f"is of version {data['version']!r}" if "version" in data else "says no version"
        raise fault(file, line, f"{is_of}, this program reads {_VERSION}")
    entries = data.get("query", [])
    lines = _lines(text, entries, file)
    rows = text.split("\n")
    answers: Answers = {}
    for entry, (line, places) in zip(entries, lines, strict=True):
        query = _checked(entry, _QUERY, file, line, rows)
        key = Query(query["name"], tuple(query["countries"]), query["service"])
        if key in answers:
            raise fault(file, line, f"asks {key.name!r} a second time")
        if query["places"] != len(places):
            raise fault(file, line, f"should have {query['places']} places, and has {len(places)}")
        answers[key] = tuple(
            _found(place, key, file, at, rows) for place, at in zip(entry.get("place", []), places, strict=True)
        )
    return answers


# --- writing ----------------------------------------------------------------------------------------------------------


def _entry(query: Query, answer: Sequence[Found]) -> str:
    asked = {"name": query.name, "countries": list(query.countries), "service": query.service, "places": len(answer)}
    parts = [("query", asked), *(("query.place", _record(found)) for found in answer)]
    return "".join(f"\n[[{head}]]\n" + "".join(f"{k} = {_value(v)}\n" for k, v in of.items()) for head, of in parts)


def _record(found: Found) -> dict[str, object]:
    """The fields of an answer that say something; a service tells of no outline, and of one country."""
    named = (field.name for field in fields(Place) if field.name not in ("has_outline", "also"))
    place = {name: getattr(found.place, name) for name in named}
    record = {**place, "kind": found.place.kind.value, "names": list(found.names), "address": found.address}
    return {name: value for name, value in record.items() if value not in ("", 0, []) or name in ("lon", "lat")}


def _value(value: object) -> str:
    """A value as TOML; JSON writes text and lists of text in the same way."""
    return repr(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)


# --- reading ----------------------------------------------------------------------------------------------------------


def _lines(text: str, entries: object, file: str) -> list[tuple[int, list[int]]]:
    """The line of each entry, and those of its places: of a file that is laid out as geomap does it."""
    lines: list[tuple[int, list[int]]] = []
    for head in _HEAD.finditer(text):
        line = _line_at(text, head.start())
        if head[1] == "query":
            lines.append((line, []))
        elif lines:
            lines[-1][1].append(line)
    counts = [len(places) for _, places in lines]
    if not isinstance(entries, list) or counts != [_count(entry) for entry in entries]:
        raise fault(file, 1, "is not laid out as geomap does it")
    return lines


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _line_of(field: str, line: int, rows: Sequence[str]) -> int:
    """The line of a field of the entry that begins on a line; that one where the field is not found."""
    for at in range(line, len(rows)):
        if rows[at].startswith("[["):
            break
        if re.match(rf"[ \t]*{re.escape(field)}[ \t]*=", rows[at]):
            return at + 1
    return line


def _count(entry: object) -> int:
    places = entry.get("place", []) if isinstance(entry, dict) else None
    return len(places) if isinstance(places, list) else -1


Check = Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != "" and clean(value) == value


def _is_word(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_number(low: float, high: float) -> Check:
    return lambda v: isinstance(v, int | float) and not isinstance(v, bool) and isfinite(v) and low <= v <= high


def _is_list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= 500 and all(map(check, value))


_is_country = _is_word("[A-Z]{2}")

# What each field must be, and whether it must be there.
_QUERY = {
    "name": (_is_text, True),
    "countries": (_is_list_of(_is_country), True),
    "service": (_is_word(r"[a-z0-9]+(?: [!-~]{1,253})?"), True),
    "places": (_is_number(0, 100), True),
}
_PLACE = {
    "id": (_is_word(_ID.pattern), True),
    "name": (_is_text, True),
    "kind": (lambda value: value in {kind.value for kind in Kind}, True),
    "lon": (_is_number(-180, 180), True),
    "lat": (_is_number(-90, 90), True),
    "radius_km": (_is_number(0.001, 20_000), True),
    "country": (_is_country, False),
    "admin1": (_is_word("[A-Z]{2}-[A-Z0-9]{1,3}"), False),
    "population": (_is_number(0, 10**11), False),
    "name_local": (_is_text, False),
    "source": (_is_text, False),
    "licence": (_is_text, False),
    "source_url": (_is_word(r"https?://[!-~]{1,300}"), False),
    "names": (_is_list_of(_is_text), False),
    "address": (_is_text, False),
}


def _checked(
    entry: Mapping[str, Any], wanted: Mapping[str, Any], file: str, line: int, rows: Sequence[str]
) -> dict[str, Any]:
    """The entry's own fields, all of them known, there and right."""
    own = {name: value for name, value in entry.items() if name != "place"}
    for name in own:
        if name not in wanted:
            raise fault(file, _line_of(name, line, rows), f"has a field {clean(name)!r} that is not known")
    for name, (is_right, needed) in wanted.items():
        if name not in own:
            if needed:
                raise fault(file, line, f"has no {name}")
        elif not is_right(own[name]):
            raise fault(file, _line_of(name, line, rows), f"has a wrong {name}: {clean(str(own[name]))!r}")
    return own


def _found(entry: Mapping[str, Any], query: Query, file: str, line: int, rows: Sequence[str]) -> Found:
    of = _checked(entry, _PLACE, file, line, rows)
    names, address = tuple(of.pop("names", ())), of.pop("address", "")
    if not of["id"].startswith(f"{query.geocoder}:"):
        at = _line_of("id", line, rows)
        raise fault(file, at, f"has an id that is none of {query.geocoder}'s: {of['id']!r}")
    numbers = {name: float(of.pop(name)) for name in ("lon", "lat", "radius_km")}
    people = int(of.pop("population", 0))
    return Found(Place(**of | numbers | {"kind": Kind(of["kind"]), "population": people}), names, address)


def fault(file: str, line: int, what: str) -> LockFileError:
    """What is wrong with the file, where, and what to try."""
    return LockFileError(
        f"{file}:{line}: {what}; put the version of the last commit back, or delete the file to ask again"
    )
