"""What an article tells of its names, one kind of evidence at a time; sentences of our own."""

from __future__ import annotations

import pytest

from gazetteer import Context, Document, Gazetteer, Kind, Mention, Resolution, Status
from gazetteer.documents.evidence import is_dateline
from gazetteer.documents.venues import is_bland, is_venue


def settled(gazetteer: Gazetteer, text: str, *names: str, context: Context | None = None) -> tuple[Resolution, ...]:
    """The answers for the names, each at its next place in the text."""
    mentions, at = [], 0
    for name in names:
        at = text.index(name, at)
        mentions.append(Mention(name, at, at + len(name)))
        at += len(name)
    return gazetteer.resolve_document(mentions, text=text, context=context)


def ids(answers: tuple[Resolution, ...]) -> list[str | None]:
    return [answer.place.id if answer.place else None for answer in answers]


def codes(answer: Resolution) -> set[str]:
    return {reason.code for reason in answer.reasons if reason.points > 0}


def test_areas_decide_over_the_towns_in_them(default_gazetteer: Gazetteer) -> None:
    text = "Rain fell over Tennessee. Memphis, Jackson and Clarksville were wet, Tennessee officials said."
    _, memphis, jackson, clarksville, _ = settled(
        default_gazetteer, text, "Tennessee", "Memphis", "Jackson", "Clarksville", "Tennessee"
    )
    assert [one.place and one.place.admin1 for one in (memphis, jackson, clarksville)] == ["US-TN"] * 3
    assert "division" in codes(jackson)


@pytest.mark.parametrize(
    ("text", "inner", "outer", "division"),
    [
        ("A barn burned in Athens, Ohio.", "Athens", "Ohio", "US-OH"),
        ("A barn burned in Moscow, Idaho.", "Moscow", "Idaho", "US-ID"),
        ("A shop in Melbourne in Florida closed.", "Melbourne", "Florida", "US-FL"),
        ("The mayor of Cambridge (Mass.) resigned.", "Cambridge", "Mass.", "US-MA"),
    ],
)
def test_what_the_text_puts_inside_an_area_lies_there(
    default_gazetteer: Gazetteer, text: str, inner: str, outer: str, division: str
) -> None:
    answer, area = settled(default_gazetteer, text, inner, outer)
    assert answer.place is not None
    assert area.place is not None
    assert (answer.place.admin1, area.place.id) == (division, division)
    assert f"inside {outer}, which the text names with it" in [reason.text for reason in answer.reasons]


def test_nearness_to_other_towns_decides(default_gazetteer: Gazetteer) -> None:
    text = "They drove from Worcester by Lowell and Newton to Cambridge."
    *_, cambridge = settled(default_gazetteer, text, "Worcester", "Lowell", "Newton", "Cambridge")
    assert cambridge.place is not None
    assert cambridge.place.admin1 == "US-MA"
    assert "near" in codes(cambridge)


def test_of_two_towns_of_a_name_the_larger_is_taken_when_nothing_else_speaks(default_gazetteer: Gazetteer) -> None:
    (paris,) = settled(default_gazetteer, "They met in Paris.", "Paris")
    assert paris.place is not None
    assert (paris.place.country, paris.reasons[0].code) == ("FR", "population")


def test_countries_in_a_row_do_not_lie_in_each_other(default_gazetteer: Gazetteer) -> None:
    text = "Flights go to Togo, Niger, Nigeria and Benin."
    assert ids(settled(default_gazetteer, text, "Togo", "Niger", "Nigeria", "Benin")) == ["TG", "NE", "NG", "BJ"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Strikes hit Damascus, Homs, and Hama on Monday.", "city city city"),
        ("Roads link Baghdad, Najaf, Karbala and Basra.", "city city city city"),
        ("Protests in Baghdad, Basra and Nasiriyah", "city city city"),
        ("Curfews in Diyarbakir, Mardin and Batman.", "city city city"),
        ("Aid went to Aleppo, Idlib, Hama and Homs.", "city city city city"),
        ("Tartus, Latakia, Banias and Jableh are calm.", "city city city city"),
        ("Queues in Duhok, Erbil, Sulaymaniyah.", "city city city"),
        ("Vigils in Chicago, New York and Los Angeles.", "city city city"),
        ("It rains in Michigan, New York and Ohio.", "admin1 admin1 admin1"),
        ("Offices in Homs, Syria, and Beirut.", "city country city"),
        ("From Paris, Texas, and London, Ontario.", "city admin1 city admin1"),
    ],
)
def test_what_stands_in_a_row_is_of_one_kind(default_gazetteer: Gazetteer, text: str, kinds: str) -> None:
    mentions = default_gazetteer.find(text)
    answers = default_gazetteer.resolve_document(mentions, text)
    assert [answer.place.kind.value for answer in answers if answer.place] == kinds.split()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("In Paris, London and Berlin", ["geonames:2988507", "geonames:2643743", "geonames:2950159"]),
        ("From Paris, Texas, and London, Ontario.", ["geonames:4717560", "US-TX", "geonames:6058560", "CA-ON"]),
    ],
)
def test_a_row_of_towns_lies_nowhere_and_pairs_lie_in_their_second(
    default_gazetteer: Gazetteer, text: str, ids: list[str]
) -> None:
    answers = default_gazetteer.resolve_document(default_gazetteer.find(text), text)
    assert [answer.place.id for answer in answers if answer.place] == ids


def test_a_hospital_is_in_the_town_of_its_name_whatever_it_is_near(default_gazetteer: Gazetteer) -> None:
    text = "The Kirkuk Teaching Hospital, near Baghdad, is full."
    hospital, _ = settled(default_gazetteer, text, "Kirkuk Teaching Hospital", "Baghdad")
    assert hospital.place is not None
    assert hospital.place.name == "Kirkuk"


def test_a_place_elsewhere_than_the_text_says_is_less_sure(default_gazetteer: Gazetteer) -> None:
    here, elsewhere = (
        settled(default_gazetteer, f"They left Salamiyah in {division}.", "Salamiyah", division)[0].score
        for division in ("Hama province", "Aleppo province")
    )
    assert elsewhere < here


def test_a_dateline_names_a_town(default_gazetteer: Gazetteer) -> None:
    (washington,) = settled(default_gazetteer, "WASHINGTON (AP) — The Senate met.", "WASHINGTON")
    assert washington.place is not None
    assert washington.place.id == "geonames:4140963"
    assert "dateline" in codes(washington)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PARIS (Reuters) - Police said", True),
        ("PARIS, Texas (AP) — Police said", True),
        ("Paris — Police said", True),
        ("PARIS is lovely", False),
        ("He saw Paris (France) once", False),
    ],
)
def test_what_a_dateline_is(text: str, expected: bool) -> None:
    start = text.upper().index("PARIS")
    assert is_dateline(text, Mention(text[start : start + 5], start, start + 5)) is expected


def test_the_state_of_a_paper_is_meant_by_its_name(default_gazetteer: Gazetteer) -> None:
    towns = ["Macon", "Warner Robins", "Milledgeville"]
    text = "Macon and Warner Robins and Milledgeville"
    at = [text.index(town) for town in towns]
    home = Document(
        text,
        tuple(Mention(town, start, start + len(town)) for town, start in zip(towns, at, strict=True)),
        Context(publisher="The Courier"),
    )
    alone = Document("Voters in Georgia", (Mention("Georgia", 10, 17),), Context(publisher="The Courier"))
    (georgia,) = default_gazetteer.resolve_documents([home, home, home, alone])[-1]
    assert georgia.place is not None
    assert georgia.place.id == "US-GA"
    assert "publisher" in codes(georgia)


def test_a_hall_on_no_record_takes_the_town_that_the_text_puts_it_in(default_gazetteer: Gazetteer) -> None:
    text = "A fire at St Wulfric's Hospital in Leicester. Blorenge Road in London is open."
    hospital, leicester, road, london = settled(
        default_gazetteer, text, "St Wulfric's Hospital", "Leicester", "Blorenge Road", "London"
    )
    assert (hospital.place, road.place) == (leicester.place, london.place)
    assert codes(hospital) == {"within"}
    assert "on no record" in hospital.reasons[0].text
    assert hospital.score < leicester.score


def test_an_office_lies_in_the_town_of_its_name(default_gazetteer: Gazetteer) -> None:
    (court,) = settled(default_gazetteer, "The Lahore High Court adjourned.", "Lahore High Court")
    assert court.place is not None
    assert court.place.name == "Lahore"


def test_a_street_without_a_town_is_declined(default_gazetteer: Gazetteer) -> None:
    (street,) = settled(default_gazetteer, "It was on Blorenge Street.", "Blorenge Street")
    assert (street.place, street.status) == (None, Status.MISSING)


@pytest.mark.parametrize("name", ["Xyzzyqwv", "Blorengeshire", "the village"])
def test_what_nobody_knows_is_declined(default_gazetteer: Gazetteer, name: str) -> None:
    text = f"Aleppo fell silent; so did {name}."
    _, answer = settled(default_gazetteer, text, "Aleppo", name)
    assert answer.place is None


def test_scores_rise_with_the_evidence(default_gazetteer: Gazetteer) -> None:
    (alone,) = settled(default_gazetteer, "In Springfield.", "Springfield")
    told, _ = settled(default_gazetteer, "In Springfield, Mo.", "Springfield", "Mo.")
    assert alone.score < told.score - 0.2


def test_venues_and_bland_words() -> None:
    assert is_venue("Some Hall")
    assert not is_venue("Hall")
    assert is_bland("north island")
    assert not is_bland("long island sound")


def test_every_reason_can_be_read(default_gazetteer: Gazetteer) -> None:
    text = "Syrian forces near Homs province, Syria, and the U.S. in Tripoli, Lebanon"
    for answer in settled(default_gazetteer, text, "Syrian", "Homs province", "Syria", "U.S.", "Tripoli", "Lebanon"):
        assert answer.place is not None
        assert answer.place.kind in Kind
        assert all(reason.text and "{" not in reason.text for reason in answer.reasons)
