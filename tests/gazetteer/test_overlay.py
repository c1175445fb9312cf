"""The curated overlay: every row of the file, and what the reader says of a broken one."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from shapely import Point

from gazetteer import Context, Gazetteer, Kind, Place
from gazetteer.errors import IndexDataError
from gazetteer.overlay import COLUMNS, OVERLAY_PATH, overlay_source, read_aliases, read_overlay
from gazetteer.rank.spots import distance_km
from gazetteer.rows import Alias, SourcePlace

PLACES = {row.place.id: row for row in read_overlay()}
ALIASES = {row.place_id: row for row in read_aliases()}
# Border crossings, and points in the middle of islands, lie outside a country's outline by this much.
SLACK_DEG = 0.2
KM_PER_DEGREE = 90.0  # of longitude, on the latitude of the region

GOOD = {
    "id": "geomap:hill", "same_as": "", "name": "Hill", "name_local": "تل", "kind": "mountains", "country": "SY",
    "admin1": "", "lon": "36.5", "lat": "34.1", "radius_km": "4", "names": "The Hill|Hills", "source": "A map",
    "source_url": "https://example.org/hill", "note": "",
}  # fmt: skip
ALIAS = dict.fromkeys(COLUMNS, "") | {
    "same_as": "SY-DY", "names": "Der Zor", "source": "A map", "source_url": "https://example.org/",
}  # fmt: skip


def write(path: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


# --- the file ---------------------------------------------------------------------------------------------------


def test_the_file_is_large_enough_for_the_region() -> None:
    assert len(PLACES) >= 1_300
    assert len(ALIASES) >= 700
    near = [row.place for row in PLACES.values() if {*row.place.countries} & {"SY", "IQ", "LB", "JO", "TR"}]
    assert len(near) >= 1_200
    assert {place.kind for place in near} >= {*Kind} - {Kind.COUNTRY, Kind.ISLAND}


def test_no_two_places_share_a_point() -> None:
    points = [(row.place.lon, row.place.lat) for row in PLACES.values()]
    assert [point for point in points if points.count(point) > 1] == []


def test_every_source_is_a_page_that_can_be_opened() -> None:
    """An address of one form, without spaces; an encyclopedia's says the title that the source names."""
    rows = [(row["source"], urlsplit(row["source_url"])) for row in _cells()]
    assert [url for _, url in rows if not url.netloc or set(url.geturl()) & set(' |<>"')] == []
    cited = [(source, url.path) for source, url in rows if source.startswith("Wikipedia: ")]
    assert len(cited) >= 1_000
    assert [
        (source, path)
        for source, path in cited
        if unquote(path) != "/wiki/" + source.removeprefix("Wikipedia: ").replace(" ", "_")
    ] == []


def test_a_district_lies_in_the_division_that_its_note_names(default_gazetteer: Gazetteer) -> None:
    noted = {row["id"]: row["note"] for row in _cells() if row["kind"] == "admin2" and row["note"].startswith("In ")}
    assert len(noted) >= 120
    for place_id, note in noted.items():
        place = default_gazetteer.place(place_id)
        if place.admin1:  # the point may lie in the water just off the coast
            division = default_gazetteer.place(place.admin1)
            found = default_gazetteer.candidates(
                note.removeprefix("In ").removesuffix("."), Context(countries=("TR",), kind=Kind.ADMIN1), limit=1
            )
            assert found[0].place.id == division.id, (place_id, division.name)


@pytest.mark.parametrize(
    ("place_id", "admin1"),
    [("geomap:busra-al-harir", "SY-DR"), ("geomap:jarjouaa", "LB-NA"), ("geomap:husseiniya-baghdad-iq", "IQ-BG")],
)
def test_a_town_near_a_border_lies_in_its_own_division(
    place_id: str, admin1: str, default_gazetteer: Gazetteer
) -> None:
    assert default_gazetteer.place(place_id).admin1 == admin1


def test_a_division_that_a_row_states_is_one_of_its_country(default_gazetteer: Gazetteer) -> None:
    stated = [row.place for row in PLACES.values() if row.place.admin1]
    assert stated
    for place in stated:
        division = default_gazetteer.place(place.admin1)
        assert (division.kind, division.country) == (Kind.ADMIN1, place.country), place.id


def _cells() -> list[dict[str, str]]:
    with OVERLAY_PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("place_id", PLACES)
def test_a_place_lies_in_its_country(place_id: str, default_gazetteer: Gazetteer) -> None:
    place = PLACES[place_id].place
    if not place.country:
        assert place.kind in {Kind.SEA, Kind.LAKE, Kind.RIVER, Kind.REGION}
        return
    for country in place.countries:
        outline = default_gazetteer.outline(country)
        assert outline is not None
        # What several countries share lies in the first of them, and reaches the others.
        slack = SLACK_DEG if country == place.country else SLACK_DEG + place.radius_km / KM_PER_DEGREE
        assert outline.distance(Point(place.lon, place.lat)) <= slack, country


def test_every_name_finds_its_place(default_gazetteer: Gazetteer) -> None:
    """Among the candidates always; as the answer, or as one of several on one spot, nearly always."""
    lost, elsewhere, asked = [], [], 0
    for row in PLACES.values():
        place = row.place
        countries = (place.country,) if place.country else ()
        for name in row.names:
            asked += 1
            found = default_gazetteer.candidates(name, Context(countries=countries))
            if place.id not in [one.place.id for one in found]:
                lost.append((place.id, name))
            elif distance_km(place.lon, place.lat, found[0].place.lon, found[0].place.lat) > place.radius_km + 30:
                elsewhere.append((place.id, name, found[0].place.id))
    assert lost == []
    assert len(elsewhere) <= 0.01 * asked, elsewhere


def test_every_alias_finds_its_place(default_gazetteer: Gazetteer) -> None:
    def is_found(place: Place, name: str) -> bool:
        found = default_gazetteer.candidates(name, Context(countries=(place.country,), kind=place.kind))
        return place.id in [one.place.id for one in found]

    aliases = [(default_gazetteer.place(alias.place_id), alias.names) for alias in ALIASES.values()]
    assert [(place.id, name) for place, names in aliases for name in names if not is_found(place, name)] == []


def test_an_alias_changes_the_name_that_is_shown(default_gazetteer: Gazetteer) -> None:
    town = default_gazetteer.place("geonames:174448")
    assert (town.name, town.name_local) == ("Al Bukamal", "البوكمال")


def test_the_source_brings_both_kinds_of_rows() -> None:
    source = overlay_source()
    assert len(list(source.places)) == len(PLACES)
    assert len(list(source.aliases)) == len(ALIASES)
    assert source.credit.licence == "MIT"


# --- the reader -------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_place(tmp_path: Path) -> None:
    (row,) = read_overlay(write(tmp_path / "o.csv", GOOD))
    assert isinstance(row, SourcePlace)
    assert row.names == ("Hill", "تل", "The Hill", "Hills")
    assert (row.place.kind, row.place.lon, row.place.lat, row.place.radius_km) == (Kind.MOUNTAINS, 36.5, 34.1, 4.0)
    assert (row.place.source, row.place.source_url) == ("A map", "https://example.org/hill")


def test_a_row_may_lie_in_several_countries(tmp_path: Path) -> None:
    (row,) = read_overlay(write(tmp_path / "o.csv", GOOD | {"country": "SY|TR"}))
    assert (row.place.country, row.place.also, row.place.countries) == ("SY", ("TR",), ("SY", "TR"))


def test_a_row_becomes_an_alias(tmp_path: Path) -> None:
    (row,) = read_aliases(write(tmp_path / "o.csv", GOOD, ALIAS))
    assert row == Alias("SY-DY", ("Der Zor",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": ""}, "one of id and same_as"),
        ({"same_as": "SY"}, "exclude each other"),
        ({"id": "hill"}, "id 'hill': try geomap:"),
        ({"id": "geomap:The_Hill"}, "id 'geomap:The_Hill'"),
        ({"name": ""}, "name is empty"),
        ({"kind": "hill"}, "'hill' is not a valid Kind"),
        ({"country": "Syria"}, "country 'Syria'"),
        ({"country": "SY|"}, "country 'SY|'"),
        ({"lon": "far"}, "lon 'far' is not a number"),
        ({"lon": "181"}, "lon 181 is not between"),
        ({"lat": "nan"}, "lat nan is not between"),
        ({"lat": "-91"}, "lat -91 is not between"),
        ({"radius_km": "0"}, "radius_km 0 is not between"),
        ({"radius_km": ""}, "radius_km '' is not a number"),
        ({"names": "a||b"}, "an empty one"),
        ({"source": ""}, "source is empty"),
        ({"source_url": "http://example.org"}, "does not begin with https"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(change: dict[str, str], message: str, tmp_path: Path) -> None:
    path = write(tmp_path / "o.csv", GOOD | {"id": "geomap:first"}, GOOD | change)
    with pytest.raises(IndexDataError, match="line 3: ") as error:
        overlay_source(path)
    assert message in str(error.value)


def test_an_alias_says_nothing_that_the_other_source_says(tmp_path: Path) -> None:
    with pytest.raises(IndexDataError, match="kind, lat: the other source says this"):
        overlay_source(write(tmp_path / "o.csv", ALIAS | {"kind": "admin1", "lat": "1"}))


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "o.csv", GOOD | {"lon": "x"}, GOOD | {"id": "geomap:b", "kind": "y"}, GOOD)
    with pytest.raises(IndexDataError, match="3 rows are broken") as error:
        overlay_source(path)
    assert [line.split(":")[0] for line in str(error.value).splitlines()[1:]] == ["line 2", "line 3", "line 4"]
    assert "stands in line 2 already" in str(error.value)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexDataError, match="the columns must be id,same_as"):
        overlay_source(write(tmp_path / "o.csv", GOOD, columns=COLUMNS[1:]))


def test_a_row_that_is_too_short_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "o.csv", GOOD)
    path.write_text(path.read_text("utf-8") + "geomap:b,,B\n", "utf-8")
    with pytest.raises(IndexDataError, match="line 3: 14 cells"):
        overlay_source(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b'id,"same_as\n'])
def test_a_file_that_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexDataError):
        overlay_source(path)


def test_the_file_in_the_package_is_the_default() -> None:
    assert list(read_overlay(OVERLAY_PATH)) == list(PLACES.values())
