"""A window of time in words for people."""

from __future__ import annotations

import re

from geomap.languages import Speech, speaks, speech_for, to_say
from geomap.when.suggest import MONTHS
from geomap.when.window import Window

_SEASONS = {
    "21": to_say("spring {year}", "a date"),
    "22": to_say("summer {year}", "a date"),
    "23": to_say("autumn {year}", "a date"),
    "24": to_say("winter {year}–{next}", "a date"),
}
_DATE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<time>T.*?)?(?P<doubt>[~?%]?)")


# Languages put another word before a day than before a month or a year, and before one that has its own already.
_DAY, _LONGER, _OTHER = "a day", "a month, season or year", "a date"
_UNTIL = {
    _DAY: to_say("until {date}", "a day"),
    _LONGER: to_say("until {date}", "a month, season or year"),
    _OTHER: to_say("until {date}", "a date"),
}
_FROM = {
    _DAY: to_say("from {date} on", "a day"),
    _LONGER: to_say("from {date} on", "a month, season or year"),
    _OTHER: to_say("from {date} on", "a date"),
}
_ABOUT = {
    _DAY: to_say("about {date}", "a day"),
    _LONGER: to_say("about {date}", "a month, season or year"),
    _OTHER: to_say("about {date}", "a date"),
}


def label(window: Window, *, lang: str = "en") -> str:
    """Put a window into words.

    Parameters
    ----------
    window : Window
        From :func:`parse_when`.
    lang : str
        BCP 47 language of the reader. A language without a catalogue (:func:`geomap.languages.speaks`) gets the date
        as written, which needs no translation.

    Examples
    --------
    >>> from geomap.when import parse_when
    >>> [label(parse_when(text)) for text in ("2017-08-28", "2017-08-30~", "2016-06", "2017-08-30T14:00:00")]
    ['28 Aug 2017', 'about 30 Aug 2017', 'June 2016', '30 Aug 2017, 14:00']
    >>> label(parse_when("2017-08-28/2017-08-31"))
    '28–31 Aug 2017'
    >>> label(parse_when("2017-09-01"), lang="fr"), label(parse_when("2017-08-30~"), lang="ar-SY")
    ('1er septembre 2017', 'نحو 30 آب 2017')
    """
    if not speaks(lang):
        return window.edtf
    say = speech_for(lang)
    start, slash, end = window.edtf.partition("/")
    if not slash:
        return _one(start, window, say)
    if start in ("", ".."):
        form = _UNTIL[_sort(end)] if start else to_say("until {date}, start not known", "a date")
        return say.form(_sort(end) if start else "a date", form).format(date=_one(end, window, say))
    if end in ("", ".."):
        form = _FROM[_sort(start)] if end else to_say("from {date}, end not known", "a date")
        return say.form(_sort(start) if end else "a date", form).format(date=_one(start, window, say))
    return _between(start, end, window, say)


def when_words(window: Window | None, *, lang: str = "en") -> str:
    """The same for a date that may not be known.

    Examples
    --------
    >>> when_words(None), when_words(None, lang="fr")
    ('date not stated', 'date non précisée')
    """
    return label(window, lang=lang) if window else speech_for(lang)("date not stated")


def _one(text: str, window: Window, say: Speech) -> str:
    match = _DATE.fullmatch(text)
    if match is None:  # not a text that parse_when takes
        return text
    words = _date(match, say)
    if match["time"]:
        # The clock of the story's zone, which the window has and the text, with an offset of its own, may not.
        moment = window.latest if text != window.edtf and window.edtf.endswith(text) else window.earliest
        if moment is not None:
            clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
            date = _day(moment.day, moment.month, moment.year, say)
            words = say.form("a date", "{date}, {clock}").format(date=date, clock=clock)
    return _hedged(words, match, say)


def _date(match: re.Match[str], say: Speech) -> str:
    year, month, day = match["year"], match["month"], match["day"]
    if year.endswith("XX"):
        return say.form("a date", "{first}–{last}").format(first=int(year[:2] + "00"), last=f"{year[:2]}99")
    if year.endswith("X"):
        return say.form("a date", "{year}s").format(year=int(year[:3] + "0"))
    number = int(year)
    if month is None:
        return str(number)
    if month == "XX":
        return say.form("a date", "some month in {year}" if day is None else "some day in {year}").format(year=number)
    if month in _SEASONS:
        return say.form("a date", _SEASONS[month]).format(year=number, next=f"{(number + 1) % 100:02d}")
    if day is None or day == "XX":
        form = say.form("a date", "{month} {year}" if day is None else "some day in {month} {year}")
        return form.format(month=say.month(int(month)), year=number)
    return _day(int(day), int(month), number, say)


def _day(day: int, month: int, year: int, say: Speech) -> str:
    form = say.form("a date", "{day} {month} {year}")
    return form.format(day=_day_number(day, say), month=_month(month, say), year=year)


def _day_number(day: int, say: Speech) -> str:
    return say.form("first day of a month", "1") if day == 1 else str(day)


def _month(number: int, say: Speech) -> str:
    """The month as it stands beside a day: short in English, where that is usual."""
    return MONTHS[number - 1] if say.is_english else say.month(number)


def _sort(text: str) -> str:
    """What sort of date a text is, as far as that decides about the words before it."""
    match = _DATE.fullmatch(text)
    if match is None or "X" in text or match["doubt"] in ("~", "?", "%"):
        return _OTHER
    return _DAY if match["day"] else _LONGER


def _hedged(words: str, match: re.Match[str], say: Speech) -> str:
    doubt = match["doubt"]
    if doubt in ("~", "%") and doubt:
        sort = _sort(match[0].rstrip("~%"))
        words = say.form(sort, _ABOUT[sort]).format(date=words)
    if doubt in ("?", "%") and doubt:
        words = say.form("a date", "{date} (uncertain)").format(date=words)
    return words


def _between(start: str, end: str, window: Window, say: Speech) -> str:
    """An interval, with what both ends share said once: 28–31 Aug 2017, June–August 2016."""
    a, b = _DATE.fullmatch(start), _DATE.fullmatch(end)
    if start == end:
        return _one(start, window, say)
    shareable = a and b and not (a["doubt"] or b["doubt"] or a["time"] or b["time"] or "X" in start + end)
    if a and b and shareable and a["year"] == b["year"]:
        year = int(a["year"])
        days = a["day"] and b["day"]
        if days:
            first, last = _day_number(int(a["day"]), say), _day_number(int(b["day"]), say)
            month, later = int(a["month"]), int(b["month"])
            if month == later:
                form = say.form("a date", "{first}–{last} {month} {year}")
                return form.format(first=first, last=last, month=_month(month, say), year=year)
            form = say.form("a date", "{first} {month} – {last} {later} {year}")
            return form.format(
                first=first, month=_month(month, say), last=last, later=_month(later, say), year=year
            )  # fmt: skip
        months = a["month"] and b["month"] and not (a["day"] or b["day"])
        if months and int(a["month"]) <= 12 and int(b["month"]) <= 12:
            first, last = say.month(int(a["month"])), say.month(int(b["month"]))
            return say.form("a date", "{first}–{last} {year}").format(first=first, last=last, year=year)
    if a and b and shareable and not (a["month"] or b["month"]):
        return say.form("a date", "{first}–{last}").format(first=int(a["year"]), last=int(b["year"]))
    form = say.form("a date", "{first} – {last}")
    return form.format(first=_one(start, window, say), last=_one(end, window, say))
