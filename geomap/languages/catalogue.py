"""Catalogues of translators, and what is known of each language: the only door to babel."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language; what a catalogue lacks stays English."""

    translations: gettext.GNUTranslations
    messages: Catalog
    locale: Locale

    def word(self, text: str, context: str | None = None) -> str:
        """A text in the language."""
        if not text:  # under which gettext keeps its own notes
            return ""
        return self.translations.pgettext(context, text) if context else self.translations.gettext(text)

    def plural(self, one: str, many: str, n: int) -> str:
        """The form that goes with so many."""
        return self.translations.ngettext(one, many, n)

    def country(self, code: str) -> str:
        """The name of a country; its code where it has none."""
        return str(self.locale.territories.get(code, code))

    def number(self, english: str) -> str:
        """A number that is written the English way, the way of the language."""
        group, decimal = get_group_symbol(self.locale), get_decimal_symbol(self.locale)
        return english.translate(str.maketrans(",.", f"{group[:1]}{decimal[:1]}"))

    def words_of(self, ending: str, *, without: tuple[str, ...] = ()) -> dict[str, str | dict[str, str]]:
        """What is said in files whose names end so, by the English; of a plural, the forms by CLDR's categories.

        What is said only in files that have one of `without` in their names is left out.
        """
        found: dict[str, str | dict[str, str]] = {}
        for message in self.messages:
            names = [name for name, _ in message.locations if name.endswith(ending)]
            if not message.id or all(any(part in name for part in without) for name in names):
                continue
            if isinstance(message.id, str):
                found[message.id] = str(message.string) or message.id
            else:
                one, many = message.id[:2]
                found[one] = {each: self.plural(one, many, n) for each, n in _samples(self.locale).items()}
        return dict(sorted(found.items()))


def _samples(locale: Locale) -> dict[str, int]:
    """A number for each category of plurals; a category that no whole number is in has none."""
    found: dict[str, int] = {}
    for n in (*range(201), 1_000_000):
        found.setdefault(locale.plural_form(n), n)
    return found


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
    with (files("geomap") / "languages" / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Catalogue(gettext.GNUTranslations(compiled), messages, locale_of(tag))


def month_names(tag: str) -> tuple[str, ...]:
    """The twelve months in full, as they stand in a date of the language and region.

    Examples
    --------
    >>> month_names("fr")[7], month_names("ar")[7], month_names("ar-SY")[7]
    ('août', 'أغسطس', 'آب')
    """
    names = get_month_names("wide", locale=locale_of(tag))
    return tuple(str(names[month]) for month in range(1, 13))


def language_name(language: str, tag: str) -> str:
    """What a language is called in another one; its tag where that is not known.

    Examples
    --------
    >>> language_name("ar-SY", "en"), language_name("en", "fr"), language_name("tlh-x", "en")
    ('Arabic', 'anglais', 'Klingon')
    """
    name = locale_of(tag).languages.get(language.replace("_", "-").split("-")[0].casefold())
    return str(name) if name else language


def locale_of(tag: str) -> Locale:
    """What babel knows of a language and region; of the language alone where it does not know the region."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(tag.split("-")[0].casefold())
