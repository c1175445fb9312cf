"""Folding: one plain form for a name, whatever its capitals, accents, marks and punctuation."""

from __future__ import annotations

import unicodedata

from gazetteer.names.patterns import pattern

# Letters that NFKD leaves whole although readers take them for a plain letter with a mark.
_LETTERS = {
    "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ĸ": "k", "ł": "l", "ŋ": "ng", "œ": "oe",
    "ə": "e", "ɨ": "i", "ƒ": "f", "ɣ": "gh", "ḷ": "l", "ˌ": "",
    # Arabic script: one letter for the shapes that writers of Arabic, Persian, Kurdish and Urdu use for the same one.
    "ى": "ي", "ی": "ي", "ې": "ي", "ێ": "ي", "ک": "ك", "ڪ": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه",
    "ۆ": "و", "ۇ": "و", "ڕ": "ر", "ڵ": "ل", "ٱ": "ا", "ء": "", "ـ": "",
}  # fmt: skip
# Marks of hamza, ayn and elision, in all the signs that type them: a name is the same without.
_APOSTROPHES = "'`´‘’‚‛′ʹʻʼʽʾʿˈˊˋ՚׳״ꞌ＇\u00ad\u200b\u200c\u200d\u2060\ufeff"
_TABLE = str.maketrans({**_LETTERS, **dict.fromkeys(_APOSTROPHES, ""), "&": " and "})
_ASCII_TABLE = str.maketrans(
    {**{chr(c): " " for c in range(128) if not chr(c).isalnum()}, "'": "", "`": "", "&": " and "}
)
# The French "of" and "the" before a vowel are words of their own: d'Alep, l'Irak.
_ELISION = pattern(r"(?i)\b([dl])['’](?=[aehiouyàâéèêëîïôœû])")
# Dots of an abbreviation ("U.S.", "D.C.") join its letters; any other dot parts two words.
_INITIALS = pattern(r"\b(?:\w\.)+\w?(?!\w)")
# Marks that may be left off without changing the letter: Latin, Greek and Cyrillic accents, Hebrew points, Arabic
# and Syriac vowel signs. The vowel signs of Indic and South-East Asian scripts and of kana are letters: they stay.
_MARKS = pattern(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)


def fold(name: str) -> str:
    """The name in a plain form in which spellings that differ only in typing are equal.

    Decomposed (NFKD) and then casefolded, in this order, so that ``İ`` loses its dot; marks, hamza, ayn and
    apostrophes go, but for those of the French "d'" and "l'", which part two words; digits of every script become
    0 to 9; anything else that is neither letter nor digit becomes one space. ``fold(fold(name)) == fold(name)``.

    Parameters
    ----------
    name : str
        In any script.

    Returns
    -------
    str
        Empty when the name has neither letter nor digit.

    Examples
    --------
    >>> fold("Dayr az-Zawr"), fold("DİYARBAKIR"), fold("Ma`arrat an-Nu'mān")
    ('dayr az zawr', 'diyarbakir', 'maarrat an numan')
    >>> fold("gouvernorat d'Alep"), fold("U.S.A."), fold("St. Louis"), fold("اَلرَّقَّة") == fold("الرقه")
    ('gouvernorat d alep', 'usa', 'st louis', True)
    """
    if "'" in name or "’" in name:
        name = _ELISION.sub(r"\1 ", name)
    if "." in name:
        name = _INITIALS.sub(lambda found: found[0].replace(".", ""), name)
    if name.isascii():
        return " ".join(name.lower().translate(_ASCII_TABLE).split())
    # The one mark that casefolding would make a letter of: iota below.
    plain = unicodedata.normalize("NFKD", name).replace("\u0345", "").casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(_SIGNS)
    return unicodedata.normalize("NFC", " ".join(plain.split()))


class _Signs(dict[int, str]):
    """What each character is in a folded name: letters, a vowel sign, an ASCII digit, a space, or nothing."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if _MARKS.match(char):
            sign = ""
        elif char.isalpha():
            sign = char
        elif char.isdecimal():
            sign = str(unicodedata.decimal(char))
        else:
            sign = char if char.isalnum() or unicodedata.category(char)[0] == "M" else " "
        self[code] = sign
        return sign


_SIGNS = _Signs(_TABLE)
