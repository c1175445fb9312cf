"""Who is named on a map: the sources of what it shows, in every file of a build, and nobody else."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gazetteer import Gazetteer, import_files
from geomap.build import build
from geomap.credits import map_credits
from geomap.locate import locate
from geomap.route import build_routes
from geomap.story import load_story
from geomap.webmap import draw_map, render_page

GEONAMES = "GeoNames (geonames.org), CC BY 4.0"
OSM = "© OpenStreetMap contributors, ODbL 1.0"
SURVEY = "Our survey, CC BY-SA 4.0"
STORY = """\
title: T
countries: [SY]
sources:
  - {{id: s, title: S}}
reports:
  - {{id: a, title: A, where: {where}, sources: [s]}}
"""


@pytest.fixture
def ours(default_gazetteer: Gazetteer, tmp_path: Path, tables: ModuleType) -> Path:
    """The default index with a list of one's own and a dump beside it."""
    index = tmp_path / "cache" / "places.sqlite"
    index.parent.mkdir()
    index.symlink_to(default_gazetteer.info.path)
    places = tmp_path / "survey.csv"
    places.write_text("name,lon,lat,kind,country\nDepot Seven,39.2,35.5,site,SY\n")
    dump = tables.write(
        tmp_path / "SY.txt", [tables.place_row(90_000_001, "Khirbat al Midyan", 40.6, 34.51, country="SY")]
    )
    import_files([places], path=index, source="Our survey", licence="CC BY-SA 4.0")
    import_files([dump], path=index)
    return index


def built(folder: Path, where: str, index: Path) -> dict[str, str]:
    """The files of a map with one pin, as text."""
    folder.mkdir()
    (folder / "story.yaml").write_text(STORY.format(where=where), encoding="utf-8")
    with Gazetteer.open(index) as gazetteer:
        result = build(folder / "story.yaml", folder / "out", gazetteer=gazetteer, picture=False)
    return {path.name: path.read_text(encoding="utf-8-sig") for path in result.files}


def test_a_pin_from_an_import_names_its_source_and_licence_everywhere(ours: Path, tmp_path: Path) -> None:
    files = built(tmp_path / "story", "Depot Seven", ours)
    for name in ("map.html", "embed.html", "map.svg"):
        assert SURVEY in files[name], name
        assert GEONAMES in files[name], f"{name}: town names of the base map are GeoNames'"
        assert "SY.txt" not in files[name], f"{name}: the dump is on the map with nothing"
    collection = json.loads(files["reports.geojson"])
    assert collection["credits"] == [SURVEY]
    (properties,) = [feature["properties"] for feature in collection["features"]]
    assert (properties["place_source"], properties["place_licence"]) == ("Our survey", "CC BY-SA 4.0")
    (row,) = csv.DictReader(files["reports.csv"].splitlines())
    assert (row["place_source"], row["place_licence"]) == ("Our survey", "CC BY-SA 4.0")
    assert "credits" not in json.loads(files["legs.geojson"])


def test_an_import_that_is_not_used_is_not_named(ours: Path, tmp_path: Path) -> None:
    files = built(tmp_path / "story", "Palmyra", ours)
    for name, content in files.items():
        assert "Our survey" not in content, name
        assert "SY.txt" not in content, name
        assert "US Census" not in content, name
    assert json.loads(files["reports.geojson"])["credits"] == [GEONAMES]


def test_a_pin_from_a_dump_names_the_dump(ours: Path, tmp_path: Path) -> None:
    files = built(tmp_path / "story", "Khirbat al Midyan", ours)
    assert "GeoNames (SY.txt, 2024-05-01)" in files["map.html"]
    assert json.loads(files["reports.geojson"])["credits"] == [GEONAMES]


def test_ends_of_legs_that_are_no_reports_are_credited(ours: Path, tmp_path: Path) -> None:
    legs = "routes:\n  - id: r\n    title: R\n    legs:\n      - {id: l, from: a, to: Depot Seven, basis: inferred}\n"
    path = tmp_path / "story.yaml"
    path.write_text(STORY.format(where="Palmyra") + legs, encoding="utf-8")
    story = load_story(path)
    with Gazetteer.open(ours) as gazetteer:
        reports = locate(story, gazetteer)
        frame = build_routes(story, reports, gazetteer=gazetteer)
        assert [credit.credit for credit in map_credits(gazetteer, reports)] == [GEONAMES]
        assert [credit.credit for credit in map_credits(gazetteer, frame)] == [GEONAMES, SURVEY]
        assert SURVEY in render_page(draw_map(story, reports, frame, gazetteer=gazetteer))


def test_the_place_of_an_obstacle_is_credited(ours: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    cut = "obstacles:\n  - {id: cut, title: Cut, where: Depot Seven, sources: [s]}\n"
    path.write_text(STORY.format(where="Palmyra") + cut, encoding="utf-8")
    with Gazetteer.open(ours) as gazetteer:
        paths = build(path, tmp_path / "out", gazetteer=gazetteer, picture=False).files
    files = {path.name: path.read_text(encoding="utf-8-sig") for path in paths}
    assert json.loads(files["obstacles.geojson"])["credits"] == [SURVEY]
    assert json.loads(files["reports.geojson"])["credits"] == [GEONAMES]
    assert SURVEY in files["map.html"]


def test_a_position_that_the_author_states_is_nobody_s(ours: Path, tmp_path: Path) -> None:
    path = tmp_path / "story.yaml"
    stated = "places:\n  - {id: p, title: Here, lon: 39.0, lat: 35.0}\nreports:"
    path.write_text(STORY.format(where="p").replace("reports:", stated), encoding="utf-8")
    story = load_story(path)
    with Gazetteer.open(ours) as gazetteer:
        assert map_credits(gazetteer, locate(story, gazetteer)) == ()


def test_an_online_geocoder_is_named_only_where_it_gave_a_place(
    default_gazetteer: Gazetteer, geocoder: Any, tmp_path: Path
) -> None:
    from geomap.cli import main

    geocoder.knows("Tell Sundus")
    for where, is_named in (("Tell Sundus", True), ("Palmyra", False)):
        folder = tmp_path / where.replace(" ", "-")
        folder.mkdir()
        (folder / "story.yaml").write_text(STORY.format(where=where), encoding="utf-8")
        assert main(["build", str(folder / "story.yaml"), "-o", str(folder / "out"), "-q", *geocoder.options]) == 0
        for name in ("map.html", "embed.html", "map.svg"):
            assert (OSM in (folder / "out" / name).read_text(encoding="utf-8")) is is_named, (where, name)
        collection = json.loads((folder / "out" / "reports.geojson").read_text())
        assert collection["credits"] == ([OSM] if is_named else [GEONAMES])
        assert collection["features"][0]["properties"]["place_licence"] == ("ODbL 1.0" if is_named else "CC BY 4.0")


@pytest.mark.parametrize("has_roads", [True, False])
def test_roads_are_credited_wherever_they_are_drawn(
    default_gazetteer: Gazetteer, load_script: Any, tmp_path: Path, *, has_roads: bool
) -> None:
    maker = load_script("tests/roads.py")
    maker.write_osm(tmp_path / "town.osm.pbf", maker.grid(6))
    ends = "\n".join(f"  - {{id: p-{n}, lon: 40.0{n}, lat: 34.0{n}}}" for n in (1, 4))
    (tmp_path / "story.yaml").write_text(
        f"sources: [{{id: s, title: S}}]\nplaces:\n{ends}\n"
        "reports:\n  - {id: a, title: A, where: p-1, sources: [s]}\n"
        "routes:\n  - id: r\n    title: R\n    legs:\n"
        f"      - {{id: l, from: a, to: p-4, basis: inferred, follow_roads: {str(has_roads).lower()},\n"
        "         departed: 2017-08-28, arrived: 2017-08-29}\n",
        encoding="utf-8",
    )
    result = build(
        tmp_path / "story.yaml", tmp_path / "out", gazetteer=default_gazetteer, formats=["gpx", "kml", "mfjson"],
        roads=str(tmp_path / "town.osm.pbf"), picture=False,
    )  # fmt: skip
    files = {path.name: path.read_text(encoding="utf-8-sig") for path in result.files}
    for name in ("map.html", "embed.html", "map.svg", "map.gpx", "map.kml", "legs.geojson", "movement.mf.json"):
        text = json.dumps(json.loads(files[name]), ensure_ascii=False) if name.endswith("json") else files[name]
        assert (OSM in text) is has_roads, name
    assert OSM not in files["reports.geojson"]
    assert json.loads(files["legs.geojson"]).get("credits", []) == ([OSM] if has_roads else [])


def test_frames_of_roads_are_credited_without_a_gazetteer(tmp_path: Path) -> None:
    from geomap.credits import road_credits
    from geomap.export import export
    from geomap.frames import legs_frame, reports_frame
    from geomap.story.model import Story

    told = Story.model_validate(
        {"sources": [{"id": "s", "title": "S"}], "reports": [{"id": "r", "title": "R", "sources": ["s"]}]}
    )
    row = {
        "id": "l", "route_id": "r", "route_title": "R", "number": 1, "title": "L", "basis": "inferred",
        "when_label": "date not stated", "sources": (), "method": "none", "notes": (), "arrows": (),
        "speed_verdict": "not testable", "speed_note": "", "data_title": "town.osm.pbf", "data_attribution": OSM,
    }  # fmt: skip
    legs = legs_frame([row, row | {"id": "m"}, row | {"id": "n", "data_attribution": None}])
    (credit,) = road_credits(reports_frame([]), legs)
    assert (credit.name, credit.licence, credit.credit) == ("Roads: town.osm.pbf", "ODbL 1.0", OSM)
    export(told, reports_frame([]), legs, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "legs.geojson").read_text())["credits"] == [OSM]
