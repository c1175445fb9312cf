"""Countries and divisions of the default index: in which one a place lies, and which one a row of GeoNames is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from gazetteer.index.named import NameHit
from gazetteer.index.read import PlaceIndex
from gazetteer.names import fold, key, split_kind
from gazetteer.place import Kind, Place

if TYPE_CHECKING:
    from gazetteer.index.divide import Divider

_DIVISIONS = (Kind.ADMIN1, Kind.ADMIN2)
_LIKENED = 2  # names of a division that are compared by their key: the one that it goes by, and that in plain letters


class Divisions:
    """What the default index knows under ids of its own, and GeoNames under numbers.

    Parameters
    ----------
    base : PlaceIndex
    """

    def __init__(self, base: PlaceIndex) -> None:
        self._base = base
        self._taken: dict[str, str] = {}

    def of(self, places: Sequence[Place]) -> list[str]:
        """The id of the first-level division in which each place lies, ``""`` where none is known."""
        return self._divider.divisions_of(places)

    def find(self, place_id: str) -> Place | None:
        """The place of the default index with this id; None when it has none."""
        return self._base.find(place_id)

    def same(self, place: Place, names: Iterable[str], *, inside: str) -> Place | None:
        """The place that the default index has under another id for a place of GeoNames; None when there is none.

        Told by GeoNames' number, where the default data states it; else for a country by its code, for a division by
        its names.

        Parameters
        ----------
        place : Place
        names : iterable of str
            All its names.
        inside : str
            Id of the first-level division in which its point lies.
        """
        if place_id := self._numbered.get(place.geonames_id):
            return self._base.find(place_id)
        if place.kind is Kind.COUNTRY:
            return self._base.find(place.country) if place.country else None
        if place.kind in _DIVISIONS:
            return self.same_division(place.id, place.kind, place.country, names, inside=inside)
        return None

    def same_division(
        self, place_id: str, kind: Kind, country: str, names: Iterable[str], *, inside: str = ""
    ) -> Place | None:
        """The division of a country that bears one of these names; None when none does, or several do.

        Of second-level divisions, whose names are many, the whole name counts, and they must lie in one of the first
        level; names of first-level ones are compared without their words of kind, and as they may be spelled.

        Parameters
        ----------
        place_id : str
            For whom it is asked: a division that was found for one place is not found for another.
        kind : Kind
        country : str
        names : iterable of str
        inside : str
            Id of the first-level division in which the place lies.
        """
        if (kind, country) not in self._divided:
            return None
        for search, sought in self._searches(kind, list(dict.fromkeys(names))):
            found = {
                hit.place.id: hit.place
                for each in dict.fromkeys(sought)
                for hit in search(each)
                if hit.place.kind is kind and hit.place.country == country and self._is_free(hit.place, place_id)
            }
            if kind is Kind.ADMIN2:
                found = {id_: place for id_, place in found.items() if place.admin1 == inside}
            one = found.get(inside) or (next(iter(found.values())) if len(found) == 1 else None)
            if one is not None:
                self._taken[one.id] = place_id
                return one
        return None

    def _searches(self, kind: Kind, names: Sequence[str]) -> Iterator[tuple[Callable[[str], list[NameHit]], list[str]]]:
        if kind is Kind.ADMIN2:
            yield self._base.by_folded, [fold(name) for name in names]
        else:
            yield self._base.by_folded, [split_kind(name).core for name in names]
            yield self._base.by_key, [key(name) for name in names[:_LIKENED]]

    def _is_free(self, division: Place, place_id: str) -> bool:
        """Whether a division is not known to be another place of GeoNames than this."""
        return not division.geonames_id and self._taken.get(division.id, place_id) == place_id

    @cached_property
    def _numbered(self) -> dict[int, str]:
        return {place.geonames_id: place.id for place in self._base.unnumbered() if place.geonames_id}

    @cached_property
    def _divided(self) -> frozenset[tuple[Kind, str]]:
        """The countries whose divisions the default index has, with the level of these."""
        return frozenset((place.kind, place.country) for place in self._base.unnumbered() if place.kind in _DIVISIONS)

    @cached_property
    def _divider(self) -> Divider:
        from gazetteer.index.divide import Divider

        drawn = self._base.outlines_in(-180, -90, 180, 90, kind=Kind.ADMIN1)
        return Divider({place.id: outline for place, outline in drawn}, {place.id: place.country for place, _ in drawn})
