"""Names of the base map in the language of the page, as far as they are at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geomap.basemaps import Label
from geomap.languages import Speech, text_direction
from geomap.languages.matching import word


def spoken_names(name: str, local: str, say: Speech) -> tuple[str, str]:
    """The names of a place, the one to be read first in front: on an Arabic page the Arabic one.

    Parameters
    ----------
    name, local : str
        In English, and in the script used at the place.
    say : Speech
        The language of the page.

    Examples
    --------
    >>> from geomap.languages import speech_for
    >>> [spoken_names("Raqqa", "الرقة", speech_for(tag)) for tag in ("fr", "ar")]
    [('Raqqa', 'الرقة'), ('الرقة', 'Raqqa')]
    """
    name = word(name, say)
    is_arabic = text_direction(say.tag) == "rtl" and any("\u0621" <= letter <= "\u064a" for letter in local)
    return (local, name) if is_arabic else (name, local)


def spoken_labels(labels: Iterable[Label], say: Speech) -> tuple[Label, ...]:
    """The names of a base map; countries are called as the language of the page has them.

    Examples
    --------
    >>> from geomap.languages import speech_for
    >>> syria = Label("country", "Syria", "سوريا", 38.5, 35.0, 4, 0, "SY")
    >>> [(each.text, each.local) for tag in ("en", "fr", "ar") for each in spoken_labels([syria], speech_for(tag))]
    [('Syria', 'سوريا'), ('Syrie', 'سوريا'), ('سوريا', '')]
    """
    if say.is_english:
        return tuple(labels)
    return tuple(_spoken(label, say) for label in labels)


def _spoken(label: Label, say: Speech) -> Label:
    if label.kind != "country" or len(label.place_id) != 2:
        name, local = spoken_names(label.text, label.local, say)
        return replace(label, text=name, local=local)
    name = say.country(label.place_id)
    return replace(label, text=name, local="" if label.local == name else label.local)
