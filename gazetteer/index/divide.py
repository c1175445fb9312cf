"""Which first-level division a place lies in: told from the outlines, as GeoNames numbers divisions in its own way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gazetteer.place import Place

if TYPE_CHECKING:
    import shapely
    from shapely.geometry.base import BaseGeometry

_REACH_DEG = 0.15
"""How far outside every outline of its country a place may lie and still be given the nearest, in degrees (about 16 km,
by which two good sources of boundaries differ). Harbour towns lie outside a rounded coastline."""
_NEARLY_ALL = 0.75
_FEWEST = 3
"""So many places, and so large a share of them, tell which division a source's code means."""


def divisions_of(
    places: Sequence[Place], outlines: Mapping[str, BaseGeometry], countries: Mapping[str, str]
) -> list[str]:
    """The id of the division that each place lies in; see :meth:`Divider.divisions_of`."""
    return Divider(outlines, countries).divisions_of(places)


def by_majority(codes: Sequence[tuple[str, str]], divisions: Sequence[str]) -> list[str]:
    """Divisions told from outlines, put right by what the source calls them.

    Where nearly all places of one code lie in one division, the code means it, and so the few beyond its outline lie in
    it, too: near a border the outlines are less exact than the list of towns.

    Parameters
    ----------
    codes : sequence of tuple of str
        For each place its country, and what its source calls the division; ``""`` where it says nothing.
    divisions : sequence of str
        What the outlines tell.

    Returns
    -------
    list of str

    Examples
    --------
    >>> codes = [("US", "GA")] * 9 + [("US", "AL")]
    >>> by_majority(codes, ["US-GA"] * 8 + ["US-AL", "US-AL"])[8:]  # Columbus, Georgia, lies on the river
    ['US-GA', 'US-AL']
    """
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for code, division in zip(codes, divisions, strict=True):
        if code[1]:
            counted[code][division] += 1
    meant = {}
    for code, count in counted.items():
        division, most = count.most_common(1)[0]
        if division and most >= _FEWEST and most >= _NEARLY_ALL * count.total():
            meant[code] = division
    return [meant.get(code, division) for code, division in zip(codes, divisions, strict=True)]


class Divider:
    """The divisions, ready to be asked for place after place.

    Parameters
    ----------
    outlines : mapping
        Outlines of divisions by id, WGS84.
    countries : mapping
        The country of each division. A place of a known country is only given a division of that country: near a border
        the outlines are less exact than the list of towns.
    """

    def __init__(self, outlines: Mapping[str, BaseGeometry], countries: Mapping[str, str]) -> None:
        import numpy as np
        import shapely

        self._ids = list(outlines)
        self._shapes = np.array(list(outlines.values()))
        shapely.prepare(self._shapes)
        self._countries = [countries[id_] for id_ in self._ids]
        self._of_country = _grouped(self._countries)
        self._trees: dict[str, shapely.STRtree] = {}

    def divisions_of(self, places: Sequence[Place]) -> list[str]:
        """The id of the division that each place lies in.

        Parameters
        ----------
        places : sequence of Place

        Returns
        -------
        list of str
            In the order of the places; ``""`` where no outline of the country holds the place or comes near.
        """
        import shapely

        found = [""] * len(places)
        if not self._ids or not places:
            return found
        points = shapely.points([place.lon for place in places], [place.lat for place in places])
        asking = {place.country for place in places}
        asked = range(len(self._ids)) if "" in asking else sorted(self._numbers_of(asking))
        # The outlines ask the tree of points, not the points a tree of outlines: the asking side is the prepared one.
        areas, inside = shapely.STRtree(points).query(self._shapes[asked], predicate="intersects")
        for area, at in zip(areas.tolist(), inside.tolist(), strict=True):
            number = asked[area]
            if not found[at] and places[at].country in ("", self._countries[number]):
                found[at] = self._ids[number]
        lost = _grouped(place.country if division == "" else "" for place, division in zip(places, found, strict=True))
        for country in (lost.keys() & self._of_country.keys()) - {""}:
            if country not in self._trees:
                self._trees[country] = shapely.STRtree(self._shapes[self._of_country[country]])
            nearest = self._trees[country].query_nearest(
                points[lost[country]], max_distance=_REACH_DEG, all_matches=False
            )
            for place, answer in nearest.T.tolist():
                found[lost[country][place]] = self._ids[self._of_country[country][answer]]
        return found

    def _numbers_of(self, countries: Iterable[str]) -> Iterator[int]:
        """The divisions of some countries."""
        for country in countries:
            yield from self._of_country.get(country, ())


def _grouped(words: Iterable[str]) -> dict[str, list[int]]:
    """The positions at which each word stands."""
    grouped: dict[str, list[int]] = defaultdict(list)
    for at, word in enumerate(words):
        grouped[word].append(at)
    return grouped
