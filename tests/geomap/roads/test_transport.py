"""What reaches us from a road service, and how: against a server on this machine that misbehaves as real ones do."""

from __future__ import annotations

import itertools
import re
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from geomap.errors import UsageError
from geomap.roads import EngineUnavailable
from geomap.roads.transport import MAX_BYTES, Wire, is_private

PORTAL = b"<!DOCTYPE html><title>Welcome to the hotel's network</title>"


@pytest.fixture
def router(start_router: Callable[..., Any]) -> Any:
    return start_router()


def failure(router: Any, *, timeout_s: float = 5.0) -> str:
    with pytest.raises(EngineUnavailable) as raised:
        Wire(router.url, timeout_s=timeout_s).ask("status")
    assert raised.value.exit_code == 3
    assert str(raised.value).startswith(f"127.0.0.1:{router.server_port}: ")
    assert str(raised.value).isprintable()
    return str(raised.value)


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ({"status": 404, "body": b"<h1>Not found</h1>"}, "HTTP 404, and the answer is not JSON but a web page"),
        ({"status": 500, "body": b"oops"}, "HTTP 500, and the answer is not JSON; is it"),
        ({"status": 511, "body": PORTAL}, "HTTP 511"),
        ({"body": PORTAL}, "not JSON but a web page"),
        ({"body": b""}, "not JSON"),
        ({"body": b'{"trip": '}, "not JSON"),
        ({"body": b"[" * 200_000}, "not JSON"),
        ({"body": b"\xff\xfe[]"}, "not JSON"),
        ({"body": b'{"lat": NaN}'}, "not JSON"),
        ({"body": b'{"lat": 1' + b"0" * 400 + b"}"}, "not JSON"),
        ({"body": b'{"lat": 1' + b"0" * 5_000 + b"}"}, "not JSON"),
        ({"body": b'{"lat": 1e999}'}, "not JSON"),
        ({"body": b"{}", "headers": {"Content-Encoding": "br"}}, "packed in a way that was not asked for: br"),
        ({"body": b"no gzip at all", "headers": {"Content-Encoding": "gzip"}}, "packed wrongly"),
        ({"body": b"{}", "promised": 5_000}, "cut short"),
        ({"body": zlib.compress(b"{}" * 999, wbits=31)[:20], "headers": {"Content-Encoding": "gzip"}}, "cut short"),
        ({"chunks": [b"5\r\n{\"tr"], "headers": {"Transfer-Encoding": "chunked"}}, "cut short"),
        ({"hangs_up": True}, "cannot be reached"),
        ({"status": 429}, "too busy .HTTP 429.; try again in some minutes"),
    ],
)  # fmt: skip
def test_a_service_that_fails(router: Any, reply: dict[str, Any], says: str) -> None:
    router.says("status", **{"body": b"", **reply})
    assert re.search(says, failure(router))


def test_an_error_in_json_is_an_answer(router: Any) -> None:
    router.says("route", {"error_code": 171}, status=400)
    reply = Wire(router.url).ask("route", {"locations": []})
    assert (reply.status, reply.data) == (400, {"error_code": 171})


def test_nobody_at_home() -> None:
    with pytest.raises(EngineUnavailable, match="cannot be reached: Connection refused; is it running"):
        Wire("http://127.0.0.1:9").ask("status")


def test_a_service_that_keeps_silent(router: Any) -> None:
    router.says("status", wait_s=30.0)
    assert "no answer within 0.3 s" in failure(router, timeout_s=0.3)


def test_a_service_that_speaks_slowly(router: Any) -> None:
    def drip() -> Iterator[bytes]:  # no single wait is long
        while not router.closing.wait(0.05):
            yield b" "

    router.says("status", chunks=drip())
    assert "no answer within 0.3 s" in failure(router, timeout_s=0.3)


def test_headers_that_come_slowly(router: Any) -> None:
    def drip() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while not router.closing.wait(0.05):
            yield b"X"

    router.says("status", raw=drip())
    assert "no answer within 0.3 s" in failure(router, timeout_s=0.3)


def test_an_answer_without_end_is_cut_off(router: Any) -> None:
    router.says("status", chunks=itertools.repeat(b"x" * 65_536))
    assert f"larger than {MAX_BYTES:,} bytes" in failure(router)


def test_a_gzip_bomb_is_not_unpacked(router: Any) -> None:
    def bomb() -> Iterator[bytes]:  # 400 MB in 400 kB
        packer = zlib.compressobj(9, wbits=31)
        for _ in range(400):
            yield packer.compress(b"\0" * 1_000_000)
        yield packer.flush()

    router.says("status", chunks=[b"".join(bomb())], headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert f"larger than {MAX_BYTES:,} bytes" in failure(router)
        assert tracemalloc.get_traced_memory()[1] < 5 * MAX_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("where", ["http://portal.example/login", "file:///etc/passwd", "/elsewhere", "http://[", ""])
def test_a_redirect_is_not_followed(router: Any, status: int, where: str) -> None:
    router.says("status", status=status, headers={"Location": where})
    assert "is not followed; if it moved, name that" in failure(router)
    assert len(router.asked) == 1


@pytest.mark.parametrize(
    ("retry_after", "says"),
    [
        ("30", "in 30 seconds"),
        ("3600", "in 60 seconds"),
        ("9" * 5_000, "in 60 seconds"),
        ("Fri, 31 Dec 9999 23:59:59 GMT", "in 60 seconds"),
        ("Fri, 99 Dec 99999 99:99:99 GMT", "in 60 seconds"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "in some minutes"),
        ("0", "in some minutes"),
        ("-5", "in some minutes"),
        ("soon", "in some minutes"),
    ],
)
def test_a_busy_service_says_how_long_to_wait(router: Any, retry_after: str, says: str) -> None:
    router.says("status", status=503, headers={"Retry-After": retry_after})
    assert f"try again {says}" in failure(router)


def test_a_proxy_is_not_asked_for_what_is_near(router: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert Wire(router.url).ask("status").status == 200


@pytest.mark.parametrize(
    "base",
    [
        "http://localhost:8002",
        "http://[::1]:8002",
        "http://192.168.1.20:8002/valhalla",
        "http://valhalla:8002",
        "http://roads.lan",
        "https://roads.example.org/osrm/",
    ],
)
def test_addresses_that_are_taken(base: str) -> None:
    assert Wire(base).base == base.rstrip("/")


@pytest.mark.parametrize(
    ("base", "says"),
    [
        ("http://roads.example.org", "try https://"),
        ("http://8.8.8.8:8002", "try https://"),
        ("http://0.0.0.0", "try https://"),
        ("ftp://localhost", "is no address"),
        ("file:///etc/passwd", "is no address"),
        ("http://", "is no address"),
        ("http://localhost:port", "is no address"),
        ("http://[::1", "is no address"),
        ("https://me:secret@roads.example.org", "nothing else"),
        ("https://roads.example.org/?key=1", "nothing else"),
        ("https://roads.example.org/ x", "nothing else"),
        ("https://roads.example.org/\u202e", "nothing else"),
    ],
)
def test_addresses_that_are_not(base: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as raised:
        Wire(base)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.7", "fe80::1%eth0", "box.local", "0x7f000001"])
def test_hosts_of_ones_own(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    ["example.org", "1.1.1.1", "0.0.0.0", "2606:4700::1111", "local.example", "134744072", "0x08080808", "010.8.2056",
     "::ffff:8.8.8.8"],
)  # fmt: skip
def test_hosts_of_others(host: str) -> None:
    assert not is_private(host)
