"""Catalogues of translators, and what is known of each language: the only door to babel."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language; what a catalogue lacks stays English."""

    translations: gettext.GNUTranslations
    decimal: str
    group: str

    def word(self, text: str, context: str | None = None) -> str:
        """A text in the language."""
        return self.translations.pgettext(context, text) if context else self.translations.gettext(text)

    def plural(self, one: str, many: str, n: int) -> str:
        """The form that goes with so many."""
        return self.translations.ngettext(one, many, n)

    def number(self, english: str) -> str:
        """A number that is written the English way, the way of the language."""
        return english.translate(str.maketrans(",.", f"{self.group[:1]}{self.decimal[:1]}"))


@lru_cache(maxsize=16)
def read_catalogue(language: str, tag: str) -> Catalogue:
    """Read the catalogue of a language from the file beside this one.

    Parameters
    ----------
    language : str
        Name of the file, without its suffix.
    tag : str
        BCP 47 tag, whose region decides how numbers are written.
    """
    compiled = BytesIO()
    with (files("geomap") / "languages" / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    locale = locale_of(tag)
    return Catalogue(gettext.GNUTranslations(compiled), get_decimal_symbol(locale), get_group_symbol(locale))


def month_names(tag: str) -> tuple[str, ...]:
    """The twelve months in full, as they stand in a date of the language and region.

    Examples
    --------
    >>> month_names("fr")[7], month_names("ar")[7], month_names("ar-SY")[7]
    ('août', 'أغسطس', 'آب')
    """
    names = get_month_names("wide", locale=locale_of(tag))
    return tuple(str(names[month]) for month in range(1, 13))


def locale_of(tag: str) -> Locale:
    """What babel knows of a language and region; of the language alone where it does not know the region."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(tag.split("-")[0].casefold())
