"""What reaches us over the network, and how: against a server on this machine that misbehaves as real ones do."""

from __future__ import annotations

import itertools
import re
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from gazetteer import ServiceError
from gazetteer.online.transport import MAX_BYTES

PORTAL = b"<!DOCTYPE html><title>Welcome to the hotel's network</title>"


def failure(geocoder: Any, **changes: Any) -> ServiceError:
    with pytest.raises(ServiceError) as raised:
        geocoder.service(**changes).ask("Tell Sundus")
    return raised.value


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        # what a status says
        ({"status": 400, "body": {"error": {"code": 400, "message": "no"}}}, "HTTP 400"),
        ({"status": 401}, "refuses to answer .HTTP 401.*the key"),
        ({"status": 403, "body": b"<h1>Access blocked</h1>"}, "refuses to answer .HTTP 403.*terms of use"),
        ({"status": 404}, "HTTP 404"),
        ({"status": 500}, "HTTP 500"),
        ({"status": 503, "body": b"Error 503 Backend fetch failed"}, "HTTP 503"),
        ({"status": 511, "body": PORTAL}, "HTTP 511"),
        # what is wrong with a body
        ({"body": PORTAL}, "not JSON but a web page, as login pages"),
        ({"body": b""}, "not JSON"),
        ({"body": b'[{"lat": "35.1'}, "not JSON"),
        ({"body": b"[" * 200_000}, "not JSON"),
        ({"body": b"\xff\xfe[]"}, "not text in utf-8"),
        ({"body": b"[]", "headers": {"Content-Type": "application/json; charset=nonsense"}}, "not text in nonsense"),
        ({"body": b"null"}, "neither a list nor an object"),
        ({"body": b"{}"}, "neither a list nor an object"),
        ({"body": b'[{"lat": NaN, "lon": 1}]'}, "not JSON"),
        ({"body": {"error": "Unable to geocode"}}, "is an error: Unable to geocode"),
        ({"body": {"error": {"code": 500, "message": "no \x1b[2J database"}}}, "is an error: no .2J database"),
        ({"body": b"[]", "headers": {"Content-Encoding": "br"}}, "packed in a way that was not asked for: br"),
        ({"body": b"no gzip at all", "headers": {"Content-Encoding": "gzip"}}, "packed wrongly"),
        ({"body": b"[]", "promised": 5_000}, "cut short"),
        ({"body": zlib.compress(b"[]" * 999, wbits=31)[:20], "headers": {"Content-Encoding": "gzip"}}, "cut short"),
        ({"chunks": [b"5\r\n[{\"la"], "headers": {"Transfer-Encoding": "chunked"}}, "cut short"),
        ({"hangs_up": True}, "cannot be reached"),
    ],
)  # fmt: skip
def test_a_service_that_fails_is_never_one_that_does_not_know(geocoder: Any, reply: dict[str, Any], says: str) -> None:
    geocoder.says("Tell Sundus", **{"body": b"", **reply})
    error = failure(geocoder)
    assert isinstance(error, ConnectionError)
    assert error.exit_code == 3
    assert str(error).startswith(f"nominatim {geocoder.domain}: the service failed when asked for 'Tell Sundus': ")
    assert "Whether there is such a place is not known" in str(error)
    assert "\x1b" not in str(error)
    assert re.search(says, str(error)), str(error)


def test_an_empty_list_is_an_answer(geocoder: Any) -> None:
    assert geocoder.service().ask("Atlantis") == ()


def test_nobody_at_home(geocoder: Any) -> None:
    nobody = {"domain": "127.0.0.1:9", "scheme": "http"}
    assert "cannot be reached: Connection refused" in str(failure(geocoder, options=nobody))


def test_a_service_that_keeps_silent_has_failed(geocoder: Any) -> None:
    geocoder.says("Tell Sundus", wait_s=30.0)
    assert "no answer in time" in str(failure(geocoder, timeout_s=0.3))


def test_a_service_that_speaks_slowly_has_failed(geocoder: Any) -> None:
    def drip() -> Iterator[bytes]:  # no single wait is long
        while not geocoder.closing.wait(0.05):
            yield b" "

    geocoder.says("Tell Sundus", chunks=drip())
    assert "no answer in time" in str(failure(geocoder, timeout_s=0.3))


# --- too much of it ---------------------------------------------------------------------------------------------------


def test_an_answer_without_end_is_cut_off(geocoder: Any) -> None:
    geocoder.says("Tell Sundus", chunks=itertools.repeat(b"x" * 65_536))
    assert f"larger than {MAX_BYTES:,} bytes" in str(failure(geocoder))


def test_a_gzip_bomb_is_not_unpacked(geocoder: Any) -> None:
    def bomb() -> Iterator[bytes]:  # 60 MB in 60 kB
        packer = zlib.compressobj(9, wbits=31)
        yield packer.compress(b'["')
        for _ in range(60):
            yield packer.compress(b"\0" * 1_000_000)
        yield packer.flush()

    geocoder.says("Tell Sundus", chunks=[b"".join(bomb())], headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert f"larger than {MAX_BYTES:,} bytes" in str(failure(geocoder))
        assert tracemalloc.get_traced_memory()[1] < 5 * MAX_BYTES
    finally:
        tracemalloc.stop()


# --- somewhere else ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    ["http://portal.example/login", "https://127.0.0.1/login", "http://127.0.0.1:9/search", "//portal.example/"],
)
def test_a_redirect_to_somebody_else_is_refused(geocoder: Any, elsewhere: str) -> None:
    geocoder.says("Tell Sundus", status=302, headers={"Location": elsewhere})
    assert "sends the request on to http" in str(failure(geocoder))
    assert len(geocoder.asked) == 1


@pytest.mark.parametrize("elsewhere", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_to_another_protocol_is_refused(geocoder: Any, elsewhere: str) -> None:
    geocoder.says("Tell Sundus", status=302, headers={"Location": elsewhere})
    assert "the service failed" in str(failure(geocoder))


def test_a_redirect_on_the_same_host_is_followed(geocoder: Any) -> None:
    geocoder.says("Tell Sundus", b"x" * 100_000, status=301, headers={"Location": "/search?q=moved"})
    geocoder.knows("moved")
    (found,) = geocoder.service().ask("Tell Sundus")
    assert found.place.name == "moved"


def test_a_redirect_in_a_circle_ends(geocoder: Any) -> None:
    geocoder.says("Tell Sundus", status=302, headers={"Location": "/search?q=Tell+Sundus"})
    assert "HTTP 302" in str(failure(geocoder))


# --- manners ----------------------------------------------------------------------------------------------------------


def test_whoever_asks_says_who_it_is(geocoder: Any) -> None:
    geocoder.service(application="geomap/9").ask("Tell Sundus", countries=("IQ", "SY"))
    (asked,) = geocoder.asked
    assert asked.headers["User-Agent"] == "geomap/9 (desk@paper.example)"
    assert asked.path == "/search"
    assert asked.parameters["q"] == "Tell Sundus"
    assert asked.parameters["countrycodes"] == "iq,sy"
    assert asked.parameters["format"] == "json"
    assert asked.parameters["accept-language"] == "en"


@pytest.mark.parametrize(
    ("retry_after", "seconds", "says"),
    [
        ("30", 30, "at least 30 seconds"),
        ("3600", 60, "at least 60 seconds"),
        ("9" * 5_000, 60, "at least 60 seconds"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60, "at least 60 seconds"),
        ("Fri, 99 Dec 99999 99:99:99 GMT", 60, "at least 60 seconds"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", None, "some minutes"),
        ("0", None, "some minutes"),  # what Nominatim's own server sends
        ("-5", None, "some minutes"),
        ("soon", None, "some minutes"),
        (None, None, "some minutes"),
    ],
)
def test_too_many_requests_end_the_asking_and_tell_how_long_to_wait(
    geocoder: Any, retry_after: str | None, seconds: float | None, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    geocoder.says("Tell Sundus", b"<h1>Too many requests</h1>", status=429, headers=headers)
    error = failure(geocoder)
    assert error.retry_after_s == seconds
    assert "asked too often (HTTP 429)" in str(error)
    assert says in str(error)
    assert len(geocoder.asked) == 1
    assert capfd.readouterr().err == ""  # geopy would log what it thinks of the header
