"""Column contract of the two frames that flow through geomap, and the checks that hold them to it.

Both are GeoDataFrames in EPSG:4326 (WGS84, longitude before latitude). The tables below are the contract:
what a column is called, which values it may hold, in which unit. Every producer ends in its check, every consumer
may rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the type of its values, whether None is legal, and what it means."""

    name: str
    type: type | tuple[type, ...]
    optional: bool
    meaning: str


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
    Column("where", str, True, "the name or place id in the story; None: position not stated"),
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
    Column("geometry", object, True, "Polygon or MultiPolygon (area), Point, or None"),
)

LEG_COLUMNS: tuple[Column, ...] = (
    Column("id", str, False, "id of the leg; unique"),
    Column("route_id", str, False, "id of its route"),
    Column("route_title", str, False, "title of its route"),
    Column("number", int, False, "1, 2, 3, … within its route"),
    Column("title", str, False, "what the leg is, one line"),
    Column("basis", str, False, "reported, inferred, planned, considered, blocked or returned"),
    Column("outcome", str, True, "what became of it, in the author's words"),
    Column("from_ref", str, True, "report id, place id or name as written"),
    Column("to_ref", str, True, "the same, for the end"),
    Column("from_name", str, True, "name for people of where it starts"),
    Column("to_name", str, True, "the same, for the end"),
    Column("when", str, True, "EDTF as written"),
    Column("when_label", str, False, "the window for people, or 'date not stated'"),
    Column("sources", tuple, False, "ids of the sources"),
    Column("method", str, False, "'geodesic' or 'none' (no geometry)"),
    Column("notes", tuple, False, "sentences for the reader: border crossed by which boundary, why there is no line, …"),
    Column("length_km", float, True, "geodesic length of the line, WGS84 ellipsoid"),
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
    Column("geometry", object, True, "LineString, or MultiLineString where split at ±180°, or None"),
)
