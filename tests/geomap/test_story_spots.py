"""Where the statements of a story stand, whatever kind of file they stand in."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from geomap import load_story
from geomap.story.spots import Spots

YAML = """\
sources: [{id: s, title: S}]
places:
  - {id: p, lon: 36.3, lat: 33.5}
  - id: q
    gazetteer_id: "geonames:170654"
reports:
  - {id: a, title: A, where: p, sources: [s]}
  - id: b
    title: B
    sources: [s]
routes:
  - id: r
    title: R
    legs:
      - {id: l, from: a, via: [q, p], to: b, basis: planned}
obstacles:
  - {id: o, title: O, where: p, sources: [s]}
roads: {engine: graph, files: [a.osm.pbf, b.osm.pbf]}
"""
JSON = """{"sources": [{"id": "s", "title": "S"}],
 "reports": [{"id": "a", "title": "A",
              "where": "Homs", "sources": ["s"]}]}"""
ROWS = [["id", "title", "where", "source"], ["a", "A", "Homs", "S"], ["b", "B", "Hama", "S"]]


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        (("places", 0, "lon"), 3, 18),
        (("places", 1, "gazetteer_id"), 5, 19),
        (("places", 1, "lon"), 4, 5),  # there is none: the entry
        (("reports", 0, "where"), 7, 30),
        (("reports", 1, "where"), 8, 5),
        (("routes", 0, "legs", 0, "from"), 15, 23),
        (("routes", 0, "legs", 0, "via", 1), 15, 35),
        (("routes", 0, "legs", 0, "to"), 15, 43),
        (("obstacles", 0, "where"), 17, 30),
        (("roads", "engine"), 18, 17),
        (("roads", "files", 1), 18, 43),
        (("roads", "tiles"), 18, 8),  # there is none: all of it
        (("reports", 7, "where"), 0, 0),
    ],
)
def test_lines_and_columns_of_yaml(tmp_path: Path, path: tuple[str | int, ...], line: int, column: int) -> None:
    file = tmp_path / "story.yaml"
    file.write_text(YAML)
    spot = load_story(file).spots.spot(path)
    assert (spot.line, spot.column) == (line, column)


def test_a_problem_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "story.json"
    file.write_text(JSON)
    spots = load_story(file).spots
    problem = spots.problem(("reports", 0, "where"), "unknown", of="a", hint="another", details=("one", "two"))
    assert str(problem) == f"{file}:3:24: reports[0].where (a): unknown, try another\n  one\n  two"
    assert spots.place(("reports", 0, "where"), of="a") == "3:24 reports[0].where (a)"


def test_rows_and_columns_of_tables(tmp_path: Path) -> None:
    file = tmp_path / "reports.csv"
    file.write_text("\n".join(map(",".join, ROWS)))
    assert str(load_story(file).spots.problem(("reports", 1, "where"), "x")).endswith(
        "reports.csv:3:5: row 3, column where: x"
    )
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(stream := io.BytesIO())
    sheet = tmp_path / "reports.xlsx"
    sheet.write_bytes(stream.getvalue())
    assert str(load_story(sheet).spots.problem(("reports", 1, "where"), "x")).endswith("row 3, column C (where): x")


def test_where_it_stands_is_no_part_of_what_a_story_says(tmp_path: Path) -> None:
    for name, text in (("a.yaml", YAML), ("b.yaml", f"# a comment\n{YAML}")):
        (tmp_path / name).write_text(text)
    one, other = load_story(tmp_path / "a.yaml"), load_story(tmp_path / "b.yaml")
    assert one == other
    assert one.spots.spot(("reports", 0)) != other.spots.spot(("reports", 0))
    assert str(Spots().problem(("reports", 0), "x", of="a")) == "story: reports[0] (a): x"
