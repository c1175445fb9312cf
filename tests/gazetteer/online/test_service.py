"""Geocoders of geopy's by name: how they are made, what they are asked, what they answer."""

from __future__ import annotations

from typing import Any

import pytest

from gazetteer import Online, ServiceError, ServiceSetupError
from gazetteer.online.service import MAX_ANSWERS, Service

CONTACT = "desk@paper.example"


@pytest.mark.parametrize(
    "contact", ["", "desk", "desk@paper", "a b@c.example", "a@b.example\r\nX-Evil: 1", "é@b.example"]
)
def test_a_contact_is_a_mail_address(contact: str) -> None:
    with pytest.raises(ServiceSetupError, match="not a mail address") as raised:
        Online(contact)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("geocoder", "options", "says"),
    [
        ("nominatum", {}, "no geocoder 'nominatum'; try one of .*nominatim"),
        ("nominatim", {"api_key": "x"}, "no option api_key; it has domain, scheme"),
        ("nominatim", {"user_agent": "x"}, "no option user_agent"),
        ("nominatim", {"scheme": "gopher"}, "nominatim: Supported schemes"),
        ("nominatim", {"domain": "geo example"}, "'geo example' is not the name of a server"),
        ("opencage", {}, "opencage needs the option api_key"),
        ("geonames", {}, "geonames needs the option username"),
    ],
)
def test_a_geocoder_that_cannot_be_asked_as_stated(geocoder: str, options: dict[str, str], says: str) -> None:
    with pytest.raises(ServiceSetupError, match=says) as raised:
        Service(Online(CONTACT, geocoder=geocoder, options=options))
    assert raised.value.exit_code == 2


def test_results_come_in_the_order_of_the_service_and_not_too_many(geocoder: Any) -> None:
    record = geocoder.record
    geocoder.says("Tell", [record(f"Tell {n}", osm_id=n) for n in range(MAX_ANSWERS + 5)])
    found = geocoder.service().ask("Tell")
    assert [one.place.id for one in found] == [f"nominatim:node/{n}" for n in range(MAX_ANSWERS)]


def test_one_result_that_cannot_be_right_spoils_the_answer(geocoder: Any) -> None:
    record = geocoder.record
    geocoder.says("Tell", [record("Tell A"), record("Tell B", lat=None)])
    with pytest.raises(ServiceError, match="cannot be right: a result without lat"):
        geocoder.service().ask("Tell")


@pytest.mark.parametrize(
    "body",
    [
        ["text"],
        [None],
        [[1, 2]],
        [{"lat": "35"}],
        [{"lat": "95", "lon": "40", "display_name": "x"}],
        [{"lat": "nan", "lon": "40", "display_name": "x"}],
        [{"lat": "35", "lon": "40"}],
        [{"lat": {}, "lon": [], "display_name": 7}],
        {"lat": "35"},
        {"features": 3},
    ],
)
@pytest.mark.parametrize("name", ["nominatim", "photon"])
def test_an_answer_of_another_form_is_a_failure(geocoder: Any, name: str, body: Any) -> None:
    geocoder.says("Tell", body)
    with pytest.raises(ServiceError, match=r"cannot be (understood|right)"):
        geocoder.service(geocoder=name).ask("Tell")


def test_photon_is_asked_in_its_own_way(geocoder: Any) -> None:
    feature = {
        "geometry": {"coordinates": [40.76, 35.12]},
        "properties": {"osm_type": "N", "osm_id": 5, "osm_key": "place", "osm_value": "village", "name": "Tell Sundus"},
    }
    geocoder.says("Tell Sundus", {"features": [feature]})
    (found,) = geocoder.service(geocoder="Photon").ask("Tell Sundus", countries=("SY",))
    assert found.place.id == "photon:node/5"
    (asked,) = geocoder.asked
    assert asked.path == "/api"
    assert asked.parameters == {"q": "Tell Sundus", "limit": "10", "lang": "en"}


def test_a_key_goes_to_the_service_and_into_no_message(geocoder: Any) -> None:
    options = {"domain": geocoder.domain, "scheme": "http", "api_key": "s3cret"}
    online = Online(CONTACT, geocoder="pickpoint", options=options)
    assert "s3cret" not in online.service
    geocoder.says("Tell Sundus", status=500)
    with pytest.raises(ServiceError) as raised:
        Service(online).ask("Tell Sundus")
    assert geocoder.asked[0].parameters["key"] == "s3cret"
    assert "s3cret" not in str(raised.value)
