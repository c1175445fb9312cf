"""Which of several places of one name is which: the division and country around each, and how far it is from the story.

Six towns called Springfield are told apart by their states, and by which of them lies where the rest of the story does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from gazetteer import Gazetteer, Kind, Place, PlaceNotFoundError


class Surroundings:
    """What is around places, in words for people.

    Parameters
    ----------
    gazetteer : gazetteer.Gazetteer
        Knows the names of divisions and countries.
    story_places : iterable of Place
        Where the rest of the story takes place, for distances.
    """

    def __init__(self, gazetteer: Gazetteer, story_places: Iterable[Place] = ()) -> None:
        self._name_of: Callable[[str], str] = cache(lambda place_id: _name(gazetteer, place_id))
        # A country or sea is everywhere: how far its middle is tells nothing.
        self._others = tuple({place.id: place for place in story_places if place.kind not in _WIDE}.values())

    def of(self, place: Place) -> str:
        """The division and the country that a place lies in, such as "Illinois, United States"; ``""`` for a sea."""
        around = (around_id for around_id in (place.admin1, place.country) if around_id and around_id != place.id)
        return ", ".join(dict.fromkeys(filter(None, map(self._name_of, around))))

    def distance(self, place: Place) -> str:
        """How far a place is from the nearest of the story's other places; ``""`` where there is no other."""
        from geomap.geodesy import LonLat, distance_km  # which loads what looking up a name does without

        away = [
            (distance_km(LonLat(place.lon, place.lat), LonLat(other.lon, other.lat)), other.name)
            for other in self._others
            if other.id != place.id
        ]
        if not away:
            return ""
        nearest_km, name = min(away)
        return f"{nearest_km:,.0f} km from {name}"


_WIDE = frozenset({Kind.COUNTRY, Kind.SEA})


def _name(gazetteer: Gazetteer, place_id: str) -> str:
    try:
        return gazetteer.place(place_id).name
    except PlaceNotFoundError:
        return place_id.rpartition(":")[2]
