"""What is said of a story's roads before anybody builds: engines that are none, files that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.cli import main
from geomap.enginecheck import engine_problems
from geomap.errors import Problem
from geomap.roads import RoadError
from geomap.story import load_story

STORY = """\
sources: [{{id: s, title: S}}]
reports: [{{id: a, title: A, where: Homs, sources: [s]}}]
routes:
  - id: r
    title: R
    legs: [{{id: l, from: a, to: Hama, basis: inferred{leg}}}]
roads: {roads}
"""


def told(folder: Path, roads: str, leg: str = "") -> tuple[Problem, ...]:
    path = folder / "story.yaml"
    path.write_text(STORY.format(roads=roads, leg=leg), encoding="utf-8")
    return engine_problems(load_story(path), path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a story, with a file of roads and a folder of tiles in it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "syria.osm.pbf").touch()
    (tmp_path / "tiles").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    "roads",
    [
        "geodesic",
        "data/syria.osm.pbf",
        "graph:data/syria.osm.pbf, data/syria.osm.pbf",
        "{engine: graph, files: [data/syria.osm.pbf]}",
        "valhalla:tiles",
        "{engine: valhalla, tiles: tiles}",
        "{alternates: 2}",
    ],
)
def test_roads_that_are_there_are_no_problem(folder: Path, roads: str) -> None:
    assert told(folder, roads) == ()


@pytest.mark.parametrize(
    ("roads", "column", "said"),
    [
        ("{engine: grap:x}", 17, "no road engine is called grap, try graph"),
        ("grap:x", 8, "no road engine is called grap, try graph"),
        ('"graph:"', 8, "the road engine graph wants a file of roads"),
        ('"http://[::1"', 8, "no address of a service"),
        ('{engine: http, url: "http://[::1"}', 28, "no address of a service"),
        ('{engine: osrm+http, url: "http://localhost:x"}', 33, "no address of a service"),
        ('{engine: http, url: "http://roads.example.org"}', 28, "whoever listens on the way"),
        ("ftp+http://localhost", 8, "is no kind of road service"),
    ],
)
def test_an_engine_that_is_none_is_an_error_at_its_place(folder: Path, roads: str, column: int, said: str) -> None:
    (problem,) = told(folder, roads)
    assert said in str(problem)
    assert (problem.line, problem.column, problem.warning) == (7, column, False)


@pytest.mark.parametrize(
    ("roads", "where", "got", "near"),
    [
        ("data/syra.osm.pbf", "roads", "data/syra.osm.pbf", "data/syria.osm.pbf"),
        ("graph:data/syria.osm.pbf,iraq.osm.pbf", "roads", "iraq.osm.pbf", ""),
        ("{engine: graph, files: [data/syria.osm.pbf, iraq.osm.pbf]}", "roads.files[1]", "iraq.osm.pbf", ""),
        ("graph:roads", "roads", "roads", ""),
        ("valhalla:tile", "roads", "tile", "tiles"),
        ("{engine: valhalla, tiles: tile}", "roads.tiles", "tile", "tiles"),
        ("{engine: gone/roads.geojson}", "roads.engine", "gone/roads.geojson", ""),
    ],
)
def test_a_file_that_is_missing_is_an_error(folder: Path, roads: str, where: str, got: str, near: str) -> None:
    (problem,) = told(folder, roads)
    assert (problem.line, problem.got, problem.warning) == (7, got, False)
    assert problem.where == where
    assert problem.what == "not there, counted from the story's folder"
    assert problem.hint == (near or "the path of a file or folder of roads")


def test_a_missing_file_is_a_warning_where_nobody_needs_it(folder: Path) -> None:
    for leg in (", follow_roads: false", ", mode: ship"):
        (problem,) = told(folder, "gone.osm.pbf", leg)
        assert problem.warning
        assert problem.what.endswith("; no leg follows roads")
    (folder / "routes.lock").write_text("version = 1\n", encoding="utf-8")
    (problem,) = told(folder, "gone.osm.pbf")
    assert problem.warning
    assert problem.what.endswith("; routes.lock may not have every answer of it")


def test_a_service_that_would_not_be_asked_is_a_warning(folder: Path) -> None:
    (problem,) = told(folder, '{engine: http, url: "http://localhost:8002"}')
    assert problem.warning
    assert problem.hint == "geomap build --roads http://localhost:8002"
    assert told(folder, "valhalla+http://localhost:8002", ", mode: rail") == ()
    (folder / "routes.lock").write_text("version = 1\n", encoding="utf-8")
    assert told(folder, "valhalla+http://localhost:8002") == ()


def test_kept_answers_that_are_not_in_order_are_told_as_a_build_tells_them(folder: Path) -> None:
    (folder / "routes.lock").write_text("version = ", encoding="utf-8")
    with pytest.raises(RoadError, match=r"routes\.lock"):
        told(folder, "data/syria.osm.pbf")


def test_the_command_tells_it_and_ends_with_1(
    folder: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "story.yaml"
    path.write_text(STORY.format(roads="{engine: graph, files: [gone.osm.pbf]}", leg=""), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    err = capsys.readouterr().err
    assert f"{path}:7:32: roads.files[0]: not there, counted from the story's folder, got 'gone.osm.pbf'" in err
    assert err.endswith("1 problem\n")
