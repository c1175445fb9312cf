"""Where places lie to each other, and how well the world knows them."""

from __future__ import annotations

from math import asin, cos, log10, radians, sin, sqrt

from gazetteer.place import Kind, Place
from gazetteer.rows import CURATED_PREFIX

_SLACK_KM, _FARTHEST_KM = 5.0, 50.0  # one place in two sources: this much beyond the larger radius, within this at most
_LARGE_DIVISION_KM = 150.0
_CURATED_FAME = 0.5  # a curated place, or a division, is as likely in news from elsewhere as a town of 180,000


def same_spot(a: Place, b: Place) -> bool:
    """Whether two places are one for a map: two sources of one place, or one inside the other that it is named for."""
    for area, other in ((a, b), (b, a)):
        if area.kind is Kind.COUNTRY and other.country == area.id:
            return True
        if area.kind is Kind.ADMIN1 and other.admin1 == area.id:
            return True
    if a.country and b.country and not {*a.countries} & {*b.countries}:
        return False
    return distance_km(a.lon, a.lat, b.lon, b.lat) <= min(_FARTHEST_KM, max(a.radius_km, b.radius_km) + _SLACK_KM)


def distance_km(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Great-circle distance on a sphere of 6,371 km, by the haversine formula; good to half a per cent.

    Examples
    --------
    >>> round(distance_km(36.29, 33.51, 40.14, 35.34))  # Damascus to Deir ez-Zor
    408
    """
    phi, to_phi = radians(lat), radians(to_lat)
    half = sin((to_phi - phi) / 2) ** 2 + cos(phi) * cos(to_phi) * sin(radians(to_lon - lon) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def prominence(place: Place) -> float:
    """How well the world knows a place, 0 to 1: a country 1, a division 0.5 to 0.8 by its size, else by its people.

    Examples
    --------
    >>> [round(prominence(Place("x", "X", Kind.CITY, 0, 0, 1, population=n)), 2) for n in (5_000, 100_000, 10**7)]
    [0.0, 0.33, 1.0]
    """
    if place.kind is Kind.COUNTRY:
        return 1.0
    if place.kind is Kind.ADMIN1:
        return 0.5 + 0.3 * min(1.0, place.radius_km / _LARGE_DIVISION_KM)
    return min(1.0, max(0.0, (log10(place.population) - 4) / 3)) if place.population > 0 else 0.0


def fame(place: Place) -> float:
    """How likely news from elsewhere names a place, 0 to 1."""
    return _CURATED_FAME if is_curated(place) or place.kind is Kind.ADMIN1 else min(1.0, 1.2 * prominence(place))


def is_curated(place: Place) -> bool:
    """Whether the place is a row of the curated overlay."""
    return place.id.startswith(CURATED_PREFIX)
