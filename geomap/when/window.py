"""EDTF text to a window of time.

The Extended Date/Time Format (EDTF; ISO 8601-2:2019, annex A) writes a date that is only partly known. This module
takes its levels 0 and 1, and turns each text into a :class:`Window`: the first and the last second that it may mean,
in the story's time zone.

Whole dates and times, which are nearly all that a story holds, are read here; dates with unspecified digits go
through the ``edtf`` package, which needs a tenth of a second to load and some ten milliseconds a date. The tests hold
both to the same answers.
"""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from datetime import timezone as fixed_offset
from functools import lru_cache
from io import StringIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geomap.text import visible
from geomap.when.suggest import suggest

MAX_LENGTH = 60  # the longest level 1 text, an interval of two times with offsets, has 51 characters
NOT_EDTF = "not an EDTF date"
NO_SUCH_DAY = "not a calendar date"
YEARS = "the year must be from 0001 to 9999"
FORMS = "2017-08-28, 2017-08, 2017, 2017-08-28~ for about, or 2017-08-28/2017-08-31 for a range"

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_ALPHABET = re.compile(r"[0-9XYTZ:+\-~?%/.]+")
_SIMPLE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<offset>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?(?P<doubt>[~?%]?)"
)
_UNSPECIFIED = re.compile(r"(?:\d{4}-(?:XX(?:-XX)?|\d\d-XX)|\d\d[\dX]X)[~?%]?")
# Meteorological seasons of the northern hemisphere: first month, and how many months on it ends (exclusive).
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}


@dataclass(frozen=True, slots=True)
class Window:
    """When something happened, as exactly as it was stated.

    Parameters
    ----------
    edtf : str
        The date as written.
    earliest, latest : datetime or None
        First and last second that the date may mean, timezone-aware, in the story's zone. None where an interval
        is open or its end unknown.
    precision : str
        ``time``, ``day``, ``month``, ``season``, ``year``, ``decade``, ``century`` or ``interval``.
    approximate : bool
        Stated as "about" (``~`` or ``%``). The window is then one unit of its own precision wider on either side: a
        day about 30 August reaches from the 29th to the 31st, a month about June from May to July.
    uncertain : bool
        Stated with doubt (``?`` or ``%``). A doubt has no width, so the window stays as it is.
    """

    edtf: str
    earliest: datetime | None
    latest: datetime | None
    precision: str
    approximate: bool = False
    uncertain: bool = False


class WhenError(ValueError):
    """A date or a zone that cannot be taken: what is wrong with it, and a text to try."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}, try {hint}")
        self.what = what
        self.hint = hint


def parse_when(text: str, timezone: str = "UTC") -> Window:
    """Read an EDTF date of level 0 or 1.

    Days begin and end in `timezone`; a time that carries its own offset is moved there. A season is the
    meteorological one of the northern hemisphere, winter running into the next year. Nothing here asks what time it
    is now: a date in the future is a date like any other.

    Parameters
    ----------
    text : str
        For example ``2017-08-28``, ``2017-08``, ``2017-08-30~``, ``2017-08-28/2017-08-31``, ``2017-08-28/..``,
        ``2017-08-XX``, ``201X`` or ``2017-08-30T14:00:00Z``. Years 0001 to 9999.
    timezone : str
        IANA name of the zone, e.g. ``Asia/Damascus``.

    Returns
    -------
    Window

    Raises
    ------
    WhenError
        The text is no such date, or there is no such zone. A ValueError, whose message says what is wrong and gives
        a text to try.

    Examples
    --------
    >>> window = parse_when("2017-08-28/2017-08-31", "Asia/Damascus")
    >>> print(window.earliest, window.latest)
    2017-08-28 00:00:00+03:00 2017-08-31 23:59:59+03:00
    >>> parse_when("30 Aug 2017")
    Traceback (most recent call last):
    ...
    geomap.when.window.WhenError: not an EDTF date, try 2017-08-30
    """
    return _parse(text, timezone)


@lru_cache(maxsize=4096)  # the reports of a story share a few dates
def _parse(text: str, timezone: str) -> Window:
    zone = load_zone(timezone)
    try:
        if len(text) > MAX_LENGTH or not _ALPHABET.fullmatch(text):
            raise WhenError(NOT_EDTF)
        if "/" in text:
            return _interval(text, zone)
        span = _span(text)
        return Window(text, *_bounds(span, zone), span.precision, span.approximate, span.uncertain)
    except WhenError as error:
        raise WhenError(error.what, error.hint or suggest(text) or FORMS) from None
    except OverflowError:
        raise WhenError(YEARS, FORMS) from None


def load_zone(name: str) -> tzinfo:
    """The time zone with this IANA name; WhenError where there is none."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones, such as Asia
        raise WhenError(f"there is no time zone {visible(name)!r}", "one such as UTC or Asia/Damascus") from None


@dataclass(frozen=True, slots=True)
class _Span:
    """One date without its zone: naive datetimes, `last` inclusive."""

    first: datetime
    last: datetime
    precision: str
    approximate: bool = False
    uncertain: bool = False
    offset: tzinfo | None = None


def _span(text: str) -> _Span:
    match = _SIMPLE.fullmatch(text)
    return _simple(match) if match else _through_edtf(text)


def _simple(match: re.Match[str]) -> _Span:
    year, month, day = (int(match[g]) if match[g] else None for g in ("year", "month", "day"))
    if year == 0:
        raise WhenError(YEARS)
    assert year is not None
    doubt = match["doubt"]
    flags = (doubt in ("~", "%"), doubt in ("?", "%"))
    if month is None:
        return _Span(*_months(year, 1, 12), "year", *flags)
    if 21 <= month <= 24 and day is None:
        return _Span(*_months(year, _SEASONS[month], 3), "season", *flags)
    if not 1 <= month <= 12:
        raise WhenError(NO_SUCH_DAY)
    if day is None:
        return _Span(*_months(year, month, 1), "month", *flags)
    first_of_month, last_of_month = _months(year, month, 1)
    if not 1 <= day <= last_of_month.day:
        raise WhenError(NO_SUCH_DAY, f"{year:04d}-{month:02d}-{last_of_month.day:02d}")
    start = first_of_month.replace(day=day)
    if match["hour"] is None:
        return _Span(start, start + _DAY - _SECOND, "day", *flags)
    if doubt:
        raise WhenError("a time of day cannot carry ~, ? or %", f"{match.string[:10]}{doubt}")
    try:
        moment = datetime.combine(start, time(int(match["hour"]), int(match["minute"]), int(match["second"])))
    except ValueError:
        raise WhenError("there is no such time of day", f"{match.string[:10]}T23:59:59") from None
    return _Span(moment, moment, "time", *flags, offset=_offset(match["offset"]))


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    if hours > 14 or minutes > 59:
        raise WhenError(f"there is no offset {text}", "Z for UTC, or +03:00")
    return fixed_offset((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def _through_edtf(text: str) -> _Span:
    """Unspecified digits (2017-08-XX, 201X), the one form of level 1 that is neither a whole date nor an interval."""
    if text[:1] in ("Y", "-"):
        raise WhenError(YEARS)
    if "X" not in text:
        raise WhenError(NOT_EDTF)
    import edtf

    try:
        with redirect_stdout(StringIO()):  # the package prints before it raises
            parsed = edtf.parse_edtf(text)
        first, last = datetime(*parsed.lower_strict()[:3]), datetime(*parsed.upper_strict()[:3])
    # The package raises its own error, but also AttributeError, TypeError and RecursionError on odd input.
    except Exception:
        raise WhenError(NOT_EDTF) from None
    # Of 0X1X the package says that it is level 1; the standard lets only the last digits be unspecified there.
    if type(parsed) is not edtf.Unspecified or not _UNSPECIFIED.fullmatch(text):
        raise WhenError("this is EDTF of level 2, only levels 0 and 1 are taken")
    digits = text.rstrip("~?%")
    if "X" in digits[:4]:
        precision = "century" if digits[2:4] == "XX" else "decade"
    else:
        precision = "year" if digits[5:7] == "XX" else "month"
    return _Span(first, last + _DAY - _SECOND, precision, parsed.is_approximate, parsed.is_uncertain)


def _interval(text: str, zone: tzinfo) -> Window:
    ends = text.split("/")
    if len(ends) != 2:
        raise WhenError(NOT_EDTF)
    spans = [None if end in ("", "..") else _span(end) for end in ends]
    if not any(spans):
        raise WhenError("an interval needs a date on at least one side", "2017-08-28/..")
    start, end = spans
    first = _bounds(start, zone)[0] if start else None
    last = _bounds(end, zone)[1] if end else None
    if start and end:
        bare = [_bounds(_Span(s.first, s.last, s.precision, offset=s.offset), zone) for s in (start, end)]
        if bare[1][1] < bare[0][0]:
            raise WhenError("it ends before it starts", f"{ends[1]}/{ends[0]}")
    known = [span for span in spans if span]
    return Window(
        text, first, last, "interval", any(s.approximate for s in known), any(s.uncertain for s in known)
    )  # fmt: skip


def _months(year: int, month: int, count: int) -> tuple[datetime, datetime]:
    """First and last second of `count` months from this one on."""
    first = datetime(year, month, 1)
    after = year * 12 + month - 1 + count
    if after // 12 > 9999:
        return first, datetime(9999, 12, 31, 23, 59, 59)
    return first, datetime(after // 12, after % 12 + 1, 1) - _SECOND


def _bounds(span: _Span, zone: tzinfo) -> tuple[datetime, datetime]:
    first, last = span.first, span.last
    if span.approximate:
        first, last = _widened(span)
    if span.offset is not None:
        return first.replace(tzinfo=span.offset).astimezone(zone), last.replace(tzinfo=span.offset).astimezone(zone)
    # fold: where clocks go back, a local time happens twice, and the window holds both. Through UTC and back: where
    # clocks go forward at midnight (as in Damascus until 2022), the day begins at one o'clock.
    starts = first.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)
    ends = last.replace(tzinfo=zone, fold=1).astimezone(UTC).astimezone(zone)
    return starts, ends


def _widened(span: _Span) -> tuple[datetime, datetime]:
    if span.precision == "day":
        return span.first - _DAY, span.last + _DAY
    months = {"month": 1, "season": 3, "year": 12, "decade": 120, "century": 1200}[span.precision]
    after = span.last + _SECOND
    return _months_on(span.first, -months), _months_on(after, months) - _SECOND


def _months_on(first_of_month: datetime, months: int) -> datetime:
    total = first_of_month.year * 12 + first_of_month.month - 1 + months
    if not 12 <= total < 120_000:
        raise OverflowError
    return first_of_month.replace(year=total // 12, month=total % 12 + 1)
