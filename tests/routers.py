"""Valhalla and OSRM as they behave, on one road along the 34th parallel: as services on this machine, and in process.

What they say, their errors' numbers, words and statuses among it, is what Valhalla 3.9 said on made-up roads, and what
OSRM's documentation has. The road leads from 40° to 41° east; a by-way of a second line hangs on request on its south.
"""

from __future__ import annotations

import gzip
import http.server
import json
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import shapely
from pyproj import Geod

from geomap.roads.polyline import encoded

GEOD = Geod(ellps="WGS84")
WEST, EAST, LAT = 40.0, 41.0, 34.0
MADE = 1_503_951_662  # 2017-08-28
VERSION = "3.9.1"
ACTIONS = ["route", "locate", "status"]


class ValhallaError(RuntimeError):
    """As pyvalhalla raises it."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message, self.http_code, self.http_message = code, message, 400, "Bad Request"


def on_road(lon: float) -> tuple[float, float]:
    return round(min(max(lon, WEST), EAST), 6), LAT


def metres_off(lon: float, lat: float) -> float:
    return float(GEOD.inv(lon, lat, *on_road(lon))[2])


def line(start: float, end: float, *, south: float = 0.0) -> tuple[list[float], list[float]]:
    """Along the road, or by the way `south` of it."""
    middle = (start + end) / 2
    if south:
        return [start, start, end, end], [LAT, LAT - south, LAT - south, LAT]
    return [start, middle, end], [LAT, LAT, LAT]


# --- Valhalla ---------------------------------------------------------------------------------------------------------


def valhalla(action: str, asked: dict[str, Any]) -> Any:
    """The answer to a request in JSON's values, or a ValhallaError."""
    if action == "status":
        return {"version": VERSION, "tileset_last_modified": MADE, "available_actions": ACTIONS}
    stops = asked.get("locations") or []
    if len(stops) < 2:
        raise ValhallaError(120, "Insufficient number of locations provided")
    if len(stops) > 20:
        raise ValhallaError(150, "Exceeded max locations: 20")
    if asked["costing"] not in ("auto", "truck", "bus", "pedestrian", "bicycle"):
        raise ValhallaError(125, f"No costing method found: '{asked['costing']}'")
    if action == "locate":
        return [_located(stop) for stop in stops]
    if float(GEOD.inv(stops[0]["lon"], stops[0]["lat"], stops[-1]["lon"], stops[-1]["lat"])[2]) > 5e6:
        raise ValhallaError(154, "Path distance exceeds the max distance limit: 5000000 meters")
    if any(not _located(stop)["edges"] for stop in stops):
        raise ValhallaError(171, "No suitable edges near location")
    rings = [shapely.Polygon(ring) for ring in asked.get("exclude_polygons", ())]
    if any(GEOD.geometry_length(ring) > 1_000_000 for ring in rings):
        raise ValhallaError(167, "Exceeded maximum circumference for exclude_polygons: 1000000 meters")
    ways = [0.0, *(0.05 * n for n in range(1, 1 + min(asked.get("alternates", 0), 2)))]
    ways = [0.0] if len(stops) > 2 else ways
    trips = [{"trip": _trip(stops, south)} for south in ways if not _crosses(stops, south, rings)]
    if not trips:
        raise ValhallaError(442, "No path could be found for input")
    return {**trips[0], **({"alternates": trips[1:]} if trips[1:] else {})}


def _located(stop: dict[str, Any]) -> dict[str, Any]:
    near = metres_off(stop["lon"], stop["lat"]) <= stop.get("search_cutoff", 35_000)
    lon, lat = on_road(stop["lon"])
    edges = [{"way_id": 1, "correlated_lat": lat, "correlated_lon": lon, "percent_along": 0.5}] if near else []
    return {"input_lat": stop["lat"], "input_lon": stop["lon"], "edges": edges, "nodes": []}


def _legs(stops: list[dict[str, Any]], south: float) -> list[tuple[list[float], list[float]]]:
    at = [on_road(stop["lon"])[0] for stop in stops if stop["type"] == "break"]
    return [line(start, end, south=south) for start, end in pairwise(at)]


def _crosses(stops: list[dict[str, Any]], south: float, rings: list[shapely.Polygon]) -> bool:
    lines = [shapely.LineString(list(zip(*leg, strict=True))) for leg in _legs(stops, south)]
    return any(ring.intersects(each) for ring in rings for each in lines)


def _trip(stops: list[dict[str, Any]], south: float) -> dict[str, Any]:
    legs = _legs(stops, south)
    km = sum(GEOD.line_length(*leg) for leg in legs) / 1000
    # Its own lengths are off: it rounds, and takes another figure of the earth.
    summary = {"has_ferry": False, "time": round(km * 60, 3), "length": round(km * 1.0034, 3), "cost": km}
    return {
        "locations": [{**stop, "original_index": n} for n, stop in enumerate(stops)],
        "legs": [{"summary": summary, "shape": encoded(*leg)} for leg in legs],
        "summary": summary,
        "status_message": "Found route between points",
        "status": 0,
        "units": "kilometers",
        "language": "en-US",
    }


def fake_pyvalhalla(answers: Any = valhalla) -> dict[str, ModuleType]:
    """Modules that look like pyvalhalla's, to be put into ``sys.modules``."""
    package, config = ModuleType("valhalla"), ModuleType("valhalla.config")
    defaults = {
        "mjolnir": {"tile_dir": "", "tile_extract": "", "admin": "/data/valhalla/admin.sqlite"},
        "service_limits": {
            "max_exclude_polygons_length": 10_000,
            "max_exclude_polygons_vertices": 100,
            "max_alternates": 2,
            "auto": {"max_distance": 5_000_000.0},
            "pedestrian": {"max_distance": 250_000.0},
        },
    }

    def get_config(tile_extract: Any = "", tile_dir: Any = "", verbose: bool = False) -> dict[str, Any]:
        defaults["mjolnir"] |= {"tile_dir": str(tile_dir), "tile_extract": str(tile_extract)}
        return defaults

    class Actor:
        def __init__(self, file: str) -> None:
            self.config = json.loads(Path(file).read_text(encoding="utf-8"))
            package.last = self  # type: ignore[attr-defined]

        def status(self, asked: str = "") -> str:
            return json.dumps(answers("status", {}))

        def route(self, asked: str) -> str:
            return json.dumps(answers("route", json.loads(asked)))

        def locate(self, asked: str) -> str:
            return json.dumps(answers("locate", json.loads(asked)))

    config.get_config = get_config  # type: ignore[attr-defined]
    package.Actor, package.config = Actor, config  # type: ignore[attr-defined]
    return {"valhalla": package, "valhalla.config": config}


# --- OSRM -------------------------------------------------------------------------------------------------------------


def osrm(path: str, options: dict[str, str]) -> tuple[int, Any]:
    """The status and the answer to a path such as ``/route/v1/driving/40,34;41,34``."""
    parts = path.strip("/").split("/")
    if len(parts) != 4 or parts[:2] != ["route", "v1"]:
        return 400, {"code": "InvalidUrl", "message": "URL string malformed close to position 2"}
    stops = [[float(number) for number in pair.split(",")] for pair in parts[3].split(";")]
    if set(options) - {"overview", "geometries", "steps", "alternatives", "continue_straight"}:
        return 400, {"code": "InvalidOptions", "message": "Options are invalid"}
    if len(stops) > 10:
        return 400, {"code": "TooBig", "message": "Number of entries 11 is higher than current maximum (10)"}
    at = [on_road(lon)[0] for lon, _ in stops]
    ways = [0.0]
    if options["alternatives"] != "false" and len(stops) == 2:
        ways += [0.05 * n for n in range(1, 1 + min(int(options["alternatives"]), 2))]
    routes = []
    for south in ways:
        legs = [line(start, end, south=south) for start, end in pairwise(at)]
        lons, lats = ([v for leg in legs for v in leg[axis]] for axis in (0, 1))
        metres = GEOD.line_length(lons, lats)
        routes.append(
            {"geometry": encoded(lons, lats), "distance": metres * 1.002, "duration": metres / 20, "legs": []}
        )
    waypoints = [
        {"location": list(on_road(lon)), "distance": metres_off(lon, lat), "name": "", "hint": "x"}
        for lon, lat in stops
    ]
    return 200, {"code": "Ok", "routes": routes, "waypoints": waypoints, "data_version": "2017-08-28T20:21:02Z"}


# --- the service ------------------------------------------------------------------------------------------------------


@dataclass
class Reply:
    """What the server says to one request, instead of what it would."""

    body: bytes | Any = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    chunks: Iterable[bytes] | None = None
    raw: Iterable[bytes] = ()  # in place of it all, the status line too
    promised: int | None = None  # bytes that the header tells of, when there are others
    hangs_up: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    options: dict[str, str]
    body: Any
    headers: dict[str, str]


class Router(http.server.ThreadingHTTPServer):
    """A Valhalla, or with ``kind = "osrm"`` an OSRM; ``asked`` holds the requests, ``replies`` what to say by path."""

    daemon_threads = True

    def __init__(self, kind: str = "valhalla") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kind = kind
        self.replies: dict[str, Reply] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def says(self, action: str, body: bytes | Any = b"", **reply: Any) -> None:
        """Answer requests whose path starts so with this body: bytes, or values for JSON."""
        self.replies[action] = Reply(body, **reply)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def actions(self) -> list[str]:
        return [asked.path.strip("/").partition("/")[0] for asked in self.asked]

    def close(self) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()

    def reply_to(self, asked: Asked) -> Reply:
        for action, reply in self.replies.items():
            if asked.path.strip("/").startswith(action):
                return reply
        if self.kind == "osrm":
            status, answer = osrm(asked.path, asked.options)
            return Reply(answer, status)
        try:
            return Reply(valhalla(asked.path.strip("/"), asked.body or {}))
        except ValhallaError as error:
            words = {"error_code": error.code, "error": error.message, "status_code": 400, "status": "Bad Request"}
            return Reply(words, 400)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients hang up here, on purpose; that is no news."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Router
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        options = {key: values[0] for key, values in parse_qs(parts.query).items()}
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(sent) if sent else None
        asked = Asked(self.command, unquote(parts.path), options, body, dict(self.headers.items()))
        self.server.asked.append(asked)
        self._send(self.server.reply_to(asked))

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, reply: Reply) -> None:
        self.close_connection = True
        if self.server.closing.wait(reply.wait_s):
            return
        if reply.hangs_up:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        for chunk in reply.raw:
            self.wfile.write(chunk)
            self.wfile.flush()
        if reply.raw:
            return
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
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
