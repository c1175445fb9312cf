"""Extracts into one, and what they are by their headers."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import osmium
import pytest

from geomap.errors import InputError
from geomap.roads import BadRoads, EngineData, read_roads
from geomap.roads.merging import data_of, merge_extracts


def test_what_several_have_is_there_once(maker: ModuleType, tmp_path: Path) -> None:
    roads = maker.grid(8)
    half = len(roads.ways) // 2
    west = maker.write_osm(tmp_path / "w.osm.pbf", maker.Roads(roads.nodes, roads.ways[: half + 9]))
    east = maker.write_osm(tmp_path / "e.osm.pbf", maker.Roads(roads.nodes, roads.ways[half - 9 :]))
    merge_extracts([west, east], tmp_path / "both.osm.pbf")
    whole = maker.write_osm(tmp_path / "whole.osm.pbf", roads)
    both, one = (read_roads([path]) for path in (tmp_path / "both.osm.pbf", whole))
    assert np.array_equal(both.points, one.points)
    assert np.array_equal(both.way_ids, one.way_ids)


def test_of_two_versions_the_younger_counts(tmp_path: Path) -> None:
    for name, version in (("a", 2), ("b", 3), ("c", 1)):
        with osmium.SimpleWriter(tmp_path / f"{name}.osm.pbf") as writer:
            writer.add_node(osmium.osm.mutable.Node(id=1, version=version, location=(40, 34), tags={"v": name}))
            writer.add_relation(osmium.osm.mutable.Relation(id=1, version=1, tags={"type": "boundary"}))
    merge_extracts([tmp_path / f"{name}.osm.pbf" for name in "abc"], tmp_path / "all.osm.pbf")
    found = [(thing.type_str(), thing.tags.get("v")) for thing in osmium.FileProcessor(tmp_path / "all.osm.pbf")]
    assert found == [("n", "b"), ("r", None)]


def test_files_that_are_not_sorted_are_refused(tmp_path: Path) -> None:
    with osmium.SimpleWriter(tmp_path / "a.osm.pbf") as writer:
        for number in (2, 1):
            writer.add_node(osmium.osm.mutable.Node(id=number, version=1, location=(40, 34)))
    with pytest.raises(BadRoads, match="not sorted by type and id"):
        merge_extracts([tmp_path / "a.osm.pbf"], tmp_path / "b.osm.pbf")


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"no such thing")
    with pytest.raises(BadRoads, match=r"a\.osm\.pbf: is not a file of OpenStreetMap's"):
        data_of([tmp_path / "a.osm.pbf"])
    with pytest.raises(BadRoads, match="cannot be merged"):
        merge_extracts([tmp_path / "a.osm.pbf"], tmp_path / "b.osm.pbf")
    with pytest.raises(InputError, match="is not there"):
        data_of([tmp_path / "missing.osm.pbf"])


def test_the_data_is_as_old_as_the_oldest_file(maker: ModuleType, tmp_path: Path) -> None:
    dates = {"a": "2017-08-02T00:00:00Z", "b": "2017-08-01T00:00:00Z", "c": None}
    for name, date in dates.items():
        maker.write_osm(tmp_path / f"{name}.osm.pbf", maker.grid(2), date=date)
    paths = [tmp_path / f"{name}.osm.pbf" for name in "abc"]
    attribution = "© OpenStreetMap contributors, ODbL 1.0"
    assert data_of(paths[:2]) == EngineData("a.osm.pbf, b.osm.pbf", dates["b"], attribution)
    assert data_of(paths).date is None
