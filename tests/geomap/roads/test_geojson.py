from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geomap.errors import InputError
from geomap.roads import BadRoads, EngineData, Network, kept_network, read_roads
from geomap.roads.geojson import MAX_COMPLAINTS, read_geojson
from geomap.roads.profiles import ANYBODY, CLASSES, MOTOR

LINE = [[40, 34], [40.1, 34], [40.2, 34]]


def feature(properties: Any = None, *, kind: str = "LineString", coordinates: Any = LINE) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def read(folder: Path, content: Any, name: str = "roads.geojson") -> Network:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_roads([path])


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


@pytest.mark.parametrize(
    ("content", "edges"),
    [
        (collection(feature()), 1),
        (feature(), 1),
        ({"type": "LineString", "coordinates": LINE}, 1),
        ({"type": "MultiLineString", "coordinates": [LINE, [[40, 34], [40, 35]]]}, 2),
        (collection({"type": "Feature", "properties": {}, "geometry": None}, feature()), 1),
        (collection(feature(coordinates=[[40, 34, 500], [40.1, 34, 501.5]])), 1),
        (collection(feature(), feature(coordinates=[[40.1, 34], [40.1, 35]])), 3),
        (collection(feature(), feature(coordinates=[[40.10000000001, 34], [40.1, 35]])), 3),
        (collection(feature(), feature(coordinates=[[40.1, 33], [40.1, 33.5], [40.1, 35]])), 2),
        (collection(feature(coordinates=[[179, 0], [180, 0]]), feature(coordinates=[[-180, 0], [-179, 0]])), 2),
        ({**collection(feature()), "crs": {"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}, 1),
        ("\ufeff" + json.dumps(collection(feature())), 1),
    ],
)
def test_roads_are_read(tmp_path: Path, content: Any, edges: int) -> None:
    assert read(tmp_path, content).edge_count == edges


def test_the_antimeridian_joins(tmp_path: Path) -> None:
    net = read(
        tmp_path, collection(feature(coordinates=[[179, 0], [180, 0]]), feature(coordinates=[[-180, 0], [-179, 0]]))
    )
    assert net.node_count == 3
    assert net.lengths_m.tolist() == pytest.approx([111319.49, 111319.49], abs=0.1)


@pytest.mark.parametrize(
    ("properties", "along", "against", "kind", "name"),
    [
        (None, ANYBODY, ANYBODY, "unknown", ""),
        ({}, ANYBODY, ANYBODY, "unknown", ""),
        ({"oneway": True}, ANYBODY, 0, "unknown", ""),
        ({"oneway": "yes"}, ANYBODY, 0, "unknown", ""),
        ({"oneway": 1}, ANYBODY, 0, "unknown", ""),
        ({"oneway": "-1"}, 0, ANYBODY, "unknown", ""),
        ({"oneway": -1}, 0, ANYBODY, "unknown", ""),
        ({"oneway": False}, ANYBODY, ANYBODY, "unknown", ""),
        ({"oneway": None}, ANYBODY, ANYBODY, "unknown", ""),
        ({"oneway": "no"}, ANYBODY, ANYBODY, "unknown", ""),
        ({"class": "motorway"}, MOTOR, MOTOR, "motorway", ""),
        ({"highway": "trunk", "name": "طريق دمشق"}, ANYBODY, ANYBODY, "trunk", "طريق دمشق"),
        ({"class": None, "surface": "asphalt", "lanes": [2]}, ANYBODY, ANYBODY, "unknown", ""),
    ],
)
def test_properties_are_understood(
    tmp_path: Path, properties: Any, along: int, against: int, kind: str, name: str
) -> None:
    net = read(tmp_path, collection(feature(properties)))
    assert (net.forward[0], net.backward[0], CLASSES[net.classes[0]]) == (along, against, kind)
    assert net.name_table[net.names[0]] == name
    assert net.way_ids.tolist() == [1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "roads.geojson:1:1: is not JSON"),
        ("{", "roads.geojson:1:2: is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[]", "roads.geojson: is not GeoJSON, which is an object with a type, got []"),
        ({"type": "FeatureCollection"}, "without a list of features"),
        ({"type": "Topology"}, 'feature 1: a road is a LineString or a MultiLineString, got "Topology"'),
        (collection("road"), 'feature 1: is not a Feature, got "road"'),
        (collection(feature(), feature(kind="Point", coordinates=[1, 2])), 'feature 2: a road is a LineString or'),
        (collection(feature(kind="GeometryCollection")), "GeometryCollection"),
        (collection(feature(coordinates=None)), "got null"),
        (collection(feature(coordinates=[])), "a line has two positions or more, got []"),
        (collection(feature(coordinates=[[40, 34]])), "a line has two positions or more, got [[40, 34]]"),
        (collection(feature(coordinates=[[40, 34], [40]])), "a position is [longitude, latitude] in degrees, got [40]"),
        (collection(feature(coordinates=[[40, 34], ["40", 34]])), 'got ["40", 34]'),
        (collection(feature(coordinates=[[40, 34], [True, 34]])), "got [true, 34]"),
        (collection(feature(coordinates=[[40, 34], [4000000, 3400000]])), "got [4000000, 3400000]"),
        ('{"type": "LineString", "coordinates": [[40, 34], [NaN, 34]]}', "is not JSON: NaN is no number of JSON"),
        ('{"type": "Feature", "properties": {"width": -Infinity}, "geometry": null}', "-Infinity is no number of JSON"),
        ('{"type": "LineString", "type": "Point", "coordinates": []}', 'an object has the key "type" twice'),
        ('{"type": "LineString", "coordinates": [[40, 34], [1' + "0" * 5000 + ", 34]]}", "is not JSON: Exceeds"),
        ('{"type": "LineString", "coordinates": [[40, 34], [1' + "0" * 400 + ", 34]]}", "got [1000"),
        (collection(), "no road is in it"),
        ('{"type": "LineString", "coordinates": [[40, 34], [1e999, 34]]}', "got [Infinity, 34]"),
        (collection({"type": "Feature", "properties": {}, "geometry": None}), "no road is in it"),
        (collection(feature(kind="MultiLineString")), "a position is [longitude, latitude]"),
        (collection(feature({"oneway": "maybe"})), 'its oneway is not known, got "maybe"'),
        (collection(feature({"class": "highroad"})), 'its class is not known, got "highroad", try one of unknown'),
        (collection(feature({"class": 3})), "its class is not known, got 3"),
        (collection(feature({"name": 3})), "its name is no text, got 3"),
        (collection(feature("fast")), 'its properties are no object, got "fast"'),
        ({**feature(), "crs": {"properties": {"name": "EPSG:3857"}}}, "another system than WGS84"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_file_and_feature(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(BadRoads) as caught:
        read(tmp_path, content)
    assert said in str(caught.value)
    assert str(tmp_path / "roads.geojson") in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    path.write_bytes(b'{"type":\n"\xff')
    with pytest.raises(BadRoads, match=r"roads.geojson:2: is not UTF-8 text"):
        read_roads([path])


def test_all_that_is_wrong_is_said_at_once_up_to_a_limit(tmp_path: Path) -> None:
    with pytest.raises(BadRoads) as caught:
        read(tmp_path, collection(*[feature({"oneway": "?", "name": 3})] * 15))
    assert len(caught.value.complaints) == MAX_COMPLAINTS + 1
    assert caught.value.complaints[-1] == "and 10 more"
    assert "feature 10: its name" in caught.value.complaints[-2]


def test_files_are_joined_and_named(tmp_path: Path) -> None:
    for name, line in (("a.geojson", [[40, 34], [41, 34]]), ("b.json", [[41, 34], [42, 34]])):
        (tmp_path / name).write_text(json.dumps(feature(coordinates=line)))
    net = read_roads([tmp_path / "a.geojson", tmp_path / "b.json"])
    assert (net.node_count, net.edge_count) == (3, 2)
    assert replace(net.data, identity="") == EngineData("a.geojson, b.json")
    data = EngineData("Roads of the survey", "1918", "War Office")
    assert read_geojson([tmp_path / "a.geojson"], data=data).data == data


def test_what_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_roads([tmp_path / "no.geojson"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as POSIX has them")
@pytest.mark.parametrize("name", ["roads.geojson", "roads.osm.pbf"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match=f"{name}: is not"):
        read_roads([tmp_path / name])
    with pytest.raises(InputError, match=f"{name}: is not a file"):
        kept_network([tmp_path / name], folder=tmp_path / "kept")


@pytest.mark.parametrize("names", [[], ["a.geojson", "b.osm.pbf"]])
def test_files_of_one_kind_are_needed(names: list[str]) -> None:
    with pytest.raises(BadRoads):
        read_roads(names)
