"""The data island and its packing: nothing in it means anything but itself, and everything comes back."""

from __future__ import annotations

import json
import math
from html.parser import HTMLParser

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.page.island import island
from geomap.page.packing import LETTERS, pack, pack_line, pack_texts

TEXT = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    ["</script>", "<!--", "{{7*7}}", "{% x %}", "{# c #}", "{{{", "&amp;", "\u2028", "${1}", "`"]
)


class OneScript(HTMLParser):
    """Gathers what a browser takes for the content of script elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


@given(st.dictionaries(TEXT, st.lists(TEXT | st.integers() | st.booleans() | st.none())))
def test_an_island_comes_back_through_html_and_through_a_template(data: dict[str, list[object]]) -> None:
    text = island(data)
    assert text.isascii()
    parser = OneScript()
    parser.feed(f'<script type="application/json">{text}</script>')
    assert json.loads("".join(parser.found)) == data
    assert jinja2.Environment().from_string(text).render() == text


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_know_are_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        island({"lon": number})


def unpack(text: str) -> list[int]:
    """As ``unpack`` in static/shapes.js."""
    numbers, value, bits = [], 0, 0
    for letter in text:
        group = LETTERS.index(letter)
        value += (group & 31) << bits
        bits += 5
        if group <= 31:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value = bits = 0
    return numbers


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_packed_numbers_come_back(numbers: list[int]) -> None:
    assert unpack(pack(numbers)) == numbers


@given(st.lists(st.tuples(st.floats(-180, 540), st.floats(-90, 90)), min_size=1, max_size=20))
def test_a_packed_line_is_off_by_half_a_unit_at_most(points: list[tuple[float, float]]) -> None:
    steps = unpack(pack_line(points, per_degree=1000))
    x = y = 0
    walked = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        walked.append((x / 1000, y / 1000))
    for lon, lat in points:
        assert min(max(abs(lon - a), abs(lat - b)) for a, b in walked) <= 0.0005 + 1e-9


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12)))
def test_packed_texts_come_back(texts: list[str]) -> None:
    numbers = unpack(pack_texts(texts))
    found, at, code = [], 0, 0
    while at < len(numbers):
        word = ""
        for step in numbers[at + 1 : at + 1 + numbers[at]]:
            code += step
            word += chr(code)
        found.append(word)
        at += 1 + numbers[at]
    assert found == texts
