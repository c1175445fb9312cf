"""The roads that a story names: as one text, or as an engine with what it works on beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import StoryError
from geomap.story import load_story

HEAD = "sources: [{id: s, title: S}]\nreports: [{id: r, title: R, sources: [s]}]\nroads: "


@pytest.mark.parametrize(
    ("roads", "spec"),
    [
        ("roads.geojson", "roads.geojson"),
        ("graph:a.osm.pbf,b.osm.pbf", "graph:a.osm.pbf,b.osm.pbf"),
        ("{engine: valhalla:tiles}", "valhalla:tiles"),
        ("{engine: graph, files: [a.osm.pbf, b.osm.pbf]}", "graph:a.osm.pbf,b.osm.pbf"),
        ("{engine: graph, files: [roads]}", "graph:roads"),
        ("{engine: valhalla, tiles: tiles}", "valhalla:tiles"),
        ('{engine: http, url: "http://localhost:8002"}', "http://localhost:8002"),
        ('{engine: http, url: "osrm+http://localhost:5000"}', "osrm+http://localhost:5000"),
        ('{engine: valhalla+http, url: "http://localhost:8002"}', "valhalla+http://localhost:8002"),
        ('{engine: osrm+http, url: "https://roads.example.org"}', "osrm+https://roads.example.org"),
        ("{alternates: 2}", "geodesic"),
    ],
)
def test_roads_are_one_text_or_its_parts(tmp_path: Path, roads: str, spec: str) -> None:
    (tmp_path / "story.yaml").write_text(HEAD + roads, encoding="utf-8")
    assert load_story(tmp_path / "story.yaml").roads.spec == spec


@pytest.mark.parametrize(
    ("roads", "words"),
    [
        ("{engine: graph}", "the engine graph wants files beside it"),
        ("{engine: http, files: [a.osm.pbf]}", "the engine http wants url beside it, not files"),
        ("{engine: valhalla:tiles, url: http://localhost}", "url cannot stand beside the engine valhalla:tiles"),
        ("{files: [a.osm.pbf]}", "files cannot stand beside the engine geodesic"),
        ("{engine: graph, file: a.osm.pbf}", "unknown key, got 'file', try files"),
        ("{engine: graph, files: a.osm.pbf}", "must be a list"),
        ("{alternates: 4}", "must be at most 3"),
        ("[a.osm.pbf]", "must be a mapping"),
    ],
)
def test_roads_that_make_no_sense_are_refused_with_their_line(tmp_path: Path, roads: str, words: str) -> None:
    (tmp_path / "story.yaml").write_text(HEAD + roads, encoding="utf-8")
    with pytest.raises(StoryError, match=words) as caught:
        load_story(tmp_path / "story.yaml")
    assert caught.value.problems[0].line == 3
