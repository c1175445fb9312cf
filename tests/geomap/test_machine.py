"""What a build makes says nothing of the machine that made it: no folder, no user, no name of a computer."""

from __future__ import annotations

import getpass
import json
import os
import platform
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.build import build

STORY = {
    "title": "A way\u202e",  # the loader has something to say, with the file's name
    "sources": [{"id": "s", "title": "S"}],
    "countries": ["FR"],  # and so has the build
    "reports": [
        {"id": "a", "title": "A", "where": "geonames:170654", "sources": ["s"]},
        {"id": "b", "title": "B", "where": "geonames:170794", "sources": ["s"]},
    ],
    "routes": [{"id": "w", "title": "W", "legs": [
        {"id": "found", "from": "a", "to": "b", "basis": "inferred"},
        {"id": "lost", "from": "a", "to": "b", "basis": "inferred", "mode": "foot", "via": ["geonames:2988507"]},
    ]}],
}  # fmt: skip
ROAD = {
    "type": "Feature",
    "properties": {"highway": "primary"},
    "geometry": {"type": "LineString", "coordinates": [[36.29, 33.51], [40.14, 35.336]]},
}


@pytest.mark.parametrize("by", ["the story", "the caller"])
def test_no_file_names_the_machine(tmp_path: Path, default_gazetteer: Gazetteer, by: str) -> None:
    folder = tmp_path / "home-of-zebediah"
    folder.mkdir()
    roads = folder / "roads.geojson"
    roads.write_text(json.dumps({"type": "FeatureCollection", "features": [ROAD]}), encoding="utf-8")
    story = STORY | ({"roads": str(roads)} if by == "the story" else {})
    (folder / "story.json").write_text(json.dumps(story), encoding="utf-8")
    made = build(
        folder / "story.json", folder / "out", gazetteer=default_gazetteer, formats=["all"], picture=False,
        roads=str(roads) if by == "the caller" else None,
    )  # fmt: skip
    assert made.notices
    machine = {"zebediah", str(tmp_path), str(Path.home()), str(Path.cwd()), f"{os.sep}tmp{os.sep}", platform.node()}
    if len(getpass.getuser()) > 4:  # "root" is a word
        machine.add(getpass.getuser())
    for path in (*made.files, folder / "routes.lock"):
        data = path.read_bytes()
        assert [word for word in machine if len(word) > 4 and word.encode() in data] == [], path.name
    assert b"roads.geojson" in (folder / "out" / "map.html").read_bytes()  # whose roads they are is said
