"""The names of one index file, and how they are searched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gazetteer.index.records import PLACE, Records
from gazetteer.index.schema import geonames_id
from gazetteer.place import Place
from gazetteer.rows import CURATED_PREFIX

_NAMED = f"SELECT name.name, name.folded, name.place, {PLACE} FROM name"
# Names may be of a place that another file brings: the join then gives none.
_BY_KEY = f"{_NAMED} LEFT JOIN place ON place.number = name.place WHERE"
_BY_FOLDED = f"{_NAMED} INDEXED BY name_folded LEFT JOIN place ON place.number = name.place WHERE"
_BY_PREFIX = (
    f"{_NAMED} JOIN (SELECT key, population, place, folded FROM name INDEXED BY name_folded "
    "WHERE folded >= ? AND folded < ? LIMIT ?) AS hit USING (key, population, place, folded) "
    "LEFT JOIN place ON place.number = name.place"
)
# The few that are wanted are told before their places are read.
_NEAR = f"{_NAMED} JOIN (SELECT key, population, place, folded FROM name"
_BEARERS = (
    "SELECT place.number, place.id, place.kind, place.population, name.name = place.name FROM name "
    "INDEXED BY name_folded JOIN place ON place.number = name.place WHERE name.folded = ?"
)
_SPELLINGS = (
    "SELECT place.number, place.id, name.folded FROM name JOIN place ON place.number = name.place "
    "WHERE name.key = ? AND (name.population >= ? OR place.id GLOB ?)"
)
_LAST = "\U0010ffff"  # sorts after every continuation of a prefix
_ORDER = "ORDER BY name.population DESC, name.place"
_ALL = -1  # a limit that is none


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name of the index that a search found: the place, the name as its source spells it, and the name folded."""

    place: Place
    name: str
    folded: str


@dataclass(frozen=True, slots=True)
class Named:
    """A name that one file has, and the id of its place; the place itself is None where another file brings it."""

    place_id: str
    place: Place | None
    name: str
    folded: str


@dataclass(frozen=True, slots=True)
class Few:
    """How many names of one spelling are wanted of a file that has many: those best known, and those in some countries.

    Parameters
    ----------
    anywhere, inside : int
        So many wherever they are, and so many more in the countries.
    countries : collection of str
        ISO 3166-1 alpha-2 codes.
    """

    anywhere: int
    inside: int = 0
    countries: Collection[str] = ()


class NameTable:
    """The names of an index file. Searches give the most populous place first, and always in the same order."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def by_folded(self, folded: str, few: Few | None = None) -> list[Named]:
        """Names that fold to `folded`: all of them, or a few."""
        return self._some(f"{_BY_FOLDED} name.folded = ?", folded, few)

    def by_key(self, key: str, few: Few | None = None) -> list[Named]:
        """Names with this key: all of them, or a few."""
        return self._some(f"{_BY_KEY} name.key = ?", key, few)

    def by_prefix(self, folded: str, *, limit: int, looked_through: int = _ALL) -> list[Named]:
        """Names whose folded form begins with `folded`; of the first `looked_through` by the alphabet, if stated."""
        if not folded:
            return []
        return self._named(
            f"{_BY_PREFIX} {_ORDER}, name.folded LIMIT ?", (folded, folded + _LAST, looked_through, limit)
        )

    def near_key(self, key: str, *, limit: int, least_population: int = 0) -> list[Named]:
        """Names whose key differs from `key` in one letter, of places with so many people at least."""
        near = _one_letter_off(key, self._letters)
        marks = ", ".join("?" * len(near))
        return self._named(
            f"{_NEAR} WHERE name.key IN ({marks}) AND name.population >= ? {_ORDER}, name.folded LIMIT ?) AS hit "
            f"USING (key, population, place, folded) LEFT JOIN place ON place.number = name.place "
            f"{_ORDER}, name.folded",
            (*near, least_population, limit),
        )

    def bearers(self, folded: str) -> list[tuple[str, str, int, bool]]:
        """Id, kind and population of the places with a name that folds to `folded`, and whether that is their own."""
        return [
            (id_ or geonames_id(number), kind, population, bool(is_own))
            for number, id_, kind, population, is_own in self._records.file.rows(_BEARERS, (folded,))
        ]

    def has_prefix(self, folded: str) -> bool:
        """Whether some folded name begins with `folded`."""
        query = "SELECT 1 FROM name WHERE folded >= ? AND folded < ? LIMIT 1"
        return bool(self._records.file.rows(query, (folded, folded + _LAST)))

    def spellings(self, key: str, *, population: int) -> list[tuple[str, str]]:
        """Id and folded name of the places with this key that have at least `population` people or are curated."""
        rows = self._records.file.rows(_SPELLINGS, (key, population, f"{CURATED_PREFIX}*"))
        return [(id_ or geonames_id(number), folded) for number, id_, folded in rows]

    def _some(self, query: str, sought: str, few: Few | None) -> list[Named]:
        if few is None:
            return self._named(f"{query} {_ORDER}, name.folded", (sought,))
        found = self._named(f"{query} {_ORDER} LIMIT ?", (sought, few.anywhere)) if few.anywhere else []
        if few.inside and few.countries and len(found) == few.anywhere:
            marks = ", ".join("?" * len(few.countries))
            inside = self._named(
                f"{query} AND name.country IN ({marks}) {_ORDER} LIMIT ?", (sought, *few.countries, few.inside)
            )
            known = {(one.place_id, one.folded) for one in found}
            found += [one for one in inside if (one.place_id, one.folded) not in known]
        return found

    def _named(self, query: str, parameters: Sequence[Any]) -> list[Named]:
        return [
            Named(self._records.id_of(row[2]), None, row[0], row[1])
            if row[3] is None
            else Named((place := self._records.place(row[3:])).id, place, row[0], row[1])
            for row in self._records.file.rows(query, parameters)
        ]

    @cached_property
    def _letters(self) -> str:
        return self._records.file.meta()["key_letters"]


def hits_of(named: Iterable[Named]) -> list[NameHit]:
    """The names whose places the file itself brings."""
    return [NameHit(one.place, one.name, one.folded) for one in named if one.place is not None]


def _one_letter_off(key: str, letters: str) -> list[str]:
    halves = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    near = {head + letter + tail for head, tail in halves for letter in letters}
    near |= {head + letter + tail[1:] for head, tail in halves if tail for letter in letters}
    near |= {head + tail[1:] for head, tail in halves if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    return sorted(near - {key, ""})
