from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.text import hostile_characters, slug, visible

SIGNS = [
    ("\x00", "␀"),
    ("\x1b[31mred", "␛[31mred"),
    ("\x7f", "␡"),
    ("\x9b", "⟦U+009B⟧"),
    ("safe\u202egpj.exe", "safe⟦U+202E⟧gpj.exe"),
    ("a\u2066b\u2069", "a⟦U+2066⟧b⟦U+2069⟧"),
    ("a\u2028b\u2029c", "a␤b␤c"),
    ("\ufeffa", "⟦U+FEFF⟧a"),
    ("\ud800", "\ufffd"),
    ("\uffff", "\ufffd"),
    ("a\r\nb\rc\td", "a\nb\nc\td"),
]
HARMLESS = ["دير الزور", "نیم\u200cفاصله", "a\u200eb\u200f", "👩\u200d🚒", "Ünïcode", "{{7*7}} ${1+1} ` </script>", ""]


@pytest.mark.parametrize(("text", "shown"), SIGNS)
def test_what_cannot_be_seen_gets_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", HARMLESS)
def test_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert hostile_characters(text) == ()


def test_hostile_characters_are_named_once_each() -> None:
    assert hostile_characters("a\u202eb\x1b\u202e\x85\ud800\x01") == (
        "U+202E RIGHT-TO-LEFT OVERRIDE",
        "U+001B ESCAPE",
        "U+0085 CONTROL CHARACTER",
        "U+D800 LONE SURROGATE",
        "U+0001 CONTROL CHARACTER",
    )


@given(st.text(st.characters(exclude_categories=[])))
def test_visible_text_is_encodable_free_of_controls_and_stable(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert all(c in "\n\t" or unicodedata.category(c) != "Cc" for c in shown)
    assert not {unicodedata.bidirectional(c) for c in shown} & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI"}
    assert visible(shown) == shown
    assert bool(hostile_characters(text)) == (shown != text.replace("\r\n", "\n").replace("\r", "\n"))


SLUGS = [
    ("The road to Boukamal", "the-road-to-boukamal"),
    ("Übergang bei Kaş, 2017", "ubergang-bei-kas-2017"),
    ("Straße", "strasse"),
    ("  --  a  --  ", "a"),
    ("../../etc/passwd", "etc-passwd"),
]


@pytest.mark.parametrize(("text", "name"), SLUGS)
def test_plain_titles_give_plain_names(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize("text", ["CON", "con", "Nul", "LPT1", "aux "])
def test_names_that_windows_keeps_get_a_hash(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+-[0-9a-f]{8}", slug(text))


def test_arabic_titles_keep_different_names() -> None:
    names = {slug("قافلة"), slug("دير الزور"), slug("Deir دير"), slug("Deir الرقة"), slug("Deir")}
    assert len(names) == 5
    assert all(name.startswith(("map-", "deir")) for name in names)


@given(st.text(st.characters(exclude_categories=[])))
def test_a_slug_is_always_a_safe_short_name(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))
    assert len(slug(text)) <= 60
