"""Which kinds of place may be meant by a word for another: a town called a camp, a base that is a border post."""

from __future__ import annotations

from collections.abc import Collection

from gazetteer.place import Kind

# By the kind that the wording states. A facility is never the town it is named for ("Raqqa airport" is not Raqqa),
# and an area is never a point; a reporter's "town" may well be a camp or a border post.
_ALSO = {
    Kind.COUNTRY: {Kind.ADMIN1, Kind.REGION, Kind.ISLAND},
    Kind.ADMIN1: {Kind.ADMIN2, Kind.REGION, Kind.ISLAND},
    Kind.ADMIN2: {Kind.ADMIN1, Kind.REGION},
    Kind.REGION: {Kind.ADMIN1, Kind.ADMIN2, Kind.MOUNTAINS, Kind.DESERT, Kind.RIVER, Kind.ISLAND},
    Kind.MOUNTAINS: {Kind.REGION, Kind.SITE},
    Kind.DESERT: {Kind.REGION},
    Kind.ISLAND: {Kind.ADMIN1, Kind.COUNTRY, Kind.REGION, Kind.CITY},
    Kind.SEA: {Kind.LAKE},
    Kind.LAKE: {Kind.SEA, Kind.DAM},
    Kind.RIVER: set(),
    Kind.CITY: {Kind.QUARTER, Kind.CAMP, Kind.BASE, Kind.CROSSING, Kind.SITE, Kind.ISLAND},
    Kind.QUARTER: {Kind.CITY, Kind.CAMP},
    Kind.CROSSING: {Kind.BASE, Kind.SITE},
    Kind.BASE: {Kind.AIRPORT, Kind.CROSSING, Kind.SITE},
    Kind.AIRPORT: {Kind.BASE},
    Kind.CAMP: {Kind.QUARTER, Kind.BASE, Kind.SITE},
    Kind.DAM: {Kind.LAKE, Kind.SITE},
    Kind.OILFIELD: {Kind.SITE},
    Kind.SITE: {Kind.DAM, Kind.OILFIELD, Kind.BASE, Kind.QUARTER},
}


def akin(kind: Kind, stated: Collection[Kind]) -> bool:
    """Whether a place of this kind may be meant where the wording states one of others.

    Examples
    --------
    >>> akin(Kind.BASE, {Kind.CITY}), akin(Kind.CITY, {Kind.BASE})
    (True, False)
    """
    return any(kind in _ALSO[other] for other in stated)
