"""The names of one index file, and how they are searched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cached_property, partial
from itertools import repeat

from gazetteer.errors import PlaceNotFoundError
from gazetteer.index.records import Records
from gazetteer.index.schema import geonames_id, geonames_number
from gazetteer.index.shortened import full_name, full_plain
from gazetteer.place import Place
from gazetteer.rows import CURATED_PREFIX
from gazetteer.values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

# No place is read with its names: a search may find hundreds, of which few are looked at.
_BY_KEY = "SELECT place, name, folded, plain, population FROM name WHERE key = ?"
_NEAR_KEY = "SELECT place, name, folded, plain, population FROM name WHERE"
_BY_FOLDED = "SELECT place, name, folded, '', population FROM spelled WHERE folded = ?"
_BY_PREFIX = (
    "SELECT place, name, folded, '', population FROM (SELECT place, name, folded, population FROM spelled "
    "WHERE folded >= ? AND folded < ? LIMIT ?)"
)
_BEARERS = (
    "SELECT place.number, place.id, place.kind, place.population, spelled.name, place.name FROM spelled "
    "JOIN place ON place.number = spelled.place WHERE spelled.folded = ?"
)
_SPELLINGS = (
    "SELECT place.number, place.id, name.folded FROM name JOIN place ON place.number = name.place "
    "WHERE name.key = ? AND (name.population >= ? OR place.id GLOB ?)"
)
# A dump has thousands of names of a key, and an index of them by country, which SQLite would not choose.
_KEYED, _KEYED_IN_COUNTRY = "FROM name", "FROM name INDEXED BY name_country"
_LAST = "\U0010ffff"  # sorts after every continuation of a prefix
_ORDER = "ORDER BY population DESC, place, folded"
_ALL_BY_FOLDED = "SELECT place, name, population FROM spelled WHERE folded = ? ORDER BY population DESC, place"
_ALL = -1  # a limit that is none


class NameHit(tuple["Any", ...]):
    """A name of the index that a search found: its place, the name as its source spells it, and the name folded.

    A row of the index and who reads its place, as they come: of the hundreds that a search finds, few are looked at.

    Parameters
    ----------
    place : Place
    name, folded : str
    plain : str
        The plain form, in which names are compared; ``""`` where the search does not tell it.
    """

    __slots__ = ()

    def __new__(cls, place: Place, name: str, folded: str, plain: str = "") -> Self:
        """A hit of a place that is at hand."""
        return tuple.__new__(cls, ((place, name, folded, plain, place.population), None))

    def __repr__(self) -> str:
        return f"NameHit({self.name!r}, {self.place_id})"

    @property
    def name(self) -> str:
        """The name as its source spells it."""
        _, name, folded, *_ = self[0]
        return full_name(name, folded)

    @property
    def folded(self) -> str:
        """The name folded."""
        folded: str = self[0][2]
        return folded

    @property
    def plain(self) -> str:
        """The plain form, without spaces, in which names are compared; ``""`` where the search does not tell it."""
        _, _, folded, plain, _ = self[0]
        return full_plain(plain, folded)

    @property
    def population(self) -> int:
        """The people of the place, for which nothing is read."""
        people: int = self[0][4]
        return people

    @property
    def place_id(self) -> str:
        """The id of the place, for which nothing is read."""
        (place, *_), records = self
        id_: str = records.id_of(place) if records else place.id
        return id_

    @property
    def mark(self) -> tuple[int | str, str]:
        """By what a name of a place is known in every file: GeoNames' number or another id, and the name folded."""
        (place, _, folded, *_), records = self
        if records:
            return place if place > 0 else records.id_of(place), folded
        return geonames_number(place.id) or place.id, folded

    @property
    def place(self) -> Place:
        """The place.

        Raises
        ------
        PlaceNotFoundError
            The file has the name, and another file the place.
        """
        if (found := self.own_place) is None:
            raise PlaceNotFoundError(f"{self.name!r} is a name of {self.place_id}, a place of another index file")
        return found

    @property
    def own_place(self) -> Place | None:
        """The place, None where another file than that of the name brings it."""
        (place, *_), records = self
        found: Place | None = records.numbered(place) if records else place
        return found


_as_hit: Callable[[tuple[Any, Records]], NameHit] = partial(tuple.__new__, NameHit)


@value
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

    def by_folded(self, folded: str, few: Few | None = None) -> list[NameHit]:
        """Names that fold to `folded`: all of them, or a few."""
        if few is not None:
            return self._some(_BY_FOLDED, folded, few)
        records = self._records
        rows = records.file.rows(_ALL_BY_FOLDED, (folded,))
        return [_as_hit(((number, name, folded, "", people), records)) for number, name, people in rows]

    def by_key(self, key: str, few: Few | None = None, *, countries: Collection[str] = ()) -> list[NameHit]:
        """Names with this key: all of them, or a few.

        With `countries` only those of places there and in no country, and of places that GeoNames does not number:
        what is shared by several countries, and what is known beyond its own.
        """
        if few is not None and not countries:
            return self._some(_BY_KEY, key, few)
        marks = ", ".join("?" * len(countries))
        inside = f"AND (place < 0 OR country IN ('', {marks}))" if countries else ""
        return self._hits(f"{_BY_KEY} {inside} {_ORDER}", (key, *countries))

    def by_prefix(self, folded: str, *, limit: int, looked_through: int = _ALL) -> list[NameHit]:
        """Names whose folded form begins with `folded`; of the first `looked_through` by the alphabet, if stated."""
        if not folded:
            return []
        return self._hits(f"{_BY_PREFIX} {_ORDER} LIMIT ?", (folded, folded + _LAST, looked_through, limit))

    def near_key(self, key: str, *, limit: int, least_population: int = 0) -> list[NameHit]:
        """Names whose key differs from `key` in one letter, of places with so many people at least."""
        near = _one_letter_off(key, self._letters)
        marks = ", ".join("?" * len(near))
        return self._hits(
            f"{_NEAR_KEY} key IN ({marks}) AND population >= ? {_ORDER} LIMIT ?",
            (*near, least_population, limit),
        )

    def bearers(self, folded: str) -> list[tuple[str, str, int, bool]]:
        """Id, kind and population of the places with a name that folds to `folded`, and whether that is their own."""
        return [
            (id_ or geonames_id(number), kind, population, full_name(kept, folded) == own)
            for number, id_, kind, population, kept, own in self._records.file.rows(_BEARERS, (folded,))
        ]

    def has_prefix(self, folded: str) -> bool:
        """Whether some folded name begins with `folded`."""
        query = "SELECT 1 FROM spelled WHERE folded >= ? AND folded < ? LIMIT 1"
        return bool(self._records.file.rows(query, (folded, folded + _LAST)))

    def spellings(self, key: str, *, population: int) -> list[tuple[str, str]]:
        """Id and folded name of the places with this key that have at least `population` people or are curated."""
        rows = self._records.file.rows(_SPELLINGS, (key, population, f"{CURATED_PREFIX}*"))
        return [(id_ or geonames_id(number), folded) for number, id_, folded in rows]

    def _some(self, query: str, sought: str, few: Few) -> list[NameHit]:
        found = self._hits(f"{query} {_ORDER} LIMIT ?", (sought, few.anywhere)) if few.anywhere else []
        if few.inside and few.countries and len(found) == few.anywhere:
            marks = ", ".join("?" * len(few.countries))
            inside = self._hits(
                f"{query.replace(_KEYED, _KEYED_IN_COUNTRY)} AND country IN ({marks}) {_ORDER} LIMIT ?",
                (sought, *few.countries, few.inside),
            )
            known = {one.mark for one in found}
            found += [one for one in inside if one.mark not in known]
        return found

    def _hits(self, query: str, parameters: Sequence[Any]) -> list[NameHit]:
        rows = self._records.file.rows(query, parameters)
        return list(map(_as_hit, zip(rows, repeat(self._records), strict=False)))

    @cached_property
    def _letters(self) -> str:
        return self._records.file.meta()["key_letters"]


def _one_letter_off(key: str, letters: str) -> list[str]:
    halves = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    near = {head + letter + tail for head, tail in halves for letter in letters}
    near |= {head + letter + tail[1:] for head, tail in halves if tail for letter in letters}
    near |= {head + tail[1:] for head, tail in halves if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    return sorted(near - {key, ""})
