"""What a geocoder answered, as places: the geocoder's own records are read here, and checked, and nowhere else.

Pure. A record that cannot be right (no latitude, one that is no number or off the Earth) is an error of the service:
geopy would make 0.0 of a missing coordinate, and a pin in the Atlantic of that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from gazetteer.credits import SourceCredit
from gazetteer.online.kinds import kind_of_tag
from gazetteer.place import Kind, Place

DEFAULT_RADIUS_KM = 5.0
"""Of an answer without a bounding box."""

MAX_TEXT = 300
"""Characters of a name or an address that are kept."""

_KM_PER_DEG = 111.195  # of a great circle, on a sphere of 6,371 km
_LEAST_RADIUS_KM, _MAX_RADIUS_KM = 0.1, 20_000.0
_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,20})?(?:[eE]-?[0-9]{1,2})?")
_COUNTRY = re.compile("[A-Za-z]{2}")
_DIVISION = re.compile("[A-Z]{2}-[A-Z0-9]{1,3}")
_NAME_KEYS = re.compile(r"(?:alt_|old_|official_|int_|short_|loc_|reg_)?name(?::[A-Za-z_-]+)?")
# Marks that Arabic and Persian text needs, though they cannot be seen.
_JOINERS = frozenset("\u200c\u200d\u200e\u200f\u061c")
_OSM_ID = re.compile("[0-9]{1,18}")
_OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}
_OSM = SourceCredit(
    "OpenStreetMap", "ODbL 1.0", "https://www.openstreetmap.org/copyright", "© OpenStreetMap contributors, ODbL 1.0"
)
_CREDITS = {
    **dict.fromkeys(("nominatim", "photon", "pickpoint", "openmapquest"), _OSM),
    "geonames": SourceCredit(
        "GeoNames", "CC BY 4.0", "https://www.geonames.org/", "GeoNames (geonames.org), CC BY 4.0"
    ),
}


class UnusableAnswerError(ValueError):
    """A record that cannot be right; the service becomes a :class:`~gazetteer.errors.ServiceError` of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place that a geocoder answered with.

    Parameters
    ----------
    place : Place
    names : tuple of str
        Further names that it has, for comparison with the name that was asked.
    address : str
        The place within its surroundings, in the service's words.
    """

    place: Place
    names: tuple[str, ...] = ()
    address: str = ""


def credit_of(geocoder: str) -> SourceCredit:
    """Who is to be named for the answers of a geocoder, and under which terms they may be used.

    Examples
    --------
    >>> credit_of("nominatim").licence, credit_of("bing").licence
    ('ODbL 1.0', 'terms of the service')
    """
    return _CREDITS.get(geocoder) or SourceCredit(geocoder, "terms of the service", "", f"places found by {geocoder}")


def source_of(geocoder: str) -> str:
    """What a map says of the source of such a place.

    Examples
    --------
    >>> source_of("nominatim"), source_of("bing")
    ('OpenStreetMap via Nominatim', 'bing')
    """
    name = credit_of(geocoder).name
    return name if name == geocoder else f"{name} via {geocoder.capitalize()}"


def read_answer(geocoder: str, raw: object, *, address: str, lon: float, lat: float) -> Found | None:
    """One record of a geocoder as a place.

    Parameters
    ----------
    geocoder : str
        Name of the geocoder, as geopy knows it.
    raw : object
        The record as the service sent it; of Nominatim and its like, and of Photon, more is understood.
    address : str
        The place in the service's words, as geopy found them in the record.
    lon, lat : float
        The position as geopy found it, degrees WGS84.

    Returns
    -------
    Found or None
        None for what is no place but is named after one: a shop, a street.

    Raises
    ------
    UnusableAnswerError
        The record cannot be right.

    Examples
    --------
    >>> record = {"osm_type": "node", "osm_id": 27, "lat": "34.69", "lon": "40.83", "class": "place", "type": "town",
    ...           "display_name": "Hajin, Syria", "boundingbox": ["34.65", "34.73", "40.79", "40.87"]}
    >>> found = read_answer("nominatim", record, address="Hajin, Syria", lon=40.83, lat=34.69)
    >>> found.place.id, found.place.kind.label, found.place.radius_km
    ('nominatim:node/27', 'town or city', 4.4)
    """
    reader = _READERS.get(geocoder)
    if reader is None or not isinstance(raw, Mapping):
        return _by_address(geocoder, address, lon, lat)
    return reader(geocoder, raw, address, lon, lat)


def clean(value: object) -> str:
    """A stranger's text as one line of characters that show, shortened; ``""`` for what is no text."""
    if not isinstance(value, str):
        return ""
    shown = "".join(c if c.isprintable() or c in _JOINERS else " " for c in value[: 4 * MAX_TEXT])
    return " ".join(shown.split())[:MAX_TEXT].strip()


def _nominatim(geocoder: str, raw: Mapping[str, Any], display_name: str, lon: float, lat: float) -> Found | None:
    lon, lat = _degrees(raw, "lon", 180.0), _degrees(raw, "lat", 90.0)
    address, details, extra = (_mapping(raw.get(key)) for key in ("address", "namedetails", "extratags"))
    rank = raw.get("place_rank")
    kind = kind_of_tag(
        str(raw.get("class") or raw.get("category") or ""),
        str(raw.get("type") or ""),
        address_type=str(raw.get("addresstype") or ""),
        rank=rank if isinstance(rank, int) else 0,
    )
    osm_type, osm_id = raw.get("osm_type"), raw.get("osm_id")
    known = osm_type in _OSM_TYPES.values() and _OSM_ID.fullmatch(str(osm_id)) is not None
    name = clean(raw.get("name")) or _head(display_name)
    division = clean(address.get("ISO3166-2-lvl4"))
    people = str(extra.get("population") or "")
    if kind is None or not name:
        return None
    place = Place(
        id=f"{geocoder}:{osm_type}/{osm_id}" if known else _id_by_position(geocoder, lon, lat),
        name=name,
        kind=kind,
        lon=lon,
        lat=lat,
        radius_km=_radius_km(_box(raw.get("boundingbox")), lat),
        country=_country(address.get("country_code")),
        admin1=division if _DIVISION.fullmatch(division) else "",
        population=int(people) if re.fullmatch("[0-9]{1,9}", people) else 0,
        name_local=local if (local := clean(details.get("name"))) != name else "",
        source=source_of(geocoder),
        licence=credit_of(geocoder).licence,
        source_url=f"https://www.openstreetmap.org/{osm_type}/{osm_id}" if known else "",
    )
    return Found(place, tuple(dict.fromkeys(_all_names(details))), clean(display_name))


def _photon(geocoder: str, raw: Mapping[str, Any], shown: str, lon: float, lat: float) -> Found | None:
    of = raw.get("properties")
    if not isinstance(of, Mapping):
        raise UnusableAnswerError("a result without properties")
    box = of.get("extent")  # west, north, east, south
    edges = [box[3], box[1], box[0], box[2]] if isinstance(box, Sequence) and len(box) == 4 else None
    return _nominatim(
        geocoder,
        {
            "lon": lon or None,  # what geopy makes of a coordinate that is missing
            "lat": lat or None,
            "class": of.get("osm_key"),
            "type": of.get("osm_value"),
            "addresstype": of.get("type"),
            "osm_type": _OSM_TYPES.get(str(of.get("osm_type"))),
            "osm_id": of.get("osm_id"),
            "name": of.get("name"),
            "boundingbox": edges,
            "address": {"country_code": of.get("countrycode")},
        },
        shown,
        lon,
        lat,
    )


def _by_address(geocoder: str, address: str, lon: float, lat: float) -> Found:
    """What can be told of a record of any geocoder: its words and its position, but not what is there."""
    of = {"lon": lon or None, "lat": lat or None}  # geopy makes 0.0 of a coordinate that is missing
    lon, lat = _degrees(of, "lon", 180.0), _degrees(of, "lat", 90.0)
    name = _head(address)
    if not name:
        raise UnusableAnswerError("a result without a name")
    place = Place(
        id=_id_by_position(geocoder, lon, lat),
        name=name,
        kind=Kind.SITE,
        lon=lon,
        lat=lat,
        radius_km=DEFAULT_RADIUS_KM,
        source=source_of(geocoder),
        licence=credit_of(geocoder).licence,
    )
    return Found(place, address=clean(address))


_READERS: dict[str, Callable[[str, Mapping[str, Any], str, float, float], Found | None]] = {
    "nominatim": _nominatim,
    "pickpoint": _nominatim,
    "openmapquest": _nominatim,
    "photon": _photon,
}


def _degrees(raw: Mapping[str, Any], name: str, most: float) -> float:
    """A coordinate, which Nominatim sends as text; Python alone would also read ``nan``, ``inf`` and ``3_4``."""
    value = raw.get(name)
    if value is None:
        raise UnusableAnswerError(f"a result without {name}")
    text = value if isinstance(value, str) else repr(value) if isinstance(value, int | float) else ""
    number = float(text) if _NUMBER.fullmatch(text) else None
    if number is None or isinstance(value, bool) or abs(number) > most:
        raise UnusableAnswerError(f"a result whose {name} is {clean(str(value))!r}")
    return round(number, 7)


def _box(value: object) -> tuple[float, float, float, float] | None:
    """South, north, west and east of a bounding box."""
    if value is None:
        return None
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 4:
        raise UnusableAnswerError("a result whose bounding box is none")
    of = dict(zip(("south", "north", "west", "east"), value, strict=True))
    return (
        _degrees(of, "south", 90.0), _degrees(of, "north", 90.0),
        _degrees(of, "west", 180.0), _degrees(of, "east", 180.0),
    )  # fmt: skip


def _radius_km(box: tuple[float, float, float, float] | None, lat: float) -> float:
    """Half of the longer side of the box: the rough half-width of what is in it."""
    if box is None:
        return DEFAULT_RADIUS_KM
    south, north, west, east = box
    height, width = abs(north - south), (east - west) % 360.0
    if width > 180.0:  # on both sides of the 180th meridian, of which such a box says nothing
        width = height
    half = max(height, width * cos(radians(lat))) * _KM_PER_DEG / 2
    return round(min(max(half, _LEAST_RADIUS_KM), _MAX_RADIUS_KM), 1)


def _all_names(details: Mapping[str, object]) -> Iterator[str]:
    for key, value in details.items():
        if isinstance(value, str) and _NAME_KEYS.fullmatch(str(key)):
            yield from filter(None, (clean(name) for name in value.split(";")))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _country(code: object) -> str:
    text = clean(code)
    return text.upper() if _COUNTRY.fullmatch(text) else ""


def _head(address: str) -> str:
    return clean(address.partition(",")[0])


def _id_by_position(geocoder: str, lon: float, lat: float) -> str:
    """An id for a place that the service gives no lasting one."""
    return f"{geocoder}:{lon:.5f}_{lat:.5f}"
