"""Journeys in a story: routes leg by leg, what stood in their way, and the roads that they may be drawn on."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, model_validator

from geomap.story.fields import Amount, Edtf, Flag, Id, Line, Part, RadiusKm, SourceRef, read_number

Alternates = Annotated[int, Field(strict=True, ge=0, le=3), BeforeValidator(read_number)]


class Basis(StrEnum):
    """What a leg rests on. A computed way is never "reported" unless a source names the way."""

    REPORTED = "reported"
    INFERRED = "inferred"
    PLANNED = "planned"
    CONSIDERED = "considered"
    BLOCKED = "blocked"
    RETURNED = "returned"


class Mode(StrEnum):
    """How a leg was travelled. It decides which speeds are plausible, and whether roads are followed."""

    ROAD = "road"
    CONVOY = "convoy"
    FOOT = "foot"
    ANIMAL = "animal"
    BICYCLE = "bicycle"
    SLEDGE = "sledge"
    RAIL = "rail"
    SHIP = "ship"
    AIRCRAFT = "aircraft"

    @property
    def profile(self) -> str | None:
        """The profile of a road engine that stands for it; None for what follows no roads."""
        return _PROFILES.get(self)


_PROFILES = {Mode.ROAD: "car", Mode.CONVOY: "bus", Mode.FOOT: "foot", Mode.ANIMAL: "foot", Mode.BICYCLE: "bicycle"}


class ObstacleKind(StrEnum):
    """What stood in the way."""

    ROAD_CUT = "road_cut"
    BRIDGE = "bridge"
    CROSSING = "crossing"
    HELD_AREA = "held_area"
    OTHER = "other"


class Leg(Part):
    """One stretch of a route. ``from``, ``to`` and ``via`` name a report, a place or a gazetteer name."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    id: Id
    title: Line | None = None
    from_: Line | None = Field(
        default=None, alias="from", description="Where the leg starts: id of a report or a place, or a name."
    )
    to: Line | None = Field(default=None, description="Where it ends: id of a report or a place, or a name.")
    via: tuple[Line, ...] = Field(
        default=(), description="What it passes, in order: ids of reports or places, or names."
    )
    when: Edtf | None = Field(default=None, description="EDTF level 1.")
    sources: tuple[SourceRef, ...] = ()
    basis: Basis
    mode: Mode = Mode.ROAD
    road: Line | None = Field(
        default=None, description="The road as a source names it; without it a computed way is never drawn as reported."
    )
    departed: Edtf | None = Field(default=None, description="When it left, as reported: EDTF, with the time if known.")
    arrived: Edtf | None = Field(
        default=None, description="When it came in, as reported: EDTF, with the time if known."
    )
    planned_departure: Edtf | None = Field(default=None, description="When it was to leave, by a timetable or a plan.")
    planned_arrival: Edtf | None = Field(default=None, description="When it was to come in, by a timetable or a plan.")
    reported_km: Amount | None = Field(
        default=None, description="Its length as a source reports it, kilometres: a number, or low and high."
    )
    reported_h: Amount | None = Field(
        default=None, description="How long it took as a source reports it, hours: a number, or low and high."
    )
    instead_of: Id | None = Field(
        default=None, description="Id of the leg that this one contradicts: both are drawn, as their sources have them."
    )
    follow_roads: Flag = Field(default=True, description="false: the leg is never led along roads.")
    outcome: Line | None = None
    draw: Flag = Field(
        default=True, description="false: the leg has no known way; it stands in the table and legend only."
    )


class Route(Part):
    """A way as reported, leg by leg."""

    id: Id
    title: Line
    reported_km: Amount | None = Field(
        default=None, description="The length of the whole as a source reports it, kilometres."
    )
    legs: tuple[Leg, ...] = Field(min_length=1)


class Obstacle(Part):
    """What closed a way for a time: a road cut, a blown bridge, a closed crossing, a held area.

    It acts within its window alone. Where no source states its position, ``along`` names the leg on whose stretch it is
    told of: it is drawn along that, without a pin, and cuts no road.
    """

    id: Id
    title: Line
    kind: ObstacleKind = ObstacleKind.OTHER
    where: Line | None = Field(default=None, description="Id of a report or place, or a name; left out if not stated.")
    along: Id | None = Field(
        default=None, description="Id of the leg on whose stretch it lies, if no position is stated."
    )
    radius_km: RadiusKm | None = Field(default=None, description="It closes all ways within this distance.")
    when: Edtf | None = Field(default=None, description="EDTF level 1: the window in which it acts, e.g. 2017-08-30/..")
    sources: tuple[SourceRef, ...] = Field(min_length=1)
    outcome: Line | None = None


class Roads(Part):
    """The roads that legs are drawn on, as far as they follow any; ``--roads`` of the command line goes before it.

    The engine's text says all (``graph:roads.osm.pbf``), or its name alone does, with ``files``, ``tiles`` or ``url``
    beside it. In a story, the text alone will do for the whole: ``roads: graph:roads.osm.pbf``.
    """

    engine: Line = Field(
        default="geodesic",
        description=(
            "geodesic, graph:FILE.osm.pbf, FILE.geojson, valhalla:FOLDER, valhalla+http://HOST or osrm+http://HOST; or "
            "graph, valhalla, http, valhalla+http or osrm+http alone, with files, tiles or url beside it."
        ),
    )
    files: tuple[Line, ...] = Field(
        default=(), description="For the engine graph: files of roads, or the folder that geomap roads build made."
    )
    tiles: Line | None = Field(default=None, description="For the engine valhalla: the folder of its tiles.")
    url: Line | None = Field(
        default=None, description="For the engines http, valhalla+http and osrm+http: the address."
    )
    alternates: Alternates = Field(default=0, description="So many other ways, up to three, where a way is considered.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"engine": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_engine(self) -> Roads:
        given = {name for name in ("files", "tiles", "url") if getattr(self, name)}
        wanted = {_BESIDE[self.engine]} if self.engine in _BESIDE else set()
        if given != wanted:
            raise ValueError(_beside_complaint(self.engine, given, wanted))
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string", "description": "The engine."}, handler(core_schema)]}

    @property
    def spec(self) -> str:
        """The engine as one text, as :func:`geomap.roads.open_engine` reads it.

        Examples
        --------
        >>> Roads(engine="graph", files=["syria.osm.pbf", "iraq.osm.pbf"]).spec
        'graph:syria.osm.pbf,iraq.osm.pbf'
        >>> Roads(engine="osrm+http", url="http://localhost:5000").spec
        'osrm+http://localhost:5000'
        """
        if self.files:
            return f"{self.engine}:{','.join(self.files)}"
        if self.tiles is not None:
            return f"{self.engine}:{self.tiles}"
        if self.url is not None:
            kind = self.engine.rpartition("http")[0]  # "valhalla+", or nothing
            return self.url if self.url.startswith(kind) else f"{kind}{self.url}"
        return self.engine


_BESIDE = {"graph": "files", "valhalla": "tiles", **dict.fromkeys(("http", "valhalla+http", "osrm+http"), "url")}


def _beside_complaint(engine: str, given: set[str], wanted: set[str]) -> str:
    if not wanted:
        return f"{' and '.join(sorted(given))} cannot stand beside the engine {engine}, whose text says all"
    stray = f", not {' and '.join(sorted(given - wanted))}" if given - wanted else ""
    return f"the engine {engine} wants {' and '.join(sorted(wanted))} beside it{stray}"
