"""Finished English sentences said again in another language: which template made them, and with which values.

==================================================  ==============================================================
a template's                                        stands for
==================================================  ==============================================================
``n low top``                                       a number
``lengths``                                         numbers, as a list in words
``kind a_kind precision country position``          a word of ours, which is translated
``quoted``                                          text in quotation marks
``amount border how sentence why``                  another sentence, or else text
``date``                                            a date in words, or else text
any other                                           text: names, and what a story says
==================================================  ==============================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from geomap.languages.phrases import KINDS, PRECISIONS, SENTENCES
from geomap.languages.speech import English, Speech, Spoken
from geomap.text import visible

_NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
_KIND = "|".join(map(re.escape, sorted(KINDS, key=len, reverse=True)))
_FORMS = {
    "n": _NUMBER,
    "low": _NUMBER,
    "top": _NUMBER,
    "lengths": rf"{_NUMBER}(?:, {_NUMBER})*(?: and {_NUMBER})?",
    "kind": _KIND,
    "a_kind": rf"an? (?:{_KIND})",
    "precision": "|".join(PRECISIONS),
    "country": "[A-Z]{2}",
    "position": r"\d+\.\d+° [NS], \d+\.\d+° [EW]",
    "quoted": r"'.*?'|\".*?\"",
    "day": r"\d{4}[\d-]*",
}
_NESTED = frozenset({"amount", "border", "how", "sentence", "why"})
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class _Template:
    text: str | tuple[str, str]
    form: re.Pattern[str]
    start: str
    end: str


def phrase(text: str, say: Speech, known: Mapping[str, str] | None = None) -> Spoken:
    """A sentence of a frame in the language of a speech; as it is, as English, where no template has made it.

    Parameters
    ----------
    text : str
        In English.
    say : Speech
    known : mapping or None
        Dates as the sentences have them, and as the speech says them.

    Examples
    --------
    >>> from geomap.languages import speech_for
    >>> phrase("1,200 people", speech_for("fr"))
    '1\u202f200 habitants'
    >>> type(phrase("Anything else.", speech_for("fr"))).__name__
    'English'
    """
    # Names in it are those of stories and gazetteers: as a sentence of ours, nobody makes their signs visible later.
    harmless = text if isinstance(text, Spoken) else visible(text)
    if say.is_english:
        return Spoken(harmless)
    return _said(text, say, known or {}) or English(harmless)


def word(text: str, say: Speech) -> str:
    """The same for what may be a name: that stays what it is."""
    return text if say.is_english else _said(text, say, {}) or text


def _said(text: str, say: Speech, known: Mapping[str, str]) -> Spoken | None:
    for template in _templates():
        if not (text.startswith(template.start) and text.endswith(template.end)):
            continue
        match = template.form.fullmatch(text)
        if match is None:
            continue
        values = {name: _value(name, found, say, known) for name, found in match.groupdict().items()}
        if isinstance(template.text, str):
            return say(template.text, **values)
        count = float(match["n"].replace(",", ""))
        return say.count(int(count), *template.text, **values)
    return None


def _value(name: str, found: str, say: Speech, known: Mapping[str, str]) -> object:
    if name in ("n", "low", "top"):
        return Spoken(say.as_number(found))
    if name == "lengths":
        return say.list(Spoken(say.as_number(each)) for each in re.findall(_NUMBER, found))
    if name == "kind":
        return say.inside("kind of place", found)
    if name == "a_kind":
        return say.inside("kind of place", found.split(" ", 1)[1])
    if name == "precision":
        return say.inside("precision", found)
    if name == "country":
        return Spoken(say.country(found))
    if name == "position":
        return say.position(found)
    if name == "quoted":
        return found[1:-1]
    if name == "date":
        return Spoken(visible(known[found])) if found in known else _said(found, say, known) or found
    return (_said(found, say, known) if name in _NESTED else None) or found


@lru_cache(maxsize=1)
def _templates() -> tuple[_Template, ...]:
    """What is more exactly told comes first: the more letters of its own a template has, the better it fits."""
    made = [_template(text, one) for text in SENTENCES for one in ((text,) if isinstance(text, str) else text)]
    return tuple(sorted(made, key=lambda each: -len(_FIELD.sub("", each.form.pattern))))


def _template(text: str | tuple[str, str], one: str) -> _Template:
    pieces = _FIELD.split(one)  # text, name, text, name, …, text
    seen: set[str] = set()
    form = ""
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            form += re.escape(piece)
        else:
            form += f"(?P={piece})" if piece in seen else f"(?P<{piece}>{_FORMS.get(piece, '.+?')})"
            seen.add(piece)
    return _Template(text, re.compile(form, re.DOTALL), pieces[0], pieces[-1] if len(pieces) > 1 else "")
