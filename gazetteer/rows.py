"""What the readers hand to the index: a place with its names, or more names for a place that another reader brings."""

from __future__ import annotations

from gazetteer.place import Place
from gazetteer.values import value

CURATED_PREFIX = "geomap:"
"""Ids of the places that the curated overlay brings begin with this."""


@value
class SourcePlace:
    """A place as one source gives it, with every name under which it can be found (``place.name`` among them).

    ``division_code`` is what the source calls the first-level division, where it numbers them in its own way.
    """

    place: Place
    names: tuple[str, ...]
    division_code: str = ""


@value
class Alias:
    """More names for a place that another source brings: ``place_id`` is its id there.

    ``name`` and ``name_local`` replace what that source shows to people, where they are not empty: news and
    national usage often differ from a data set's own romanisation. So do ``lon`` and ``lat`` (both or neither: the
    point that atlases print for an area), ``population`` and ``geonames_id``, where they are given. An alias of an id
    that no source brings is an error of the data.
    """

    place_id: str
    names: tuple[str, ...]
    name: str = ""
    name_local: str = ""
    lon: float | None = None
    lat: float | None = None
    population: int = 0
    geonames_id: int = 0
