"""The tables of the index, and how a place becomes a row and a row a place."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import compress, decompress

from gazetteer.place import Kind, Place

SCHEMA_VERSION = 2
"""Raised whenever the tables change, so that a reader never meets tables that it does not know."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, licence TEXT NOT NULL, url TEXT NOT NULL, credit TEXT NOT NULL,
    places INTEGER NOT NULL
);
CREATE TABLE skipped (source INTEGER NOT NULL, reason TEXT NOT NULL, features INTEGER NOT NULL);
CREATE TABLE citation (number INTEGER PRIMARY KEY, source TEXT NOT NULL, licence TEXT NOT NULL, url TEXT NOT NULL);
CREATE TABLE place (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, radius_km REAL NOT NULL, country TEXT NOT NULL, admin1 TEXT NOT NULL,
    population INTEGER NOT NULL, name_local TEXT NOT NULL, has_outline INTEGER NOT NULL, geonames_id INTEGER NOT NULL,
    citation INTEGER NOT NULL
);
CREATE TABLE name (
    key TEXT NOT NULL, folded TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (key, folded, place)
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

INDEXES = (
    "CREATE UNIQUE INDEX place_id ON place (id)",
    # Covers a search by box: a band of latitude is read in order, and nothing but the hits is looked up.
    "CREATE INDEX place_position ON place (lat, lon, kind, population)",
    "CREATE INDEX name_folded ON name (folded)",
    "CREATE INDEX outline_box ON outline (layer, west, south, east, north)",
)

PLACE_COLUMNS = (
    "id", "name", "kind", "lon", "lat", "radius_km", "country", "admin1", "population", "name_local", "has_outline",
    "geonames_id", "citation",
)  # fmt: skip
"""Columns of a place: the fields of :class:`~gazetteer.place.Place` in order; source, licence, page as a citation."""

Row = tuple[str, str, str, float, float, float, str, str, int, str, int, int, int]
Citation = tuple[str, str, str]
"""Source, licence and page of a place; ``_OWN`` in them stands for the number in the place's id, so that the 235,000
places of GeoNames share one."""

_OWN = "\x1f"
_KINDS = {kind.value: kind for kind in Kind}


def place_row(place: Place, citation: int, *, admin1: str, has_outline: bool) -> Row:
    """The place as values for :data:`PLACE_COLUMNS`, with what only the whole of the sources tells about it."""
    return (
        place.id, place.name, place.kind.value, place.lon, place.lat, place.radius_km, place.country, admin1,
        place.population, place.name_local, int(has_outline), place.geonames_id, citation,
    )  # fmt: skip


def row_place(row: Row, citations: Mapping[int, Citation]) -> Place:
    """The place of a row with :data:`PLACE_COLUMNS`."""
    id_, name, kind, lon, lat, radius_km, country, admin1, population, name_local, has_outline, geonames_id, number = (
        row
    )
    source, licence, url = citations[number]
    if _OWN in source or _OWN in url:
        own = _own(id_)
        source, url = source.replace(_OWN, own), url.replace(_OWN, own)
    return Place(
        id_, name, _KINDS[kind], lon, lat, radius_km, country, admin1, population, name_local, bool(has_outline),
        source, licence, url, geonames_id,
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
