"""Airports and air bases, as the airportsdata package carries them: those that airlines or armed forces use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from gazetteer.errors import IndexDataError
from gazetteer.place import Kind, Place
from gazetteer.rows import SourcePlace
from gazetteer.sources import Source, SourceCredit

LICENCE = "MIT"
CREDIT = "airportsdata (Mike Borsetti)"
URL = "https://github.com/mborsetti/airportsdata"
_HOW = "try: pip install --force-reinstall airportsdata"
RADIUS_KM = 3.0
"""About the length of a runway: the point is somewhere on the field."""

_ICAO = re.compile("[A-Z]{4}")  # other codes there are those of the countries' own lists, of private strips
_MILITARY = re.compile(r"\b(?:air ?base|afb|air force|army|naval|navy|military|raf|joint base)\b", re.IGNORECASE)
_RANK = re.compile(r"\b(?:International|Intl\.?|Regional|Municipal|National|Ntl\.?|Metropolitan|County) (?=Airport$)")
_FORCE_BASE = re.compile(r"\bAfb\b", re.IGNORECASE)
_MOST_BROKEN = 0.001


def read_airports() -> Source:
    """The airports as a source of the index; fields used by neither airlines nor armed forces are only counted.

    Raises
    ------
    IndexDataError
        airportsdata is not installed, or more than one row in a thousand is broken.
    """
    try:
        from airportsdata import __version__ as version
        from airportsdata import load
    except ImportError as error:
        raise IndexDataError(f"airportsdata is missing; {_HOW}") from error
    try:
        rows: list[Mapping[str, Any]] = list(load("ICAO").values())
    except (OSError, ValueError, KeyError) as error:
        raise IndexDataError(f"airportsdata is damaged: {error!r}; {_HOW}") from error
    return airports_source(rows, version=version)


def airports_source(rows: list[Mapping[str, Any]], *, version: str) -> Source:
    """The source that rows of airportsdata make; raises as :func:`read_airports` does."""
    used = [row for row in rows if _ICAO.fullmatch(row["icao"]) and (row["iata"] or _MILITARY.search(row["name"]))]
    towns = Counter((row["country"], row["city"]) for row in used if row["iata"])
    source = f"airportsdata {version}"
    places, broken = [], []
    for row in used:
        try:
            places.append(_place(row, source, is_only=towns[row["country"], row["city"]] == 1))
        except (TypeError, ValueError) as error:
            broken.append(f"{row['icao']}: {error!r}")
    if len(broken) > _MOST_BROKEN * len(used):
        raise IndexDataError(f"airportsdata: {len(broken)} of {len(used)} rows are broken, the first is {broken[0]}")
    skipped = {"neither airline nor air force": len(rows) - len(used), "broken row": len(broken)}
    return Source(
        SourceCredit(source, LICENCE, URL, CREDIT),
        places=places,
        skipped={reason: count for reason, count in skipped.items() if count},
    )


def airport_names(name: str, town: str, code: str = "", *, is_only: bool) -> tuple[str, ...]:
    """The names of an airport, the one to show first.

    Parameters
    ----------
    name, town : str
        As airportsdata has them.
    code : str
        Three letters, IATA's; news says "JFK airport".
    is_only : bool
        Whether the town has no other.

    Examples
    --------
    >>> airport_names("Damascus International Airport", "Damascus", is_only=True)
    ('Damascus International Airport', 'Damascus Airport')
    >>> airport_names("Chicago O'Hare International Airport", "Chicago", "ORD", is_only=False)[2:]
    ("O'Hare International Airport", "O'Hare Airport", 'ORD Airport')
    >>> airport_names("Hill Afb", "Ogden", is_only=False)
    ('Hill Air Force Base', 'Hill AFB', 'Hill Air Base')
    """
    return tuple(dict.fromkeys(_names(name, town, code, is_only=is_only)))


def _names(name: str, town: str, code: str, *, is_only: bool) -> Iterator[str]:
    if _FORCE_BASE.search(name):
        for spelled in ("Air Force Base", "AFB", "Air Base"):
            yield _FORCE_BASE.sub(spelled, name)
        return
    yield name
    if not name.endswith(" Airport"):
        return
    yield _RANK.sub("", name)
    if town and is_only:
        yield f"{town} Airport"
        if "International" in name:
            yield f"{town} International Airport"
    # "Beirut Rafic Hariri International Airport" is called so without its town as well.
    bare = name[len(town) + 1 :] if town and name.startswith((f"{town} ", f"{town}-")) else ""
    if plain := _RANK.sub("", bare).removesuffix("Airport"):
        yield bare
        yield f"{plain}Airport"
    if code:
        yield f"{code} Airport"


def _place(row: Mapping[str, Any], source: str, *, is_only: bool) -> SourcePlace:
    lon, lat = float(row["lon"]), float(row["lat"])
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"position {lon}, {lat}")
    names = airport_names(row["name"].partition("/")[0].strip(), row["city"].strip(), row["iata"], is_only=is_only)
    if not names[0]:
        raise ValueError("no name")
    is_military = _MILITARY.search(names[0]) is not None
    place = Place(
        id=f"icao:{row['icao']}",
        name=names[0],
        kind=Kind.BASE if is_military else Kind.AIRPORT,
        lon=lon,
        lat=lat,
        radius_km=RADIUS_KM,
        country=row["country"],
        source=f"{source}: {row['icao']}",
        licence=LICENCE,
        source_url=URL,
    )
    return SourcePlace(place, names)
