"""CSV and XLSX of reports: the same story as the equivalent YAML, and messages that name row and column."""

from __future__ import annotations

import datetime
import io
import random
import string
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import Problem, StoryError
from geomap.story import Story, load_story

HEADER = [
    "id", "title", "text", "when", "where", "role", "actors", "graphic", "source", "source_title", "source_url",
    "source_locator", "lon", "lat", "radius_km", "counts.killed", "counts.hurt.low", "counts.hurt.high",
]  # fmt: skip
ROWS = [
    ["a", "It leaves", "Two, or\nmore lines", "2017-08-28", "The border", "origin", "X; Y", "true", "ap", "AP wire",
     "https://example.org", "p. 3", "36.5", "34.2", "20", "300", "", ""],
    ["b", 'NA "quoted"', "", "2017-08", "Homs", "", "", "", "ap; Some Paper", "", "",
     "; p. 4", "", "", "", "", "2", "5"],
    ["c", "null", "", "", "", "", "", "", "ap", "", "", "", "", "", "", "", "", ""],
]  # fmt: skip
YAML = """\
sources:
  - {id: ap, title: AP wire, url: "https://example.org"}
  - {id: some-paper, title: Some Paper}
places:
  - {id: place-a, title: The border, lon: 36.5, lat: 34.2, radius_km: 20}
reports:
  - id: a
    title: It leaves
    text: |-
      Two, or
      more lines
    when: 2017-08-28
    where: place-a
    where_as_reported: The border
    role: origin
    actors: [X, Y]
    graphic: true
    counts: {killed: {best: 300}}
    sources: [{source: ap, locator: p. 3}]
  - id: b
    title: NA "quoted"
    when: 2017-08
    where: Homs
    counts: {hurt: {low: 2, high: 5}}
    sources: [ap, {source: some-paper, locator: p. 4}]
  - {id: c, title: "null", sources: [ap]}
"""


def write(folder: Path, content: str | bytes, name: str = "reports.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_csv(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    def cell(text: str) -> str:
        quoted = '"' + text.replace('"', '""') + '"'
        return quoted if set(text) & {delimiter, '"', "\n"} else text

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def as_xlsx(**sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def load(path: Path) -> tuple[Story | None, tuple[Problem, ...]]:
    try:
        story = load_story(path)
    except StoryError as error:
        return None, error.problems
    return story, story.notices


def said(path: Path) -> list[str]:
    return [str(problem).removeprefix(f"{path}:") for problem in load(path)[1]]


@pytest.fixture
def expected(tmp_path: Path) -> Story:
    return load_story(write(tmp_path, YAML, "story.yaml"))


# --- the same story -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_gives_the_story_of_the_equivalent_yaml(end: str, mark: str, expected: Story, tmp_path: Path) -> None:
    content = mark + as_csv([HEADER, *ROWS]).replace("\n", end)
    assert load_story(write(tmp_path, content)) == expected


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_and_decimal_commas_are_taken_and_told(
    delimiter: str, name: str, expected: Story, tmp_path: Path
) -> None:
    rows = [HEADER, *([cell.replace("36.5", "36,5").replace("34.2", "34,2") for cell in row] for row in ROWS)]
    path = write(tmp_path, as_csv(rows, delimiter))
    story = load_story(path)
    assert story.model_dump() == expected.model_dump()
    assert [notice.what for notice in story.notices] == [
        f"columns are separated by {name}",
        "decimal commas are read as points",
    ]


def test_xlsx_gives_the_story_of_the_equivalent_yaml(expected: Story, tmp_path: Path) -> None:
    assert load_story(write(tmp_path, as_xlsx(reports=[HEADER, *ROWS]), "reports.xlsx")) == expected


def test_typed_cells_become_the_text_that_the_sheet_shows(expected: Story, tmp_path: Path) -> None:
    first: list[Any] = list(ROWS[0])
    first[HEADER.index("when")] = datetime.datetime(2017, 8, 28)
    first[HEADER.index("graphic")] = True
    for column, value in {"lon": 36.5, "lat": 34.2, "radius_km": 20.0, "counts.killed": 300}.items():
        first[HEADER.index(column)] = value
    path = write(tmp_path, as_xlsx(Sheet1=[HEADER, first, *ROWS[1:]]), "reports.xlsx")
    assert load_story(path) == expected


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (datetime.datetime(2017, 8, 28), "yyyy-mm-dd", "2017-08-28"),
        (datetime.datetime(2017, 8, 28, 14, 30), "yyyy-mm-dd h:mm", "2017-08-28T14:30:00"),
        (datetime.date(2017, 8, 28), "d/m/yyyy", "2017-08-28"),
        (datetime.datetime(2017, 8, 1), "mmm-yy", "2017-08"),  # what Excel makes of a typed 2017-08
        (datetime.datetime(2017, 8, 1), "[$-407]mmmm yyyy", "2017-08"),
        (datetime.datetime(2017, 1, 1), "yyyy", "2017"),
        (2017, "General", "2017"),
        (2017.0, "0.00", "2017"),
        ("2017-08-28~", "@", "2017-08-28~"),
    ],
)
def test_dates_of_excel_are_as_exact_as_they_are_shown(value: Any, shown_as: str, text: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["id", "title", "when", "source"])
    sheet.append(["a", "A", value, "s"])
    sheet["C2"].number_format = shown_as
    book.save(tmp_path / "dates.xlsx")
    assert load_story(tmp_path / "dates.xlsx").reports[0].when == text


WORKBOOK: dict[str, list[list[Any]]] = {
    "story": [["field", "value"], ["title", "T"], ["timezone", "Asia/Damascus"], ["countries", "SY, LB"]],
    "reports": [["id", "title", "where", "source"], ["a", "A", "p", "ap"], ["b", "B", "Homs", "ap; twz"]],
    "sources": [["id", "title", "published"], ["ap", "AP", "2017-08-30"], ["twz", "TWZ", "2017-08-30~"]],
    "places": [["id", "names", "gazetteer_id", "lon", "lat"], ["p", "Q; R", "SY-DY", "", ""], ["q", "", "", 36.5, 34]],
    "claims": [["about", "property", "value", "source"], ["a", "killed", 300, "ap"], ["l", "x", True, "twz"]],
    "legs": [
        ["route", "route_title", "id", "from", "to", "via", "basis", "sources", "draw"],
        ["w", "The way", "l", "a", "b", "p; Homs", "planned", "ap; twz", False],
        ["w", "", "m", "b", "q", "", "considered", "ap", ""],
    ],
}


def test_a_workbook_holds_a_whole_story(tmp_path: Path) -> None:
    story = load_story(write(tmp_path, as_xlsx(**WORKBOOK), "story.xlsx"))
    equivalent = """\
title: T
timezone: Asia/Damascus
countries: [SY, LB]
sources:
  - {id: ap, title: AP, published: 2017-08-30}
  - {id: twz, title: TWZ, published: 2017-08-30~}
places:
  - {id: p, names: [Q, R], gazetteer_id: SY-DY}
  - {id: q, lon: 36.5, lat: 34}
reports:
  - {id: a, title: A, where: p, sources: [ap]}
  - {id: b, title: B, where: Homs, sources: [ap, twz]}
claims:
  - {about: a, property: killed, value: 300, source: ap}
  - {about: l, property: x, value: true, source: twz}
routes:
  - id: w
    title: The way
    legs:
      - {id: l, from: a, to: b, via: [p, Homs], basis: planned, sources: [ap, twz], draw: false}
      - {id: m, from: b, to: q, basis: considered, sources: [ap]}
"""
    assert story == load_story(write(tmp_path, equivalent, "story.yaml"))


def test_one_point_given_twice_is_one_place_and_ids_may_be_left_out(tmp_path: Path) -> None:
    content = (
        "Title,Where,Lon,Lat,Source title\nA,Camp,36.5,34.2,The Paper\nB,Camp,36.5,34.2,The Paper\nC,,36.5,34.2,x\n"
    )
    story = load_story(write(tmp_path, content))
    assert [report.id for report in story.reports] == ["report-1", "report-2", "report-3"]
    assert [report.where for report in story.reports] == ["place-report-1", "place-report-1", "place-report-3"]
    assert [(place.title, place.lon) for place in story.places] == [("Camp", 36.5), (None, 36.5)]
    assert [(source.id, source.title) for source in story.sources] == [("the-paper", "The Paper"), ("x", "x")]


def test_text_that_means_missing_elsewhere_is_text_here(tmp_path: Path) -> None:
    for word in ("NA", "null", "None", "nan", "N/A", "-"):
        story = load_story(write(tmp_path, f"id,title,where,source\na,{word},{word},s\n"))
        assert (story.reports[0].title, story.reports[0].where) == (word, word)


def test_blank_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    path = write(tmp_path, "\n\nid,title,source\n\na,A,s\n,,\nb,B,s\nc,,s\n")
    assert said(path) == ["8:3: row 8, column title: is missing, try adding title"]


def test_sheets_that_are_not_read_are_told(tmp_path: Path) -> None:
    path = write(tmp_path, as_xlsx(reports=WORKBOOK["reports"], claim=[["x"]], scratch=[["y"]]), "story.xlsx")
    assert said(path) == [
        " sheet claim: warning: not read, try naming it claims",
        " sheet scratch: warning: not read, try a name among reports, sources, places, claims, legs, story",
    ]


# --- what is wrong --------------------------------------------------------------------------------------------------

# Each case is the lines of a CSV file, then what is said of it; ~ continues a line.
CSV_PROBLEMS = r"""
+ id,title,source
+ a,A,s,x
= 2:7: row 2: 4 cells under 3 columns, try quotation marks around cells that hold the separator, or an empty cell
~ for each gap

+ id,title,source
+ a,A,s
+ b,B
= 3:4: row 3: 2 cells under 3 columns, try quotation marks around cells that hold the separator, or an empty cell
~ for each gap

+ id,title,title,source
+ a,A,B,s
= 1:10: row 1, column title: the column is given twice, got 'title', try renaming or deleting one of the two

+ id,title,source
+ a,"A,s
+ b,B,s
= 2:3: row 2: a quotation mark that is not closed, try two quotation marks ("") for one inside a cell

+ id,title,source
+ a,A,s
+ b,"B" c,s
= 3:1: row 3: text after a closing quotation mark, try two quotation marks ("") for one inside a cell

+ id,titel,source
+ a,A,s
= 1:1: row 1: the column title is missing, try adding title
= 1:4: row 1, column titel: unknown column, got 'titel', try title

+ id,title,date
+ a,A,2017
= 1:1: row 1: the column source is missing, try adding source: who says so
= 1:10: row 1, column date: unknown column, got 'date', try when

+ id,title,notes,when,source
+ a,A,x,soon,s
= 1:10: row 1, column notes: unknown column, got 'notes', try one of id, title, text, when, when_as_reported,
~ where, where_as_reported, precision, role, category, actors, graphic, withheld, generalized_km, lon, lat,
~ radius_km, source, sources, source_title, source_url, source_published, source_publication, source_author,
~ source_lang, source_locator
= 2:7: row 2, column when: not an EDTF date, got 'soon', try 2017-08-28, 2017-08, 2017, 2017-08-28~ for about, or
~ 2017-08-28/2017-08-31 for a range

+ id,title,source,
+ a,A,s,x
= 2:7: row 2: a cell under a column without a name, got 'x', try naming the column

+ id,title,when,source
+ a,"multi
+ line",30 Aug 2017,s
= 3:7: row 2, column when: not an EDTF date, got '30 Aug 2017', try 2017-08-30

+ id,title,lon,lat,source
+ a,A,"36,5",34,s
= 2:5: row 2, column lon: must be a number, got '36,5', try 36.5

+ id,title,lon,lat,source
+ a,A,36.5,371,s
= 2:10: row 2, column lat: must be between -90 and 90, got '371', try degrees WGS84

+ id,title,lon,source
+ a,A,36.5,s
= 2:5: row 2, column lon: lon without lat, try adding lat

+ id,title,source
+ a,A,
= 2:5: row 2, column source: needs at least one entry, try adding one

+ id,title,source
+ a,A,s
+ a,B,s
= 3:1: row 3, column id: the id is taken, first in row 2, column id, got 'a', try a-2

+ id,title,role,source
+ a,A,orign,s
= 2:5: row 2, column role: not a known role, got 'orign', try origin

+ id,title,graphic,source
+ a,A,yes,s
= 2:5: row 2, column graphic: must be true or false, got 'yes', try true

+ id,title,counts.killed,source
+ a,A,many,s
= 2:5: row 2, column counts.killed: must be a whole number, got 'many', try 12

+ id,title,source,source_url
+ a,A,s,javascript:x
= 2:7: row 2, column source_url: not a web address (http or https), got 'javascript:x', try an address that starts
~ with https:// and has no blanks

+ id,title,source
= 1:1: row 1: needs at least one entry, try adding one
"""


def cases(table: str) -> list[Any]:
    found = []
    for block in table.strip("\n").split("\n\n"):
        lines = [(line[0], line[2:]) for line in block.split("\n")]
        content = "".join(f"{text}\n" for mark, text in lines if mark == "+")
        said = "".join(f"\n{text}" if mark == "=" else f" {text}" for mark, text in lines if mark != "+")
        found.append(pytest.param(content, said.strip("\n").split("\n"), id=repr(content)[:50]))
    return found


@pytest.mark.parametrize(("content", "expected"), cases(CSV_PROBLEMS))
def test_problems_of_csv_name_row_and_column(content: str, expected: list[str], tmp_path: Path) -> None:
    assert said(write(tmp_path, content)) == expected


@pytest.mark.parametrize("content", ["", "\n\n", ",,\n,,\n"])
def test_an_empty_table_holds_no_story(content: str, tmp_path: Path) -> None:
    assert said(write(tmp_path, content)) == [" there is no story in this file, try geomap new, for a first one"]


def test_control_characters_of_csv(tmp_path: Path) -> None:
    path = write(tmp_path, "id,title,source\na,A\x00,s\n")
    assert said(path) == ["2:4: U+0000 NULL has no place in a text, try deleting it"]
    path = write(tmp_path, "id,title,source\na,A\u202eB,s\n")
    assert said(path)[0].startswith(
        "2:3: row 2, column title: warning: U+202E RIGHT-TO-LEFT OVERRIDE is shown as a sign"
    )


def test_csv_in_another_encoding(tmp_path: Path) -> None:
    (line,) = said(write(tmp_path, "id,title,source\na,Café,s\n".encode("latin-1")))
    assert line.startswith(
        "2:6: this byte (0xE9, perhaps 'é' in an older encoding) is not UTF-8 text, try to save as UTF-8"
    )


def changed(sheet: str, cell: str, value: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(**WORKBOOK)))
    book[sheet][cell] = value
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


@dataclass(frozen=True)
class Wrong:
    """A value in a cell of a sheet of the workbook, and what is said of it."""

    sheet: str
    cell: str
    value: str
    said: str


XLSX_PROBLEMS = [
    Wrong(
        "reports",
        "C3",
        "=A1",
        "3:3: row 3, column C: a formula, got '=A1', try copying the column and pasting it as values",
    ),
    Wrong(
        "reports", "B3", "#N/A", "3:2: row 3, column B: an error of the spreadsheet, got '#N/A', try the value itself"
    ),
    Wrong("reports", "B1", "headline", "1:2: row 1, column B (headline): unknown column, got 'headline', try title"),
    Wrong("reports", "D3", "app", "3:4: row 3, column D (source): there is no source with this id, got 'app', try ap"),
    Wrong(
        "sources",
        "C2",
        "30 Aug 2017",
        "2:3: sheet sources, row 2, column C (published): not an EDTF date, got '30 Aug 2017', try 2017-08-30",
    ),
    Wrong(
        "places",
        "E3",
        "34N",
        "3:5: sheet places, row 3, column E (lat): must be a number, in decimal degrees, got '34N', try 34",
    ),
    Wrong(
        "claims",
        "A2",
        "c",
        "2:1: sheet claims, row 2, column A (about): there is no report, leg or obstacle with this id, got 'c'",
    ),
    Wrong(
        "claims",
        "E3",
        "x",
        "3:5: sheet claims, row 3, column E: 5 cells under 4 columns",
    ),
    Wrong("legs", "G3", "", "3:7: sheet legs, row 3, column G (basis): is missing, try adding basis"),
    Wrong("story", "A2", "titel", "2:1: sheet story, row 2, column A (field): unknown field, got 'titel', try title"),
    Wrong(
        "story",
        "B3",
        "Asia/Damaskus",
        "3:2: sheet story, row 3, column B (value): there is no such time zone, got 'Asia/Damaskus', try Asia/Damascus",
    ),
]


@pytest.mark.parametrize("wrong", XLSX_PROBLEMS, ids=lambda wrong: f"{wrong.sheet}-{wrong.value}")
def test_problems_of_xlsx_name_sheet_row_and_column(wrong: Wrong, tmp_path: Path) -> None:
    path = write(tmp_path, changed(wrong.sheet, wrong.cell, wrong.value or None), "story.xlsx")
    assert any(line.startswith(wrong.said) for line in said(path)), said(path)


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"no zip at all", zipped(a=b"b"), as_xlsx(reports=[["id"]])[:-40]],
    ids=["empty", "cut short", "text", "another zip", "no directory"],
)
def test_what_is_no_workbook_is_told(content: bytes, tmp_path: Path) -> None:
    (line,) = said(write(tmp_path, content, "story.xlsx"))
    assert line == " this is not an Excel workbook that can be read, try saving it again as .xlsx, or as CSV UTF-8"


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    (line,) = said(write(tmp_path, zipped(a=bytes(65 * 2**20)), "story.xlsx"))
    assert line.startswith(" the workbook unpacks to 65 MiB, more than 64 MiB")


def test_a_cell_at_the_far_end_of_the_sheet_costs_nothing(tmp_path: Path) -> None:
    (line,) = said(write(tmp_path, changed("reports", "XFD1", "x"), "story.xlsx"))
    assert line.startswith("1:1: row 1: more than 200 columns")
    (line,) = said(write(tmp_path, changed("reports", "A1048576", "x"), "story.xlsx"))
    assert line.startswith("50001:1: row 50001: more than 50,000 rows")


def test_too_many_rows_or_columns_of_csv(tmp_path: Path) -> None:
    assert said(write(tmp_path, "id,title,source\n" + "a,b,c\n" * 50_000))[0].startswith(
        "50001:1: row 50001: more than"
    )
    assert said(write(tmp_path, "x," * 300 + "\n"))[0].startswith("1:1: row 1: more than 200 columns")


# --- properties -----------------------------------------------------------------------------------------------------

_cells = st.text(string.ascii_letters + "دé,;\"'=+- ", min_size=1, max_size=12).map(str.strip).filter(
    lambda text: bool(text.strip("=+-;'\" ,"))
)  # fmt: skip


@given(st.lists(st.tuples(_cells, _cells, _cells), min_size=1, max_size=5), st.sampled_from([",", ";", "\t"]))
def test_any_text_of_cells_comes_through(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    table = [["title", "where", "category", "source"], *([*row, "s"] for row in rows)]
    folder = tmp_path_factory.getbasetemp()
    for path in (
        write(folder, as_csv(table, delimiter)),
        write(folder, as_xlsx(reports=[[cell.lstrip("=") for cell in row] for row in table]), "r.xlsx"),
    ):
        story = load_story(path)
        kept = [tuple(cell.lstrip("=") for cell in row) if path.suffix == ".xlsx" else row for row in rows]
        assert [(r.title, r.where, r.category) for r in story.reports] == [tuple(map(str.strip, row)) for row in kept]


@given(st.integers(0, 2**32), st.sampled_from(["csv", "xlsx"]))
def test_damaged_tables_give_a_story_or_a_story_error(
    tmp_path_factory: pytest.TempPathFactory, seed: int, kind: str
) -> None:
    data = bytearray(as_csv([HEADER, *ROWS]).encode() if kind == "csv" else WORKBOOK_BYTES)
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 6)] = chance.choice([b'"', b",", b"\n", b"\x00", b"=", b"9" * 9, b""])
    _, problems = load(write(tmp_path_factory.getbasetemp(), bytes(data), f"damaged.{kind}"))
    assert all(problem.what for problem in problems)


WORKBOOK_BYTES = as_xlsx(**WORKBOOK)
