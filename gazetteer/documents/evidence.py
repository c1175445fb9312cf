"""What the names of a document say about each other: shares of countries and divisions, nearness, containment."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, exp
from typing import Self

from gazetteer.documents.model import EARTH_RADIUS_KM, Home, Reading, Vector, distance_km, on_sphere
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
    OUTSIDE,
    STORY_COUNTRY,
)
from gazetteer.place import Context, Kind, Mention

_CONTAINS = re.compile(r"\s*,?\s*\(?|,?\s+(?:in|of)\s+(?:the\s+)?(?:state of\s+|province of\s+)?")
"""What stands between a place and what it lies in."""
_NEARS = re.compile(r",?\s+(?:near|outside)\s+(?:the\s+)?")
"""What stands between a place and one that it is said to be near."""
_JOINS = re.compile(r",?\s+(?:and|or|&|as well as|und|et|y)\s+(?:the\s+)?")
"""What stands between the last two of a list."""
_AGENCY = re.compile(r"(?:,[^,()\n]{2,20}?)?\s*(?:\([A-Z][A-Za-z/ ]{1,20}\)|\s[—–-]{1,2}\s)")
_LONGEST_GAP = 24

_INSIDE_TOWN_COS = cos(60 / EARTH_RADIUS_KM)
"""What lies nearer than 60 km to a town may be a part of it; told without the cost of the distance."""
_TOWN_TIMES = 2
"""So many times the people of a suburb its town must have."""
_NEAR_FULL = 1.5
_REACH_COS = cos(6 * NEAR_KM / EARTH_RADIUS_KM)
"""Farther than this nearness is next to nothing; told without the cost of the distance."""

# Python 3.11 searches the class for a member each time that it is named there, which costs as much as a rule does.
_COUNTRY, _ADMIN1, _CITY = Kind.COUNTRY, Kind.ADMIN1, Kind.CITY
_LARGE = (_COUNTRY, _ADMIN1)
_REGIONS = frozenset(kind for kind in Kind if kind.is_area and kind is not Kind.ADMIN2)


@dataclass(frozen=True, slots=True)
class Votes:
    """How much of the document speaks for each country and division, and what lying there is worth for it."""

    countries: dict[str, float]
    divisions: dict[str, float]
    total: float
    division_total: float
    country_points: dict[str, float]
    division_points: dict[str, float]


def following(text: str, mentions: Sequence[Mention]) -> dict[int, int]:
    """Mentions that the text puts into the next one, as "Paris, Texas" does: the number of each, and the next's.

    Examples
    --------
    >>> text = "Paris, Texas, and Homs"
    >>> following(text, [Mention("Paris", 0, 5), Mention("Texas", 7, 12), Mention("Homs", 18, 22)])
    {0: 1}
    """
    return {at: at + 1 for at in range(len(mentions) - 1) if _is_between(_CONTAINS, text, mentions, at)}


def is_near(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Whether the text puts a mention near the next.

    Examples
    --------
    >>> is_near("Soran, near Azaz", [Mention("Soran", 0, 5), Mention("Azaz", 12, 16)], 0)
    True
    """
    return _is_between(_NEARS, text, mentions, at)


def is_joined(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Whether a mention and the next are the last two of a list, with "and" between them.

    Examples
    --------
    >>> is_joined("Homs and Hama", [Mention("Homs", 0, 4), Mention("Hama", 9, 13)], 0)
    True
    """
    return _is_between(_JOINS, text, mentions, at)


def _is_between(pattern: re.Pattern[str], text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Whether what stands between a mention and the next is just that."""
    if at + 1 >= len(mentions):
        return False
    start, end = mentions[at].end, mentions[at + 1].start
    return 0 < end - start <= _LONGEST_GAP and pattern.fullmatch(text, start, end) is not None


def is_inside(one: Reading, other: Reading) -> bool:
    """Whether one reading lies in the other, as far as kinds, divisions and distances tell."""
    if one.country != other.country and one.country and other.country:
        return False  # so for most pairs
    inner, outer = one.place, other.place
    if inner.id == outer.id:
        return False
    if outer.kind is _COUNTRY:
        return inner.country == outer.country and inner.kind is not _COUNTRY
    if outer.kind is _ADMIN1:
        if inner.country != outer.country or inner.kind is _COUNTRY:
            return False
        # Nations inside a country stand above the divisions that the towns are filed under.
        if outer.id.startswith("geomap:") and distance_km(one.at, other.at) < 2 * outer.radius_km:
            return True
        return inner.kind is not _ADMIN1 and inner.admin1 == outer.id
    if outer.kind in _REGIONS:
        return inner.country in ("", outer.country) or (
            not outer.country and distance_km(one.at, other.at) < outer.radius_km
        )
    # A town holds what is smaller than it: its quarters and suburbs, no division and no other large town.
    if not one.is_spot or inner.kind is Kind.ADMIN2 or _TOWN_TIMES * inner.population > outer.population:
        return False
    at, there = one.at, other.at
    cosine = at[0] * there[0] + at[1] * there[1] + at[2] * there[2]
    return inner.country == outer.country and cosine > _INSIDE_TOWN_COS


def vote(chosen: Sequence[tuple[Reading, int]]) -> Votes:
    """Count the readings, each with how often it was said: areas count double, saying it again a quarter."""
    countries: defaultdict[str, float] = defaultdict(float)
    divisions: defaultdict[str, float] = defaultdict(float)
    for reading, times in chosen:
        weight = 1 + (times - 1) / 4
        country, division = _votes_of(reading)
        if reading.country:
            countries[reading.country] += weight * country
        if reading.division:
            divisions[reading.division] += weight * division
    total, division_total = sum(countries.values()) or 1.0, sum(divisions.values()) or 1.0
    return Votes(
        dict(countries),
        dict(divisions),
        total,
        division_total,
        {country: COUNTRY * votes / total for country, votes in countries.items()},
        {division: DIVISION * votes / division_total for division, votes in divisions.items()},
    )


def _votes_of(reading: Reading) -> tuple[float, float]:
    """What one saying of a reading counts for its country and its division."""
    kind = reading.place.kind
    return 2.0 if kind in _LARGE else 1.0, 2.0 if kind is _ADMIN1 else 1.0


def shares(readings: Iterable[Reading], votes: Votes, own: Reading) -> list[tuple[float, float]]:
    """Points for the country and the division of each reading of a name.

    The name's own vote, which is for the reading ``own``, is not counted for itself.
    """
    country, division = own.country, own.division
    own_country, own_division = _votes_of(own)
    left_country = COUNTRY * max(0.0, votes.countries.get(country, 0.0) - own_country) / votes.total
    left_division = DIVISION * max(0.0, votes.divisions.get(division, 0.0) - own_division) / votes.division_total
    of_country, of_division = votes.country_points.get, votes.division_points.get
    return [
        (
            left_country if reading.country == country else of_country(reading.country, 0.0),
            left_division if reading.division == division else of_division(reading.division, 0.0),
        )
        for reading in readings
    ]


def nearness(reading: Reading, others: Iterable[Vector]) -> float:
    """Points for other towns around it, where they are."""
    if not reading.is_spot:
        return 0.0
    at, around = reading.at, 0.0
    x, y, z = at
    for there in others:
        if x * there[0] + y * there[1] + z * there[2] > _REACH_COS:
            around += exp(-distance_km(at, there) / NEAR_KM)
    return NEAR * (1 - exp(-around / _NEAR_FULL)) if around else 0.0


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


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the text: the story's countries, the point it is near, its kind, the publisher's home."""

    context: Context
    home: Home | None
    near_at: Vector | None
    home_at: Vector | None

    @classmethod
    def of(cls, context: Context, home: Home | None) -> Self:
        """What a context and a home say, with their positions found once for all readings."""
        lon, lat = context.near_lon, context.near_lat
        return cls(
            context,
            home,
            near_at=on_sphere(lon, lat) if lon is not None and lat is not None else None,
            home_at=on_sphere(home.lon, home.lat) if home is not None else None,
        )

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is known, as of most articles."""
        context = self.context
        return self.home is None and self.near_at is None and context.kind is None and not context.countries

    def points(self, reading: Reading, *, dateline: bool) -> list[tuple[str, float]]:
        """Points for a reading, and for standing where a report says from which town it is."""
        place, context, home, points = reading.place, self.context, self.home, []
        if dateline and place.kind is _CITY:
            points.append(("dateline", DATELINE))
        if home is not None and home.admin1 and place.id == home.admin1:
            points.append(("publisher", HOME))
        if place.country and place.country in context.countries:
            points.append(("country", STORY_COUNTRY))
        if context.kind is place.kind:
            points.append(("kind", INSIDE))
        if self.near_at is not None and reading.is_spot:
            points.append(("near", NEAR * exp(-distance_km(reading.at, self.near_at) / NEAR_KM)))
        if home is not None and self.home_at is not None and reading.is_spot:
            same = 0.5 if home.admin1 and place.admin1 == home.admin1 else 0.0
            points.append(("publisher", HOME * (exp(-distance_km(reading.at, self.home_at) / HOME_KM) + same)))
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
    elif outer_chosen is not None and outer_chosen.place.kind in _LARGE:
        points.append(("inside", OUTSIDE))
    if inner and any(is_inside(other, reading) for other in inner):
        wide = reading.place.kind in _LARGE
        points.append(("around", AROUND if wide else 0.4 * AROUND))
    return points
