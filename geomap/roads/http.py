"""Engines that ask a running service: Valhalla or OSRM, one's own on this machine or somebody else's.

Nothing is asked before the first route is. Which way a service takes follows its own idea of roads and speeds; its
lengths are measured anew, and ways through avoided areas are refused whatever it says.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from geomap.roads import osrm_json, valhalla_json
from geomap.roads.engine import Avoid, EngineData, EngineRoute, Waypoint
from geomap.roads.errors import EngineUnavailable
from geomap.roads.request import Request
from geomap.roads.told import answer_of, refuse_inside
from geomap.roads.transport import Wire

VALHALLA, OSRM = "valhalla+http", "osrm+http"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
"""Both kinds of services are made for OpenStreetMap's data."""


class HttpEngine:
    """Ways that a running service finds.

    Parameters
    ----------
    url : str
        Its address: ``valhalla+http://localhost:8002``, ``osrm+https://…``; without the kind the service is asked
        what it is.
    timeout_s : float
        For each answer.
    shortest : bool
        Of Valhalla: the shortest way instead of the one that it thinks best. OSRM has one idea only.

    Raises
    ------
    UsageError
        The address makes no sense, or leads to a stranger without encryption.
    """

    def __init__(self, url: str, *, timeout_s: float = 60.0, shortest: bool = False) -> None:
        kind, base = kind_and_base(url)
        self._kind = kind
        self._wire = Wire(base, timeout_s=timeout_s)
        self._shortest = shortest
        self._date: str | None = None  # as OSRM tells it, with an answer

    @cached_property
    def name(self) -> str:
        """``valhalla+http`` or ``osrm+http``; the service is asked when its address does not say."""
        kind = self._kind or self._probed()
        return f"{kind}-shortest" if self._shortest and kind == VALHALLA else kind

    @property
    def identity(self) -> str:
        """What tells this service from others: its address, as which data it has is not known before it is asked."""
        return self._wire.base.partition("://")[2].lower()

    @property
    def version(self) -> str:
        """Of Valhalla, as the service tells it; OSRM tells none."""
        return str(self._status.get("version") or "") if self._speaks_valhalla else ""

    @property
    def data(self) -> EngineData:
        """What the roads are from, as far as the service tells.

        Valhalla tells when its tiles were made, before which the data is from; OSRM the date of its data, with an
        answer, where it was prepared to.
        """
        if not self._speaks_valhalla:
            return EngineData(f"roads of the OSRM at {self._wire.host}", self._date, ATTRIBUTION, self.identity)
        made = tiles_date(self._status)
        title = f"roads of the Valhalla at {self._wire.host}" + (", by the date of its tiles" if made else "")
        return EngineData(title, made, ATTRIBUTION, self.identity)

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The way that the service finds; see :class:`geomap.roads.engine.RoadEngine`.

        Raises
        ------
        RoadError
            Any of its leaves; an OSRM that is to avoid an area is a BadRequest.
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        refuse_inside(request)
        if self._speaks_valhalla:
            told = valhalla_json.ask_for_route(request, self._ask, engine=self.name, shortest=self._shortest)
        else:
            reply = self._wire.ask(osrm_json.path_of(request))
            told, self._date = osrm_json.told_of(reply.data, request, engine=self.name)
        return answer_of(told, request, engine=self.name, version=self.version, data=self.data)

    @property
    def _speaks_valhalla(self) -> bool:
        return self.name.startswith(VALHALLA)

    @cached_property
    def _status(self) -> Mapping[str, Any]:
        """What Valhalla says of itself; nothing where its owner has switched that off."""
        reply = self._wire.ask("status")
        return reply.data if reply.status == 200 and isinstance(reply.data, dict) else {}

    def _probed(self) -> str:
        data = self._wire.ask("status").data
        if isinstance(data, dict):
            if "tileset_last_modified" in data or "available_actions" in data or "error_code" in data:
                return VALHALLA
            if isinstance(data.get("code"), str):
                return OSRM
        raise EngineUnavailable(
            f"{self._wire.host}: is neither Valhalla nor OSRM as far as it tells; try valhalla+http://… or osrm+http://…"
        )

    def _ask(self, action: str, asked: Mapping[str, Any]) -> Any:
        reply = self._wire.ask(action, asked)
        if reply.status == 200:
            return reply.data
        code = reply.data.get("error_code") if isinstance(reply.data, dict) else None
        if not isinstance(code, int):
            raise EngineUnavailable(f"{self._wire.host}: HTTP {reply.status}, and no error of Valhalla's")
        raise valhalla_json.ValhallaError(code, str(reply.data.get("error") or ""))


def kind_and_base(url: str) -> tuple[str | None, str]:
    """What a service is and its address, from ``valhalla+http://…``; None when the text does not say what it is.

    Examples
    --------
    >>> kind_and_base("osrm+https://roads.example.org/osrm"), kind_and_base("http://localhost:8002")
    (('osrm+http', 'https://roads.example.org/osrm'), (None, 'http://localhost:8002'))
    """
    kind, plus, base = url.partition("+")
    known = {"valhalla": VALHALLA, "osrm": OSRM}.get(kind.lower())
    return (known, base) if plus and known else (None, url)


def tiles_date(status: Mapping[str, Any]) -> str | None:
    """The day on which Valhalla's tiles were made, as it tells it in seconds; None when it does not."""
    seconds = status.get("tileset_last_modified")
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
        return None
    try:
        return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None
