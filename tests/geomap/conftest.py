"""What tests of geomap share: a gazetteer of a dozen places that need no index."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field

import pytest
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from gazetteer import Candidate, Context, Kind, Place, PlaceNotFoundError, Reason, Resolution, Status


@dataclass
class SmallGazetteer:
    """A stand-in with the methods of ``gazetteer.Gazetteer``: names are told when exactly one place bears them."""

    named: dict[str, tuple[str, ...]]
    places: dict[str, Place]
    outlines: dict[str, BaseGeometry]
    asked: list[str] = field(default_factory=list)

    def resolve(self, name: str, context: Context | None = None) -> Resolution:
        self.asked.append(name)
        ids = [place_id for place_id, names in self.named.items() if name in names]
        if context and context.kind:
            ids = [i for i in ids if self.places[i].kind is context.kind]
        found = tuple(self._candidate(i, name) for i in ids)
        if len(found) == 1:
            return Resolution(name, Status.RESOLVED, found[0].place, 0.9, 0.9, found[0].reasons, found)
        if found:
            return Resolution(name, Status.AMBIGUOUS, None, 0.9, 0.0, (), found)
        spelled = {n: i for i, names in self.named.items() for n in names}
        near = difflib.get_close_matches(name, spelled, n=5, cutoff=0.4)
        return Resolution(name, Status.MISSING, None, 0.0, 0.0, (), tuple(self._candidate(spelled[n], n) for n in near))

    def _candidate(self, place_id: str, name: str) -> Candidate:
        return Candidate(self.places[place_id], 0.9, name, (Reason("name", "the name is the same", 0.9),))

    def place(self, place_id: str) -> Place:
        if place_id not in self.places:
            raise PlaceNotFoundError(place_id)
        return self.places[place_id]

    def outline(self, place_id: str) -> BaseGeometry | None:
        return self.outlines.get(place_id)

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        window = box(west, south, east, north)
        return tuple(
            (self.places[i], shape)
            for i, shape in self.outlines.items()
            if self.places[i].kind is kind and shape.intersects(window)
        )


# Rough shapes, and positions as anybody's atlas has them.
_SYRIA = shapely.Polygon([(35.7, 32.7), (38.8, 33.4), (41.0, 34.4), (42.3, 37.1), (36.6, 36.8), (35.7, 35.9)])
_DEIR = shapely.Polygon([(40.0, 34.0), (41.0, 34.4), (41.3, 35.4), (40.0, 36.0), (39.5, 35.3)])
_ROWS: tuple[tuple[Place, tuple[str, ...], BaseGeometry | None], ...] = (
    (Place("SY", "Syria", Kind.COUNTRY, 38.5, 35.0, 300, "SY", source="Natural Earth"), ("Syria",), _SYRIA),
    (Place("LB", "Lebanon", Kind.COUNTRY, 35.9, 33.9, 60, "LB"), ("Lebanon",), box(35.1, 33.1, 36.6, 34.7)),
    (Place("FR", "France", Kind.COUNTRY, 2.5, 46.5, 500, "FR"), ("France",), box(-5, 42, 8, 51)),
    (
        Place("SY-DY", "Deir al-Zor governorate", Kind.ADMIN1, 40.3, 35.1, 90, "SY", source="Natural Earth"),
        ("Deir al-Zor governorate", "Deir el-Zour province"),
        _DEIR,
    ),
    (
        Place("geonames:174448", "Boukamal", Kind.CITY, 40.91854, 34.45226, 4, "SY", "SY-DY", source="GeoNames"),
        ("Boukamal", "Al Bukamal"),
        None,
    ),
    (
        Place("geonames:170794", "Deir al-Zor", Kind.CITY, 40.14084, 35.33588, 6, "SY", "SY-DY", source="GeoNames"),
        ("Deir al-Zor",),
        None,
    ),
    (
        Place("geomap:qalamoun", "Qalamoun Mountains", Kind.MOUNTAINS, 36.57, 34.17, 20, "SY", source="geomap"),
        ("Qalamoun Mountains", "Qalamoun"),
        None,
    ),
    (Place("geonames:266826", "Tripoli", Kind.CITY, 35.84, 34.43, 5, "LB", source="GeoNames"), ("Tripoli",), None),
    (Place("geonames:2210247", "Tripoli", Kind.CITY, 13.19, 32.88, 10, "LY", source="GeoNames"), ("Tripoli",), None),
    (Place("geonames:2988507", "Paris", Kind.CITY, 2.35, 48.85, 8, "FR", source="GeoNames"), ("Paris",), None),
)


@pytest.fixture
def small_gazetteer() -> SmallGazetteer:
    """Ten places; only Tripoli is ambiguous."""
    places = {place.id: place if shape is None else _with_outline(place) for place, _, shape in _ROWS}
    return SmallGazetteer(
        named={place.id: names for place, names, _ in _ROWS},
        places=places,
        outlines={place.id: shape for place, _, shape in _ROWS if shape is not None},
    )


def _with_outline(place: Place) -> Place:
    from dataclasses import replace

    return replace(place, has_outline=True)
