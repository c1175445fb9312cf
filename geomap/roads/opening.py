"""Engines from a text, as a story's file or an option of the command line gives it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from geomap.errors import InputError, UsageError
from geomap.roads.engine import Progress, RoadEngine
from geomap.roads.entries import Entry
from geomap.roads.errors import EngineUnavailable
from geomap.roads.geodesic import GeodesicEngine
from geomap.roads.kept import KeptEngine
from geomap.roads.places import networks_folder
from geomap.roads.routefile import LOCK_NAME, RouteFile

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
    memory: MutableMapping[str, Entry] | None = None,
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
        Ask again for what is kept, whichever roads it is of. Without it, what is kept is used as far as it is of the
        roads at hand, or none are there.
    memory : mutable mapping or None
        Takes the answers, and gives them again, in the place of ``routes.lock``, which is then only read.

    Raises
    ------
    UsageError
        The text makes no sense, or a service is to be asked again without leave.
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
    file = RouteFile(None if story_folder is None else folder / LOCK_NAME, memory=memory)
    named = _named(text, base, file=file, progress=progress, ask=ask)
    if refresh and named.is_service and not ask:
        raise UsageError(f"{text}: a story alone gives no leave to ask a service again; name it with --roads")
    return KeptEngine(
        file, names=named.names, opener=named.opener, at_hand=named.at_hand, title=named.title, refresh=refresh
    )


def paths_in(spec: str, folder: Path | str = "") -> tuple[Path, ...]:
    """The files and folders that a text for :func:`open_engine` names, whether they are there or not.

    Examples
    --------
    >>> [path.as_posix() for path in paths_in("graph:syria.osm.pbf,iraq.osm.pbf", "my-story")]
    ['my-story/syria.osm.pbf', 'my-story/iraq.osm.pbf']
    >>> paths_in("geodesic"), paths_in("valhalla+http://localhost:8002"), paths_in("http://localhost:8002")
    ((), (), ())
    """
    found = _SCHEME.fullmatch(spec.strip())
    kind, rest = (found[1], found[2]) if found else ("", spec.strip())
    if rest == "geodesic" or kind.rpartition("+")[2] in ("http", "https"):
        return ()
    parts = [rest] if kind == "valhalla" else rest.split(",")
    return tuple(Path(folder) / part.strip() for part in parts if part.strip())


@dataclass(frozen=True, slots=True)
class _Named:
    """What a text names: what :class:`KeptEngine` wants to know, and whether somebody has to be asked."""

    names: tuple[str, ...]
    opener: Callable[[], RoadEngine]
    at_hand: Callable[[], str | None]
    title: str | None = None
    is_service: bool = False


def _named(text: str, folder: Path, *, file: RouteFile, progress: Progress | None, ask: bool) -> _Named:
    found = _SCHEME.fullmatch(text)
    kind, rest = (found[1], found[2]) if found else ("", text)
    if kind.rpartition("+")[2] in ("http", "https"):
        return _service(text, ask=ask)
    if not kind and text.lower().endswith(_ROADS):
        kind = "graph"
    elif not kind and rest and _is_folder(folder / rest):  # made by geomap roads build
        kind = "graph" if (folder / rest / "meta.json").is_file() else "valhalla"
    elif not kind and (kept := tuple(sorted({name for name, _ in file.engines} & {"graph", "valhalla"}))):
        return _gone(folder / rest, kept)
    if kind not in ("graph", "valhalla"):
        raise _unknown(kind or text)
    if not rest.strip(" ,"):
        wanted = "a file of roads, try graph:roads.osm.pbf" if kind == "graph" else "its tiles, try valhalla:TILES"
        raise UsageError(f"the road engine {kind} wants {wanted}")
    if kind == "valhalla":
        return _valhalla(folder / rest.strip())
    paths = [folder / part.strip() for part in rest.split(",") if part.strip()]
    is_folder = len(paths) == 1 and not paths[0].name.lower().endswith(_ROADS)
    return _graph(paths, is_folder=is_folder, progress=progress)


def _gone(path: Path, kept: tuple[str, ...]) -> _Named:
    """A folder of roads by its name alone that is not there, and answers of one beside the story."""

    def opener() -> RoadEngine:
        raise InputError(f"{path}: is not there, and {LOCK_NAME} does not have every answer of it")

    return _Named(kept, opener, lambda: None)


def _service(text: str, *, ask: bool) -> _Named:
    from geomap.roads.http import OSRM, VALHALLA, HttpEngine, kind_and_base

    kind, base = kind_and_base(text)
    if base == text and not text.startswith(("http:", "https:")):
        raise UsageError(f"{text.partition('+')[0]} is no kind of road service, try valhalla+http://… or osrm+http://…")
    engine = HttpEngine(text)  # its address is looked at, nobody is asked

    def opener() -> RoadEngine:
        if not ask:
            raise EngineUnavailable(f"{base}: is not asked without leave, and {LOCK_NAME} has no answer of it")
        return engine

    return _Named((kind,) if kind else (VALHALLA, OSRM), opener, lambda: engine.identity, is_service=True)


def _valhalla(tiles: Path) -> _Named:
    from geomap.roads.valhalla import ValhallaEngine, kept_identity

    return _Named(("valhalla",), lambda: ValhallaEngine(tiles), lambda: kept_identity(tiles))


def _graph(paths: list[Path], *, is_folder: bool, progress: Progress | None) -> _Named:
    from geomap.roads.identity import identity_of_files
    from geomap.roads.store import kept_identity

    def opener() -> RoadEngine:
        return _open_graph(paths, is_folder=is_folder, progress=progress)

    if is_folder:
        return _Named(("graph",), opener, lambda: kept_identity(paths[0]))

    def at_hand() -> str | None:
        return identity_of_files(paths) if all(map(_is_there, paths)) else None

    return _Named(("graph",), opener, at_hand, title=", ".join(path.name for path in paths))


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


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no system takes
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no system takes
        return False


def _unknown(name: str) -> UsageError:
    near = difflib.get_close_matches(name.lower(), KINDS, n=1, cutoff=0.5)
    hint = f", try {near[0]} (there are {EXAMPLES})" if near else f", try {EXAMPLES}"
    return UsageError(f"no road engine is called {name[:80]}{hint}")
