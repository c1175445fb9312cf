"""Column contract of the two frames that flow through geomap, and the checks that hold them to it.

Both are GeoDataFrames in EPSG:4326 (WGS84, longitude before latitude). The tables below are the contract:
what a column is called, which values it may hold, in which unit. Every producer ends in its check, every consumer
may rely on it. A value that is missing is NaN in a column of floats and None in every other; a user's own further
columns are welcome.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.contract import (
    Column,
    Row,
    Rule,
    Sure,
    all_one_of,
    all_within,
    floats,
    hold,
    is_missing,
    make_frame,
    one_of,
    pair,
    rising,
    shape,
    within,
)

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

DRAWS = ("point", "area", "none")
METHODS = ("geodesic", "road", "none")
STATUSES = ("given", "curated", "resolved", "ambiguous", "missing", "not_stated")
VERDICTS = ("ok", "impossible", "not testable")

REPORT_COLUMNS: tuple[Column, ...] = (
    Column("id", str, False, "id of the report in the story; unique"),
    Column("number", int, False, "1, 2, 3, … in the order of the story; the number on the pin"),
    Column("title", str, False, "what happened, one line"),
    Column("text", str, True, "what happened, in the author's words"),
    Column("role", str, False, "event, origin, halt, strike, destination, context or statement"),
    Column("category", str, True, "the author's own word"),
    Column("when", str, True, "EDTF as written"),
    Column("when_as_reported", str, True, "the wording of the source"),
    Column("when_label", str, False, "the window for people, e.g. '28 Aug 2017' or 'date not stated'"),
    Column("earliest", object, True, "first instant of the window, timezone-aware datetime in the story's zone"),
    Column("latest", object, True, "last instant of the window, timezone-aware datetime"),
    Column("where", str, True, "the name or place id in the story; None: position not stated, or blurred on purpose"),
    Column("spellings", tuple, False, "(source id, spelling) per source that spells the place"),
    Column("sources", tuple, False, "ids of the sources, in the order of the story"),
    Column("status", str, False, "given, curated, resolved, ambiguous, missing or not_stated"),
    Column("place_id", str, True, "id of the place taken, e.g. geonames:174448 or SY-DY"),
    Column("place_name", str, True, "name of the place taken"),
    Column("place_kind", str, True, "gazetteer.Kind value of the place taken"),
    Column("country", str, True, "ISO 3166-1 alpha-2 of the place taken"),
    Column("lon", float, True, "degrees WGS84; a point inside the area when draw is 'area'"),
    Column("lat", float, True, "degrees WGS84"),
    Column("radius_km", float, True, "the true position lies within this distance (points)"),
    Column("precision", str, True, "exact … country as stated, or as it follows from the kind"),
    Column("draw", str, False, "'point' (pin and uncertainty circle), 'area' (outline or soft disc) or 'none'"),
    Column("score", float, True, "0 to 1: how well the name fits the place taken"),
    Column("reasons", tuple, False, "short English phrases: why this place was taken"),
    Column("place_source", str, True, "who says where the place is"),
    Column("place_licence", str, True, "under which terms"),
    Column("place_url", str, True, "a page to check it"),
    Column("boundary_source", str, True, "who drew the outline, when draw is 'area'"),
    Column(
        "generalized_km", float, True, "by how much the position was blurred on purpose; its place is then not named"
    ),
    Column("geometry", object, True, "Polygon or MultiPolygon (area), Point, or None"),
)

LEG_COLUMNS: tuple[Column, ...] = (
    Column("id", str, False, "id of the leg; unique"),
    Column("route_id", str, False, "id of its route"),
    Column("route_title", str, False, "title of its route"),
    Column("number", int, False, "1, 2, 3, … within its route"),
    Column("title", str, False, "what the leg is, one line"),
    Column("basis", str, False, "what it is drawn as: reported, inferred, planned, considered, blocked or returned"),
    Column("stated_basis", str, True, "what the author states: one of the same words; `notes` say why it differs"),
    Column("mode", str, True, "how it was travelled: road, convoy, foot, rail, ship, …"),
    Column("road", str, True, "the road as a source names it"),
    Column("instead_of", str, True, "id of the leg that this one contradicts"),
    Column("blocked_by", tuple, True, "ids of the obstacles in its way while it was travelled"),
    Column("outcome", str, True, "what became of it, in the author's words"),
    Column("from_ref", str, True, "report id, place id or name as written; of a blurred place, its cell"),
    Column("to_ref", str, True, "the same, for the end"),
    Column("place_ids", tuple, True, "ids of the places where it starts, passes and ends"),
    Column("from_name", str, True, "name for people of where it starts"),
    Column("to_name", str, True, "the same, for the end"),
    Column("when", str, True, "EDTF as written"),
    Column("when_label", str, False, "the window for people, or 'date not stated'"),
    Column("departed", str, True, "EDTF as written: when it left"),
    Column("arrived", str, True, "EDTF as written: when it came in"),
    Column("planned_departure", str, True, "EDTF as written: when it was to leave"),
    Column("planned_arrival", str, True, "EDTF as written: when it was to come in"),
    Column("delay_h", tuple, True, "(least, most) hours by which it came in later than planned; negative: early"),
    Column("reported_km", tuple, True, "(least, most) length as a source reports it, kilometres"),
    Column("reported_h", tuple, True, "(least, most) hours that it took as a source reports it"),
    Column("sources", tuple, False, "ids of the sources"),
    Column("method", str, False, "'geodesic', 'road' (computed along roads) or 'none' (no geometry)"),
    Column("fallback", str, True, "why the shortest way stands in for one along roads"),
    Column("no_way", str, True, "that no way by road is left, and what closes them all"),
    Column("engine", str, True, "which engine found the way along roads"),
    Column("engine_version", str, True, "its version"),
    Column("profile", str, True, "the kind of traveller it was asked for: car, bus, foot, …"),
    Column("data_title", str, True, "what the roads are from"),
    Column("data_date", str, True, "as of when they are, ISO 8601"),
    Column("data_attribution", str, True, "whom the licence of the roads wants to see named"),
    Column("request_hashes", tuple, True, "SHA-256 of each request to the engine"),
    Column(
        "notes", tuple, False, "sentences for the reader: border crossed by which boundary, why there is no line, …"
    ),
    Column("length_km", float, True, "geodesic length of the line, WGS84 ellipsoid"),
    Column("detour", float, True, "how many times as long as the shortest way over the same stops"),
    Column("gap_km", float, True, "from where the leg before ends to where this one starts; missing where they join"),
    Column(
        "alternates",
        tuple,
        True,
        "other ways along roads, the shortest first: dicts of 'geometry' (line, EPSG:4326) and 'length_km'",
    ),
    Column("snap_km", tuple, True, "(at the start, at the end) how far the leg's end is from the road that it joins"),
    Column("corridor_km", tuple, True, "(at the start, at the end) half-width of the corridor"),
    Column("entry_lon", float, True, "where the way first crosses the border of its area waypoint"),
    Column("entry_lat", float, True, "the same, latitude"),
    Column("boundary_source", str, True, "who drew that border"),
    Column("elapsed_h", tuple, True, "(least, most) hours between the two time windows"),
    Column("speed_kmh", tuple, True, "(least, most) implied speed; most is inf when the windows overlap"),
    Column("speed_verdict", str, False, "'ok', 'impossible' or 'not testable'; ok is not evidence"),
    Column("speed_note", str, False, "the verdict in a sentence"),
    Column("arrows", tuple, False, "(lon, lat, bearing_deg) of the arrow heads, bearing clockwise from north"),
    Column("corridor", object, True, "Polygon or MultiPolygon of where the way may lie, EPSG:4326, split at ±180°"),
    Column("access", object, True, "what leads from the ends to the road, no part of the line, EPSG:4326"),
    Column("geometry", object, True, "LineString, or MultiLineString where split at ±180°, or None"),
)


def reports_frame(rows: Sequence[Mapping[str, Any]]) -> GeoDataFrame:
    """Make the reports frame from one mapping per report, and check it.

    Parameters
    ----------
    rows : sequence of mapping
        Column name to value; a column left out is missing.

    Returns
    -------
    GeoDataFrame
        Columns of ``REPORT_COLUMNS``, EPSG:4326.

    Raises
    ------
    FrameError
        The rows break the contract; every broken rule is listed.

    Examples
    --------
    >>> list(reports_frame([]).columns)[:3]
    ['id', 'number', 'title']
    """
    return check_reports(make_frame(rows, REPORT_COLUMNS, shapes=frozenset({"geometry"})))


def legs_frame(rows: Sequence[Mapping[str, Any]]) -> GeoDataFrame:
    """Make the legs frame from one mapping per leg, and check it; see :func:`reports_frame`."""
    return check_legs(make_frame(rows, LEG_COLUMNS, shapes=frozenset({"corridor", "access", "geometry"})))


def check_reports(frame: GeoDataFrame) -> GeoDataFrame:
    """Hold a frame to the contract of reports.

    Parameters
    ----------
    frame : GeoDataFrame

    Returns
    -------
    GeoDataFrame
        The same frame, so that a producer can end in this call.

    Raises
    ------
    FrameError
        One line per broken rule, all of them.

    Examples
    --------
    >>> check_reports(reports_frame([]).drop(columns=["lon", "lat"]))
    Traceback (most recent call last):
        ...
    geomap.errors.FrameError: the reports frame breaks its contract:
      column 'lon': is missing
      column 'lat': is missing
    """
    return hold(frame, "reports", REPORT_COLUMNS, _REPORT_RULES, _REPORTS_SURELY)


def check_legs(frame: GeoDataFrame) -> GeoDataFrame:
    """Hold a frame to the contract of legs; see :func:`check_reports`."""
    return hold(frame, "legs", LEG_COLUMNS, _LEG_RULES)


# --- rules ------------------------------------------------------------------------------------------------------------


def _draw(row: Row) -> str | None:
    if row["draw"] not in DRAWS:
        return f"must be one of {', '.join(DRAWS)}"
    unplaced = row["status"] in ("missing", "not_stated")
    return "must be 'none' where no place was taken" if unplaced and row["draw"] != "none" else None


def _position(row: Row) -> str | None:
    if row["draw"] == "none":
        return None
    if any(is_missing(row[column]) for column in ("lon", "lat", "radius_km")):
        return "must be given, with 'lat' and 'radius_km', where something is drawn"
    return None if -180 <= row["lon"] <= 180 else "must lie between -180 and 180"


def _window(row: Row) -> str | None:
    moments = [row[column] for column in ("earliest", "latest") if row[column] is not None]
    if any(getattr(moment, "tzinfo", None) is None for moment in moments):
        return "must be a timezone-aware datetime, as must 'earliest'"
    return "must not be before 'earliest'" if len(moments) == 2 and moments[1] < moments[0] else None


_REPORT_SHAPES: dict[str, Rule] = {
    "point": shape("geometry", ("Point",), expected=lambda row: True),
    "area": shape("geometry", ("Polygon", "MultiPolygon"), expected=lambda row: True),
    "none": shape("geometry", (), expected=lambda row: False),
}


def _report_shape(row: Row) -> str | None:
    rule = _REPORT_SHAPES.get(row["draw"])
    complaint = rule(row) if rule else None
    if complaint:
        return f"{complaint} where draw is {row['draw']!r}"
    if row["draw"] == "point" and (row["geometry"].x, row["geometry"].y) != (row["lon"], row["lat"]):
        return "must be at 'lon', 'lat'"
    return None


def _boundary(row: Row) -> str | None:
    return "must be given where an area is drawn" if row["draw"] == "area" and not row["boundary_source"] else None


def _length(row: Row) -> str | None:
    if is_missing(row["length_km"]):
        return "must be given where there is a line" if row["method"] != "none" else None
    return None if row["length_km"] >= 0 else "must not be negative"


def _alternates(row: Row) -> str | None:
    for other in row["alternates"] or ():
        if not isinstance(other, Mapping) or {"geometry", "length_km"} - set(other):
            return "must be dicts of 'geometry' and 'length_km'"
        if complaint := _LINE(dict(other)):
            return f"each geometry {complaint}"
        if not isinstance(other["length_km"], int | float) or not 0 <= other["length_km"] < math.inf:
            return "each length_km must be a number of 0 or more"
    return None


_LINE = shape("geometry", ("LineString", "MultiLineString"), expected=lambda row: True)

# One table for the rule of a row and for that of a whole column, which must never differ.
_REPORT_BOUNDS: dict[str, tuple[float, float]] = {
    "number": (1, math.inf),
    "lat": (-90, 90),
    "radius_km": (0, math.inf),
    "score": (0, 1),
}

_REPORT_RULES: dict[str, Rule] = {
    "number": within("number", *_REPORT_BOUNDS["number"]),
    "status": one_of("status", STATUSES),
    "draw": _draw,
    "lon": _position,
    "lat": within("lat", *_REPORT_BOUNDS["lat"]),
    "radius_km": within("radius_km", *_REPORT_BOUNDS["radius_km"]),
    "score": within("score", *_REPORT_BOUNDS["score"]),
    "latest": _window,
    "boundary_source": _boundary,
    "geometry": _report_shape,
}

_LEG_RULES: dict[str, Rule] = {
    "number": within("number", 1, math.inf),
    "method": one_of("method", METHODS),
    "length_km": _length,
    "alternates": _alternates,
    "detour": within("detour", 0, math.inf),
    "gap_km": within("gap_km", 0, math.inf),
    "reported_km": pair("reported_km"),
    "reported_h": pair("reported_h"),
    "snap_km": pair("snap_km"),
    "corridor_km": pair("corridor_km"),
    "entry_lon": within("entry_lon", -180, 180),
    "entry_lat": within("entry_lat", -90, 90),
    "delay_h": rising("delay_h"),
    "elapsed_h": pair("elapsed_h"),
    "speed_kmh": pair("speed_kmh"),
    "speed_verdict": one_of("speed_verdict", VERDICTS),
    "corridor": shape("corridor", ("Polygon", "MultiPolygon"), expected=lambda row: None),
    "access": shape("access", ("LineString", "MultiLineString"), expected=lambda row: None),
    "geometry": shape("geometry", ("LineString", "MultiLineString"), expected=lambda row: row["method"] != "none"),
}


# --- the same rules of reports, told of all rows by whole columns -----------------------------------------------------


def _drawn(frame: GeoDataFrame) -> NDArray[np.object_] | None:
    """The column ``draw``; None where it holds an unknown word, of which nothing is sure."""
    return frame["draw"].to_numpy() if all_one_of("draw", DRAWS)(frame) else None


def _all_drawn(frame: GeoDataFrame) -> bool:
    draw, status = _drawn(frame), frame["status"]
    if draw is None or status.dtype != object:
        return False
    placed = status.to_numpy()[draw != "none"].tolist()
    return not {"missing", "not_stated"} & set(placed)


def _all_positions(frame: GeoDataFrame) -> bool:
    draw, lon, lat, km = _drawn(frame), *(floats(frame, name) for name in ("lon", "lat", "radius_km"))
    if draw is None or lon is None or lat is None or km is None:
        return False
    given = (lon >= -180) & (lon <= 180) & ~np.isnan(lat) & ~np.isnan(km)
    return bool((given | (draw == "none")).all())


def _all_windows(frame: GeoDataFrame) -> bool:
    first, last = frame["earliest"], frame["latest"]
    if first.dtype != object or last.dtype != object:
        return False
    windows = {(id(a), id(b)): (a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)}  # most are shared
    for window in windows.values():
        moments = [moment for moment in window if moment is not None]
        if not all(type(moment) is datetime and moment.tzinfo is not None for moment in moments):
            return False
        if len(moments) == 2 and moments[1] < moments[0]:
            return False
    return True


def _all_boundaries(frame: GeoDataFrame) -> bool:
    draw, source = _drawn(frame), frame["boundary_source"]
    return draw is not None and source.dtype == object and all(source.to_numpy()[draw == "area"].tolist())


def _all_shapes(frame: GeoDataFrame) -> bool:
    import shapely
    from geopandas.array import GeometryDtype

    draw, lon, lat = _drawn(frame), floats(frame, "lon"), floats(frame, "lat")
    if draw is None or lon is None or lat is None or not isinstance(frame["geometry"].dtype, GeometryDtype):
        return False
    shapes = frame["geometry"].to_numpy()
    at = draw == "point"
    points = shapes[at]
    areas = np.array(list({id(shape): shape for shape in shapes[draw == "area"].tolist()}.values()), dtype=object)
    if not shapely.is_missing(shapes[draw == "none"]).all():
        return False
    polygons = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    if not np.isin(shapely.get_type_id(areas), polygons).all():
        return False
    if not (shapely.get_type_id(points) == shapely.GeometryType.POINT).all():
        return False
    if not ((shapely.get_x(points) == lon[at]) & (shapely.get_y(points) == lat[at])).all():
        return False
    every = np.concatenate([points, areas])
    whole = shapely.is_valid(every) & ~shapely.is_empty(every)
    west, south, east, north = shapely.bounds(every).T
    return bool((whole & (west >= -180) & (east <= 180) & (south >= -90) & (north <= 90)).all())


_REPORTS_SURELY: dict[str, Sure] = {
    "number": all_within("number", *_REPORT_BOUNDS["number"]),
    "status": all_one_of("status", STATUSES),
    "draw": _all_drawn,
    "lon": _all_positions,
    "lat": all_within("lat", *_REPORT_BOUNDS["lat"]),
    "radius_km": all_within("radius_km", *_REPORT_BOUNDS["radius_km"]),
    "score": all_within("score", *_REPORT_BOUNDS["score"]),
    "latest": _all_windows,
    "boundary_source": _all_boundaries,
    "geometry": _all_shapes,
}
