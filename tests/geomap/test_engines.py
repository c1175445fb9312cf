"""The command on a story whose ways were found before: with the roads, without them, with others, and asked again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.cli import main
from geomap.roads import keep_network, read_roads

STORY = """\
sources: [{id: s, title: S}]
places:
  - {id: west, lon: 40.0, lat: 34.0}
  - {id: east, lon: 41.0, lat: 34.0}
reports:
  - {id: r, title: R, where: west, sources: [s]}
routes:
  - {id: way, title: Way, legs: [{id: leg, from: west, to: east, basis: inferred}]}
"""
Build = Callable[..., tuple[int, str]]


@pytest.fixture
def build(
    default_gazetteer: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Build:
    """``build("out", …)``: the exit code, and what was said on standard error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")

    def run(folder: str, *arguments: str) -> tuple[int, str]:
        code = main(["build", "story.yaml", "-o", folder, "-q", *arguments])
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def net(tmp_path: Path, load_script: Callable[[str], ModuleType]) -> Callable[[str, float], None]:
    """``net("roads", 34.1)``: a folder of roads whose one road leads by that latitude."""
    maker = load_script("tests/roads.py")

    def make(name: str, north: float) -> None:
        path = tmp_path / "r.geojson"
        path.write_text(maker.geojson([[40, 34], [40.5, north], [41, 34]]), encoding="utf-8")
        keep_network(read_roads([path]), tmp_path / name)

    return make


def leg(folder: str) -> dict[str, Any]:
    return dict(json.loads((Path(folder) / "legs.geojson").read_text(encoding="utf-8"))["features"][0])


def north(folder: str) -> float:
    return round(max(lat for _, lat in leg(folder)["geometry"]["coordinates"]), 2)


def files(folder: str) -> dict[str, bytes]:
    inside = Path(folder)
    return {path.relative_to(inside).as_posix(): path.read_bytes() for path in inside.rglob("*") if path.is_file()}


def test_a_second_build_without_the_roads_gives_the_same_bytes_and_says_so(
    build: Build, net: Callable[[str, float], None]
) -> None:
    net("roads", 34.1)
    assert build("one", "--roads", "roads") == (0, "")
    assert build("two", "--roads", "roads") == (0, "")
    shutil.rmtree("roads")
    code, said = build("three", "--roads", "roads")
    assert code == 0
    assert "routes.lock: warning: the kept answers of graph on r.geojson are used: its roads are not there" in said
    assert files("one") == files("two") == files("three")
    assert build("four", "--roads", "roads", "--ask-roads-again")[0] == 4


def test_other_roads_are_asked_anew(build: Build, net: Callable[[str, float], None]) -> None:
    net("y2017", 34.1)
    net("y2024", 34.2)
    build("one", "--roads", "y2017")
    code, said = build("two", "--roads", "y2024")
    assert (code, north("one"), north("two")) == (0, 34.1, 34.2)
    assert "routes.lock: warning: other roads than those of the kept answers (r.geojson): asked anew" in said


def test_a_build_that_does_not_use_what_is_kept_says_so(build: Build, net: Callable[[str, float], None]) -> None:
    net("roads", 34.1)
    build("one", "--roads", "roads")
    code, said = build("two")
    assert (code, leg("two")["properties"]["method"]) == (0, "geodesic")
    assert "ways along roads are kept here and not used" in said
    assert "try --roads ENGINE, or `roads: {engine: ENGINE}` in the story" in said
    assert build("three", "--roads", "geodesic") == (0, "")
    Path("story.yaml").write_text(STORY + "roads: geodesic\n", encoding="utf-8")
    assert build("four") == (0, "")
    Path("story.yaml").write_text(STORY + "roads: roads\n", encoding="utf-8")
    assert build("five") == (0, "")
    assert leg("five") == leg("one")


def test_a_service_that_answers_nothing_ends_the_command_with_3_and_the_map_is_there(build: Build) -> None:
    code, said = build("one", "--roads", "valhalla+http://127.0.0.1:9")
    assert code == 3
    assert "the shortest way stands in for it" in said
    assert "valhalla+http://127.0.0.1:9 has answered nothing: 127.0.0.1:9: cannot be reached" in said
    assert leg("one")["properties"]["method"] == "geodesic"
    Path("story.yaml").write_text(STORY + "roads: valhalla+http://127.0.0.1:9\n", encoding="utf-8")
    assert build("two")[0] == 0  # nobody asked for it


def test_a_service_is_asked_again(
    build: Build, load_script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("http_proxy", raising=False)
    router = load_script("tests/routers.py").Router("valhalla")
    try:
        spec = f"valhalla+{router.url}"
        assert build("one", "--roads", spec) == (0, "")
        router.says("status", {"version": "4.0", "tileset_last_modified": 1_800_000_000})
        assert build("two", "--roads", spec) == (0, "")
        assert build("three", "--roads", spec, "--ask-roads-again") == (0, "")
        dates = [leg(folder)["properties"]["data_date"] for folder in ("one", "two", "three")]
        assert dates == ["2017-08-28", "2017-08-28", "2027-01-15"]
    finally:
        router.close()


def test_nobody_to_ask_again_is_a_usage_error(build: Build) -> None:
    code, said = build("one", "--ask-roads-again")
    assert code == 2
    assert "no road engine leads this story" in said
    Path("story.yaml").write_text(STORY + "roads: http://127.0.0.1:9\n", encoding="utf-8")
    code, said = build("one", "--ask-roads-again")
    assert code == 2
    assert "gives no leave to ask a service again; name it with --roads" in said
