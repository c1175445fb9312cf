"""Likeness of two spellings of names."""

from __future__ import annotations

from gazetteer.names.skeleton import is_arabic, plain

# What it costs to leave out, add or change a vowel, where a consonant costs 1: vowels are what romanisations
# disagree on, and between Arabic script, which leaves the short ones unwritten, and Latin they say least.
_VOWEL, _UNWRITTEN = 0.35, 0.15
_VOWELS = frozenset("aiuwy")


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
    return plain_similarity(plain(a), plain(b), across_scripts=is_arabic(a) != is_arabic(b))


def plain_similarity(a: str, b: str, *, across_scripts: bool = False) -> float:
    """:func:`similarity` of names that are in their plain form already, for comparing one with many."""
    a, b = a.replace(" ", ""), b.replace(" ", "")
    if a == b:
        return 1.0
    vowel = _UNWRITTEN if across_scripts else _VOWEL
    weights_a = [vowel if char in _VOWELS else 1.0 for char in a]
    weights_b = [vowel if char in _VOWELS else 1.0 for char in b]
    return max(0.0, 1.0 - _distance(a, b, weights_a, weights_b) / max(sum(weights_a), sum(weights_b)))


def _distance(a: str, b: str, weights_a: list[float], weights_b: list[float]) -> float:
    """Weighted optimal string alignment distance (Damerau 1964, restricted to one exchange of a pair), by rows."""
    before: list[float] = []
    above = [0.0]
    for weight in weights_b:
        above.append(above[-1] + weight)
    for i, char in enumerate(a):
        cost = weights_a[i]
        row = [above[0] + cost]
        for j, other in enumerate(b):
            weight = weights_b[j]
            change = above[j] + (0.0 if char == other else max(cost, weight))
            best = min(change, above[j + 1] + cost, row[j] + weight)
            if i and j and char == b[j - 1] and a[i - 1] == other:
                best = min(best, before[j - 1] + max(cost, weight))
            row.append(best)
        before, above = above, row
    return above[-1]
