"""The story model: what an author states, as frozen values.

Pydantic's only door. Field names follow the field's standards: SFM for citations and claim status, TimeMap for
sources, Linked Places for places, Darwin Core for the uncertainty of a position, EDTF for dates.
Every field's description is what editors show while an author types (through ``geomap schema``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from geomap.errors import Problem

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
Line = Annotated[str, Field(min_length=1, max_length=500)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Lon = Annotated[float, Field(ge=-180, le=180)]
Lat = Annotated[float, Field(ge=-90, le=90)]
RadiusKm = Annotated[float, Field(gt=0, le=20_000)]


class Precision(StrEnum):
    """How exactly a report says where; ``radius_km`` is what each word stands for (None: the area itself)."""

    EXACT = "exact"
    VICINITY = "vicinity"
    LOCALITY = "locality"
    NEAR = "near"
    DISTRICT = "district"
    REGION = "region"
    COUNTRY = "country"

    @property
    def radius_km(self) -> float | None:
        return _PRECISION_KM.get(self)


_PRECISION_KM = {
    Precision.EXACT: 0.01,
    Precision.VICINITY: 0.1,
    Precision.LOCALITY: 1.0,
    Precision.NEAR: 25.0,
}


class Role(StrEnum):
    """What a report's place is to the story; it decides how loudly the map shows it."""

    EVENT = "event"
    ORIGIN = "origin"
    HALT = "halt"
    STRIKE = "strike"
    DESTINATION = "destination"
    CONTEXT = "context"
    STATEMENT = "statement"


class Basis(StrEnum):
    """What a leg rests on. A computed way is never "reported" unless a source names the way."""

    REPORTED = "reported"
    INFERRED = "inferred"
    PLANNED = "planned"
    CONSIDERED = "considered"
    BLOCKED = "blocked"
    RETURNED = "returned"


class ClaimStatus(StrEnum):
    """Where the author stands on a claim."""

    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    WORK_NEEDED = "work_needed"
    ISSUE = "issue"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(_Part):
    """One publication. ``parent`` names the source that this one reprints or quotes: the two count as one voice."""

    id: Id
    title: Line
    author: Line | None = None
    publication: Line | None = None
    url: Line | None = Field(None, description="Where it was published; http or https.")
    published: str | None = Field(None, description="EDTF date, e.g. 2017-08-30 or 2017-08-30~ (approximate).")
    accessed: str | None = Field(None, description="EDTF date on which the author read it.")
    archive_url: Line | None = None
    lang: Line | None = Field(None, description="BCP 47 language of the text, e.g. en or ar.")
    scale: Line | None = Field(None, description="For a map as a source: its scale, e.g. 1:250000.")
    parent: Id | None = None


class SourceRef(_Part):
    """Who says a thing, where in the text, and how that source spells the place."""

    source: Id
    locator: Line | None = Field(None, description="Paragraph, page or time code.")
    where_as_reported: Line | None = Field(None, description="The place as this source spells it.")


class Place(_Part):
    """An author's own statement of a place: pins a name to a gazetteer id, to coordinates or to a shape."""

    id: Id
    title: Line | None = None
    names: tuple[Line, ...] = Field((), description="Spellings in the reports that mean this place.")
    gazetteer_id: Line | None = Field(
        None, description="Take this place of the gazetteer, e.g. geonames:174448 or SY-DY."
    )
    kind: Line | None = Field(None, description="country, admin1, city, mountains, crossing, base, …")
    country: CountryCode | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    radius_km: RadiusKm | None = Field(None, description="The true position lies within this distance.")
    geometry: dict[str, Any] | None = Field(None, description="GeoJSON geometry, WGS84.")
    links: tuple[Line, ...] = Field((), description="Pages that identify the place, e.g. Wikidata.")
    stated_at_null_island: bool = Field(False, description="Set to true when 0, 0 really is meant.")


class Count(_Part):
    """A number as reported, with its range; ``best`` alone when only one figure is given."""

    low: int | None = Field(None, ge=0)
    best: int | None = Field(None, ge=0)
    high: int | None = Field(None, ge=0)


class Report(_Part):
    """One thing that happened or was said, where and when, by whom."""

    id: Id
    title: Line
    text: Text | None = None
    when: str | None = Field(None, description="EDTF level 1: 2017-08-28, 2017-08-28/2017-08-31, 2017-08~.")
    when_as_reported: Line | None = None
    where: Line | None = Field(
        None, description="A name for the gazetteer or the id of a place; leave out when no source states a position."
    )
    where_as_reported: Line | None = None
    precision: Precision | None = None
    role: Role = Role.EVENT
    sources: tuple[SourceRef, ...] = Field(min_length=1)
    category: Line | None = None
    actors: tuple[Line, ...] = ()
    counts: dict[str, Count] = Field(default_factory=dict)
    graphic: bool = Field(False, description="Hide the text behind a warning.")
    withheld: Line | None = Field(None, description="What was left out of this report, and why.")
    generalized_km: RadiusKm | None = Field(None, description="The position was blurred on purpose by this much.")


class Claim(_Part):
    """One assertion by one source about one report or leg. Disagreement is kept and shown, never averaged."""

    about: Id = Field(description="Id of a report or a leg.")
    property: Line
    value: Line
    source: Id
    locator: Line | None = None
    status: ClaimStatus = ClaimStatus.ACCEPTED
    certainty: Line | None = None
    remarks: Line | None = None


class Leg(_Part):
    """One stretch of a route. ``from``, ``to`` and ``via`` name a report, a place or a gazetteer name."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    id: Id
    title: Line | None = None
    from_: Line | None = Field(None, alias="from")
    to: Line | None = None
    via: tuple[Line, ...] = ()
    when: str | None = Field(None, description="EDTF level 1.")
    sources: tuple[SourceRef, ...] = ()
    basis: Basis
    outcome: Line | None = None
    draw: bool = Field(True, description="false: the leg has no known way; it stands in the table and legend only.")


class Route(_Part):
    """A way as reported, leg by leg."""

    id: Id
    title: Line
    legs: tuple[Leg, ...] = Field(min_length=1)


class Story(_Part):
    """Everything that an author states; made by :func:`geomap.load_story`."""

    title: Line | None = None
    summary: Text | None = None
    author: Line | None = None
    language: Line = "en"
    timezone: Line = Field("UTC", description="IANA zone in which the dates are meant, e.g. Asia/Damascus.")
    countries: tuple[CountryCode, ...] = Field((), description="ISO 3166-1 codes of the countries that it is about.")
    tiles: Line | None = Field(
        None, description="Name of an online tile provider; left out, the map needs no network."
    )
    sources: tuple[Source, ...] = Field(min_length=1)
    places: tuple[Place, ...] = ()
    reports: tuple[Report, ...] = Field(min_length=1)
    claims: tuple[Claim, ...] = ()
    routes: tuple[Route, ...] = ()

    _notices: tuple[Problem, ...] = PrivateAttr(())

    @property
    def notices(self) -> tuple[Problem, ...]:
        """Warnings that the loader gave: nothing that stops a build, all of it worth a look."""
        return self._notices

    def source(self, source_id: str) -> Source:
        """The source with this id (KeyError when there is none; the loader has checked all references)."""
        return next(s for s in self.sources if s.id == source_id)
