"""The base map as compact JSON data for the page, and back.

A line is a flat list of integers: x and y of its first point, then the step to each next one, all in units of
``1 / k`` degrees. In JavaScript::

    const line = a => { let x = 0, y = 0, out = [];
      for (let i = 0; i < a.length; i += 2) out.push([(y += a[i + 1]) / k, (x += a[i]) / k]);  // lat, lon
      return out; };
    const ring = refs => refs.flatMap((r, n) => (r < 0 ? arcs[~r].slice().reverse() : arcs[r]).slice(n ? 1 : 0));

=============  ==========================================================================================
key            value
=============  ==========================================================================================
``k``          units per degree
``box``        west, south, east, north in those units; east may pass 180 degrees
``arcs``       lines: ``coasts`` coast lines first, then ``borders`` borders, then cuts that are not drawn
``land``       ``[country, [polygon, …]]``; a polygon is a list of rings, a ring a list of arcs, ``~i`` = backwards
``divisions``  lines
``rivers``     lines
``lakes``      polygons, as lists of lines
``labels``     ``[kind, rank, zoom, x, y, text, local]``; kind c(ountry), s(ea), d(ivision), t(own); x, y not as steps
``credits``    sentences
=============  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geomap.basemaps.model import BaseMap, Label, LabelKind, Land, Line
from geomap.projection import Box

_KINDS: dict[LabelKind, str] = {"country": "c", "sea": "s", "division": "d", "town": "t"}
_KIND_OF = {letter: kind for kind, letter in _KINDS.items()}


def encode(base: BaseMap) -> dict[str, Any]:
    """The base map as JSON data, in the form that this module's own text describes.

    Examples
    --------
    >>> base = BaseMap(Box(0, 0, 2, 2), 10, (((0.0, 0.5), (1.5, 1.0)),), 1, 0, (), (), (), (), (), ())
    >>> encode(base)["arcs"]
    [[0, 5, 15, 5]]
    >>> decode(encode(base)) == base
    True
    """
    k = base.per_degree
    box = base.box
    return {
        "k": k,
        "box": [round(v * k) for v in (box.west, box.south, box.east, box.north)],
        "arcs": _packed(base.arcs, k),
        "coasts": base.coasts,
        "borders": base.borders,
        "land": [[land.country, [[list(ring) for ring in rings] for rings in land.polygons]] for land in base.lands],
        "divisions": _packed(base.divisions, k),
        "rivers": _packed(base.rivers, k),
        "lakes": [_packed(lake, k) for lake in base.lakes],
        "labels": [
            [_KINDS[n.kind], n.rank, n.zoom, round(n.lon * k), round(n.lat * k), n.text, n.local] for n in base.labels
        ],
        "credits": list(base.credits),
    }


def decode(data: Mapping[str, Any]) -> BaseMap:
    """The base map that :func:`encode` gave ``data`` for."""
    k = int(data["k"])
    return BaseMap(
        box=Box(*(v / k for v in data["box"])),
        per_degree=k,
        arcs=_unpacked(data["arcs"], k),
        coasts=data["coasts"],
        borders=data["borders"],
        lands=tuple(
            Land(country, tuple(tuple(tuple(ring) for ring in rings) for rings in polygons))
            for country, polygons in data["land"]
        ),
        divisions=_unpacked(data["divisions"], k),
        rivers=_unpacked(data["rivers"], k),
        lakes=tuple(_unpacked(lake, k) for lake in data["lakes"]),
        labels=tuple(
            Label(_KIND_OF[kind], text, local, x / k, y / k, zoom, rank)
            for kind, rank, zoom, x, y, text, local in data["labels"]
        ),
        credits=tuple(data["credits"]),
    )


def _packed(lines: Iterable[Line], k: int) -> list[list[int]]:
    packed = []
    for line in lines:
        steps: list[int] = []
        x = y = 0
        for lon, lat in line:
            next_x, next_y = round(lon * k), round(lat * k)
            steps += (next_x - x, next_y - y)
            x, y = next_x, next_y
        packed.append(steps)
    return packed


def _unpacked(packed: Iterable[Sequence[int]], k: int) -> tuple[Line, ...]:
    lines = []
    for steps in packed:
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / k, y / k))
        lines.append(tuple(points))
    return tuple(lines)
