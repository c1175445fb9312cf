"""Which names show when: the important ones first, none on another, always the same."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from geomap.basemaps.labels import Wanted, footprint, overlap, spread, without_repeats
from geomap.basemaps.model import Label

ZOOMS = range(4, 10)

towns = st.builds(
    lambda text, lon, lat, rank: Wanted(Label("town", text, "", lon, lat, 0, rank), first_zoom=4 + rank),
    st.text("abcdefgh", min_size=1, max_size=14),
    st.floats(35.0, 42.0),
    st.floats(32.0, 37.0),
    st.integers(0, 2),
)


def town(text: str, lon: float, lat: float = 35.0, rank: int = 1) -> Wanted:
    return Wanted(Label("town", text, "", lon, lat, 0, rank))


@given(wanted=st.lists(towns, max_size=25))
def test_at_no_zoom_do_two_names_touch(wanted: list[Wanted]) -> None:
    shown = spread(wanted, zooms=ZOOMS)
    for zoom in ZOOMS:
        boxes = [footprint(label, zoom) for label in shown if label.zoom <= zoom]
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


@given(wanted=st.lists(towns, max_size=25))
def test_the_answer_depends_on_the_input_alone(wanted: list[Wanted]) -> None:
    assert spread(wanted, zooms=ZOOMS) == spread(list(wanted), zooms=ZOOMS)


def test_the_most_important_name_comes_first_and_lesser_ones_wait() -> None:
    capital, suburb, distant = town("Capital", 38.0), town("Suburb", 38.25), town("Distant", 41.0)
    shown = {label.text: label.zoom for label in spread([capital, suburb, distant], zooms=ZOOMS)}
    assert shown == {"Capital": 4, "Distant": 6, "Suburb": 9}


def test_a_village_does_not_take_the_place_of_a_city_that_found_no_room() -> None:
    country = Wanted(Label("country", "A country of long name", "", 38.0, 35.0, 0, 0))
    city, village = town("City", 38.3, rank=0), town("Village", 38.35, rank=2)
    shown = {label.text: label.zoom for label in spread([country, city, village], zooms=range(4, 12))}
    assert shown["City"] < shown["Village"]


def test_the_name_of_an_area_waits_until_it_fits_into_the_area() -> None:
    division = Label("division", "Deir ez-Zor", "", 40.0, 35.0, 0, 1)
    (shown,) = spread([Wanted(division, room=1 / 360)], zooms=range(4, 12))
    left, _, right, _ = footprint(shown, shown.zoom)
    assert right - left <= 256 * 2**shown.zoom / 360
    assert spread([Wanted(division, room=1 / 36_000)], zooms=ZOOMS) == ()


def test_two_towns_of_one_name_side_by_side_are_one() -> None:
    kept = without_repeats([town("Alpha", 38.0), town("Alpha", 38.1), town("Alpha", 41.0), town("Beta", 38.05)])
    assert [(want.label.text, want.label.lon) for want in kept] == [("Alpha", 38.0), ("Alpha", 41.0), ("Beta", 38.05)]
