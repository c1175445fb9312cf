"""A user's list of places as CSV: comma, semicolon or tab, the columns in any order, one place a row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from difflib import get_close_matches

from gazetteer.errors import IndexDataError
from gazetteer.imports.archive import Opened, blocks
from gazetteer.imports.ownplace import FIELDS, OwnFile, OwnPlace, own_place
from gazetteer.imports.tally import BadRowError, Tally

_ALSO = {"longitude": "lon", "lng": "lon", "long": "lon", "latitude": "lat", "title": "name"}
_NEEDED = {"name", "lon", "lat"}
_DELIMITERS = (",", ";", "\t")
_LONGEST_RECORD = 1 << 17


def header_of(line: str) -> tuple[str, list[str]] | None:
    """The delimiter and the columns of a header, by the names of :data:`FIELDS`; None when the line is no header.

    Examples
    --------
    >>> header_of("Name;Longitude;Latitude;notes")
    (';', ['name', 'lon', 'lat', 'notes'])
    """
    for delimiter in _DELIMITERS:
        cells = [cell.strip().lower() for cell in next(csv.reader([line], delimiter=delimiter), [])]
        columns = [_ALSO.get(cell, cell) for cell in cells]
        if set(columns) >= _NEEDED:
            return delimiter, columns
    return None


def read_csv(found: Opened, file: OwnFile, tally: Tally) -> Iterator[tuple[OwnPlace, int]]:
    """The places of a list, each with the bytes read so far.

    Rows that cannot be used are counted in `tally`, columns that nothing is known of noted there.

    Raises
    ------
    IndexDataError
        It is not UTF-8, a column is there twice, or a quotation mark is never closed.
    """
    records = _records(found)
    _, header, delimiter, _ = next(records)
    columns = (header_of(delimiter.join(header)) or ("", []))[1]
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise IndexDataError(f"{found.name}: the column {twice[0]} is there twice")
    for column in columns:
        if column not in FIELDS:
            near = get_close_matches(column, FIELDS, 1, 0.75)
            tally.notices.append(f"column {column!r} is not read" + (f", try {near[0]}" if near else ""))
    for line, cells, _, done in records:
        if not any(cell.strip() for cell in cells):
            continue
        tally.rows += 1
        try:
            if len(cells) != len(columns):
                raise BadRowError(f"{len(cells)} cells where the header has {len(columns)}")
            yield own_place(dict(zip(columns, cells, strict=True)), file), done
        except BadRowError as error:
            tally.bad_row(f":{line}", str(error))


def _records(found: Opened) -> Iterator[tuple[int, list[str], str, int]]:
    """The records with the line in which each begins and the delimiter; quoted cells may hold ends of lines."""
    delimiter, begins, pending = "", 0, ""
    for block in blocks(found):
        for line, raw in enumerate(block.lines, block.number):
            try:
                text = (raw.removeprefix(codecs.BOM_UTF8) if line == 1 else raw).decode()
            except UnicodeDecodeError as error:
                raise IndexDataError(
                    f"{found.name}:{line}: not UTF-8 ({error.reason}), try saving it as UTF-8"
                ) from None
            if not pending:
                begins = line
                if not text.strip():
                    continue
            pending += text + "\n"
            if pending.count('"') % 2:  # the record goes on in the next line
                if len(pending) > _LONGEST_RECORD:
                    break
                continue
            delimiter = delimiter or (header_of(text) or (",", []))[0]
            yield begins, _cells(found, begins, pending, delimiter), delimiter, block.done
            pending = ""
        if len(pending) > _LONGEST_RECORD:
            break
    if pending:
        raise IndexDataError(f"{found.name}:{begins}: a quotation mark is never closed")


def _cells(found: Opened, line: int, record: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([record], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise IndexDataError(f"{found.name}:{line}: not CSV: {error}") from error
