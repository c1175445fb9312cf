"""A window of time in words for people."""

from __future__ import annotations

import re

from geomap.when.suggest import MONTHS
from geomap.when.window import Window

_LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DATE = re.compile(r"(?P<year>[\dX]{4})(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<time>T.*?)?(?P<doubt>[~?%]?)")


def label(window: Window, *, lang: str = "en") -> str:
    """Put a window into words.

    Parameters
    ----------
    window : Window
        From :func:`parse_when`.
    lang : str
        BCP 47 language of the reader. English has words; any other language gets the date as written, which needs
        no translation.

    Examples
    --------
    >>> from geomap.when import parse_when
    >>> [label(parse_when(text)) for text in ("2017-08-28", "2017-08-30~", "2016-06", "2017-08-30T14:00:00")]
    ['28 Aug 2017', 'about 30 Aug 2017', 'June 2016', '30 Aug 2017, 14:00']
    >>> label(parse_when("2017-08-28/2017-08-31"))
    '28–31 Aug 2017'
    """
    if lang.split("-")[0].casefold() != "en":
        return window.edtf
    start, slash, end = window.edtf.partition("/")
    if not slash:
        return _one(start, window)
    if start in ("", ".."):
        return f"until {_one(end, window)}" + ("" if start else ", start not known")
    if end in ("", ".."):
        return f"from {_one(start, window)}" + (" on" if end else ", end not known")
    return _between(start, end, window)


def _one(text: str, window: Window) -> str:
    match = _DATE.fullmatch(text)
    if match is None:  # not a text that parse_when takes
        return text
    words = _date(match)
    if match["time"]:
        # The clock of the story's zone, which the window has and the text, with an offset of its own, may not.
        moment = window.latest if text != window.edtf and window.edtf.endswith(text) else window.earliest
        if moment is not None:
            clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
            words = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {clock}"
    return _hedged(words, match["doubt"])


def _date(match: re.Match[str]) -> str:
    year, month, day = match["year"], match["month"], match["day"]
    if year.endswith("XX"):
        return f"{int(year[:2] + '00')}–{year[:2]}99"
    if year.endswith("X"):
        return f"{int(year[:3] + '0')}s"
    number = str(int(year))
    if month is None:
        return number
    if month == "XX":
        return f"some {'month' if day is None else 'day'} in {number}"
    if month == "24":
        return f"winter {number}–{(int(year) + 1) % 100:02d}"
    if month in _SEASONS:
        return f"{_SEASONS[month]} {number}"
    if day is None:
        return f"{_LONG_MONTHS[int(month) - 1]} {number}"
    if day == "XX":
        return f"some day in {_LONG_MONTHS[int(month) - 1]} {number}"
    return f"{int(day)} {MONTHS[int(month) - 1]} {number}"


def _hedged(words: str, doubt: str) -> str:
    about = "about " if doubt in ("~", "%") and doubt else ""
    return about + words + (" (uncertain)" if doubt in ("?", "%") and doubt else "")


def _between(start: str, end: str, window: Window) -> str:
    """An interval, with what both ends share said once: 28–31 Aug 2017, June–August 2016."""
    a, b = _DATE.fullmatch(start), _DATE.fullmatch(end)
    if start == end:
        return _one(start, window)
    shareable = a and b and not (a["doubt"] or b["doubt"] or a["time"] or b["time"] or "X" in start + end)
    if a and b and shareable and a["year"] == b["year"]:
        year = int(a["year"])
        days = a["day"] and b["day"]
        if days and a["month"] == b["month"]:
            return f"{int(a['day'])}–{int(b['day'])} {MONTHS[int(a['month']) - 1]} {year}"
        if days:
            return f"{int(a['day'])} {MONTHS[int(a['month']) - 1]} – {_date(b)}"
        months = a["month"] and b["month"] and not (a["day"] or b["day"])
        if months and int(a["month"]) <= 12 and int(b["month"]) <= 12:
            return f"{_LONG_MONTHS[int(a['month']) - 1]}–{_date(b)}"
    if a and b and shareable and not (a["month"] or b["month"]):
        return f"{int(a['year'])}–{int(b['year'])}"
    return f"{_one(start, window)} – {_one(end, window)}"
