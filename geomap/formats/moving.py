"""OGC Moving Features JSON 1.0 (OGC 19-045r3), the Prism encoding: where those who travelled a route were reported.

One feature a route. It holds the stops at which its travelled legs start, pass and end, each at the time that the leg
states for it (``departed``, ``arrived``) or else that of its report, and nothing between them: the interpolation is
``Discrete``, by which a position stands for its own moment alone. The standard wants one moment for each position, and
a stop has a window: the moment is the middle of the window, and the window stands beside it among the temporal
properties. Who was somewhere in an area is in a ``MovingPolygon``, as the area's outline, never as a point in it.

By the standard's schema a geometry has two moments at least, and a collection one feature at least; each feature of it
moves. So what would stand in a geometry alone, because another position has the same moment, or a part of an area,
stands beside the nearest moment of its route, which is told twice then: at no moment does that change the position.
A route that knows one moment only of points, or of areas, has no such geometry, and a story without any no such file.

Not in it, and named in ``left_out`` with the reason: such single moments, stops without a date, with a window that is
open on one side, or without a position, and legs that were planned or considered only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.formats.jsontext import collection_text
from geomap.formats.movingstops import TRAVELLED, Row, Seen, seen_along
from geomap.formats.shapes import bounding_box, coordinates, geojson_geometry, on_grid
from geomap.frames import check_legs, check_reports
from geomap.properties import Properties, leg_properties, rounded
from geomap.text import visible
from geomap.when import stamp

if TYPE_CHECKING:
    from geomap.formats.content import Content
    from geomap.story.model import Route

_CRS = {"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
_TRS = {"type": "Name", "properties": {"name": "urn:ogc:data:time:iso8601"}}
_NOTE = (
    "Each datetime is the middle of the window in which those who travel were there, from 'earliest' to 'latest' of "
    "the temporal properties. Nothing is known of the time between them."
)
_ALONE = "the only moment of its kind, and the format wants two in a geometry"


def files(content: Content) -> dict[str, str]:
    """The collection, by the name of its file; none where no route has what the format wants."""
    text = moving_features(content)
    return {} if text is None else {"movement.mf.json": text}


def moving_features(content: Content) -> str | None:
    """The routes as a collection of moving features.

    Parameters
    ----------
    content : Content

    Returns
    -------
    str or None
        ASCII, MF-JSON Prism. None where no route has two moments with a position, of points or of areas: the standard
        knows no collection without a feature, and no feature without a geometry that moves.

    Raises
    ------
    FrameError
        A frame breaks its contract.
    """
    story = content.story
    reports = {row["id"]: row for row in check_reports(content.reports).to_dict("records")}
    flat = leg_properties(story)
    legs = {row["id"]: (row, flat(row)) for row in check_legs(content.legs).to_dict("records")}
    features, everything, left_out = [], [], {}
    for route in story.routes:
        seen, why_not = seen_along(story, route, reports, legs)
        runs, alone = _runs(seen)
        why_not |= {each.ref: _ALONE for each in alone}
        if runs:
            features.append(_feature(route, runs, why_not, legs))
            everything += [each for run in runs for each in run]
        elif why_not:
            left_out[route.id] = why_not
    if not features:
        return None
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if content.title:
        head["label"] = content.title
    head |= {"crs": _CRS, "trs": _TRS, **bounding_box([each.shape for each in everything]), "time": _time(everything)}
    if content.credits:
        head["credits"] = list(content.credits)
    if left_out:
        head["left_out"] = left_out
    return collection_text(head, features)


# --- into geometries of two moments or more ---------------------------------------------------------------------------


def _runs(seen: Iterable[Seen]) -> tuple[list[list[Seen]], list[Seen]]:
    """Points, then areas, as runs of moments that rise, and those of which there is one moment only.

    The first run of a kind has all of its moments; each other has what else is told of some of them.
    """
    kinds: dict[bool, list[list[Seen]]] = {True: [], False: []}
    told: Counter[tuple[bool, datetime]] = Counter()
    for each in seen:
        runs, number = kinds[each.is_point], told[each.is_point, each.moment]
        told[each.is_point, each.moment] += 1
        if number == len(runs):
            runs.append([])
        runs[number].append(each)
    made: list[list[Seen]] = []
    alone: list[Seen] = []
    for runs in kinds.values():
        if runs and len(runs[0]) == 1:
            alone += [each for run in runs for each in run]
        else:
            made += [_in_order(run if len(run) > 1 else [*run, _nearest(run[0], runs[0])]) for run in runs]
    return made, alone


def _nearest(one: Seen, run: Iterable[Seen]) -> Seen:
    """What a run has nearest in time to another moment, the earlier of two."""
    others = (each for each in run if each.moment != one.moment)
    return min(others, key=lambda each: (abs(each.moment - one.moment), each.moment))


def _in_order(run: Iterable[Seen]) -> list[Seen]:
    return sorted(run, key=lambda each: each.moment)


def _prisms(run: Sequence[Seen]) -> Iterator[dict[str, Any]]:
    """One geometry for points; for areas as many as one of them has parts, which together are each area."""
    if run[0].is_point:
        yield _prism("MovingPoint", [(each, coordinates(each.shape.coords[0])) for each in run])
        return
    parts = {each.moment: parts_of(each.shape) for each in run}
    for number in range(max(map(len, parts.values()))):
        told = [(each, parts[each.moment][number]) for each in run if number < len(parts[each.moment])]
        if len(told) == 1:  # a part that the area has already, for a second moment
            near = _nearest(told[0][0], run)
            told.append((near, min(parts[near.moment], key=shapely.get_num_coordinates)))
            told.sort(key=lambda each: each[0].moment)
        yield _prism("MovingPolygon", [(each, _rings(part)) for each, part in told])


def _prism(kind: str, told: Iterable[tuple[Seen, Any]]) -> dict[str, Any]:
    moments, places = zip(*((stamp(each.middle), place) for each, place in told), strict=True)
    return {"type": kind, "datetimes": list(moments), "coordinates": list(places), "interpolation": "Discrete"}


def _rings(part: BaseGeometry) -> Any:
    return geojson_geometry(part)["geometry"]["coordinates"]


# --- as the standard writes it ----------------------------------------------------------------------------------------


def _feature(
    route: Route,
    runs: Sequence[Sequence[Seen]],
    why_not: Mapping[str, str],
    legs: Mapping[str, tuple[Row, Properties]],
) -> dict[str, Any]:
    prisms = [prism for run in runs for prism in _prisms(run)]
    seen = [each for run in runs for each in run]
    own = [legs[leg.id] for leg in route.legs if leg.id in legs and leg.basis in TRAVELLED]
    drawn = [part for row, _ in own if row["geometry"] is not None for part in parts_of(row["geometry"])]
    lines = MultiLineString([part for part in drawn if isinstance(part, LineString)])
    properties: dict[str, Any] = {"route_title": visible(route.title), "datetimes_are": _NOTE}
    if why_not:
        properties["left_out"] = dict(why_not)
    return {
        "type": "Feature",
        "id": route.id,
        "temporalGeometry": (prisms[0] if len(prisms) == 1 else {"type": "MovingGeometryCollection", "prisms": prisms}),
        "temporalProperties": [_values(run) for run in runs],
        "time": _time(seen),
        **bounding_box([each.shape for each in seen]),
        "geometry": geojson_geometry(on_grid(lines))["geometry"],
        "properties": properties | {"legs": [leg for _, leg in own]},
    }


def _values(run: Sequence[Seen]) -> dict[str, Any]:
    def text(values: Iterable[str]) -> dict[str, Any]:
        return {"type": "Text", "values": list(values), "interpolation": "Discrete"}

    def measure(values: Iterable[float], unit: str) -> dict[str, Any]:
        return {
            "type": "Measure", "form": unit, "values": [rounded(value, 6) for value in values],
            "interpolation": "Discrete",
        }  # fmt: skip

    return {
        "datetimes": [stamp(each.middle) for each in run],
        "report": text(each.ref for each in run),
        "dated_by": text(each.dated_by for each in run),
        "earliest": text(stamp(each.earliest) for each in run),
        "latest": text(stamp(each.latest) for each in run),
        # Units by their codes of UN/CEFACT's recommendation 20: hour and kilometre.
        "uncertainty_h": measure((each.half_h for each in run), "HUR"),
        "radius_km": measure((each.radius_km for each in run), "KMT"),
    }


def _time(seen: Sequence[Seen]) -> list[str]:
    """The span that covers every window."""
    return [stamp(min(each.earliest for each in seen)), stamp(max(each.latest for each in seen))]
