"""`geomap check`: everything that would stop a build, with its line, without building."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.cli import main

STORY = """\
title: T
countries: [SY]
sources:
  - {id: s, title: S}
places:
  - {id: halt, lon: 34.9, lat: 38.4}
reports:
  - {id: a, title: A, where: halt, sources: [s]}
  - {id: b, title: B, where: Tell Sundus, sources: [s]}
  - {id: c, title: C, where: Paris, sources: [s]}
  - {id: d, title: D, where: Raqqa, sources: [s]}
"""
FINE = STORY.replace("lon: 34.9, lat: 38.4", "lon: 38.4, lat: 34.9").replace("Tell Sundus", "Homs")


def check(path: Path, text: str, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    path.write_text(text, encoding="utf-8")
    code = main(["check", str(path), *options])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def path(tmp_path: Path, default_gazetteer: Gazetteer) -> Path:
    return tmp_path / "story.yaml"


def test_places_and_names_are_looked_at(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(path, STORY, capsys)
    assert code == 1
    assert f"{path}:6:21: places[0].lon (halt): lon 34.9, lat 38.4 lies outside of SY" in err
    assert "try lon: 38.4, lat: 34.9" in err
    assert f"{path}:9:30: reports[1].where (b): 'Tell Sundus': no place of this name is known" in err
    assert f"{path}:10:30: reports[2].where (c): warning: Paris lies outside of the story's countries (SY)" in out
    assert err.endswith(f"{path}: 2 problems\n")


def test_what_is_only_odd_is_no_problem(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = check(path, FINE, capsys)
    assert (code, err) == (0, "")
    assert f"{path}: no problems, 1 warning" in out


def test_as_data(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = check(path, STORY, capsys, "--json")
    told = json.loads(out)
    assert (code, told["ok"]) == (1, False)
    assert [(one["line"], one["severity"]) for one in told["problems"]] == [(6, "error"), (9, "error"), (10, "warning")]
    assert told["problems"][1]["details"][0] == "the nearest names are:"


def test_a_file_with_faults_is_mended_first(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = check(path, STORY.replace("title: A", "titel: A"), capsys)
    assert code == 1
    assert "titel" in err
    assert "Tell Sundus" not in err
    assert "names of places are looked up once the file has none" in err


def test_kept_answers_tell_a_name_and_nobody_is_asked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.with_name("places.lock").write_text(
        """version = 1

[[query]]
name = "Tell Sundus"
countries = ["SY"]
service = "nominatim"
places = 1

[[query.place]]
id = "nominatim:node/4242"
name = "Tell Sundus"
kind = "city"
lon = 40.76
lat = 35.12
radius_km = 2.2
country = "SY"
"""
    )
    assert check(path, FINE.replace("Homs", "Tell Sundus"), capsys)[0] == 0
