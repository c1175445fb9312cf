"""Numbers and statuses in plain words, for people: how exact, how far, how long, where."""

from __future__ import annotations

import math
from urllib.parse import urlsplit

from gazetteer import Kind
from geomap.languages import ENGLISH, Speech, Spoken, to_say, to_say_many
from geomap.story.model import ClaimStatus, Count

STATUS_WORDS = {
    "given": to_say("stated by the author of this map"),
    "curated": to_say("listed by hand, with a source"),
    "resolved": to_say("found by its name"),
    "ambiguous": to_say("uncertain: several places fit the name about equally well, and the first was taken"),
    "missing": to_say("no place of the gazetteer fits the name"),
    "not_stated": to_say("no source states a position"),
}

CLAIM_WORDS = {
    ClaimStatus.ACCEPTED: "",
    ClaimStatus.CONFLICT: "",
    ClaimStatus.WORK_NEEDED: to_say("still being checked"),
    ClaimStatus.ISSUE: to_say("doubtful"),
}


_SPANS = {
    "h": (
        to_say_many("{n} h", "{n} h"),
        to_say_many("{n} h or more", "{n} h or more"),
        to_say_many("{low} to {n} h", "{low} to {n} h"),
    ),
    "km/h": (
        to_say_many("{n} km/h", "{n} km/h"),
        to_say_many("{n} km/h or more", "{n} km/h or more"),
        to_say_many("{low} to {n} km/h", "{low} to {n} km/h"),
    ),
}


def km_words(km: float, say: Speech = ENGLISH) -> str:
    """A length as people say it, never more exact than it is useful.

    Examples
    --------
    >>> [km_words(km) for km in (0.01, 0.5, 4, 12.34, 385.77, 12345.6)]
    ['10 m', '500 m', '4 km', '12 km', '386 km', '12,346 km']
    """
    if km < 1:
        return say("{n} m", n=max(round(km * 1000), 1))
    if km < 10 and round(km, 1) != round(km):
        return say("{n} km", n=round(km, 1))
    return say("{n} km", n=round(km))


def span_words(low: float, high: float, unit: str, say: Speech = ENGLISH) -> str:
    """A range with its unit, ``h`` or ``km/h``; an infinite or equal end is said as such.

    Examples
    --------
    >>> span_words(0, 48, "h"), span_words(7.4, math.inf, "km/h"), span_words(5, 5, "h")
    ('0 to 48 h', '7 km/h or more', '5 h')
    """
    exactly, at_least, between = _SPANS[unit]
    if math.isinf(high):
        return say.count(round(low), *at_least)
    first, last = round(low), round(high)
    return say.count(first, *exactly) if first == last else say.count(last, *between, low=first)


def position_words(lon: float, lat: float, *, radius_km: float, say: Speech = ENGLISH) -> str:
    """Coordinates with as many decimals as the radius of uncertainty deserves.

    Examples
    --------
    >>> position_words(40.91854, 34.45226, radius_km=4), position_words(-0.1, -51.5, radius_km=0.01)
    ('34.45° N, 40.92° E', '51.5000° S, 0.1000° W')
    """
    places = 1 if radius_km >= 20 else 2 if radius_km >= 1 else 3 if radius_km >= 0.1 else 4
    north = f"{abs(lat):.{places}f}° {'S' if lat < 0 else 'N'}"
    return say.position(f"{north}, {abs(lon):.{places}f}° {'W' if lon < 0 else 'E'}")


def kind_words(kind: str, say: Speech = ENGLISH) -> str:
    """A place's kind in plain words; a kind that the gazetteer does not know stays as it is.

    Examples
    --------
    >>> kind_words("admin1"), kind_words("caravanserai")
    ('first-level division', 'caravanserai')
    """
    return say.inside("kind of place", Kind(kind).label) if kind in Kind._value2member_map_ else kind


def count_words(count: Count, say: Speech = ENGLISH) -> str:
    """A reported number with its range.

    Examples
    --------
    >>> count_words(Count(best=300)), count_words(Count(low=250, best=300, high=350)), count_words(Count(low=8))
    ('300', '250 to 350, most likely 300', 'at least 8')
    """
    best = None if count.best is None else Spoken(say.number(count.best))
    if count.low is None and count.high is None:
        return best or ""
    if count.low is None:
        limits = say("at most {n}", n=count.high)
    elif count.high is None:
        limits = say("at least {n}", n=count.low)
    else:
        limits = say("{low} to {high}", low=count.low, high=count.high)
    return say("{limits}, most likely {best}", limits=limits, best=best) if best else limits


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
