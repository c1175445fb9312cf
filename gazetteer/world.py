"""The world as news names it: continents, seas, ranges; reference points, adjectives and abbreviations of areas.

``data/world.csv`` is ours and edited by people, as the overlay is; ``data/README.md`` says how. What stands there as a
name is put into the index. Adjectives ("Syrian") and abbreviations ("Ont.") are not names that a map would
show, and read as such only in running text: they are kept apart, for whoever reads an article.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from operator import itemgetter
from pathlib import Path

from gazetteer.errors import IndexDataError
from gazetteer.place import Kind, Place
from gazetteer.rows import CURATED_PREFIX, Alias, SourcePlace
from gazetteer.sources import Source, SourceCredit

WORLD_PATH = Path(__file__).parent / "data" / "world.csv"
PEOPLES_PATH = Path(__file__).parent / "data" / "words" / "peoples.csv"
COLUMNS = (
    "id", "same_as", "name", "kind", "country", "lon", "lat", "radius_km", "population", "geonames", "names",
    "adjectives", "abbreviations", "source", "source_url",
)  # fmt: skip
LICENCE = "MIT"
CREDIT = "Places curated by geomap"

_ID = re.compile(rf"{CURATED_PREFIX}[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Bynames:
    """What running text calls places beside their names: the place's id by each word, as it is spelled.

    Examples
    --------
    >>> bynames = read_bynames()
    >>> bynames.adjectives["Syrian"], bynames.abbreviations["Ont."]
    ('SY', 'CA-ON')
    """

    adjectives: Mapping[str, str]
    abbreviations: Mapping[str, str]


def world_source(path: Path = WORLD_PATH) -> Source:
    """The rows as a source of the index.

    Raises
    ------
    IndexDataError
        Rows are broken; the message lists every one with its line.
    """
    places: list[SourcePlace] = []
    aliases: list[Alias] = []
    problems: list[str] = []
    for line, cells in _rows(path):
        try:
            if cells["same_as"]:
                aliases.append(_alias(cells))
            else:
                places.append(_place(cells))
        except ValueError as error:
            problems.append(f"line {line}: {error}")
    if problems:
        raise IndexDataError(f"{path}: {len(problems)} rows are broken\n" + "\n".join(problems))
    return Source(SourceCredit("geomap world", LICENCE, "", CREDIT), places=places, aliases=aliases)


@cache
def read_bynames(path: Path = WORLD_PATH, peoples: Path = PEOPLES_PATH) -> Bynames:
    """The adjectives and abbreviations of the rows, and what the finder's list of peoples adds to the former.

    A word of two places stays with the first of the file.
    """
    adjectives: dict[str, str] = {}
    abbreviations: dict[str, str] = {}
    for id_, same_as, these, short in _cells(path, "id", "same_as", "adjectives", "abbreviations"):
        for cell, words in ((these, adjectives), (short, abbreviations)):
            for word in _list(cell) if cell else ():
                words.setdefault(word, id_ or same_as)
    for id_, these, people in _cells(peoples, "id", "adjectives", "people"):
        for word in (*_list(these), *_list(people)) if id_ else ():
            adjectives.setdefault(word, id_)
            adjectives.setdefault(f"{word}s", id_)
    return Bynames(adjectives, abbreviations)


def _cells(path: Path, *columns: str) -> Iterator[tuple[str, ...]]:
    """Some columns of a table, without the checks that reading it for the index makes: read in every process."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        yield from map(itemgetter(*(header.index(column) for column in columns)), reader)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of its line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise IndexDataError(f"{path}: the columns must be {','.join(COLUMNS)}, got {reader.fieldnames}")
            for row in reader:
                if None in row or None in row.values():
                    raise IndexDataError(f"{path}: line {reader.line_num}: {len(COLUMNS)} cells are wanted")
                yield reader.line_num, {column: cell.strip() for column, cell in row.items()}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise IndexDataError(f"{path}: cannot be read: {error}") from error


def _place(cells: Mapping[str, str]) -> SourcePlace:
    if not _ID.fullmatch(cells["id"]):
        raise ValueError(f"id {cells['id']!r}: try {CURATED_PREFIX}small-letters-and-dashes, or fill same_as")
    _check_source(cells)
    place = Place(
        id=cells["id"],
        name=cells["name"],
        kind=Kind(cells["kind"]),
        lon=_number(cells, "lon", -180, 180),
        lat=_number(cells, "lat", -90, 90),
        radius_km=_number(cells, "radius_km", 0.01, 1_500),
        country=cells["country"],
        population=int(cells["population"] or 0),
        source=cells["source"],
        licence=LICENCE,
        source_url=cells["source_url"],
        geonames_id=int(cells["geonames"] or 0),
    )
    if not place.name:
        raise ValueError("name is empty")
    return SourcePlace(place, (place.name, *_list(cells["names"])))


def _alias(cells: Mapping[str, str]) -> Alias:
    if filled := [column for column in ("id", "name", "kind", "country", "radius_km") if cells[column]]:
        raise ValueError(f"{', '.join(filled)}: the other source says this; leave it empty")
    if bool(cells["lon"]) != bool(cells["lat"]):
        raise ValueError("lon and lat go together")
    _check_source(cells)
    return Alias(
        cells["same_as"],
        _list(cells["names"]),
        lon=_number(cells, "lon", -180, 180) if cells["lon"] else None,
        lat=_number(cells, "lat", -90, 90) if cells["lat"] else None,
        population=int(cells["population"] or 0),
        geonames_id=int(cells["geonames"] or 0),
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def _check_source(cells: Mapping[str, str]) -> None:
    if not cells["source"]:
        raise ValueError("source is empty")
    if not cells["source_url"].startswith("https://"):
        raise ValueError(f"source_url {cells['source_url']!r} does not begin with https://")


def _number(cells: Mapping[str, str], column: str, low: float, high: float) -> float:
    try:
        number = float(cells[column])
    except ValueError:
        raise ValueError(f"{column} {cells[column]!r} is not a number") from None
    if not (isfinite(number) and low <= number <= high):
        raise ValueError(f"{column} {number:g} is not between {low:g} and {high:g}")
    return number
