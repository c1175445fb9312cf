"""The base map as a value: what lies under a story, clipped to it, simplified to the scale at which it is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from geomap.basemaps.locator import Locator
from geomap.basemaps.topology import ArcRing, joined
from geomap.projection import Box

Point = tuple[float, float]  # lon, lat in degrees WGS84; lon unwrapped to the map's own box
Line = tuple[Point, ...]
Polygon = tuple[Line, ...]  # closed rings, the outer one first
LabelKind = Literal["country", "sea", "division", "town"]


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the base map.

    Parameters
    ----------
    text : str
        The name in English, where there is one.
    local : str
        The name in the script used at the place, or ``""``.
    lon, lat : float
        Where it stands: the town itself, or the middle of the area. Degrees WGS84, ``lon`` unwrapped.
    zoom : int
        From this zoom level on it can be shown without touching a more important name.
    rank : int
        Size of the lettering: 0 large, 1 middle, 2 small.
    place_id : str
        The place that it names.
    """

    kind: LabelKind
    text: str
    local: str
    lon: float
    lat: float
    zoom: int
    rank: int
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class Land:
    """One country's part of the map, as arcs that it shares with its neighbours."""

    country: str
    polygons: tuple[tuple[ArcRing, ...], ...]


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What lies under a story. All coordinates are degrees WGS84, multiples of ``1 / per_degree``.

    Parameters
    ----------
    box : Box
        What the map covers; outside of it nothing is known, so a page should not pan there.
    per_degree : int
        Grid of the coordinates: units per degree.
    arcs : tuple of lines
        Every coast and border once: first ``coasts`` coast lines, then ``borders`` international borders, then
        the cuts along the box, which nobody draws.
    lands : tuple of Land
        The countries, by arcs.
    divisions : tuple of lines
        Borders between first-level divisions, each once, without the outer border of the country.
    rivers, lakes : tuple
        Water on land.
    labels : tuple of Label
        The most important first.
    credits : tuple of str
        What must be said of the sources, one sentence each.
    place_ids : tuple of str
        The places that are drawn or named.
    locator : Locator or None
        Where in the world this is; None where the story spans it.
    """

    box: Box
    per_degree: int
    arcs: tuple[Line, ...]
    coasts: int
    borders: int
    lands: tuple[Land, ...]
    divisions: tuple[Line, ...]
    rivers: tuple[Line, ...]
    lakes: tuple[Polygon, ...]
    labels: tuple[Label, ...]
    credits: tuple[str, ...]
    place_ids: tuple[str, ...] = ()
    locator: Locator | None = None

    @property
    def is_round(self) -> bool:
        """Whether it covers all longitudes, so that it goes on where it ends."""
        return self.box.width > 0.999

    @property
    def coast_lines(self) -> tuple[Line, ...]:
        """Where land meets the sea."""
        return self.arcs[: self.coasts]

    @property
    def border_lines(self) -> tuple[Line, ...]:
        """International borders, each once."""
        return self.arcs[self.coasts : self.coasts + self.borders]

    def polygons(self, land: Land) -> Iterator[Polygon]:
        """The polygons of a country, put together from its arcs."""
        for rings in land.polygons:
            yield tuple(joined(self.arcs, ring) for ring in rings)
