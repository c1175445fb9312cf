"""Kept answers as records of a file: what each field must be, and nothing taken on trust."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from geomap.roads.agreeing import complaint_about
from geomap.roads.engine import EngineData, EnginePath, EngineRoute, Snap, Waypoint
from geomap.roads.entries import REFUSALS, Entry, Refusal, clean, is_date, kept_path
from geomap.roads.polyline import decoded, encoded
from geomap.roads.profiles import PROFILES

_LENGTH_KM = 1e-5  # so far may a stated length and that of its line differ, beside one part in a million


def record_of(entry: Entry) -> tuple[dict[str, object], list[dict[str, object]]]:
    """The fields of an entry that say something, and those of its paths."""
    answer = entry.answer
    record: dict[str, object] = {
        "points": [[stop.lon, stop.lat, stop.radius_km] for stop in entry.stops],
        "names": [stop.name for stop in entry.stops] if any(stop.name for stop in entry.stops) else [],
        "avoided": entry.avoided,
        "alternates": entry.alternates,
        "profile": answer.profile,
        "engine": answer.engine,
        "engine_version": answer.version,
        "data": answer.data.title,
        "data_date": answer.data.date or "",
        "data_id": answer.data.identity,
        "attribution": answer.data.attribution,
        "hash": answer.request_hash,
    }
    paths: list[dict[str, object]] = []
    if isinstance(answer, Refusal):
        record |= {"refused": answer.kind, "reason": answer.reason}
        if answer.kind == "NotSnapped":
            record |= {"km": answer.km, "limit_km": answer.limit_km, "at_least": answer.at_least}
    else:
        record |= {"snaps": [[s.lon, s.lat, s.distance_km] for s in answer.snaps], "notes": list(answer.notes)}
        paths = [_path_record(path) for path in answer.paths]
    empty: tuple[object, ...] = ("", 0, [])
    return {name: value for name, value in record.items() if value not in empty or name in _ALWAYS}, paths


def _path_record(path: EnginePath) -> dict[str, object]:
    hours = {} if path.duration_h is None else {"duration_h": path.duration_h}
    return {"length_km": path.length_km, **hours, "line": encoded(path.lons, path.lats)}


def entry_of(raw: object) -> Entry:
    """A record as an entry.

    Raises
    ------
    ValueError
        What is wrong, for people.
    """
    if not isinstance(raw, Mapping):
        raise ValueError("is no table")
    refused = "refused" in raw
    of = _checked({k: v for k, v in raw.items() if k != "path"}, _SHARED | (_REFUSED if refused else _ANSWERED))
    names = of.get("names") or [""] * len(of["points"])
    if len(names) != len(of["points"]) or len(of["points"]) < 2:
        raise ValueError("should have a name for each of two points or more")
    stops = tuple(
        Waypoint(float(lon), float(lat), float(radius_km), name)
        for (lon, lat, radius_km), name in zip(of["points"], names, strict=True)
    )
    data = EngineData(of["data"], of.get("data_date"), of.get("attribution", ""), of.get("data_id", ""))
    who = (of["engine"], of.get("engine_version", ""), of["profile"], data, of["hash"])
    answer: EngineRoute | Refusal
    if refused:
        if "path" in raw or (of["refused"] == "NotSnapped") != ("km" in of and "limit_km" in of):
            raise ValueError(f"has fields that do not go with {of['refused']}")
        numbers = (float(of.get("km", 0.0)), float(of.get("limit_km", 0.0)), of.get("at_least", False))
        answer = Refusal(*who, of["refused"], of["reason"], *numbers)
    else:
        if len(of["snaps"]) != len(stops):
            raise ValueError(f"should have {len(stops)} snaps, and has {len(of['snaps'])}")
        snaps = tuple(Snap(*map(float, snap)) for snap in of["snaps"])
        answer = EngineRoute(*who, _paths(raw.get("path")), snaps, tuple(of.get("notes", ())))
    entry = Entry(stops, of.get("avoided", 0), of.get("alternates", 0), answer)
    if complaint := complaint_about(entry):
        raise ValueError(complaint)
    return entry


def reread(entry: Entry) -> Entry:
    """An entry as it will be read from the file.

    Raises
    ------
    ValueError
        It would not be read: an engine has answered with what a file must not hold.
    """
    record, paths = record_of(entry)
    return entry_of(record | ({"path": paths} if paths else {}))


def _paths(raws: object) -> tuple[EnginePath, ...]:
    if not isinstance(raws, list) or not 1 <= len(raws) <= 8:
        raise ValueError("should have a path")
    paths = []
    for raw in raws:
        of = _checked(raw, _PATH)
        try:
            lons, lats = decoded("".join(of["line"].split()))
        except ValueError as error:
            raise ValueError(f"has a line that {error}") from None
        if len(lons) < 2:
            raise ValueError("has a line without a second point")
        hours = of.get("duration_h")
        path = kept_path(lons, lats, duration_h=None if hours is None else float(hours))
        stated = float(of["length_km"])
        if abs(path.length_km - stated) > max(_LENGTH_KM, 1e-6 * path.length_km):
            raise ValueError(f"says {stated:g} km of a line that is {path.length_km:g} km long")
        paths.append(replace(path, length_km=stated))
    return tuple(paths)


Check = Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and clean(value) == value


def _is_word(pattern: str) -> Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_number(low: float, high: float) -> Check:
    return lambda v: isinstance(v, int | float) and not isinstance(v, bool) and low <= v <= high


def _is_count(high: int) -> Check:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= high


def _is_list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= 500 and all(map(check, value))


def _is_spot(value: object) -> bool:
    limits = (180.0, 90.0)
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(_is_number(-most, most)(number) for most, number in zip(limits, value, strict=False))
        and _is_number(0.0, 50_000.0)(value[2])
    )


# What each field must be, and whether it must be there.
_Fields = dict[str, tuple[Check, bool]]
_SHARED: _Fields = {
    "points": (_is_list_of(_is_spot), True),
    "names": (_is_list_of(_is_text), False),
    "avoided": (_is_count(100_000), False),
    "alternates": (_is_count(3), False),
    "profile": (lambda value: value in PROFILES, True),
    "engine": (_is_word(r"[a-z]+(?:[+-][a-z]+){0,3}"), True),
    "engine_version": (_is_text, False),
    "data": (_is_text, True),
    "data_date": (is_date, False),
    "data_id": (_is_text, False),
    "attribution": (_is_text, False),
    "hash": (_is_word("[0-9a-f]{64}"), True),
}
_ANSWERED: _Fields = {"snaps": (_is_list_of(_is_spot), True), "notes": (_is_list_of(_is_text), False)}
_REFUSED: _Fields = {
    "refused": (lambda value: value == "NotSnapped" or (isinstance(value, str) and value in REFUSALS), True),
    "reason": (_is_text, True),
    "km": (_is_number(0.0, 50_000.0), False),
    "limit_km": (_is_number(0.0, 50_000.0), False),
    "at_least": (lambda value: isinstance(value, bool), False),
}
_PATH: _Fields = {
    "length_km": (_is_number(0.0, 1e6), True),
    "duration_h": (_is_number(0.0, 1e6), False),
    "line": (lambda value: isinstance(value, str), True),
}
_ALWAYS = {name for name, (_, needed) in {**_SHARED, **_ANSWERED, **_REFUSED}.items() if needed} | {"km", "limit_km"}


def _checked(raw: object, wanted: _Fields) -> dict[str, Any]:
    """The record's own fields, all of them known, there and right."""
    if not isinstance(raw, Mapping):
        raise ValueError("has a path that is no table")
    for name in raw:
        if name not in wanted:
            raise ValueError(f"has a field {clean(name)!r} that is not known")
    for name, (is_right, needed) in wanted.items():
        if name not in raw:
            if needed:
                raise ValueError(f"has no {name}")
        elif not is_right(raw[name]):
            raise ValueError(f"has a wrong {name}: {clean(str(raw[name]))[:80]!r}")
    return dict(raw)
