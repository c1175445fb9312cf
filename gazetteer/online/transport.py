"""HTTP for geopy, on a short lead.

What a stranger's server can do to a program that trusts it is an error here, and a message: to answer slowly or never,
with gigabytes, with a compressed nothing that unpacks to gigabytes, with half of an answer, with a login page, with an
error that looks like an empty answer, or by sending the request, and whatever key is in it, to somebody else.
"""

from __future__ import annotations

import email.utils
import http.client
import json
import time
import zlib
from collections.abc import Mapping
from typing import IO, Any, NoReturn
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter  # type: ignore[import-untyped]
from geopy.exc import (  # type: ignore[import-untyped]
    GeocoderParseError,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from gazetteer.online.pace import ONE_A_SECOND, Pace

MAX_BYTES = 2_000_000
"""Ten answers with all their names in all languages have some 100,000."""

MAX_WAIT_S = 60.0
"""The longest wait that a service's Retry-After is taken for."""

_MAX_ERROR_BYTES = 20_000
_CHUNK = 65_536
_MAX_SHOWN = 200


class CarefulAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """What geopy makes its requests with.

    Parameters
    ----------
    proxies, ssl_context
        As geopy hands them on.
    pace : Pace
        Waited for before each request, also one that a redirect asks for.
    """

    def __init__(self, *, proxies: Mapping[str, str] | None, ssl_context: Any, pace: Pace = ONE_A_SECOND) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._pace = pace
        self._open = build_opener(
            ProxyHandler(None if proxies is None else dict(proxies)),
            HTTPSHandler(context=ssl_context),
            _SameHostOnly(pace),
        ).open

    def get_json(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> Any:
        """The answer as values; an error in its words, and anything but a list or an object, is an error here."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            data = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise GeocoderParseError(f"the answer is not JSON{_looks_like(text)}") from None
        if isinstance(data, dict) and (complaint := data.get("error")):
            raise GeocoderServiceError(f"the answer is an error: {_shown(complaint)}")
        if not isinstance(data, list | dict) or data == {}:
            raise GeocoderParseError(f"the answer is neither a list nor an object of JSON, got {_shown(data)}")
        return data

    def get_text(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> str:
        """The body of the answer, of at most :data:`MAX_BYTES` once it is unpacked."""
        limit = timeout or MAX_WAIT_S
        self._pace.wait()
        deadline = time.monotonic() + limit
        request = Request(url, headers={**headers, "Accept-Encoding": "gzip"})
        try:
            with self._open(request, timeout=limit) as response:
                body = _body(response, deadline)
                charset = response.headers.get_content_charset() or "utf-8"
        except HTTPError as error:
            _raise_for_status(error, deadline)
        except URLError as error:
            _raise_unreachable(error.reason)
        except (OSError, http.client.HTTPException) as error:
            _raise_unreachable(error)
        try:
            return body.decode(charset)
        except (LookupError, UnicodeDecodeError):
            raise GeocoderParseError(f"the answer is not text in {charset}") from None


class _SameHostOnly(HTTPRedirectHandler):
    """Follows a redirect on the same host, never to another one and never out of encryption."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        upgraded = (old.scheme, new.scheme) == ("http", "https") and old.port == new.port is None
        same = (old.scheme, old.port) == (new.scheme, new.port)
        fp.close()  # urllib would read whatever comes with the redirect, however much it is
        if old.hostname != new.hostname or not (same or upgraded):
            raise GeocoderServiceError(
                f"it sends the request on to {new.scheme}://{_shown(new.netloc)}, as login pages of networks do; "
                "that is not followed"
            )
        self._pace.wait()
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(response: Any, deadline: float, *, limit: int = MAX_BYTES) -> bytes:
    """Everything that a response holds, unpacked; an error once it is too much, too late or cut short."""
    encoding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise GeocoderServiceError(f"the answer is packed in a way that was not asked for: {_shown(encoding)}")
    unpack = None if encoding == "identity" else zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        try:
            body += chunk if unpack is None else unpack.decompress(chunk, limit + 1 - len(body))
        except zlib.error:
            raise GeocoderServiceError("the answer is packed wrongly") from None
        if len(body) > limit:
            raise GeocoderServiceError(f"the answer is larger than {limit:,} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    # http.client counts down what the header promised; a gzip stream knows its own end.
    if response.length or (unpack is not None and not unpack.eof):
        raise GeocoderServiceError("the answer is cut short")
    return bytes(body)


def _raise_for_status(error: HTTPError, deadline: float) -> NoReturn:
    """Tell geopy of an answer of 400 or more, with a Retry-After that cannot be absurd."""
    try:
        with error:
            text = _body(error, deadline, limit=_MAX_ERROR_BYTES).decode("utf-8", "replace")
    except (OSError, ValueError, http.client.HTTPException, GeocoderServiceError):  # ValueError: closed by a redirect
        text = ""
    headers = {name.lower(): value for name, value in error.headers.items()}
    if "retry-after" in headers:
        headers["retry-after"] = _capped(headers["retry-after"])
    raise AdapterHTTPError(f"HTTP {error.code}", status_code=error.code, headers=headers, text=text) from None


def _capped(retry_after: str) -> str:
    """The header's seconds, or the seconds until its date, within bounds; ``""`` where it says neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return f"{min(float(text), MAX_WAIT_S):.0f}"
    date = email.utils.parsedate_tz(text)
    if date is None:
        return ""
    try:
        seconds = email.utils.mktime_tz(date) - time.time()
    except (ValueError, OverflowError):  # a date that no calendar has
        seconds = MAX_WAIT_S
    return f"{min(max(0.0, seconds), MAX_WAIT_S):.0f}"


def _raise_unreachable(reason: object) -> NoReturn:
    if isinstance(reason, TimeoutError) or "timed out" in str(reason):
        raise GeocoderTimedOut("no answer in time") from None
    if isinstance(reason, http.client.IncompleteRead):
        raise GeocoderServiceError("the answer is cut short") from None
    words = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    raise GeocoderUnavailable(f"cannot be reached: {_shown(words)}") from None


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _looks_like(text: str) -> str:
    is_markup = text.lstrip("\ufeff \t\r\n").startswith("<")
    return " but a web page, as login pages of networks are" if is_markup else ""


def _shown(value: object) -> str:
    """A stranger's words for a message: printable, and not too many."""
    if isinstance(value, dict) and "message" in value:
        value = value["message"]
    text = "".join(c if c.isprintable() else " " for c in str(value)[: _MAX_SHOWN + 1])
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
