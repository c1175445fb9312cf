"""How the texts of a name are kept: shorter, and given back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.index.shortened import full_name, full_plain, shorten_name, shorten_plain
from gazetteer.names import fold
from gazetteer.names.likeness import Likeness
from gazetteer.names.skeleton import plain, plain_key

NAMES = st.one_of(st.text(min_size=1), st.from_regex(r"[A-Za-zÉßİǅ '.-]{1,20}", fullmatch=True)).filter(fold)


@given(NAMES)
def test_a_name_comes_back_as_it_was(name: str) -> None:
    assert full_name(shorten_name(name, fold(name)), fold(name)) == name


@given(NAMES, NAMES)
def test_a_plain_form_comes_back_as_it_is_compared(name: str, other: str) -> None:
    folded = fold(name)
    back = full_plain(shorten_plain(plain(folded), folded), folded)
    assert back == plain(folded).replace(" ", "")
    assert plain_key(back) == plain_key(plain(folded))
    likeness = Likeness(plain(other))
    assert likeness.to(back) == likeness.to(plain(folded))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Aleppo", None),
        ("Al Bukamal", None),
        ("Deir ez-Zor", "Deir ez-Zor"),
        ("Éa", "Éa"),
        ("ǆ", "ǆ"),
        ("حلب", ""),
        ("10", ""),
        ("K2", None),
    ],
)
def test_only_what_the_folded_name_does_not_tell_is_kept(name: str, kept: str | None) -> None:
    assert shorten_name(name, fold(name)) == kept
