"""Reading one index file: names, places, outlines and water."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

from gazetteer.errors import PlaceNotFoundError
from gazetteer.index.file import IndexFile
from gazetteer.index.info import IndexInfo, SourceCredit
from gazetteer.index.named import NameHit, NameTable
from gazetteer.index.records import PLACE, Records
from gazetteer.index.schema import geonames_id, geonames_number
from gazetteer.place import Kind, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from shapely.geometry.base import BaseGeometry

_AT_ONCE = 500  # places that are read by one query
_BELOW = "(SELECT number FROM elsewhere WHERE id = ?1 UNION ALL SELECT number FROM place WHERE id = ?1 AND id <> '')"


class PlaceIndex:
    """An index file opened for reading; a context manager that closes it.

    Searches return hits with the most populous place first, in an order that is the same in every run. Their places are
    read when they are asked for; a file of more names for places of another one has hits whose ``own_place`` is None.

    Examples
    --------
    >>> from gazetteer import build_index
    >>> with PlaceIndex.open(build_index().path) as index:
    ...     index.place("SY-DY").kind.label, index.place("geonames:170794").admin1
    ('first-level division', 'SY-DY')
    """

    def __init__(self, file: IndexFile) -> None:
        self._file = file
        self._records = Records(file)
        self.names = NameTable(self._records)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an index file.

        Raises
        ------
        IndexDataError
            There is no index at `path`, or what is there is cut short, is not an index, or has tables of another
            version.
        """
        return cls(IndexFile.open(path))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self._file.path

    @property
    def fingerprint(self) -> str:
        """What the index was built from."""
        return self._file.meta()["fingerprint"]

    def meta(self) -> dict[str, str]:
        """What the file says about itself."""
        return self._file.meta()

    def info(self) -> IndexInfo:
        """What the index says about itself."""
        meta = self._file.meta()
        return IndexInfo(
            path=self.path,
            fingerprint=meta["fingerprint"],
            size_bytes=self.path.stat().st_size,
            places=int(meta["places"]),
            names=int(meta["names"]),
            outlines=int(meta["outlines"]),
            sources=self.sources(),
        )

    def sources(self) -> tuple[SourceCredit, ...]:
        """Who is to be named for the places."""
        rows = self._file.rows("SELECT name, licence, url, credit, places FROM source ORDER BY number")
        return tuple(SourceCredit(*row) for row in rows)

    def credits(self, place_ids: Iterable[str], *, water: bool = False) -> tuple[SourceCredit, ...]:
        """Who is to be named on a map that shows these places of the file, and its rivers and lakes."""
        used = {credit for place_id in place_ids for (credit,) in self._file.rows(*_credit_of(place_id))}
        rows = self._file.rows(
            "SELECT number, is_water, name, licence, url, credit, places FROM source ORDER BY number"
        )
        return tuple(SourceCredit(*row) for number, is_water, *row in rows if number in used or (water and is_water))

    def skipped(self) -> dict[str, dict[str, int]]:
        """What the sources hold and the index did not take: features per reason, by name of the source."""
        found: dict[str, dict[str, int]] = {}
        for name, reason, features in self._file.rows(
            "SELECT name, reason, features FROM skipped JOIN source ON source.number = skipped.source"
        ):
            found.setdefault(name, {})[reason] = features
        return found

    # --- names --------------------------------------------------------------------------------------------------------

    def by_folded(self, folded: str) -> list[NameHit]:
        """Every name that folds to `folded`."""
        return self.names.by_folded(folded)

    def bearers(self, folded: str) -> list[tuple[str, str, int, bool]]:
        """Id, kind and population of every place with a name that folds to `folded`, and whether that is its own name.

        What the finder of names asks for the capitalised words of a text, most of which no place is called: nothing is
        sorted, and no place is read in full.
        """
        return self.names.bearers(folded)

    def has_prefix(self, folded: str) -> bool:
        """Whether some folded name begins with `folded`."""
        return self.names.has_prefix(folded)

    def spellings(self, key: str, *, population: int) -> list[tuple[str, str]]:
        """Id and folded name of the places with this key that have at least `population` people or are curated."""
        return self.names.spellings(key, population=population)

    def by_key(self, key: str) -> list[NameHit]:
        """Every name with this key: the block inside which names are compared."""
        return self.names.by_key(key)

    def by_prefix(self, folded: str, *, limit: int = 20) -> list[NameHit]:
        """Names whose folded form begins with `folded`, those of the most populous places first."""
        return self.names.by_prefix(folded, limit=limit)

    def near_key(self, key: str, *, limit: int = 50) -> list[NameHit]:
        """Names whose key differs from `key` in one letter: changed, left out, put in, or two swapped.

        For suggestions, when nothing has the key itself; names of the most populous places first.
        """
        return self.names.near_key(key, limit=limit)

    # --- places -------------------------------------------------------------------------------------------------------

    def place(self, place_id: str) -> Place:
        """The place with this id.

        Raises
        ------
        PlaceNotFoundError
        """
        if (found := self.find(place_id)) is not None:
            return found
        raise PlaceNotFoundError(
            f"no place has the id {place_id!r}; ids look like geonames:170794, SY-DY, SY or geomap:qalamoun"
        )

    def find(self, place_id: str) -> Place | None:
        """The place with this id; None when the file does not bring it."""
        if number := geonames_number(place_id):
            return self._records.numbered(number)
        for row in self._file.rows(f"SELECT {PLACE} FROM place WHERE id = ? AND id <> ''", (place_id,)):
            return self._records.place(row)
        return None

    def find_all(self, place_ids: Iterable[str]) -> tuple[Place, ...]:
        """The places with these ids that the file brings: those that GeoNames numbers in their order, then others."""
        asked = {place_id: geonames_number(place_id) for place_id in place_ids}
        others = [self.find(place_id) for place_id, number in asked.items() if not number]
        return (*self._places([*filter(None, asked.values())]), *(place for place in others if place is not None))

    def _places(self, numbers: Sequence[int]) -> tuple[Place, ...]:
        found = {}
        for at in range(0, len(numbers), _AT_ONCE):
            marks = ", ".join(map(str, numbers[at : at + _AT_ONCE]))
            for row in self._file.rows(f"SELECT {PLACE} FROM place WHERE number IN ({marks})"):
                found[row[0]] = self._records.place(row)
        return tuple(found[number] for number in numbers if number in found)

    def ids(self) -> list[str]:
        """The ids of all places."""
        return [id_ or geonames_id(number) for number, id_ in self._file.rows("SELECT number, id FROM place")]

    def unnumbered(self) -> Iterator[Place]:
        """The places that have another id than GeoNames' number."""
        yield from map(self._records.place, self._file.stream(f"SELECT {PLACE} FROM place WHERE number < 0"))

    def numbered(self) -> Iterator[tuple[int, int, str]]:
        """The places that GeoNames numbers, as number, population and country."""
        yield from self._file.stream("SELECT number, population, country FROM place WHERE number > 0")

    def same_numbers(self) -> list[tuple[int, str]]:
        """Numbers under which GeoNames knows places that have another id, and that id."""
        return [
            (number, self._records.id_of(place)) for number, place in self._file.rows("SELECT number, place FROM same")
        ]

    def same_as(self, place_id: str) -> str:
        """The id that a place of GeoNames has here or in another file, ``""`` when this file knows of none."""
        for (number,) in self._file.rows("SELECT place FROM same WHERE number = ?", (geonames_number(place_id),)):
            return self._records.id_of(number)
        return ""

    def parents(self, place_id: str) -> tuple[str, ...]:
        """Ids of the places in which a place lies, as far as the file says so; the nearest ones only."""
        # A place that GeoNames does not number stands in the table of places, or is one that another file brings.
        child = "?" if geonames_number(place_id) else _BELOW
        rows = self._file.rows(
            f"SELECT parent FROM parent WHERE place = {child} ORDER BY parent", (geonames_number(place_id) or place_id,)
        )
        return tuple(self._records.id_of(parent) for (parent,) in rows)

    def outline(self, place_id: str) -> BaseGeometry | None:
        """The outline of a place, WGS84 (longitude, latitude); None when the index has only a point for it.

        Raises
        ------
        PlaceNotFoundError
        """
        from gazetteer.index.drawn import outline_of

        place = self.place(place_id)
        if not place.has_outline:
            return None
        condition, sought = _by_id(place_id)
        ((number,),) = self._file.rows(f"SELECT place.number FROM place WHERE {condition}", sought)
        return outline_of(self._file, number)

    def places_in(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        kinds: Iterable[Kind] | None = None,
        limit: int = 100,
    ) -> tuple[Place, ...]:
        """Places whose point lies in a box, the most populous first.

        Parameters
        ----------
        west, south, east, north : float
            Degrees WGS84, borders included; ``west > east`` is a box that crosses the 180th meridian.
        kinds : iterable of Kind, optional
            Only these; None takes all.
        limit : int
            At most so many.
        """
        from gazetteer.index.spots import spots_in

        return self._places(spots_in(self._file, west, south, east, north, kinds=kinds, limit=limit))

    def ids_in(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        kinds: Iterable[Kind] | None = None,
        limit: int = 100,
        above: int = -1,
    ) -> tuple[str, ...]:
        """The ids of what :meth:`places_in` gives, as far as they have more people than stated."""
        from gazetteer.index.spots import spots_in

        numbers = spots_in(self._file, west, south, east, north, kinds=kinds, limit=limit, above=above)
        return tuple(map(self._records.id_of, numbers))

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines of one layer that meet a box, in the order of their ids.

        ``Kind.COUNTRY`` is the layer of countries and of the few territories that stand beside them under no
        country code, so that together they cover all land; ``Kind.ADMIN1`` that of the first-level divisions.
        The box is as in :meth:`places_in`. Outlines are whole, not cut at the box.
        """
        from gazetteer.index.drawn import in_box

        query = (
            f"SELECT outline.shape, {PLACE} FROM outline JOIN place ON place.number = outline.place "
            "WHERE layer = ? AND {box} ORDER BY place.id"
        )
        boxed = in_box(self._file, query, (kind.value,), west, south, east, north)
        return tuple((self._records.place(row), geometry) for geometry, row in boxed)

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        """Rivers and lakes that meet a box, as (``"river"`` or ``"lake"``, geometry); the box is as in `places_in`."""
        from gazetteer.index.drawn import in_box

        query = "SELECT shape, kind FROM water WHERE {box} ORDER BY number"
        boxed = in_box(self._file, query, (), west, south, east, north)
        return tuple((row[0], geometry) for geometry, row in boxed)


def _by_id(place_id: str) -> tuple[str, tuple[int | str]]:
    """The condition by which the row of a place is found, and its value."""
    number = geonames_number(place_id)
    return ("place.number = ?", (number,)) if number else ("place.id = ? AND place.id <> ''", (place_id,))


def _credit_of(place_id: str) -> tuple[str, tuple[int | str]]:
    condition, sought = _by_id(place_id)
    return f"SELECT credit FROM place JOIN citation ON citation.number = place.citation WHERE {condition}", sought
