"""The story model: what an author states, as frozen values; its types are in ``fields``, routes in ``journey``."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field, GetJsonSchemaHandler, PrivateAttr, model_validator

from gazetteer import Kind
from geomap.errors import Problem
from geomap.story.fields import (
    CountryCode,
    Edtf,
    Figure,
    Flag,
    FolderAddress,
    Id,
    Lat,
    Line,
    Lon,
    Part,
    RadiusKm,
    SourceRef,
    Text,
    Value,
)
from geomap.story.journey import Basis, Leg, Mode, Obstacle, ObstacleKind, Roads, Route
from geomap.story.nodes import Plain
from geomap.story.spots import Spots

__all__ = [
    "Basis",
    "Claim",
    "ClaimStatus",
    "Count",
    "Leg",
    "Mode",
    "Obstacle",
    "ObstacleKind",
    "Place",
    "Precision",
    "Report",
    "Roads",
    "Role",
    "Route",
    "Source",
    "SourceRef",
    "Story",
]


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
        """The true position lies within this distance of the point."""
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


class ClaimStatus(StrEnum):
    """Where the author stands on a claim."""

    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    WORK_NEEDED = "work_needed"
    ISSUE = "issue"


class Source(Part):
    """One publication. ``parent`` names the source that this one reprints or quotes: the two count as one voice."""

    id: Id
    title: Line
    author: Line | None = None
    publication: Line | None = None
    url: Line | None = Field(default=None, description="Where it was published; http or https.")
    published: Edtf | None = Field(default=None, description="EDTF date, e.g. 2017-08-30 or 2017-08-30~ (approximate).")
    accessed: Edtf | None = Field(default=None, description="EDTF date on which the author read it.")
    archive_url: Line | None = None
    lang: Line | None = Field(default=None, description="BCP 47 language of the text, e.g. en or ar.")
    scale: Line | None = Field(default=None, description="For a map as a source: its scale, e.g. 1:250000.")
    parent: Id | None = None


class Place(Part):
    """An author's own statement of a place: pins a name to a gazetteer id, to coordinates or to a shape."""

    id: Id
    title: Line | None = None
    names: tuple[Line, ...] = Field(default=(), description="Spellings in the reports that mean this place.")
    gazetteer_id: Line | None = Field(
        default=None, description="Take this place of the gazetteer, e.g. geonames:174448 or SY-DY."
    )
    kind: Kind | None = Field(default=None, description="What sort of place is meant.")
    country: CountryCode | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    radius_km: RadiusKm | None = Field(default=None, description="The true position lies within this distance.")
    geometry: dict[str, Any] | None = Field(default=None, description="GeoJSON geometry, WGS84.")
    links: tuple[Line, ...] = Field(default=(), description="Pages that identify the place, e.g. Wikidata.")
    stated_at_null_island: Flag = Field(default=False, description="Set to true when 0, 0 really is meant.")


class Count(Part):
    """A number as reported, with its range; a number alone stands for ``best``."""

    low: Figure | None = None
    best: Figure | None = None
    high: Figure | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        number = value.number() if isinstance(value, Plain) else value
        return {"best": value} if isinstance(number, int | float) and not isinstance(number, bool) else value

    @model_validator(mode="after")
    def _rising(self) -> Count:
        figures = [figure for figure in (self.low, self.best, self.high) if figure is not None]
        if not figures:
            raise ValueError("a count needs low, best or high")
        if figures != sorted(figures):
            raise ValueError("low, best and high must not fall")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "integer", "minimum": 0}, handler(core_schema)]}


class Report(Part):
    """One thing that happened or was said, where and when, by whom."""

    id: Id
    title: Line
    text: Text | None = None
    when: Edtf | None = Field(default=None, description="EDTF level 1: 2017-08-28, 2017-08-28/2017-08-31, 2017-08~.")
    when_as_reported: Line | None = None
    where: Line | None = Field(
        default=None,
        description="A name for the gazetteer or the id of a place; leave out when no source states a position.",
    )
    where_as_reported: Line | None = None
    precision: Precision | None = None
    role: Role = Role.EVENT
    sources: tuple[SourceRef, ...] = Field(min_length=1)
    category: Line | None = None
    actors: tuple[Line, ...] = ()
    counts: dict[str, Count] = Field(default_factory=dict)
    graphic: Flag = Field(
        default=False, description="Keep the text and the claims behind a warning; the title is shown."
    )
    withheld: Line | None = Field(default=None, description="What was left out of this report, and why.")
    generalized_km: RadiusKm | None = Field(
        default=None,
        description="Blur the place on purpose: no file of the map tells it, or its name, finer than this.",
    )


class Claim(Part):
    """One assertion by one source about one report or leg. Disagreement is kept and shown, never averaged."""

    about: Id = Field(description="Id of a report, a leg or an obstacle.")
    property: Line
    value: Value
    source: Id
    locator: Line | None = None
    status: ClaimStatus = ClaimStatus.ACCEPTED
    certainty: Line | None = None
    remarks: Line | None = None


class Story(Part):
    """Everything that an author states; made by :func:`geomap.load_story`."""

    title: Line | None = None
    summary: Text | None = None
    author: Line | None = None
    language: Line = Field(default="en", description="BCP 47 language of what is told here, e.g. en or ar.")
    interface: Line | None = Field(
        default=None,
        description="BCP 47 language of the page's own words: en, ar or fr; left out, that of the story.",
    )
    timezone: Line = Field(default="UTC", description="IANA zone in which the dates are meant, e.g. Asia/Damascus.")
    countries: tuple[CountryCode, ...] = Field(
        default=(), description="ISO 3166-1 codes of the countries that it is about."
    )
    tiles: Line | None = Field(
        default=None, description="Name of an online tile provider; left out, the map needs no network."
    )
    published_at: FolderAddress | None = Field(
        default=None,
        description="Address of the folder that the map will lie in, e.g. https://news.example/maps/convoy/.",
    )
    sources: tuple[Source, ...] = Field(min_length=1)
    places: tuple[Place, ...] = ()
    reports: tuple[Report, ...] = Field(min_length=1)
    claims: tuple[Claim, ...] = ()
    routes: tuple[Route, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    roads: Roads = Roads()

    _notices: tuple[Problem, ...] = PrivateAttr(())
    _spots: Spots = PrivateAttr(default_factory=Spots)

    def model_post_init(self, context: Any) -> None:
        """Keep what the loader hands over beside the values: its warnings, and where everything stands."""
        if isinstance(context, Mapping):
            self._notices = tuple(context.get("notices", ()))
            self._spots = context.get("spots", Spots)()

    @property
    def notices(self) -> tuple[Problem, ...]:
        """Warnings that the loader gave: nothing that stops a build, all of it worth a look."""
        return self._notices

    @property
    def spots(self) -> Spots:
        """Where its statements stand in its file."""
        return self._spots

    def source(self, source_id: str) -> Source:
        """The source with this id (KeyError when there is none; the loader has checked all references)."""
        return next(s for s in self.sources if s.id == source_id)
