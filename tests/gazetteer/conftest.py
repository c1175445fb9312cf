"""A small invented world, and an index of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import box

from gazetteer.index import IndexInputs, PlaceIndex, build_index
from gazetteer.place import Kind, Place
from gazetteer.rows import Alias, SourcePlace
from gazetteer.sources import Outline, Source, SourceCredit, Water

CREDIT = SourceCredit("Invented", "MIT", "https://example.org/", "invented for tests")


def place(id_: str, name: str, lon: float, lat: float, *, kind: Kind = Kind.CITY, **fields: Any) -> Place:
    return Place(id_, name, kind, lon, lat, 1.0, **{"source": "Invented", "licence": "MIT"} | fields)


def world() -> tuple[Source, ...]:
    """Two countries side by side, one of them with an island on the far side of the 180th meridian; towns; water."""
    island = shapely.MultiPolygon([box(170, 0, 180, 10), box(-180, 0, -175, 10)])
    areas = Source(
        SourceCredit("Invented areas", "public domain", "https://example.org/", "areas"),
        places=[
            SourcePlace(place("XA", "Arda", 5, 5, kind=Kind.COUNTRY, country="XA"), ("Arda",)),
            SourcePlace(place("XB", "Bree", 15, 5, kind=Kind.COUNTRY, country="XB"), ("Bree", "Land of Bree")),
            SourcePlace(place("XA-W", "West", 2, 5, kind=Kind.ADMIN1, country="XA"), ("West", "Wést", "WEST")),
            SourcePlace(place("XB-I", "Isle", 175, 5, kind=Kind.ADMIN1, country="XB"), ("Isle",)),
        ],
        outlines=[
            Outline("XA", Kind.COUNTRY, box(0, 0, 10, 10)),
            Outline("XB", Kind.COUNTRY, shapely.union(box(10, 0, 20, 10), island)),
            Outline("XA-W", Kind.ADMIN1, box(0, 0, 5, 10)),
            Outline("XB-I", Kind.ADMIN1, island),
        ],
        water=[
            Water(Kind.RIVER, shapely.LineString([(1, 1), (9, 9)])),
            Water(Kind.LAKE, box(171, 1, 172, 2)),
        ],
    )
    towns = Source(
        SourceCredit("Invented towns", "CC BY 4.0", "https://example.org/", "towns"),
        places=[
            SourcePlace(
                place("geonames:100", "Raqqa", 2, 2, country="XA", population=500, source="GeoNames 100",
                      source_url="https://example.org/100"),
                ("Raqqa", "Ar Raqqah", "الرقة", "RAQQA", ""),
            ),
            SourcePlace(place("geonames:200", "Raqqa", 12, 2, country="XB", population=900), ("Raqqa",)),
            SourcePlace(place("geonames:300", "Port", 176, 5, country="XB", population=50), ("Port",)),
            SourcePlace(place("geonames:400", "Far Port", -176, 5, country="XB", population=70), ("Far Port",)),
        ],
    )  # fmt: skip
    curated = Source(
        CREDIT,
        places=[SourcePlace(place("geomap:hills", "The Hills", 4, 8, kind=Kind.MOUNTAINS), ("The Hills", "Hills"))],
        aliases=[Alias("geonames:300", ("Haven",), name="Port Haven", name_local="الميناء")],
    )
    return curated, areas, towns


def inputs_of(*sources: Source, fingerprint: str = "one") -> IndexInputs:
    return IndexInputs(fingerprint, [lambda: sources])


@pytest.fixture
def make_inputs() -> Callable[..., IndexInputs]:
    """``make_inputs(*sources, fingerprint="one")``; without sources those of the small world."""
    return lambda *sources, fingerprint="one": inputs_of(*(sources or world()), fingerprint=fingerprint)


@pytest.fixture
def make_place() -> Callable[..., Place]:
    return place


@pytest.fixture
def small_path(tmp_path: Path) -> Path:
    """An index of the small world."""
    return build_index(tmp_path / "cache" / "places.sqlite", inputs=inputs_of(*world())).path


@pytest.fixture
def small(small_path: Path) -> Iterator[PlaceIndex]:
    """The same, opened."""
    with PlaceIndex.open(small_path) as index:
        yield index
