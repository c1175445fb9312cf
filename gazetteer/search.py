"""The search for a name in the index: what is called so; failing that, spelled like it; failing that, the nearest."""

from __future__ import annotations

from collections.abc import Collection

from gazetteer.bynames import area_called, is_bare_code, looks_adjective, may_be_byname
from gazetteer.errors import PlaceNotFoundError
from gazetteer.index import LayeredIndex, NameHit
from gazetteer.names import fold, is_generic, key, split_kind
from gazetteer.names.containment import split_containment
from gazetteer.names.skeleton import is_arabic
from gazetteer.place import Candidate, Context, Kind, Place, Reason, Resolution
from gazetteer.rank import ACCEPT, rank, settle
from gazetteer.rank.spots import distance_km, is_curated
from gazetteer.rank.weights import LEAST_NAME
from gazetteer.values import changed

_AREAS = (Kind.COUNTRY, Kind.ADMIN1)
_WEIGHED = 12  # candidates of an answer, which shows ten: that another place comes near the first, they tell
_IN_COUNTRY = 10_000  # candidates among which those in an area are looked for: all
_SUGGESTIONS = 60
_PREFIX = 3  # letters that a name must share from its beginning to be suggested for that
_ENOUGH = 3  # places to suggest
_LONGEST_CODE = 6  # "Calif."
_TOWN_PEOPLE = 50_000  # of a town that names are said to lie in
_BEYOND = 1.25  # times the radius of a region, whose border nobody drew: towns at its edge are said to lie in it
_SUBURB_KM = 25.0
_KNOWN_ALIKE = 0.36  # points for being spelled like a name, without which a well-known town's is not taken for it
_ACRONYM = 3  # capitals that are spelled like nothing


class NameSearch:
    """Names to ranked candidates, and to what the index alone says of them.

    Parameters
    ----------
    index : LayeredIndex
    """

    def __init__(self, index: LayeredIndex) -> None:
        self._index = index

    def settled(self, name: str, context: Context) -> Resolution:
        """What the index says of a name."""
        return settle(name, self.ranked(name, context, _WEIGHED))

    def ranked(self, name: str, context: Context, limit: int) -> tuple[Candidate, ...]:
        """What is called so; failing that, what is spelled like it; failing that, the nearest. `limit` is the most."""
        if not fold(name):
            return ()
        if own := self._own(name, context, limit):
            return own
        hits = self._exact(name, countries=context.countries)
        hits = self._with_byname(name, hits, context)
        if is_bare_code(name.strip()) and not hits:
            return ()
        if is_generic(name):  # "the province" is no place; but Plateau is a state of Nigeria, and the Gulf a sea
            known = [hit for hit in hits if hit.place.country in context.countries or is_curated(hit.place)]
            return rank(name, known, context, limit=limit)
        if not hits and (found := self._within(name, context)):
            return found
        found, exact = (), list(hits)
        for search in (None, self._spelled_like, self._nearest):
            hits += search(name, context) if search else []
            found = rank(name, hits, context, limit=limit)
            if search and exact and _is_hardly_alike(found):
                hits = list(exact)
                found = rank(name, hits, context, limit=limit)
            # A name that matches but for its words of kind may match better under another spelling of the core.
            whole = search or not split_kind(name).words or fold(found[0].matched_name if found else "") == fold(name)
            if found and found[0].score >= ACCEPT and whole:
                break
            if search == self._spelled_like and (part := self._part_of(name, context, limit)):
                return part
        return found

    def _part_of(self, name: str, context: Context, limit: int) -> tuple[Candidate, ...]:
        """What "northern Iraq" and "south of Hasakah" are said of, where nothing is called so itself."""
        from gazetteer.names.directions import strip_direction

        rest, words = strip_direction(name)
        found = self.ranked(rest, context, limit) if words else ()
        if not found or found[0].score < ACCEPT:
            return ()
        reason = Reason("direction", f"{words!r} says which part of it, or how it lies to it")
        return tuple(changed(candidate, reasons=(*candidate.reasons, reason)) for candidate in found)

    def _own(self, name: str, context: Context, limit: int) -> tuple[Candidate, ...]:
        """What the user's own lists call so, if the context does not speak against it: they stand before all else."""
        hits = [hit for form in _forms(name) for hit in self._index.own_by_folded(form)]
        found = rank(name, hits, context, limit=limit) if hits else ()
        if not found or found[0].score < ACCEPT:
            return ()
        reason = Reason("own", "stands on a list of your own")
        return tuple(changed(candidate, reasons=(*candidate.reasons, reason)) for candidate in found)

    def _exact(self, name: str, *, countries: Collection[str]) -> list[NameHit]:
        """Names that are written so, with the words of kind or without."""
        return [hit for form in _forms(name) for hit in self._index.by_folded(form, countries=countries)]

    def _with_byname(self, name: str, hits: list[NameHit], context: Context) -> list[NameHit]:
        """The names found, and the area that an adjective ("Iraqi") or an abbreviation ("Calif.") stands for.

        That is read from a file of its own, and so only for a name that no place of the story's countries has.
        """
        name = name.strip()
        if not may_be_byname(name):
            if not name.isascii() or (hits and not looks_adjective(name)):
                return hits
            if any(hit.place.country in context.countries for hit in hits):
                return hits
        if is_bare_code(name):  # two capitals are a town's name only in the story's countries
            hits = [hit for hit in hits if hit.place.country in context.countries]
        area = area_called(name, countries=context.countries)
        if area is None or not (place := self._known(area)):
            return hits
        return [NameHit(place, place.name, fold(name)), *(hit for hit in hits if hit.place.id != area)]

    def _known(self, place_id: str) -> Place | None:
        """The place of this id, if the index is one of our own data."""
        try:
            return self._index.place(place_id)
        except PlaceNotFoundError:
            return None

    def _spelled_like(self, name: str, context: Context) -> list[NameHit]:
        """Names of the same key that may be taken for the one asked for."""
        if len(name) <= _ACRONYM and name.isupper():
            return []
        hits = self._index.by_key(key(name), countries=context.countries)
        if context.countries:  # a town elsewhere is only ever taken under a name of its own
            hits = [hit for hit in hits if _among(hit.place, context) or hit.place.kind in _AREAS]
        if is_arabic(name):  # not every place has a name in Arabic, but all have one that is shown
            return [hit for hit in hits if is_arabic(hit.name) or hit.name == hit.place.name]
        return [hit for hit in hits if not is_arabic(hit.name)]

    def _nearest(self, name: str, context: Context) -> list[NameHit]:
        """The nearest names for one that nothing is called."""
        core, skeleton = split_kind(name).core, key(name)
        near = self._index.near_key(skeleton, limit=_SUGGESTIONS) if skeleton else []
        # A word of kind that is misspelled, or a word that no list has: "Dier Alzoor Goverorate".
        words = fold(name).split()
        for part in (words[:-1], words[1:]) if len(words) > 1 else ():
            if rest := key(" ".join(part)):
                near += self._index.by_key(rest, countries=context.countries)[:_SUGGESTIONS]
        # The longest beginning that several places share: enough for an author to see what may have been meant.
        for length in range(len(core), _PREFIX - 1, -1):
            begun = self._index.by_prefix(core[:length], limit=_SUGGESTIONS)
            if len({hit.place.id for hit in begun}) >= _ENOUGH:
                return near + begun
        return near

    def _within(self, name: str, context: Context) -> tuple[Candidate, ...]:
        """What "name, area" may stand for: the candidates for the name that lie in the area."""
        for inner, outer in split_containment(name):
            best: tuple[Candidate, ...] = ()
            for around in self._containers(outer, context):
                found = self._inside(inner, around, context)
                if found and (not best or found[0].score > best[0].score):
                    best = found
            if best and best[0].score >= ACCEPT:
                return best
        return ()

    def _containers(self, name: str, context: Context) -> list[Place]:
        """The areas that a name may stand for, then the large towns: "Buffalo, New York" lies in the state."""
        code = area_called(name, after_comma=True) if len(name.strip()) <= _LONGEST_CODE else None
        if code and (coded := self._known(code)):
            return [coded]
        alone = changed(context, kind=None, near_lon=None, near_lat=None)
        known, divisions = (
            [one.place for one in self.ranked(name, asked, _WEIGHED) if one.reasons[0].points >= LEAST_NAME]
            for asked in (alone, changed(alone, kind=Kind.ADMIN1))
        )
        areas = [place for place in known if place.kind.is_area]
        areas += [place for place in divisions if place.kind is Kind.ADMIN1 and place not in areas]
        return areas + [place for place in known if place.kind is Kind.CITY and place.population >= _TOWN_PEOPLE]

    def _inside(self, name: str, around: Place, context: Context) -> tuple[Candidate, ...]:
        inside = changed(context, countries=(around.country,) if around.country else ())
        reason = Reason("inside", f"lies in {around.name}, which the name says")
        return tuple(
            changed(one, reasons=(*one.reasons, reason))
            for one in self.ranked(name, inside, _IN_COUNTRY)
            if one.place.id != around.id and self._lies_in(one.place, around)
        )

    def _lies_in(self, place: Place, around: Place) -> bool:
        if around.id in (place.country, place.admin1):
            return True
        if around.kind is Kind.CITY or (is_curated(around) and around.kind is not Kind.ADMIN2):
            # What no data set files under it: the quarters of a town, the towns of a region or of England.
            away = distance_km(around.lon, around.lat, place.lon, place.lat)
            reach = (
                _SUBURB_KM if around.kind is Kind.CITY else around.radius_km * (2 if around.kind in _AREAS else _BEYOND)
            )
            smaller = around.kind is not Kind.CITY or (not place.kind.is_area and place.population < around.population)
            return smaller and away < reach and around.country in ("", *place.countries)
        return any(parent.id == around.id for parent in self._index.parents(place.id))


def _among(place: Place, context: Context) -> bool:
    """Whether a place lies in a country of the story, or in none."""
    return not place.country or any(code in context.countries for code in place.countries)


def _is_hardly_alike(found: tuple[Candidate, ...]) -> bool:
    """Whether the first is merely spelled like the name: too little for "Beirut mountains", as Beirut is a town."""
    first = found[0].reasons[0] if found else None
    return first is not None and first.code == "spelling" and first.points < _KNOWN_ALIKE


def _forms(name: str) -> tuple[str, ...]:
    """The name folded, and without its words of kind."""
    return tuple(dict.fromkeys((fold(name), split_kind(name).core)))
