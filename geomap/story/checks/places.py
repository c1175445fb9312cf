"""Every place is somewhere: an id of the gazetteer, a point, a shape or a name."""

from __future__ import annotations

from geomap.story.checks.entries import entries, text, texts
from geomap.story.nodes import Document, Map, Path, Plain


def check_places(document: Document) -> None:
    """Check that each place says where it is, and that no spelling means two of them."""
    spelled: dict[str, tuple[str, Path]] = {}
    for path, place in entries(document, "places"):
        _check_position(document, path, place)
        name = text(place.get("id"))
        for here, spelling in texts(place.get("names"), (*path, "names")):
            first, _ = spelled.setdefault(spelling.strip().casefold(), (name, here))
            if first != name:
                what = f"a name that place {first} has too"
                document.problem(here, what, spelling, "the id of the place in each report's where", warning=True)


def _check_position(document: Document, path: Path, place: Map) -> None:
    lon, lat = (key in place for key in ("lon", "lat"))
    if lon != lat:
        given, wanted = ("lon", "lat") if lon else ("lat", "lon")
        document.problem((*path, given), f"{given} without {wanted}", "", f"adding {wanted}")
    elif lon and _is_zero(place["lon"]) and _is_zero(place["lat"]) and not _said_so(place):
        document.problem(
            (*path, "lon"),
            "the point at 0, 0 in the Atlantic is nearly always a gap in the data",
            "0, 0",
            "leaving both out, or stated_at_null_island: true if it is meant",
        )
    if not any(key in place for key in ("gazetteer_id", "lon", "lat", "geometry", "names")):
        document.problem(path, "a place that is nowhere", "", "adding gazetteer_id, lon and lat, geometry or names")


def _is_zero(value: object) -> bool:
    number = value.number() if isinstance(value, Plain) else value
    return isinstance(number, int | float) and not isinstance(number, bool) and number == 0


def _said_so(place: Map) -> bool:
    said = place.get("stated_at_null_island")
    return said is True or (isinstance(said, Plain) and said.boolean() is True)
