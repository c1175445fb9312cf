from __future__ import annotations

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.when import WhenError, Window, label, parse_when

DAMASCUS = "Asia/Damascus"

VALID = [
    # text, earliest, latest, precision, label
    ("2017-08-28", "2017-08-28T00:00:00+03:00", "2017-08-28T23:59:59+03:00", "day", "28 Aug 2017"),
    ("2016-06", "2016-06-01T00:00:00+03:00", "2016-06-30T23:59:59+03:00", "month", "June 2016"),
    ("2017", "2017-01-01T00:00:00+02:00", "2017-12-31T23:59:59+02:00", "year", "2017"),
    ("2016-02-29", "2016-02-29T00:00:00+02:00", "2016-02-29T23:59:59+02:00", "day", "29 Feb 2016"),
    ("2017-08-30~", "2017-08-29T00:00:00+03:00", "2017-08-31T23:59:59+03:00", "day", "about 30 Aug 2017"),
    ("2017-08~", "2017-07-01T00:00:00+03:00", "2017-09-30T23:59:59+03:00", "month", "about August 2017"),
    ("2017-08-30?", "2017-08-30T00:00:00+03:00", "2017-08-30T23:59:59+03:00", "day", "30 Aug 2017 (uncertain)"),
    ("2017-08-30%", "2017-08-29T00:00:00+03:00", "2017-08-31T23:59:59+03:00", "day", "about 30 Aug 2017 (uncertain)"),
    ("2017-08-28/2017-08-31", "2017-08-28T00:00:00+03:00", "2017-08-31T23:59:59+03:00", "interval", "28–31 Aug 2017"),
    ("2017-08-28/2017-09-03", "2017-08-28T00:00:00+03:00", "2017-09-03T23:59:59+03:00", "interval",
     "28 Aug – 3 Sep 2017"),
    ("2016-06/2016-08", "2016-06-01T00:00:00+03:00", "2016-08-31T23:59:59+03:00", "interval", "June–August 2016"),
    ("2014/2017", "2014-01-01T00:00:00+02:00", "2017-12-31T23:59:59+02:00", "interval", "2014–2017"),
    ("2017-08-28/..", "2017-08-28T00:00:00+03:00", None, "interval", "from 28 Aug 2017 on"),
    ("../2017-08-28", None, "2017-08-28T23:59:59+03:00", "interval", "until 28 Aug 2017"),
    ("2017-08-28/", "2017-08-28T00:00:00+03:00", None, "interval", "from 28 Aug 2017, end not known"),
    ("/2017-08-28", None, "2017-08-28T23:59:59+03:00", "interval", "until 28 Aug 2017, start not known"),
    ("2017-08-XX", "2017-08-01T00:00:00+03:00", "2017-08-31T23:59:59+03:00", "month", "some day in August 2017"),
    ("2017-XX-XX", "2017-01-01T00:00:00+02:00", "2017-12-31T23:59:59+02:00", "year", "some day in 2017"),
    ("2017-XX", "2017-01-01T00:00:00+02:00", "2017-12-31T23:59:59+02:00", "year", "some month in 2017"),
    ("201X", "2010-01-01T00:00:00+02:00", "2019-12-31T23:59:59+02:00", "decade", "2010s"),
    ("19XX", "1900-01-01T00:00:00+02:25:12", "1999-12-31T23:59:59+02:00", "century", "1900–1999"),
    ("2017-21", "2017-03-01T00:00:00+02:00", "2017-05-31T23:59:59+03:00", "season", "spring 2017"),
    ("2017-24", "2017-12-01T00:00:00+02:00", "2018-02-28T23:59:59+02:00", "season", "winter 2017–18"),
    ("2017-08-30T14:00:00", "2017-08-30T14:00:00+03:00", "2017-08-30T14:00:00+03:00", "time", "30 Aug 2017, 14:00"),
    ("2017-08-30T14:00:05Z", "2017-08-30T17:00:05+03:00", "2017-08-30T17:00:05+03:00", "time", "30 Aug 2017, 17:00:05"),
    ("2017-08-30T23:00:00-04", "2017-08-31T06:00:00+03:00", "2017-08-31T06:00:00+03:00", "time", "31 Aug 2017, 06:00"),
]  # fmt: skip

INVALID = [
    # text, what is said
    ("2014-02-30", "not a calendar date, try 2014-02-28"),
    ("2017-02-29", "not a calendar date, try 2017-02-28"),
    ("2017-13", "not a calendar date, try 2017-08-28"),
    ("yes", "not an EDTF date, try 2017-08-28"),
    ("", "not an EDTF date, try 2017-08-28"),
    ("about 2014", "not an EDTF date, try 2014~"),
    ("30 Aug 2017", "not an EDTF date, try 2017-08-30"),
    ("August 30th, 2017", "not an EDTF date, try 2017-08-30"),
    ("June 2016", "not an EDTF date, try 2016-06"),
    ("30/08/2017", "not an EDTF date, try 2017-08-30"),
    ("3/8/2017", "not an EDTF date, try 2017-08-28"),  # read two ways: no guess
    ("20170830", "not an EDTF date, try 2017-08-30"),
    ("1990s", "not an EDTF date, try 199X"),
    ("before 2014", "not an EDTF date, try ../2014"),
    ("since June 2016", "not an EDTF date, try 2016-06/.."),
    ("28 Aug 2017 – 31 Aug 2017", "not an EDTF date, try 2017-08-28/2017-08-31"),
    ("2017-08-28 / 2017-08-31", "not an EDTF date, try 2017-08-28/2017-08-31"),
    ("2017-08-30T14:00", "not an EDTF date, try 2017-08-30T14:00:00"),
    ("2017-08-30T25:00:00", "there is no such time of day, try 2017-08-30T23:59:59"),
    ("2017-08-30T14:00:00+99", "there is no offset +99, try Z for UTC, or +03:00"),
    ("2017-08-30T14:00:00~", "a time of day cannot carry ~, ? or %, try 2017-08-30~"),
    ("2017-08-31/2017-08-28", "it ends before it starts, try 2017-08-28/2017-08-31"),
    ("2017-08-31~/2017-08-30~", "it ends before it starts, try 2017-08-30~/2017-08-31~"),
    ("../..", "an interval needs a date on at least one side, try 2017-08-28/.."),
    ("2017-08-28/2017-08-29/2017-08-30", "not an EDTF date, try"),
    ("0000", "the year must be from 0001 to 9999, try"),
    ("-0044", "the year must be from 0001 to 9999, try"),
    ("Y170000002", "the year must be from 0001 to 9999, try"),
    ("9999-12-31~", "the year must be from 0001 to 9999, try"),
    ("1560-XX-25", "this is EDTF of level 2, only levels 0 and 1 are taken, try"),
    ("0X1X", "this is EDTF of level 2, only levels 0 and 1 are taken, try"),
    ("2017-0X-28", "not an EDTF date, try"),
    ("2017-08-uu", "not an EDTF date, try"),
    ("[2017-08-28..2017-08-31]", "not an EDTF date, try"),
    ("٢٠١٧-٠٨-٢٨", "not an EDTF date, try"),  # digits of other scripts are not EDTF's
    ("9" * 100_000, "not an EDTF date, try"),
    ("{" * 50_000, "not an EDTF date, try"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "precision", "words"), VALID, ids=[v[0] for v in VALID])
def test_valid_dates_become_windows_and_words(
    text: str, earliest: str | None, latest: str | None, precision: str, words: str
) -> None:
    window = parse_when(text, DAMASCUS)
    assert (window.earliest and window.earliest.isoformat()) == earliest
    assert (window.latest and window.latest.isoformat()) == latest
    assert (window.edtf, window.precision, label(window)) == (text, precision, words)


@pytest.mark.parametrize(("text", "said"), INVALID, ids=[v[0][:30] for v in INVALID])
def test_invalid_dates_are_refused_with_something_to_try(
    text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WhenError) as caught:
        parse_when(text, DAMASCUS)
    assert str(caught.value).startswith(said)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", [said.partition("try ")[2].partition(",")[0] for _, said in INVALID[:2]])
def test_a_suggested_date_is_a_date(text: str) -> None:
    assert isinstance(parse_when(text), Window)


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2017", False, False),
        ("2017~", True, False),
        ("2017?", False, True),
        ("2017%", True, True),
        ("2016~/2017", True, False),
        ("2016/2017?", False, True),
        ("201X~", True, False),
    ],
)
def test_flags_say_about_and_doubt(text: str, approximate: bool, uncertain: bool) -> None:
    window = parse_when(text)
    assert (window.approximate, window.uncertain) == (approximate, uncertain)


def test_a_day_starts_at_one_where_clocks_skip_midnight_and_holds_both_hours_where_they_go_back() -> None:
    spring = parse_when("2017-03-31", DAMASCUS)
    assert spring.earliest is not None
    assert spring.earliest.isoformat() == "2017-03-31T01:00:00+03:00"
    autumn = parse_when("2017-10-29", "Europe/Berlin")
    assert autumn.earliest is not None
    assert autumn.latest is not None
    assert autumn.latest - autumn.earliest == timedelta(hours=23, minutes=59, seconds=59)  # wall clock
    assert autumn.latest.timestamp() - autumn.earliest.timestamp() == 25 * 3600 - 1


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Asia", "", "\u202eCTU", "/etc/localtime"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match=r"there is no time zone .* try one such as UTC or Asia/Damascus"):
        parse_when("2017", zone)


def test_languages_without_a_catalogue_get_the_date_as_written() -> None:
    assert label(parse_when("2017-08-30~"), lang="tlh") == "2017-08-30~"
    assert label(parse_when("2017-08-30~"), lang="en-GB") == "about 30 Aug 2017"


@pytest.mark.parametrize(
    ("text", "french", "arabic"),
    [
        ("2017-08-28", "28 août 2017", "28 أغسطس 2017"),
        ("2017-09-01", "1er septembre 2017", "1 سبتمبر 2017"),
        ("2017-08-28/2017-08-31", "28–31 août 2017", "28–31 أغسطس 2017"),
        ("2017-08-30/2017-09-01", "30 août – 1er septembre 2017", "30 أغسطس – 1 سبتمبر 2017"),
        ("2017-06/2017-08", "juin–août 2017", "يونيو–أغسطس 2017"),
        ("2016-06", "juin 2016", "يونيو 2016"),
        ("2016-24", "hiver 2016-17", "شتاء 2016–17"),
        ("2017-21", "printemps 2017", "ربيع 2017"),
        ("2017-08-30~", "vers le 30 août 2017", "نحو 30 أغسطس 2017"),
        ("2017-08~", "vers août 2017", "نحو أغسطس 2017"),
        ("2017-08-30?", "30 août 2017 (incertain)", "30 أغسطس 2017 (غير مؤكد)"),
        ("2017-08-30T14:00:00", "30 août 2017 à 14:00", "30 أغسطس 2017، 14:00"),
        ("2017-08-30/..", "dès le 30 août 2017", "منذ 30 أغسطس 2017"),
        ("../2017-08", "jusqu’en août 2017", "حتى أغسطس 2017"),
        ("/2017-08-30", "jusqu’à\u00a0: 30 août 2017, début inconnu", "حتى 30 أغسطس 2017، والبداية غير معروفة"),
        ("2017-08-XX", "août 2017, jour inconnu", "يوم ما من أغسطس 2017"),
        ("201X", "années 2010", "عقد 2010"),
    ],
)
def test_dates_are_said_in_french_and_arabic(text: str, french: str, arabic: str) -> None:
    window = parse_when(text)
    assert (label(window, lang="fr"), label(window, lang="ar")) == (french, arabic)


def test_months_are_called_as_in_the_region() -> None:
    august = parse_when("2017-08")
    regions = {tag: label(august, lang=tag) for tag in ("ar", "ar-SY", "ar-LB", "ar-TN", "ar-MA")}
    assert regions == {
        "ar": "أغسطس 2017", "ar-SY": "آب 2017", "ar-LB": "آب 2017", "ar-TN": "أوت 2017", "ar-MA": "غشت 2017",
    }  # fmt: skip


_dates = st.dates(date(2, 1, 1), date(9998, 12, 31))
_whole = st.one_of(
    _dates.map(date.isoformat), _dates.map(lambda d: d.isoformat()[:7]), _dates.map(lambda d: d.isoformat()[:4])
)


@given(_whole)
@settings(max_examples=50)  # that package takes its time for each
def test_whole_dates_agree_with_the_edtf_package(text: str) -> None:
    window, oracle = parse_when(text), edtf.parse_edtf(text)
    assert window.earliest is not None
    assert window.latest is not None
    assert tuple(window.earliest.timetuple()[:3]) == tuple(oracle.lower_strict()[:3])
    assert tuple(window.latest.timetuple()[:3]) == tuple(oracle.upper_strict()[:3])


@given(_dates, _dates)
def test_an_interval_reaches_from_the_start_of_one_day_to_the_end_of_the_other(a: date, b: date) -> None:
    first, last = sorted((a, b))
    window = parse_when(f"{first}/{last}")
    assert window.earliest is not None
    assert window.latest is not None
    assert (window.earliest.date(), window.latest.date()) == (first, last)
    assert ("–" in label(window)) == (first != last)


@given(st.text("0123456789XTYZ:+-~?%/. ", max_size=24) | st.text(max_size=24))
def test_any_text_gives_a_window_or_a_plain_error(text: str) -> None:
    try:
        window = parse_when(text, DAMASCUS)
    except WhenError:
        return
    assert label(window)
    assert all(moment is None or moment.tzinfo is not None for moment in (window.earliest, window.latest))
    assert window.earliest is None or window.latest is None or window.earliest <= window.latest
