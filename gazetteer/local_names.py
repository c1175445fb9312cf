"""Which of a place's names is the one in the script used there. Pure.

GeoNames, as we have it, does not say of which language a name is; the letters say something of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Letters of Arabic alone: names with the yeh, kaf or heh of Persian, Kurdish, Urdu or Uyghur are not Arabic ones. The
# rounded t (ة) ends a word.
_ARABIC = re.compile("(?:[\u0621-\u063a\u0641-\u064a]|(?<!ة) )+")
_INNER_ROUND_T = re.compile(r"ة\B")


def arabic_name(names: Iterable[str]) -> str:
    """The name that readers of Arabic are most likely to know, or ``""``.

    A rule of thumb: of the names that are written in letters of Arabic and without vowel signs, those with an article
    before those without, those on ه last (it often stands for ة), then the shortest, a hamza counting for its letter,
    and of equals the last (among variants, the letters that romanisation blurs, ط ص ق, sort after the plain ones).

    Examples
    --------
    >>> arabic_name(["Deir ez-Zor", "دير الزور", "دیر الزور", "دیرالزور"])
    'دير الزور'
    >>> arabic_name(["رقه", "الرقة"]), arabic_name(["Paris"])
    ('الرقة', '')
    """
    fitting = [name for name in names if _ARABIC.fullmatch(name) and not _INNER_ROUND_T.search(name)]
    return max(fitting, key=_rank, default="")


def _rank(name: str) -> tuple[bool, bool, int, str]:
    hamzas = sum(name.count(letter) for letter in "أإآؤئ")
    return name.startswith("ال"), not name.endswith("ه"), hamzas - len(name), name
