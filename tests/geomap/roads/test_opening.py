"""Engines by the text that names them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.errors import InputError, OutputError, UsageError
from geomap.roads import (
    BadLock,
    EngineUnavailable,
    GeodesicEngine,
    KeptEngine,
    Waypoint,
    keep_network,
    open_engine,
    read_roads,
)
from geomap.roads.routefile import LOCK_NAME

ENDS = Waypoint(40.1, 34), Waypoint(40.9, 34)


@pytest.fixture
def folder(tmp_path: Path, maker: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story's folder with a file of roads in it."""
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    story = tmp_path / "story"
    story.mkdir()
    text = maker.geojson([[40, 34], [40.5, 34.01], [41, 34]])
    for name in ("roads.geojson", "more.geojson"):
        (story / name).write_text(text, encoding="utf-8")
    return story


def test_the_engine_that_is_always_there() -> None:
    assert isinstance(open_engine(" geodesic "), GeodesicEngine)


@pytest.mark.parametrize("spec", ["graph:roads.geojson", "roads.geojson", "graph: roads.geojson"])
def test_a_file_of_roads(folder: Path, spec: str) -> None:
    stages = []
    engine = open_engine(spec, story_folder=folder, progress=lambda *stage: stages.append(stage))
    assert stages == []
    answer = engine.route(ENDS)
    assert answer.engine == engine.name == "graph"
    assert answer.data.title == "roads.geojson"
    assert stages == [("reading roads", 0, 1), ("reading roads", 1, 1)]
    for file in folder.glob("*.geojson"):
        file.unlink()
    assert open_engine(spec, story_folder=folder).route(ENDS) == answer


def test_a_folder_of_roads(folder: Path) -> None:
    keep_network(read_roads([folder / "roads.geojson"]), folder / "roads")
    assert open_engine("graph:roads", story_folder=folder).route(ENDS).data.title == "roads.geojson"


def test_without_a_story_nothing_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    engine = open_engine("roads.geojson")
    assert engine.route(ENDS) == engine.route(ENDS)
    assert not (folder / LOCK_NAME).exists()


def test_several_files(folder: Path) -> None:
    spec = "graph:roads.geojson, more.geojson"
    answer = open_engine(spec, story_folder=folder).route(ENDS)
    assert answer.data.title == "roads.geojson, more.geojson"
    # one file alone is other data: it is not answered from what both have answered
    (folder / "roads.geojson").unlink()
    with pytest.raises(InputError, match=r"roads\.geojson: is not there"):
        open_engine("roads.geojson", story_folder=folder).route(ENDS)
    assert open_engine(spec, story_folder=folder).route(ENDS) == answer


@pytest.mark.parametrize("spec", ["graph:missing.osm.pbf", "graph:missing"])
def test_a_file_that_is_not_there(folder: Path, spec: str) -> None:
    with pytest.raises(InputError, match="missing"):
        open_engine(spec, story_folder=folder).route(ENDS)


@pytest.mark.parametrize("kind", ["valhalla", "osrm"])
def test_a_service(folder: Path, start_router: Callable[..., Any], kind: str) -> None:
    router = start_router(kind)
    answer = open_engine(f"{kind}+{router.url}", story_folder=folder).route(ENDS)
    assert answer.engine == f"{kind}+http"
    router.close()
    assert open_engine(f"{kind}+http://127.0.0.1:9", story_folder=folder).route(ENDS) == answer
    # an address that does not say what it is finds what either has answered
    assert open_engine("http://127.0.0.1:9", story_folder=folder).route(ENDS) == answer
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        open_engine("http://127.0.0.1:9", story_folder=folder).route(ENDS[::-1])


def test_roads_of_the_same_name_are_other_roads(folder: Path, maker: ModuleType) -> None:
    """As of 2017 and of 2024, or two folders: what one has answered is not the other's answer."""
    for year, north in (("y2017", 34.1), ("y2024", 34.2)):
        (folder / year).mkdir()
        text = maker.geojson([[40, 34], [40.5, north], [41, 34]])
        (folder / year / "r.geojson").write_text(text, encoding="utf-8")
        keep_network(read_roads([folder / year / "r.geojson"]), folder / f"net-{year}")

    def north(spec: str) -> float:
        return max(open_engine(spec, story_folder=folder).route((Waypoint(40, 34), Waypoint(41, 34))).paths[0].lats)

    assert [round(north(f"{year}/r.geojson"), 2) for year in ("y2017", "y2024", "y2017")] == [34.1, 34.2, 34.1]
    assert [round(north(f"net-{year}"), 2) for year in ("y2024", "y2017")] == [34.2, 34.1]
    # a folder made of a file is the same roads
    before = (folder / LOCK_NAME).read_bytes()
    assert round(north("graph:y2017/r.geojson"), 2) == 34.1
    assert (folder / LOCK_NAME).read_bytes() == before


def test_a_folder_that_is_gone_has_its_kept_answers(folder: Path) -> None:
    keep_network(read_roads([folder / "roads.geojson"]), folder / "roads")
    answer = open_engine("roads", story_folder=folder).route(ENDS)
    shutil.rmtree(folder / "roads")
    for spec in ("roads", "graph:roads"):
        engine = open_engine(spec, story_folder=folder)
        assert engine.route(ENDS) == answer
        assert isinstance(engine, KeptEngine)
        assert "the kept answers of graph on roads.geojson are used: its roads are not there" in engine.notices
        with pytest.raises(InputError, match="roads: is not there"):
            engine.route(ENDS[::-1])
        with pytest.raises(InputError, match="roads: is not there"):
            open_engine(spec, story_folder=folder, refresh=True).route(ENDS)
    with pytest.raises(UsageError, match="no road engine is called roads"):
        open_engine("roads", story_folder=folder / "elsewhere")


def test_asking_again_gives_the_answers_of_now(folder: Path, start_router: Callable[..., Any]) -> None:
    router = start_router()
    spec = f"valhalla+{router.url}"
    first = open_engine(spec, story_folder=folder).route(ENDS)
    router.says("status", {"version": "4.0", "tileset_last_modified": 1_800_000_000})
    assert open_engine(spec, story_folder=folder).route(ENDS) == first
    again = open_engine(spec, story_folder=folder, refresh=True).route(ENDS)
    assert (again.version, again.data.date) == ("4.0", "2027-01-15")
    with pytest.raises(UsageError, match="gives no leave to ask a service again"):
        open_engine(spec, story_folder=folder, refresh=True, ask=False)


def test_a_service_elsewhere_is_asked_itself(folder: Path, start_router: Callable[..., Any]) -> None:
    one, two = start_router(), start_router()
    for router in (one, two, one):
        answer = open_engine(router.url, story_folder=folder).route(ENDS)
        assert f":{router.server_port}" in answer.data.title
    assert one.actions.count("route") == 2


def test_a_service_is_not_asked_without_leave(folder: Path, start_router: Callable[..., Any]) -> None:
    router = start_router()
    with pytest.raises(EngineUnavailable, match="is not asked without leave"):
        open_engine(router.url, story_folder=folder, ask=False).route(ENDS)
    assert router.asked == []
    kept = open_engine(router.url, story_folder=folder).route(ENDS)
    router.close()
    engine = open_engine("http://127.0.0.1:9", story_folder=folder, ask=False)
    assert engine.route(ENDS) == kept
    assert isinstance(engine, KeptEngine)
    assert "is not asked without leave" in engine.notices[0]


def test_tiles_of_valhalla(folder: Path) -> None:
    engine = open_engine("valhalla:tiles", story_folder=folder)
    assert engine.name == "valhalla"
    with pytest.raises((EngineUnavailable, InputError), match=r"pyvalhalla|holds no tiles"):
        engine.route(ENDS)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("", "no road engine is called , try geodesic"),
        ("grap:roads.geojson", "no road engine is called grap, try graph"),
        ("valhala:tiles", "try valhalla "),
        ("Geodesic", "try geodesic"),
        ("roads.shp", "no road engine is called roads.shp, try"),
        ("graph:,", "wants a file of roads"),
        ("graph:", "wants a file of roads, try graph:roads.osm.pbf"),
        ("valhalla: ", "wants its tiles, try valhalla:TILES"),
        ("graph+http://localhost", "graph is no kind of road service, try valhalla"),
        ("osrm+http://roads.example.org", "try https://"),
        ("http://", "is no address"),
        ("http://[::1", "is no address"),
        ("osrm+http://[::1", "is no address"),
        ("ftp://localhost", "no road engine is called ftp"),
        ("x" * 5_000, "no road engine is called x{80}, try"),
    ],
)
def test_texts_that_name_none(spec: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as raised:
        open_engine(spec)
    assert raised.value.exit_code == 2


def test_a_lock_that_is_not_in_order_is_told_at_once(folder: Path) -> None:
    (folder / LOCK_NAME).write_text("version = 7\n", encoding="utf-8")
    with pytest.raises(BadLock, match="is of version 7"):
        open_engine("roads.geojson", story_folder=folder)


# --- folders of roads -------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_elses_is_not_replaced(folder: Path) -> None:
    network = read_roads([folder / "roads.geojson"])
    with pytest.raises(OutputError, match="no folder of roads that geomap made"):
        keep_network(network, folder)
    assert (folder / "roads.geojson").exists()
    (folder / "link").symlink_to(folder / "elsewhere", target_is_directory=True)
    with pytest.raises(OutputError, match="no folder of roads that geomap made"):
        keep_network(network, folder / "link")
    (folder / "empty").mkdir()
    for _ in range(2):
        keep_network(network, folder / "empty")
    assert not [path for path in folder.iterdir() if path.name.endswith(".tmp")]
