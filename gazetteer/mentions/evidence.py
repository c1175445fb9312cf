"""Evidence that a span is the name of a place, or is not: what counts, for how much, and why."""

from __future__ import annotations

import re
from math import exp, log10

from gazetteer.mentions.candidates import Candidate, Origin
from gazetteer.mentions.people import People, is_age
from gazetteer.mentions.tokens import Tokens
from gazetteer.mentions.vocabulary import Vocabulary
from gazetteer.place import Role

WEIGHTS = {
    # What the candidate is.
    "known": 3.5,  # a country, a people, a state, a sea …
    "place": -1.5,  # a name of the gazetteer: most words are the name of some village
    "tenfold": 0.5,  # … for each factor of ten by which its population exceeds ten
    "words": 1.5,  # a name of several words is not met by chance,
    "plain_words": -1.0,  # … unless they are words of the language or names of people
    "noted": 2.0,  # a river, a range, a sea, or a place that the overlay lists because news names it
    "division": 2.0,  # a country or a division of one
    "headed": 1.5,  # a word of kind behind it
    "led": 1.5,  # a word of kind before it
    "road": 1.5,
    "alike": -1.0,  # another spelling of a place
    "unknown": -1.75,
    # Against: the word is used for something else.
    "person": -4.0,  # it is in a person's name
    "family_here": -3.0,  # it is the family name of somebody whom the text names in full, or speaks
    "given_here": -1.5,
    "family_name": -0.5,  # it is a common family name
    "given_name": -1.5,
    "common": -3.0,  # it is a word of the language
    "written_small": -1.0,  # it occurs in this text with a small letter
    "short": -1.5,  # three letters at most
    "acronym": -2.5,
    "opens_sentence": -0.5,  # its capital says nothing
    "speaks": -1.0,  # a verb of saying, an age or "who" stands at it
    # Against: a capitalised word beside it makes it a piece of another name.
    "name_before": -2.0,
    "place_before": -1.5,
    "name_after": -2.0,
    "word_after": -1.0,
    # For: the sentence says where.
    "in": 2.0,  # in, near, across, …
    "at": 1.0,  # at, from, to, …
    "kind_beside": 2.0,  # "the city of Homs", "Homs city", "northern Homs"
    "inside": 2.0,  # "Homs, Syria"
    "contains": 0.5,  # … seen from Syria
    "listed": 1.0,  # beside another place, with "and" or a comma
    "dateline": 1.5,  # "HOMS (AP) -"
}
"""Points in log odds: a span is taken for a place above 0. A logistic regression on each half of the development
articles gives much the same; they are rounded to halves, so that nothing hangs on one article."""

AGREEMENT = 1.5
"""Points for a name that the same text uses for a place elsewhere: one sense a text."""

_APOSTROPHES = ("'", "’")
_LOCATIVE = re.compile(r"[dt][ea](?:n|ki)?")  # of Turkish: "Kobanê'de", in Kobani
_DATELINE_MARKS = (" (", "—", "–", " - ", "--", ": ")
_DATELINE = 30  # characters behind the name within which one of them stands
_SHORT = 3
_CODES = {origin: origin.value for origin in Origin}
# Python 3.11 searches the class for a member each time that it is named there, which costs as much as a rule does.
_KNOWN, _PLACE, _HEADED, _LED, _ROAD = Origin.KNOWN, Origin.PLACE, Origin.HEADED, Origin.LED, Origin.ROAD
_NAME = Role.NAME
_LONGEST_ACRONYM = 4


def evidence(
    candidate: Candidate, before: Candidate | None, *, tokens: Tokens, people: People, vocabulary: Vocabulary
) -> tuple[str, ...]:
    """The evidence on a candidate, as keys of :data:`WEIGHTS`; ``before`` is the mention accepted last."""
    first, end, origin, facts = candidate.first, candidate.end, candidate.origin, candidate.facts
    found = [_CODES[origin]]
    if facts:
        if facts.is_noted:
            found.append("noted")
        if facts.is_division:
            found.append("division")
    if origin is _HEADED or origin is _LED:
        if end - 1 in people.words:
            found.append("person")
        return tuple(found)
    if first in people.words or end - 1 in people.words:
        found.append("person")
    if first + 1 < end:
        found += _of_words(candidate, tokens, vocabulary)
    else:
        found += _of_word(candidate, tokens, people, vocabulary)
    lead = _lead(candidate, tokens, vocabulary)
    if origin is _KNOWN or origin is _PLACE:
        found += _of_neighbours(candidate, before, lead, tokens, vocabulary)
    found += _of_sentence_before(candidate, before, lead, tokens, vocabulary)
    found += _of_sentence_behind(candidate, tokens, vocabulary)
    return tuple(found)


def points(codes: tuple[str, ...], candidate: Candidate) -> float:
    """The sum of the evidence."""
    population = candidate.facts.population if candidate.facts else 0
    total = sum(map(WEIGHTS.__getitem__, codes))
    return total + WEIGHTS["tenfold"] * log10(population / 10) if population > 10 else total


def probability(points: float) -> float:
    """Points as a score from 0 to 1: the logistic function of them.

    Examples
    --------
    >>> probability(0.0), round(probability(3.5), 2)
    (0.5, 0.97)
    """
    return 1 / (1 + exp(-points))


def _of_words(candidate: Candidate, tokens: Tokens, vocabulary: Vocabulary) -> list[str]:
    """What a name of several words tells by itself."""
    if candidate.origin is not _PLACE:
        return []
    capitalised = [word for word in tokens.words[candidate.first : candidate.end] if not word.islower()]
    for word in capitalised:
        if word in vocabulary.given or word in vocabulary.family or _is_plain(word, tokens, vocabulary):
            return ["words", "plain_words"]
    return ["words"]


def _of_word(candidate: Candidate, tokens: Tokens, people: People, vocabulary: Vocabulary) -> list[str]:
    """What a name of one word tells by itself."""
    word = tokens.words[candidate.first]
    found: list[str] = []
    if word in people.family:
        found.append("family_here")
    elif word in people.given:
        found.append("given_here")
    if word.lower() in tokens.seen and not word.isupper():
        found.append("written_small")
    if candidate.origin is not _PLACE:
        return found
    if word in vocabulary.family:
        found.append("family_name")
    if word in vocabulary.given:
        found.append("given_name")
    if vocabulary.is_plain(word):
        found.append("common")
    if len(word) <= _SHORT:
        found.append("short")
    if len(word) <= _LONGEST_ACRONYM and word.isupper() and not _is_dateline(candidate, tokens):
        found.append("acronym")
    if tokens.opens_sentence(candidate.first):
        found.append("opens_sentence")
    return found


def _of_neighbours(
    candidate: Candidate, before: Candidate | None, lead: int, tokens: Tokens, vocabulary: Vocabulary
) -> list[str]:
    """What the capitalised words beside a name tell that it does not account for."""
    found: list[str] = []
    end, words = candidate.end, tokens.words
    if lead > tokens.run(lead)[0]:
        if before is None or before.end < lead:
            found.append("name_before")
        elif candidate.origin is _PLACE and before.origin is not _ROAD:
            found.append("place_before")
    if candidate.origin is not _PLACE or tokens.run_of[end - 1] < 0 or end == tokens.run(end - 1)[1]:
        return found
    following = words[end]
    if following in vocabulary.titles:
        return found  # "Manila Archbishop Luis Tagle"
    is_written_otherwise = words[end - 1].isupper() != following.isupper()  # "SAN ANTONIO Police", "Slidell PD"
    is_word = is_written_otherwise or following in vocabulary.known or _is_plain(following, tokens, vocabulary)
    found.append("word_after" if is_word else "name_after")
    return found


def _of_sentence_before(
    candidate: Candidate, before: Candidate | None, lead: int, tokens: Tokens, vocabulary: Vocabulary
) -> list[str]:
    """What the words before a name tell."""
    found: list[str] = []
    words, gap = tokens.words, tokens.gaps[lead]
    leading = words[lead - 1] if lead else ""
    if gap in (" ", " “", ' "'):
        if preposition := vocabulary.prepositions.get(leading.lower()):
            found.append(preposition)
        elif leading in vocabulary.kinds or (leading == "of" and lead > 1 and words[lead - 2] in vocabulary.kinds):
            found.append("kind_beside")
        elif leading in vocabulary.saying:
            found.append("speaks")
    if before is not None and before.role is _NAME:
        if before.end == lead and gap in (", ", "/"):
            found.append("listed")
            if candidate.origin is _KNOWN:
                found.append("contains")
        elif before.end == lead - 1 and leading in ("and", "or"):
            found.append("listed")
    return found


def _of_sentence_behind(candidate: Candidate, tokens: Tokens, vocabulary: Vocabulary) -> list[str]:
    """What the words behind a name tell."""
    end = candidate.end
    found = ["dateline"] if _is_dateline(candidate, tokens) else []
    if end == len(tokens.words):
        return found
    following, gap = tokens.words[end], tokens.gaps[end]
    if gap in _APOSTROPHES and _LOCATIVE.fullmatch(following):
        found.append("in")
    if gap == " ":
        if following in vocabulary.kinds or vocabulary.kind_end(tokens, end):
            found.append("kind_beside")
        elif following in vocabulary.saying:
            found.append("speaks")
    elif gap == ", ":
        if following in vocabulary.postal or (tokens.run_of[end] >= 0 and vocabulary.known_at(tokens, end)):
            found.append("inside")
        elif following in vocabulary.relatives or is_age(following):
            found.append("speaks")
    return found


def _lead(candidate: Candidate, tokens: Tokens, vocabulary: Vocabulary) -> int:
    """The first word of a candidate, or the direction before it: what the words before "Eastern Ghouta" are said of."""
    first = candidate.first
    return first - 1 if first and tokens.words[first - 1] in vocabulary.directions and tokens.joined(first) else first


def _is_plain(word: str, tokens: Tokens, vocabulary: Vocabulary) -> bool:
    return vocabulary.is_plain(word) or word.lower() in tokens.seen


def _is_dateline(candidate: Candidate, tokens: Tokens) -> bool:
    """Whether a paragraph opens with the name, and a dash or an agency follows: "BEIRUT (AP) - "."""
    if candidate.first and "\n" not in tokens.gaps[candidate.first]:
        return False
    behind = tokens.text[candidate.stop : candidate.stop + _DATELINE]
    return any(mark in behind for mark in _DATELINE_MARKS)
