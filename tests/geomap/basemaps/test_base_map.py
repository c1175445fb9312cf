"""The base map: of a small made-up world, and of the worked example on the default gazetteer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Kind, Place, SourceCredit
from geomap.basemaps import BaseMap, base_map
from geomap.basemaps.labels import footprint, overlap
from geomap.projection import unwrap

if TYPE_CHECKING:
    from gazetteer import Gazetteer

# On the border of Syria and Iraq, and on the coast of Syria, by Natural Earth's own line layers (1:10m).
ON_BORDER = (41.2037, 34.8760)
ON_COAST = (35.7226, 35.5790)


# --- a small world ----------------------------------------------------------------------------------------------


def place(id_: str, lon: float, lat: float, kind: Kind = Kind.CITY, **more: object) -> Place:
    known = {"name": id_.title(), "radius_km": 50.0, "country": id_[:2].upper(), "source": "test"} | more
    return Place(id=id_, kind=kind, lon=lon, lat=lat, **known)  # type: ignore[arg-type]


@dataclass
class SmallAtlas:
    """Answers like a gazetteer, from lists."""

    outlines: list[tuple[Place, BaseGeometry]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    water: Sequence[tuple[str, BaseGeometry]] = ()

    def credits(self, place_ids: Iterable[str], *, water: bool = False) -> tuple[SourceCredit, ...]:
        return tuple(SourceCredit("a", "", "", f"by {name}") for name in (*place_ids, *(["water"] if water else ())))

    def places_in(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        kinds: Iterable[Kind] | None = None,
        limit: int = 100,
    ) -> tuple[Place, ...]:
        boxes = _boxes(west, south, east, north)
        found = [
            p for p in self.places
            if (kinds is None or p.kind in set(kinds)) and boxes.intersects(shapely.Point(p.lon, p.lat))
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda p: -p.population)[:limit])

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        boxes = _boxes(west, south, east, north)
        return tuple((p, shape) for p, shape in self.outlines if p.kind is kind and boxes.intersects(shape))

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        boxes = _boxes(west, south, east, north)
        return tuple((kind, shape) for kind, shape in self.water if boxes.intersects(shape))


def _boxes(west: float, south: float, east: float, north: float) -> BaseGeometry:
    assert all(-180.0 <= lon <= 180.0 for lon in (west, east)), "a gazetteer takes wrapped longitudes"
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.union(shapely.box(west, south, 180.0, north), shapely.box(-180.0, south, east, north))


def country(id_: str, shape: BaseGeometry) -> tuple[Place, BaseGeometry]:
    return place(id_, shape.representative_point().x, shape.representative_point().y, Kind.COUNTRY), shape


def neighbours(lon: float = 5.0) -> list[tuple[Place, BaseGeometry]]:
    """Two countries whose common border zigzags, so that simplifying has something to do."""
    border = [(lon + 0.0005 * (i * 7 % 5), i / 100) for i in range(1001)]
    west = shapely.Polygon([*border, (lon - 5, 10), (lon - 5, 0)])
    east = shapely.Polygon([*border, (lon + 5, 10), (lon + 5, 0)])
    return [country("AA", west), country("BB", east)]


def lands(base: BaseMap) -> dict[str, BaseGeometry]:
    return {
        land.country: shapely.MultiPolygon([(rings[0], rings[1:]) for rings in base.polygons(land)])
        for land in base.lands
    }


def lines(parts: Iterable[Any]) -> BaseGeometry:
    return shapely.MultiLineString(list(parts))


def test_neighbours_stay_neighbours_when_they_are_simplified() -> None:
    base = base_map(SmallAtlas(neighbours()), 2, 2, 8, 8)
    made = lands(base)
    assert made["AA"].is_valid
    assert made["BB"].is_valid
    assert made["AA"].intersection(made["BB"]).area == 0
    both = shapely.union_all([made["AA"], made["BB"]])
    assert both.geom_type == "Polygon", "they have parted"
    assert len(shapely.get_rings(both)) == 1, "there is a gap between them"
    assert lines(base.border_lines).length == pytest.approx(10, abs=0.5)
    assert sum(map(len, base.border_lines)) < 500


def test_every_border_is_drawn_once() -> None:
    base = base_map(SmallAtlas(neighbours()), 2, 2, 8, 8)
    segments = [frozenset(pair) for line in base.arcs for pair in pairwise(line)]
    assert len(segments) == len(set(segments))
    assert lines(base.coast_lines).intersection(lines(base.border_lines)).length == 0


def test_the_map_ends_at_its_box_and_its_sides_are_not_coasts() -> None:
    whole = [country("AA", shapely.box(-60, -60, 60, 60))]
    base = base_map(SmallAtlas(whole), 2, 2, 8, 8)
    assert (base.coasts, base.borders) == (0, 0)
    assert lands(base)["AA"].bounds == pytest.approx((base.box.west, base.box.south, base.box.east, base.box.north))


def test_the_margin_is_generous_on_all_sides() -> None:
    box = base_map(SmallAtlas(), 35.5, 32.5, 41.5, 36.6).box
    assert shapely.box(31.5, 30.5, 45.5, 38.6).within(shapely.box(box.west, box.south, box.east, box.north))


def test_a_story_at_one_point_still_has_surroundings() -> None:
    base = base_map(SmallAtlas(neighbours()), 5.0, 5.0, 5.0, 5.0)
    assert base.box.east - base.box.west > 1
    assert base.per_degree == 10_000
    assert base.borders == 1


def test_across_the_antimeridian_longitudes_run_on() -> None:
    west = shapely.box(176, -19, 180, -15)
    east = shapely.box(-180, -19, -178, -15)
    island = country("FJ", shapely.MultiPolygon([west, east]))
    suva = place("fj:east", -179.5, -17.0, population=100)
    base = base_map(SmallAtlas([island], [suva]), 177.0, -20.0, -178.5, -14.0)
    assert base.box.west < 177
    assert base.box.east > 181.5
    assert lands(base)["FJ"].bounds == pytest.approx((176, -19, 182, -15))
    assert not lines(base.coast_lines).intersects(shapely.LineString([(180, -18.5), (180, -15.5)])), "the seam is drawn"
    assert [label.lon for label in base.labels if label.kind == "town"] == [180.5]


def test_names_stand_where_the_places_are_and_carry_the_local_one() -> None:
    towns = [
        place("aa:big", 3.0, 7.0, population=2_000_000, name_local="الكبيرة"),
        place("bb:small", 7.0, 3.0, population=3_000),
        place("bb:away", 100.0, 4.0, population=9_000_000),
    ]
    base = base_map(SmallAtlas(neighbours(), towns), 2, 2, 8, 8)
    named = {label.text: label for label in base.labels}
    assert (named["Aa:Big"].local, named["Aa:Big"].rank, named["Aa:Big"].lon) == ("الكبيرة", 0, 3.0)
    assert named["Bb:Small"].rank == 2
    assert named["Bb:Small"].zoom > named["Aa:Big"].zoom
    assert "Bb:Away" not in named
    for code in ("AA", "BB"):
        label = named[code.title()]
        assert lands(base)[code].contains(shapely.Point(label.lon, label.lat))


def test_divisions_are_drawn_for_the_countries_asked_for_alone() -> None:
    parts = [
        (place(f"{code}-{i}", lon, 5, Kind.ADMIN1, country=code, radius_km=250), shapely.box(lon - 1, 0, lon + 1, 10))
        for code, lons in (("AA", (1, 3)), ("BB", (7, 9)))
        for i, lon in enumerate(lons)
    ]
    atlas = SmallAtlas([*neighbours(), *parts])
    assert base_map(atlas, 2, 2, 8, 8).divisions == ()
    (line,) = base_map(atlas, 2, 2, 8, 8, division_countries={"AA"}).divisions
    assert {lon for lon, _ in line} == {2.0}


def test_divisions_too_small_to_tell_apart_are_left_out() -> None:
    specks = [
        (place(f"AA-{i}", i / 10, 5, Kind.ADMIN1, radius_km=5), shapely.box(i / 10, 5, (i + 1) / 10, 5.1))
        for i in range(40)
    ]
    assert base_map(SmallAtlas([*neighbours(), *specks]), 2, 2, 8, 8, division_countries={"AA"}).divisions == ()


def test_rivers_are_joined_and_smooth_and_lakes_are_polygons() -> None:
    steps = [(1 + i * 0.036, 5 + 0.018 * (i % 2)) for i in range(200)]
    river: list[tuple[str, BaseGeometry]] = [
        ("river", shapely.LineString(steps[:101])),
        ("river", shapely.LineString(steps[100:])),
    ]
    lakes: list[tuple[str, BaseGeometry]] = [
        ("lake", shapely.Point(7, 3).buffer(0.5)),
        ("lake", shapely.Point(7, 7).buffer(0.001)),
    ]
    base = base_map(SmallAtlas(water=river + lakes), 2, 2, 8, 8)
    (line,) = base.rivers
    assert len(line) < 50, "the stairs of the source's grid are still there"
    (rings,) = base.lakes
    assert rings[0][0] == rings[0][-1]
    assert shapely.Polygon(rings[0]).area == pytest.approx(0.78, rel=0.1)


def test_a_broken_outline_does_not_stop_the_map() -> None:
    spike = shapely.Polygon([(3, 3), (6, 3), (6, 6), (7, 6), (6, 6), (3, 6)])
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    base = base_map(SmallAtlas([country("AA", spike), country("BB", bow_tie)]), 0, 0, 8, 8)
    assert all(shape.is_valid for shape in lands(base).values())


def test_an_empty_sea_is_a_map_too() -> None:
    base = base_map(SmallAtlas(), -40, 10, -30, 20)
    assert (base.arcs, base.lands, base.labels) == ((), (), ())


def test_what_is_drawn_or_named_is_credited_and_nothing_else() -> None:
    land = [country("AA", shapely.box(0, 0, 10, 10)), country("BB", shapely.box(150, 0, 160, 10))]
    land.append(country("CC", shapely.box(20, 0, 90, 40)))  # on the small map in the corner alone
    towns = [place("aa-town", 4, 4, population=9), place("aa-other", 4.001, 4.001, population=1)]
    river = [("river", shapely.LineString([(1, 1), (9, 9)]))]
    base = base_map(SmallAtlas(land, towns, water=river), 2, 2, 8, 8)
    assert base.credits == ("by AA", "by aa-town", "by CC", "by water")
    assert base.place_ids == ("AA", "aa-town", "CC")
    assert [label.place_id for label in base.labels if label.kind == "town"] == ["aa-town"]
    assert base_map(SmallAtlas(land, towns), 2, 2, 8, 8).credits == ("by AA", "by aa-town", "by CC")


# --- the worked example -----------------------------------------------------------------------------------------


def test_a_point_of_the_border_is_on_a_border_and_one_of_the_coast_on_the_coast(syria: BaseMap) -> None:
    border, coast = lines(syria.border_lines), lines(syria.coast_lines)
    assert shapely.Point(ON_BORDER).distance(border) < 0.01
    assert shapely.Point(ON_BORDER).distance(coast) > 1
    assert shapely.Point(ON_COAST).distance(coast) < 0.01
    assert shapely.Point(ON_COAST).distance(border) > 0.1


def test_geometry_is_valid_finite_and_inside_the_box(syria: BaseMap) -> None:
    box = shapely.box(syria.box.west, syria.box.south, syria.box.east, syria.box.north)
    shapes = [*lands(syria).values(), lines(syria.arcs), lines(syria.divisions), lines(syria.rivers)]
    shapes += [shapely.Polygon(rings[0], rings[1:]) for rings in syria.lakes]
    for shape in shapes:
        assert shape.is_valid
        assert shape.within(box)


def test_names_are_in_the_box_and_apart(syria: BaseMap) -> None:
    assert all(syria.box.holds(label.lon, label.lat) for label in syria.labels)
    for zoom in range(5, 10):
        boxes = [footprint(label, zoom) for label in syria.labels if label.zoom <= zoom]
        assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


def test_what_a_reader_of_the_example_looks_for_is_named(syria: BaseMap) -> None:
    named = {(label.kind, label.text): label for label in syria.labels}
    for name in ("Syria", "Iraq", "Lebanon", "Jordan", "Turkey"):
        assert ("country", name) in named
    for name, local in (("Damascus", "دمشق"), ("Deir ez-Zor", "دير الزور"), ("Homs", "حمص"), ("Raqqa", "الرقة")):
        assert named["town", name].local == local
        assert named["town", name].zoom <= 7


def test_the_governorates_of_syria_have_borders_and_those_of_iraq_do_not(syria: BaseMap) -> None:
    divisions = lines(syria.divisions)
    assert shapely.Point(40.0, 34.3).distance(divisions) < 0.2  # Homs and Deir ez-Zor
    assert shapely.Point(43.5, 33.0).distance(divisions) > 1


def test_it_is_small_enough_to_be_embedded(syria: BaseMap) -> None:
    every = (*syria.arcs, *syria.divisions, *syria.rivers, *(ring for rings in syria.lakes for ring in rings))
    assert sum(map(len, every)) < 3_500
    assert len(syria.labels) < 130


def test_half_the_world_is_drawn_more_roughly(default_gazetteer: Gazetteer) -> None:
    wide = base_map(default_gazetteer, -10.0, 36.0, 30.0, 60.0)
    assert sum(map(len, wide.arcs)) < 6_000


def test_two_calls_give_the_same(default_gazetteer: Gazetteer, syria: BaseMap) -> None:
    assert base_map(default_gazetteer, 35.5, 32.5, 41.5, 36.6, division_countries={"SY"}) == syria


def test_its_sources_are_credited(syria: BaseMap) -> None:
    assert any("GeoNames" in credit for credit in syria.credits)
    assert any("Natural Earth" in credit for credit in syria.credits)


@pytest.mark.parametrize(
    ("bounds", "inside"),
    [
        ((176.5, -19.5, -179.0, -15.5), (178.0, -17.8)),  # Fiji, across the antimeridian
        ((170.0, 60.0, -165.0, 70.0), (-179.0, 66.6)),  # Chukotka and Alaska
        ((10.0, 76.0, 30.0, 81.0), (16.0, 78.5)),  # Svalbard
        ((5.0, 45.0, 11.0, 48.0), (8.0, 46.5)),  # Switzerland: no coast
    ],
)
def test_land_is_where_it_should_be_all_over_the_world(
    default_gazetteer: Gazetteer, bounds: tuple[float, float, float, float], inside: tuple[float, float]
) -> None:
    base = base_map(default_gazetteer, *bounds)
    made = lands(base)
    assert all(shape.is_valid for shape in made.values())
    spot = shapely.Point(unwrap(inside[0], near=base.box.center_lon), inside[1])
    assert any(shape.contains(spot) for shape in made.values())
