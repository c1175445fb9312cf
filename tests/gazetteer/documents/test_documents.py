"""Articles of our own words, and the places that their names must be taken for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Context, Document, Gazetteer, Kind, Mention, Place, Status
from gazetteer.documents import find_home
from gazetteer.documents.evidence import following, is_near
from gazetteer.documents.model import distance_km, on_sphere


def mentioned(text: str, *names: str) -> tuple[Mention, ...]:
    """The names as mentions, each at its next place in the text."""
    found, at = [], 0
    for name in names:
        at = text.index(name, at)
        found.append(Mention(name, at, at + len(name)))
        at += len(name)
    return tuple(found)


def settled(gazetteer: Gazetteer, text: str, *names: str, context: Context | None = None) -> list[Place | None]:
    mentions = mentioned(text, *names)
    return [answer.place for answer in gazetteer.resolve_document(mentions, text=text, context=context)]


# Text, its names, and for each the division (or the id of an area) that it must lie in.
ARTICLES = [
    ("A fire in Paris, Texas, closed the road.", ["Paris", "Texas"], ["US-TX", "US-TX"]),
    ("A fire in Paris closed the road to Lyon.", ["Paris", "Lyon"], ["FR", "FR"]),
    ("He left London, Ont., for Toronto.", ["London", "Ont.", "Toronto"], ["CA-ON", "CA-ON", "CA-ON"]),
    ("Syrian forces left Idlib.", ["Syrian", "Idlib"], ["SY", "SY"]),
    ("Police in Springfield, Ill., asked Peoria.", ["Springfield", "Ill.", "Peoria"], ["US-IL", "US-IL", "US-IL"]),
    ("Athens, Marietta and Chillicothe lie in Ohio.", ["Athens", "Ohio"], ["US-OH", "US-OH"]),
    ("The U.S. and the UK spoke in Europe.", ["U.S.", "UK", "Europe"], ["US", "GB", "geomap:europe"]),
    ("Voters in Travis County and in Austin.", ["Travis County", "Austin"], ["US-TX", "US-TX"]),
    ("St. Louis faces Illinois.", ["St. Louis", "Illinois"], ["US-MO", "US-IL"]),
    ("Rain in downtown Seattle.", ["downtown Seattle"], ["US-WA"]),
]


@pytest.mark.parametrize(("text", "names", "wanted"), ARTICLES, ids=[article[0] for article in ARTICLES])
def test_names_of_an_article(default_gazetteer: Gazetteer, text: str, names: list[str], wanted: list[str]) -> None:
    places = settled(default_gazetteer, text, *names)
    assert [place and _lies_in(place, area) for place, area in zip(places, wanted, strict=True)] == [True] * len(names)


def _lies_in(place: Place, area: str) -> bool:
    return area in (place.id, place.admin1, place.country)


def test_a_name_keeps_its_sense(default_gazetteer: Gazetteer) -> None:
    text = "Paris, Texas, is small. Paris has one cinema."
    first, _, again = settled(default_gazetteer, text, "Paris", "Texas", "Paris")
    assert first is not None
    assert again == first


def test_the_text_may_change_the_sense(default_gazetteer: Gazetteer) -> None:
    text = "From Paris, Texas, she flew to Paris, France."
    first, _, second, _ = settled(default_gazetteer, text, "Paris", "Texas", "Paris", "France")
    assert first is not None
    assert second is not None
    assert (first.admin1, second.country) == ("US-TX", "FR")


def test_the_order_of_mentions_does_not_matter(default_gazetteer: Gazetteer) -> None:
    text = "Tripoli, Lebanon, and Homs."
    mentions = mentioned(text, "Tripoli", "Lebanon", "Homs")
    answers = default_gazetteer.resolve_document(mentions, text=text)
    turned = default_gazetteer.resolve_document(mentions[::-1], text=text)
    assert turned == answers[::-1]


def test_the_storys_countries_are_evidence(default_gazetteer: Gazetteer) -> None:
    for country in ("LB", "LY"):
        (place,) = settled(default_gazetteer, "In Tripoli.", "Tripoli", context=Context(countries=(country,)))
        assert place is not None
        assert place.country == country


def test_what_is_called_nothing_is_missing(default_gazetteer: Gazetteer) -> None:
    (answer,) = default_gazetteer.resolve_document([Mention("Xyzzyqwv", 0, 8)], text="Xyzzyqwv")
    assert (answer.status, answer.place, answer.score) == (Status.MISSING, None, 0.0)


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Deir el-Zour province", "SY-DY"),  # the town is called so, but the words say which is meant
        ("Boukamal", "geonames:174448"),
        ("Ressafa", "geomap:resafa"),
        ("Maadan", "geonames:167538"),
    ],
)
def test_names_are_known_in_other_spellings(default_gazetteer: Gazetteer, name: str, place_id: str) -> None:
    text = f"Troops went from Raqqa to {name} in Syria."
    _, place, _ = settled(default_gazetteer, text, "Raqqa", name, "Syria")
    assert place is not None
    assert place.id == place_id


def test_another_spelling_is_no_reason_to_leave_for_a_large_town_elsewhere(default_gazetteer: Gazetteer) -> None:
    _, place = settled(default_gazetteer, "From Homs to Tenf.", "Homs", "Tenf")
    assert place is None or place.country == "SY"


def test_a_curated_place_is_said_to_be_one(default_gazetteer: Gazetteer) -> None:
    (answer,) = default_gazetteer.resolve_document([Mention("Qalamoun", 3, 11)], "In Qalamoun.")
    assert answer.status is Status.CURATED


def test_an_answer_says_why(default_gazetteer: Gazetteer) -> None:
    text = "Paris, Texas"
    answer, _ = default_gazetteer.resolve_document(mentioned(text, "Paris", "Texas"), text=text)
    assert "inside" in {reason.code for reason in answer.reasons}
    assert answer.place == answer.candidates[0].place
    assert 0.5 < answer.score <= 1


def test_a_publisher_is_known_by_its_other_articles(default_gazetteer: Gazetteer) -> None:
    at_home = ["Columbus and Westerville", "Columbus and Hilliard", "Columbus, Worthington"]
    documents = [
        Document(text, mentioned(text, *text.replace(",", " and").split(" and ")), Context(publisher="The Record"))
        for text in (*(line.replace(", ", " and ") for line in at_home), "Dublin")
    ]
    answers = default_gazetteer.resolve_documents(documents)
    (dublin,) = answers[-1]
    assert dublin.place is not None
    assert dublin.place.admin1 == "US-OH"
    alone = default_gazetteer.resolve_documents(documents[-1:])[0][0]
    assert alone.place is not None
    assert alone.place.country == "IE"


def test_a_paper_of_the_whole_world_has_no_home() -> None:
    spots = [(0, 0), (90, 10), (-90, 20), (150, -30), (30, 60), (-60, -20), (-150, 60), (60, -40)]
    towns = [Place(f"geonames:{n}", "T", Kind.CITY, lon, lat, 5) for n, (lon, lat) in enumerate(spots)]
    assert find_home([[town] for town in towns]) is None


def test_two_articles_do_not_make_a_home() -> None:
    town = Place("geonames:1", "T", Kind.CITY, 0, 0, 5)
    assert find_home([[town], [town]]) is None


@pytest.mark.parametrize("gap", [" near the ", ", near ", ", outside "])
def test_what_is_near_another_does_not_lie_in_it(gap: str) -> None:
    mentions = [Mention("A", 0, 1), Mention("B", 1 + len(gap), 2 + len(gap))]
    assert is_near(f"A{gap}B", mentions, 0)
    assert following(f"A{gap}B", mentions) == {}


@pytest.mark.parametrize("gap", [", ", " in ", " (", ", in "])
def test_what_puts_one_place_into_another(gap: str) -> None:
    assert following(f"A{gap}B", [Mention("A", 0, 1), Mention("B", 1 + len(gap), 2 + len(gap))]) == {0: 1}


@pytest.mark.parametrize("gap", [" and ", ". ", " to ", "; ", ""])
def test_what_does_not(gap: str) -> None:
    assert following(f"A{gap}B", [Mention("A", 0, 1), Mention("B", 1 + len(gap), 2 + len(gap))]) == {}


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_distance_against_the_haversine(lon: float, lat: float, other_lon: float, other_lat: float) -> None:
    half = math.sin(math.radians(other_lat - lat) / 2) ** 2
    half += (
        math.cos(math.radians(lat))
        * math.cos(math.radians(other_lat))
        * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    wanted = 2 * 6371.009 * math.asin(min(1.0, math.sqrt(half)))
    assert distance_km(on_sphere(lon, lat), on_sphere(other_lon, other_lat)) == pytest.approx(wanted, abs=0.5)


@pytest.mark.parametrize(("start", "end"), [(100, 105), (-3, 2), (2, 2), (3, 1), (0, 99)])
def test_a_mention_outside_of_its_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"'Paris' is at .* not within the text of 22 characters"):
        Document("In London all was well", (Mention("Paris", start, end),))
