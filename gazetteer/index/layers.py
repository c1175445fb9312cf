"""Reading the default index together with what the user imported: lists of the user's own in front, dumps behind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gazetteer.errors import PlaceNotFoundError
from gazetteer.index.imported import Imported, open_imports
from gazetteer.index.info import IndexInfo, SourceCredit
from gazetteer.index.named import Few, NameHit
from gazetteer.index.read import PlaceIndex
from gazetteer.place import Kind, Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# Of a name that a file of millions has hundreds of times, so many places are taken: the default data holds every town,
# and of hamlets only those in the story's countries can be meant.
_ANYWHERE, _INSIDE = 8, 50
_LOOKED_THROUGH = 2000  # names of such a file that a search by the first letters goes through
_LEAST_SUGGESTED = 1  # people of a place of such a file that is suggested for a name that nothing has


class LayeredIndex:
    """The default index and the imports beside it, asked as one; a context manager that closes them.

    A place that several files bring is the one that the foremost brings, and is found under the names of all: the
    user's own lists come first, the latest of them foremost, then the default index, then imported dumps. Hits come
    with the most populous place first, in an order that is the same in every run.

    Examples
    --------
    >>> from gazetteer import build_index
    >>> with LayeredIndex.open(build_index().path) as index:
    ...     index.by_folded("raqqa")[0].place.id
    'geonames:172955'
    """

    def __init__(self, base: PlaceIndex, imports: Sequence[Imported] = ()) -> None:
        self._base = base
        self._imports = sorted(imports, key=lambda one: (not one.own, -one.turn))
        own = [one.index for one in self._imports if one.own]
        self._own = tuple(own)
        self._found = (*own, base)  # what is found in running text
        self._layers = (*own, base, *(one.index for one in self._imports if not one.own))

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an index file and what was imported beside it.

        Raises
        ------
        IndexDataError
            There is no index at `path`, or it is damaged. An import that is damaged is left out with a warning.
        """
        return cls(PlaceIndex.open(path), open_imports(Path(path)))

    def close(self) -> None:
        """Close all files."""
        for index in self._layers:
            index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def info(self) -> IndexInfo:
        """What the default index says about itself, and what is read with it."""
        return replace(self._base.info(), imports=tuple(one.info() for one in self._imports))

    def credits(self, place_ids: Iterable[str] = ()) -> tuple[SourceCredit, ...]:
        """Who is to be named on a map that shows these places: the default data, and the imports that brought one."""
        first = {id(index) for place_id in set(place_ids) if (index := self._bringer(place_id))}
        used = [one.index.sources() for one in self._imports if id(one.index) in first]
        return (*self._base.sources(), *(credit for sources in used for credit in sources))

    # --- names --------------------------------------------------------------------------------------------------------

    def by_folded(self, folded: str, *, countries: Collection[str] = ()) -> list[NameHit]:
        """Names that fold to `folded`.

        Of a dump the names of the eight most populous places, and of fifty in each search that names `countries`
        (ISO 3166-1 alpha-2); of other files all.
        """
        return self._merged(lambda index, few: index.names.by_folded(folded, few), countries)

    def by_key(self, key: str, *, countries: Collection[str] = ()) -> list[NameHit]:
        """Names with this key: the block inside which names are compared.

        Of a dump as many as `by_folded` takes; of the default data, where `countries` are named, those of places there
        or in no country, and of areas.
        """
        return self._merged(
            lambda index, few: index.names.by_key(key, few, countries=countries if index is self._base else ()),
            countries,
        )

    def own_by_folded(self, folded: str) -> list[NameHit]:
        """Names that fold to `folded` in the user's own lists alone."""
        return self._merged(lambda index, few: index.names.by_folded(folded), (), layers=self._own)

    def by_prefix(self, folded: str, *, limit: int = 20) -> list[NameHit]:
        """Names whose folded form begins with `folded`, those of the most populous places first."""
        return self._merged(
            lambda index, few: index.names.by_prefix(
                folded, limit=limit, **({"looked_through": _LOOKED_THROUGH} if few else {})
            )
        )[:limit]

    def near_key(self, key: str, *, limit: int = 50) -> list[NameHit]:
        """Names whose key differs from `key` in one letter, for suggestions; of a dump those of peopled places."""
        return self._merged(
            lambda index, few: index.names.near_key(key, limit=limit, least_population=_LEAST_SUGGESTED if few else 0)
        )[:limit]

    def bearers(self, folded: str) -> list[tuple[str, str, int, bool]]:
        """Id, kind and population of the places with a name that folds to `folded`, and whether that is their own name.

        What the finder of names asks. It knows the user's lists and the default data; with the hamlets, schools and
        hotels of a dump, every other word would be a name.
        """
        return [each for index in self._found for each in index.bearers(folded)]

    def has_prefix(self, folded: str) -> bool:
        """Whether some folded name begins with `folded`, outside of dumps."""
        return any(index.has_prefix(folded) for index in self._found)

    def spellings(self, key: str, *, population: int) -> list[tuple[str, str]]:
        """Id and folded name of places with this key, outside of dumps: those of so many people, and the curated."""
        return [each for index in self._found for each in index.spellings(key, population=population)]

    def _merged(
        self,
        search: Callable[[PlaceIndex, Few | None], list[NameHit]],
        countries: Collection[str] = (),
        *,
        layers: Sequence[PlaceIndex] | None = None,
    ) -> list[NameHit]:
        if len(self._layers) == 1:
            return search(self._base, None) if layers is None else []
        few = Few(_ANYWHERE, _INSIDE, countries)
        behind = len(self._own) + 1
        hits: dict[tuple[str, str], NameHit] = {}
        known: dict[str, Place | None] = {}
        found_in = 0
        for at, index in enumerate(self._layers if layers is None else layers):
            before = len(hits)
            for one in search(index, few if at >= behind else None):
                place_id = one.place_id
                if place_id not in known:
                    known[place_id] = self._foremost(place_id, at, one.own_place)
                place = known[place_id]
                if place is not None:
                    hits.setdefault((place_id, one.folded), NameHit(place, one.name, one.folded, one.plain))
            found_in += len(hits) > before
        return list(hits.values()) if found_in < 2 else sorted(hits.values(), key=_by_population)

    # --- places -------------------------------------------------------------------------------------------------------

    def place(self, place_id: str) -> Place:
        """The place with this id, or that GeoNames knows under it.

        Raises
        ------
        PlaceNotFoundError
        """
        if (found := self._foremost(place_id)) is not None:
            return found
        for index in self._layers:
            if (other := index.same_as(place_id)) and (found := self._foremost(other)) is not None:
                return found
        raise PlaceNotFoundError(
            f"no place has the id {place_id!r}; ids look like geonames:170794, SY-DY, SY or geomap:qalamoun"
        )

    def parents(self, place_id: str) -> tuple[Place, ...]:
        """The places in which a place lies, the nearest first, as far as an imported hierarchy says so."""
        found: dict[str, Place] = {}
        asked = [place_id]
        for child in asked:  # grows while it is gone through
            for parent in dict.fromkeys(id_ for index in self._layers for id_ in index.parents(child)):
                if parent not in found and parent != place_id and (place := self._foremost(parent)) is not None:
                    found[parent] = place
                    asked.append(parent)
        return tuple(found.values())

    def outline(self, place_id: str) -> BaseGeometry | None:
        """The outline of a place, WGS84 (longitude, latitude); None when there is only a point for it.

        Raises
        ------
        PlaceNotFoundError
        """
        place = self.place(place_id)
        bringers = (index for index in self._layers if place.has_outline and index.find(place.id) is not None)
        # A list of one's own may state another name or point for an area, and leave its outline as it is.
        return next((outline for index in bringers if (outline := index.outline(place.id)) is not None), None)

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
        """Places whose point lies in a box, the most populous first; see :meth:`PlaceIndex.places_in`."""
        wanted = None if kinds is None else frozenset(kinds)
        found: dict[str, Place] = {}
        for at, index in enumerate(self._layers):
            for place in index.places_in(west, south, east, north, kinds=wanted, limit=limit):
                if self._foremost(place.id, at, place) is place:
                    found[place.id] = place
        return tuple(sorted(found.values(), key=lambda place: -place.population)[:limit])

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines of one layer of the default index, which covers the land once: no import is part of it."""
        return self._base.outlines_in(west, south, east, north, kind=kind)

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        """Rivers and lakes of the default index that meet a box."""
        return self._base.water_in(west, south, east, north)

    def _foremost(self, place_id: str, at: int = -1, place: Place | None = None) -> Place | None:
        """The place as the foremost file has it, where file `at` has it as `place`; None when no file brings it."""
        own = len(self._own)
        for number, index in enumerate(self._layers):
            if number == at and place is not None:
                return place
            if number < own and place_id not in self._own_ids:
                continue
            if number != at and (found := index.find(place_id)) is not None:
                return found
        return None

    def _bringer(self, place_id: str) -> PlaceIndex | None:
        """The foremost file that brings the place."""
        return next((index for index in self._layers if index.find(place_id) is not None), None)

    @cached_property
    def _own_ids(self) -> frozenset[str]:
        """Ids of the places that the user's own lists bring: few, and asked for with every hit."""
        return frozenset(place_id for index in self._own for place_id in index.ids())


def _by_population(hit: NameHit) -> int:
    return -hit.place.population
