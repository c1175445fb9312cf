"""HTTP for road services, on a short lead: JSON asked for and JSON given, or one error that says what happened.

What a server can do to a program that trusts it is an error here, and a message: to answer slowly or never, with
gigabytes, with a compressed nothing that unpacks to gigabytes, with half of an answer, with a login page, or by sending
the request on to somebody else.
"""

from __future__ import annotations

import email.utils
import http.client
import ipaddress
import json
import math
import socket
import time
import zlib
from dataclasses import dataclass
from typing import IO, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from geomap import __version__
from geomap.errors import UsageError
from geomap.roads.deadline import Deadline, handlers
from geomap.roads.errors import EngineUnavailable

MAX_BYTES = 32_000_000
"""A way of 10,000 km in all its points has some 3,000,000; an answer may hold four."""

MAX_WAIT_S = 60.0
"""The longest wait that a service's Retry-After is taken for."""

_CHUNK = 65_536
_MAX_SHOWN = 200
_MOST_DIGITS = 18
_TOO_BUSY = (429, 503)
_PRIVATE_SUFFIXES = (".local", ".lan", ".internal", ".localhost", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and the values of the body."""

    status: int
    data: Any


class Wire:
    """The connection to one service.

    Parameters
    ----------
    base : str
        Its address, such as ``http://localhost:8002``.
    timeout_s : float
        For a whole exchange, from the first byte of the connection to the last of the answer.

    Raises
    ------
    UsageError
        The address is none, or one to a stranger without encryption.
    """

    def __init__(self, base: str, *, timeout_s: float = 60.0) -> None:
        parts = _checked(base)
        self.base = base.rstrip("/")
        self.host = parts.netloc
        self._timeout_s = timeout_s
        # Nobody's proxy is asked for what is on this machine or in this house.
        self._proxies: dict[str, str] | None = {} if is_private(parts.hostname or "") else None

    def ask(self, path: str, body: object = None) -> Reply:
        """What a path of the service answers; `body` is sent as JSON.

        Raises
        ------
        EngineUnavailable
            There is no answer, or none of JSON. A status of 400 or more is no error by itself: the service says
            in JSON what is wrong.
        """
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": f"geomap/{__version__}"}
        data = None
        if body is not None:
            data = json.dumps(body, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        request = Request(f"{self.base}/{path}", data=data, headers=headers)
        with Deadline(self._timeout_s) as deadline:
            try:
                status, text = self._exchanged(request, deadline)
                if deadline.is_over:  # headers that were cut look like headers without a body
                    raise TimeoutError
            except EngineUnavailable:
                if deadline.is_over:  # what was cut looks like another fault
                    self._fail_to_reach(TimeoutError())
                raise
            except URLError as error:
                self._fail_to_reach(TimeoutError() if deadline.is_over else error.reason)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self._fail_to_reach(TimeoutError() if deadline.is_over else error)
        try:
            return Reply(status, json.loads(text, parse_constant=_no_number, parse_int=_whole, parse_float=_finite))
        except (ValueError, RecursionError):
            page = " but a web page" if text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else ""
            self._fail(f"HTTP {status}, and the answer is not JSON{page}; is it a service of this kind?")

    def _exchanged(self, request: Request, deadline: Deadline) -> tuple[int, bytes]:
        with self._answered(request, deadline) as response:
            status = int(response.status)
            if status in _TOO_BUSY:
                self._fail(f"is too busy (HTTP {status}); {_wait(response.headers.get('Retry-After'))}")
            if 300 <= status < 400:
                elsewhere = shown(response.headers.get("Location") or "an unknown address")
                self._fail(f"sends the request on to {elsewhere}, which is not followed; if it moved, name that")
            return status, self._body(response, deadline)

    def _answered(self, request: Request, deadline: Deadline) -> Any:
        opener = build_opener(ProxyHandler(self._proxies), _NoRedirect(), *handlers(deadline))
        try:
            return opener.open(request, timeout=self._timeout_s)
        except HTTPError as error:  # an answer as well
            return error

    def _body(self, response: Any, deadline: Deadline) -> bytes:
        """Everything that a response holds, unpacked; an error once it is too much, too late or cut short."""
        encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            self._fail(f"the answer is packed in a way that was not asked for: {shown(encoding)}")
        unpack = None if encoding == "identity" else zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        body = bytearray()
        while chunk := response.read1(_CHUNK):
            try:
                body += chunk if unpack is None else unpack.decompress(chunk, MAX_BYTES + 1 - len(body))
            except zlib.error:
                self._fail("the answer is packed wrongly")
            if len(body) > MAX_BYTES:
                self._fail(f"the answer is larger than {MAX_BYTES:,} bytes")
            if deadline.is_over:
                raise TimeoutError
        # http.client counts down what the header promised; a gzip stream knows its own end.
        if response.length or (unpack is not None and not unpack.eof):
            self._fail("the answer is cut short")
        return bytes(body)

    def _fail_to_reach(self, reason: object) -> NoReturn:
        if isinstance(reason, TimeoutError) or "timed out" in str(reason):
            self._fail(f"no answer within {self._timeout_s:g} s")
        if isinstance(reason, http.client.IncompleteRead):
            self._fail("the answer is cut short")
        words = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
        self._fail(f"cannot be reached: {shown(words)}; is it running?")

    def _fail(self, why: str) -> NoReturn:
        raise EngineUnavailable(f"{self.host}: {why}") from None


class _NoRedirect(HTTPRedirectHandler):
    """Follows none: whoever gave the address meant it, and a line of a stranger would be drawn as this service's."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> None:
        """None lets the redirect itself be the answer."""

    def http_error_302(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage
    ) -> None:
        """Without a look at where it leads, which may be an address that urllib refuses in words of its own."""

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def is_private(host: str) -> bool:
    """Whether a host is this machine or in its own network, as far as its name tells.

    Examples
    --------
    >>> [is_private(host) for host in ("localhost", "192.168.1.20", "::1", "valhalla", "roads.example.org", "8.8.8.8")]
    [True, True, True, True, False, False]
    >>> is_private("134744072")  # 8.8.8.8, as systems read it
    False
    """
    address = _address(host)
    if address is None:
        return "." not in host or host.endswith(_PRIVATE_SUFFIXES)
    return address.is_loopback or (address.is_private and not address.is_unspecified)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host's name is, in any way of writing that systems take; None for other names."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, ValueError):
            return None
    return (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address


def shown(value: object) -> str:
    """A stranger's words for a message: printable, and not too many."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: _MAX_SHOWN + 1])
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _checked(base: str) -> Any:
    try:
        parts = urlsplit(base)
        _ = parts.port  # raises when it is no number
    except ValueError as error:
        raise UsageError(f"{shown(base)} is no address of a service ({error}), try http://localhost:8002") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{shown(base)} is no address of a service, try http://localhost:8002")
    if parts.username is not None or parts.query or parts.fragment or any(c <= " " or c > "~" for c in base):
        raise UsageError(
            f"{shown(parts.hostname)}: an address of a service has a host and perhaps a path, nothing else"
        )
    if parts.scheme == "http" and not is_private(parts.hostname):
        raise UsageError(
            f"{base}: whoever listens on the way would read where the reports lead; try https://, or a service in "
            "your own network"
        )
    return parts


def _wait(retry_after: str | None) -> str:
    """When to try again: the header's seconds, or the seconds until its date, within bounds."""
    text = (retry_after or "").strip()
    seconds = 0.0
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    elif (date := email.utils.parsedate_tz(text)) is not None:
        try:
            seconds = email.utils.mktime_tz(date) - time.time()
        except (ValueError, OverflowError):  # a date that no calendar has
            seconds = MAX_WAIT_S
    return f"try again in {min(seconds, MAX_WAIT_S):.0f} seconds" if seconds > 0 else "try again in some minutes"


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        _no_number(shown(digits))
    return value


def _whole(digits: str) -> float:
    """An integer; beyond all that services count, which a float could not take either, no number at all."""
    return int(digits) if len(digits) <= _MOST_DIGITS else _finite(digits)
