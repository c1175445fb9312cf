"""Text in a picture: never markup, broken into lines that fit, in columns that are about equally high."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.svg.blocks import Block, Run, columns, flowing, paragraphs
from geomap.svg.lettering import text_width, wrap
from geomap.svg.markup import Markup, element, number, path, words

HOSTILE = "{{7*7}} {% x %} ${1+1} ` <img src=x onerror=alert(1)> </script> ]]> & \" '"


def test_hostile_text_is_shown_literally() -> None:
    shown = ElementTree.fromstring(element("text", {"note": HOSTILE}, words(HOSTILE)))
    assert shown.text == HOSTILE
    assert shown.get("note") == HOSTILE
    assert len(shown) == 0


@given(text=st.text())
def test_any_text_makes_valid_xml(text: str) -> None:
    shown = ElementTree.fromstring(element("text", {"note": text}, words(text)))
    assert len(shown) == 0
    assert "\x00" not in (shown.text or "")


@pytest.mark.parametrize(("value", "written"), [(1.0, "1"), (0.004, "0"), (-0.004, "0"), (12.346, "12.35"), (3, "3")])
def test_numbers_are_short(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_none_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


def test_points_that_fall_together_are_one() -> None:
    assert path([(0, 0), (0.01, 0.02), (5, 5), (0, 0)], closed=True) == "M0,0L5,5Z"
    assert path([(1, 1), (1.01, 1)]) == ""


@given(text=st.text("abcdefghij WMil.,é", max_size=200), width=st.floats(20, 400))
def test_lines_fit_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrap(text, size_px=12, width_px=width)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(text_width(line, 12) <= width for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrap("one two three four five six seven", size_px=12, width_px=70, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert text_width(lines[-1], 12) <= 70


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Deir ez-Zor", 50, 54),
        ("دير الزور", 30, 50),
        ("東京", 19, 21),
        ("Ḩamāh", 28, 34),
        ("e\u0301", 5, 6),
    ],
)
def test_widths_are_near_those_of_a_browser(text: str, least: float, most: float) -> None:
    assert least <= text_width(text, 10) <= most


def test_a_line_runs_in_the_direction_of_its_own_words() -> None:
    page = paragraphs([Run("Reported by", "soft", 12), Run("قافلة", "soft", 12)], width=300, rtl=True)
    english, arabic = ElementTree.fromstring(page.markup).iter("text")
    assert (english.get("direction"), english.get("text-anchor"), english.get("x")) == (None, "end", "300")
    assert (arabic.get("direction"), arabic.get("text-anchor"), arabic.get("x")) == ("rtl", None, "300")


@given(heights=st.lists(st.floats(10, 200), min_size=1, max_size=20), count=st.integers(1, 4))
def test_columns_hold_every_block_once_in_order(heights: list[float], count: int) -> None:
    blocks = [Block(element("rect", {"height": height, "class": f"n{i}"}), height) for i, height in enumerate(heights)]
    made = columns(blocks, count=count, width=100, gutter=10, gap=5)
    drawn = [part.get("class") for part in ElementTree.fromstring(made.markup).iter("rect")]
    assert drawn == [f"n{i}" for i in range(len(heights))]
    assert made.height <= sum(heights) + 5 * len(heights)
    assert made.height >= max(heights)


def test_items_that_do_not_fit_start_a_new_line() -> None:
    items = [(Block(Markup("<g/>"), 20.0), 60.0)] * 3
    assert flowing(items, width=200, gap=10, line=25).height == 25
    assert flowing(items, width=150, gap=10, line=25).height == 50
    assert flowing([], width=150, gap=10, line=25).height == 0
