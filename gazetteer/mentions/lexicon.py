"""What the gazetteer knows of a name, as evidence that a capitalised word is one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

from gazetteer.index import LayeredIndex, PlaceIndex
from gazetteer.names import fold
from gazetteer.names.likeness import Likeness
from gazetteer.names.skeleton import is_arabic, plain, plain_key
from gazetteer.overlay import read_aliases
from gazetteer.place import Kind
from gazetteer.rows import CURATED_PREFIX

_MOST_REMEMBERED = 100_000  # names; about 20 MB
_ALIKE = 0.9  # similarity from which a spelling that the index lacks is taken for one that it has
_SHORTEST_KEY = 4  # consonants; fewer are shared by chance
_TOWN = 10_000  # people from which a place is known by several spellings
_DIVISIONS = frozenset((Kind.COUNTRY, Kind.ADMIN1, Kind.ADMIN2))
_NATURAL = frozenset(kind for kind in Kind if kind.is_area) - _DIVISIONS


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What is known of a name.

    Parameters
    ----------
    population : int
        Of the largest place that has it as its own name, or as one of several words; -1 when there is none.
    is_division : bool
        It is the own name of a country or of a division of one.
    is_noted : bool
        A river, range, sea or region, or a place that the overlay lists because news names it.
    """

    population: int
    is_division: bool = False
    is_noted: bool = False


class Lexicon(Protocol):
    """Where the finder looks names up."""

    def facts(self, name: str) -> NameFacts | None:
        """What is known of the name as it is written, capitals and accents aside; None when nothing is."""

    def begins(self, words: str) -> bool:
        """Whether some name begins with these words; may say so of a beginning that ends within a word."""

    def alike(self, name: str) -> NameFacts | None:
        """What is known of the name that `name` is another romanisation of, if there is one."""


class IndexLexicon:
    """The lexicon of a place index; remembers what it was asked."""

    def __init__(self, index: PlaceIndex | LayeredIndex) -> None:
        self._index = index
        self._facts: dict[str, NameFacts | None] = {}
        self._beginnings: dict[str, bool] = {}

    def facts(self, name: str) -> NameFacts | None:
        """What is known of the name as it is written."""
        if name not in self._facts:
            if len(self._facts) >= _MOST_REMEMBERED:
                self._facts.clear()
            self._facts[name] = self._look_up(fold(name))
        return self._facts[name]

    def begins(self, words: str) -> bool:
        """Whether some name of the index begins with these words."""
        if words not in self._beginnings:
            if len(self._beginnings) >= _MOST_REMEMBERED:
                self._beginnings.clear()
            self._beginnings[words] = self._index.has_prefix(fold(words))
        return self._beginnings[words]

    def alike(self, name: str) -> NameFacts | None:
        """What is known of the name that `name` is another romanisation of: same key, nearly the same letters."""
        form = plain(name)
        skeleton = plain_key(form)
        if len(skeleton) < _SHORTEST_KEY:
            return None
        likeness, arabic = Likeness(form), is_arabic(name)
        for place_id, folded in self._index.spellings(skeleton, population=_TOWN):
            if likeness.to(plain(folded), across_scripts=arabic != is_arabic(folded)) >= _ALIKE:
                return NameFacts(-1, is_noted=_is_curated(place_id))
        return None

    def _look_up(self, folded: str) -> NameFacts | None:
        bearers = self._index.bearers(folded)
        if not bearers:
            return None
        # Names of one word are borne by chance, as another name of some far city; those of several are not.
        own = [people for _, _, people, is_own in bearers if is_own or " " in folded]
        return NameFacts(
            population=max(own, default=-1),
            is_division=any(is_own and kind in _DIVISIONS for _, kind, _, is_own in bearers),
            is_noted=folded in _news_names()
            or any(_is_curated(id_) or kind in _NATURAL for id_, kind, _, _ in bearers),
        )


def _is_curated(place_id: str) -> bool:
    return place_id.startswith(CURATED_PREFIX)


@cache
def _news_names() -> frozenset[str]:
    """The folded names that the overlay adds to places of other sources, because news uses them."""
    return frozenset(fold(name) for alias in read_aliases() for name in alias.names)
