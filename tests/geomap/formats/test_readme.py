"""What users are told of the formats and properties, held to the lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import geomap.formats
from geomap.cli import main
from geomap.formats import FORMATS
from geomap.properties import LEG_PROPERTIES, OBSTACLE_PROPERTIES, REPORT_PROPERTIES, Property

README = (Path(geomap.formats.__file__).parent / "README.md").read_text(encoding="utf-8")
ROOT_README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
TYPES = {str: "text", int: "whole number", float: "number"}


@pytest.mark.parametrize(
    ("section", "listed"),
    [("Of a report", REPORT_PROPERTIES), ("Of a leg", LEG_PROPERTIES), ("Of an obstacle", OBSTACLE_PROPERTIES)],
    ids=["report", "leg", "obstacle"],
)
def test_every_property_is_told(section: str, listed: tuple[Property, ...]) -> None:
    rows = README.partition(f"### {section}\n")[2].partition("\n### ")[0]
    wanted = [f"| `{p.name}` | {TYPES[p.type]} | {p.meaning.replace('|', chr(92) + '|')} |" for p in listed]
    assert [row for row in rows.splitlines() if row.startswith("| `")] == wanted


def test_every_format_is_told_with_its_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--help"]) == 0
    told = capsys.readouterr().out
    for each in FORMATS:
        (row,) = re.findall(rf"^\| `{each.name}` \|.*$", README, re.MULTILINE)
        assert all(f"`{name}`" in row for name in each.files)
        assert each.name in told
        assert all(f"`{name}`" in ROOT_README for name in each.files)
