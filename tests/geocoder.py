"""A geocoder on this machine that behaves like the real ones, also when they behave badly."""

from __future__ import annotations

import gzip
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gazetteer import Online
from gazetteer.online.pace import Pace
from gazetteer.online.service import Service

CONTACT = "desk@paper.example"


def record(name: str = "Tell Sundus", **changes: Any) -> dict[str, Any]:
    """One result in the form of Nominatim's JSON; a village that does not exist."""
    return {
        "place_id": 101,
        "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "node",
        "osm_id": 4242,
        "lat": "35.1234567",
        "lon": "40.7654321",
        "class": "place",
        "type": "village",
        "place_rank": 19,
        "importance": 0.2,
        "addresstype": "village",
        "name": name,
        "display_name": f"{name}, Deir ez-Zor District, Deir ez-Zor Governorate, Syria",
        "address": {
            "village": name,
            "state": "Deir ez-Zor Governorate",
            "ISO3166-2-lvl4": "SY-DY",
            "country": "Syria",
            "country_code": "sy",
        },
        "extratags": {"population": "1200"},
        "namedetails": {"name": "تل سندس", "name:en": name, "alt_name": "Tall Sundus;Tell Sindis"},
        "boundingbox": ["35.1034567", "35.1434567", "40.7454321", "40.7854321"],
        **changes,
    }


@dataclass
class Reply:
    """What the server says to one request."""

    body: bytes | Any = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    chunks: Iterable[bytes] | None = None
    promised: int | None = None  # bytes that the header tells of, when there are others
    hangs_up: bool = False

    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    at: float


class Geocoder(http.server.ThreadingHTTPServer):
    """Answers by name, with an empty list to every name that it was not told of; ``asked`` holds the requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()

    def knows(self, name: str, **changes: Any) -> None:
        """Answer with one result of that name, in the form of Nominatim's JSON."""
        self.says(name, [record(name, **changes)])

    def says(self, name: str, body: bytes | Any = b"", **reply: Any) -> None:
        """Answer with this body (bytes, or values for JSON); told twice of a name, first so and then so."""
        self.replies.setdefault(name, []).append(Reply(body, **reply))

    record = staticmethod(record)

    @property
    def names(self) -> list[str]:
        """The names that were asked for, in order."""
        return [asked.parameters.get("q", "") for asked in self.asked]

    @property
    def domain(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def options(self) -> list[str]:
        """What to add to a command so that it asks this server."""
        where = [f"--geocoder-option=domain={self.domain}", "--geocoder-option=scheme=http"]
        return ["--online", "--contact", CONTACT, *where]

    def online(self, **changes: Any) -> Online:
        options = {"domain": self.domain, "scheme": "http"}
        return Online(**{"contact": CONTACT, "options": options, "timeout_s": 5.0, **changes})

    def service(self, **changes: Any) -> Service:
        return Service(self.online(**changes), pace=Pace(0.0))

    def reply_to(self, name: str) -> Reply:
        replies = self.replies.get(name, [Reply()])
        return replies.pop(0) if len(replies) > 1 else replies[0]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up here, on purpose; that is no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Geocoder
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        parameters = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.server.asked.append(Asked(parts.path, parameters, dict(self.headers.items()), time.monotonic()))
        reply = self.server.reply_to(parameters.get("q", ""))
        self.close_connection = True
        if self.server.closing.wait(reply.wait_s):
            return
        if reply.hangs_up:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = reply.raw()
        headers = {"Content-Type": "application/json; charset=utf-8", **reply.headers}
        as_it_is = reply.chunks is not None or reply.promised or "Content-Encoding" in headers
        if "gzip" in self.headers.get("Accept-Encoding", "") and not as_it_is:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        if reply.chunks is None:
            self.send_header("Content-Length", str(reply.promised or len(body)))
        self.end_headers()
        for chunk in reply.chunks if reply.chunks is not None else [body]:
            if self.server.closing.is_set():
                return
            self.wfile.write(chunk)
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        pass
