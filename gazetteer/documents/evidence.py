"""What the names of a document say about each other: shares of countries and divisions, nearness, containment."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, exp

from gazetteer.documents.model import EARTH_RADIUS_KM, Home, Reading, distance_km, on_sphere
from gazetteer.documents.weights import (
    AROUND,
    COUNTRY,
    DATELINE,
    DIVISION,
    HOME,
    HOME_KM,
    INSIDE,
    NEAR,
    NEAR_KM,
    STORY_COUNTRY,
)
from gazetteer.place import Context, Kind, Mention

_CONTAINS = re.compile(r"\s*,?\s*\(?|,?\s+(?:in|of|near|outside)\s+(?:the\s+)?(?:state of\s+|province of\s+)?")
"""What stands between a place and what it lies in."""
_AGENCY = re.compile(r"(?:,[^,()\n]{2,20}?)?\s*(?:\([A-Z][A-Za-z/ ]{1,20}\)|\s[—–-]{1,2}\s)")
_LONGEST_GAP = 24

_INSIDE_TOWN_KM = 60.0
_NEAR_FULL = 1.5
_REACH_COS = cos(6 * NEAR_KM / EARTH_RADIUS_KM)
"""Farther than this nearness is next to nothing; told without the cost of the distance."""


@dataclass(frozen=True, slots=True)
class Votes:
    """How much of the document speaks for each country and division."""

    countries: dict[str, float]
    divisions: dict[str, float]
    total: float
    division_total: float


def following(text: str, mentions: Sequence[Mention]) -> dict[int, int]:
    """Mentions that the text puts into the next one, as "Paris, Texas" does: the number of each, and the next's.

    Examples
    --------
    >>> text = "Paris, Texas, and Homs"
    >>> following(text, [Mention("Paris", 0, 5), Mention("Texas", 7, 12), Mention("Homs", 18, 22)])
    {0: 1}
    """
    found = {}
    for at in range(len(mentions) - 1):
        start, end = mentions[at].end, mentions[at + 1].start
        if 0 < end - start <= _LONGEST_GAP and _CONTAINS.fullmatch(text, start, end):
            found[at] = at + 1
    return found


def is_inside(one: Reading, other: Reading) -> bool:
    """Whether one reading lies in the other, as far as kinds, divisions and distances tell."""
    inner, outer = one.place, other.place
    if inner.id == outer.id:
        return False
    if outer.kind is Kind.COUNTRY:
        return inner.country == outer.country and inner.kind is not Kind.COUNTRY
    if outer.kind is Kind.ADMIN1 and inner.kind not in (Kind.COUNTRY, Kind.ADMIN1):
        if inner.country != outer.country:
            return False
        # Nations inside a country stand above the divisions that the towns are filed under.
        return inner.admin1 == outer.id or (
            outer.id.startswith("geomap:") and distance_km(one.at, other.at) < 2 * outer.radius_km
        )
    if outer.kind.is_area and outer.kind is not Kind.ADMIN2:
        return inner.country in ("", outer.country) or (
            not outer.country and distance_km(one.at, other.at) < outer.radius_km
        )
    return inner.country == outer.country and distance_km(one.at, other.at) < _INSIDE_TOWN_KM


def vote(chosen: Sequence[tuple[Reading, int]]) -> Votes:
    """Count the readings, each with how often it was said: areas count double, saying it again a quarter."""
    countries: defaultdict[str, float] = defaultdict(float)
    divisions: defaultdict[str, float] = defaultdict(float)
    for reading, times in chosen:
        weight = 1 + (times - 1) / 4
        country, division = votes_of(reading)
        if reading.place.country:
            countries[reading.place.country] += weight * country
        if key := _division(reading):
            divisions[key] += weight * division
    return Votes(dict(countries), dict(divisions), sum(countries.values()) or 1.0, sum(divisions.values()) or 1.0)


def votes_of(reading: Reading) -> tuple[float, float]:
    """What one saying of a reading counts for its country and its division."""
    kind = reading.place.kind
    return 2.0 if kind in (Kind.COUNTRY, Kind.ADMIN1) else 1.0, 2.0 if kind is Kind.ADMIN1 else 1.0


def shares(reading: Reading, votes: Votes, own: Reading | None) -> tuple[float, float]:
    """Points for the country and the division of a reading; the name's own vote is not counted for itself."""
    country, division = reading.place.country, _division(reading)
    of_country = votes.countries.get(country, 0.0)
    of_division = votes.divisions.get(division, 0.0) if division else 0.0
    if own is not None:
        mine_country, mine_division = votes_of(own)
        if own.place.country == country:
            of_country -= mine_country
        if division and _division(own) == division:
            of_division -= mine_division
    return (
        COUNTRY * max(0.0, of_country) / votes.total if country else 0.0,
        DIVISION * max(0.0, of_division) / votes.division_total,
    )


def nearness(reading: Reading, others: Sequence[Reading]) -> float:
    """Points for other towns around it."""
    if not reading.is_spot:
        return 0.0
    at, around = reading.at, 0.0
    for other in others:
        there = other.at
        if at[0] * there[0] + at[1] * there[1] + at[2] * there[2] > _REACH_COS:
            around += exp(-distance_km(at, there) / NEAR_KM)
    return NEAR * (1 - exp(-around / _NEAR_FULL))


def is_dateline(text: str, mention: Mention) -> bool:
    """Whether a name stands where an agency says from which town it reports.

    Examples
    --------
    >>> is_dateline("WASHINGTON (AP) - The House", Mention("WASHINGTON", 0, 10))
    True
    """
    return bool(_AGENCY.match(text, mention.end)) and (mention.text.isupper() or _starts_line(text, mention.start))


def _starts_line(text: str, start: int) -> bool:
    return not text[max(0, start - 2) : start].strip(" ")


def beside(reading: Reading, context: Context, home: Home | None, *, dateline: bool = False) -> list[tuple[str, float]]:
    """What is known beside the text: the story's countries, the point it is near, the publisher's home."""
    place, points = reading.place, []
    if dateline and place.kind is Kind.CITY:
        points.append(("dateline", DATELINE))
    if home is not None and home.admin1 and place.id == home.admin1:
        points.append(("publisher", HOME))
    if place.country and place.country in context.countries:
        points.append(("country", STORY_COUNTRY))
    if context.kind is place.kind:
        points.append(("kind", INSIDE))
    if context.near_lon is not None and context.near_lat is not None and reading.is_spot:
        away = distance_km(reading.at, on_sphere(context.near_lon, context.near_lat))
        points.append(("near", NEAR * exp(-away / NEAR_KM)))
    if home is not None and reading.is_spot:
        away = distance_km(reading.at, on_sphere(home.lon, home.lat))
        same = 0.5 if home.admin1 and place.admin1 == home.admin1 else 0.0
        points.append(("publisher", HOME * (exp(-away / HOME_KM) + same)))
    return points


def containment(
    reading: Reading, outer: Sequence[Reading], outer_chosen: Reading | None, inner: Sequence[Reading]
) -> list[tuple[str, float]]:
    """Points for lying in what the text names next, and for holding what it names just before."""
    points = []
    if outer_chosen is not None and is_inside(reading, outer_chosen):
        points.append(("inside", INSIDE))
    elif any(is_inside(reading, other) for other in outer):
        points.append(("inside", 0.6 * INSIDE))
    if inner and any(is_inside(other, reading) for other in inner):
        wide = reading.place.kind in (Kind.ADMIN1, Kind.COUNTRY)
        points.append(("around", AROUND if wide else 0.4 * AROUND))
    return points


def _division(reading: Reading) -> str:
    place = reading.place
    return place.id if place.kind is Kind.ADMIN1 else place.admin1
