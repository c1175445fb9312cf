"""Spans of a text that may be names of places: known names, names of the gazetteer, and names with a word of kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from gazetteer.mentions.lexicon import Lexicon, NameFacts
from gazetteer.mentions.tokens import POSSESSIVE_JOINTS, Tokens
from gazetteer.mentions.vocabulary import Vocabulary
from gazetteer.mentions.wordlists import small_words
from gazetteer.place import Role

_LONGEST = 5  # words of a name of the gazetteer
_LONGEST_LED = 4  # words of a name behind its word of kind
_LONGEST_HEADED = 8  # words of a name with its word of kind
# Names of these classes go on in the names of organisations ("Suffolk County Times") and stay whole in them.
_WHOLE = frozenset({"water", "relief", "division"})
_LONGEST_ABBREVIATION = 4  # letters of "St.", "Blvd."
_ROAD_NUMBER = re.compile(r"[AM]\d{1,4}")


class Origin(StrEnum):
    """Why a span is a candidate."""

    KNOWN = "known"  # a country, a people, a state, a sea: a name that needs no context
    PLACE = "place"  # a name of the gazetteer
    HEADED = "headed"  # a word of kind behind a name: "Royal Street"
    LED = "led"  # a word of kind before it: "Lake Manassas"
    ALIKE = "alike"  # another romanisation of a name of the gazetteer
    UNKNOWN = "unknown"
    ROAD = "road"  # the number of one: "A417"


# Python 3.11 searches the class for a member each time that it is named there, which costs as much as a rule does.
_KNOWN, _PLACE, _HEADED, _LED, _ALIKE, _UNKNOWN, _ROAD = (
    Origin.KNOWN,
    Origin.PLACE,
    Origin.HEADED,
    Origin.LED,
    Origin.ALIKE,
    Origin.UNKNOWN,
    Origin.ROAD,
)
_NAME = Role.NAME
_WITH_KIND = (_HEADED, _LED, _ROAD)


class Candidate(NamedTuple):
    """A span of words, ``first`` to ``end`` (exclusive), and of characters, ``start`` to ``stop``."""

    first: int
    end: int
    start: int
    stop: int
    origin: Origin
    role: Role = _NAME
    facts: NameFacts | None = None


def candidates_at(
    tokens: Tokens, i: int, *, is_person: bool, vocabulary: Vocabulary, lexicon: Lexicon
) -> list[Candidate]:
    """What may begin with word ``i``, which is capitalised: the longest first, known names before others.

    A word of a person's name can only begin a longer name, such as that of a hospital, or be a known name.
    """
    found: list[Candidate] = []
    word = tokens.words[i]
    if word in vocabulary.begin_known and (known := _known(tokens, i, vocabulary)):
        found.append(known)
    if not is_person and (place := _place(tokens, i, vocabulary, lexicon)):
        found.append(place)
    first, end = tokens.run(i)
    if i == first and (end > i + 1 or _may_go_on(tokens, end, vocabulary)):
        headed = _headed(tokens, i, end, vocabulary)
        if headed:
            found.append(headed)
    if word in vocabulary.before and all(candidate.end == i + 1 for candidate in found):
        found += _led(tokens, i, vocabulary, lexicon)
    if not found and end - first == 1 and _ROAD_NUMBER.fullmatch(word) and not vocabulary.roads.isdisjoint(tokens.seen):
        found.append(_candidate(tokens, i, i + 1, _ROAD))
    if len(found) > 1:
        found.sort(key=lambda candidate: -candidate.end)  # stable
    return found


def unknown_at(tokens: Tokens, i: int, *, vocabulary: Vocabulary, lexicon: Lexicon) -> Candidate | None:
    """A name that the gazetteer lacks, or has in another spelling: a run of one or two words, none of them plain."""
    first, end = tokens.run(i)
    if i != first or end - i > 2 or tokens.gaps[end][:1] in ("'", "’"):
        return None
    if any(vocabulary.is_plain(word) or word.lower() in tokens.seen or word.isupper() for word in tokens.words[i:end]):
        return None
    facts = lexicon.alike(tokens.span(i, end))
    return _candidate(tokens, i, end, _ALIKE if facts else _UNKNOWN, facts=facts)


def with_surroundings(candidate: Candidate, tokens: Tokens, vocabulary: Vocabulary) -> Candidate:
    """The candidate with the words that belong to its name: a direction before it, a word of kind behind it."""
    if candidate.role is not Role.NAME or candidate.origin in _WITH_KIND:
        return candidate
    first = candidate.first
    if first and tokens.words[first - 1] in vocabulary.directions and tokens.joined(first):
        candidate = candidate._replace(first=first - 1, start=tokens.starts[first - 1])
    end = vocabulary.kind_end(tokens, candidate.end)
    if not end:
        return candidate
    # Capitalised, it must close the name of a town: "Sokoto State", but "Mississippi State" is a university.
    is_capitalised = tokens.run_of[end - 1] >= 0
    if is_capitalised and (candidate.origin is not _PLACE or end < tokens.run(end - 1)[1]):
        return candidate
    return candidate._replace(end=end, stop=tokens.ends[end - 1])


def _candidate(
    tokens: Tokens,
    first: int,
    end: int,
    origin: Origin,
    *,
    role: Role = _NAME,
    facts: NameFacts | None = None,
    has_dot: bool = False,
) -> Candidate:
    return Candidate(first, end, _start(tokens, first), tokens.ends[end - 1] + has_dot, origin, role, facts)


def _start(tokens: Tokens, first: int) -> int:
    """Where a name begins in the text: with the small article before it, if there is one, as in "al-Tanf"."""
    has_article = tokens.gaps[first] == "-" and first and tokens.words[first - 1] in small_words("articles")
    return tokens.starts[first - 1 if has_article else first]


def _known(tokens: Tokens, i: int, vocabulary: Vocabulary) -> Candidate | None:
    known = vocabulary.known_at(tokens, i)
    end = i + 1 + len(known.rest) if known else i + 1
    if "$" in tokens.gaps[i] or "$" in tokens.gaps[end]:
        return None  # "US$5", "$US5"
    if known:
        return _candidate(tokens, i, end, _KNOWN, role=known.role, has_dot=known.is_abbreviation)
    is_postal = tokens.words[i] in vocabulary.postal and tokens.gaps[i] == ", " and tokens.run(i) == (i, i + 1)
    return _candidate(tokens, i, i + 1, _KNOWN) if is_postal and tokens.run_of[i - 1] >= 0 else None


def _place(tokens: Tokens, i: int, vocabulary: Vocabulary, lexicon: Lexicon) -> Candidate | None:
    """The longest name of the gazetteer that begins here; its last words may be of kind, as in "Omar oil field"."""
    text, words, stops, following = tokens.text, tokens.words, tokens.ends, i + 1
    start = _start(tokens, i)
    # Behind most words stands a small one that is in no name.
    if following < len(words) and (tokens.run_of[following] >= 0 or words[following] in vocabulary.go_on):
        ends = _ends(tokens, i, vocabulary)
        if kind_end := vocabulary.kind_end(tokens, ends[-1]):
            ends.append(kind_end)
        if len(ends) > 1 and lexicon.begins(text[start : stops[following]]):
            for end in reversed(ends[1:]):
                if facts := lexicon.facts(text[start : stops[end - 1]]):
                    return _candidate(tokens, i, end, _PLACE, facts=facts)
    facts = lexicon.facts(text[start : stops[i]])
    return _candidate(tokens, i, i + 1, _PLACE, facts=facts) if facts else None


def _ends(tokens: Tokens, i: int, vocabulary: Vocabulary) -> list[int]:
    """Where a name that begins with word ``i`` can end: behind capitalised words, with small ones between them."""
    words, run_of = tokens.words, tokens.run_of
    ends = [i + 1]
    for j in range(i + 1, min(i + _LONGEST, len(words))):
        if run_of[j] >= 0:
            if run_of[j] != run_of[i] and not (tokens.joined(j) or tokens.gaps[j] in POSSESSIVE_JOINTS):
                break
            ends.append(j + 1)
        elif words[j] not in vocabulary.connectors or not tokens.joined(j):
            break
    return ends


def _may_go_on(tokens: Tokens, end: int, vocabulary: Vocabulary) -> bool:
    """Whether a word that ends no run of several may be tied to a word of kind behind it."""
    return end < len(tokens.words) and (
        tokens.words[end] in vocabulary.particles or tokens.gaps[end] in POSSESSIVE_JOINTS
    )


def _headed(tokens: Tokens, i: int, run_end: int, vocabulary: Vocabulary) -> Candidate | None:
    """A run up to its last word of kind: "Royal Street", "Dulles International Airport", "St. Peter's Basilica"."""
    words = tokens.words
    run_end = _after_particles(tokens, run_end, vocabulary)
    if run_end < len(words) and tokens.gaps[run_end] in POSSESSIVE_JOINTS:
        kind = vocabulary.after.get(words[run_end], {}).get((words[run_end],))
        is_alone = kind == "facility" and tokens.run(run_end) == (run_end, run_end + 1)
        if is_alone and vocabulary.known_at(tokens, i) is None:
            return _candidate(tokens, i, run_end + 1, _HEADED)
    for last in range(min(run_end, i + _LONGEST_HEADED) - 1, i, -1):
        if (phrases := vocabulary.after.get(words[last])) is None:
            continue
        for phrase, kind in phrases.items():
            head = last + 1 - len(phrase)
            end = last + 1
            if head <= i or tuple(words[head:end]) != phrase:
                continue
            if words[last] in vocabulary.centres and words[head - 1] in vocabulary.offices:
                continue  # "Aleppo Media Centre" is an organisation
            if end < run_end and words[end] in vocabulary.directions:
                end += 1  # "Eglinton Avenue West"
            if end < run_end and kind not in _WHOLE:
                continue
            if kind == "school":
                end = _of_end(tokens, end)
            is_abbreviation = kind == "street" and len(words[end - 1]) <= _LONGEST_ABBREVIATION
            has_dot = is_abbreviation and tokens.gaps[end].startswith(".")
            return _candidate(tokens, i, end, _HEADED, has_dot=has_dot)
    return None


def _after_particles(tokens: Tokens, end: int, vocabulary: Vocabulary) -> int:
    """Where the last run ends that particles tie to the one that ends here."""
    words, run_of = tokens.words, tokens.run_of
    while end + 1 < len(words) and words[end] in vocabulary.particles and run_of[end + 1] >= 0 and tokens.joined(end):
        if not tokens.joined(end + 1):
            break
        end = tokens.run(end + 1)[1]
    return end


def _of_end(tokens: Tokens, end: int) -> int:
    """Where the name of a school ends that may go on with "of": "Federal University of Technology"."""
    goes_on = tokens.words[end : end + 1] == ["of"] and tokens.gaps[end : end + 2] == [" ", " "]
    return tokens.run(end + 1)[1] if goes_on and tokens.run_of[end + 1] >= 0 else end


def _led(tokens: Tokens, i: int, vocabulary: Vocabulary, lexicon: Lexicon) -> Iterator[Candidate]:
    """A word of kind with the name behind it: "Lake Manassas", "University of California", "Rue Casa Calvo"."""
    words = tokens.words
    for phrase, kind in vocabulary.before[words[i]].items():
        name = i + len(phrase)
        if name >= len(words) or tuple(words[i:name]) != phrase or tokens.run_of[name] < 0:
            continue
        if not all(map(tokens.joined, range(i + 1, name + 1))):
            continue
        if words[name] in vocabulary.organisations or words[name] in vocabulary.titles:
            continue  # "County Commissioner"
        place = _place(tokens, name, vocabulary, lexicon)
        end = place.end if place else name + 1
        if kind not in _WHOLE:
            longest = min(tokens.run(name)[1], name + _LONGEST_LED)
            while end < longest and words[end] not in vocabulary.organisations:
                end += 1
        yield _candidate(tokens, i, end, _LED)
