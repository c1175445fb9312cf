"""Roads out of GeoJSON: lines that meet where their points coincide → a network.

A file is read with json alone: a reader that knows more formats could be led to other files by what stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from geomap.errors import InputError
from geomap.roads.assemble import Points, Ways, assemble
from geomap.roads.engine import DECIMALS, EngineData
from geomap.roads.errors import BadRoads
from geomap.roads.network import Network
from geomap.roads.places import refuse_no_file
from geomap.roads.profiles import CLASS_NUMBERS, CLASSES, UNKNOWN, USERS

MAX_BYTES = 1024**3
MAX_COMPLAINTS = 20
"""So many complaints are told; a file with more is most likely not meant for us."""

# True: along the line; None: both ways; False: against it.
_ONEWAY: Mapping[Any, bool | None] = {
    "yes": True, "true": True, "1": True, "no": None, "false": None, "0": None, "": None,
    "-1": False, "reverse": False,
}  # fmt: skip
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


def read_geojson(paths: Sequence[Path | str], *, data: EngineData | None = None) -> Network:
    """The roads of one or more GeoJSON files (RFC 7946).

    Parameters
    ----------
    paths : sequence of path
        Each a FeatureCollection, a Feature or a geometry. Roads are LineStrings and MultiLineStrings, WGS84; they meet
        where any of their points coincide to 1e-7 degrees, and cross without meeting otherwise. A feature without
        geometry is passed over. Properties, all optional:

        ``oneway``
            true, "yes" or "1": only along the line; "-1" or "reverse": only against it; false, "no", null: both.
        ``class`` (or ``highway``)
            One of :data:`geomap.roads.profiles.CLASSES`: decides who may use the road, and the speed. Without it
            anybody may, and how long a vehicle takes is not known.
        ``name``
            Text.
    data : EngineData, optional
        What the roads are from; by default the names of the files, and no date.

    Raises
    ------
    InputError
        A file cannot be read.
    BadRoads
        With every fault, by file and number of the feature, counted from 1.
    """
    gathered = _Gathered()
    for path in map(Path, paths):
        _gather(_parsed(path), path, gathered)
    if gathered.complaints:
        told = gathered.complaints[:MAX_COMPLAINTS]
        more = len(gathered.complaints) - len(told)
        raise BadRoads([*told, *([f"and {more} more"] if more else [])])
    return _network(gathered, data or EngineData(", ".join(Path(path).name for path in paths)))


@dataclass(slots=True)
class _Gathered:
    lines: list[list[tuple[float, float]]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    forward: list[int] = field(default_factory=list)
    backward: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def _parsed(path: Path) -> Any:
    refuse_no_file(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadRoads([f"{path}: is larger than {MAX_BYTES:,} bytes; .osm.pbf is the format for that many roads"])
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadRoads([f"{path}:{line}: is not UTF-8 text"]) from None
    except json.JSONDecodeError as error:
        raise BadRoads([f"{path}:{error.lineno}:{error.colno}: is not JSON: {error.msg}"]) from None
    except RecursionError:
        raise BadRoads([f"{path}: is not GeoJSON: it is nested too deeply"]) from None
    except ValueError as error:  # what json takes and JSON does not
        raise BadRoads([f"{path}: is not JSON: {_brief(str(error))}"]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON whose keys are all different: of two values, nobody knows which one was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"an object has the key {json.dumps(twice, ensure_ascii=False)} twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _gather(content: Any, path: Path, gathered: _Gathered) -> None:
    if not isinstance(content, dict):
        gathered.complaints.append(f"{path}: is not GeoJSON, which is an object with a type, got {_shown(content)}")
        return
    crs = json.dumps(content.get("crs") or _WGS84[0])
    if not any(known in crs for known in _WGS84):
        gathered.complaints.append(
            f"{path}: has coordinates of another system than WGS84: crs {_shown(content['crs'])}"
        )
        return
    for number, feature in enumerate(_features(content, path, gathered), 1):
        where = f"{path}: feature {number}"
        complaints, lines, traits = _road(feature)
        gathered.complaints += [f"{where}: {complaint}" for complaint in complaints]
        for line in lines if not complaints else ():
            gathered.lines.append(line)
            gathered.numbers.append(number)
            gathered.classes.append(traits.class_number)
            gathered.forward.append(traits.forward)
            gathered.backward.append(traits.backward)
            gathered.names.append(traits.name)


def _features(content: dict[str, Any], path: Path, gathered: _Gathered) -> list[Any]:
    kind = content.get("type")
    if kind == "FeatureCollection" and isinstance(content.get("features"), list):
        return list(content["features"])
    if kind == "FeatureCollection":
        gathered.complaints.append(f"{path}: is a FeatureCollection without a list of features")
        return []
    if kind == "Feature":
        return [content]
    return [{"type": "Feature", "properties": None, "geometry": content}]


@dataclass(frozen=True, slots=True)
class _Traits:
    class_number: int
    forward: int
    backward: int
    name: str


def _road(feature: Any) -> tuple[list[str], list[list[tuple[float, float]]], _Traits]:
    """Complaints about one feature, its lines, and what its properties say."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return [f"is not a Feature, got {_shown(feature)}"], [], _Traits(0, 0, 0, "")
    complaints: list[str] = []
    traits = _traits(feature.get("properties"), complaints)
    geometry = feature.get("geometry")
    lines = [] if geometry is None else _lines(geometry, complaints)
    return complaints, lines, traits


def _traits(properties: Any, complaints: list[str]) -> _Traits:
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        complaints.append(f"its properties are no object, got {_shown(properties)}")
        properties = {}
    kind = properties.get("class") or properties.get("highway") or UNKNOWN
    if not isinstance(kind, str) or kind not in CLASS_NUMBERS:
        complaints.append(f"its class is not known, got {_shown(kind)}, try one of {', '.join(CLASSES)}")
        kind = UNKNOWN
    oneway = properties.get("oneway")
    word = "" if oneway is None else str(oneway).lower()
    if word not in _ONEWAY:
        complaints.append(f'its oneway is not known, got {_shown(oneway)}, try true, false or "-1"')
    along = _ONEWAY.get(word)
    name = properties.get("name")
    if name is not None and not isinstance(name, str):
        complaints.append(f"its name is no text, got {_shown(name)}")
    users = USERS[kind]
    return _Traits(
        class_number=CLASS_NUMBERS[kind],
        forward=users if along in {True, None} else 0,
        backward=users if along in {False, None} else 0,
        name=name if isinstance(name, str) else "",
    )


def _lines(geometry: Any, complaints: list[str]) -> list[list[tuple[float, float]]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"LineString", "MultiLineString"}:
        complaints.append(f"a road is a LineString or a MultiLineString, got {_shown(kind or geometry)}")
        return []
    parts = [geometry.get("coordinates")] if kind == "LineString" else geometry.get("coordinates")
    if not isinstance(parts, list):
        complaints.append(f"its coordinates are no list, got {_shown(parts)}")
        return []
    lines = []
    for part in parts:
        if not isinstance(part, list) or len(part) < 2:
            complaints.append(f"a line has two positions or more, got {_shown(part)}")
            continue
        wrong = next((position for position in part if not _is_position(position)), None)
        if wrong is None:
            lines.append([(float(position[0]), float(position[1])) for position in part])
        else:
            complaints.append(f"a position is [longitude, latitude] in degrees, got {_shown(wrong)}")
    return lines


def _is_position(value: Any) -> bool:
    if not isinstance(value, list) or len(value) < 2:
        return False
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in value[:2]):
        return False
    return bool(abs(value[0]) <= 180 and abs(value[1]) <= 90)  # NaN, too, is not


def _shown(value: Any) -> str:
    return _brief(json.dumps(value, ensure_ascii=False))


def _brief(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _network(gathered: _Gathered, data: EngineData) -> Network:
    counts = np.array([len(line) for line in gathered.lines], dtype=np.int64)
    flat = np.array([p for line in gathered.lines for p in line], dtype=np.float64).reshape(-1, 2)
    grid = np.round(flat * 10**DECIMALS).astype(np.int64)
    grid[:, 0] = np.where(grid[:, 0] == 180 * 10**DECIMALS, -180 * 10**DECIMALS, grid[:, 0])
    # One number for both, so that equal points have equal ids.
    ids = (grid[:, 0] + 180 * 10**DECIMALS) * (2 * 10**9) + (grid[:, 1] + 90 * 10**DECIMALS)
    distinct, first = np.unique(ids, return_index=True)
    table = {name: number for number, name in enumerate(dict.fromkeys(["", *gathered.names]))}
    ways = Ways(
        refs=ids,
        offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        ids=np.array(gathered.numbers, dtype=np.int64),
        classes=np.array(gathered.classes, dtype=np.uint8),
        forward=np.array(gathered.forward, dtype=np.uint8),
        backward=np.array(gathered.backward, dtype=np.uint8),
        names=np.array([table[name] for name in gathered.names], dtype=np.int32),
        name_table=tuple(table),
    )
    lons, lats = (grid[first] / 10**DECIMALS).T
    return assemble(ways, Points(distinct, lons, lats), data=data)
