"""The speed check refutes what cannot have been, and never confirms."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.speed import MAX_ROAD_KMH, TimeSpan, check_speed

START = datetime(2017, 8, 28, tzinfo=UTC)


def span(first_h: float | None, last_h: float | None) -> TimeSpan:
    """Hours after the start, up to the last second before the second; None where that side is open."""
    first, last = (None if h is None else START + timedelta(hours=h) for h in (first_h, last_h))
    return TimeSpan(first, last if last is None or last == first else last - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("length_km", "start", "end", "verdict", "elapsed_h", "speed_kmh"),
    [
        # two moments
        (120, span(0, 0), span(2, 2), "ok", (2, 2), (60, 60)),
        (400, span(0, 0), span(2, 2), "impossible", (2, 2), (200, 200)),
        # whole days: 28 Aug and 29 Aug
        (320, span(0, 24), span(24, 48), "ok", (0, 48), (320 / 48, math.inf)),
        (9000, span(0, 24), span(24, 48), "impossible", (0, 48), (187.5, math.inf)),
        # the same day
        (100, span(0, 24), span(0, 24), "ok", (0, 24), (100 / 24, math.inf)),
        # a day between
        (240, span(0, 24), span(48, 72), "ok", (24, 72), (240 / 72, 10)),
        # the wrong way round
        (10, span(48, 72), span(0, 24), "impossible", None, None),
        # no time at all
        (10, span(0, 0), span(0, 0), "impossible", (0, 0), None),
        # not known, or open
        (10, None, span(0, 24), "not testable", None, None),
        (10, span(0, 24), None, "not testable", None, None),
        (10, span(None, 24), span(48, 72), "not testable", (24, math.inf), (0, 10 / 24)),
        (10, span(0, 24), span(48, None), "not testable", (24, math.inf), (0, 10 / 24)),
        # standing still
        (0, span(0, 24), span(24, 48), "ok", (0, 48), (0, math.inf)),
    ],
)
def test_verdicts(
    length_km: float,
    start: TimeSpan | None,
    end: TimeSpan | None,
    verdict: str,
    elapsed_h: tuple[float, float] | None,
    speed_kmh: tuple[float, float] | None,
) -> None:
    check = check_speed(length_km, start=start, end=end)
    assert check.verdict == verdict
    assert check.elapsed_h == elapsed_h
    assert check.speed_kmh == (None if speed_kmh is None else pytest.approx(speed_kmh))


def test_uncertain_positions_are_given_the_benefit_of_the_doubt() -> None:
    tight = check_speed(300, start=span(0, 0), end=span(2, 2))
    loose = check_speed(300, start=span(0, 0), end=span(2, 2), slack_km=80)
    assert (tight.verdict, loose.verdict) == ("impossible", "ok")
    assert loose.speed_kmh == (110, 190)


def test_ok_says_that_it_is_no_evidence() -> None:
    check = check_speed(100, start=span(0, 0), end=span(10, 10))
    assert check.note == (
        "The reported times do not rule the journey out (at least 10 km/h as the crow flies). "
        "That is no evidence that it took place."
    )


def test_the_limit_can_be_set_and_is_named() -> None:
    check = check_speed(100, start=span(0, 0), end=span(10, 10), max_kmh=6)
    assert check.note == "Impossible by road: at least 10 km/h, above the 6 taken for possible."


HOURS = st.floats(0, 1000)


@given(st.floats(0, 20_000), st.lists(HOURS, min_size=4, max_size=4), st.floats(0, 500))
def test_any_journey_within_the_windows_lies_within_the_ranges(
    length_km: float, hours: list[float], slack: float
) -> None:
    first, last, other_first, other_last = sorted(hours)
    start, end = span(first, last), span(other_first, other_last)
    check = check_speed(length_km, start=start, end=end, slack_km=slack)
    assert check.elapsed_h is not None
    for leaving, arriving in ((first, other_last), (last, other_first), (first, other_first)):
        taken = arriving - leaving
        assert check.elapsed_h[0] - 1e-6 <= taken <= check.elapsed_h[1] + 1e-6
        if taken > 1e-3 and check.speed_kmh:
            assert check.speed_kmh[0] <= length_km / taken * (1 + 1e-3)
            assert check.speed_kmh[1] >= length_km / taken * (1 - 1e-3)
            if check.verdict == "impossible":
                assert length_km / taken > MAX_ROAD_KMH * (1 - 1e-3)
