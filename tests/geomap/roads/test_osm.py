from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from geomap.errors import InputError
from geomap.roads import CLASSES, BadRoads, EngineUnavailable, GraphEngine, Waypoint, read_roads
from geomap.roads.osm import ATTRIBUTION
from geomap.roads.profiles import BITS


def test_a_file_becomes_a_network(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.Roads()
    a, b, c, d = (roads.node(lon, 34) for lon in (40, 40.1, 40.2, 40.3))
    roads.node(50, 34)  # of a house
    roads.way([a, b, c], ref="M 20, old=1 100%", name="ignored")
    roads.way([b, d], highway="motorway", name="طريق, المطار")
    roads.way([a, d], highway="proposed")
    roads.way([a, d], highway="", building="yes")
    roads.way([c, d], highway="", route="ferry")
    net = read_roads([maker.write_osm(tmp_path / "roads.osm.pbf", roads)])
    assert (net.node_count, net.edge_count) == (4, 4)
    assert [CLASSES[n] for n in net.classes] == ["primary", "primary", "motorway", "ferry"]
    assert [net.name_table[n] for n in net.names] == ["M 20, old=1 100%"] * 2 + ["طريق, المطار", ""]
    assert net.way_ids.tolist() == [1, 1, 2, 5]
    assert [bool(mask & BITS["car"]) for mask in net.backward] == [True, True, False, True]
    assert net.bounds == (40.0, 34.0, 40.3, 34.0000406)  # of a motorway without a point in 18 km
    assert (net.data.title, net.data.date) == ("roads.osm.pbf", "2017-08-28T20:21:02Z")
    assert net.data.attribution == ATTRIBUTION


@pytest.mark.parametrize("name", ["roads.osm", "roads.osm.bz2", "roads.opl", "roads.osm.pbf"])
def test_whatever_osmium_reads_is_taken(maker: ModuleType, tmp_path: Path, name: str) -> None:
    assert read_roads([maker.write_osm(tmp_path / name, maker.grid(3, missing=0))]).edge_count == 12


def test_without_a_date_none_is_invented(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.grid(2, missing=0)
    dated = maker.write_osm(tmp_path / "a.osm.pbf", roads, date="2017-08-28T20:21:02Z")
    older = maker.write_osm(tmp_path / "b.osm.pbf", roads, date="2016-01-01T00:00:00Z")
    undated = maker.write_osm(tmp_path / "c.osm.pbf", roads, date=None)
    assert read_roads([undated]).data.date is None
    assert read_roads([dated, undated]).data.date is None
    assert read_roads([dated, older]).data.date == "2016-01-01T00:00:00Z"


def test_extracts_are_merged_by_their_ids(maker: ModuleType, tmp_path: Path) -> None:
    """Each extract has lost the points beyond its edge; together they are the whole."""
    roads = maker.grid(6, bends=2, missing=0)
    west = [n for n, (lon, _) in roads.nodes.items() if lon > 40.03]
    east = [n for n, (lon, _) in roads.nodes.items() if lon <= 40.03]
    whole = read_roads([maker.write_osm(tmp_path / "whole.osm.pbf", roads)])
    halves = [
        maker.write_osm(tmp_path / f"{name}.osm.pbf", roads, without=lost)
        for name, lost in (("west", west), ("east", east))
    ]
    merged = read_roads(halves)
    assert merged.points.tolist() == whole.points.tolist()
    assert merged.way_ids.tolist() == whole.way_ids.tolist()
    assert not merged.clipped.any()
    half = read_roads(halves[:1])
    assert half.clipped.any()
    assert half.lengths_m.sum() < whole.lengths_m.sum()


def test_a_way_that_only_one_extract_has_whole_is_taken_whole(maker: ModuleType, tmp_path: Path) -> None:
    long, short = maker.Roads(), maker.Roads()
    for roads in (long, short):
        nodes = [roads.node(40 + n / 10, 34) for n in range(5)]
        roads.way(nodes if roads is long else nodes[:3])
    paths = [maker.write_osm(tmp_path / f"{n}.osm.pbf", roads) for n, roads in enumerate((short, long))]
    assert [len(read_roads(order).points) for order in (paths, paths[::-1])] == [5, 5]


def test_a_file_without_roads_is_refused(maker: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(BadRoads, match=r"none\.osm\.pbf: no road is in it"):
        read_roads([maker.write_osm(tmp_path / "none.osm.pbf", maker.Roads())])


def test_ids_of_an_editor_are_told(tmp_path: Path) -> None:
    path = tmp_path / "drawn.osm"
    nodes = '<node id="-1" lat="34" lon="40"/><node id="-2" lat="34" lon="41"/>'
    way = '<way id="-1"><nd ref="-1"/><nd ref="-2"/><tag k="highway" v="primary"/></way>'
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>', encoding="utf-8")
    with pytest.raises(BadRoads, match=r"drawn\.osm: has negative ids.* try osmium renumber"):
        read_roads([path])


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.osm.pbf", b"this is no pbf"), ("a.osm.pbf", b""), ("a.osm", b"<html></html>"), ("a.txt", b"words")],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadRoads, match="is not a file of OpenStreetMap's that osmium reads"):
        read_roads([tmp_path / name])


def test_points_off_the_earth_are_refused(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.Roads(nodes={1: (40.0, 34.0), 2: (200.0, 34.0)}, ways=[(1, [1, 2], {"highway": "primary"})])
    with pytest.raises(BadRoads, match="invalid location"):
        read_roads([maker.write_osm(tmp_path / "a.osm.pbf", roads)])


def test_half_a_file_is_refused(maker: ModuleType, tmp_path: Path) -> None:
    path = maker.write_osm(tmp_path / "a.osm.pbf", maker.grid(20))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BadRoads):
        read_roads([path])


def test_what_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_roads([tmp_path / "no.osm.pbf"])


def test_without_osmium_the_engine_says_what_to_install(
    maker: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = maker.write_osm(tmp_path / "a.osm.pbf", maker.grid(2))
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'geomap\[roads\]'"):
        read_roads([path])


def test_halves_of_a_way_meet_at_the_antimeridian(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.Roads()
    west, west_end, east_end, east = (roads.node(lon, -17) for lon in (179.5, 180, -180, -179.5))
    also = roads.node(-180, -18)
    roads.nodes[west_end] = (180, -17)
    roads.way([west, west_end])
    roads.way([east_end, east])
    # Two points at one place on the same side are two, as anywhere else.
    roads.way([roads.node(-180, -18), roads.node(-179.5, -18)])
    roads.way([roads.node(-179.5, -18.5), also])
    net = read_roads([maker.write_osm(tmp_path / "fiji.osm.pbf", roads)])
    assert net.node_count == 3 + 4
    answer = GraphEngine(net).route((Waypoint(179.6, -17), Waypoint(-179.6, -17)))
    assert answer.paths[0].length_km == pytest.approx(85.2, abs=0.1)
