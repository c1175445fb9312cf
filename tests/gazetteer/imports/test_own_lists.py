"""Lists of a user's own: CSV, GeoJSON and Linked Places, in front of everything."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Gazetteer, Kind, Place
from gazetteer.errors import ImportUsageError, IndexDataError
from gazetteer.imports import ImportReport
from gazetteer.imports.csvplaces import header_of
from gazetteer.imports.geometry import spot_of
from gazetteer.imports.tally import BadRowError
from gazetteer.names import fold

Take = Callable[..., tuple[ImportReport, ...]]
Reopened = Callable[[], Gazetteer]

SQUARE = {"type": "Polygon", "coordinates": [[[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]]}


@pytest.fixture
def take_csv(take: Take, tmp_path: Path) -> Callable[..., ImportReport]:
    """``take_csv(text)`` imports a file places.csv."""

    def run(text: str | bytes, **options: Any) -> ImportReport:
        path = tmp_path / "places.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        (report,) = take(path, **options)
        return report

    return run


@pytest.fixture
def take_features(take: Take, tables: ModuleType, tmp_path: Path) -> Callable[..., ImportReport]:
    """``take_features(feature, …)`` imports a file places.geojson."""

    def run(*features: Any, **members: Any) -> ImportReport:
        (report,) = take(tables.collection(tmp_path / "places.geojson", features, **members))
        return report

    return run


def only(gazetteer: Gazetteer, name: str) -> Place:
    place = gazetteer.resolve(name).place
    assert place is not None, name
    return place


# --- in front of everything -------------------------------------------------------------------------------------------


def test_a_place_of_ones_own_wins_over_the_default(take_csv: Callable[..., ImportReport], reopened: Reopened) -> None:
    take_csv("name,lon,lat,kind,country\nRaqqa,3.5,4.5,camp,XA\n", source="Field notes", licence="CC0")
    answer = reopened().resolve("Raqqa")
    assert answer.place is not None
    assert (answer.place.id, answer.place.kind, answer.place.lon) == ("own:raqqa", Kind.CAMP, 3.5)
    assert (answer.place.source, answer.place.licence) == ("Field notes", "CC0")
    assert "stands on a list of your own" in [reason.text for reason in answer.reasons]


def test_a_later_list_stands_before_an_earlier_one(take: Take, reopened: Reopened, tmp_path: Path) -> None:
    for name, lon in (("first", 1), ("second", 2), ("third", 3)):
        (tmp_path / f"{name}.csv").write_text(f"id,name,lon,lat\nx:1,Depot,{lon},1\n")
        take(tmp_path / f"{name}.csv")
    assert only(reopened(), "Depot").lon == 3
    take(tmp_path / "first.csv")
    assert only(reopened(), "Depot").lon == 1


def test_every_column_is_taken(take_csv: Callable[..., ImportReport], reopened: Reopened) -> None:
    report = take_csv(
        "id,name,lon,lat,kind,names,country,admin1,radius_km,population,name_local,source,source_url,licence\n"
        'x:9,"Camp, North",4,4,camp,Camp N|مخيم,xa,XA-W,2.5,800,مخيم الشمال,Survey,https://example.org/9,CC BY 4.0\n'
    )
    assert (report.places, report.names, report.notices) == (1, 4, ())
    assert reopened().place("x:9") == Place(
        "x:9", "Camp, North", Kind.CAMP, 4.0, 4.0, 2.5, "XA", "XA-W", 800, "مخيم الشمال",
        source="Survey", licence="CC BY 4.0", source_url="https://example.org/9",
    )  # fmt: skip


def test_an_entry_with_a_known_id_changes_what_it_states_and_keeps_the_rest(
    take_csv: Callable[..., ImportReport], reopened: Reopened
) -> None:
    take_csv("id,name,lon,lat\nXA-W,The West,2.5,5.5\n")
    gazetteer = reopened()
    place = gazetteer.place("XA-W")
    assert (place.name, place.lon, place.kind, place.country) == ("The West", 2.5, Kind.ADMIN1, "XA")
    outline = gazetteer.outline("XA-W")
    assert outline is not None
    assert outline.equals(shapely.box(0, 0, 5, 10))


def test_an_entry_without_position_adds_names_to_a_known_place(
    take_csv: Callable[..., ImportReport], reopened: Reopened
) -> None:
    report = take_csv("id,name,lon,lat,names\ngeonames:200,Rq,,,The White City|Raqqa-on-Bree\nx:later,Later,,,\n")
    assert report.places == 0
    assert report.notices == (f"{report.files[0]}: names for x:later, which nothing brings, wait until it comes",)
    assert only(reopened(), "White City").id == "geonames:200"


def test_without_an_id_it_is_made_of_the_name_and_twins_are_numbered(
    take_csv: Callable[..., ImportReport], reopened: Reopened
) -> None:
    take_csv("name,lon,lat\nGate Nine,1,1\nGate  nine,2,2\nبوابة,3,3\n")
    gazetteer = reopened()
    assert [gazetteer.place(id_).lon for id_ in ("own:gate-nine", "own:gate-nine-2", f"own:{fold('بوابة')}")] == [
        1,
        2,
        3,
    ]


def test_a_licence_for_geonames_alone_is_refused(take: Take, tables: ModuleType, tmp_path: Path) -> None:
    path = tables.write(tmp_path / "XA.txt", [tables.place_row(5001, "Village", 3, 3)])
    with pytest.raises(ImportUsageError, match="GeoNames has its own"):
        take(path, licence="CC0")


# --- CSV --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        b"name,lon,lat\nDepot,1.5,2\n",
        b"\xef\xbb\xbfname,lon,lat\r\nDepot,1.5,2\r\n",
        b"Lat;LON;Title\n2;1.5;Depot\n",
        b"name\tlongitude\tlatitude\nDepot\t1.5\t2",
        b'"name","lon","lat"\n"Depot"," 1.5 ","2"\n\n\n',
        b"\nname,lon,lat\nDepot,1.5,2\n,,\n",
    ],
)
def test_tables_as_programs_write_them(take_csv: Callable[..., ImportReport], reopened: Reopened, text: bytes) -> None:
    assert take_csv(text).bad == 0
    place = only(reopened(), "Depot")
    assert (place.lon, place.lat) == (1.5, 2.0)


def test_a_quoted_cell_may_hold_line_ends(take_csv: Callable[..., ImportReport], reopened: Reopened) -> None:
    take_csv('name,lon,lat,source\n"Depot",1,2,"Notes\nof May"\nOther,3,4,\n')
    gazetteer = reopened()
    assert only(gazetteer, "Depot").source == "Notes of May"
    assert only(gazetteer, "Other").source == "places.csv"


def test_na_and_null_are_names(take_csv: Callable[..., ImportReport], reopened: Reopened) -> None:
    take_csv("name,lon,lat,country\nNull,1,2,NA\n")
    assert (only(reopened(), "Null").name, only(reopened(), "Null").country) == ("Null", "NA")


BAD_CSV = {
    "decimal comma": ("name;lon;lat\nA;36,5;34\n", r":2: lon '36,5' is no number, try a decimal point"),
    "no number": ("name,lon,lat\nA,east,34\n", r":2: lon 'east' is no number"),
    "no longitude": ("name,lon,lat\nA,,34\n", ":2: no lon"),
    "off the Earth": ("name,lon,lat\nA,10,371\n", ":2: lat 371 is not between -90 and 90"),
    "infinity": ("name,lon,lat\nA,inf,3\n", ":2: lon inf is not between"),
    "not a number": ("name,lon,lat\nA,nan,3\n", ":2: lon nan is not between"),
    "no name": ("name,lon,lat\n,1,3\n", ":2: no name"),
    "nothing but signs for a name": ("name,lon,lat\n…,1,3\n", ":2: no name"),
    "neither position nor id": ("name,lon,lat\nA,,\n", ":2: neither a position nor the id"),
    "ragged": ("name,lon,lat\nA,1,3\nB,1\n", ":3: 2 cells where the header has 3"),
    "unknown kind": ("name,lon,lat,kind\nA,1,3,camps\n", ":2: kind 'camps' is none, try camp"),
    "long country": ("name,lon,lat,country\nA,1,3,Syria\n", ":2: country 'Syria' is no ISO 3166-1 code"),
    "people": ("name,lon,lat,population\nA,1,3,1.5e3\n", ":2: population '1.5e3' is no whole number"),
    "radius": ("name,lon,lat,radius_km\nA,1,3,-1\n", ":2: radius_km -1 is not between"),
    "address": ("name,lon,lat,source_url\nA,1,3,javascript:alert(1)\n", ":2: source_url 'javascript"),
    "id with spaces": ("id,name,lon,lat\na b,A,1,3\n", ":2: id 'a b'"),
    "an id twice": ("id,name,lon,lat\nx:1,A,1,3\nx:1,B,1,3\n", ", id x:1: is there twice"),
    "long name": (f"name,lon,lat\n{'A' * 201},1,3\n", ":2: a name of 201 characters"),
    "column twice": ("name,lon,lat,lat\nA,1,3,3\n", ": the column lat is there twice"),
    "open quotation mark": ('name,lon,lat\n"A,1,3\nB,1,3\n', ":2: a quotation mark is never closed"),
    "text after a quotation mark": ('name,lon,lat\n"A"x,1,3\n', ":2: not CSV"),
    "not UTF-8": ("name,lon,lat\nKöln,1,3\n".encode("latin-1"), ":2: not UTF-8 .* try saving it as UTF-8"),
}


@pytest.mark.parametrize(("text", "said"), BAD_CSV.values(), ids=BAD_CSV)
def test_what_is_wrong_with_a_row_is_said_with_file_and_line(
    take_csv: Callable[..., ImportReport], tmp_path: Path, text: str | bytes, said: str
) -> None:
    with pytest.raises(IndexDataError, match=rf"places\.csv{said}"):
        take_csv(text)
    assert not list((tmp_path / "cache" / "imports").glob("*.sqlite"))


def test_columns_that_are_not_read_are_noted(take_csv: Callable[..., ImportReport]) -> None:
    report = take_csv("name,lon,lat,lisence,remark\nA,1,2,x,y\n")
    assert [notice.partition(": ")[2] for notice in report.notices] == [
        "column 'lisence' is not read, try licence",
        "column 'remark' is not read",
    ]


def test_a_header_is_one_only_with_all_three() -> None:
    assert header_of("lat,lng,title") == (",", ["lat", "lon", "name"])
    assert header_of("name,lat") is None
    assert header_of("") is None


# --- GeoJSON ----------------------------------------------------------------------------------------------------------


def test_points_and_areas(take_features: Callable[..., ImportReport], reopened: Reopened, tables: ModuleType) -> None:
    report = take_features(
        tables.feature(tables.point(4, 4), name="Depot", names=["Dépôt", "مستودع"], country="XA", kind="base"),
        tables.feature(SQUARE, title="Sector B", licence="CC0"),
        tables.feature(None, id="geonames:300", name="Harbour"),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    )
    assert (report.rows, report.places) == (3, 2)
    gazetteer = reopened()
    assert (only(gazetteer, "مستودع").kind, only(gazetteer, "Depot").lon) == (Kind.BASE, 4)
    sector = only(gazetteer, "Sector B")
    assert (sector.kind, sector.licence, sector.has_outline) == (Kind.REGION, "CC0", True)
    outline = gazetteer.outline(sector.id)
    assert outline is not None
    assert outline.equals(shapely.box(1, 1, 3, 3))
    assert only(gazetteer, "Harbour").id == "geonames:300"


def test_members_may_stand_after_the_features_and_the_file_be_large(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "places.geojson"
    features = [tables.feature(tables.point(3, 3), name=f"Post {at}", remark="é" * 500) for at in range(2_500)]
    text = json.dumps(features, ensure_ascii=False)
    path.write_text(f'\ufeff{{"features": {text}, "name": "x", "type": "FeatureCollection"}}', encoding="utf-8")
    assert take(path)[0].places == 2_500
    assert only(reopened(), "Post 2499").lon == 3


def geojson(geometry: str, properties: str = '{"name": "A"}') -> str:
    feature = f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'
    return f'{{"type": "FeatureCollection", "features": [{feature}]}}'


POINT = '{"type": "Point", "coordinates": [1, 2]}'
BAD_GEOJSON = {
    "a point alone": (POINT, ": not a FeatureCollection, but of type 'Point'"),
    "a list": ("[]", ": not a FeatureCollection, but a list"),
    "cut short": (geojson(POINT)[:-1], ": .*got 'the end of the file'"),
    "cut inside a feature": (
        geojson(POINT)[:-30],
        ", feature 1: the file ends in the middle of it, so it was cut short",
    ),
    "more behind": (geojson(POINT) + "{}", ": something stands after the end"),
    "NaN": (geojson(POINT.replace("1", "NaN")), ", feature 1: NaN is no number of JSON"),
    "Infinity": (geojson(POINT.replace("1", "-Infinity")), ", feature 1: -Infinity is no number of JSON"),
    "a member twice": (geojson(POINT, '{"name": "A", "name": "B"}'), ", feature 1: the member 'name' is there twice"),
    "features twice": ('{"features": [], "features": []}', ": the member 'features' is there twice"),
    "5,001 digits": (geojson(POINT.replace("1", "1" * 5_001)), ", feature 1: a number of thousands of digits"),
    "200,000 brackets": (geojson("[" * 200_000), ", feature 1: nested too deeply"),
    "text for numbers": (
        geojson(POINT.replace("1, 2", '"1", "2"')),
        r", feature 1: position \['1', '2'\]: two numbers",
    ),
    "one number": (geojson(POINT.replace("1, 2", "1")), r", feature 1: position \[1\]: two numbers"),
    "true": (geojson(POINT.replace("1, 2", "1, true")), ", feature 1: position .*: two numbers"),
    "swapped": (
        geojson(POINT.replace("1, 2", "33, 136")),
        ", feature 1: position 33, 136 .* longitude before latitude",
    ),
    "off the Earth": (geojson(POINT.replace("1, 2", "4e6, 3e6")), ", feature 1: position 4e.06, 3e.06 is not on Earth"),
    "no such geometry": (geojson(POINT.replace("Point", "Circle")), ", feature 1: 'Circle' is no type of geometry"),
    "an open ring": (
        geojson('{"type": "Polygon", "coordinates": [[[1, 1], [3, 1], [3, 3], [1, 3]]]}'),
        ", feature 1: a ring is not closed",
    ),
    "an area of nothing": (
        geojson('{"type": "Polygon", "coordinates": [[[1, 1], [3, 1], [1, 1], [1, 1]]]}'),
        ", feature 1: a polygon without an area",
    ),
    "nested collections": (
        geojson('{"type": "GeometryCollection", "geometries": [' * 17 + POINT + "]}" * 17),
        ", feature 1: collections stand 16 deep",
    ),
    "other coordinates": (
        geojson(POINT).replace('"features"', '"crs": {"properties": {"name": "EPSG:3857"}}, "features"', 1),
        ": its coordinates are in .*EPSG:3857.*; wanted are degrees WGS84",
    ),
    "no feature": ('{"type": "FeatureCollection", "features": [1]}', ", feature 1: not a Feature"),
    "properties in a list": (geojson(POINT, "[]"), ", feature 1: no name|, feature 1: properties are not an object"),
    "an object for a name": (geojson(POINT, '{"name": {}}'), ", feature 1: name is neither text nor a number"),
    "not UTF-8": (geojson(POINT, '{"name": "Köln"}').encode("latin-1"), ": not UTF-8"),
}


@pytest.mark.parametrize(("text", "said"), BAD_GEOJSON.values(), ids=BAD_GEOJSON)
def test_what_is_wrong_with_geojson_is_said(take: Take, tmp_path: Path, text: str | bytes, said: str) -> None:
    path = tmp_path / "places.geojson"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(IndexDataError, match=rf"(?s)places\.geojson{said}"):
        take(path)
    assert not list((tmp_path / "cache" / "imports").glob("*.sqlite"))


def test_a_bow_tie_is_mended() -> None:
    tie = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    spot = spot_of(tie)
    assert spot.outline is not None
    assert spot.outline.is_valid
    assert spot.outline.area == pytest.approx(2.0)


def test_a_geometry_of_a_million_positions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gazetteer.imports.geometry._MOST_POSITIONS", 10)
    with pytest.raises(BadRowError, match="more than 10 positions, try simplifying it"):
        spot_of({"type": "LineString", "coordinates": [[at, 0] for at in range(11)]})


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), height=st.lists(st.floats(allow_nan=False), max_size=2))
def test_any_position_on_earth_is_taken_as_it_is(lon: float, lat: float, height: list[float]) -> None:
    spot = spot_of({"type": "Point", "coordinates": [lon, lat, *height]})
    assert (spot.lon, spot.lat, spot.radius_km) == (lon, lat, None)


@given(
    west=st.floats(-179, 170), south=st.floats(-80, 70),
    width=st.floats(0.01, 9), height=st.floats(0.01, 9),
)  # fmt: skip
def test_the_point_of_an_area_lies_in_it(west: float, south: float, width: float, height: float) -> None:
    box = shapely.box(west, south, west + width, south + height)
    spot = spot_of(json.loads(shapely.to_geojson(box)))
    assert box.covers(shapely.Point(spot.lon, spot.lat))
    assert spot.radius_km is not None
    assert spot.radius_km > 0


# --- Linked Places ----------------------------------------------------------------------------------------------------


def linked(**more: Any) -> dict[str, Any]:
    return {
        "@id": "https://example.org/places/1",
        "type": "Feature",
        "properties": {"title": "Dura Europos", "ccodes": ["XA"], "fclasses": ["S"]},
        "names": [{"toponym": "Salhiyah", "lang": "ar"}, {"toponym": "Europos"}],
        "geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [4.73, 4.74]}]},
    } | more


def test_a_linked_place_is_found_under_all_its_names(
    take_features: Callable[..., ImportReport], reopened: Reopened
) -> None:
    take_features(linked(), **{"@context": "https://example.org/linkedplaces.jsonld"})
    gazetteer = reopened()
    places = {only(gazetteer, name) for name in ("Dura Europos", "Salhiyah", "Europos")}
    assert [(place.id, place.country, place.kind) for place in places] == [
        ("https://example.org/places/1", "XA", Kind.SITE)
    ]


@pytest.mark.parametrize(
    ("more", "kind", "country"),
    [
        ({"types": [{"label": "Camp"}]}, Kind.CAMP, "XA"),
        ({"types": [{"label": "inhabited place"}], "properties": {"title": "A", "fclasses": ["P"]}}, Kind.CITY, ""),
        ({"properties": {"title": "A", "ccodes": ["XA", "XB"]}}, Kind.SITE, ""),
        ({"properties": {"title": "A"}, "geometry": SQUARE}, Kind.REGION, ""),
        ({"properties": {}}, Kind.SITE, ""),
    ],
)
def test_its_kind_and_country(
    take_features: Callable[..., ImportReport], reopened: Reopened, more: dict[str, Any], kind: Kind, country: str
) -> None:
    take_features(linked(**more))
    place = reopened().place("https://example.org/places/1")
    assert (place.kind, place.country) == (kind, country)


def test_a_toponym_that_is_no_text_is_a_bad_row(take_features: Callable[..., ImportReport]) -> None:
    with pytest.raises(IndexDataError, match=r"places\.geojson, feature 1: toponym is no text"):
        take_features(linked(names=[{"toponym": ["x"]}]))
