"""Likeness of two spellings of names."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from gazetteer.names.patterns import pattern
from gazetteer.names.skeleton import is_arabic, plain

# What it costs to leave out, add or change a vowel, where a consonant costs 1: vowels are what romanisations
# disagree on, and between Arabic script, which leaves the short ones unwritten, and Latin they say least.
_VOWEL, _UNWRITTEN = 0.35, 0.15
_VOWELS = frozenset("aiuwy")
_NO_VOWELS = str.maketrans("", "", "aiuwy")
_DIGITS = 9  # what names that are equally alike have in common, however the sums were rounded
_TWO_LETTERS = 2.0
_BONE = pattern("[^aiuwy]")


def similarity(a: str, b: str) -> float:
    """How alike two names are written, once capitals, accents, articles and systems of romanisation are set aside.

    One less the weighted edit distance of the names' plain forms over the weight of the longer one. Optimal string
    alignment: a letter left out, added or changed, or two neighbours exchanged; a vowel counts 0.35 of a consonant
    (0.15 between Arabic and Latin script). Names in other scripts can only be compared with their like.

    Parameters
    ----------
    a, b : str
        Names, in any script.

    Returns
    -------
    float
        0 (nothing in common) to 1 (the same); symmetric. Two empty names are alike.

    Examples
    --------
    >>> similarity("Deir ez-Zor", "Dayr az Zawr")
    1.0
    >>> similarity("Boukamal", "Abou Kemal") > 0.9 > 0.5 > similarity("Boukamal", "Palmyra")
    True
    """
    return Likeness(plain(a)).to(plain(b), across_scripts=is_arabic(a) != is_arabic(b))


class Likeness:
    """:func:`similarity` of one name, in its plain form, to many."""

    def __init__(self, plain: str) -> None:
        self._letters = plain.replace(" ", "")
        self._bones = self._letters.translate(_NO_VOWELS)
        self._between = _BONE.split(self._letters)

    def to(self, plain: str, *, across_scripts: bool = False) -> float:
        """How alike another name is written, which is in its plain form, too."""
        a, b = self._letters, plain.replace(" ", "")
        if a == b:
            return 1.0
        vowel = _UNWRITTEN if across_scripts else _VOWEL
        bones, other_bones = len(self._bones), b.translate(_NO_VOWELS)
        longest = max(bones + vowel * (len(a) - bones), len(other_bones) + vowel * (len(b) - len(other_bones)))
        # Of one skeleton, two names differ in the vowels between its letters. To set a letter of the skeleton against
        # another than itself leaves one over on either side, which costs 2; where the vowels come cheaper there is no
        # better way.
        if other_bones == self._bones:
            cost = vowel * sum(map(_vowel_changes, self._between, _BONE.split(b)))
            if cost <= _TWO_LETTERS:
                return round(1.0 - cost / longest, _DIGITS)
        return round(max(0.0, 1.0 - _distance(a, b, vowel) / longest), _DIGITS)


@lru_cache(maxsize=4096)
def _vowel_changes(a: str, b: str) -> float:
    """How many vowels are to be left out, added, changed or exchanged."""
    return 0.0 if a == b else _distance(a, b, 1.0)


def _distance(a: str, b: str, vowel: float) -> float:
    """Weighted optimal string alignment distance (Damerau 1964, restricted to one exchange of a pair), by rows."""
    # Where both names begin or end alike, there is nothing to change.
    start, most = 0, min(len(a), len(b))
    while start < most and a[start] == b[start]:
        start += 1
    end = 0
    while end < most - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    weights = [vowel if char in _VOWELS else 1.0 for char in b]
    before: list[float] = []
    above = [0.0, *accumulate(weights)]
    previous = ""
    for i, char in enumerate(a):
        cost = vowel if char in _VOWELS else 1.0
        left = above[0] + cost
        row = [left]
        for j, weight in enumerate(weights):
            other = b[j]
            best = above[j]
            if char != other:
                best += cost if cost > weight else weight
            if (added := left + weight) < best:
                best = added
            if (dropped := above[j + 1] + cost) < best:
                best = dropped
            if i and j and other == previous and char == b[j - 1]:
                exchanged = before[j - 1] + (cost if cost > weight else weight)
                if exchanged < best:
                    best = exchanged
            row.append(best)
            left = best
        before, above, previous = above, row, char
    return above[-1]
