"""The curated overlay: places that no data set of ours has, and names that news uses for those it has.

``data/overlay.csv`` is edited by people; ``data/README.md`` says how. A row either brings a place (``id``) or adds
names to a place of another source (``same_as``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path

from gazetteer.errors import IndexDataError
from gazetteer.place import Kind, Place
from gazetteer.rows import CURATED_PREFIX, Alias, SourcePlace
from gazetteer.sources import Source, SourceCredit

OVERLAY_PATH = Path(__file__).parent / "data" / "overlay.csv"
COLUMNS = (
    "id", "same_as", "name", "name_local", "kind", "country", "admin1", "lon", "lat", "radius_km", "names", "source",
    "source_url", "note",
)  # fmt: skip
LICENCE = "MIT"
CREDIT = "Places curated by geomap"

_ID = re.compile(rf"{CURATED_PREFIX}[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"(?:[A-Z]{2}(?:\|[A-Z]{2})*)?")
_OF_A_PLACE = ("kind", "country", "admin1", "lon", "lat", "radius_km")
_MAX_RADIUS_KM = 1_500.0


def overlay_source(path: Path = OVERLAY_PATH) -> Source:
    """The overlay as a source of the index.

    Raises
    ------
    IndexDataError
        Rows are broken; the message lists every one with its line.
    """
    rows = _read(path)
    return Source(
        SourceCredit("geomap overlay", LICENCE, "", CREDIT),
        places=[row for row in rows if isinstance(row, SourcePlace)],
        aliases=[row for row in rows if isinstance(row, Alias)],
    )


def read_overlay(path: Path = OVERLAY_PATH) -> Iterator[SourcePlace]:
    """The overlay's own places, in the order of the file; raises as :func:`overlay_source` does.

    Examples
    --------
    >>> qalamoun = next(row for row in read_overlay() if row.place.id == "geomap:qalamoun")
    >>> qalamoun.place.kind.label, qalamoun.place.country
    ('mountain area', 'SY')
    """
    return (row for row in _read(path) if isinstance(row, SourcePlace))


def read_aliases(path: Path = OVERLAY_PATH) -> Iterator[Alias]:
    """The names that the overlay adds to places of other sources; raises as :func:`overlay_source` does."""
    return (row for row in _read(path) if isinstance(row, Alias))


def _read(path: Path) -> list[SourcePlace | Alias]:
    """Every row, checked; all that is wrong with the file comes in one error."""
    found: list[SourcePlace | Alias] = []
    problems: list[str] = []
    first_line: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise IndexDataError(f"{path}: the columns must be {','.join(COLUMNS)}, got {reader.fieldnames}")
            for row in reader:
                line = reader.line_num
                if None in row or None in row.values():
                    problems.append(f"line {line}: {len(COLUMNS)} cells are wanted")
                    continue
                cells = {column: cell.strip() for column, cell in row.items()}
                id_ = cells["id"] or cells["same_as"]
                if id_ in first_line:
                    problems.append(f"line {line}: {id_!r} stands in line {first_line[id_]} already")
                first_line.setdefault(id_, line)
                try:
                    found.append(_place(cells) if cells["id"] else _alias(cells))
                except ValueError as error:
                    problems.append(f"line {line}: {error}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise IndexDataError(f"{path}: cannot be read: {error}") from error
    if problems:
        raise IndexDataError(f"{path}: {len(problems)} rows are broken\n" + "\n".join(problems))
    return found


def _place(cells: Mapping[str, str]) -> SourcePlace:
    if cells["same_as"]:
        raise ValueError("id and same_as exclude each other")
    if not _ID.fullmatch(cells["id"]):
        raise ValueError(f"id {cells['id']!r}: try {CURATED_PREFIX}small-letters-and-dashes")
    if not _COUNTRY.fullmatch(cells["country"]):
        raise ValueError(
            f"country {cells['country']!r} is not an ISO 3166-1 code of two letters, or several with | between"
        )
    _check_source(cells)
    country, *also = cells["country"].split("|")
    place = Place(
        id=cells["id"],
        name=cells["name"],
        kind=Kind(cells["kind"]),
        lon=_number(cells, "lon", -180, 180),
        lat=_number(cells, "lat", -90, 90),
        radius_km=_number(cells, "radius_km", 0.01, _MAX_RADIUS_KM),
        country=country,
        admin1=cells["admin1"],
        name_local=cells["name_local"],
        source=cells["source"],
        licence=LICENCE,
        source_url=cells["source_url"],
        also=tuple(also),
    )
    if not place.name:
        raise ValueError("name is empty")
    return SourcePlace(place, _names(cells))


def _alias(cells: Mapping[str, str]) -> Alias:
    if not cells["same_as"]:
        raise ValueError("one of id and same_as is wanted")
    if filled := [column for column in _OF_A_PLACE if cells[column]]:
        raise ValueError(f"{', '.join(filled)}: the other source says this; leave it empty")
    _check_source(cells)
    return Alias(cells["same_as"], _names(cells), cells["name"], cells["name_local"])


def _names(cells: Mapping[str, str]) -> tuple[str, ...]:
    """Every name of the row, each once: the two that are shown, then the others."""
    others = cells["names"].split("|") if cells["names"] else []
    if any(not name.strip() for name in others):
        raise ValueError("names has an empty one between two |")
    names = dict.fromkeys([cells["name"], cells["name_local"], *(name.strip() for name in others)])
    names.pop("", None)
    if not names:
        raise ValueError("no names")
    return tuple(names)


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
