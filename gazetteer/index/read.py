"""Reading one index file: names, places, outlines and water."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gazetteer.errors import PlaceNotFoundError
from gazetteer.index.boxes import spans_of
from gazetteer.index.drawn import in_box, outline_of
from gazetteer.index.file import IndexFile
from gazetteer.index.info import IndexInfo, SourceCredit
from gazetteer.index.named import NameHit, NameTable
from gazetteer.index.records import PLACE, Records
from gazetteer.index.schema import geonames_id, geonames_number
from gazetteer.index.tiers import strips_of
from gazetteer.place import Kind, Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
        number = geonames_number(place_id)
        rows = self._file.rows("SELECT parent FROM parent WHERE place = ? ORDER BY parent", (number,)) if number else ()
        return tuple(self._records.id_of(parent) for (parent,) in rows)

    def outline(self, place_id: str) -> BaseGeometry | None:
        """The outline of a place, WGS84 (longitude, latitude); None when the index has only a point for it.

        Raises
        ------
        PlaceNotFoundError
        """
        place = self.place(place_id)
        if not place.has_outline:
            return None
        number = geonames_number(place_id)
        if not number:
            ((number,),) = self._file.rows("SELECT number FROM place WHERE id = ? AND id <> ''", (place_id,))
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
        spans = spans_of(west, south, east, north)
        strips = ", ".join(map(str, strips_of(south, north)))
        wanted = None if kinds is None else sorted({kind.value for kind in kinds})
        of_kind = "" if wanted is None else f"AND kind IN ({', '.join('?' * len(wanted))})"
        ((tiers,),) = self._file.rows("SELECT coalesce(max(tier) + 1, 0) FROM spot")
        found: list[Place] = []
        # A box across the 180th meridian is two: of each the most populous, and of these again.
        for tier in range(tiers):
            places: list[Place] = []
            for low, high in spans if len(found) < limit else ():
                rows = self._file.rows(
                    f"SELECT {PLACE} FROM place JOIN (SELECT place AS number FROM spot WHERE tier = ? "
                    f"AND strip IN ({strips}) AND lon BETWEEN ? AND ? AND lat BETWEEN ? AND ? {of_kind} "
                    "ORDER BY population DESC, place LIMIT ?) AS hit USING (number)",
                    (tier, low, high, south, north, *(wanted or ()), limit - len(found)),
                )
                places += map(self._records.place, rows)
            found += sorted(places, key=_by_population)[: limit - len(found)]
        return tuple(found)

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines of one layer that meet a box, in the order of their ids.

        ``Kind.COUNTRY`` is the layer of countries and of the few territories that stand beside them under no
        country code, so that together they cover all land; ``Kind.ADMIN1`` that of the first-level divisions.
        The box is as in :meth:`places_in`. Outlines are whole, not cut at the box.
        """
        query = (
            f"SELECT outline.shape, {PLACE} FROM outline JOIN place ON place.number = outline.place "
            "WHERE layer = ? AND {box} ORDER BY place.id"
        )
        boxed = in_box(self._file, query, (kind.value,), west, south, east, north)
        return tuple((self._records.place(row), geometry) for geometry, row in boxed)

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        """Rivers and lakes that meet a box, as (``"river"`` or ``"lake"``, geometry); the box is as in `places_in`."""
        query = "SELECT shape, kind FROM water WHERE {box} ORDER BY number"
        boxed = in_box(self._file, query, (), west, south, east, north)
        return tuple((row[0], geometry) for geometry, row in boxed)


def _by_population(place: Place) -> tuple[int, str]:
    return -place.population, place.id
