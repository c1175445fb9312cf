"""The tables of the index, and how a place becomes a row and a row a place."""

from __future__ import annotations

from zlib import compress, decompress

from gazetteer.place import Kind, Place

SCHEMA_VERSION = 5
"""Raised whenever the tables change, so that a reader never meets tables that it does not know."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, licence TEXT NOT NULL, url TEXT NOT NULL, credit TEXT NOT NULL,
    places INTEGER NOT NULL, is_water INTEGER NOT NULL
);
CREATE TABLE skipped (source INTEGER NOT NULL, reason TEXT NOT NULL, features INTEGER NOT NULL);
CREATE TABLE citation (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, licence TEXT NOT NULL, url TEXT NOT NULL, credit INTEGER NOT NULL
);
CREATE TABLE place (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, radius_km REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL,
    population INTEGER NOT NULL, name_local TEXT NOT NULL, has_outline INTEGER NOT NULL, geonames_id INTEGER NOT NULL,
    citation INTEGER NOT NULL
);
CREATE TABLE spot (
    tier INTEGER NOT NULL, strip INTEGER NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL, place INTEGER NOT NULL,
    kind TEXT NOT NULL, population INTEGER NOT NULL, PRIMARY KEY (tier, strip, lon, lat, place)
) WITHOUT ROWID;
CREATE TABLE elsewhere (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE same (number INTEGER PRIMARY KEY, place INTEGER NOT NULL);
CREATE TABLE parent (place INTEGER NOT NULL, parent INTEGER NOT NULL, PRIMARY KEY (place, parent)) WITHOUT ROWID;
CREATE TABLE name (
    key TEXT NOT NULL, population INTEGER NOT NULL, place INTEGER NOT NULL, folded TEXT NOT NULL, country TEXT NOT NULL,
    name TEXT, plain TEXT, PRIMARY KEY (key, population DESC, place, folded)
) WITHOUT ROWID;
CREATE TABLE spelled (
    folded TEXT NOT NULL, population INTEGER NOT NULL, place INTEGER NOT NULL, country TEXT NOT NULL, name TEXT,
    PRIMARY KEY (folded, population DESC, place)
) WITHOUT ROWID;
CREATE TABLE outline (
    place INTEGER PRIMARY KEY, layer TEXT NOT NULL,
    west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL, shape BLOB NOT NULL
);
CREATE TABLE water (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL,
    west REAL NOT NULL, south REAL NOT NULL, east REAL NOT NULL, north REAL NOT NULL, shape BLOB NOT NULL
);
"""
"""``place.number`` is the number in the id of a place of GeoNames, and below zero for any other, so that a place of
GeoNames has the same number in every file. ``spot`` holds the positions once more, as :mod:`gazetteer.index.tiers`
says; ``spelled`` the names in the order of their folded forms, where an index would hold the keys, too; ``elsewhere``
the ids of places of which this file has names and another file the rest; ``same`` the numbers under which GeoNames
knows places that have another id here; ``parent`` what lies in what.

Population and country stand with
every name, as names are asked for by them; so does its plain form, in which it is compared with others of its key.
:mod:`gazetteer.index.shortened` says how name and plain form are kept.
``citation.credit`` is the number of the source that is to be named on a map with the place."""

INDEXES = (
    # Places of GeoNames have no text here: their number is their id.
    "CREATE UNIQUE INDEX place_id ON place (id) WHERE id <> ''",
    # Names that fold alike stand in the order in which they are wanted, so that the first few are found at once, and
    # with all that a look-up tells of a name, so that the other table is not read.
    "INSERT INTO main.spelled SELECT folded, population, place, country, name FROM main.name ORDER BY 1, 2 DESC, 3",
    "CREATE INDEX outline_box ON outline (layer, west, south, east, north)",
)

PLACE_COLUMNS = (
    "number", "id", "name", "kind", "lon", "lat", "radius_km", "country", "admin1", "population", "name_local",
    "has_outline", "geonames_id", "citation",
)  # fmt: skip
"""Columns of a place: its number, then the fields of :class:`~gazetteer.place.Place` in order; source, licence and page
as a citation. ``geonames_id`` is 0 where it is the number."""

Row = tuple[int, str, str, str, float, float, float, str, str, int, str, int, int, int]
Citation = tuple[str, str, str]
"""Source, licence and page of a place; ``_OWN`` in them stands for the number in the place's id, so that the 235,000
places of GeoNames share one."""

_OWN = "\x1f"
_GEONAMES = "geonames:"
_MOST_DIGITS = 18  # what fits a number of SQLite
_KINDS = {kind.value: kind for kind in Kind}


def geonames_number(place_id: str) -> int:
    """The number in an id of GeoNames; 0 for any other id.

    Examples
    --------
    >>> geonames_number("geonames:170794"), geonames_number("SY-DY"), geonames_number("geonames:007")
    (170794, 0, 0)
    """
    if not place_id.startswith(_GEONAMES):
        return 0
    digits = place_id[len(_GEONAMES) :]
    plain = digits.isascii() and digits.isdecimal() and digits[0] != "0" and len(digits) <= _MOST_DIGITS
    return int(digits) if plain else 0


def geonames_id(number: int) -> str:
    """The id of the place with this number of GeoNames."""
    return f"{_GEONAMES}{number}"


def place_row(place: Place, number: int, citation: int, *, admin1: str, has_outline: bool) -> Row:
    """The place as values for :data:`PLACE_COLUMNS`, with what only the whole of the sources tells about it."""
    return (
        number, "" if number > 0 else place.id, place.name, place.kind.value, place.lon, place.lat, place.radius_km,
        "|".join(place.countries), admin1, place.population, place.name_local, int(has_outline),
        0 if number > 0 else place.geonames_id, citation,
    )  # fmt: skip


def row_place(row: Row, citation: Citation) -> Place:
    """The place of a row with :data:`PLACE_COLUMNS`, and its citation."""
    (
        number, id_, name, kind, lon, lat, radius_km, country, admin1, population, name_local, has_outline, geonames_,
        _,
    ) = row  # fmt: skip
    source, licence, url = citation
    country, *also = country.split("|")
    id_ = id_ or geonames_id(number)
    if _OWN in source or _OWN in url:
        own = _own(id_)
        source, url = source.replace(_OWN, own), url.replace(_OWN, own)
    return Place(
        id_, name, _KINDS[kind], lon, lat, radius_km, country, admin1, population, name_local, bool(has_outline),
        source, licence, url, geonames_ or max(number, 0), tuple(also),
    )  # fmt: skip


def citation_of(place: Place) -> Citation:
    """Source, licence and page of a place, in the form that it shares with its like."""
    own = _own(place.id)
    if not own.isdecimal():
        return place.source, place.licence, place.source_url
    return place.source.replace(own, _OWN), place.licence, place.source_url.replace(own, _OWN)


def pack(geometry: bytes) -> bytes:
    """A geometry's WKB as it is stored."""
    return compress(geometry, 6)


def unpack(stored: bytes) -> bytes:
    """Undo :func:`pack`."""
    return decompress(stored)


def _own(place_id: str) -> str:
    return place_id.rpartition(":")[2]
