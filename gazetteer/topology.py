"""TopoJSON, decoded into GeoJSON-like geometries. Pure: takes parsed JSON, gives plain lists and dicts.

A topology keeps every border once, as an arc, so that two neighbours share it exactly; a geometry names arcs by number
(``~n`` for arc ``n`` walked backwards). With a ``transform`` the positions are integers, each the step from the one
before. Format: the TopoJSON specification, version 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gazetteer.errors import IndexDataError

Position = tuple[float, float]
Line = list[Position]

_DEEPEST = 16
"""Nested collections are refused below this depth: no real topology comes near it."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One geometry of a topology.

    ``id`` is text, ``""`` when it has none. ``geometry`` is a GeoJSON geometry (coordinates longitude, latitude), or
    None for a geometry that is empty, or that the rounding of the topology collapsed to nothing.
    """

    id: str
    properties: Mapping[str, Any]
    geometry: dict[str, Any] | None


def decode(topology: Mapping[str, Any], object_name: str | None = None) -> Iterator[Feature]:
    """The features of one object of a topology, in its order.

    Parameters
    ----------
    topology : mapping
        A parsed TopoJSON file.
    object_name : str, optional
        Which of its objects; None where it has just one.

    Yields
    ------
    Feature

    Raises
    ------
    IndexDataError
        It is not a topology, has no such object, or names arcs or types that there are not.

    Examples
    --------
    >>> square = {"type": "Topology", "transform": {"scale": [0.5, 0.5], "translate": [10, 20]},
    ...           "objects": {"a": {"type": "Polygon", "id": "X", "arcs": [[0]]}},
    ...           "arcs": [[[0, 0], [2, 0], [0, 2], [-2, 0], [0, -2]]]}
    >>> next(decode(square)).geometry["coordinates"]
    [[(10.0, 20.0), (11.0, 20.0), (11.0, 21.0), (10.0, 21.0), (10.0, 20.0)]]
    """
    try:
        objects = topology["objects"]
        if object_name is None:
            (object_name,) = objects
        chosen = objects[object_name]
        arcs = _arcs(topology)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexDataError(f"not a topology with the object {object_name or '(the only one)'}: {error!r}") from error
    place = _place(topology)
    for geometry in _leaves(chosen, 0):
        try:
            shape = _shape(geometry, arcs, place)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise IndexDataError(
                f"topology object {object_name}, geometry {geometry.get('id', '(no id)')}: cannot be decoded: {error!r}"
            ) from error
        yield Feature(str(geometry.get("id", "")), geometry.get("properties") or {}, shape)


def _arcs(topology: Mapping[str, Any]) -> list[Line]:
    if (transform := topology.get("transform")) is None:
        return [[(x, y) for x, y, *_ in arc] for arc in topology["arcs"]]
    (x_scale, y_scale), (x_from, y_from) = transform["scale"], transform["translate"]
    lines = []
    for arc in topology["arcs"]:
        column = row = 0
        line: Line = []
        for step_x, step_y, *_ in arc:
            column += step_x
            row += step_y
            line.append((column * x_scale + x_from, row * y_scale + y_from))
        lines.append(line)
    return lines


def _place(topology: Mapping[str, Any]) -> Mapping[str, Sequence[float]]:
    """Scale and offset of the positions of points, which are quantised but not chained."""
    return topology.get("transform") or {"scale": (1.0, 1.0), "translate": (0.0, 0.0)}


def _leaves(geometry: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    if geometry.get("type") != "GeometryCollection":
        yield geometry
        return
    if depth == _DEEPEST:
        raise IndexDataError(f"a topology with geometry collections nested more than {_DEEPEST} deep")
    for member in geometry.get("geometries", ()):
        yield from _leaves(member, depth + 1)


def _shape(
    geometry: Mapping[str, Any], arcs: Sequence[Line], place: Mapping[str, Sequence[float]]
) -> dict[str, Any] | None:
    kind = geometry["type"]
    coordinates: Any
    match kind:
        case None:
            return None
        case "Point":
            return {"type": kind, "coordinates": _point(geometry["coordinates"], place)}
        case "MultiPoint":
            coordinates = [_point(position, place) for position in geometry["coordinates"]]
        case "LineString":
            coordinates = _line(geometry["arcs"], arcs)
        case "MultiLineString":
            coordinates = [line for part in geometry["arcs"] if (line := _line(part, arcs))]
        case "Polygon":
            coordinates = _polygon(geometry["arcs"], arcs)
        case "MultiPolygon":
            coordinates = [polygon for part in geometry["arcs"] if (polygon := _polygon(part, arcs))]
        case _:
            raise ValueError(f"no geometry is of type {kind!r}")
    return {"type": kind, "coordinates": coordinates} if coordinates else None


def _point(position: Sequence[float], place: Mapping[str, Sequence[float]]) -> Position:
    (x_scale, y_scale), (x_from, y_from) = place["scale"], place["translate"]
    return position[0] * x_scale + x_from, position[1] * y_scale + y_from


def _joined(numbers: Sequence[int], arcs: Sequence[Line]) -> Line:
    """The arcs end to end; each begins where the one before it ended, and that position is kept once."""
    line: Line = []
    for number in numbers:
        if not -len(arcs) <= number < len(arcs):
            raise IndexError(f"arc {number} of {len(arcs)}")
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        line.extend(arc[1:] if line else arc)
    return line


def _line(numbers: Sequence[int], arcs: Sequence[Line]) -> Line:
    line = _joined(numbers, arcs)
    return line if len(set(line)) > 1 else []


def _polygon(rings: Sequence[Sequence[int]], arcs: Sequence[Line]) -> list[Line]:
    """Outer ring and holes; rings that rounding flattened are left out, and with the outer one the whole polygon."""
    outer, *holes = (_ring(ring, arcs) for ring in rings)
    return [outer, *(hole for hole in holes if hole)] if outer else []


def _ring(numbers: Sequence[int], arcs: Sequence[Line]) -> Line:
    ring = _joined(numbers, arcs)
    return ring if len(set(ring)) > 2 else []
