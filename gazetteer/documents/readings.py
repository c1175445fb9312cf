"""What each name of a document may stand for: looked up under the name, then under the forms that news gives it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import log10
from typing import Self

from gazetteer.documents.model import Reading
from gazetteer.documents.venues import is_bland
from gazetteer.documents.weights import (
    BYNAME,
    CHOICES,
    FAME,
    KIND_WORDS,
    OWN_NAME,
    PART,
    SEAT,
    SHORT_CAPITALS,
    SPELLED,
    UNLIKE,
    USUAL_POPULATION,
)
from gazetteer.errors import PlaceNotFoundError
from gazetteer.index import NameHit
from gazetteer.names import fold, is_generic, split_kind
from gazetteer.names.kinds import split_folded
from gazetteer.names.likeness import Likeness
from gazetteer.names.skeleton import is_arabic, plain, plain_key
from gazetteer.place import Kind, Place
from gazetteer.world import read_bynames

_POSSESSIVE = re.compile(r"['’]s?$")
_SHORTENED = {
    "st": "saint", "saint": "st", "ste": "sainte", "mt": "mount", "mount": "mt", "ft": "fort", "fort": "ft",
    "co": "county", "is": "islands", "pt": "point",
}  # fmt: skip
# Words that place a name within or beside what is meant, or say its kind: the name is looked up without them.
_BEFORE = re.compile(
    r"^(?:the|city of|town of|village of|township of|greater|metropolitan|metro|downtown|uptown|inner|central|"
    r"(?:north|south)(?:east|west)?(?:ern)?|(?:east|west)(?:ern)?|upper|lower|mid|old|rural|suburban|occupied|"
    r"university of|port of|bay of|gulf of|lake|mount|fort|port) "
)
_AFTER = re.compile(
    r" (?:city|town|township|village|borough|municipality|province|state|governorate|prefecture|oblast|republic|"
    r"district|county|region|area|metropolitan area|metro|island|islands|valley|hills|heights|beach|harbou?r|"
    r"coast|border|(?:international |municipal |regional )?airport|university|college|downtown|springs|park)$"
)
_AREAS = frozenset({Kind.ADMIN1, Kind.ADMIN2})
_ALIKE = 0.85
"""So much alike two names must be to be one in two spellings."""
_SMALL_TOWN = 10_000
_SHORTEST_KEY = 3
"""Signs of a key that says enough to look up other spellings."""
_SHORTEST = 4
"""Letters that a part of a name must have to be looked up for the whole."""
_CAPITALS = 3
_LEAST_SEAT = 50_000
"""People of a town for which its division is not taken."""
_MOST_KNOWN = 100_000
"""Surfaces remembered; a reader of many articles meets the same names again and again."""

# Python 3.11 searches the class for a member each time that it is named there, which costs as much as a rule does.
_CITY, _ADMIN1, _REGION = Kind.CITY, Kind.ADMIN1, Kind.REGION


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name as asked for: folded, the kinds that its words say, and whether it is written in capitals."""

    folded: str
    kinds: frozenset[Kind]
    is_capitals: bool

    @classmethod
    def of(cls, name: str) -> Self:
        folded = fold(name)
        return cls(folded, split_folded(folded).kinds, name.isupper())


class Readings:
    """The readings of names, remembered: the likeliest first, before any evidence.

    Parameters
    ----------
    by_folded : callable
        Finds every name of the index that folds to the text given.
    by_key : callable
        Finds every name of the index with the key given.
    by_id : callable
        Finds a place by its id; raises PlaceNotFoundError.
    """

    def __init__(
        self,
        by_folded: Callable[[str], list[NameHit]],
        by_key: Callable[[str], list[NameHit]],
        by_id: Callable[[str], Place],
    ) -> None:
        self._by_folded = by_folded
        self._by_key = by_key
        self._by_id = by_id
        self._known: dict[str, tuple[Reading, ...]] = {}
        self._own: dict[str, tuple[Reading, ...]] = {}
        bynames = read_bynames()
        self._bynames = {**{fold(word): id_ for word, id_ in bynames.adjectives.items()}, **bynames.abbreviations}

    def of(self, surface: str) -> tuple[Reading, ...]:
        """What the name may stand for; empty when nothing is called so."""
        found = self._known.get(surface)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[surface] = self._look_up(surface)
        return found

    def called(self, folded: str) -> tuple[Reading, ...]:
        """The places that go by just this name, the likeliest first."""
        found = self._own.get(folded)
        if found is None:
            if len(self._own) >= _MOST_KNOWN:
                self._own.clear()
            found = self._own[folded] = self._look_up_own(folded)
        return found

    def _look_up_own(self, folded: str) -> tuple[Reading, ...]:
        asked = _Asked.of(folded)
        found = [_judged(hit, folded, asked) for hit in self._by_folded(folded) if _goes_by(hit, folded)]
        return tuple(sorted(found, key=lambda reading: (-reading.base, reading.place.id)))

    def _look_up(self, surface: str) -> tuple[Reading, ...]:
        name = _POSSESSIVE.sub("", surface.strip())
        if name.islower() and is_generic(name):  # "the village" is no name
            return ()
        named = {}
        if area := self._area_called(name):
            named[area.id] = _reading(area, name, (("byname", BYNAME),))
        asked = _Asked.of(name)
        folded, stated = asked.folded, asked.kinds
        has_byname = bool(named)
        for hit, form in self._called((folded,) if has_byname else _forms(folded)):
            if (id_ := hit.place_id) not in named:
                named[id_] = _judged(hit, form, asked)
        # Another spelling, where nothing is called so, or nothing of the kind that the words say.
        if not named or (not stated.isdisjoint(_AREAS) and stated.isdisjoint(one.place.kind for one in named.values())):
            for hit, alike in self._spelled_like(name, stated if named else frozenset()):
                named.setdefault(hit.place_id, _judged(hit, hit.folded, asked, alike=alike))
        for hit, form in () if named else self._called(_parts(folded)):
            named.setdefault(hit.place_id, _judged(hit, form, asked, part=True))
        return tuple(
            sorted(_seats_first(named.values()), key=lambda reading: (-reading.base, reading.place.id))[:CHOICES]
        )

    def _called(self, forms: Iterable[str]) -> Iterator[tuple[NameHit, str]]:
        """The names that fold to the first of some forms that any name does."""
        for form in forms:
            if hits := self._by_folded(form):
                yield from ((hit, form) for hit in hits)
                return

    def _spelled_like(self, name: str, kinds: frozenset[Kind]) -> Iterator[tuple[NameHit, float]]:
        """Names that are the same in another romanisation, and how much alike; of places of some kinds, if stated."""
        form = plain(name)
        skeleton, arabic, likeness = plain_key(form), is_arabic(name), Likeness(form)
        if len(skeleton) < _SHORTEST_KEY:
            return
        for hit in self._by_key(skeleton):
            across = arabic != is_arabic(hit.name)
            if across and not arabic:
                continue
            alike = likeness.to(hit.plain, across_scripts=across)
            # Not every place has a name in Arabic, but all have one that is shown.
            if alike < _ALIKE or (across and hit.name != hit.place.name) or (kinds and hit.place.kind not in kinds):
                continue
            yield hit, alike

    def _area_called(self, name: str) -> Place | None:
        """The area that an adjective or an abbreviation stands for; the latter only as it is spelled."""
        id_ = self._bynames.get(name) or self._bynames.get(f"{name}.")
        if id_ is None and not name.isupper():
            id_ = self._bynames.get(fold(name))
        try:
            return self._by_id(id_) if id_ else None
        except PlaceNotFoundError:  # an index of other data than ours need not have it
            return None


def _forms(folded: str) -> Iterator[str]:
    """The name and then the forms under which it may stand in the index, the nearest first."""
    yield folded
    words = folded.split()
    if any(word in _SHORTENED for word in words):
        yield " ".join(_SHORTENED.get(word, word) for word in words)
    core = split_kind(folded).core
    if core != folded:
        yield core
    bare = folded
    while (shorter := _BEFORE.sub("", bare)) != bare:
        yield (bare := shorter)
    if (shorter := _AFTER.sub("", folded)) != folded:
        yield shorter
    if bare != folded and (shorter := _AFTER.sub("", bare)) != bare:
        yield shorter
    if folded.endswith("s") and len(folded) > _SHORTEST:
        yield folded[:-1]


def _parts(folded: str) -> tuple[str, ...]:
    """The name without its last word, and without its first, where that still says something."""
    words = folded.split()
    parts = (" ".join(words[:-1]), " ".join(words[1:]))
    return tuple(part for part in parts if len(part) >= _SHORTEST and not is_bland(part))


def _judged(hit: NameHit, form: str, asked: _Asked, *, part: bool = False, alike: float = 1.0) -> Reading:
    place = hit.place
    points = [("part", PART)] if part else []
    if alike < 1.0:
        points.append(("spelling", SPELLED + UNLIKE * (1 - alike)))
    if _goes_by(hit, form):
        points.append(("name", OWN_NAME))
    if place.kind is _CITY and len(form) <= _CAPITALS and asked.is_capitals:
        points.append(("name", SHORT_CAPITALS))
    if place.kind in asked.kinds:
        points.append(("kind", KIND_WORDS))
    # The spellings of a large town are all on record: a name that is merely like one is rather a small town's.
    return _reading(place, hit.name, tuple(points), most=math.inf if alike == 1.0 else _SMALL_TOWN)


def _seats_first(readings: Iterable[Reading]) -> list[Reading]:
    """The readings, with less for a division around a town of its name."""
    found = list(readings)
    seats = {reading.place.admin1 for reading in found if reading.place.kind is _CITY and _is_own(reading)}
    return [
        _reading(reading.place, reading.matched_name, (("seat", SEAT), *reading.points[1:]))
        if reading.place.kind is _ADMIN1 and reading.place.id in seats and _is_bare(reading)
        else reading
        for reading in found
    ]


def _is_own(reading: Reading) -> bool:
    return ("name", OWN_NAME) in reading.points and reading.place.population >= _LEAST_SEAT


def _is_bare(reading: Reading) -> bool:
    return not reading.place.population and not {"kind", "byname"} & {code for code, _ in reading.points}


def _goes_by(hit: NameHit, form: str) -> bool:
    """Whether a form is that of the name shown for a place, or plainer: New York for New York City, D.C. left out."""
    shown = hit.place.name
    folded = hit.folded if hit.name == shown else fold(shown)
    if form == folded or ("," in shown and form == fold(shown.partition(",")[0])):
        return True
    return form in folded and form == split_folded(folded).core


def _reading(place: Place, name: str, points: tuple[tuple[str, float], ...], *, most: float = math.inf) -> Reading:
    known = log10(100 + min(most, place.population or _usual(place))) + FAME.get(place.kind, 0.0)
    return Reading.of(place, name, (("population", known), *points))


def _usual(place: Place) -> float:
    """The population of a town that is as well known: a region's grows with its area."""
    if place.kind is _REGION:
        return 1e3 * place.radius_km**2
    return USUAL_POPULATION.get(place.kind, 1e3)
