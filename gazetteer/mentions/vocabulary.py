"""The words that tell names apart: given names, titles, words of organisations and of kind, peoples and countries.

All of it is data that people can edit, in ``data/words``; it is read once in a process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gazetteer.mentions.tokens import POSSESSIVE_JOINTS, Tokens, words_of
from gazetteer.mentions.wordlists import read_rows, read_words, small_words
from gazetteer.place import Role

# Adjectives that take no s to name the people: the Chinese, the British, the Dutch, the Swiss; but the Syrians.
_NO_PLURAL = ("sh", "ch", "se", "ss", "ic")
_SHORTEST_SHOUTED = 4  # letters from which a name in capitals is taken for the name, not for an acronym

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name that needs no context, as the words that follow its first one.

    An abbreviation ("Calif.") ends in a dot that is part of it, and counts only behind a comma or a bracket.
    """

    rest: Phrase
    role: Role
    is_abbreviation: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists of the package; the files in ``data/words`` say what each is.

    Words of kind are phrases with their class ("street", "facility", …): those that stand ``before`` a name and those
    that ``extend`` one, by their first word; those that stand ``after``, by their last. ``known`` is keyed by the first
    word of the names, the longest first; ``begin_known`` are the words that they and postal codes begin with.
    ``go_on`` are the small words and words of kind that a name can go on with. ``prepositions`` give the list, "in" or
    "at", that a preposition is of.
    """

    given: frozenset[str]
    family: frozenset[str]
    titles: frozenset[str]
    organisations: frozenset[str]
    common: frozenset[str]
    known: dict[str, tuple[KnownName, ...]]
    postal: frozenset[str]
    begin_known: frozenset[str]
    before: dict[str, dict[Phrase, str]]
    after: dict[str, dict[Phrase, str]]
    extend: dict[str, dict[Phrase, str]]
    articles: frozenset[str]
    particles: frozenset[str]
    connectors: frozenset[str]
    go_on: frozenset[str]
    patronymics: frozenset[str]
    address: frozenset[str]
    directions: frozenset[str]
    saying: frozenset[str]
    relatives: frozenset[str]
    kinds: frozenset[str]
    roads: frozenset[str]
    centres: frozenset[str]
    offices: frozenset[str]
    prepositions: dict[str, str]

    def is_of_thing(self, word: str) -> bool:
        """Whether a word goes on in the names of organisations and places, and in nobody's."""
        return (word in self.organisations or word in self.after) and word not in self.family and word not in self.given

    def is_plain(self, word: str) -> bool:
        """Whether a capitalised word may be one of the language, not a name of its own."""
        return word in self.organisations or word in self.titles or word in self.after or word.lower() in self.common

    def known_at(self, tokens: Tokens, i: int) -> KnownName | None:
        """The longest known name that begins with word ``i``."""
        for known in self.known.get(tokens.words[i].rstrip("."), ()):
            if not (known.rest or known.is_abbreviation) or _matches(tokens, i, known):
                return known
        return None

    def kind_end(self, tokens: Tokens, i: int) -> int:
        """Where the longest word of kind ends that begins with word ``i`` and extends the name before it; else 0."""
        words = tokens.words
        if i >= len(words) or words[i] not in self.extend or not tokens.joined(i):
            return 0
        phrases = self.extend[words[i]]
        ends = [i + len(phrase) for phrase in phrases]
        return max((end for end in ends if tuple(words[i:end]) in phrases), default=0)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the package, read from its data."""
    kinds: dict[str, dict[str, dict[Phrase, str]]] = {"before": {}, "after": {}, "extend": {}}
    for row in read_rows("kind_words.csv"):
        for words in row["words"].split("|"):
            phrase = tuple(word.rstrip(".") for word in words.split())
            key = phrase[-1] if row["place"] == "after" else phrase[0]
            kinds[row["place"]].setdefault(key, {})[phrase] = row["class"]
    known, postal = _known_names(), small_words("postal")
    connectors = small_words("connectors") | small_words("particles") | small_words("articles")
    return Vocabulary(
        given=read_words("given_names.txt"),
        family=read_words("family_names.txt"),
        titles=read_words("titles.txt"),
        organisations=read_words("organisation_words.txt"),
        common=read_words("common_words.txt"),
        known=known,
        postal=postal,
        begin_known=frozenset((*known, *(f"{word}." for word in known))) | postal,
        before=kinds["before"],
        after=kinds["after"],
        extend=kinds["extend"],
        articles=small_words("articles"),
        particles=small_words("particles") | small_words("articles"),
        connectors=connectors,
        go_on=connectors | kinds["extend"].keys(),
        patronymics=small_words("patronymics"),
        address=small_words("address"),
        directions=small_words("directions"),
        saying=small_words("saying"),
        relatives=small_words("relatives"),
        kinds=small_words("kinds"),
        roads=small_words("roads"),
        centres=small_words("centres"),
        offices=small_words("offices"),
        prepositions={word: name for name in ("in", "at") for word in small_words(name)},
    )


def _known_names() -> dict[str, tuple[KnownName, ...]]:
    """The names of :file:`peoples.csv` by first word, the longest first."""
    found: dict[str, dict[Phrase, KnownName]] = {}
    for name, role in _roles(read_rows("peoples.csv")).items():
        is_abbreviation = name.endswith(".") and not words_of(name)[-1].endswith(".")
        forms = [name, name.upper()] if len(name) >= _SHORTEST_SHOUTED and "." not in name else [name]
        for form in forms:
            first, *rest = (word.rstrip(".") for word in words_of(form))
            found.setdefault(first, {})[tuple(rest)] = KnownName(tuple(rest), role, is_abbreviation)
    return {first: tuple(sorted(names.values(), key=lambda known: -len(known.rest))) for first, names in found.items()}


def _roles(rows: Iterable[dict[str, str]]) -> dict[str, Role]:
    """Each name with its role; where one word has several it is a name first, then an adjective."""
    names, adjectives, people = (
        {name for row in rows for name in row[column].split("|") if name}
        for column in ("names", "adjectives", "people")
    )
    people |= {f"{name}s" for name in adjectives if not name.endswith(_NO_PLURAL)}
    return {
        **dict.fromkeys(sorted(people), Role.PEOPLE),
        **dict.fromkeys(sorted(adjectives), Role.ADJECTIVE),
        **dict.fromkeys(sorted(names), Role.NAME),
    }


def _matches(tokens: Tokens, i: int, known: KnownName) -> bool:
    end = i + 1 + len(known.rest)
    if end > len(tokens.words):
        return False
    for offset, word in enumerate(known.rest, i + 1):
        if tokens.words[offset].rstrip(".") != word:
            return False
        if not (tokens.joined(offset) or tokens.gaps[offset] in POSSESSIVE_JOINTS):
            return False
    if known.is_abbreviation:
        return i > 0 and tokens.gaps[end].startswith(".") and tokens.gaps[i] in (", ", " (")
    return True
