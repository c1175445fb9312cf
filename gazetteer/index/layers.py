"""Reading the default index together with what the user imported: lists of the user's own in front, dumps behind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType

from gazetteer.errors import PlaceNotFoundError
from gazetteer.index.imported import Imported, open_imports
from gazetteer.index.info import IndexInfo, SourceCredit
from gazetteer.index.named import Few, NameHit
from gazetteer.index.read import PlaceIndex
from gazetteer.index.remembered import Remembered
from gazetteer.place import Kind, Place
from gazetteer.values import changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from shapely.geometry.base import BaseGeometry

# Of a name that a dump has hundreds of times, so many places are taken, and more in the story's countries. Where the
# files in front of a dump of millions have the name, only the latter: they hold every town, and elsewhere no hamlet can
# be meant.
_ANYWHERE, _INSIDE = 8, 50
_LARGE = 1_000_000
_LOOKED_THROUGH = 2000  # names of such a file that a search by the first letters goes through


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
        self.is_alone = len(self._layers) == 1
        self._folded, self._keyed = Remembered(), Remembered()
        self._large = frozenset(one.index for one in self._imports if one.names > _LARGE and not one.own)

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
        return changed(self._base.info(), imports=tuple(one.info() for one in self._imports))

    def credits(self, place_ids: Iterable[str], *, water: bool = False) -> tuple[SourceCredit, ...]:
        """Who is to be named on a map that shows these places, and if it does, rivers and lakes: nobody else."""
        shown: dict[int, list[str]] = {}
        for place_id in dict.fromkeys(place_ids):
            for at in self._shown_from(place_id):
                shown.setdefault(at, []).append(place_id)
        base = len(self._own)
        order = (base, *(at for at in range(len(self._layers)) if at != base))  # the default data first
        found = [self._layers[at].credits(shown.get(at, ()), water=water and at == base) for at in order]
        return tuple(dict.fromkeys(credit for credits in found for credit in credits))

    # --- names --------------------------------------------------------------------------------------------------------

    def by_folded(self, folded: str, *, countries: Collection[str] = ()) -> list[NameHit]:
        """Names that fold to `folded`.

        Of a dump the names of the eight most populous places (of one with millions, only where other files have none),
        and of fifty in each search that names `countries` (ISO 3166-1 alpha-2); of other files all.
        """
        sought = folded if self.is_alone else (folded, *countries)
        if (known := self._folded.get(sought)) is None:
            if self.is_alone:
                found = self._base.names.by_folded(folded)
            else:
                found = self._merged(lambda index, few: index.names.by_folded(folded, few), countries)
            known = self._folded.keep(sought, found)
        return known.copy()

    def by_key(self, key: str, *, countries: Collection[str] = ()) -> list[NameHit]:
        """Names with this key: the block inside which names are compared.

        Of a dump as many as `by_folded` takes; of the default data, where `countries` are named, those of places there
        or in no country, and of areas.
        """
        sought = (key, *countries)
        if (known := self._keyed.get(sought)) is None:
            if self.is_alone:
                found = self._base.names.by_key(key, countries=countries)
            else:
                found = self._merged(
                    lambda index, few: index.names.by_key(key, few, countries=countries if index is self._base else ()),
                    countries,
                )
            known = self._keyed.keep(sought, found)
        return known.copy()

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
        """Names whose key differs from `key` in one letter, for suggestions; a dump of millions comes last."""
        found: list[Place] = []

        def search(index: PlaceIndex, few: Few | None) -> list[NameHit]:
            if found and index in self._large:
                return []
            least = max(0, _least(found, limit)) if few else 0
            hits = index.names.near_key(key, limit=limit, least_population=least)
            found.extend(place for one in hits if (place := one.own_place) is not None)
            return hits

        return self._merged(search)[:limit]

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
        if self.is_alone:
            return search(self._base, None) if layers is None else []
        behind = len(self._own) + 1
        hits: list[NameHit] = []
        found_in, is_sorted = 0, False
        for at, index in enumerate(self._layers if layers is None else layers):
            anywhere = 0 if hits and index in self._large else _ANYWHERE
            found = search(index, Few(anywhere, _INSIDE, countries) if at >= behind else None)
            if found and index is self._base and not self._own:
                # Nothing stands in front: the hits stay the rows that they are, of which few are looked at.
                hits, found_in, is_sorted = found, 1, True
            elif found and (new := self._new(found, hits)):
                hits = _put_into(hits, new) if is_sorted else hits + new
                found_in += 1
        return hits if found_in < 2 or is_sorted else sorted(hits, key=_by_population)

    def _new(self, found: Sequence[NameHit], hits: Sequence[NameHit]) -> list[NameHit]:
        """What was found in a file and not before, each with its place as the foremost file has it."""
        seen = {hit.mark for hit in hits}
        fresh = []
        for one in found:
            if (mark := one.mark) not in seen:
                seen.add(mark)  # a dump may bring a place twice, with other numbers of people
                fresh.append(one)
        places = self._foremost_of(dict.fromkeys(one.place_id for one in fresh))
        return [
            NameHit(place, one.name, one.folded, one.plain)
            for one in fresh
            if (place := places.get(one.place_id)) is not None
        ]

    # --- places -------------------------------------------------------------------------------------------------------

    def place(self, place_id: str) -> Place:
        """The place with this id, or that GeoNames knows under it.

        Raises
        ------
        PlaceNotFoundError
        """
        if (found := self._known(place_id)) is not None:
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
                if parent not in asked and (place := self._known(parent)) is not None and place.id not in asked:
                    found[place.id] = place
                    asked.append(place.id)
        return tuple(found.values())

    def outline(self, place_id: str) -> BaseGeometry | None:
        """The outline of a place, WGS84 (longitude, latitude); None when there is only a point for it.

        Raises
        ------
        PlaceNotFoundError
        """
        return next((outline for _, outline in self._outlines(self.place(place_id))), None)

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
        behind = len(self._own) + 1
        for at, index in enumerate(self._layers[:behind]):
            for place in index.places_in(west, south, east, north, kinds=wanted, limit=limit):
                if self._foremost(place.id, at, place) is place:
                    found[place.id] = place
        above = _least(found.values(), limit)
        for at, index in enumerate(self._layers[behind:], behind):  # dumps hold little that is not found already
            ids = index.ids_in(west, south, east, north, kinds=wanted, limit=limit, above=above)
            new = [place_id for place_id in ids if place_id not in found]
            elsewhere = {place.id for other in self._layers[:at] for place in other.find_all(new)}
            found |= {place.id: place for place in index.find_all(new) if place.id not in elsewhere}
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

    def _foremost_of(self, place_ids: Iterable[str]) -> dict[str, Place]:
        """Places by their ids, each as the foremost file has it."""
        found: dict[str, Place] = {}
        left = list(place_ids)
        for number, index in enumerate(self._layers):
            asked = [place_id for place_id in left if place_id in self._own_ids] if number < len(self._own) else left
            found |= {place.id: place for place in index.find_all(asked)}
            left = [place_id for place_id in left if place_id not in found]
        return found

    def _known(self, place_id: str) -> Place | None:
        """The place with this id, or that GeoNames knows under it, as the foremost file has it."""
        if (found := self._foremost(place_id)) is not None:
            return found
        for index in self._layers:
            if (other := index.same_as(place_id)) and (found := self._foremost(other)) is not None:
                return found
        return None

    def _outlines(self, place: Place) -> Iterator[tuple[int, BaseGeometry]]:
        """The outlines that files have of a place, the foremost first, each with the number of the file."""
        # A list of one's own may state another name or point for an area, and leave its outline as it is.
        for at, index in enumerate(self._layers if place.has_outline else ()):
            if index.find(place.id) is not None and (outline := index.outline(place.id)) is not None:
                yield at, outline

    def _shown_from(self, place_id: str) -> set[int]:
        """The numbers of the files from which a map has the point and the outline of a place."""
        bringers = [at for at, index in enumerate(self._layers) if index.find(place_id) is not None][:1]
        if not bringers:
            return set()
        return {*bringers, *(at for at, _ in islice(self._outlines(self.place(place_id)), 1))}

    @cached_property
    def _own_ids(self) -> frozenset[str]:
        """Ids of the places that the user's own lists bring: few, and asked for with every hit."""
        return frozenset(place_id for index in self._own for place_id in index.ids())


def _least(places: Iterable[Place], limit: int) -> int:
    """The people of the last place that counts, where so many are wanted; -1 where there are fewer."""
    populations = sorted((place.population for place in places), reverse=True)
    return populations[limit - 1] if 0 < limit <= len(populations) else -1


def _put_into(hits: Sequence[NameHit], new: Iterable[NameHit]) -> list[NameHit]:
    """Hits that stand by population and others, in one list by population.

    What ``sorted(hits + new)`` gives, but of `hits` few places are read: most are never looked at.
    """
    merged: list[NameHit] = []
    at = 0
    for one in sorted(new, key=_by_population):
        to = bisect_right(hits, _by_population(one), at, key=_by_population)
        merged += hits[at:to]
        merged.append(one)
        at = to
    return merged + list(hits[at:])


def _by_population(hit: NameHit) -> int:
    return -hit.population
