"""Valhalla itself, on made-up roads, in process and as a service; collected only where pyvalhalla can be imported."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import shapely
import valhalla

from geomap.roads import (
    Avoid,
    EngineUnavailable,
    GraphEngine,
    HttpEngine,
    LimitExceeded,
    NoRoute,
    NotSnapped,
    OutOfCoverage,
    RoadError,
    ValhallaEngine,
    Waypoint,
    read_roads,
)
from geomap.roads.request import Request
from geomap.roads.tiles import build_tiles
from geomap.roads.valhalla import settings
from geomap.roads.valhalla_json import question


@pytest.fixture(scope="module")
def town(maker: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[float, float]]]:
    """Roads whose points have six digits, as Valhalla answers with, in two extracts; and their junctions."""
    folder = tmp_path_factory.mktemp("valhalla")
    roads = maker.grid(30, step=0.02, seed=5)
    roads.nodes = {number: (round(lon, 6), round(lat, 6)) for number, (lon, lat) in roads.nodes.items()}
    half = len(roads.ways) // 2
    for name, ways in (("west", roads.ways[: half + 50]), ("east", roads.ways[half - 50 :])):
        maker.write_osm(folder / f"{name}.osm.pbf", maker.Roads(roads.nodes, ways))
    build_tiles([folder / "west.osm.pbf", folder / "east.osm.pbf"], folder / "tiles")
    return folder, sorted({roads.nodes[refs[at]] for _, refs, _ in roads.ways for at in (0, -1)})


@pytest.fixture(scope="module")
def service(town: tuple[Path, list[tuple[float, float]]]) -> Iterator[str]:
    """The wheel's own service on these tiles."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    config = settings(valhalla, town[0] / "tiles")
    config["httpd"]["service"] |= {"listen": url.replace("http", "tcp"), "timeout_seconds": 20}
    for name in ("loopback", "interrupt"):
        config["httpd"]["service"][name] = f"ipc://{town[0]}/{name}"
    for name in ("loki", "thor", "odin", "meili"):
        if "service" in config.get(name, {}):
            config[name]["service"]["proxy"] = f"ipc://{town[0]}/{name}"
    (town[0] / "service.json").write_text(json.dumps(config), encoding="utf-8")
    program = Path(valhalla.__file__).parent / "bin" / "valhalla_service"
    running = subprocess.Popen([str(program), str(town[0] / "service.json"), "1"], stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(EngineUnavailable):
                if HttpEngine(url).version:
                    break
            time.sleep(0.05)
        yield url
    finally:
        running.kill()
        running.wait()


def lengths(engine: object, ends: list[tuple[Waypoint, Waypoint]]) -> list[float | str]:
    def length(pair: tuple[Waypoint, Waypoint]) -> float | str:
        try:
            return engine.route(pair).paths[0].length_km  # type: ignore[attr-defined,no-any-return]
        except RoadError as error:
            return type(error).__name__

    return [length(pair) for pair in ends]


def test_its_shortest_way_is_that_of_the_engine_graph(town: tuple[Path, list[tuple[float, float]]]) -> None:
    """To one part in a million, where its lengths of edges, whole metres, do not let it take another way."""
    folder, junctions = town
    chance = random.Random(3)
    ends = [(Waypoint(*a), Waypoint(*b)) for a, b in (chance.sample(junctions, 2) for _ in range(300))]
    ours = lengths(GraphEngine(read_roads([folder / "west.osm.pbf", folder / "east.osm.pbf"])), ends)
    theirs = lengths(ValhallaEngine(folder / "tiles", shortest=True), ends)
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if isinstance(a, float) and isinstance(b, float)]
    assert len(pairs) > 290
    differ = [(a, b) for a, b in pairs if abs(a - b) > 1e-6 * a]
    assert len(differ) < 0.05 * len(pairs)
    # Where it takes another way, that is longer by metres.
    assert all(-1e-6 * a < b - a < 0.02 for a, b in differ)


def test_it_goes_around_what_is_to_be_avoided(town: tuple[Path, list[tuple[float, float]]]) -> None:
    engine = ValhallaEngine(town[0] / "tiles")
    ends = Waypoint(40.05, 34.15), Waypoint(40.4, 34.15)
    square = Avoid(shapely.box(40.15, 34.05, 40.25, 34.35), "the town")
    straight, around = engine.route(ends), engine.route(ends, avoid=[square], alternates=2)
    assert around.paths[0].length_km > straight.paths[0].length_km
    for path in around.paths:
        line = shapely.LineString(list(zip(path.lons, path.lats, strict=True)))
        assert not line.intersects(square.shape)
    with pytest.raises(NoRoute, match="442"):
        engine.route(ends, avoid=[Avoid(shapely.box(40.15, 33, 40.25, 36))])


def test_what_it_says_is_told_in_our_words(town: tuple[Path, list[tuple[float, float]]]) -> None:
    engine = ValhallaEngine(town[0] / "tiles")
    here = Waypoint(40.2, 34.2)
    with pytest.raises(NotSnapped) as far:
        engine.route((here, Waypoint(40.2, 34.8)))
    assert 20 < far.value.km < 30
    with pytest.raises(NotSnapped, match=r"no road within 35\.0 km"):
        engine.route((here, Waypoint(40.2, 36)))
    with pytest.raises(OutOfCoverage):
        engine.route((Waypoint(3, 10), Waypoint(4, 10)))
    assert engine.route((here, here)).paths[0].length_km == 0
    assert len(engine.route((Waypoint(40.05, 34.05), Waypoint(40.4, 34.4)), alternates=3).paths) > 1
    assert engine.data.title == "west.osm.pbf, east.osm.pbf"
    assert engine.data.date == "2017-08-28T20:21:02Z"


@pytest.mark.parametrize("profile", ["car", "truck", "bus", "foot", "bicycle"])
def test_the_service_answers_as_the_library_does(
    town: tuple[Path, list[tuple[float, float]]], service: str, profile: str
) -> None:
    ends, via = (Waypoint(40.05, 34.05), Waypoint(40.4, 34.4)), [Waypoint(40.3, 34.1)]
    inside = ValhallaEngine(town[0] / "tiles").route(ends, via=via, profile=profile)
    outside = HttpEngine(service).route(ends, via=via, profile=profile)
    assert outside.paths == inside.paths
    assert outside.snaps == inside.snaps
    assert (outside.engine, outside.version) == ("valhalla+http", inside.version)
    assert outside.data.date is not None


def test_the_services_errors(service: str) -> None:
    engine = HttpEngine(service)
    here = Waypoint(40.2, 34.2)
    with pytest.raises(NotSnapped, match=r"no road within 35\.0 km"):
        engine.route((here, Waypoint(40.2, 36)))
    with pytest.raises(NoRoute, match="442"):
        engine.route((here, Waypoint(40.4, 34.2)), avoid=[Avoid(shapely.box(40.3, 33, 40.31, 36))])
    with pytest.raises(LimitExceeded, match="150"):
        engine.route((here, Waypoint(40.4, 34.2)), via=[here] * 30)


def test_a_via_may_be_left_the_way_it_was_reached(maker: ModuleType, tmp_path: Path) -> None:
    """Why vias are sent as ``break``: a ``through`` may not turn, and takes the long way round.

    A town off the main road, from which another road leads on by a wide loop.
    """
    roads = maker.Roads()
    west, fork, east = (roads.node(lon, 34.0) for lon in (40.0, 40.1, 40.2))
    town = roads.node(40.1, 34.05)
    far = [roads.node(lon, 34.6) for lon in (40.1, 40.2)]
    for refs in ([west, fork], [fork, east], [fork, town], [town, *far, east]):
        roads.way(refs)
    maker.write_osm(tmp_path / "town.osm.pbf", roads)
    build_tiles([tmp_path / "town.osm.pbf"], tmp_path / "tiles")
    engine = ValhallaEngine(tmp_path / "tiles")
    ends, via = (Waypoint(40.01, 34.0), Waypoint(40.19, 34.0)), [Waypoint(40.1, 34.05)]
    answer = engine.route(ends, via=via)
    assert answer.paths[0].length_km == pytest.approx(16.6 + 2 * 5.5, abs=0.2)
    assert (answer.snaps[1].lon, answer.snaps[1].lat) == pytest.approx((40.1, 34.05), abs=1e-3)

    def km(kind: str) -> float:
        asked = question(Request.checked(ends, via=via), shortest=False)
        asked["locations"][1]["type"] = kind
        return float(engine._ask("route", asked)["trip"]["summary"]["length"])

    assert km("break") == pytest.approx(km("via"), abs=0.01)
    assert km("through") > 4 * km("break")
