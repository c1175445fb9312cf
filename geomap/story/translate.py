"""What pydantic found, in the words of journalists: what is wrong, what was got, what to try."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from geomap.story.fields import Amount
from geomap.story.model import (
    Claim,
    Count,
    Leg,
    Obstacle,
    Place,
    Report,
    Roads,
    Route,
    Source,
    SourceRef,
    Story,
)
from geomap.story.nodes import Document, Path, Plain, Told, nearest, shown
from geomap.text import slug

# The model that stands at a path, by the names on the path.
_PARTS: dict[tuple[str, ...], type[BaseModel]] = {
    (): Story,
    ("sources",): Source,
    ("places",): Place,
    ("reports",): Report,
    ("reports", "sources"): SourceRef,
    ("claims",): Claim,
    ("routes",): Route,
    ("routes", "reported_km"): Amount,
    ("routes", "legs"): Leg,
    ("routes", "legs", "reported_km"): Amount,
    ("routes", "legs", "reported_h"): Amount,
    ("routes", "legs", "sources"): SourceRef,
    ("obstacles",): Obstacle,
    ("obstacles", "sources"): SourceRef,
    ("roads",): Roads,
}
# What people call a field before they have read the format.
_OTHER_NAMES = {
    "date": "when", "time": "when", "day": "when", "location": "where", "place": "where", "description": "text",
    "name": "title", "headline": "title", "latitude": "lat", "longitude": "lon", "lng": "lon", "long": "lon",
    "source": "sources", "events": "reports", "event": "reports", "link": "url", "start": "from", "end": "to",
    "radius": "radius_km", "tz": "timezone", "lang": "language", "country": "countries", "type": "kind",
}  # fmt: skip
_DMS = re.compile(
    r"""\s*(?P<deg>\d{1,3}(?:\.\d+)?)\s*[°º]?\s*(?:(?P<min>\d{1,2}(?:\.\d+)?)\s*['’′]\s*)?"""
    r"""(?:(?P<sec>\d{1,2}(?:\.\d+)?)\s*(?:["”″]|''|’’)\s*)?(?P<side>[NSEWnsew])?\s*"""
)
_DECIMAL_COMMA = re.compile(r"\s*-?\d+,\d+\s*")


def add_problems(error: ValidationError, document: Document) -> None:
    """Note every fault of a validation in the document, each where it stands."""
    for fault in error.errors(include_url=False):
        if isinstance(fault["input"], Told):
            continue
        path = tuple(fault["loc"])
        _add(document, path, fault["type"], fault.get("ctx") or {}, fault["input"])


def fields_of(path: Path) -> tuple[str, ...]:
    """The keys that may stand in the mapping at `path`."""
    part = _part(path)
    if part is None:
        return ()
    return tuple(info.alias or name for name, info in part.model_fields.items())


def _part(path: Path) -> type[BaseModel] | None:
    names = tuple(step for step in path if isinstance(step, str))
    if names[:2] == ("reports", "counts") and len(names) == 3:
        return Count
    return _PARTS.get(names)


def _add(document: Document, path: Path, kind: str, limits: Mapping[str, Any], got: Any) -> None:
    *around, last = path or ("",)
    name = str(last)
    if kind == "extra_forbidden":
        document.problem(path, "unknown key", name, meant(name, fields_of(tuple(around))), key=True)
    elif kind == "missing":
        document.problem(path, "is missing", "", f"adding {name}")
    elif kind == "too_short":
        if not document.get(path):  # otherwise it only has no *valid* entry, and each of those is told by itself
            document.problem(path, "needs at least one entry", "", "adding one")
    else:
        what, hint = _say(document, path, kind, limits, got)
        document.problem(path, what, "" if kind in ("string_too_short", "value_error") else got, hint)


@lru_cache(maxsize=1024)  # a wrong column or key is wrong in every entry
def meant(name: str, known: tuple[str, ...]) -> str:
    """Which of the known names of fields was meant; all of them when it cannot be told.

    Examples
    --------
    >>> meant("wher", ("when", "where")), meant("date", ("when", "where")), meant("xyz", ("when", "where"))
    ('where', 'when', 'one of when, where')
    """
    if (other := _OTHER_NAMES.get(name.casefold())) in known:
        return str(other)
    return nearest(name, known) or f"one of {', '.join(known)}"


def _say(document: Document, path: Path, kind: str, limits: Mapping[str, Any], got: Any) -> tuple[str, str]:
    """What is wrong, and what to try."""
    name = str(path[-1]) if path else ""
    if kind == "enum":
        words = re.findall(r"'([^']*)'", str(limits.get("expected", "")))
        near = nearest(got, words) if isinstance(got, str) else ""
        return f"not a known {name}", near or f"one of {', '.join(words)}"
    if kind == "string_pattern_mismatch":
        return _pattern(name, str(got))
    if kind == "string_type":
        return "must be text", "one line of text" if isinstance(
            got, list | dict
        ) else f'quotation marks: "{shown(got)}"'
    if kind == "string_too_short":
        return "is empty", "a text, or leaving the key out"
    if kind == "string_too_long":
        return f"longer than {limits.get('max_length', 0):,} characters", "a shorter text"
    if kind in ("float_type", "int_type", "int_from_float", "finite_number"):
        return _number(kind, got)
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than"):
        return _range(document, path, limits)
    if kind == "bool_type":
        return "must be true or false", "true" if str(got).casefold() in ("yes", "y", "on", "1") else "true or false"
    if kind == "tuple_type":
        return "must be a list", f"[{shown(got)}]" if isinstance(got, str) else "a list, each item after a dash"
    if kind == "model_type" and _part(path) is Amount:
        return "must be a number, or a mapping of low and high", "12, or {low: 10, high: 14}"
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        fields = fields_of(path)
        return "must be a mapping", f"keys such as {', '.join(fields[:4])}" if fields else "key: value"
    if kind == "value_error":
        return str(limits.get("error", "not a value that makes sense")), "checking the numbers"
    return "cannot be understood", "the form that `geomap schema` describes"


def _pattern(name: str, got: str) -> tuple[str, str]:
    if name in ("country", "countries") or name.isdigit():
        two_letters = got.upper() if re.fullmatch("[A-Za-z]{2}", got) else "two capital letters, such as SY"
        return "not an ISO 3166-1 country code", two_letters
    return "not an id (letters, digits and _ . : - without spaces, at most 64)", slug(got, fallback="id")


def _number(kind: str, got: Any) -> tuple[str, str]:
    whole = kind.startswith("int")
    what = "must be a whole number" if whole else "must be a number"
    if whole and isinstance(got, float):
        return what, str(round(got))
    if not isinstance(got, str):
        return what, "12" if whole else "36.5"
    if _DECIMAL_COMMA.fullmatch(got):
        return what, got.strip().replace(",", ".")
    if not whole and (degrees := decimal_degrees(got)) is not None:
        return "must be a number, in decimal degrees", f"{degrees:.6f}".rstrip("0").rstrip(".")
    if Plain.fits(got.strip()) and Plain(got.strip()).number() is not None:
        return "a number written as text", f"{got.strip()} without quotation marks"
    return what, "12" if whole else "36.5"


def _range(document: Document, path: Path, limits: Mapping[str, Any]) -> tuple[str, str]:
    name = str(path[-1])
    if name not in ("lon", "lat"):
        if "gt" in limits:
            return f"must be more than {limits['gt']:g}", "a larger number, or leaving it out"
        if "ge" in limits:
            return f"must be at least {limits['ge']:g}", "a larger number"
        return f"must be at most {next(iter(limits.values())):,g}", "a smaller number"
    low, high = (-180, 180) if name == "lon" else (-90, 90)
    what = f"must be between {low} and {high}"
    lon, lat = (_float(document.get((*path[:-1], key))) for key in ("lon", "lat"))
    if lon is not None and lat is not None and abs(lon) <= 90 and abs(lat) <= 180:
        return what, f"swapping them: lon: {lat:g}, lat: {lon:g}"
    return what, "degrees WGS84"


def _float(value: Any) -> float | None:
    number = value.number() if isinstance(value, Plain) else value
    return float(number) if isinstance(number, int | float) and not isinstance(number, bool) else None


def decimal_degrees(text: str) -> float | None:
    r"""Degrees, minutes and seconds as decimal degrees, or None where the text is no such thing.

    Examples
    --------
    >>> decimal_degrees("34°27'08\"N")
    34.452222
    >>> decimal_degrees("40.5 W")
    -40.5
    """
    match = _DMS.fullmatch(text)
    if match is None or not (match["side"] or match["min"] or match["sec"]):
        return None
    degrees = float(match["deg"]) + float(match["min"] or 0) / 60 + float(match["sec"] or 0) / 3600
    return round(-degrees if (match["side"] or "").upper() in ("S", "W") else degrees, 6)
