"""A place of a user's own list, whatever the file it stands in: what its fields may be, and what they are taken for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import TYPE_CHECKING

from gazetteer.imports.featurecodes import usual_radius_km
from gazetteer.imports.tally import BadRowError
from gazetteer.names import fold
from gazetteer.place import Kind, Place
from gazetteer.rows import Alias, SourcePlace

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

FIELDS = (
    "id", "name", "lon", "lat", "kind", "names", "country", "admin1", "radius_km", "population", "name_local", "source",
    "source_url", "licence",
)  # fmt: skip
"""What can be stated of a place; ``names`` are parted by ``|``."""

OWN_PREFIX = "own:"
"""Ids of places for which the user states none begin with this."""

_ID = re.compile(r"\S{1,100}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_LONGEST_NAME = 200
_LARGEST_KM = 20_000.0
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_KINDS = {word: kind for kind in Kind for word in (kind.value, kind.label)}


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What is common to the entries of a file.

    Parameters
    ----------
    source, licence : str
        Who is to be named for the places that do not say it themselves, and under which terms they may be used.
    find : callable
        Gives the place that is known under an id, or None.
    """

    source: str
    licence: str
    find: Callable[[str], Place | None] = lambda place_id: None


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """One entry of a user's list: a place, with its outline where the file has one, or more names for a known place."""

    entry: SourcePlace | Alias
    outline: BaseGeometry | None = None


def own_place(
    fields: Mapping[str, str],
    file: OwnFile,
    *,
    names: Sequence[str] = (),
    outline: BaseGeometry | None = None,
    usual_kind: Kind | None = None,
) -> OwnPlace:
    """Make a place of what an entry states.

    Parameters
    ----------
    fields : mapping
        Of :data:`FIELDS`, as text; what is missing or empty is not stated. An entry with the ``id`` of a known place
        stands for that, and takes from it what it does not state; without ``lon`` and ``lat`` it only adds names.
    file : OwnFile
    names : sequence of str
        More names.
    outline : geometry, optional
        WGS84 polygons.
    usual_kind : Kind, optional
        Of an entry that states none; None takes a site, or a region where there is an outline.

    Raises
    ------
    BadRowError
        Something of it cannot be so.

    Examples
    --------
    >>> row = {"name": "Field hospital", "lon": "36.5", "lat": "34.2", "names": "Al-Amal hospital|مشفى الأمل"}
    >>> place = own_place(row, OwnFile("our notes", "CC0")).entry.place
    >>> place.id, place.kind.value, place.radius_km, place.source
    ('own:field-hospital', 'site', 1.0, 'our notes')
    """
    stated = {field: value for field in FIELDS if (value := _CONTROL.sub(" ", fields.get(field, "")).strip())}
    name = stated.get("name", "")
    spelled = [name, stated.get("name_local", ""), *stated.get("names", "").split("|"), *names]
    spelled = [text for each in spelled if (text := each.strip())]
    if too_long := next((each for each in spelled if len(each) > _LONGEST_NAME), ""):
        raise BadRowError(f"a name of {len(too_long)} characters: {too_long[:30]}…")
    if not any(map(fold, spelled)):
        raise BadRowError("no name")
    if "id" in stated and not _ID.fullmatch(stated["id"]):
        raise BadRowError(f"id {stated['id']!r}: wanted are up to 100 characters without spaces")
    if "lon" not in stated and "lat" not in stated:
        if "id" not in stated:
            raise BadRowError("neither a position nor the id of a known place to add names to")
        return OwnPlace(Alias(stated["id"], tuple(spelled)))
    if not name:
        raise BadRowError("no name")
    known = file.find(stated["id"]) if "id" in stated else None
    kind = _kind(stated) or usual_kind or (known.kind if known else Kind.SITE if outline is None else Kind.REGION)
    population = _population(stated, usual=known.population if known else 0)
    usual_km = known.radius_km if known else usual_radius_km(kind, population)
    place = Place(
        id=stated.get("id") or f"{OWN_PREFIX}{fold(name).replace(' ', '-')}",
        name=name,
        kind=kind,
        lon=_number(stated, "lon", -180, 180),
        lat=_number(stated, "lat", -90, 90),
        radius_km=_number(stated, "radius_km", 0, _LARGEST_KM, usual=usual_km),
        country=_country(stated) or (known.country if known else ""),
        admin1=stated.get("admin1", known.admin1 if known else ""),
        population=population,
        name_local=stated.get("name_local", known.name_local if known else ""),
        has_outline=outline is not None or (known is not None and known.has_outline),
        source=stated.get("source", file.source),
        licence=stated.get("licence", file.licence),
        source_url=_url(stated),
    )
    return OwnPlace(SourcePlace(place, tuple(spelled)), outline)


def _kind(stated: Mapping[str, str]) -> Kind | None:
    word = stated.get("kind", "").lower()
    if word and word not in _KINDS:
        near = get_close_matches(word, _KINDS, 1)
        raise BadRowError(f"kind {word!r} is none, try {near[0] if near else ', '.join(kind.value for kind in Kind)}")
    return _KINDS[word] if word else None


def _country(stated: Mapping[str, str]) -> str:
    code = stated.get("country", "")
    if code and not _COUNTRY.fullmatch(code):
        raise BadRowError(f"country {code!r} is no ISO 3166-1 code of two letters, such as SY")
    return code.upper()


def _population(stated: Mapping[str, str], *, usual: int) -> int:
    people = stated.get("population", str(usual))
    if not (people.isascii() and people.isdecimal() and len(people) <= 11):
        raise BadRowError(f"population {people!r} is no whole number")
    return int(people)


def _url(stated: Mapping[str, str]) -> str:
    url = stated.get("source_url", "")
    if url and not url.startswith(("https://", "http://")):
        raise BadRowError(f"source_url {url!r} does not begin with https://")
    return url


def _number(stated: Mapping[str, str], field: str, least: float, most: float, *, usual: float | None = None) -> float:
    text = stated.get(field, "")
    if not text and usual is not None:
        return usual
    try:
        number = float(text)
    except ValueError:
        hint = ", try a decimal point" if re.fullmatch(r"-?\d+,\d+", text) else ""
        raise BadRowError(f"{field} {text!r} is no number{hint}" if text else f"no {field}") from None
    if not (isfinite(number) and least <= number <= most):
        raise BadRowError(f"{field} {text} is not between {least:g} and {most:g}")
    return number
