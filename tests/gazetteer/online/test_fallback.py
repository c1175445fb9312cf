"""Names that the index does not have: kept answers, asking with leave, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gazetteer import (
    Candidate,
    Context,
    Gazetteer,
    Kind,
    Online,
    OnlineFallback,
    Place,
    PlaceNotFoundError,
    Reason,
    Resolution,
    ServiceError,
    Status,
    open_fallback,
)
from gazetteer.fallback import joined
from gazetteer.online.answers import Found
from gazetteer.online.lock import AnswerFile

SYRIA = Context(countries=("SY",))
ONLINE = Online("desk@paper.example")


def found(name: str = "Tell Sundus", **changes: Any) -> Found:
    names, address = changes.pop("names", ()), changes.pop("address", f"{name}, Deir ez-Zor Governorate, Syria")
    place = Place("nominatim:node/1", name, Kind.CITY, 40.7, 35.1, 2.0, "SY", source="OpenStreetMap via Nominatim")
    return Found(replace(place, **changes), names, address)


class Service:
    """Stands in for a geocoder: answers by name, and remembers what it was asked."""

    def __init__(self, **answers: list[Found] | Exception) -> None:
        self.answers = {name.replace("_", " "): answer for name, answer in answers.items()}
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def __call__(self, name: str, countries: tuple[str, ...]) -> list[Found]:
        self.asked.append((name, countries))
        answer = self.answers.get(name, [])
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def fallback() -> Callable[..., OnlineFallback]:
    def make(service: Service, *, kept: AnswerFile | None = None, **online: Any) -> OnlineFallback:
        return OnlineFallback(kept or AnswerFile(None), replace(ONLINE, **online), ask=service)

    return make


def test_a_name_near_enough_is_the_answer(fallback: Callable[..., OnlineFallback]) -> None:
    service = Service(Tell_Sundus=[found()])
    answer = fallback(service).resolve("Tell Sundus", Context(countries=("SY", "IQ", "SY")))
    assert answer is not None
    assert (answer.query, answer.status) == ("Tell Sundus", Status.RESOLVED)
    assert answer.place is not None
    assert answer.place.id == "nominatim:node/1"
    reasons = [reason.text for reason in answer.reasons]
    assert "lies in SY, one of the countries given" in reasons
    assert "OpenStreetMap via Nominatim has it as Tell Sundus, Deir ez-Zor Governorate, Syria" in reasons
    assert service.asked == [("Tell Sundus", ("IQ", "SY"))]


@pytest.mark.parametrize(
    "spelled", [{"name": "Tall Sundus"}, {"name": "X", "names": ("Tel Sondos",)}, {"name_local": "تل سندس"}]
)
def test_another_spelling_of_the_name_is_near_enough(
    fallback: Callable[..., OnlineFallback], spelled: dict[str, Any]
) -> None:
    answer = fallback(Service(Tell_Sundus=[found(**spelled)])).resolve("Tell Sundus", SYRIA)
    assert answer is not None
    assert answer.place is not None


def test_a_name_that_is_not_near_is_a_candidate_and_no_answer(fallback: Callable[..., OnlineFallback]) -> None:
    # Geocoders answer with whatever they have; a pin in the wrong village is worse than none.
    answer = fallback(Service(Tell_Sundus=[found("Tell Banat")])).resolve("Tell Sundus", SYRIA)
    assert answer is not None
    assert (answer.status, answer.place) == (Status.MISSING, None)
    assert [one.place.name for one in answer.candidates] == ["Tell Banat"]
    assert [one.text for one in answer.reasons] == ["OpenStreetMap via Nominatim has no name that is near enough"]


def test_several_places_of_the_name_are_ambiguous(fallback: Callable[..., OnlineFallback]) -> None:
    twins = [found(id="nominatim:node/9"), found(id="nominatim:node/2", lon=36.0)]
    answer = fallback(Service(Tell_Sundus=twins)).resolve("Tell Sundus", SYRIA)
    assert answer is not None
    assert (answer.status, answer.place) == (Status.AMBIGUOUS, None)
    assert [one.place.id for one in answer.candidates] == [
        "nominatim:node/9",
        "nominatim:node/2",
    ]  # the service's order


def test_the_same_place_twice_is_one(fallback: Callable[..., OnlineFallback]) -> None:
    node, boundary = found(), found(id="nominatim:relation/7", kind=Kind.ADMIN2, lon=40.71)
    answer = fallback(Service(Tell_Sundus=[node, boundary])).resolve("Tell Sundus", SYRIA)
    assert answer is not None
    assert answer.place is not None


def test_the_kind_that_is_stated_counts(fallback: Callable[..., OnlineFallback]) -> None:
    village, airport = found(), found(id="nominatim:way/3", kind=Kind.AIRPORT, lon=36.0)
    service = Service(Tell_Sundus_airport=[village, airport])
    answer = fallback(service).resolve("Tell Sundus airport", SYRIA)
    assert answer is not None
    assert answer.place is not None
    assert answer.place.kind is Kind.AIRPORT


def test_an_area_that_is_stated_must_be_around_it(fallback: Callable[..., OnlineFallback]) -> None:
    here, there = found(), found(id="nominatim:node/2", lon=44.0, address="Tell Sundus, Anbar Governorate, Iraq")
    for area, place_id in (("Syria", "nominatim:node/1"), ("Anbar Governorate, Iraq", "nominatim:node/2")):
        name = f"Tell Sundus, {area}"
        answer = OnlineFallback(AnswerFile(None), ONLINE, ask=lambda *_: [here, there]).resolve(name, Context())
        assert answer is not None
        assert answer.place is not None
        assert answer.place.id == place_id
    nowhere = fallback(Service()).resolve("Tell Sundus, Atlantis", SYRIA)
    assert nowhere is not None
    assert nowhere.candidates == ()


def test_without_an_answer_the_name_is_asked_for_without_its_words_of_kind(
    fallback: Callable[..., OnlineFallback],
) -> None:
    service = Service(tell_sundus=[found()])
    answer = fallback(service).resolve("Tell Sundus village", SYRIA)
    assert answer is not None
    assert answer.place is not None
    assert [name for name, _ in service.asked] == ["Tell Sundus village", "tell sundus"]


def test_countries_that_are_no_codes_are_left_out(fallback: Callable[..., OnlineFallback]) -> None:
    service = Service()
    fallback(service).resolve("Atlantis", Context(countries=("Syria", "IQ", "sy")))
    assert service.asked == [("Atlantis", ("IQ",))]


@pytest.mark.parametrize("name", ["", "   ", "?!", "the province", "geonames:170794", "x" * 400])
def test_what_is_no_name_is_not_asked(fallback: Callable[..., OnlineFallback], name: str) -> None:
    service = Service()
    assert fallback(service).resolve(name, SYRIA) is None
    assert service.asked == []


# --- keeping ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_kept_and_not_asked_again(fallback: Callable[..., OnlineFallback], tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    service = Service(Tell_Sundus=[found()])
    first = fallback(service, kept=AnswerFile(path))
    answers = [first.resolve("Tell Sundus", SYRIA) for _ in range(3)]
    again = fallback(service, kept=AnswerFile(path)).resolve("Tell Sundus", SYRIA)
    without_leave = OnlineFallback(AnswerFile(path)).resolve("Tell Sundus", SYRIA)
    assert len(service.asked) == 1
    assert [*answers, again, without_leave] == [answers[0]] * 5


def test_that_there_is_no_such_place_is_kept_too(fallback: Callable[..., OnlineFallback], tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    service = Service()
    for _ in range(2):
        answer = fallback(service, kept=AnswerFile(path)).resolve("Atlantis", SYRIA)
    assert service.asked == [("Atlantis", ("SY",))]
    assert answer is not None
    assert [one.text for one in answer.reasons] == ["OpenStreetMap via Nominatim knows no such name"]


def test_other_countries_are_another_question(fallback: Callable[..., OnlineFallback]) -> None:
    service = Service()
    asking = fallback(service)
    for countries in (("SY",), ("IQ", "SY"), ("SY", "IQ"), ()):
        asking.resolve("Atlantis", Context(countries=countries))
    assert [countries for _, countries in service.asked] == [("SY",), ("IQ", "SY"), ()]


def test_refresh_asks_again_once_a_run(fallback: Callable[..., OnlineFallback], tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    fallback(Service(), kept=AnswerFile(path)).resolve("Tell Sundus", SYRIA)
    service = Service(Tell_Sundus=[found()])
    asking = fallback(service, kept=AnswerFile(path), refresh=True)
    for _ in range(2):
        answer = asking.resolve("Tell Sundus", SYRIA)
    assert answer is not None
    assert answer.place is not None
    assert len(service.asked) == 1


def test_a_failure_is_told_and_what_was_answered_before_is_kept(
    fallback: Callable[..., OnlineFallback], tmp_path: Path
) -> None:
    path = tmp_path / "places.lock"
    service = Service(Tell_Sundus=[found()], Tell_Banat=ServiceError("down"))
    asking = fallback(service, kept=AnswerFile(path))
    asking.resolve("Tell Sundus", SYRIA)
    before = path.read_bytes()
    with pytest.raises(ServiceError, match="down"):
        asking.resolve("Tell Banat", SYRIA)
    assert path.read_bytes() == before
    assert b"Tell Banat" not in before
    refreshing = fallback(Service(Tell_Sundus=ServiceError("down")), kept=AnswerFile(path), refresh=True)
    with pytest.raises(ServiceError):
        refreshing.resolve("Tell Sundus", SYRIA)
    assert path.read_bytes() == before


def test_neither_contact_nor_key_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "places.lock"
    online = replace(ONLINE, geocoder="pickpoint", options={"api_key": "s3cret", "domain": "geo.example"})
    OnlineFallback(AnswerFile(path), online, ask=Service()).resolve("Tell Sundus", SYRIA)
    text = path.read_text(encoding="utf-8")
    assert 'service = "pickpoint geo.example"' in text
    assert "s3cret" not in text
    assert "paper" not in text


def test_a_capital_is_kept_with_few_of_its_names(fallback: Callable[..., OnlineFallback]) -> None:
    kept = AnswerFile(None)
    many = tuple(f"Name {number}" for number in range(300))
    fallback(Service(Tell_Sundus=[found(names=("Tel Sundos", *many))]), kept=kept).resolve("Tell Sundus", SYRIA)
    answer = kept.of_any_service("Tell Sundus", ("SY",))
    assert answer is not None
    assert len(answer[1][0].names) < 10
    assert "Tel Sundos" in answer[1][0].names


def test_a_place_is_found_by_its_id_and_credited(fallback: Callable[..., OnlineFallback]) -> None:
    asking = fallback(Service(Tell_Sundus=[found()], Tell_Banat=[found("Other", id="nominatim:node/2")]))
    assert asking.credits == ()
    asking.resolve("Tell Banat", SYRIA)
    assert asking.credits == ()  # a candidate is on no map
    asking.resolve("Tell Sundus", SYRIA)
    (credit,) = asking.credits
    assert (credit.name, credit.licence, credit.places) == ("OpenStreetMap via Nominatim", "ODbL 1.0", 1)
    assert credit.credit == "© OpenStreetMap contributors, ODbL 1.0"
    assert asking.place("nominatim:node/2").name == "Other"
    assert asking.credits[0].places == 2
    with pytest.raises(PlaceNotFoundError, match="nominatim:node/3"):
        asking.place("nominatim:node/3")


def test_each_request_is_a_step_of_progress(fallback: Callable[..., OnlineFallback]) -> None:
    steps: list[tuple[str, int, int]] = []
    asking = OnlineFallback(AnswerFile(None), ONLINE, ask=Service(), progress=lambda *step: steps.append(step))
    for name in ("Atlantis", "Atlantis", "Lemuria"):
        asking.resolve(name, SYRIA)
    assert steps == [("asking nominatim", 0, 0), ("asking nominatim", 1, 0)]


def test_nothing_kept_and_no_leave_is_no_fallback(tmp_path: Path) -> None:
    assert open_fallback(tmp_path) is None
    assert open_fallback(None) is None
    (tmp_path / "places.lock").write_text("version = 1\n")
    assert open_fallback(tmp_path) is not None
    assert open_fallback(None, ONLINE) is not None


# --- with the index ---------------------------------------------------------------------------------------------------


def candidate(name: str, score: float) -> Candidate:
    return Candidate(found(name).place, score, name)


def test_both_have_a_say_on_a_name_that_neither_has() -> None:
    index = Resolution("X", Status.MISSING, None, 0.1, 0.1, (), (candidate("A", 0.4), candidate("B", 0.1)))
    online = Resolution("X", Status.MISSING, None, 0.3, 0.3, (Reason("online", "no"),), (candidate("C", 0.3),))
    both = joined(index, online)
    assert [one.place.name for one in both.candidates] == ["C", "A", "B"]
    assert both.reasons == online.reasons
    assert joined(index, None) is index
    told = replace(online, status=Status.AMBIGUOUS)
    assert joined(index, told) is told


def test_the_gazetteer_asks_for_what_is_missing_and_nothing_else(
    default_gazetteer: Gazetteer, fallback: Callable[..., OnlineFallback]
) -> None:
    service = Service(Tell_Sundus=[found()])
    with Gazetteer.open(fallback=fallback(service)) as gazetteer:
        names = ("Raqqa", "Tell Sundus", "Atlantisburg")
        answers = [gazetteer.resolve(name, SYRIA) for name in names]
        ambiguous = gazetteer.resolve("Tripoli", Context(countries=("LB", "LY")))
        sources = [source.name for source in gazetteer.info.sources]
        assert gazetteer.place("nominatim:node/1").name == "Tell Sundus"
        assert gazetteer.outline("nominatim:node/1") is None
        for ask in (gazetteer.place, gazetteer.outline):
            with pytest.raises(PlaceNotFoundError):
                ask("nominatim:node/2")
    assert [answer.status.value for answer in answers] == ["resolved", "resolved", "missing"]
    assert ambiguous.status is Status.AMBIGUOUS
    assert [name for name, _ in service.asked] == ["Tell Sundus", "Atlantisburg"]
    assert sources == [*(source.name for source in default_gazetteer.info.sources), "OpenStreetMap via Nominatim"]
