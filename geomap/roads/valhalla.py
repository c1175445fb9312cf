"""The engine ``valhalla``: Valhalla in this process, on tiles that ``geomap roads build`` makes.

It is a router that knows turns, classes of roads and speeds, and takes the way that a driver would. This module is
the only door to pyvalhalla's library; ``tiles`` is that to its programs.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from geomap.errors import InputError
from geomap.roads import valhalla_json
from geomap.roads.engine import MAX_ALTERNATES, Avoid, EngineData, EngineRoute, Waypoint
from geomap.roads.errors import EngineUnavailable
from geomap.roads.http import ATTRIBUTION, tiles_date
from geomap.roads.identity import identity_of_tiles
from geomap.roads.request import Request
from geomap.roads.told import answer_of, refuse_inside

NOTE_NAME = "geomap-roads.json"
"""Beside the tiles: what they were made from."""

# Valhalla's defaults protect public services; who asks in process harms nobody. In metres.
_LIMITS = {"max_exclude_polygons_length": 1e9, "max_exclude_polygons_vertices": 10_000_000}
_FARTHEST_M = 2e7


class ValhallaEngine:
    """Ways that Valhalla finds on a folder of tiles.

    Parameters
    ----------
    tiles : path
        The folder, or a ``.tar`` of tiles.
    shortest : bool
        The shortest way instead of the one that it thinks best.
    """

    def __init__(self, tiles: Path | str, *, shortest: bool = False) -> None:
        self._tiles = Path(tiles)
        self._shortest = shortest
        self.name = "valhalla-shortest" if shortest else "valhalla"

    @property
    def version(self) -> str:
        """Of Valhalla."""
        return str(self._status.get("version") or "")

    @cached_property
    def data(self) -> EngineData:
        """What the tiles were made from; of tiles that geomap did not make, the date is their own."""
        if noted := _noted(self._tiles):
            return noted
        made = tiles_date(self._status)
        by = ", by the date of its tiles" if made else ""
        return EngineData(f"Valhalla's tiles {self._tiles.name}{by}", made, ATTRIBUTION, identity_of_tiles(self._tiles))

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The way that Valhalla finds; see :class:`geomap.roads.engine.RoadEngine`.

        Raises
        ------
        RoadError
            Any of its leaves.
        InputError
            There are no tiles.
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        refuse_inside(request)
        told = valhalla_json.ask_for_route(request, self._ask, engine=self.name, shortest=self._shortest)
        return answer_of(told, request, engine=self.name, version=self.version, data=self.data)

    def _ask(self, action: str, asked: Mapping[str, Any]) -> Any:
        call = getattr(self._actor, action)
        try:
            return json.loads(call(json.dumps(asked)))
        except RuntimeError as error:  # its ValhallaError is one, and has a number
            code = getattr(error, "code", None)
            if not isinstance(code, int):
                raise EngineUnavailable(f"{self.name}: {error}") from error
            raise valhalla_json.ValhallaError(code, str(error)) from None

    @cached_property
    def _status(self) -> Mapping[str, Any]:
        status = json.loads(self._actor.status("{}"))
        return status if isinstance(status, dict) else {}

    @cached_property
    def _actor(self) -> Any:
        module = library()
        archive = self._tiles if self._tiles.is_file() else self._tiles / "tiles.tar"
        if not archive.is_file() and not any(self._tiles.glob("[0-9]/**/*.gph")):
            raise InputError(f"{self._tiles}: holds no tiles of Valhalla's; make some: geomap roads build --help")
        with tempfile.TemporaryDirectory(prefix="geomap-valhalla-") as folder:  # it is read once, when it starts
            file = Path(folder) / "valhalla.json"
            file.write_text(json.dumps(settings(module, self._tiles, archive)), encoding="utf-8")
            try:
                return module.Actor(str(file))
            except (RuntimeError, OSError, ValueError, AttributeError) as error:
                raise EngineUnavailable(f"{self._tiles}: Valhalla does not start on it: {error}") from error


def kept_identity(tiles: Path) -> str | None:
    """What tells these tiles from others, without Valhalla; None when there are none.

    Raises
    ------
    InputError
        They cannot be read.
    """
    if not tiles.exists():
        return None
    noted = _noted(tiles)
    return noted.identity if noted else identity_of_tiles(tiles)


def _noted(tiles: Path) -> EngineData | None:
    """What geomap wrote beside tiles that it made."""
    try:
        note = json.loads((tiles / NOTE_NAME).read_text(encoding="utf-8"))
        title, date, attribution = (note[field] for field in ("title", "date", "attribution"))
        identity = note.get("identity") or identity_of_tiles(tiles)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if not all(isinstance(value, str) for value in (title, date or "", attribution, identity)):
        return None
    return EngineData(title, date, attribution, identity)


def library() -> ModuleType:
    """The module of pyvalhalla.

    Raises
    ------
    EngineUnavailable
        It is not installed, or something else has its name.
    """
    try:
        import valhalla
        import valhalla.config
    except ImportError as error:
        raise EngineUnavailable(
            "the engine valhalla needs pyvalhalla, which is not installed; try pip install 'geomap[valhalla]' with "
            f"Python 3.12 or newer ({error}), or the engine graph"
        ) from error
    module: ModuleType = valhalla
    if not hasattr(module, "Actor"):
        raise EngineUnavailable("the module valhalla that is installed is not pyvalhalla's; try pip install pyvalhalla")
    return module


def settings(module: ModuleType, tiles: Path, archive: Path | None = None) -> dict[str, Any]:
    """Valhalla's configuration: its defaults, our folder, and limits that suit a process of one's own."""
    has_archive = archive is not None and archive.is_file()
    folder = "" if tiles.is_file() else tiles
    made = module.config.get_config(tile_extract=archive if has_archive else "", tile_dir=folder)
    config: dict[str, Any] = copy.deepcopy(made)  # its own is one for all
    limits = config["service_limits"]
    limits.update(_LIMITS, max_alternates=MAX_ALTERNATES)
    for costing in valhalla_json.COSTINGS.values():
        if costing in limits:
            limits[costing]["max_distance"] = max(_FARTHEST_M, float(limits[costing].get("max_distance", 0.0)))
    return config
