"""A language that the page speaks: its words, its plurals, its numbers and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geomap.languages.direction import isolated, text_direction
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.languages.catalogue import Catalogue


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Spoken(str):
    """A sentence of ours. What a story says in it is isolated and harmless already, so that it is shown as it is."""

    __slots__ = ()


class English(Spoken):
    """A sentence that there is in English alone."""

    __slots__ = ()


def to_say(text: str, context: str = "") -> str:  # noqa: ARG001  # the context is for translators
    """Mark a constant as one that is said later: it stays as it is, and translators get to see it.

    Examples
    --------
    >>> to_say("Reported")
    'Reported'
    """
    return text


def to_say_many(one: str, many: str) -> tuple[str, str]:
    """The same for a text with a plural.

    Examples
    --------
    >>> to_say_many("{n} day", "{n} days")
    ('{n} day', '{n} days')
    """
    return one, many


_POSITIONS = {
    "NE": to_say("{lat}° N, {lon}° E", "a position"),
    "NW": to_say("{lat}° N, {lon}° W", "a position"),
    "SE": to_say("{lat}° S, {lon}° E", "a position"),
    "SW": to_say("{lat}° S, {lon}° W", "a position"),
}


@dataclass(frozen=True, slots=True)
class Speech:
    """Words, plurals, numbers and lists of one language; made by :func:`speech_for`.

    Values that stand in a sentence are text, which is isolated where it runs the other way; numbers, which are
    written as the language writes them; or what was said by the same speech.

    Parameters
    ----------
    tag : str
        BCP 47 tag of the language that is really spoken, with the region that was asked for.

    Examples
    --------
    >>> say = speech_for("en")
    >>> say("Sources"), say("Times are those of {zone}.", zone="Asia/Damascus")
    ('Sources', 'Times are those of Asia/Damascus.')
    >>> say.count(1, "{n} report", "{n} reports"), say.count(1200, "{n} report", "{n} reports")
    ('1 report', '1,200 reports')
    >>> say.list(["Raqqa", "Palmyra", "Homs"])
    'Raqqa, Palmyra and Homs'
    """

    tag: str
    _catalogue: Catalogue | None = field(default=None, repr=False, compare=False)

    @property
    def is_english(self) -> bool:
        """Whether it says what stands in the code."""
        return self._catalogue is None

    @property
    def direction(self) -> str:
        """``"rtl"`` or ``"ltr"``."""
        return text_direction(self.tag)

    def __call__(self, text: str, /, **values: object) -> Spoken:
        """The English `text` in this language, with `values` in the place of its ``{names}``."""
        return self._filled(self._catalogue.word(text) if self._catalogue else text, values)

    def inside(self, context: str, text: str, /, **values: object) -> Spoken:
        """The same for a text that means one thing here and another elsewhere; `context` tells translators which."""
        return self._filled(self._catalogue.word(text, context) if self._catalogue else text, values)

    def form(self, context: str, text: str, /) -> str:
        """The text itself, for values that are put into it as they are."""
        return self._catalogue.word(text, context) if self._catalogue else text

    def count(self, n: int, one: str, many: str, /, **values: object) -> Spoken:
        """So many of a thing; ``{n}`` stands for the number."""
        text = self._catalogue.plural(one, many, n) if self._catalogue else one if n == 1 else many
        return self._filled(text, {"n": n, **values})

    def number(self, number: float, places: int = 0) -> str:
        """A number with so many decimals.

        Examples
        --------
        >>> speech_for("en").number(1234.56, 1)
        '1,234.6'
        """
        return self.as_number(f"{number:,.{places}f}")

    def as_number(self, english: str) -> str:
        """A number that is written the English way, the way of the language."""
        return self._catalogue.number(english) if self._catalogue else english

    def position(self, english: str) -> Spoken:
        """Degrees with points of the compass that are written the English way.

        Examples
        --------
        >>> speech_for("fr").position("34.45° N, 40.92° W")
        '34,45° N, 40,92° O'
        """
        if self._catalogue is None:
            return Spoken(english)
        lat, north, lon, east = english.replace(",", "").replace("°", "").split(" ")
        return Spoken(
            self.form("a position", _POSITIONS[north + east]).format(lat=self.as_number(lat), lon=self.as_number(lon))
        )

    def country(self, code: str) -> str:
        """The name of a country, by its ISO 3166-1 alpha-2 code; in English, the code."""
        return self._catalogue.country(code) if self._catalogue else code

    def month(self, number: int) -> str:
        """The name of a month, 1 to 12, in full.

        Examples
        --------
        >>> [speech_for(tag).month(8) for tag in ("en", "fr", "ar", "ar-SY")]
        ['August', 'août', 'أغسطس', 'آب']
        """
        if self._catalogue is None:
            return _MONTHS[number - 1]
        from geomap.languages.catalogue import month_names

        return month_names(self.tag)[number - 1]

    def language_name(self, tag: str) -> str:
        """What a language is called, by its BCP 47 tag.

        Examples
        --------
        >>> speech_for("en").language_name("fr-CA"), speech_for("fr").language_name("ar")
        ('French', 'arabe')
        """
        from geomap.languages.catalogue import language_name

        return language_name(tag, self.tag)

    def list(self, items: Iterable[object]) -> Spoken:
        """Items as people say them: the last one after an "and"."""
        *firsts, last = [self.shown(item) for item in items] or [""]
        if not firsts:
            return Spoken(last)
        return self.inside("the end of a list", "{first} and {last}", first=self.row(firsts), last=Spoken(last))

    def row(self, items: Iterable[object]) -> Spoken:
        """Items one after the other, with nothing but a comma between them."""
        return self.joined(self.comma, items)

    def joined(self, separator: str, items: Iterable[object]) -> Spoken:
        """Items with this between them; those that are None or empty are left out."""
        return Spoken(separator.join(self.shown(item) for item in items if item not in (None, "")))

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return self.inside("between the items of a list", ", ")

    @property
    def semicolon(self) -> str:
        """What stands between things that hold commas themselves."""
        return self.inside("between the items of a list", "; ")

    def runtime_words(self, *, crowd: bool = False) -> dict[str, str | dict[str, str]]:
        """What the page's scripts say, by the English; of a plural, the forms by CLDR's categories.

        Those of ``static/crowd`` only where asked for: most pages have no very many reports.
        """
        without = ("static/element.js",) if crowd else ("static/element.js", "/crowd/")
        return self._catalogue.words_of(".js", without=without) if self._catalogue else {}

    def element_words(self) -> dict[str, str | dict[str, str]]:
        """What ``<geo-map>`` says to the page around it, where there is no map whose language it could speak."""
        return self._catalogue.words_of("static/element.js") if self._catalogue else {}

    def _filled(self, text: str, values: dict[str, Any]) -> Spoken:
        if "{" not in text:
            return Spoken(text)
        return Spoken(text.format_map({name: self.shown(value) for name, value in values.items()}))

    def shown(self, value: object) -> str:
        """A value as it stands in a sentence."""
        if isinstance(value, Spoken):
            return value
        if isinstance(value, bool) or not isinstance(value, int | float):
            return isolated(visible(str(value)), self.direction)
        return self.number(value) if float(value).is_integer() else self.number(value, 1)


ENGLISH = Speech("en")


def speaks(tag: str) -> bool:
    """Whether there is a catalogue of a language, given by its BCP 47 tag; English needs none.

    Examples
    --------
    >>> [speaks(tag) for tag in ("en-GB", "fr", "ar-SY", "tlh")]
    [True, True, True, False]
    """
    return _language(tag) in _languages()


@lru_cache(maxsize=64)
def speech_for(tag: str) -> Speech:
    """The speech of a language, or English where there is no catalogue of it.

    Parameters
    ----------
    tag : str
        BCP 47 tag, e.g. ``ar-SY``: the catalogue is that of Arabic, the months are called as in Syria.

    Returns
    -------
    Speech

    Examples
    --------
    >>> [(say.tag, say.direction) for say in map(speech_for, ("fr-CH", "ar", "tlh"))]
    [('fr-CH', 'ltr'), ('ar', 'rtl'), ('en', 'ltr')]
    """
    if not speaks(tag):
        return ENGLISH
    language = _language(tag)
    if language == "en":
        return Speech(tag)
    from geomap.languages.catalogue import read_catalogue

    return Speech(tag, read_catalogue(language, tag))


def spoken_tags() -> tuple[str, ...]:
    """The languages that there are catalogues of, and English.

    Examples
    --------
    >>> spoken_tags()
    ('ar', 'en', 'fr')
    """
    return tuple(sorted(_languages()))


def _language(tag: str) -> str:
    return tag.replace("_", "-").split("-")[0].casefold()


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    folder = files("geomap") / "languages"
    return frozenset({"en", *(each.name[:-3] for each in folder.iterdir() if each.name.endswith(".po"))})
