"""CSV of reports, read strictly: what a spreadsheet program would mend in silence is told, with row and column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from geomap.errors import Problem
from geomap.story.nodes import Document, Spot
from geomap.story.tables.grid import MAX_COLUMNS, Address, Fault, Marks, read_sheet
from geomap.story.tables.stories import fill_story
from geomap.story.textfile import line_counter

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_NUMBER_COLUMNS = re.compile(r"lon|lat|radius_km|generalized_km|counts\..*")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


def read_csv(text: str, file: str) -> Document:
    r"""Read a CSV text (``\n`` line ends, no byte order mark), one row a report.

    Columns may be separated by commas, semicolons or tabs, whichever the header has most of; anything but commas is
    told in a warning, and so are decimal commas, which only a table without comma separators can have.

    Raises
    ------
    StoryError
        The quotation marks are wrong, or rows and columns do not fit together.
    """
    table = _Table(text, file)
    marks, faults = Marks(), list[Fault]()
    try:
        sheet = read_sheet("", table.rows(), marks, faults)
    except csv.Error as error:
        faults.append(table.quotes(error))
        sheet = None
    document = Document(file, None, lambda mark: table.spot(marks.addresses[mark]))
    document.problems.extend(table.problem(fault) for fault in faults)
    if sheet is None or faults:
        raise document.error()
    if table.delimiter != "," and sheet.columns:
        document.problems.append(table.notice(f"columns are separated by {_DELIMITERS[table.delimiter]}"))
        decimals = [
            (row, title, cell)
            for row in sheet.rows
            for title, cell in row.cells.items()
            if _NUMBER_COLUMNS.fullmatch(title) and _DECIMAL_COMMA.fullmatch(cell.text)
        ]
        for row, title, cell in decimals:
            row.cells[title] = cell._replace(text=cell.text.replace(",", "."))
        if decimals:
            document.problems.append(table.notice("decimal commas are read as points"))
    fill_story(document, {"reports": sheet})
    return document


class _Table:
    """The text of a CSV file, and where its rows begin."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.delimiter = _delimiter(text)
        self.position = line_counter(text)
        self.offsets: list[int] = []  # of each row that was begun

    def rows(self) -> Iterator[list[str]]:
        lines = _Lines(self.text)
        self.offsets.append(0)
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        for row in reader:
            self.offsets.append(lines.offset)
            if len(row) > MAX_COLUMNS:
                raise csv.Error(f"more than {MAX_COLUMNS} columns")
            yield row

    def quotes(self, error: csv.Error) -> Fault:
        """What the csv module could not read: nearly always quotation marks, in the row that was begun last."""
        row = len(self.offsets)
        said = str(error)
        if "columns" in said:
            return Fault(Address("", row - 1, 0, ""), said, "", "a table of reports")
        if "field limit" in said:
            return Fault(Address("", row, 0, ""), "a cell of more than 131,072 characters", "", "a shorter text")
        column = self._open_quote(self.offsets[-1]) if "unexpected end" in said else 0
        what = (
            "a quotation mark that is not closed" if "unexpected end" in said else "text after a closing quotation mark"
        )
        return Fault(Address("", row, column, ""), what, "", 'two quotation marks ("") for one inside a cell')

    def _open_quote(self, offset: int) -> int:
        """Column of the first cell of a row whose quotation mark is never closed."""
        column, quoted, opened = 0, False, 0
        for character in self.text[offset:]:
            if character == '"':
                quoted = not quoted
                opened = column if quoted else opened
            elif character == self.delimiter and not quoted:
                column += 1
        return opened

    def problem(self, fault: Fault) -> Problem:
        spot = self.spot(fault.address)
        return fault.problem(self.file, spot.line, spot.column, spot.where)

    def notice(self, what: str) -> Problem:
        return Problem(self.file, 1, 1, "row 1", what, hint="saving with commas, if that is wrong", warning=True)

    def spot(self, address: Address) -> Spot:
        """Line and column of a cell, and its row and column for people."""
        row_offset = self.offsets[min(address.row, len(self.offsets)) - 1]
        where = f"row {address.row}" + (f", column {address.header}" if address.header else "")
        at = self.position(self._cell_offset(row_offset, address.column))
        return Spot(at.line, at.column, where)

    def _cell_offset(self, offset: int, column: int) -> int:
        quoted = False
        for at in range(offset, len(self.text)):
            if column == 0:
                return at
            character = self.text[at]
            if character == '"':
                quoted = not quoted
            elif not quoted:
                if character == "\n":
                    return at
                column -= character == self.delimiter
        return len(self.text)


class _Lines:
    """The lines of a text, and the offset of the one that comes next."""

    def __init__(self, text: str) -> None:
        self.lines = io.StringIO(text, newline="\n")
        self.offset = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self.lines)
        self.offset += len(line)
        return line


def _delimiter(text: str) -> str:
    header = re.sub(r'"[^"]*"', "", text.lstrip("\n").partition("\n")[0])
    best = max(_DELIMITERS, key=header.count)
    return best if header.count(best) else ","
