"""The values that the gazetteer speaks in. All are frozen; none knows where it came from on disk.

Coordinates are WGS84 (EPSG:4326) in degrees, longitude and latitude each under its own name; distances
are kilometres.
"""

from __future__ import annotations

from enum import StrEnum

from gazetteer.values import value


class Kind(StrEnum):
    """What sort of place a name stands for.

    The value is the word that story files, JSON and the command line use.

    Examples
    --------
    >>> Kind("admin1").is_area, Kind.CITY.is_area
    (True, False)
    >>> Kind.ADMIN1.label
    'first-level division'
    """

    COUNTRY = "country"
    ADMIN1 = "admin1"
    ADMIN2 = "admin2"
    REGION = "region"
    MOUNTAINS = "mountains"
    DESERT = "desert"
    ISLAND = "island"
    SEA = "sea"
    LAKE = "lake"
    RIVER = "river"
    CITY = "city"
    QUARTER = "quarter"
    CROSSING = "crossing"
    BASE = "base"
    AIRPORT = "airport"
    CAMP = "camp"
    DAM = "dam"
    OILFIELD = "oilfield"
    SITE = "site"

    @property
    def is_area(self) -> bool:
        """Whether a place of this kind is drawn as an area, never as a pin at its middle."""
        return self in _AREA_KINDS

    @property
    def label(self) -> str:
        """The kind in plain English, for people."""
        return _KIND_LABELS.get(self, self.value)

    @property
    def phrase(self) -> str:
        """The label with its article: a town or city, an airport."""
        return f"{'an' if self.label[0] in 'aeiou' else 'a'} {self.label}"


_AREA_KINDS = frozenset(
    {
        Kind.COUNTRY, Kind.ADMIN1, Kind.ADMIN2, Kind.REGION, Kind.MOUNTAINS, Kind.DESERT,
        Kind.ISLAND, Kind.SEA, Kind.LAKE, Kind.RIVER,
    }
)  # fmt: skip

_KIND_LABELS = {
    Kind.ADMIN1: "first-level division",
    Kind.ADMIN2: "second-level division",
    Kind.MOUNTAINS: "mountain area",
    Kind.CITY: "town or city",
    Kind.CROSSING: "border crossing",
    Kind.BASE: "military base",
    Kind.OILFIELD: "oil field",
    Kind.QUARTER: "part of a town",
}


@value
class Place:
    """One place of the index.

    Parameters
    ----------
    id : str
        Stable across builds: ``geonames:170794``, ``SY-DY`` (ISO 3166-2, for first-level divisions),
        ``SY`` (ISO 3166-1, for countries), ``geomap:qalamoun`` (a curated row).
    name : str
        The name shown to people, in English where there is one.
    lon, lat : float
        A point inside or at the place, degrees WGS84.
    radius_km : float
        The true position lies within this distance of the point; for areas, their rough half-width.
    country : str
        ISO 3166-1 alpha-2, or ``""`` where none applies (a sea).
    admin1 : str
        Id of the first-level division (ISO 3166-2 where known), or ``""``.
    name_local : str
        The name in the script used at the place, or ``""``.
    has_outline : bool
        Whether :meth:`Gazetteer.outline` has a polygon for it.
    source, licence : str
        Who says so, and under which terms; both go onto the map.
    source_url : str
        A page that a reader can check, or ``""``.
    geonames_id : int
        The number under which GeoNames knows the place, whoever brought it here; 0 when not known.
    also : tuple of str
        ISO 3166-1 alpha-2 codes of the other countries that it reaches into, or to whose side a crossing leads.
    """

    id: str
    name: str
    kind: Kind
    lon: float
    lat: float
    radius_km: float
    country: str = ""
    admin1: str = ""
    population: int = 0
    name_local: str = ""
    has_outline: bool = False
    source: str = ""
    licence: str = ""
    source_url: str = ""
    geonames_id: int = 0
    also: tuple[str, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country that it lies in, the one it is filed under first; empty where none applies."""
        return (self.country, *self.also) if self.country else self.also


@value
class Context:
    """What is known beside the name, as evidence for one reading over another.

    Parameters
    ----------
    countries : tuple of str
        ISO 3166-1 alpha-2 codes of the countries that the story is about. Evidence, not a filter.
    near_lon, near_lat : float or None
        A point that the place is expected to be near, degrees WGS84; both or neither.
    kind : Kind or None
        The kind that the reporter meant, where the wording does not say it.
    publisher : str
        Who published the report, for the prior of its home region; ``""`` when unknown.
    """

    countries: tuple[str, ...] = ()
    near_lon: float | None = None
    near_lat: float | None = None
    kind: Kind | None = None
    publisher: str = ""


@value
class Reason:
    """One piece of evidence for or against a candidate.

    ``code`` is stable and for programs (``"name"``, ``"kind"``, ``"country"``, ``"near"``, ``"population"``, …),
    ``text`` is a short English phrase for people, ``points`` what it added to the score (0 to 1 scale).
    """

    code: str
    text: str
    points: float = 0.0


@value
class Candidate:
    """A place that the name may stand for: how well, under which of its names, and why."""

    place: Place
    score: float
    matched_name: str
    reasons: tuple[Reason, ...] = ()


class Status(StrEnum):
    """How a name was settled."""

    GIVEN = "given"  # the author stated the place or its coordinates
    CURATED = "curated"  # told by a row of the curated overlay
    RESOLVED = "resolved"  # told by the ranking
    AMBIGUOUS = "ambiguous"  # several places fit about equally well: nothing is chosen
    MISSING = "missing"  # no place fits well enough


@value
class Resolution:
    """The answer for one name.

    ``place`` is None when ``status`` is ambiguous or missing. ``candidates`` are the best first; for a
    missing name they are the nearest names, for the author to choose from. ``margin`` is the score of
    the first candidate less that of the next that is another place (its own score when there is none): a town and
    the division around it that has its name are not other places.
    """

    query: str
    status: Status
    place: Place | None
    score: float
    margin: float
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The answer as data: what ``geomap resolve --json`` and ``geomap places --json`` print for a name.

        Examples
        --------
        >>> answer = Resolution("Atlantis", Status.MISSING, None, 0.0, 0.0).as_dict()
        >>> answer["status"], answer["lon"], answer["candidates"]
        ('missing', None, [])
        """
        return {
            "query": self.query,
            "status": self.status.value,
            **_place_as_dict(self.place),
            "score": round(self.score, 4),
            "margin": round(self.margin, 4),
            "reasons": [reason.text for reason in self.reasons],
            "candidates": [
                {
                    **_place_as_dict(candidate.place),
                    "score": round(candidate.score, 4),
                    "matched_name": candidate.matched_name,
                    "reasons": [reason.text for reason in candidate.reasons],
                }
                for candidate in self.candidates
            ],
        }


def _place_as_dict(place: Place | None) -> dict[str, object]:
    fields = ("id", "name", "kind", "lon", "lat", "radius_km")
    return {field: getattr(place, field, None) for field in fields}


class Role(StrEnum):
    """What a mention does in its text. Only a name is said to be somewhere; the others say which place is meant.

    The value is the word that the command line and JSON use.
    """

    NAME = "name"  # the place itself: "in Syria", "Deir el-Zour province"
    ADJECTIVE = "adjective"  # of the place, or its language: "Syrian troops"
    PEOPLE = "people"  # those who live or come from there: "Syrians", "Londoners"
    PART = "part"  # of the name of something else: "Washington" in "Washington Post", "Texas" in "Texas Rangers"


@value
class Mention:
    """A place name in running text: ``text[start:end]``, offsets in characters.

    A possessive ('s) and the full stop of a sentence lie outside; the dots of an abbreviation ("U.S.", "Calif.") and
    words of kind ("Deir el-Zour province", "Lake Victoria") inside.

    Parameters
    ----------
    score : float
        How sure it is that this is a place name, 0 to 1.
    """

    text: str
    start: int
    end: int
    role: Role = Role.NAME
    score: float = 1.0
