"""Where a publisher is at home, learnt from the places in what it publishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp, sqrt

from gazetteer.documents.model import Home, distance_km, on_sphere
from gazetteer.documents.weights import NEAR_KM
from gazetteer.place import Kind, Place

_FEWEST = 3
"""Articles by which a publisher is known."""
_SHARE = 0.15
"""Share of the towns that must lie about a place for it to be a home: a paper of the whole world has none."""
_TOWNS = frozenset({Kind.CITY, Kind.ADMIN2, Kind.QUARTER})
_MOST = 200


def find_home(articles: Sequence[Iterable[Place]]) -> Home | None:
    """The home of a publisher, from the places that each of its articles names.

    The town about which the others lie the thickest. Each counts by the square root of the articles that name it: one
    name that is always taken for the wrong town does not make a home of that.

    Parameters
    ----------
    articles : sequence of iterables of Place
        The places of each article.

    Returns
    -------
    Home or None
        None for fewer than three articles, and where the towns lie all over the world.

    Examples
    --------
    >>> homs = Place("geonames:169577", "Homs", Kind.CITY, 36.72, 34.73, 7, "SY", "SY-HI")
    >>> hama = Place("geonames:170017", "Hama", Kind.CITY, 36.75, 35.13, 6, "SY", "SY-HM")
    >>> find_home([[homs], [homs, hama], [homs]]).admin1
    'SY-HI'
    """
    if len(articles) < _FEWEST:
        return None
    counted: Counter[str] = Counter()
    towns: dict[str, Place] = {}
    for places in articles:
        here = {place.id: place for place in places if place.kind in _TOWNS}
        towns.update(here)
        counted.update(here.keys())
    if not counted:
        return None
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    spots = [(towns[id_], sqrt(times), on_sphere(towns[id_].lon, towns[id_].lat)) for id_, times in most]
    thick = [
        (sum(times * exp(-distance_km(at, other) / NEAR_KM) for _, times, other in spots), place)
        for place, _, at in spots
    ]
    weight, place = max(thick, key=lambda pair: (pair[0], pair[1].id))
    if weight < _SHARE * sum(times for _, times, _ in spots):
        return None
    return Home(place.lon, place.lat, place.admin1)
