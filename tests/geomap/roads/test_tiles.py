"""Tiles for Valhalla, by programs that stand in for those of pyvalhalla's wheel."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from geomap.errors import InputError, OutputError
from geomap.roads import BadRoads, EngineUnavailable, ValhallaEngine, Waypoint
from geomap.roads.tiles import ADMINS, TILES, build_tiles
from geomap.roads.valhalla import NOTE_NAME

Programs = Callable[[dict[str, str]], Callable[[], list[list[str]]]]

# Each writes down what it was called with.
PROGRAM = f"""#!{sys.executable}
import json, pathlib, sys
config = json.loads(pathlib.Path(sys.argv[2]).read_text())["mjolnir"]
name = pathlib.Path(sys.argv[0]).name
with open(pathlib.Path(__file__).with_name("called"), "a") as file:
    print(json.dumps([name, sys.argv[1], *(pathlib.Path(each).name for each in sys.argv[3:])]), file=file)
if name == "{ADMINS}":
    pathlib.Path(config["admin"]).write_bytes(b"admins")
else:
    assert pathlib.Path(config["admin"]).exists()
    tile = pathlib.Path(config["tile_dir"], "2", "000", "713.gph")
    tile.parent.mkdir(parents=True)
    tile.write_bytes(b"tile")
"""
FAILS = f"#!{sys.executable}\nimport sys\nprint('starting')\nsys.exit('no \\x1b roads at all')\n"


@pytest.fixture
def programs(routers: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """``programs({name: text})`` installs them; what that gives tells which were called with what."""

    def install(texts: dict[str, str]) -> Callable[[], list[list[str]]]:
        modules = routers.fake_pyvalhalla()
        package = tmp_path / "site" / "valhalla"
        (package / "bin").mkdir(parents=True)
        modules["valhalla"].__file__ = str(package / "__init__.py")
        for name, module in modules.items():
            monkeypatch.setitem(sys.modules, name, module)
        for name, text in texts.items():
            (package / "bin" / name).write_text(text, encoding="utf-8")
            (package / "bin" / name).chmod(0o755)

        def called() -> list[list[str]]:
            return [json.loads(line) for line in (package / "bin" / "called").read_text().splitlines()]

        return called

    return install


@pytest.fixture
def extracts(maker: ModuleType, tmp_path: Path) -> list[Path]:
    dates = ("2017-08-02T00:00:00Z", "2017-08-01T00:00:00Z")
    return [
        maker.write_osm(tmp_path / f"{name}.osm.pbf", maker.grid(3), date=date)
        for name, date in zip(("syria", "iraq"), dates, strict=True)
    ]


BOTH = {ADMINS: PROGRAM, TILES: PROGRAM}


def test_extracts_are_merged_and_made_into_tiles(programs: Programs, extracts: list[Path], tmp_path: Path) -> None:
    called = programs(BOTH)
    stages: list[int] = []
    tiles = tmp_path / "new" / "tiles"
    assert build_tiles(extracts, tiles, progress=lambda stage, done, total: stages.append(done)) == ()
    assert called() == [[name, "-c", "merged.osm.pbf"] for name in (ADMINS, TILES)]
    assert sorted(path.name for path in tiles.iterdir()) == ["2", NOTE_NAME]
    assert [path.name for path in tiles.parent.iterdir()] == ["tiles"]
    assert stages == [0, 1, 2, 3]
    engine = ValhallaEngine(tiles)
    assert engine.data.title == "syria.osm.pbf, iraq.osm.pbf"
    assert engine.data.date == "2017-08-01T00:00:00Z"
    assert engine.route((Waypoint(40.1, 34), Waypoint(40.9, 34))).data == engine.data


def test_one_extract_is_taken_as_it_is_and_tiles_are_replaced(
    programs: Programs, extracts: list[Path], tmp_path: Path
) -> None:
    called = programs(BOTH)
    for extract in extracts:
        build_tiles([extract], tmp_path / "tiles")
    assert [call[2] for call in called()] == ["syria.osm.pbf"] * 2 + ["iraq.osm.pbf"] * 2
    assert ValhallaEngine(tmp_path / "tiles").data.title == "iraq.osm.pbf"


@pytest.mark.parametrize("admins", [{}, {ADMINS: FAILS}])
def test_without_borders_it_says_so(
    programs: Programs, extracts: list[Path], tmp_path: Path, admins: dict[str, str]
) -> None:
    programs({**admins, TILES: PROGRAM.replace('assert pathlib.Path(config["admin"]).exists()', "")})
    assert build_tiles(extracts, tmp_path / "tiles") == (
        "without the borders of countries: all traffic keeps to the right",
    )


@pytest.mark.parametrize(
    ("texts", "error", "says"),
    [
        ({ADMINS: PROGRAM}, EngineUnavailable, f"has no {TILES}"),
        ({ADMINS: PROGRAM, TILES: FAILS}, BadRoads, r"Valhalla made no tiles of it: no   roads at all"),
        ({ADMINS: PROGRAM, TILES: f"#!{sys.executable}\n"}, BadRoads, "Valhalla made no tiles of it$"),
    ],
)
def test_a_build_that_fails_leaves_nothing(
    programs: Programs,
    extracts: list[Path],
    tmp_path: Path,
    texts: dict[str, str],
    error: type[Exception],
    says: str,
) -> None:
    programs(texts)
    (tmp_path / "made").mkdir()
    with pytest.raises(error, match=says):
        build_tiles(extracts, tmp_path / "made" / "tiles")
    assert list((tmp_path / "made").iterdir()) == []


def test_somebody_elses_folder_is_left_alone(programs: Programs, extracts: list[Path], tmp_path: Path) -> None:
    programs(BOTH)
    with pytest.raises(OutputError, match="no folder of tiles that geomap made"):
        build_tiles(extracts, tmp_path)
    assert all(extract.exists() for extract in extracts)
    with pytest.raises(OutputError, match="cannot be written"):
        build_tiles(extracts, extracts[0] / "tiles")


def test_files_that_are_not_in_order(programs: Programs, tmp_path: Path) -> None:
    programs(BOTH)
    with pytest.raises(InputError, match="is not there"):
        build_tiles([tmp_path / "missing.osm.pbf"], tmp_path / "tiles")
    assert not (tmp_path / "tiles").exists()
