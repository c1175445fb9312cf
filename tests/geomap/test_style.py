"""The look of the map: complete for every basis and role, legible in both schemes, told apart without colour."""

from __future__ import annotations

import itertools
import re

import pytest

from geomap.story.model import Basis, Role
from geomap.style import LINE_STYLES, PALETTE, SYMBOLS, loudest


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_basis_and_every_role_has_its_style() -> None:
    assert set(LINE_STYLES) == set(Basis)
    assert set(SYMBOLS) == set(Role)


def test_colours_are_hex_and_known() -> None:
    for colour in PALETTE.values():
        assert re.fullmatch(r"#[0-9a-f]{6}", colour.light)
        assert re.fullmatch(r"#[0-9a-f]{6}", colour.dark)
    assert {s.colour for s in LINE_STYLES.values()} | {s.colour for s in SYMBOLS.values()} <= set(PALETTE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("ink", "card"), ("ink", "tint"), ("ink-soft", "paper"), ("ink-soft", "card"),
        ("ink-soft", "tint"), ("link", "paper"), ("link", "card"), ("link", "tint"), ("differ", "differ-tint"),
        ("ink", "differ-tint"), ("ink-soft", "differ-tint"), ("link", "differ-tint"),
        ("ink-soft", "home"), ("quiet", "card"), ("way", "card"), ("alarm", "card"),
        ("on-colour", "way"), ("on-colour", "alarm"), ("on-colour", "back"), ("on-colour", "quiet"),
    ],
)  # fmt: skip
def test_text_has_the_contrast_that_wcag_asks_for(scheme: str, text: str, ground: str) -> None:
    assert contrast(getattr(PALETTE[text], scheme), getattr(PALETTE[ground], scheme)) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("line", ["way", "alarm", "back", "quiet"])
def test_lines_stand_out_from_the_land(scheme: str, line: str) -> None:
    assert contrast(getattr(PALETTE[line], scheme), getattr(PALETTE["land"], scheme)) >= 3


def test_no_two_bases_differ_by_colour_alone() -> None:
    for (_, one), (_, other) in itertools.combinations(LINE_STYLES.items(), 2):
        assert (one.width_px, one.dash_px, one.arrow, one.corridor, one.bar_at_end, one.parallel) != (
            other.width_px, other.dash_px, other.arrow, other.corridor, other.bar_at_end, other.parallel,
        )  # fmt: skip


def test_no_two_roles_share_a_shape() -> None:
    assert len({symbol.path for symbol in SYMBOLS.values()}) == len(Role)


def test_only_what_is_merely_considered_is_off_at_first() -> None:
    assert [basis for basis, style in LINE_STYLES.items() if not style.shown] == [Basis.CONSIDERED]


def test_the_loudest_role_wins_whatever_the_company() -> None:
    assert loudest(frozenset(Role)) is Role.EVENT
    assert loudest(frozenset({Role.CONTEXT})) is Role.CONTEXT
