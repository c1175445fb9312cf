"""XLSX workbooks, as values: a formula's result is not in the file unless a program put it there, so none is taken."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from geomap.errors import Problem, StoryError
from geomap.story.nodes import Document, Spot, nearest
from geomap.story.tables.grid import MAX_COLUMNS, Address, Fault, Marks, Sheet, read_sheet
from geomap.story.tables.stories import SHEETS, fill_story

MAX_UNPACKED_BYTES = 64 * 1024 * 1024


def read_xlsx(data: bytes, file: str) -> Document:
    """Read a workbook: the sheet named reports, else the first, and sources, places, claims, legs and story.

    Raises
    ------
    StoryError
        The file is no workbook, unpacks to more than 64 MiB, or its rows and columns do not fit together.
    """
    marks, faults, notices = Marks(), list[Fault](), list[Problem]()
    sheets: dict[str, Sheet] = {}
    try:
        _check_unpacked_size(data, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that nobody asks for
            for name, title, rows in _worksheets(data, file, faults, notices):
                sheets[name] = read_sheet("" if name == "reports" else title, rows, marks, faults)
    except StoryError:
        raise
    except Exception:  # openpyxl and what it stands on raise a dozen kinds on a broken file
        what = "this is not an Excel workbook that can be read"
        raise StoryError([Problem(file, 0, 0, "", what, hint="saving it again as .xlsx, or as CSV UTF-8")]) from None
    document = Document(file, None, lambda mark: _spot(marks.addresses[mark]), notices)
    document.problems.extend(_problem(file, fault) for fault in faults)
    if faults:
        raise document.error()
    fill_story(document, sheets)
    return document


def _check_unpacked_size(data: bytes, file: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        what = f"the workbook unpacks to {unpacked / 2**20:.0f} MiB, more than {MAX_UNPACKED_BYTES // 2**20} MiB"
        raise StoryError([Problem(file, 0, 0, "", what, hint="a new workbook with only the reports")])


def _worksheets(
    data: bytes, file: str, faults: list[Fault], notices: list[Problem]
) -> Iterator[tuple[str, str, Iterator[list[str]]]]:
    """Name in the format, title in the file and rows of each sheet that is read; the others are told."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        named = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
        chosen = {name: named[name] for name in SHEETS if name in named}
        if "reports" not in chosen and (free := [s for s in book.worksheets if s not in chosen.values()]):
            chosen["reports"] = free[0]
        for sheet in book.worksheets:
            if sheet not in chosen.values():
                near = nearest(sheet.title, SHEETS)
                hint = f"naming it {near}" if near else f"a name among {', '.join(SHEETS)}"
                notices.append(Problem(file, 0, 0, f"sheet {sheet.title}", "not read", hint=hint, warning=True))
        for name, sheet in chosen.items():
            sheet.reset_dimensions()  # what the file claims of its size may be wrong, or enormous
            title = "" if name == "reports" else sheet.title
            yield name, title, _rows(sheet, title, faults)
    finally:
        book.close()


def _rows(sheet: Any, title: str, faults: list[Fault]) -> Iterator[list[str]]:
    """Rows of text, all as long as the header."""
    width = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if len(cells) > MAX_COLUMNS:
            faults.append(Fault(Address(title, number, 0, ""), f"more than {MAX_COLUMNS} columns", "", "fewer columns"))
            return
        row = [_text(cell, Address(title, number, column, ""), faults) for column, cell in enumerate(cells)]
        while row and not row[-1]:
            row.pop()
        width = width or len(row)
        yield row + [""] * (width - len(row))


def _text(cell: Any, address: Address, faults: list[Fault]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        got = value if isinstance(value, str) else "an array formula"
        faults.append(Fault(address, "a formula", got, "copying the column and pasting it as values"))
        return ""
    if cell.data_type == "e":
        faults.append(Fault(address, "an error of the spreadsheet", str(value), "the value itself"))
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return _date(value, str(cell.number_format))
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _date(value: datetime, number_format: str) -> str:
    """A date as exactly as the sheet shows it: Excel takes a typed 2017-08 for 1 August, and shows Aug-17."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format).casefold()
    if value.time() != time():
        return value.isoformat(timespec="seconds")
    if "d" in shown or "y" not in shown:
        return value.date().isoformat()
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"


def _spot(address: Address) -> Spot:
    from openpyxl.utils import get_column_letter

    where = f"sheet {address.sheet}, " if address.sheet else ""
    where += f"row {address.row}"
    if address.header or address.column:
        letter = get_column_letter(address.column + 1)
        where += f", column {letter}" + (f" ({address.header})" if address.header else "")
    return Spot(address.row, address.column + 1, where)


def _problem(file: str, fault: Fault) -> Problem:
    spot = _spot(fault.address)
    return fault.problem(file, spot.line, spot.column, spot.where)
