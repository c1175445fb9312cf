"""The world's own file, row by row, and what its reader refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from gazetteer import Context, Gazetteer, Kind
from gazetteer.errors import IndexDataError
from gazetteer.names import fold
from gazetteer.overlay import overlay_source
from gazetteer.world import COLUMNS, read_bynames, world_source

KM_PER_DEGREE = 111.0
NEAR_KM = 50.0
HEADER = ",".join(COLUMNS)


def written(folder: Path, **cells: str) -> Path:
    path = folder / "world.csv"
    path.write_text(f"{HEADER}\n{','.join(cells.get(column, '') for column in COLUMNS)}\n", encoding="utf-8")
    return path


SEA = {
    "id": "geomap:some-sea", "name": "Some Sea", "kind": "sea", "lon": "1", "lat": "2", "radius_km": "9",
    "source": "A book", "source_url": "https://example.org/",
}  # fmt: skip


def test_a_row_brings_a_place(tmp_path: Path) -> None:
    (row,) = world_source(written(tmp_path, **SEA, names="Same Sea|Sea of Some", geonames="7")).places
    assert row.names == ("Some Sea", "Same Sea", "Sea of Some")
    assert (row.place.lon, row.place.lat, row.place.geonames_id) == (1, 2, 7)


def test_a_row_tells_more_of_a_place(tmp_path: Path) -> None:
    cells = {"same_as": "CA", "lon": "-110", "lat": "60", "source": "A book", "source_url": "https://example.org/"}
    (alias,) = world_source(written(tmp_path, **cells)).aliases
    assert (alias.place_id, alias.lon, alias.lat) == ("CA", -110, 60)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"id": "some-sea"}, "try geomap:"),
        ({"kind": "puddle"}, "puddle"),
        ({"lon": "181"}, "not between"),
        ({"lat": "north"}, "not a number"),
        ({"source": ""}, "source is empty"),
        ({"source_url": "http://example.org/"}, "https://"),
        ({"name": ""}, "name is empty"),
        ({"same_as": "CA"}, "leave it empty"),
    ],
)
def test_broken_rows_are_refused(tmp_path: Path, wrong: dict[str, str], message: str) -> None:
    with pytest.raises(IndexDataError, match=message) as caught:
        world_source(written(tmp_path, **{**SEA, **wrong}))
    assert "line 2" in str(caught.value)


def test_ids_are_unique_and_not_in_the_overlay() -> None:
    ids = [row.place.id for row in world_source().places]
    assert len(ids) == len(set(ids))
    assert {row.place.id for row in overlay_source().places}.isdisjoint(ids)


def test_every_byname_is_of_a_place_in_the_index(default_gazetteer: Gazetteer) -> None:
    bynames = read_bynames()
    assert len(bynames.adjectives) > 250
    for word, id_ in {**bynames.adjectives, **bynames.abbreviations}.items():
        assert fold(word)
        assert default_gazetteer.place(id_).id == id_


def test_areas_carry_the_number_of_geonames(default_gazetteer: Gazetteer) -> None:
    numbers = {id_: default_gazetteer.place(id_).geonames_id for id_ in ("SY", "CA-ON", "US-TX", "geonames:170794")}
    assert numbers == {"SY": 163843, "CA-ON": 6093943, "US-TX": 4736286, "geonames:170794": 170794}


def test_counties_lie_in_their_state(default_gazetteer: Gazetteer) -> None:
    travis = default_gazetteer.place("US-TX-48453")
    assert (travis.name, travis.admin1) == ("Travis County", "US-TX")
    assert (travis.lon, travis.lat) == pytest.approx((-97.8, 30.3), abs=0.2)


def test_places_lie_in_their_country(default_gazetteer: Gazetteer) -> None:
    """Give or take what the outlines leave out: small islands, and land that is leased or disputed."""
    far = []
    for row in world_source().places:
        place = row.place
        outline = default_gazetteer.outline(place.country) if place.country else None
        if outline is not None:
            away_km = outline.distance(shapely.Point(place.lon, place.lat)) * KM_PER_DEGREE
            if away_km > max(place.radius_km, NEAR_KM) and place.kind is not Kind.ISLAND:
                far.append((place.id, round(away_km)))
    assert far == []


def test_most_names_find_their_place_given_its_country(default_gazetteer: Gazetteer) -> None:
    rows = world_source().places
    lost, wrong = [], []
    for row in rows:
        context = Context(countries=(row.place.country,) if row.place.country else ())
        found = default_gazetteer.resolve(row.place.name, context).place
        if found is None:
            lost.append(row.place.id)
        elif found.id != row.place.id:
            wrong.append((row.place.id, found.id))
    assert len(rows) > 1_000
    assert len(lost) < 0.05 * len(rows), lost
    assert len(wrong) < 0.05 * len(rows), wrong
