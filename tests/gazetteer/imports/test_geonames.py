"""GeoNames' tables as GeoNames ships them: what they add, and how their parts find each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import permutations
from pathlib import Path
from types import ModuleType

import pytest

from gazetteer import Context, Gazetteer, Kind
from gazetteer.errors import IndexDataError
from gazetteer.imports import ImportReport

Take = Callable[..., tuple[ImportReport, ...]]
Reopened = Callable[[], Gazetteer]
IN_XA = Context(countries=("XA",))
NOT_MANY_BAD = 2_000


@pytest.fixture
def xa(tables: ModuleType, tmp_path: Path) -> Path:
    """The country zip of Arda: a village in a district, the district, a division and the country."""
    return tables.zipped(
        tmp_path / "XA.zip",
        [
            tables.place_row(5001, "Nūr Village", 3, 3, admin1="01", admin2="0101", others=("Nour", "نور")),
            tables.place_row(5002, "Riverside", 3, 4, feature="A.ADM2", admin1="01", admin2="0101"),
            tables.place_row(100, "Ar Raqqah", 2, 2, population=555, others=("Rakka",), admin1="01"),
            tables.place_row(5003, "Wést", 2, 5, feature="A.ADM1", admin1="01", others=("Westland",)),
            tables.place_row(5004, "Republic of Arda", 5, 5, feature="A.PCLI", admin1="00"),
        ],
    )


def test_a_country_zip_adds_its_places_with_source_and_licence(take: Take, reopened: Reopened, xa: Path) -> None:
    (report,) = take(xa)
    assert (report.name, report.rows, report.bad, report.places) == ("XA", 5, 0, 3)
    assert report.rows_per_second > 0
    answer = reopened().resolve("Nour village", IN_XA)
    assert answer.place is not None
    assert (answer.place.id, answer.place.kind, answer.place.admin1) == ("geonames:5001", Kind.CITY, "XA-W")
    assert (answer.place.source, answer.place.licence) == ("GeoNames 5001", "CC BY 4.0")
    assert answer.place.source_url == "https://www.geonames.org/5001"


def test_the_places_of_a_table_are_cited_by_one_row(take: Take, xa: Path) -> None:
    (report,) = take(xa)
    with closing(sqlite3.connect(report.path)) as connection:
        rows = connection.execute("SELECT source, url, credit FROM citation").fetchall()
    assert len(rows) == 1, "millions of rows of a table would be held in memory, and kept in the file"
    assert rows[0][2] == 1


def test_the_same_place_in_two_files_is_one_place(take: Take, reopened: Reopened, xa: Path) -> None:
    take(xa)
    gazetteer = reopened()
    for name in ("Raqqa", "Rakka"):
        found = [one.place for one in gazetteer.candidates(name, IN_XA) if one.place.country == "XA"]
        assert [place.id for place in found] == ["geonames:100"]
        assert found[0].population == 500, "the default data stands before a dump"


def test_a_country_and_a_division_of_the_table_are_those_of_the_default_data(
    take: Take, reopened: Reopened, xa: Path
) -> None:
    take(xa)
    gazetteer = reopened()
    assert gazetteer.place("geonames:5004").id == "XA"
    assert gazetteer.place("geonames:5003").id == "XA-W"
    assert gazetteer.resolve("Republic of Arda").place == gazetteer.place("XA")
    assert gazetteer.resolve("Westland").place == gazetteer.place("XA-W")


def test_a_town_lies_in_the_district_whose_code_it_has(take: Take, reopened: Reopened, xa: Path) -> None:
    take(xa)
    gazetteer = reopened()
    assert [place.id for place in gazetteer.parents("geonames:5001")] == ["geonames:5002"]
    answer = gazetteer.resolve("Nur Village, Riverside", IN_XA)
    assert answer.place is not None
    assert answer.place.id == "geonames:5001"
    assert gazetteer.resolve("Raqqa, Riverside", IN_XA).place is None


def test_all_countries_is_read_like_a_country(take: Take, tables: ModuleType, tmp_path: Path) -> None:
    rows = [tables.place_row(6000 + at, f"Hamlet {at}", 1 + at / 100, 1, country="XA") for at in range(300)]
    (report,) = take(tables.zipped(tmp_path / "allCountries.zip", rows, beside=()))
    assert (report.name, report.places, report.names) == ("allCountries", 300, 300)


def test_a_plain_table_gives_what_its_zip_gives(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path
) -> None:
    rows = [tables.place_row(5001, "Nūr Village", 3, 3, others=("Nour",))]
    take(tables.zipped(tmp_path / "XA.zip", rows))
    packed = reopened().place("geonames:5001")
    take(tables.write(tmp_path / "XA.txt", rows))
    assert reopened().place("geonames:5001") == packed


def test_alternate_names_find_places_of_the_default_data_and_of_dumps(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    names = tables.zipped(
        tmp_path / "alternateNamesV2.zip",
        [
            tables.name_row(300, "Puerto", "es"),
            tables.name_row(5001, "Nurstadt", "de", row=2),
            tables.name_row(5004, "Ardalando", "eo", row=3),
            tables.name_row(999_999, "Nowhere", row=4),
        ],
        beside=("iso-languagecodes.txt", "readme.txt"),
    )
    take(xa)
    (report,) = take(names)
    assert report.places == 0
    assert ["1 of the names are of places that nothing here brings" in notice for notice in report.notices] == [True]
    gazetteer = reopened()
    asked = {"Puerto": "geonames:300", "Nurstadt": "geonames:5001", "Ardalando": "XA"}
    found = {name: gazetteer.resolve(name, None if name == "Puerto" else IN_XA).place for name in asked}
    assert {name: place and place.id for name, place in found.items()} == asked


def test_the_preferred_name_is_shown_unless_it_is_short_historic_or_colloquial(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    names = tables.write(
        tmp_path / "alternateNamesV2.txt",
        [
            tables.name_row(5001, "Nurrie", preferred=True, colloquial=True),
            tables.name_row(5001, "Old Nur", preferred=True, historic=True, years=("1200", "1918"), row=2),
            tables.name_row(5001, "Nur-upon-Arda", preferred=True, row=3),
            tables.name_row(5001, "Nur", preferred=True, short=True, row=4),
            tables.name_row(5001, "https://example.org/nur", "link", preferred=True, row=5),
            tables.name_row(5001, "XNU", "iata", row=6),
            tables.name_row(5001, "NUR", "abbr", row=7),
        ],
    )
    take(names, xa)
    gazetteer = reopened()
    assert gazetteer.place("geonames:5001").name == "Nur-upon-Arda"
    for name in ("Nurrie", "Old Nur", "Nur"):
        place = gazetteer.resolve(name, IN_XA).place
        assert place is not None
        assert place.id == "geonames:5001"
    assert gazetteer.resolve("XNU", IN_XA).place is None


def test_names_without_their_places_are_refused_with_a_hint(take: Take, tables: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(IndexDataError, match=r"alternateNamesV2\.txt: no place, .* importing the places first"):
        take(tables.write(tmp_path / "alternateNamesV2.txt", [tables.name_row(999_999, "Nowhere")]))


def test_admin_codes_give_divisions_their_names(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    first = tables.write(tmp_path / "admin1CodesASCII.txt", ["XA.01\tWést\tWest\t5003", "XB.02\tNever\tNever\t5900"])
    second = tables.write(tmp_path / "admin2Codes.txt", ["XA.01.0101\tRiverside County\tRiverside County\t5002"])
    take(first, second, xa)
    gazetteer = reopened()
    assert gazetteer.place("geonames:5003").id == "XA-W"
    found = gazetteer.resolve("Riverside County").place
    assert found is not None
    assert found.id == "geonames:5002"


def test_the_hierarchy_gives_parents_also_of_what_has_another_id_here(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    pairs = ["6295630\t5004\tADM", "5004\t5003\tADM", "5003\t5002\tADM", "5002\t5001\t"]
    take(tables.zipped(tmp_path / "hierarchy.zip", pairs, beside=()), xa)
    gazetteer = reopened()
    assert [place.id for place in gazetteer.parents("geonames:5001")] == ["geonames:5002", "XA-W", "XA"]
    assert [place.id for place in gazetteer.parents("XA-W")] == ["XA"]


def test_the_files_may_come_in_any_order_and_one_by_one(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    files = [
        tables.zipped(tmp_path / "hierarchy.zip", ["5004\t5003\tADM", "5003\t5002\tADM"], beside=()),
        tables.zipped(tmp_path / "alternateNamesV2.zip", [tables.name_row(5001, "Nurstadt", "de")]),
        xa,
    ]
    told = set()
    for order in permutations(files):
        take(*order, name="XA")
        gazetteer = reopened()
        told.add((gazetteer.resolve("Nurstadt", IN_XA).place, gazetteer.parents("geonames:5001")))
    take(files[0])
    take(xa)
    take(files[1])
    gazetteer = reopened()
    told.add((gazetteer.resolve("Nurstadt", IN_XA).place, gazetteer.parents("geonames:5001")))
    assert len(told) == 1
    ((place, parents),) = told
    assert place is not None
    assert [parent.id for parent in parents] == ["geonames:5002", "XA-W", "XA"]


def test_a_parent_that_holds_itself_is_no_endless_way(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    take(xa, tables.write(tmp_path / "hierarchy.txt", ["5001\t5002\tADM", "5002\t5001\tADM", "5001\t5001\tADM"]))
    assert [place.id for place in reopened().parents("geonames:5001")] == ["geonames:5002"]


def test_a_file_given_twice_counts_its_rows_as_repeated(take: Take, xa: Path, tables: ModuleType) -> None:
    (report,) = take(xa, xa)
    assert (report.places, report.repeated) == (3, 3)


# --- bad rows ---------------------------------------------------------------------------------------------------------


BAD = {
    "columns": ("x\ty", "2 columns instead of 19"),
    "number": (("5001\t", "5001x\t"), "geonameid '5001x'"),
    "latitude": (("\t3\t4\t", "\t93\t4\t"), "position '93', '4'"),
    "name": (("\tGood 5001\t", "\t \t"), "no name"),
    "people": (("\t0\t\t200", "\tmany\t\t200"), "population 'many'"),
    "country": (("\tXA\t", "\tXAA\t"), "country 'XAA'"),
    "date": (("2024-05-01", "yesterday"), "date 'yesterday'"),
}


@pytest.mark.parametrize(("change", "said"), BAD.values(), ids=BAD)
def test_a_bad_row_is_shown_with_file_and_line_and_the_rest_is_taken(
    take: Take, tables: ModuleType, tmp_path: Path, change: str | tuple[str, str], said: str
) -> None:
    rows = [tables.place_row(5001 + at, f"Good {5001 + at}", 4, 3) for at in range(NOT_MANY_BAD)]
    rows[1] = change if isinstance(change, str) else tables.place_row(5001, "Good 5001", 4, 3).replace(*change, 1)
    path = tables.write(tmp_path / "XA.txt", rows)
    (report,) = take(path)
    assert (report.rows, report.bad, report.places) == (NOT_MANY_BAD, 1, NOT_MANY_BAD - 1)
    assert str(report.shown[0]).startswith(f"{path}:2: ")
    assert said in str(report.shown[0])


def test_more_than_one_bad_row_in_a_thousand_fails_and_nothing_changes(
    take: Take, reopened: Reopened, tables: ModuleType, tmp_path: Path, xa: Path
) -> None:
    take(xa)
    before = {path.name: path.read_bytes() for path in (tmp_path / "cache" / "imports").iterdir()}
    rows = [tables.place_row(7000 + at, "Good", 4, 3) for at in range(NOT_MANY_BAD)]
    rows[5:8] = [row.rpartition("\t")[0] for row in rows[5:8]]
    (tmp_path / "bad").mkdir()
    path = tables.zipped(tmp_path / "bad" / "XA.zip", rows)
    with pytest.raises(IndexDataError) as caught:
        take(path)
    message = str(caught.value)
    assert "3 of 2,000 rows are bad, more than one in a thousand" in message
    assert f"{path}: XA.txt:6: 18 columns instead of 19" in message
    assert {path.name: path.read_bytes() for path in (tmp_path / "cache" / "imports").iterdir()} == before
    assert reopened().place("geonames:5001")


def test_a_table_of_nonsense_is_given_up_early(take: Take, tables: ModuleType, tmp_path: Path) -> None:
    rows = [tables.place_row(7000 + at, "Good", 4, 3) for at in range(50)] + ["nonsense"] * 30_000
    with pytest.raises(IndexDataError, match=r"of 1\d,\d{3} rows are bad"):
        take(tables.write(tmp_path / "XA.txt", rows))
