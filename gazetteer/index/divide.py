"""Which first-level division a place lies in: told from the outlines, as GeoNames numbers divisions in its own way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from gazetteer.place import Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_REACH_DEG = 0.15
"""How far outside every outline of its country a place may lie and still be given the nearest, in degrees (about 16 km,
by which two good sources of boundaries differ). Harbour towns lie outside a rounded coastline."""


def divisions_of(
    places: Sequence[Place], outlines: Mapping[str, BaseGeometry], countries: Mapping[str, str]
) -> list[str]:
    """The id of the division that each place lies in.

    Parameters
    ----------
    places : sequence of Place
    outlines : mapping
        Outlines of divisions by id, WGS84.
    countries : mapping
        The country of each division. A place of a known country is only given a division of that country: near a border
        the outlines are less exact than the list of towns.

    Returns
    -------
    list of str
        In the order of the places; ``""`` where no outline of the country holds the place or comes near.
    """
    import numpy as np
    import shapely

    found = [""] * len(places)
    if not outlines or not places:
        return found
    ids = list(outlines)
    shapes = np.array(list(outlines.values()))
    points = shapely.points([place.lon for place in places], [place.lat for place in places])
    # The outlines ask the tree of points, not the points a tree of outlines: shapely prepares the asking side.
    areas, inside = shapely.STRtree(points).query(shapes, predicate="intersects")
    for area, at in zip(areas.tolist(), inside.tolist(), strict=True):
        if not found[at] and places[at].country in ("", countries[ids[area]]):
            found[at] = ids[area]
    lost = _grouped(place.country if division == "" else "" for place, division in zip(places, found, strict=True))
    near = _grouped(countries[id_] for id_ in ids)
    for country in (lost.keys() & near.keys()) - {""}:
        tree = shapely.STRtree(shapes[near[country]])
        nearest = tree.query_nearest(points[lost[country]], max_distance=_REACH_DEG, all_matches=False)
        for asked, answer in nearest.T.tolist():
            found[lost[country][asked]] = ids[near[country][answer]]
    return found


def _grouped(words: Iterable[str]) -> dict[str, list[int]]:
    """The positions at which each word stands."""
    grouped: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        grouped[word].append(at)
    return grouped
