"""The commands about roads."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from geomap.cli import main


@pytest.fixture
def extracts(load_script: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two extracts of a town, named as they are seen from the current folder."""
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    maker = load_script("tests/roads.py")
    roads = maker.grid(6)
    half = len(roads.ways) // 2
    maker.write_osm(tmp_path / "west.osm.pbf", maker.Roads(roads.nodes, roads.ways[: half + 5]))
    maker.write_osm(tmp_path / "east.osm.pbf", maker.Roads(roads.nodes, roads.ways[half - 5 :]))
    return ["west.osm.pbf", "east.osm.pbf"]


def test_roads_are_built_and_described(extracts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roads", "build", *extracts, "-o", "net"]) == 0
    built = capsys.readouterr().out
    assert built.startswith("wrote net, for the road engine graph:net\n")
    assert "between 36 junctions, longitude 40.00 to 40.05, latitude 34.00 to 34.05" in built
    for extract in extracts:  # what was built stands alone
        Path(extract).unlink()
    for spec in ("net", "graph:net"):
        assert main(["roads", "info", spec]) == 0
        told = capsys.readouterr().out
        assert told.startswith("graph ")
        for words in ("west.osm.pbf, east.osm.pbf", "as of 2017-08-28T20:21:02Z", "© OpenStreetMap", "36 junctions"):
            assert words in told
    assert main(["roads", "build", "-o", "net", *extracts]) == 4
    assert "west.osm.pbf: is not there" in capsys.readouterr().err
    assert main(["roads", "info", "net"]) == 0


def test_a_file_of_roads_is_described(extracts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["roads", "info", "west.osm.pbf"]) == 0
    assert "west.osm.pbf" in capsys.readouterr().out
    assert main(["roads", "info", "geodesic"]) == 0
    assert "geodesics on the WGS84 ellipsoid\n  as of a date that is not known\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["roads"], 2, "ACTION"),
        (["roads", "build", "west.osm.pbf"], 2, "-o/--output"),
        (["roads", "build", "west.osm.pbf", "-o", "."], 4, "is no folder of roads that geomap made"),
        (["roads", "build", "west.osm.pbf", "-o", "x", "--engine", "valhala"], 2, "invalid choice"),
        (["roads", "build", "west.osm.pbf", "-o", "x", "--engine", "valhalla"], 3, "pip install 'geomap[valhalla]'"),
        (["roads", "info", "nothing"], 2, "no road engine is called nothing"),
        (["roads", "info", "http://roads.example.org"], 2, "try https://"),
        (["roads", "info", "valhalla+http://127.0.0.1:9"], 3, "cannot be reached"),
        (["roads", "info", "graph:missing"], 4, "missing: is not there"),
    ],
)
def test_what_goes_wrong_is_said(
    extracts: list[str],
    arguments: list[str],
    code: int,
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "valhalla", None)
    assert main(arguments) == code
    told = capsys.readouterr()
    assert says in told.err
    assert "Traceback" not in told.err
