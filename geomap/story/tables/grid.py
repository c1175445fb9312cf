"""A sheet of cells under a header, each of which knows where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from geomap.errors import Problem
from geomap.story.nodes import Plain

MAX_ROWS = 50_000
MAX_COLUMNS = 200


class Address(NamedTuple):
    """Where a cell stands: rows count from 1 (the header), columns from 0."""

    sheet: str
    row: int
    column: int
    header: str


class Cell(NamedTuple):
    """The text of a cell, without the blanks around it, and its mark."""

    text: str
    mark: int

    def value(self) -> str:
        """The text, as a number or boolean in waiting where it reads as one."""
        return Plain(self.text) if Plain.fits(self.text) else self.text

    def items(self) -> list[str]:
        """The parts of a cell that holds several, separated by semicolons."""
        return [item for part in self.text.split(";") if (item := part.strip())]


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header: a cell per column, also where it is empty."""

    mark: int
    cells: dict[str, Cell]


@dataclass
class Sheet:
    """A table: its columns, each with the mark of its header, and its rows that are not blank."""

    name: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    mark: int = 0


@dataclass
class Marks:
    """The addresses behind the marks of one file."""

    addresses: list[Address] = field(default_factory=list)

    def add(self, address: Address) -> int:
        """A mark for this address."""
        self.addresses.append(address)
        return len(self.addresses) - 1


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an address."""

    address: Address
    what: str
    got: str = ""
    hint: str = ""
    warning: bool = False

    def problem(self, file: str, line: int, column: int, where: str) -> Problem:
        """The fault as a problem of a file."""
        return Problem(file, line, column, where, self.what, self.got, self.hint, self.warning)


def read_sheet(name: str, rows: Iterable[Sequence[str]], marks: Marks, faults: list[Fault]) -> Sheet:
    """Make a sheet of rows of text, the first of which is the header.

    Column names lose case and blanks: ``Where as reported`` is ``where_as_reported``. Rows must have as many cells as
    the header; blank rows are skipped.
    """
    iterator = enumerate(rows, 1)
    header: list[str] = []
    sheet = Sheet(name, mark=marks.add(Address(name, 1, 0, "")))
    for number, cells in iterator:
        if not any(cell.strip() for cell in cells):
            continue
        header = [re.sub(r"\s+", "_", cell.strip().casefold()) for cell in cells]
        sheet.mark = marks.add(Address(name, number, 0, ""))
        _read_header(sheet, header, number, marks, faults)
        break
    for number, cells in iterator:
        if number > MAX_ROWS:
            faults.append(Fault(Address(name, number, 0, ""), f"more than {MAX_ROWS:,} rows", hint="several stories"))
            break
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            at = Address(name, number, min(len(cells), len(header)), "")
            what = f"{len(cells)} cells under {len(header)} columns"
            hint = "quotation marks around cells that hold the separator, or an empty cell for each gap"
            faults.append(Fault(at, what, "", hint))
            continue
        sheet.rows.append(_row(name, number, header, cells, marks, faults))
    return sheet


def _read_header(sheet: Sheet, header: list[str], number: int, marks: Marks, faults: list[Fault]) -> None:
    for column, title in enumerate(header):
        address = Address(sheet.name, number, column, title)
        if not title:
            continue
        if title in sheet.columns:
            faults.append(Fault(address, "the column is given twice", title, "renaming or deleting one of the two"))
            continue
        sheet.columns[title] = marks.add(address)


def _row(
    name: str, number: int, header: list[str], cells: Sequence[str], marks: Marks, faults: list[Fault]
) -> Row:  # fmt: skip
    row = Row(marks.add(Address(name, number, 0, "")), {})
    for column, (title, text) in enumerate(zip(header, cells, strict=True)):
        address = Address(name, number, column, title)
        text = text.strip()
        if not title:
            if text:
                faults.append(Fault(address, "a cell under a column without a name", text, "naming the column"))
        elif title not in row.cells:
            row.cells[title] = Cell(text, marks.add(address))
    return row
