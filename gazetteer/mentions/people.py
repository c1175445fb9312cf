"""Who is named in a text: the words that are parts of people's names, and the names by which they come back."""

from __future__ import annotations

from dataclasses import dataclass, field

from gazetteer.mentions.lexicon import Lexicon
from gazetteer.mentions.tokens import Tokens
from gazetteer.mentions.vocabulary import Vocabulary

_LOCATING = frozenset(("in", "near", "at", "from"))
_OLDEST = 110  # years
_LONGEST = 4  # words of a person's name
# A pair of words that begins with a given name ("San Jose", "Glen Carbon") can still be a town of so many people.
_TOWN = 5_000


@dataclass(frozen=True, slots=True)
class People:
    """The people of a text.

    ``words`` are the numbers of the words of their names; ``family`` and ``given`` the names that may stand for them
    alone, elsewhere in the text.
    """

    words: set[int] = field(default_factory=set)
    family: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)


def find_people(tokens: Tokens, vocabulary: Vocabulary, lexicon: Lexicon) -> People:
    """Find people by what stands before, inside and behind their names.

    A title ("coach Rick Pitino"), a given name before another word ("Rick Pitino"), initials ("S. B. Dissanayake"), a
    common family name behind an unknown word ("Campbell Davis"), an age, "who" or a verb of saying ("Nureddine Mehmud
    says"). A particle carries a name on ("Bashar al-Assad").
    """
    people = People(family=_speakers(tokens, vocabulary))
    words, given = tokens.words, vocabulary.given
    for first, end in tokens.runs:
        if end - first == 1 and words[first] not in given and not _is_behind_title(tokens, first, vocabulary):
            continue  # most of them
        start, is_titled = _after_titles(tokens, first, end, vocabulary)
        stop = _name_end(tokens, start, end, vocabulary)
        is_person = (
            _can_follow_title(tokens, start, vocabulary)
            if is_titled
            else stop - start > 1 and _is_person(tokens, start, stop, end, vocabulary, lexicon)
        )
        if is_person:
            _add(people, tokens, start, stop)
        elif stop - start > 1 or words[start] not in given:
            continue
        if stop == end and (last := _after_particle(tokens, end, vocabulary)):
            _add(people, tokens, start, last)
    return people


def is_age(word: str) -> bool:
    """Whether a word may be the age that news puts behind a person's name."""
    return word.isdecimal() and len(word) < 4 and int(word) < _OLDEST


def _add(people: People, tokens: Tokens, start: int, stop: int) -> None:
    people.words.update(range(start, stop))
    people.family.add(tokens.words[stop - 1])
    if stop - start > 1 and len(tokens.words[start]) > 1:
        people.given.add(tokens.words[start])


def _speakers(tokens: Tokens, vocabulary: Vocabulary) -> set[str]:
    """Words that speak and that nothing is in: "Noma said", but not "Moscow said" beside "in Moscow"."""
    words, gaps = tokens.words, tokens.gaps
    speak: set[str] = set()
    located: set[str] = set()
    for first, end in tokens.runs:
        if end - first > 1:
            continue
        before = words[first - 1] if first and gaps[first] == " " else ""
        after = words[end] if end < len(words) and gaps[end] == " " else ""
        if before in _LOCATING and not gaps[end].startswith(("'", "’")):
            located.add(words[first])
        elif (before in vocabulary.saying or after in vocabulary.saying) and words[first] not in vocabulary.known:
            speak.add(words[first])
    return speak - located


def _after_titles(tokens: Tokens, first: int, end: int, vocabulary: Vocabulary) -> tuple[int, bool]:
    """Where in a run a name can begin, behind its last title; and whether there is one, in the run or before it."""
    words = tokens.words
    for i in range(end - 2, first - 1, -1):
        if words[i] in vocabulary.titles:
            return i + 1, True
    return first, _is_behind_title(tokens, first, vocabulary)


def _is_behind_title(tokens: Tokens, first: int, vocabulary: Vocabulary) -> bool:
    """Whether a title stands before the word, be it written small: "coach Rick Pitino"."""
    return first > 0 and tokens.gaps[first] == " " and tokens.words[first - 1].capitalize() in vocabulary.titles


def _name_end(tokens: Tokens, start: int, end: int, vocabulary: Vocabulary) -> int:
    """Where a person's name that begins at ``start`` ends at the latest."""
    words = tokens.words
    is_shouted = len(words[start]) > 1 and words[start].isupper()
    stop = start + 1
    while stop < min(end, start + _LONGEST) and not vocabulary.is_of_thing(words[stop]):
        if words[stop].isupper() != is_shouted and len(words[stop]) > 1:
            break  # "Henry Lazenby US-based"
        stop += 1
    return stop


def _can_follow_title(tokens: Tokens, start: int, vocabulary: Vocabulary) -> bool:
    """Whether a person's name can begin behind a title: "Mr Paris" is one, "Chancellor Germany" is not."""
    if vocabulary.is_of_thing(tokens.words[start]):
        return False
    return tokens.words[start - 1] in vocabulary.address or vocabulary.known_at(tokens, start) is None


def _is_person(tokens: Tokens, start: int, stop: int, run_end: int, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    """Whether the words from ``start`` to ``stop``, two or more, are a person's name."""
    first, second = tokens.words[start : start + 2]
    if len(first) == 1 and "." in tokens.gaps[start + 1]:
        return stop - start > 2 or first not in "NSEW"
    is_known = vocabulary.known_at(tokens, start) is not None
    if first in vocabulary.given:
        if is_known:  # "Jordan Pickford", but "Georgia Tech"
            return _is_name(second, vocabulary, lexicon)
        facts = lexicon.facts(tokens.span(start, stop)) if stop == run_end == start + 2 else None
        is_town = facts is not None and (facts.is_noted or facts.population >= _TOWN)
        return not is_town or second in vocabulary.family
    if stop < run_end or is_known or stop - start == _LONGEST or vocabulary.is_of_thing(first):
        return False
    is_likely = (stop - start == 2 and second in vocabulary.family) or _acts(tokens, start, stop, vocabulary)
    return is_likely and lexicon.facts(tokens.span(start, stop)) is None


def _is_name(word: str, vocabulary: Vocabulary, lexicon: Lexicon) -> bool:
    """Whether a word is known for a person's name, or is neither of the language nor a team's nor a place's."""
    if word in vocabulary.family or word in vocabulary.given:
        return True
    if vocabulary.is_plain(word) or word.endswith("s") or word in vocabulary.known:
        return False
    facts = lexicon.facts(word)
    return facts is None or facts.population < 0


def _acts(tokens: Tokens, start: int, stop: int, vocabulary: Vocabulary) -> bool:
    """Whether an age, "who" or a verb of saying stands at the words."""
    words, gaps = tokens.words, tokens.gaps
    if start and words[start - 1] in vocabulary.saying and gaps[start] == " ":
        return True
    if stop == len(words):
        return False
    if gaps[stop] == " ":
        return words[stop] in vocabulary.saying
    return gaps[stop] == ", " and (words[stop] in vocabulary.relatives or is_age(words[stop]))


def _after_particle(tokens: Tokens, end: int, vocabulary: Vocabulary) -> int:
    """Where the name ends that goes on behind a particle: "Bashar" with "al-Assad"; 0 when none does."""
    i = end
    while i < len(tokens.words) and tokens.words[i] in vocabulary.patronymics and tokens.joined(i):
        i += 1
    return i + 1 if end < i < len(tokens.words) and tokens.run_of[i] >= 0 and tokens.joined(i) else 0
