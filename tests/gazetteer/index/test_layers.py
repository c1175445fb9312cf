"""The default index and imports asked as one: which speaks for a place, how much of a dump is asked, whom to name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import shapely

from gazetteer import Gazetteer, Kind
from gazetteer.imports import import_files
from gazetteer.index import LayeredIndex, layers, remembered
from gazetteer.names import key

VILLAGES = 40


@pytest.fixture
def layered(small_path: Path, tables: ModuleType, tmp_path: Path) -> Iterator[LayeredIndex]:
    """The small world, a list of one's own with two sources, and a dump with many villages of one name."""
    own = tmp_path / "own.csv"
    own.write_text(
        "id,name,lon,lat,kind,source,licence\nx:1,Depot,1,1,base,Survey,CC0\nx:2,Post,2,2,site,Diary,\n"
        "XA-W,The West,2.5,5.5,,Survey,CC0\nx:3,Village,9,9,site,Survey,CC0\n"
    )
    dump = tables.write(
        tmp_path / "dump.txt",
        [
            tables.place_row(9000 + at, "Village" if at else "Hamlet", 12 + at / 100, 3, country="XB", population=at)
            for at in range(VILLAGES)
        ]
        + [tables.place_row(100, "Ar Raqqah", 2, 2, others=("Rakka",)), tables.place_row(8000, "Village", 3, 3)],
    )
    import_files([own, dump], path=small_path)
    with LayeredIndex.open(small_path) as index:
        yield index


def test_the_own_list_speaks_first_then_the_default_then_the_dump(layered: LayeredIndex) -> None:
    assert layered.place("XA-W").name == "The West"
    assert layered.place("geonames:100").population == 500
    assert [hit.place.id for hit in layered.by_folded("rakka")] == ["geonames:100"]
    assert {hit.place.source for hit in layered.by_folded("rakka")} == {"GeoNames 100"}


def test_what_is_done_to_an_answer_does_not_change_the_next(layered: LayeredIndex) -> None:
    for search in (lambda: layered.by_folded("rakka"), lambda: layered.by_key(key("Rakka"))):
        found = search()
        assert found
        expected = [hit.place_id for hit in found]
        found.clear()
        assert [hit.place_id for hit in search()] == expected


def test_only_so_many_answers_are_remembered(layered: LayeredIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_HITS", 3)
    kept = remembered.Remembered()
    hits = layered.by_folded("rakka")
    for at in range(20):
        assert kept.keep(f"nothing {at}", []) == []
        assert kept.keep("rakka", hits) == hits
        assert kept.get("rakka") == hits
        assert len(kept) <= 3


def test_of_a_dump_the_best_known_are_taken_and_more_in_the_story_s_countries(layered: LayeredIndex) -> None:
    anywhere = layered.by_folded("village")
    assert [hit.place.population for hit in anywhere] == [39, 38, 37, 36, 35, 34, 33, 32, 0]
    inside = layered.by_folded("village", countries=("XA",))
    assert {hit.place.id for hit in inside} - {hit.place.id for hit in anywhere} == {"geonames:8000"}
    assert len(layered.by_folded("village", countries=("XB",))) == VILLAGES


def test_a_dump_of_millions_is_asked_for_known_names_inside_the_countries_alone(
    layered: LayeredIndex, monkeypatch: pytest.MonkeyPatch, small_path: Path
) -> None:
    monkeypatch.setattr(layers, "_LARGE", 10)
    with LayeredIndex.open(small_path) as large:
        assert [hit.place.id for hit in large.by_folded("village")] == ["x:3"]
        inside = large.by_folded("village", countries=("XA",))
        assert {hit.place.id for hit in inside} == {"x:3", "geonames:8000"}
        assert [hit.place.id for hit in large.by_folded("hamlet")] == ["geonames:9000"]
        assert [hit.place.id for hit in large.near_key(key("Depot") + "z")] == ["x:1"]


def test_hits_of_all_files_stand_by_population_each_once(small_path: Path, tables: ModuleType, tmp_path: Path) -> None:
    with LayeredIndex.open(small_path) as index:
        before = [(hit.place.population, hit.place.id) for hit in index.by_folded("ar raqqah")]
    assert before == [(500, "geonames:100")]
    people = {9001: 0, 9002: 500, 9003: 700, 9004: 20, 100: 900}
    rows = [tables.place_row(number, "Ar Raqqah", 12, 3, country="XB", population=people[number]) for number in people]
    again = tables.place_row(9004, "Ar Raqqah", 12, 3, country="XB", population=30)
    import_files([tables.write(tmp_path / "dump.txt", [*rows, again])], path=small_path)
    with LayeredIndex.open(small_path) as index:
        found = [(hit.place.population, hit.place.id) for hit in index.by_folded("ar raqqah")]
        assert [hit.place.id for hit in index.by_key(key("Ar Raqqah"))].count("geonames:9004") == 1
    # Of equals the default data comes first, and what it knows has its numbers; of rows of one place the first counts.
    told = [(700, 9003), (500, 100), (500, 9002), (20, 9004), (0, 9001)]
    assert found == [(count, f"geonames:{number}") for count, number in told]


def test_suggestions_come_from_all(layered: LayeredIndex) -> None:
    assert [hit.place.id for hit in layered.near_key(key("Hamlet") + "z")] == ["geonames:9000"]
    assert [hit.place.id for hit in layered.by_prefix("haml")] == ["geonames:9000"]


def test_a_box_holds_the_places_of_all_files_once(layered: LayeredIndex) -> None:
    found = layered.places_in(0, 0, 20, 10)
    assert len({place.id for place in found}) == len(found)
    assert {"x:1", "XA-W", "geonames:100", "geonames:9039"} <= {place.id for place in found}
    populations = [place.population for place in found]
    assert populations == sorted(populations, reverse=True)
    best = layered.places_in(0, 0, 20, 10, limit=5)
    assert best == found[:5]


@pytest.mark.parametrize("limit", [1, 3, 10, 50, 1_000])
def test_a_box_gives_the_most_populous_however_many_are_wanted(layered: LayeredIndex, limit: int) -> None:
    every = layered.places_in(-180, -90, 180, 90, limit=10_000, kinds={Kind.CITY})
    found = layered.places_in(-180, -90, 180, 90, limit=limit, kinds={Kind.CITY})
    assert [place.population for place in found] == [place.population for place in every[:limit]]


def test_the_finder_of_names_knows_the_own_list_and_no_dump(layered: LayeredIndex) -> None:
    assert [row[0] for row in layered.bearers("depot")] == ["x:1"]
    assert layered.bearers("hamlet") == []
    assert not layered.has_prefix("haml")


# --- whom to name -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place_ids", "named"),
    [
        ([], []),
        (["nothing", "geonames:77"], []),
        (["geonames:200"], ["Invented towns"]),
        (["geonames:100"], ["Invented towns"]),
        (["geonames:9001", "geonames:9002"], ["GeoNames (dump.txt, 2024-05-01)"]),
        (["x:1"], ["Survey"]),
        (["x:2"], ["Diary"]),
        (["x:2", "x:1", "geomap:hills"], ["Invented", "Survey", "Diary"]),
        (["XB"], ["Invented areas"]),
        (["XA-W"], ["Invented areas", "Survey"]),
    ],
)
def test_those_are_named_whose_places_are_shown_and_nobody_else(
    layered: LayeredIndex, place_ids: list[str], named: list[str]
) -> None:
    assert [credit.name for credit in layered.credits(place_ids)] == named


def test_water_is_credited_where_it_is_shown(layered: LayeredIndex) -> None:
    assert [credit.name for credit in layered.credits([], water=True)] == ["Invented areas"]


def test_a_credit_states_source_and_licence(layered: LayeredIndex) -> None:
    assert [credit.credit for credit in layered.credits(["x:1", "x:2", "geonames:9001"])] == [
        "Survey, CC0", "Diary", "GeoNames (geonames.org), CC BY 4.0",
    ]  # fmt: skip


def test_names_alone_are_not_credited(small_path: Path, tables: ModuleType, tmp_path: Path) -> None:
    import_files([tables.write(tmp_path / "alternateNamesV2.txt", [tables.name_row(200, "Rq")])], path=small_path)
    with LayeredIndex.open(small_path) as index:
        assert [hit.place.id for hit in index.by_folded("rq")] == ["geonames:200"]
        assert [credit.name for credit in index.credits(["geonames:200"])] == ["Invented towns"]


def test_the_outline_of_the_default_stays_under_an_own_point(layered: LayeredIndex) -> None:
    outline = Gazetteer(layered).outline("XA-W")
    assert outline is not None
    assert outline.equals(shapely.box(0, 0, 5, 10))
