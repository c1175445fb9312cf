"""What the settling of a document works with: the document, a publisher's home, and one reading of a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Self

from gazetteer.place import Context, Kind, Mention, Place

EARTH_RADIUS_KM = 6371.009
"""Mean radius of the Earth (IUGG)."""

_ADMIN1 = Kind.ADMIN1  # named so, as Python 3.11 would search the class for it each time

Vector = tuple[float, float, float]
"""A position on the sphere, as a unit vector from its centre."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article: its text, the place names in it, and what is known beside.

    ``mentions`` may come in any order; ``context.publisher`` says who printed it.

    Raises
    ------
    ValueError
        A mention lies outside of the text.
    """

    text: str
    mentions: tuple[Mention, ...]
    context: Context = field(default_factory=Context)

    def __post_init__(self) -> None:
        size = len(self.text)
        for mention in self.mentions:
            if not 0 <= mention.start < mention.end <= size:
                raise ValueError(
                    f"the mention {mention.text!r} is at {mention.start} to {mention.end}, not within the text of "
                    f"{size:,} characters"
                )


@dataclass(frozen=True, slots=True)
class Home:
    """Where a publisher is at home: a point in degrees WGS84, and the first-level division around it."""

    lon: float
    lat: float
    admin1: str


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A place that a name may stand for, and how likely before any evidence of the article.

    ``points`` says what makes it so: for each code of a reason what that adds. What the evidence of every article asks
    of the place is told here once: its ``country`` and its ``division`` (a division's is itself), each ``""`` where
    there is none, where it is ``at``, and whether it is a spot, small enough for nearness to say something.
    """

    place: Place
    matched_name: str
    base: float
    points: tuple[tuple[str, float], ...]
    country: str
    division: str
    at: Vector
    is_spot: bool

    @classmethod
    def of(cls, place: Place, matched_name: str, points: tuple[tuple[str, float], ...]) -> Self:
        """The reading of a name as a place."""
        kind = place.kind
        return cls(
            place,
            matched_name,
            sum([value for _, value in points]),
            points,
            place.country,
            place.id if kind is _ADMIN1 else place.admin1,
            on_sphere(place.lon, place.lat),
            kind not in _WIDE,
        )


_WIDE = frozenset(
    {
        Kind.COUNTRY, Kind.ADMIN1, Kind.REGION, Kind.MOUNTAINS, Kind.DESERT, Kind.SEA, Kind.RIVER,
    }
)  # fmt: skip


def on_sphere(lon: float, lat: float) -> Vector:
    """A position in degrees as a unit vector, between two of which a distance is quickly found."""
    around, up = radians(lon), radians(lat)
    return cos(up) * cos(around), cos(up) * sin(around), sin(up)


def distance_km(one: Vector, other: Vector) -> float:
    """Great-circle distance between two unit vectors, in kilometres, on a sphere.

    Examples
    --------
    >>> round(distance_km(on_sphere(36.29, 33.51), on_sphere(35.50, 33.89)))  # Damascus and Beirut
    84
    """
    x, y, z = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(x * x + y * y + z * z) / 2))
