"""Engines from a text, as a story's file or an option of the command line gives it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path

from geomap.errors import InputError, UsageError
from geomap.roads.engine import Progress, RoadEngine
from geomap.roads.errors import EngineUnavailable
from geomap.roads.geodesic import GeodesicEngine
from geomap.roads.kept import LOCK_NAME, KeptEngine, RouteFile
from geomap.roads.places import networks_folder

KINDS = ("geodesic", "graph", "valhalla")
EXAMPLES = "geodesic, graph:roads.osm.pbf, roads.geojson, valhalla:TILES, or valhalla+http://localhost:8002"

_ROADS = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz", ".osm.xml", ".geojson", ".json")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):(.*)", re.DOTALL)  # two letters or more: one is a Windows drive


def open_engine(
    spec: str,
    *,
    story_folder: Path | str | None = None,
    paths_from: Path | str | None = None,
    progress: Progress | None = None,
    ask: bool = True,
    refresh: bool = False,
) -> RoadEngine:
    """The engine that a text names; what it opens, it opens when it is asked for something that is not kept.

    Parameters
    ----------
    spec : str
        ``geodesic``; ``graph:FILE[,FILE…]`` or ``graph:FOLDER`` that ``geomap roads build`` made; a file of roads or
        such a folder alone; ``valhalla:FOLDER`` of tiles; ``valhalla+http://…``, ``osrm+http://…`` (and ``https``), or
        the address alone.
    story_folder : path or None
        Where the story lies: paths count from there, and ``routes.lock`` there keeps the answers. None: paths count
        from the current folder, and answers are kept in memory.
    paths_from : path or None
        The folder that paths count from instead.
    progress : callable or None
        Called with (stage, done, total) while a network is read.
    ask : bool
        Whether a service may be asked: leave that the address of a story's file alone does not give. Without it,
        kept answers are all there is.
    refresh : bool
        Ask again for what is kept.

    Raises
    ------
    UsageError
        The text makes no sense.
    BadLock, InputError
        ``routes.lock`` is not in order.

    Examples
    --------
    >>> open_engine("geodesic").name, open_engine("graph:syria.osm.pbf,iraq.osm.pbf").name
    ('geodesic', 'graph')
    >>> open_engine("grap:roads.geojson")
    Traceback (most recent call last):
    geomap.errors.UsageError: no road engine is called grap, try graph (there are geodesic, graph:roads.osm.pbf,
    roads.geojson, valhalla:TILES, or valhalla+http://localhost:8002)
    """
    text = spec.strip()
    folder = Path() if story_folder is None else Path(story_folder)
    base = folder if paths_from is None else Path(paths_from)
    if text == "geodesic":
        return GeodesicEngine()
    names, opener, title = _parts(text, base, progress=progress, ask=ask)
    file = RouteFile(None if story_folder is None else folder / LOCK_NAME)
    return KeptEngine(file, names=names, opener=opener, title=title, refresh=refresh)


_Parts = tuple[tuple[str, ...], Callable[[], RoadEngine], str | None]


def _parts(text: str, folder: Path, *, progress: Progress | None, ask: bool) -> _Parts:
    found = _SCHEME.fullmatch(text)
    kind, rest = (found[1], found[2]) if found else ("", text)
    if kind.rpartition("+")[2] in ("http", "https"):
        return _service(text, ask=ask)
    if not kind and text.lower().endswith(_ROADS):
        kind = "graph"
    elif not kind and rest and _is_folder(folder / rest):  # made by geomap roads build
        kind = "graph" if (folder / rest / "meta.json").is_file() else "valhalla"
    if kind not in ("graph", "valhalla"):
        raise _unknown(kind or text)
    if not rest.strip(" ,"):
        wanted = "a file of roads, try graph:roads.osm.pbf" if kind == "graph" else "its tiles, try valhalla:TILES"
        raise UsageError(f"the road engine {kind} wants {wanted}")
    if kind == "valhalla":
        return ("valhalla",), lambda: _open_valhalla(folder / rest.strip()), None
    paths = [folder / part.strip() for part in rest.split(",") if part.strip()]
    is_folder = len(paths) == 1 and not paths[0].name.lower().endswith(_ROADS)
    title = None if is_folder else ", ".join(path.name for path in paths)
    return ("graph",), lambda: _open_graph(paths, is_folder=is_folder, progress=progress), title


def _service(text: str, *, ask: bool) -> _Parts:
    from geomap.roads.http import OSRM, VALHALLA, HttpEngine, kind_and_base

    kind, base = kind_and_base(text)
    if base == text and not text.startswith(("http:", "https:")):
        raise UsageError(f"{text.partition('+')[0]} is no kind of road service, try valhalla+http://… or osrm+http://…")
    engine = HttpEngine(text)  # its address is looked at, nobody is asked

    def opener() -> RoadEngine:
        if not ask:
            raise EngineUnavailable(f"{base}: is not asked without leave, and {LOCK_NAME} has no answer of it")
        return engine

    return (kind,) if kind else (VALHALLA, OSRM), opener, None


def _open_graph(paths: list[Path], *, is_folder: bool, progress: Progress | None) -> RoadEngine:
    from geomap.roads.graph import GraphEngine
    from geomap.roads.store import kept_network, open_network

    if progress:
        progress("reading roads", 0, 1)
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise InputError("\n".join(f"{path}: is not there; the road engine graph wants it" for path in missing))
    network, memo = open_network(paths[0]) if is_folder else kept_network(paths, folder=networks_folder())
    if progress:
        progress("reading roads", 1, 1)
    return GraphEngine(network, memo=memo)


def _open_valhalla(tiles: Path) -> RoadEngine:
    from geomap.roads.valhalla import ValhallaEngine

    return ValhallaEngine(tiles)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no system takes
        return False


def _unknown(name: str) -> UsageError:
    near = difflib.get_close_matches(name.lower(), KINDS, n=1, cutoff=0.5)
    hint = f", try {near[0]} (there are {EXAMPLES})" if near else f", try {EXAMPLES}"
    return UsageError(f"no road engine is called {name[:80]}{hint}")
