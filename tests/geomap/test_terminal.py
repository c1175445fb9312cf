from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.terminal import Terminal, cells, clipped, column_widths, wrapped


class Stream:
    def __init__(self, tty: bool) -> None:
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("Raqqa", 5),
        ("دير الزور", 9),
        ("دَيْر الزَّوْر", 9),  # the same with its vowels marked
        ("Ar Raqqa\u0304h", 9),  # a macron that stands on the letter before
        ("می\u200cخواهم", 7),  # a joiner
        ("\u200fحلب\u200e", 3),  # marks of direction
        ("東京都", 6),
        ("서울", 4),
        ("Ｔｏ", 4),  # full-width Latin
        ("🗺️", 1),
        ("a\u202eb", 2),
    ],
)
def test_cells_of_a_terminal(text: str, width: int) -> None:
    assert cells(text) == width


@given(st.text(alphabet="abé\u0301دَ東🗺\u200f ", max_size=12), st.integers(1, 12))
def test_a_cell_has_its_width_whatever_is_in_it(text: str, width: int) -> None:
    for terminal in (Terminal(), Terminal(80, reorders=True)):
        assert cells(terminal.cell(text, width)) == width
    assert cells(clipped(text, width)) <= width
    if cells(text) <= width:
        assert clipped(text, width) == text


def test_right_to_left_text_does_not_drag_along_what_follows() -> None:
    # A figure behind Arabic text would otherwise be shown before it, by the rules for bidirectional text.
    shown = Terminal(80, reorders=True).cell("حلب", 5) + "0.73"
    assert shown == "حلب\u200e  0.73"
    assert unicodedata.bidirectional("\u200e") == "L"
    assert Terminal().cell("حلب", 5) == "حلب  "  # into a file goes nothing that nobody sees


def test_columns_are_shortened_from_the_widest() -> None:
    rows = [("status", "a" * 30, "b" * 12), ("s", "a", "b" * 40)]
    assert column_widths(rows, width=None) == [6, 30, 40]
    assert column_widths(rows, width=60) == [6, 25, 25]
    assert column_widths(rows, width=10) == [6, 8, 8]  # no narrower than words
    assert column_widths(rows, width=60, whole={2}) == [6, 10, 40]


def test_long_lines_are_broken_between_words() -> None:
    assert wrapped("one two three", width=9, indent="  ") == ["  one two", "  three"]
    assert wrapped("one two three", width=None, indent="  ") == ["  one two three"]
    assert wrapped("x" * 20, width=9, indent="  ") == ["  " + "x" * 20]


@pytest.mark.parametrize(
    ("tty", "environment", "coloured"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),  # set to nothing counts as not set
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colours_only_where_they_are_welcome(
    tty: bool, environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COLUMNS", "72")
    terminal = Terminal.of(Stream(tty))
    assert terminal.coloured is coloured
    assert terminal.width == (72 if tty else None)
    assert terminal.paint("x", "red") == ("\x1b[31mx\x1b[0m" if coloured else "x")
