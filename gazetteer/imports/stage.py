"""Putting rows aside on the disk in the order in which they come, to be sorted into an index file at the end."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gazetteer.imports.identity import Divisions
from gazetteer.imports.sorting import PUT_ASIDE, SETTINGS, sort_into_tables
from gazetteer.index.info import Progress
from gazetteer.index.load import spellings
from gazetteer.index.schema import (
    SCHEMA_VERSION,
    TABLES,
    Citation,
    citation_of,
    geonames_id,
    geonames_number,
    pack,
    place_row,
)
from gazetteer.index.shortened import shorten_name, shorten_plain
from gazetteer.names import fold
from gazetteer.names.skeleton import plain, plain_key
from gazetteer.place import Kind, Place
from gazetteer.rows import Alias, SourcePlace
from gazetteer.sources import SourceCredit

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.index.read import PlaceIndex

_MOST_FORMS = 200_000  # of names that are kept in memory: many places share a name


@dataclass(frozen=True, slots=True)
class Finished:
    """What a finished file holds, and what was put aside and is not in it.

    ``repeated`` counts rows that brought a place that an earlier one had brought; ``unplaced`` names of places that
    nothing brings; ``parents`` pairs of a place and one in which it lies.
    """

    places: int
    names: int
    repeated: int
    unplaced: int
    parents: int


class Stage:
    """An index file in the making; a context manager that closes it. Memory stays bounded, whatever comes in.

    Parameters
    ----------
    part : Path
        The file to write. What is put aside lies beside it until the stage is closed.
    divisions : Divisions
        What the default index knows of countries and divisions: of these, rows of GeoNames only add names.
    """

    def __init__(self, part: Path, divisions: Divisions) -> None:
        self._aside = part.with_name(f"{part.name.removesuffix('.part')}.aside.part")
        self._divisions = divisions
        self._connection = sqlite3.connect(part, isolation_level=None)
        self._connection.execute("ATTACH ? AS aside", (str(self._aside),))
        for setting in SETTINGS:
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.executescript(f"BEGIN; {TABLES} {PUT_ASIDE}")
        self._citations: dict[tuple[Citation, str], int] = {}
        self._below = count(-1, -1)
        self._numbers: dict[str, int] = {}
        self._elsewhere: dict[int, str] = {}
        self._forms: dict[str, tuple[str, str | None]] = {}
        self._letters: set[str] = set()
        self._outlines = 0
        self._began = time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._aside.unlink(missing_ok=True)

    def add(self, rows: Sequence[SourcePlace], *, by_source: bool = False) -> None:
        """Put places aside with their names, each with the division in which it lies.

        Parameters
        ----------
        rows : sequence of SourcePlace
        by_source : bool
            Whether a place is of the credit with its source for a name. Else the first credit is for all, and places
            whose sources differ in GeoNames' number alone are cited by one row, however many there are.
        """
        places: list[Sequence[Any]] = []
        names: list[Sequence[Any]] = []
        for row, division in zip(rows, self._divisions.of([row.place for row in rows]), strict=True):
            place, number = row.place, self._number(row.place.id)
            if number > 0 and (same := self._divisions.same(place, row.names, inside=division)):
                self._take_for(number, same, row.names)
                continue
            if place.kind in (Kind.COUNTRY, Kind.ADMIN1):
                division = ""
            cited = (citation_of(place), _credit_key(place.source, place.licence) if by_source else "")
            citation = self._citations.setdefault(cited, len(self._citations))
            admin1 = place.admin1 or division
            places.append(place_row(place, number, citation, admin1=admin1, has_outline=place.has_outline))
            for folded, name in spellings(row.names):
                filed, form = self._filed(folded)
                kept = shorten_name(name, folded)
                names.append((filed, place.population, number, folded, place.country, kept, form))
        self._put("place", places)
        self._put("name", names)

    def add_outline(self, place_id: str, kind: Kind, outline: BaseGeometry) -> None:
        """Add the area of a place."""
        import shapely

        added = self._connection.execute(
            "INSERT OR IGNORE INTO outline (place, layer, west, south, east, north, shape) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._number(place_id), kind.value, *map(float, shapely.bounds(outline)), pack(shapely.to_wkb(outline))),
        )
        self._outlines += added.rowcount

    def add_alias(self, alias: Alias, known: Place | None) -> None:
        """Put more names aside of a place that another file brings, as `known` if it does so already."""
        number = self._number(alias.place_id)
        if number < 0:
            self._elsewhere[number] = alias.place_id
        population, country = (known.population, known.country) if known else (0, "")
        names = [(*self._filed(folded), folded, shorten_name(name, folded)) for folded, name in spellings(alias.names)]
        self._put(
            "name", [(filed, population, number, folded, country, name, form) for filed, form, folded, name in names]
        )

    def add_names(self, names: Iterable[tuple[int, str]]) -> None:
        """Put more names aside of places that GeoNames numbers; those of places that nothing brings are dropped."""
        rows = []
        for number, name in names:
            if folded := fold(name):
                filed, form = self._filed(folded)
                rows.append((number, filed, folded, shorten_name(name, folded), form))
        self._put("more_name", rows)

    def identify(self, number: int, country: str, names: Sequence[str]) -> None:
        """Take a division that GeoNames numbers for the one of the default index that is called so, if one is."""
        if same := self._divisions.same_division(geonames_id(number), Kind.ADMIN1, country, names):
            self._take_for(number, same, names)

    def show(self, shown: Iterable[tuple[int, str | None, str | None]]) -> None:
        """Show other names of places, in English and in Arabic, than their rows have: of several the first given."""
        self._connection.executemany(
            "INSERT INTO aside.shown VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
            "name = coalesce(name, excluded.name), arabic = coalesce(arabic, excluded.arabic)",
            shown,
        )

    def add_parents(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Put pairs of a place and one in which it lies aside, both by GeoNames' numbers."""
        self._put("pair", list(pairs))

    def add_codes(self, codes: Iterable[tuple[int, str]]) -> None:
        """Put the second-level division of places aside, by GeoNames' code for it: they lie in what has the code."""
        self._put("coded", list(codes))

    def add_divisions(self, divisions: Iterable[tuple[str, int]]) -> None:
        """Put the second-level divisions aside that have GeoNames' codes; of several with one code the first counts."""
        self._connection.executemany("INSERT OR IGNORE INTO aside.division VALUES (?, ?)", divisions)

    def add_same(self, index: PlaceIndex) -> None:
        """Learn under which ids another index file has what GeoNames numbers."""
        for place in index.unnumbered():
            if place.geonames_id:
                self._take_for(place.geonames_id, place, ())
        for number, place_id in index.same_numbers():
            if same := self._divisions.find(place_id):
                self._take_for(number, same, ())

    def add_known(self, index: PlaceIndex) -> None:
        """Learn which places another index file brings: names by number are for these, too."""
        self._know(index.numbered())

    def finish(
        self,
        meta: Mapping[str, object],
        credits: Sequence[SourceCredit],
        *,
        skipped: Mapping[str, int],
        arabic: Iterable[str] = (),
        progress: Progress,
    ) -> Finished:
        """Sort what was put aside into the tables, and write down what the file is.

        Parameters
        ----------
        meta : mapping
            What its readers want to know, beside the figures.
        credits : sequence of SourceCredit
            Who is to be named. One alone is for all places, and these are counted here; else a place is of the
            credit with its source for a name, and its licence.
        skipped : mapping
            How many rows were not taken, by reason.
        arabic : iterable of str
            Countries whose places show their Arabic name, where one was given.
        progress : callable
            Called with (stage, done, total).

        Returns
        -------
        Finished
        """
        own = self._connection.execute("SELECT count(*) FROM aside.place").fetchone()[0]
        of_credit = {_credit_key(each.name, each.licence): at for at, each in enumerate(credits, 1)}
        cited = ((*c, of_credit.get(of, 1), number) for (c, of), number in self._citations.items())
        self._put_many("citation (source, licence, url, credit, number)", cited, 5)
        self._put_many("elsewhere (number, id)", self._elsewhere.items(), 2)
        places, names, parents, unplaced = sort_into_tables(self._connection, arabic, progress)
        skipped = {**skipped, "repeated": own - places}
        for number, credit in enumerate(credits, 1):
            counted = places if len(credits) == 1 else credit.places
            row = (number, credit.name, credit.licence, credit.url, credit.credit, counted, 0)
            self._put_many("source (number, name, licence, url, credit, places, is_water)", [row], 7)
        told = [(1, reason, rows) for reason, rows in sorted(skipped.items()) if rows]
        self._put_many("skipped (source, reason, features)", told, 3)
        about = {
            **meta, "schema": SCHEMA_VERSION, "places": places, "names": names, "outlines": self._outlines,
            "key_letters": "".join(sorted(self._letters)), "seconds": round(time.perf_counter() - self._began, 4),
        }  # fmt: skip
        self._put_many("meta (key, value)", ((name, str(value)) for name, value in about.items()), 2)
        self._connection.execute("COMMIT")
        return Finished(places, names, own - places, unplaced, parents)

    def _take_for(self, number: int, same: Place, names: Iterable[str]) -> None:
        """File what GeoNames numbers under the id that the default index has for it."""
        self.add_alias(Alias(same.id, tuple(names)), same)
        self._connection.execute("INSERT OR IGNORE INTO same VALUES (?, ?)", (number, self._number(same.id)))
        self._know([(self._number(same.id), same.population, same.country)])

    def _know(self, known: Iterable[tuple[int, int, str]]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO aside.known VALUES (?, ?, ?)", known)

    def _number(self, place_id: str) -> int:
        if number := geonames_number(place_id):
            return number
        if place_id not in self._numbers:
            self._numbers[place_id] = next(self._below)
        return self._numbers[place_id]

    def _filed(self, folded: str) -> tuple[str, str | None]:
        """The key under which a name is filed, and the plain form in which it is compared, as it is kept."""
        if (found := self._forms.get(folded)) is None:
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            form = plain(folded)
            found = self._forms[folded] = plain_key(form), shorten_plain(form, folded)
            if not self._letters.issuperset(found[0]):
                self._letters.update(letter for letter in found[0] if letter.isascii())
        return found

    def _put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            self._put_many(f"aside.{table}", rows, len(rows[0]))

    def _put_many(self, table: str, rows: Iterable[Sequence[Any]], columns: int) -> None:
        self._connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})", rows)


def _credit_key(source: str, licence: str) -> str:
    return f"{source}\n{licence}"
