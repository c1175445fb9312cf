from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.roads.polyline import decoded, encoded, rounded

micro = st.tuples(st.integers(-180_000_000, 180_000_000), st.integers(-90_000_000, 90_000_000))


@given(st.lists(micro, max_size=40))
def test_lines_come_back_as_they_went(points: list[tuple[int, int]]) -> None:
    lons, lats = [x / 1e6 for x, _ in points], [y / 1e6 for _, y in points]
    text = encoded(lons, lats)
    assert decoded(text) == (lons, lats)
    assert all("?" <= letter <= "~" for letter in text)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1))
def test_rounding_is_what_the_text_does(points: list[tuple[float, float]]) -> None:
    lons, lats = zip(*points, strict=True)
    assert decoded(encoded(lons, lats)) == (rounded(lons), rounded(lats))


def test_it_is_what_others_write() -> None:
    """The line of Google's description of the format, with a sixth digit."""
    assert encoded([-120.2, -120.95, -126.453], [38.5, 40.7, 43.252]) == "_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI"


@pytest.mark.parametrize(
    "text", ["_", "_izlhA", "_izlhA~rlgdF_", "é", "a b", "~~~~~~~~~~~~~?", "_izlhA~rlgdF!!", "~~~~~G?"]
)
def test_what_is_no_line_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line|short|earth"):
        decoded(text)


@given(st.text(max_size=60))
def test_strangers_text_is_a_line_or_an_error(text: str) -> None:
    try:
        lons, lats = decoded(text)
    except ValueError:
        return
    assert len(lons) == len(lats)
    assert all(abs(lat) <= 90 for lat in lats)
