"""What someone who wrote a date in another form probably meant, in EDTF."""

from __future__ import annotations

import re
from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY} {_MONTH},? {_YEAR}",  # 30 Aug 2017
        rf"{_MONTH} {_DAY},? {_YEAR}",  # August 30, 2017
        rf"{_MONTH},? {_YEAR}",  # August 2017
        rf"{_YEAR}[-/. ](?P<month>\d{{1,2}})[-/. ](?P<day>\d{{1,2}})",  # 2017-8-3, 2017/08/30
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",  # 20170830
        r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})",  # 30/08/2017
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})",  # 2017/8
        rf"{_YEAR}",
    )
)
_CLOCK = re.compile(r"(?P<date>.+?)(?:t|,? )(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<zone>z)?")
_ABOUT = re.compile(r"(?:about|around|circa|ca?\.?|approximately|~) ?(?P<rest>.+)")
_BEFORE = re.compile(r"(?:before|until|by) (?P<rest>.+)")
_AFTER = re.compile(r"(?:after|since|from) (?P<rest>.+)")
_DECADE = re.compile(r"(?:the )?(?P<decade>\d{3})0s")


def suggest(text: str) -> str:
    """An EDTF date that `text` may have meant, or ``""``.

    A date such as ``03/08/2017``, which people read two ways, gets no suggestion.

    Examples
    --------
    >>> suggest("30 Aug 2017"), suggest("about 2014"), suggest("2017-08-30 14:00"), suggest("yes")
    ('2017-08-30', '2014~', '2017-08-30T14:00:00', '')
    """
    if len(text) > 60:
        return ""
    text = " ".join(text.casefold().split())
    for pattern, form in ((_ABOUT, "{}~"), (_BEFORE, "../{}"), (_AFTER, "{}/..")):
        if match := pattern.fullmatch(text):
            inner = _plain(match["rest"])
            return form.format(inner) if inner else ""
    if match := _DECADE.fullmatch(text):
        return f"{match['decade']}X"
    if match := _CLOCK.fullmatch(text):
        day = _plain(match["date"])
        hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
        if len(day) == len("2017-08-30") and hour < 24 and minute < 60 and second < 60:
            return f"{day}T{hour:02d}:{minute:02d}:{second:02d}{'Z' if match['zone'] else ''}"
        return ""
    for dash in ("/", " – ", "–", " to ", " - "):
        first, found, last = text.partition(dash)
        if found and (start := _plain(first.strip())) and (end := _plain(last.strip())):
            return f"{start}/{end}"
    return _plain(text)


def _plain(text: str) -> str:
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _edtf(match)
    return ""


def _edtf(match: re.Match[str]) -> str:
    part = match.groupdict()
    year = int(part["year"])
    if part.get("month") is None:
        return f"{year:04d}" if year else ""
    named = not part["month"].isdigit()
    month = [m.casefold() for m in MONTHS].index(part["month"]) + 1 if named else int(part["month"])
    if part.get("day") is None:
        return f"{year:04d}-{month:02d}" if year and 1 <= month <= 12 else ""
    day = int(part["day"])
    year_first = match.start("year") == 0
    if not named and not year_first and day <= 12 and month <= 12 and day != month:
        return ""  # day first or month first: who knows
    if not named and not year_first and month > 12:
        day, month = month, day
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
