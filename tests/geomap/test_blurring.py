"""A place that is blurred on purpose is in no file of the build: not its position, not its name, not by a detour.

Two proofs. The files are the same bytes wherever in the cell the place is, so that they cannot tell; and no pair of
numbers in any of them is nearer to the place than the blur allows.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geomap.webmap
from gazetteer import Gazetteer
from geomap.barring import placed_obstacles
from geomap.blurnotices import blur_notices
from geomap.blurring import UNNAMED, blurred_radius_km, grid_middle
from geomap.build import build
from geomap.formats import Content, chosen, render
from geomap.geodesy import LonLat, distance_km
from geomap.locate import locate
from geomap.route import build_routes
from geomap.story import load_story
from geomap.story.model import Story

KM = 8.0
HOUSE, SAME_CELL = LonLat(38.59734, 34.01962), LonLat(38.55911, 34.04377)
SECRETS = ("Hidden House", "Casa Oculta", "secret spelling", "example.org/house")


def story_about(house: LonLat, *, km: float | None = KM, **house_fields: Any) -> dict[str, Any]:
    """A story that comes to a house in every way that a story can come to a place."""
    blurred = {} if km is None else {"generalized_km": km}
    said = [{"source": "a", "where_as_reported": "secret spelling"}]
    return {
        "title": "A house",
        "timezone": "Asia/Damascus",
        "sources": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}],
        "places": [
            {"id": "the-house", "title": "Hidden House", "names": ["Casa Oculta"], "lon": house.lon, "lat": house.lat,
             "links": ["https://example.org/house"], **house_fields},
            {"id": "the-house-again", "lon": house.lon, "lat": house.lat},
        ],
        "reports": [
            {"id": "arrest", "title": "An arrest", "when": "2017-08-28", "where": "Hidden House", "sources": said,
             **blurred},
            {"id": "exact", "title": "Known to the metre", "when": "2017-08-29", "where": "Casa Oculta",
             "precision": "exact", "sources": said},
            {"id": "twin", "title": "At the same spot", "when": "2017-08-30", "where": "the-house-again",
             "where_as_reported": "secret spelling", "sources": ["a"]},
            {"id": "town", "title": "In town", "when": "2017-08-30", "where": "geonames:170794", "sources": ["a"]},
        ],
        "claims": [  # the town's report is said to be elsewhere: at the house
            {"about": "town", "property": "where", "value": word, "source": source, "status": "conflict"}
            for word, source in (("the-house-again", "a"), ("Deir al-Zor", "b"))
        ],
        "obstacles": [
            {"id": "guard", "title": "A guard", "where": "the-house", "sources": said, "when": "2017-08-28/.."},
            {"id": "post", "title": "A post", "where": "arrest", "radius_km": 2, "sources": ["a"]},
        ],
        "routes": [{"id": "way", "title": "A way", "legs": [
            {"id": "off", "from": "arrest", "to": "town", "basis": "inferred", "departed": "2017-08-28T10:00:00"},
            {"id": "back", "from": "town", "to": "the-house", "basis": "reported", "arrived": "2017-08-31T10:00:00",
             "departed": "2017-08-30T10:00:00"},
            {"id": "round", "from": "town", "to": "town", "via": ["Hidden House"], "basis": "planned"},
            {"id": "there", "from": "Casa Oculta", "to": "geonames:170654", "basis": "considered"},
        ]}],
    }  # fmt: skip


@pytest.fixture(scope="module")
def files_of(
    default_gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[dict[str, Any]], dict[str, bytes]]:
    """The bytes of every file that a build makes of a story, and of what it leaves beside the story."""

    def make(data: dict[str, Any], beside: dict[str, str] | None = None, *, picture: bool = False) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("story")
        path = folder / "story.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        for name, text in (beside or {}).items():
            (folder / name).write_text(text, encoding="utf-8")
        made = build(path, folder / "out", gazetteer=default_gazetteer, formats=["all"], picture=picture)
        left = [
            each for each in folder.iterdir() if each.is_file() and each != path and each.name not in (beside or {})
        ]
        files = {each.relative_to(folder / "out").as_posix(): each.read_bytes() for each in made.files}
        return files | {each.name: each.read_bytes() for each in left}

    return make


# --- the grid ---------------------------------------------------------------------------------------------------------

POINTS = st.builds(LonLat, st.floats(-180, 180), st.floats(-90, 90))
WIDTHS = st.floats(0.01, 20_000)


@given(POINTS, WIDTHS)
def test_a_position_moves_by_no_more_than_the_radius_says(point: LonLat, km: float) -> None:
    middle = grid_middle(point, km=km)
    assert -180 <= middle.lon <= 180
    assert -90 <= middle.lat <= 90
    assert distance_km(point, middle) <= 0.7072 * km + 2e-4  # and what six decimals round
    assert distance_km(point, middle) + 1.0 <= blurred_radius_km(1.0, km=km) + 2e-4


@given(POINTS, st.floats(0.01, 500))
def test_the_middle_of_a_cell_is_its_own_middle(point: LonLat, km: float) -> None:
    middle = grid_middle(point, km=km)
    assert grid_middle(middle, km=km) == middle


@given(st.floats(0, 3000), WIDTHS)
def test_a_radius_is_a_multiple_of_the_blur(known_km: float, km: float) -> None:
    times = blurred_radius_km(known_km, km=km) / km
    assert times == pytest.approx(round(times))
    assert times >= 1


# --- what the frames hold ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "km", "name", "country"),
    [
        ("Deir al-Zor", 10, "somewhere in Deir al-Zor governorate", "SY"),
        ("Deir al-Zor", 40, "somewhere in Syria", "SY"),  # the circle leaves the governorate
        ("Deir al-Zor", 400, UNNAMED, None),  # and the country
        ("Paris", 50, "somewhere in France", "FR"),
    ],
)
def test_a_blurred_place_is_called_after_what_holds_its_whole_circle(
    small_gazetteer: Any, where: str, km: float, name: str, country: str | None
) -> None:
    story = simple(where=where, generalized_km=km)
    row = locate(story, small_gazetteer).iloc[0]
    assert (row.place_name, row.country, row.generalized_km) == (name, country, km)
    assert (row.draw, row["status"]) == ("point", "given")
    told = (row["where"], row.place_kind, row.place_url, row.place_source, row.place_licence, row.precision)
    assert told == (None,) * 6
    assert row.spellings == ()
    assert len(row.reasons) == 1
    assert row.place_id.startswith(f"grid:{km:g}:")


def test_an_area_that_is_wider_than_the_blur_stays(small_gazetteer: Any) -> None:
    row = locate(simple(where="Deir al-Zor governorate", generalized_km=5), small_gazetteer).iloc[0]
    assert (row.place_id, row.draw) == ("SY-DY", "area")


def test_an_area_that_is_smaller_than_the_blur_does_not(small_gazetteer: Any) -> None:
    row = locate(simple(where="Deir al-Zor governorate", generalized_km=200), small_gazetteer).iloc[0]
    assert (row.draw, row.radius_km) == ("point", 400.0)


def test_an_outline_of_the_author_does_not_stay(small_gazetteer: Any) -> None:
    strip = {"type": "LineString", "coordinates": [[38.0, 34.0], [39.0, 34.0]]}
    story = simple(where="p", generalized_km=5, places=[{"id": "p", "geometry": strip, "radius_km": 0.1}])
    assert locate(story, small_gazetteer).iloc[0].draw == "point"


def test_the_largest_blur_of_a_place_counts_wherever_the_story_comes_to_it(small_gazetteer: Any) -> None:
    story = Story.model_validate(story_about(HOUSE) | {"obstacles": [], "routes": []})
    wider = story.reports[1].model_copy(update={"generalized_km": 3 * KM})
    story = story.model_copy(update={"reports": (story.reports[0], wider, story.reports[2])})
    rows = locate(story, small_gazetteer)
    assert set(rows.generalized_km) == {3 * KM}
    assert rows.place_id.nunique() == 1


def test_a_doubtful_name_stays_doubtful(small_gazetteer: Any) -> None:
    story = simple(where="Tripoli", generalized_km=30)
    row = locate(story, small_gazetteer, accept_ambiguous=True).iloc[0]
    assert row["status"] == "ambiguous"
    assert "Tripoli" not in json.dumps(row.reasons)


def test_a_leg_is_told_of_the_cell(small_gazetteer: Any) -> None:
    legs = [{"id": "l", "from": "Boukamal", "to": "Qalamoun", "basis": "inferred"}]
    story = simple(where="Boukamal", generalized_km=5, routes=[{"id": "w", "title": "W", "legs": legs}])
    reports = locate(story, small_gazetteer)
    (leg,) = build_routes(story, reports, gazetteer=small_gazetteer).to_dict("records")
    assert leg["from_ref"] == leg["place_ids"][0] == reports.place_id[0]
    assert leg["geometry"].coords[0] == (reports.lon[0], reports.lat[0])
    assert "Boukamal" not in repr(leg)


def simple(*, places: Any = (), routes: Any = (), **report: Any) -> Story:
    told = {"id": "r", "title": "R", "sources": [{"source": "s", "where_as_reported": "as they spell it"}], **report}
    sources = [{"id": "s", "title": "S"}]
    return Story.model_validate({"sources": sources, "reports": [told], "places": list(places), "routes": list(routes)})


# --- what the files hold ----------------------------------------------------------------------------------------------


def test_no_file_tells_where_in_the_cell_the_place_is(files_of: Callable[..., dict[str, bytes]]) -> None:
    here, there = (files_of(story_about(house), picture=True) for house in (HOUSE, SAME_CELL))
    assert grid_middle(HOUSE, km=KM) == grid_middle(SAME_CELL, km=KM)
    assert {"map.html", "map.svg", "map.png", "embed-kit/embed.html", "reports.parquet"} < here.keys()
    assert [name for name in here if here[name] != there.get(name)] == []
    elsewhere = files_of(story_about(LonLat(37.9, 34.01962)))
    assert here["map.html"] != elsewhere["map.html"]


def test_no_page_of_very_many_reports_tells_it_either(
    files_of: Callable[..., dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geomap.webmap, "MANY", 3)  # the same columns, from fewer reports
    here, there = (files_of(story_about(house)) for house in (HOUSE, SAME_CELL))
    assert b'"crowd"' in here["map.html"]
    assert [name for name in here if here[name] != there.get(name)] == []
    for name in ("map.html", "embed.html"):
        assert near(HOUSE, here[name], km=0.5) == []
        assert [secret for secret in SECRETS if secret.encode() in here[name]] == []


@pytest.mark.parametrize(
    ("house", "km"),
    [(HOUSE, 0.5), (LonLat(38.73391, 34.21177), 3.0), (LonLat(38.02271, 33.83339), 60.0)],  # off every line
)
def test_no_file_holds_the_place(files_of: Callable[..., dict[str, bytes]], house: LonLat, km: float) -> None:
    moved_km = distance_km(house, grid_middle(house, km=km))
    for name, data in files_of(story_about(house, km=km)).items():
        assert near(house, data, km=moved_km / 8) == [], name
        assert [secret for secret in SECRETS if secret.encode() in data or secret.encode("utf-16-le") in data] == [], (
            name
        )


@settings(max_examples=5, deadline=None)
@given(
    st.builds(LonLat, st.floats(36, 41), st.floats(33, 36)),
    st.sampled_from([0.05, 1.0, 12.5, 300.0]),
    st.floats(-0.5, 0.5),
    st.floats(-0.5, 0.5),
)
def test_two_places_in_a_cell_cannot_be_told_apart(
    small_gazetteer: Any, point: LonLat, km: float, right: float, up: float
) -> None:
    middle = grid_middle(point, km=km)
    other = LonLat(middle.lon + right * km / 112, middle.lat + up * km / 112)  # of a cell, or beyond its end
    if not (abs(other.lon) <= 180 and abs(other.lat) <= 90 and grid_middle(other, km=km) == middle):
        other = middle
    here, there = (texts_of(story_about(each, km=km), small_gazetteer) for each in (point, other))
    assert here == there


def texts_of(data: dict[str, Any], gazetteer: Any) -> dict[str, Any]:
    """The exports of a story that are text, without a build."""
    gazetteer.places["geonames:170654"] = gazetteer.places["geonames:2988507"]
    story = Story.model_validate(data)
    reports = locate(story, gazetteer)
    legs = build_routes(story, reports, gazetteer=gazetteer)
    placed = placed_obstacles(story, reports, gazetteer=gazetteer)
    return render(Content(story, reports, legs, placed=placed), chosen(["gpx", "kml", "lpf", "mfjson"]))


def test_the_search_finds_a_place_that_is_not_blurred(files_of: Callable[..., dict[str, bytes]]) -> None:
    """Else the test before this one would prove nothing."""
    made = files_of(story_about(HOUSE, km=None))
    blind = {name for name, data in made.items() if not near(HOUSE, data, km=0.5)}
    # A picture has pixels, and an obstacle the circle about its place: the comparison of bytes speaks for both. What is
    # there to be pasted, and the script of the element, have no place of any story in them.
    drawn = {name for name in blind if name.startswith(("map.", "embed-kit/map.", "obstacles."))}
    assert "map.svg" in drawn
    assert {name.removeprefix("embed-kit/") for name in blind - drawn} == {
        "element.html", "frame-auto-height.html", "frame.html", "geo-map.js", "kit.html", "oembed.json", "picture.html",
        "wordpress.html",
    }  # fmt: skip
    assert [secret for secret in SECRETS if secret.encode() not in b"".join(made.values())] == []


def test_the_lock_of_the_roads_holds_the_cell_alone(files_of: Callable[..., dict[str, bytes]]) -> None:
    line = {"type": "LineString", "coordinates": [[38.0, 34.03], [38.6, 34.03], [40.14, 35.336]]}
    road = {"type": "Feature", "properties": {"highway": "primary"}, "geometry": line}
    roads = {"roads.geojson": json.dumps({"type": "FeatureCollection", "features": [road]})}
    here, there = (
        files_of(story_about(house) | {"roads": "roads.geojson"}, beside=roads) for house in (HOUSE, SAME_CELL)
    )
    assert b"'''" in here["routes.lock"]  # a line along the road
    assert near(HOUSE, here["routes.lock"], km=1.0) == []
    assert [name for name in here if here[name] != there.get(name)] == []


def near(place: LonLat, data: bytes, *, km: float) -> list[tuple[float, float]]:
    """The pairs of numbers in a file that are a position so near to a place: in text, in columns, in packed lines."""
    high = km / 111.0
    wide = high / np.cos(np.radians(place.lat))
    pairs = np.array([*_pairs(data), (0.0, 0.0)])
    found = []
    for lon, lat in ((pairs[:, 0], pairs[:, 1]), (pairs[:, 1], pairs[:, 0])):
        close = (np.abs(lon - place.lon) < wide) & (np.abs(lat - place.lat) < high)
        found += list(zip(lon[close].tolist(), lat[close].tolist(), strict=True))
    return found


def _pairs(data: bytes) -> Iterator[tuple[float, float]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield from _binary_pairs(data)
        return
    numbers = [float(each) for each in re.findall(r"-?\d+\.\d{2,}", text) if len(each) < 20]
    yield from pairwise(numbers)
    island = re.search(r'id="geomap-data">(.*?)</script>', text, re.DOTALL)
    if island:
        packed = json.loads(island[1])
        yield from ((place["x"] / packed["k"], place["y"] / packed["k"]) for place in packed["places"])


def _binary_pairs(data: bytes) -> Iterator[tuple[float, float]]:
    table = geopandas.read_parquet(io.BytesIO(data)) if data[:4] == b"PAR1" else geopandas.read_file(io.BytesIO(data))
    yield from _pairs(table.to_wkt(rounding_precision=-1).to_json().encode())
    for offset in range(8):
        whole = (len(data) - offset) // 8 * 8
        values = np.frombuffer(data[offset : offset + whole], "<f8")
        plain = np.where(np.isfinite(values) & (np.abs(values) < 400), values, 999.0)
        yield from zip(plain.tolist(), plain[1:].tolist(), strict=False)


# --- what the author is told ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"title": "Raid on Boukamal"}, ["reports[0].title (r)"]),
        ({"text": "They said it was BOUKAMAL, again."}, ["reports[0].text (r)"]),
        ({"text": "The Boukamalis"}, []),
        ({"title": "As they spell it, raided"}, ["reports[0].title (r)"]),
        ({"generalized_km": None, "title": "Raid on Boukamal"}, []),
        ({"actors": ["the police of Boukamal"]}, ["reports[0].actors (r)"]),
    ],
)
def test_texts_that_name_a_blurred_place_are_listed(
    small_gazetteer: Any, changes: dict[str, Any], told: list[str]
) -> None:
    story = simple(**{"where": "Boukamal", "generalized_km": 5, **changes})
    notices = blur_notices(story, locate(story, small_gazetteer))
    assert [notice.where for notice in notices] == told
    assert all(notice.warning for notice in notices)


def test_a_report_that_is_blurred_for_another_ones_sake_is_told(tmp_path: Path, small_gazetteer: Any) -> None:
    path = tmp_path / "story.json"
    path.write_text(json.dumps(story_about(HOUSE)), encoding="utf-8")
    small_gazetteer.places["geonames:170654"] = small_gazetteer.places["geonames:2988507"]
    story = load_story(path)
    notices = blur_notices(story, locate(story, small_gazetteer))
    assert [notice.where for notice in notices] == ["reports[1].where (exact)", "reports[2].where (twin)"]
    assert "blurred to 8 km" in notices[0].what
