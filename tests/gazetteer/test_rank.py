"""Ranking and settling on hits made for the purpose: what each piece of evidence does, and no index behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index import NameHit
from gazetteer.names import fold
from gazetteer.place import Candidate, Context, Kind, Place, Status
from gazetteer.rank import rank, settle, weights
from gazetteer.rank.kinship import akin
from gazetteer.rank.spots import distance_km, prominence, same_spot

TOWN = Place("geonames:1", "Raqqa", Kind.CITY, 39.0, 35.95, 7, country="SY", admin1="SY-RA", population=500_000)
DIVISION = Place("SY-RA", "Raqqa Governorate", Kind.ADMIN1, 38.9, 36.0, 70, country="SY")
FAR = Place("geonames:2", "Raqqa", Kind.CITY, -60.0, -30.0, 2, country="AR", population=3_000)
RANGE = Place("geomap:hill", "Hill Mountains", Kind.MOUNTAINS, 36.5, 34.1, 30, country="SY")


def hits(*places: Place, name: str = "") -> list[NameHit]:
    """Each place under its own name, or all under one."""
    return [NameHit(place, name or place.name, fold(name or place.name)) for place in places]


def points(candidate: Candidate) -> dict[str, float]:
    return {reason.code: reason.points for reason in candidate.reasons}


def only(name: str, *found: NameHit, context: Context | None = None) -> Candidate:
    (candidate,) = rank(name, found, context or Context())
    return candidate


# --- the name ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "own", "code", "worth"),
    [
        ("Raqqa", "Raqqa", "name", weights.NAME),
        ("RAQQA", "Raqqa", "name", weights.NAME),
        ("Raqqa city", "Raqqa", "name", weights.NAME + weights.WORDS_APART),
        ("Salt", "Salt Lake City", "name", weights.NAME + weights.WORDS_APART + weights.WORDS_MISSING),
        ("Rakka", "Raqqa", "spelling", weights.SPELLING),
        ("Reqqe", "Raqqa", "spelling", 0.0),  # two letters of a key of two are too many
        ("Damascus", "Raqqa", "spelling", 0.0),
    ],
)
def test_what_a_name_is_worth(asked: str, own: str, code: str, worth: float) -> None:
    shown = replace(TOWN, name=asked)  # so that it counts as the name that the place goes by
    found = only(asked, *hits(shown, name=own))
    assert found.reasons[0].code == code
    if worth:
        assert found.reasons[0].points == pytest.approx(worth)
    else:
        assert found.reasons[0].points < weights.LEAST_NAME
    assert found.matched_name == own


def test_another_name_is_worth_less_than_the_one_shown() -> None:
    shown, other = only("Raqqa", *hits(TOWN)), only("Callinicum", *hits(TOWN, name="Callinicum"))
    assert shown.score - other.score == pytest.approx(-weights.OTHER_NAME)


def test_a_code_is_worth_less_than_a_name() -> None:
    code, name = only("RQQ", *hits(TOWN, name="RQQ")), only("Rica", *hits(TOWN, name="Rica"))
    assert name.score - code.score == pytest.approx(-weights.CODE)


def test_a_place_stands_once_under_its_best_name() -> None:
    found = rank("Raqqa", [*hits(TOWN, name="Rakka"), *hits(TOWN), *hits(TOWN, name="Reqa")], Context())
    assert [(one.place, one.matched_name) for one in found] == [(TOWN, "Raqqa")]


def test_names_of_another_script_are_compared_by_their_consonants() -> None:
    assert points(only("دير الزور", *hits(TOWN, name="Deir ez-Zor")))["spelling"] > weights.LEAST_NAME


# --- kinds ------------------------------------------------------------------------------------------------------


def test_a_bare_name_is_the_town_and_a_word_makes_it_the_division() -> None:
    both = [*hits(TOWN, DIVISION, name="Raqqa")]
    assert [one.place for one in rank("Raqqa", both, Context())] == [TOWN, DIVISION]
    assert [one.place for one in rank("Raqqa province", both, Context())] == [DIVISION, TOWN]
    assert [one.place for one in rank("Raqqa", both, Context(kind=Kind.ADMIN1))] == [DIVISION, TOWN]


def test_a_division_without_a_town_of_its_name_is_meant_by_the_bare_name() -> None:
    assert "kind" not in points(only("Raqqa", *hits(DIVISION, name="Raqqa")))
    hamlet = replace(TOWN, population=900)
    assert rank("Raqqa", hits(hamlet, DIVISION, name="Raqqa"), Context())[0].place == DIVISION


@pytest.mark.parametrize(
    ("asked", "place", "worth"),
    [
        ("Hill Mountains", RANGE, weights.KIND),
        ("Hill region", RANGE, weights.KIND_AKIN),
        ("Hill airport", RANGE, weights.KIND_CLASH),
        ("Raqqa airport", TOWN, weights.KIND_CLASH),
        ("town of Raqqa", replace(TOWN, kind=Kind.CAMP), weights.KIND_AKIN),
        ("Raqqa", TOWN, None),
    ],
)
def test_words_of_kind_speak_for_and_against(asked: str, place: Place, worth: float | None) -> None:
    assert points(only(asked, *hits(place))).get("kind") == worth


def test_words_that_are_part_of_the_own_name_do_not_speak_against_it() -> None:
    city = Place("geonames:3", "Salt Lake City", Kind.CITY, -111.9, 40.8, 6, country="US", population=200_000)
    lake = replace(city, id="geonames:4", name="Blue Lake", population=0)
    assert points(only("Salt Lake City", *hits(city)))["kind"] == weights.KIND
    assert "kind" not in points(only("Blue Lake", *hits(lake)))


def test_every_kind_says_what_else_may_be_called_so() -> None:
    for kind in Kind:
        assert not akin(kind, {kind})
    assert akin(Kind.AIRPORT, {Kind.BASE})
    assert not akin(Kind.CITY, set())


# --- what the place has for it ----------------------------------------------------------------------------------


def test_the_countries_of_the_story_are_evidence_and_no_filter() -> None:
    found = rank("Raqqa", hits(FAR, TOWN), Context(countries=("SY",)))
    assert [one.place for one in found] == [TOWN, FAR]
    assert points(found[0])["country"] == weights.COUNTRY
    assert points(found[1])["country"] == pytest.approx(weights.ELSEWHERE)


def test_a_place_that_the_world_knows_loses_little_elsewhere_unless_it_is_merely_spelled_alike() -> None:
    paris = Place("geonames:5", "Paris", Kind.CITY, 2.35, 48.86, 10, country="FR", population=2_100_000)
    context = Context(countries=("SY",))
    assert points(only("Paris", *hits(paris), context=context))["country"] > 0.1 * weights.ELSEWHERE
    assert points(only("Baris", *hits(paris), context=context))["country"] == weights.ELSEWHERE


def test_a_sea_lies_in_no_country_and_loses_nothing() -> None:
    sea = Place("geomap:sea", "Red Sea", Kind.SEA, 38, 20, 1000)
    assert "country" not in points(only("Red Sea", *hits(sea), context=Context(countries=("SY",))))


def test_curated_rows_count_in_full_in_the_story() -> None:
    inside = points(only("Hill Mountains", *hits(RANGE), context=Context(countries=("SY",))))
    assert inside["curated"] == weights.CURATED
    assert points(only("Hill Mountains", *hits(RANGE)))["curated"] == weights.CURATED / 2


def test_nearness_fades_with_distance() -> None:
    def near(lon: float, lat: float) -> float:
        return points(only("Raqqa", *hits(TOWN), context=Context(near_lon=lon, near_lat=lat)))["near"]

    assert near(39.0, 35.95) == pytest.approx(weights.NEAR)
    assert near(39.0, 35.95) > near(40.0, 35.95) > near(60.0, 35.95)
    assert near(60.0, 35.95) < 0.01


def test_prominence_grows_with_people_and_size() -> None:
    towns = [replace(TOWN, population=people) for people in (0, 5_000, 50_000, 500_000, 5_000_000, 50_000_000)]
    known = [prominence(town) for town in towns]
    assert known == sorted(known)
    assert (known[0], known[-1]) == (0.0, 1.0)
    assert prominence(replace(DIVISION, radius_km=20)) < prominence(DIVISION) < 1.0


def test_a_name_written_with_its_marks_is_that_name() -> None:
    """Çelê is another name of one town, Çele the own one of another: the mark tells them apart. Without it, nothing."""
    kurdish = [NameHit(replace(TOWN, name="Çukurca"), "Çelê", fold("Çelê"))]
    turkish = hits(replace(TOWN, id="geonames:3", name="Çele", lon=31.0))
    first, second = rank("Çelê", [*kurdish, *turkish], Context())
    assert (first.place.name, first.reasons[0].points) == ("Çukurca", weights.NAME)
    assert (second.place.name, second.reasons[0].code) == ("Çele", "spelling")
    assert [one.place.name for one in rank("Cele", [*kurdish, *turkish], Context())] == ["Çele", "Çukurca"]
    assert only("Çêlê", *turkish).reasons[0].code == "name"  # nobody writes it so


def test_letters_in_common_are_not_enough_for_a_name() -> None:
    """Of one skeleton but with other vowels: the curated list and the country do not make a place of it."""
    village = Place("geomap:abu-maria", "Abu Maria", Kind.CITY, 42.6, 36.4, 4, country="IQ")
    ranked = rank("البوعمر", hits(village), Context(countries=("SY", "IQ")))
    assert settle("البوعمر", ranked).status is Status.MISSING


# --- settling ---------------------------------------------------------------------------------------------------


def test_no_candidates_is_missing() -> None:
    found = settle("Raqqa", ())
    assert (found.status, found.score, found.margin, found.candidates) == (Status.MISSING, 0.0, 0.0, ())


def test_a_low_score_is_missing_and_keeps_its_candidates() -> None:
    ranked = rank("Raqqa", hits(FAR), Context(countries=("SY",)))
    found = settle("Raqqa", ranked)
    assert (found.status, found.place, found.candidates) == (Status.MISSING, None, ranked)


def test_a_name_that_is_hardly_alike_is_missing_whatever_else_speaks_for_it() -> None:
    context = Context(countries=("SY",), near_lon=36.5, near_lat=34.1, kind=Kind.MOUNTAINS)
    ranked = rank("Hilton", hits(RANGE, name="Hill"), context)
    assert ranked[0].reasons[0].points < weights.LEAST_NAME
    assert settle("Hilton", ranked).status is Status.MISSING


def test_two_places_too_close_to_call_are_ambiguous_and_both_come_first() -> None:
    other = replace(FAR, population=480_000)
    suburb = replace(TOWN, id="geonames:9", lon=39.01, population=490_000)
    found = settle("Raqqa", rank("Raqqa", hits(TOWN, suburb, other), Context()))
    assert (found.status, found.place) == (Status.AMBIGUOUS, None)
    assert [one.place for one in found.candidates] == [TOWN, other, suburb]
    assert 0 <= found.margin < weights.MARGIN


def test_one_place_in_two_sources_is_not_ambiguous() -> None:
    twin = replace(TOWN, id="geonames:9", lon=39.05, population=480_000)
    found = settle("Raqqa", rank("Raqqa", hits(TOWN, twin), Context()))
    assert found.place == TOWN
    assert found.margin == found.score


def test_a_town_and_its_division_are_one_spot() -> None:
    found = settle("Raqqa", rank("Raqqa", hits(TOWN, DIVISION, name="Raqqa"), Context(countries=("SY",))))
    assert (found.status, found.place) == (Status.RESOLVED, TOWN)


def test_a_curated_place_is_told_as_such() -> None:
    assert settle("x", rank("Hill Mountains", hits(RANGE), Context())).status is Status.CURATED


def test_the_curated_list_does_not_settle_between_towns_of_two_countries_of_the_story() -> None:
    """But it does where the other is known by the name as another one, or lies elsewhere."""
    field = Place("geomap:raqqa", "Raqqa", Kind.OILFIELD, 47.0, 31.0, 10, country="IQ")
    town = replace(TOWN, population=20_000)

    def found(*others: NameHit, countries: tuple[str, ...] = ("SY", "IQ")) -> Status:
        return settle("Raqqa", rank("Raqqa", [*hits(field), *others], Context(countries=countries))).status

    assert found(*hits(town)) is Status.AMBIGUOUS
    assert found(*hits(town), countries=("IQ",)) is Status.CURATED
    assert found(*hits(replace(town, name="Elsewhere"), name="Raqqa")) is Status.CURATED
    assert found(*hits(replace(town, country="IQ"))) is Status.CURATED


def test_of_two_towns_the_seat_of_a_division_of_the_name_is_meant() -> None:
    seat = replace(TOWN, population=0)
    village = replace(seat, id="geonames:0", lon=41.0)
    district = Place("geomap:raqqa-district", "Raqqa District", Kind.ADMIN2, 39.1, 35.95, 20, country="SY")
    context = Context(countries=("SY",))
    found = settle("Raqqa", rank("Raqqa", hits(village, seat, district), context))
    assert (found.status, found.place, found.candidates[0].place) == (Status.RESOLVED, seat, seat)
    wide = replace(district, radius_km=400)  # in which both lie
    for divisions in ((), (replace(district, lon=60.0),), (wide,)):
        ranked = rank("Raqqa", hits(village, seat, *divisions), context)
        assert settle("Raqqa", ranked).status is Status.AMBIGUOUS


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (TOWN, DIVISION, True),
        (TOWN, replace(DIVISION, id="SY-DY", lon=41.0), False),
        (TOWN, Place("SY", "Syria", Kind.COUNTRY, 38.5, 35.0, 300, country="SY"), True),
        (TOWN, FAR, False),
        (TOWN, replace(TOWN, id="b", lon=39.1), True),
        (TOWN, replace(TOWN, id="b", lon=39.1, country="TR"), False),
        (TOWN, replace(TOWN, id="b", lon=39.5), False),
        (RANGE, replace(TOWN, lon=36.4, lat=34.2), True),
        (replace(RANGE, radius_km=500), TOWN, False),
    ],
)
def test_same_spot(a: Place, b: Place, same: bool) -> None:
    assert same_spot(a, b) is same_spot(b, a) is same


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_distances_agree_with_the_ellipsoid(lon: float, lat: float, to_lon: float, to_lat: float) -> None:
    """GeographicLib is the oracle: a sphere is at most 0.6 % off."""
    from geographiclib.geodesic import Geodesic

    exact = Geodesic.WGS84.Inverse(lat, lon, to_lat, to_lon)["s12"] / 1000
    assert distance_km(lon, lat, to_lon, to_lat) == pytest.approx(exact, rel=0.006, abs=0.001)


@given(
    st.lists(st.sampled_from([TOWN, DIVISION, FAR, RANGE]), max_size=6),
    st.text(max_size=12),
    st.sampled_from(
        [Context(), Context(countries=("SY",)), Context(kind=Kind.ADMIN1), Context(near_lon=0, near_lat=0)]
    ),
)
def test_ranking_is_ordered_whole_and_within_bounds(places: list[Place], name: str, context: Context) -> None:
    found = rank(name, hits(*places), context)
    assert {one.place.id for one in found} == {place.id for place in places}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 <= one.score <= 1 for one in found)
    assert found == rank(name, list(reversed(hits(*places))), context)


def test_the_weights_keep_their_promises() -> None:
    everything = weights.NAME + weights.COUNTRY + weights.KIND + max(weights.POPULATION, weights.CURATED)
    assert everything <= 1.0
    assert weights.SPELLING < weights.ACCEPT < weights.SPELLING + weights.COUNTRY
    assert weights.NEAREST < weights.LEAST_NAME
    assert weights.NAME + weights.ELSEWHERE < weights.ACCEPT <= weights.NAME + weights.OTHER_NAME
    assert weights.POPULATION / 3 >= weights.MARGIN  # ten times the people


@given(
    st.lists(st.sampled_from([TOWN, FAR, DIVISION, RANGE]), min_size=1, max_size=4, unique_by=lambda place: place.id),
    st.lists(st.sampled_from(["Raqqa", "Rakka", "Reqqa", "Raqqa Mountains", "Ar Raqqah"]), min_size=4, max_size=4),
    st.sampled_from([Context(), Context(countries=("SY",)), Context(near_lon=39.0, near_lat=36.0)]),
    st.integers(0, 5),
)
def test_the_best_few_are_the_first_of_all(places: list[Place], names: list[str], context: Context, limit: int) -> None:
    found = [NameHit(place, name, fold(name)) for place, name in zip(places, names, strict=False)]
    assert rank("Raqqa", found, context, limit=limit) == rank("Raqqa", found, context)[:limit]
