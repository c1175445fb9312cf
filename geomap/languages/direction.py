"""Which way a text runs, and how one is kept from reordering another."""

from __future__ import annotations

import re
import unicodedata

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "syr", "ug", "ur", "yi"})
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
_DIGITS = re.compile(r"\d+")


def text_direction(language: str) -> str:
    """The direction in which a language is written: ``"rtl"`` or ``"ltr"``.

    Kurdish counts as right to left only where its script says so or is not said to be Latin.

    Parameters
    ----------
    language : str
        BCP 47 tag.

    Examples
    --------
    >>> [text_direction(tag) for tag in ("en", "ar-SY", "fa", "ku-Latn", "az-Arab")]
    ['ltr', 'rtl', 'rtl', 'ltr', 'rtl']
    """
    first, *rest = language.casefold().split("-")
    scripts = {part for part in rest if len(part) == 4}
    if scripts:
        return "rtl" if scripts & {"arab", "hebr", "syrc", "thaa", "nkoo"} else "ltr"
    return "rtl" if first in RIGHT_TO_LEFT else "ltr"


def isolated(text: str, direction: str) -> str:
    r"""Text as it can stand inside a sentence of a direction: between isolates, unless it runs the same way throughout.

    A date such as 2017-08-28 has no direction of its own, and would be turned round in an Arabic sentence.

    Parameters
    ----------
    text : str
        Whatever is put into the sentence.
    direction : {'ltr', 'rtl'}
        Of the sentence.

    Examples
    --------
    >>> isolated("Raqqa", "ltr"), isolated("الرقة", "rtl"), isolated("12", "rtl")
    ('Raqqa', 'الرقة', '12')
    >>> isolated("Raqqa", "rtl") == isolated("Raqqa", "rtl").strip() == "\u2068Raqqa\u2069"
    True
    """
    strong = {unicodedata.bidirectional(character) for character in text} & {"L", "R", "AL", "AN"}
    leftward = bool(strong & {"R", "AL", "AN"})
    safe = not leftward if direction == "ltr" else strong <= {"R", "AL"} and (leftward or not text.strip())
    if safe or _DIGITS.fullmatch(text):
        return text
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
