"""Reading the index: names, places, outlines and water, from a file that never changes while it is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from gazetteer.errors import IndexDataError, PlaceNotFoundError
from gazetteer.index.boxes import spans_of
from gazetteer.index.info import IndexInfo, SourceCredit
from gazetteer.index.schema import PLACE_COLUMNS, SCHEMA_VERSION, Citation, Row, row_place, unpack
from gazetteer.place import Kind, Place
from gazetteer.rows import CURATED_PREFIX

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_LAST = "\U0010ffff"  # sorts after every continuation of a prefix
# The file is read in place, not copied page by page: scattered look-ups take two thirds of the time.
_MAPPED_BYTES = 256 * 2**20
_PLACE = ", ".join(f"place.{column}" for column in PLACE_COLUMNS)
_HITS = f"SELECT name.name, name.folded, {_PLACE} FROM name JOIN place ON place.number = name.place"
_BEARERS = (
    "SELECT place.id, place.kind, place.population, name.name = place.name FROM name "
    "JOIN place ON place.number = name.place WHERE name.folded = ?"
)
_HIT_ORDER = "ORDER BY place.population DESC, place.number, name.folded"


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name of the index that a search found: the place, the name as its source spells it, and the name folded."""

    place: Place
    name: str
    folded: str


class PlaceIndex:
    """An index opened for reading; a context manager that closes it.

    Searches return hits with the most populous place first, in an order that is the same in every run.

    Examples
    --------
    >>> from gazetteer import build_index
    >>> with PlaceIndex.open(build_index().path) as index:
    ...     index.place("SY-DY").kind.label, index.place("geonames:170794").admin1
    ('first-level division', 'SY-DY')
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._citations: dict[int, Citation] | None = None

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an index file.

        Raises
        ------
        IndexDataError
            There is no index at `path`, or what is there is cut short, is not an index, or has tables of another
            version.
        """
        path = Path(path)
        _check_whole(path)
        # Immutable: the file is replaced as a whole, never changed, so that no lock and no journal is needed and a
        # read-only folder will do.
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with _reading(path):
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            try:
                connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
                (version,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() or ("none",)
            except sqlite3.Error:
                connection.close()
                raise
        if version != str(SCHEMA_VERSION):
            connection.close()
            raise _broken(path, f"its tables are of version {version}, this program reads {SCHEMA_VERSION}")
        return cls(path, connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def fingerprint(self) -> str:
        """What the index was built from."""
        return self._meta()["fingerprint"]

    def info(self) -> IndexInfo:
        """What the index says about itself."""
        meta = self._meta()
        sources = self._rows("SELECT name, licence, url, credit, places FROM source ORDER BY number")
        return IndexInfo(
            path=self.path,
            fingerprint=meta["fingerprint"],
            size_bytes=self.path.stat().st_size,
            places=int(meta["places"]),
            names=int(meta["names"]),
            outlines=int(meta["outlines"]),
            sources=tuple(SourceCredit(*row) for row in sources),
        )

    def skipped(self) -> dict[str, dict[str, int]]:
        """What the sources hold and the index did not take: features per reason, by name of the source."""
        found: dict[str, dict[str, int]] = {}
        for name, reason, features in self._rows(
            "SELECT name, reason, features FROM skipped JOIN source ON source.number = skipped.source"
        ):
            found.setdefault(name, {})[reason] = features
        return found

    def by_folded(self, folded: str) -> list[NameHit]:
        """Every name that folds to `folded`."""
        return self._hits(f"{_HITS} WHERE name.folded = ? {_HIT_ORDER}", (folded,))

    def bearers(self, folded: str) -> list[tuple[str, str, int, bool]]:
        """Id, kind and population of every place with a name that folds to `folded`, and whether that is its own name.

        What the finder of names asks for the capitalised words of a text, most of which no place is called: nothing is
        sorted, and no place is read in full.
        """
        try:  # not through _rows: a text asks thousands of times
            found = self._connection.execute(_BEARERS, (folded,)).fetchall()
        except sqlite3.DatabaseError as error:
            raise _broken(self.path, str(error)) from error
        return [(id_, kind, population, bool(is_own)) for id_, kind, population, is_own in found]

    def has_prefix(self, folded: str) -> bool:
        """Whether some folded name begins with `folded`."""
        query = "SELECT 1 FROM name WHERE folded >= ? AND folded < ? LIMIT 1"
        return bool(self._rows(query, (folded, folded + _LAST)))

    def spellings(self, key: str, *, population: int) -> list[tuple[str, str]]:
        """Id and folded name of the places with this key that have at least `population` people or are curated."""
        return self._rows(
            "SELECT place.id, name.folded FROM name JOIN place ON place.number = name.place "
            "WHERE name.key = ? AND (place.population >= ? OR place.id GLOB ?)",
            (key, population, f"{CURATED_PREFIX}*"),
        )

    def by_key(self, key: str) -> list[NameHit]:
        """Every name with this key: the block inside which names are compared."""
        return self._hits(f"{_HITS} WHERE name.key = ? {_HIT_ORDER}", (key,))

    def by_prefix(self, folded: str, *, limit: int = 20) -> list[NameHit]:
        """Names whose folded form begins with `folded`, those of the most populous places first."""
        if not folded:
            return []
        return self._hits(
            f"{_HITS} WHERE name.folded >= ? AND name.folded < ? {_HIT_ORDER} LIMIT ?",
            (folded, folded + _LAST, limit),
        )

    def near_key(self, key: str, *, limit: int = 50) -> list[NameHit]:
        """Names whose key differs from `key` in one letter: changed, left out, put in, or two swapped.

        For suggestions, when nothing has the key itself; names of the most populous places first.
        """
        near = _one_letter_off(key, self._meta()["key_letters"])
        marks = ", ".join("?" * len(near))
        return self._hits(f"{_HITS} WHERE name.key IN ({marks}) {_HIT_ORDER} LIMIT ?", (*near, limit))

    def place(self, place_id: str) -> Place:
        """The place with this id.

        Raises
        ------
        PlaceNotFoundError
        """
        for row in self._rows(f"SELECT {_PLACE} FROM place WHERE id = ?", (place_id,)):
            return self._place(row)
        raise PlaceNotFoundError(
            f"no place has the id {place_id!r}; ids look like geonames:170794, SY-DY, SY or geomap:qalamoun"
        )

    def outline(self, place_id: str) -> BaseGeometry | None:
        """The outline of a place, WGS84 (longitude, latitude); None when the index has only a point for it.

        Raises
        ------
        PlaceNotFoundError
        """
        rows = self._rows(
            "SELECT shape FROM place LEFT JOIN outline ON outline.place = place.number WHERE id = ?", (place_id,)
        )
        for (shape,) in rows:
            return None if shape is None else _geometry(shape)
        self.place(place_id)  # raises
        return None

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
        wanted = None if kinds is None else sorted({kind.value for kind in kinds})
        of_kind = "" if wanted is None else f"AND kind IN ({', '.join('?' * len(wanted))})"
        in_span = " OR ".join("lon BETWEEN ? AND ?" for _ in spans)
        rows = self._rows(
            f"SELECT {_PLACE} FROM place JOIN (SELECT number FROM place WHERE lat BETWEEN ? AND ? AND ({in_span}) "
            f"{of_kind} ORDER BY population DESC, number LIMIT ?) AS hit USING (number) "
            "ORDER BY place.population DESC, place.number",
            (south, north, *(edge for span in spans for edge in span), *(wanted or ()), limit),
        )
        return tuple(self._place(row) for row in rows)

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines of one layer that meet a box, in the order of their ids.

        ``Kind.COUNTRY`` is the layer of countries and of the few territories that stand beside them under no
        country code, so that together they cover all land; ``Kind.ADMIN1`` that of the first-level divisions.
        The box is as in :meth:`places_in`. Outlines are whole, not cut at the box.
        """
        query = (
            f"SELECT outline.shape, {_PLACE} FROM outline JOIN place ON place.number = outline.place "
            "WHERE layer = ? AND {box} ORDER BY place.id"
        )
        boxed = self._in_box(query, (kind.value,), west, south, east, north)
        return tuple((self._place(row), geometry) for geometry, row in boxed)

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        """Rivers and lakes that meet a box, as (``"river"`` or ``"lake"``, geometry); the box is as in `places_in`."""
        boxed = self._in_box("SELECT shape, kind FROM water WHERE {box} ORDER BY number", (), west, south, east, north)
        return tuple((row[0], geometry) for geometry, row in boxed)

    def _in_box(
        self, query: str, parameters: Sequence[Any], west: float, south: float, east: float, north: float
    ) -> Iterator[tuple[BaseGeometry, Any]]:
        """Geometry and further columns of the rows that meet the box; the first column of `query` is the shape."""
        import shapely

        spans = spans_of(west, south, east, north)
        boxes = shapely.union_all([shapely.box(low, south, high, north) for low, high in spans])
        # An outline on both sides of the 180th meridian has a bounding box round the world: it is a hit for every
        # box of its latitudes, until its true shape is tried.
        overlap = " OR ".join("(west <= ? AND east >= ?)" for _ in spans)
        edges = [edge for low, high in spans for edge in (high, low)]
        rows = self._rows(
            query.format(box=f"south <= ? AND north >= ? AND ({overlap})"), (*parameters, north, south, *edges)
        )
        for shape, *columns in rows:
            geometry = _geometry(shape)
            if boxes.intersects(geometry):
                yield geometry, columns

    def _hits(self, query: str, parameters: Sequence[Any]) -> list[NameHit]:
        return [NameHit(self._place(row[2:]), row[0], row[1]) for row in self._rows(query, parameters)]

    def _place(self, row: Row) -> Place:
        if self._citations is None:
            self._citations = {
                number: (source, licence, url)
                for number, source, licence, url in self._rows("SELECT number, source, licence, url FROM citation")
            }
        return row_place(row, self._citations)

    def _meta(self) -> dict[str, str]:
        return dict(self._rows("SELECT key, value FROM meta"))

    def _rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with _reading(self.path):
            return self._connection.execute(query, parameters).fetchall()


def _geometry(shape: bytes) -> BaseGeometry:
    import shapely

    return shapely.from_wkb(unpack(shape))


def _check_whole(path: Path) -> None:
    """Compare the length of the file with the one in its header: a cheap sign that it was not cut short."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise IndexDataError(f"{path}: there is no index; try: geomap index build") from None
    except OSError as error:
        raise _broken(path, str(error.strerror or error)) from error
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise _broken(path, "it is not an SQLite file")
    page_size = int.from_bytes(header[16:18], "big")  # 1 stands for 65,536, which no index of ours has
    if page_size * int.from_bytes(header[28:32], "big") != path.stat().st_size:
        raise _broken(path, "it is cut short")


def _broken(path: Path, why: str) -> IndexDataError:
    return IndexDataError(f"{path}: cannot be read as an index: {why}; try: geomap index build --force")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _broken(path, str(error)) from error


def _one_letter_off(key: str, letters: str) -> list[str]:
    halves = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    near = {head + letter + tail for head, tail in halves for letter in letters}
    near |= {head + letter + tail[1:] for head, tail in halves if tail for letter in letters}
    near |= {head + tail[1:] for head, tail in halves if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    return sorted(near - {key, ""})
