"""Finding the names of places in running text."""

from __future__ import annotations

from typing import NamedTuple

from gazetteer.mentions.candidates import Candidate, candidates_at, unknown_at, with_surroundings
from gazetteer.mentions.evidence import AGREEMENT, WEIGHTS, evidence, points, probability
from gazetteer.mentions.lexicon import Lexicon
from gazetteer.mentions.people import People, find_people
from gazetteer.mentions.tokens import Tokens, tokenize
from gazetteer.mentions.vocabulary import Vocabulary, vocabulary
from gazetteer.place import Mention, Role

# Python 3.11 searches the class for a member each time that it is named there, which costs as much as a rule does.
_NAME, _PART = Role.NAME, Role.PART


class Judgement(NamedTuple):
    """A candidate with the evidence on it and what that adds up to."""

    candidate: Candidate
    codes: tuple[str, ...]
    points: float


class NameFinder:
    """Finds names of places by word lists, the gazetteer and the sentence; no model.

    Examples
    --------
    >>> with Gazetteer.open() as gazetteer:  # doctest: +SKIP
    ...     [mention.text for mention in gazetteer.find("Mr Paris left Deir el-Zour province for Syria's border.")]
    ['Deir el-Zour province', 'Syria']
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, text: str) -> tuple[Mention, ...]:
        """The mentions of places in a text, in its order; none overlaps another."""
        tokens, words = tokenize(text), vocabulary()
        accepted, rejected = self.judge(tokens)
        found = _whole([*accepted, *_agreeing(accepted, rejected, tokens)], tokens, words)
        begins = {each.candidate.first for each in found}
        return tuple(
            Mention(
                text=text[each.candidate.start : each.candidate.stop],
                start=each.candidate.start,
                end=each.candidate.stop,
                role=_role(each.candidate, begins, tokens, words),
                score=round(probability(each.points), 3),
            )
            for each in found
        )

    def judge(self, tokens: Tokens) -> tuple[list[Judgement], list[Judgement]]:
        """The candidates that are taken for places, and at each other word the best of those that are not."""
        words, lexicon = vocabulary(), self._lexicon
        people = find_people(tokens, words, lexicon)
        accepted: list[Judgement] = []
        rejected: list[Judgement] = []
        before: Candidate | None = None
        done = 0
        for first, end in tokens.runs:
            if end - first == 1 and _is_opener(tokens, first, words):
                continue
            for i in range(first, end):
                if i < done:
                    continue
                best: Judgement | None = None
                for candidate in self._candidates(tokens, i, before, people, words):
                    judged = _judge(candidate, before, tokens, people, words)
                    if best is None or judged.points > best.points:
                        best = judged
                    if judged.points > 0:
                        break
                if best is None:
                    continue
                if best.points > 0:
                    accepted.append(best)
                    before = with_surroundings(best.candidate, tokens, words)
                    done = before.end
                else:
                    rejected.append(best)
        return accepted, rejected

    def _candidates(
        self, tokens: Tokens, i: int, before: Candidate | None, people: People, words: Vocabulary
    ) -> list[Candidate]:
        is_person = i in people.words
        found = candidates_at(tokens, i, is_person=is_person, vocabulary=words, lexicon=self._lexicon)
        if not found and not is_person and (_is_place_expected(tokens, i, words) or _goes_on(before, tokens, i)):
            unknown = unknown_at(tokens, i, vocabulary=words, lexicon=self._lexicon)
            return [unknown] if unknown else []
        return found


def _judge(
    candidate: Candidate, before: Candidate | None, tokens: Tokens, people: People, words: Vocabulary
) -> Judgement:
    codes = evidence(candidate, before, tokens=tokens, people=people, vocabulary=words)
    return Judgement(candidate, codes, points(codes, candidate))


def _is_opener(tokens: Tokens, i: int, words: Vocabulary) -> bool:
    """Whether a word that stands alone is of the language and in no place of a place: nothing could make it one."""
    word = tokens.words[i]
    if not words.is_plain(word) or word in words.known or word in words.before:
        return False
    if tokens.gaps[i + 1] == ", " or not words.connectors.isdisjoint(tokens.words[i + 1 : i + 2]):
        return False
    return not _is_place_expected(tokens, i, words)


def _is_place_expected(tokens: Tokens, i: int, words: Vocabulary) -> bool:
    """Whether the sentence asks for a place here, so that a name counts that the gazetteer lacks."""
    end = tokens.run(i)[1]
    if end < len(tokens.words) and tokens.words[end] in words.kinds and tokens.gaps[end] == " ":
        return True
    if i == 0 or tokens.gaps[i] != " ":
        return False
    before = tokens.words[i - 1].lower()
    return before in words.prepositions or (before == "of" and i > 1 and tokens.words[i - 2] in words.kinds)


def _goes_on(before: Candidate | None, tokens: Tokens, i: int) -> bool:
    """Whether a list of places goes on here: "Homs, Xyz", "Homs and Xyz"."""
    if before is None or before.role is not _NAME:
        return False
    return (before.end == i and tokens.gaps[i] == ", ") or (before.end == i - 1 and tokens.words[i - 1] == "and")


def _agreeing(accepted: list[Judgement], rejected: list[Judgement], tokens: Tokens) -> list[Judgement]:
    """The rejected candidates that are places after all: named so elsewhere in the text, or before one in a list."""
    names = {_name(each.candidate, tokens) for each in accepted}
    taken = {i for each in accepted for i in range(each.candidate.first, each.candidate.end)}
    begins = {each.candidate.first for each in accepted if each.candidate.role is _NAME}
    found = []
    for each in reversed(rejected):
        candidate, total = each.candidate, each.points
        if "person" in each.codes or not taken.isdisjoint(range(candidate.first, candidate.end)):
            continue
        if _name(candidate, tokens) in names:
            total += AGREEMENT
        if "listed" not in each.codes and _next_in_list(candidate, tokens) in begins:
            total += WEIGHTS["listed"]
        if total > 0:
            found.append(Judgement(candidate, each.codes, total))
            begins.add(candidate.first)
    return found


def _whole(found: list[Judgement], tokens: Tokens, words: Vocabulary) -> list[Judgement]:
    """The candidates in their order, each with the words that belong to its name and that the one before has not."""
    whole: list[Judgement] = []
    done = 0
    for each in sorted(found, key=lambda each: each.candidate.first):
        candidate = with_surroundings(each.candidate, tokens, words)
        if candidate.first < done:
            candidate = each.candidate
        if candidate.first >= done:
            whole.append(Judgement(candidate, each.codes, each.points))
            done = candidate.end
    return whole


def _next_in_list(candidate: Candidate, tokens: Tokens) -> int:
    """The word that comes next in a list after the candidate, -1 when the candidate is in none."""
    end = candidate.end
    if tokens.gaps[end] == ", ":
        return end
    return end + 1 if tokens.words[end : end + 1] == ["and"] and tokens.gaps[end] == " " else -1


def _name(candidate: Candidate, tokens: Tokens) -> str:
    return tokens.text[candidate.start : candidate.stop].casefold()


def _role(candidate: Candidate, begins: set[int], tokens: Tokens, words: Vocabulary) -> Role:
    """The role of a mention: a name is part of another where a capitalised word stands at it that no mention covers."""
    if candidate.role is not _NAME:
        return candidate.role
    first, end = candidate.first, candidate.end
    goes_on = tokens.run_of[end - 1] >= 0 and end < tokens.run(end - 1)[1] and tokens.gaps[end] == " "
    if goes_on and end not in begins and tokens.words[end] not in words.titles:
        return _PART
    if first > 1 and tokens.words[first - 1] == "of" and tokens.words[first - 2] in words.organisations:
        return _PART  # "Bank of England"
    if tokens.run_of[first] >= 0 and first > tokens.run(first)[0] and tokens.gaps[first] == " ":
        leading = tokens.words[first - 1]
        if leading not in words.titles and words.known_at(tokens, first - 1) is None:
            return _PART
    return _NAME
