"""Numbers and statuses in plain English, for people: how exact, how far, how long, where."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from gazetteer import Kind
from geomap.story.model import ClaimStatus, Count

STATUS_WORDS = {
    "given": "stated by the author of this map",
    "curated": "listed by hand, with a source",
    "resolved": "found by its name",
    "ambiguous": "uncertain: several places fit the name about equally well, and the first was taken",
    "missing": "no place of the gazetteer fits the name",
    "not_stated": "no source states a position",
}

CLAIM_WORDS = {
    ClaimStatus.ACCEPTED: "",
    ClaimStatus.CONFLICT: "",
    ClaimStatus.WORK_NEEDED: "still being checked",
    ClaimStatus.ISSUE: "doubtful",
}


def km_words(km: float) -> str:
    """A length as people say it, never more exact than it is useful.

    Examples
    --------
    >>> [km_words(km) for km in (0.01, 0.5, 4, 12.34, 385.77, 12345.6)]
    ['10 m', '500 m', '4 km', '12 km', '386 km', '12,346 km']
    """
    if km < 1:
        return f"{max(round(km * 1000), 1)} m"
    return f"{km:,.1f} km" if km < 10 and round(km, 1) != round(km) else f"{round(km):,} km"


def span_words(low: float, high: float, unit: str) -> str:
    """A range with its unit; an infinite or equal end is said as such.

    Examples
    --------
    >>> span_words(0, 48, "h"), span_words(7.4, math.inf, "km/h"), span_words(5, 5, "h")
    ('0 to 48 h', '7 km/h or more', '5 h')
    """
    first = f"{round(low):,}"
    if math.isinf(high):
        return f"{first} {unit} or more"
    last = f"{round(high):,}"
    return f"{first} {unit}" if first == last else f"{first} to {last} {unit}"


def position_words(lon: float, lat: float, *, radius_km: float) -> str:
    """Coordinates with as many decimals as the radius of uncertainty deserves.

    Examples
    --------
    >>> position_words(40.91854, 34.45226, radius_km=4), position_words(-0.1, -51.5, radius_km=0.01)
    ('34.45° N, 40.92° E', '51.5000° S, 0.1000° W')
    """
    places = 1 if radius_km >= 20 else 2 if radius_km >= 1 else 3 if radius_km >= 0.1 else 4
    north = f"{abs(lat):.{places}f}° {'S' if lat < 0 else 'N'}"
    return f"{north}, {abs(lon):.{places}f}° {'W' if lon < 0 else 'E'}"


def kind_words(kind: str) -> str:
    """A place's kind in plain English; a kind that the gazetteer does not know stays as it is.

    Examples
    --------
    >>> kind_words("admin1"), kind_words("caravanserai")
    ('first-level division', 'caravanserai')
    """
    return Kind(kind).label if kind in Kind._value2member_map_ else kind


def count_words(count: Count) -> str:
    """A reported number with its range.

    Examples
    --------
    >>> count_words(Count(best=300)), count_words(Count(low=250, best=300, high=350)), count_words(Count(low=8))
    ('300', '250 to 350, most likely 300', 'at least 8')
    """
    best = "" if count.best is None else f"{count.best:,}"
    if count.low is None and count.high is None:
        return best
    if count.low is None:
        limits = f"at most {count.high:,}"
    elif count.high is None:
        limits = f"at least {count.low:,}"
    else:
        limits = f"{count.low:,} to {count.high:,}"
    return f"{limits}, most likely {best}" if best else limits


def web_address(url: str | None) -> str | None:
    """The address when it is one that a page may link to (http or https, with a host), else None.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address(None)
    ('https://example.org/a', None, None)
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
