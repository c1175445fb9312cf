"""Valhalla in this process: with a stand-in that answers as pyvalhalla does, and with pyvalhalla where it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import shapely

from geomap.errors import InputError
from geomap.roads import (
    Avoid,
    EngineData,
    EngineUnavailable,
    LimitExceeded,
    NoRoute,
    NotSnapped,
    RoadEngine,
    Waypoint,
)
from geomap.roads.valhalla import NOTE_NAME, ValhallaEngine, kept_identity, settings

A, B = Waypoint(40.1, 34.001, name="A"), Waypoint(40.9, 34)


@pytest.fixture
def tiles(tmp_path: Path) -> Path:
    (tmp_path / "tiles" / "2" / "000").mkdir(parents=True)
    (tmp_path / "tiles" / "2" / "000" / "713.gph").write_bytes(b"tile")
    return tmp_path / "tiles"


@pytest.fixture
def install(routers: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """``install()`` puts a stand-in for pyvalhalla in place, and gives it."""

    def put(answers: Any = routers.valhalla) -> ModuleType:
        modules: dict[str, ModuleType] = routers.fake_pyvalhalla(answers)
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        return modules["valhalla"]

    return put


def test_a_way_by_valhalla(install: Callable[..., ModuleType], tiles: Path) -> None:
    library = install()
    engine: RoadEngine = ValhallaEngine(tiles)
    answer = engine.route((A, B), via=[Waypoint(40.95, 34)])
    assert answer.paths[0].length_km == pytest.approx(0.9 * 92.38, rel=1e-3)
    assert [snap.lon for snap in answer.snaps] == [40.1, 40.95, 40.9]
    assert (answer.engine, answer.version) == ("valhalla", "3.9.1")
    assert answer.data.title == "Valhalla's tiles tiles, by the date of its tiles"
    assert answer.data.date == "2017-08-28"
    assert library.last.config["mjolnir"]["tile_dir"] == str(tiles)


def test_tiles_of_ones_own_know_what_they_are_from(install: Callable[..., ModuleType], tiles: Path) -> None:
    install()
    data = {
        "title": "syria.osm.pbf, iraq.osm.pbf",
        "date": "2017-08-01T00:00:00Z",
        "attribution": "© them",
        "identity": "ab12",
    }
    (tiles / NOTE_NAME).write_text(json.dumps(data), encoding="utf-8")
    assert ValhallaEngine(tiles).data == EngineData(**data)
    assert kept_identity(tiles) == "ab12"
    (tiles / NOTE_NAME).write_text("[]", encoding="utf-8")
    assert ValhallaEngine(tiles).data.date == "2017-08-28"


def test_the_limits_of_public_services_are_lifted_for_one_process_alone(
    install: Callable[..., ModuleType], tiles: Path
) -> None:
    library = install()
    limits = settings(library, tiles)["service_limits"]
    assert limits["max_exclude_polygons_length"] >= 1e9
    assert limits["max_alternates"] == 3
    assert limits["auto"]["max_distance"] == limits["pedestrian"]["max_distance"] == 2e7
    assert library.config.get_config()["service_limits"]["max_alternates"] == 2


def test_what_valhalla_says_is_told_in_our_words(install: Callable[..., ModuleType], tiles: Path) -> None:
    install()
    engine = ValhallaEngine(tiles)
    with pytest.raises(NotSnapped, match=r"nearest road is 11\.1 km off"):
        engine.route((A, Waypoint(40.5, 34.1)))
    with pytest.raises(NotSnapped, match=r"no road within 35\.0 km"):
        engine.route((A, Waypoint(40.5, 36)))
    with pytest.raises(NoRoute, match="442"):
        engine.route((A, B), avoid=[Avoid(shapely.box(40.4, 33.9, 40.5, 34.1))])
    with pytest.raises(LimitExceeded, match="154"):
        engine.route((A, Waypoint(-100, 34)))


def test_an_error_without_a_number_is_a_fault_of_the_engine(install: Callable[..., ModuleType], tiles: Path) -> None:
    def broken(action: str, asked: dict[str, Any]) -> Any:
        raise RuntimeError("tile is corrupt")

    install(broken)
    with pytest.raises(EngineUnavailable, match="valhalla: tile is corrupt"):
        ValhallaEngine(tiles).route((A, B))


def test_nothing_is_left_of_the_configuration(
    install: Callable[..., ModuleType], tiles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    ValhallaEngine(tiles).route((A, B))
    assert list((tmp_path / "temp").iterdir()) == []


def test_without_pyvalhalla_it_says_what_to_do(tiles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valhalla", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'geomap\[valhalla\]' with Python 3\.12 or newer"):
        ValhallaEngine(tiles).route((A, B))


def test_something_else_of_that_name_is_not_taken_for_it(
    install: Callable[..., ModuleType], tiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(install(), "Actor")
    with pytest.raises(EngineUnavailable, match="is not pyvalhalla's"):
        ValhallaEngine(tiles).route((A, B))


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_without_tiles(install: Callable[..., ModuleType], tmp_path: Path, name: str) -> None:
    install()
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no tiles"):
        ValhallaEngine(tmp_path / name).route((A, B))
