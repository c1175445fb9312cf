"""The look of the map: complete for every basis and role, legible in both schemes, told apart without colour."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any

import numpy as np
import pytest

from geomap.story.model import Basis, Role
from geomap.style import LINE_STYLES, LOUDER, OBSTACLE, PALETTE, SYMBOLS, Scheme, loudest


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
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


SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")
# What is written on what: WCAG 2.2, 1.4.3 (4.5 to 1), whatever the size of the letters.
LETTERING = {
    "ink": ("paper", "card", "tint", "home", "land", "differ-tint"),
    "ink-soft": ("paper", "card", "tint", "home", "land", "sea", "differ-tint"),
    "link": ("paper", "card", "tint", "differ-tint"),
    "differ": ("paper", "card", "tint", "differ-tint"),
    "alarm": ("paper", "card", "home", "land"),  # the dates over the title; words about a stretch
    "town": ("home", "land", "sea"),
    "country": ("home", "land"),
    "sea-name": ("sea",),
    "on-colour": ("way", "alarm", "back", "quiet"),
    "way": ("card",),  # numbers in hollow pins, letters of ways
    "quiet": ("card",),
    "back": ("card",),
    "paper": ("ink",),  # the hint on the map
}
# What must be seen to be understood: 1.4.11 (3 to 1). Focus must stand out from all that it may lie on: 2.4.11.
GRAPHICS = {
    "way": ("home", "land", "sea", "paper", "card"),
    "alarm": ("home", "land", "sea", "paper", "card"),
    "back": ("home", "land", "sea", "paper", "card"),
    "quiet": ("home", "land", "sea", "paper", "card"),
    "border": ("home", "land", "sea"),
    "focus": ("paper", "card", "tint", "home", "land", "sea"),
    "link": ("paper",),  # boxes to tick
    "ink": ("card",),  # signs on the buttons
}
# What must stay behind the story: there, but quieter than anything that the story says.
QUIET = {"coast": ("home", "land", "sea"), "river": ("home", "land"), "admin": ("home",), "rule": ("paper", "card")}
STORY = ("way", "alarm", "back", "quiet")  # the colours that tell things apart
# How a colour looks where one sort of cones is missing, for linear sRGB, severity 1.0: Machado, Oliveira and Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009.
VISION = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
APART = 11.0  # CIEDE2000; about 2.3 is just noticed side by side, 10 at a glance


def pairs(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str, Scheme]]:
    return [(one, other, scheme) for one, others in table.items() for other in others for scheme in SCHEMES]


def contrast_of(one: str, other: str, scheme: Scheme) -> float:
    return contrast(PALETTE[one].of(scheme), PALETTE[other].of(scheme))


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of a colour as it looks to someone."""
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rgb = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values])
    rgb = np.clip(np.array(VISION[vision]) @ rgb, 0.0, 1.0)
    srgb = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    xyz = np.array(srgb) @ rgb / np.array([0.95047, 1.0, 1.08883])
    x, y, z = (math.cbrt(v) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """CIEDE2000: Sharma, Wu and Dalal, Color Research and Application 30(1), 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25.0**7))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = h1 + turn / 2 if c1 * c2 else h1 + h2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    wave = sum(
        factor * math.cos(math.radians(times * hue + shift))
        for factor, times, shift in ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.2, 4, -63))
    )
    by_light = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * (1 + wave))
    bend = -2 * math.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    bend *= math.sin(math.radians(60 * math.exp(-((((hue % 360) - 275) / 25) ** 2))))
    return math.sqrt(by_light**2 + by_chroma**2 + by_hue**2 + bend * by_chroma * by_hue)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ],
)
def test_the_measure_of_difference_is_that_of_the_published_table(one: Any, other: Any, apart: float) -> None:
    assert difference(one, other) == pytest.approx(apart, abs=1e-4)


@pytest.mark.parametrize(("text", "ground", "scheme"), pairs(LETTERING))
def test_text_has_the_contrast_that_wcag_asks_for(text: str, ground: str, scheme: Scheme) -> None:
    assert contrast_of(text, ground, scheme) >= 4.5


@pytest.mark.parametrize(("line", "ground", "scheme"), pairs(GRAPHICS))
def test_what_must_be_seen_stands_out(line: str, ground: str, scheme: Scheme) -> None:
    assert contrast_of(line, ground, scheme) >= 3


@pytest.mark.parametrize(("line", "ground", "scheme"), pairs(QUIET))
def test_the_base_map_stays_behind_the_story(line: str, ground: str, scheme: Scheme) -> None:
    assert 1.25 <= contrast_of(line, ground, scheme) <= min(contrast_of(name, ground, scheme) for name in STORY) / 1.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_where_more_contrast_is_asked_for_it_is_given(scheme: Scheme) -> None:
    for name, louder in LOUDER.items():
        for ground in ("home", "land", "sea", "paper", "card"):
            assert contrast_of(louder, ground, scheme) >= (7.0 if name in LETTERING else 3.0), name


def test_no_colour_of_the_palette_is_left_unchecked() -> None:
    tables = (LETTERING, GRAPHICS, QUIET)
    checked = {name for table in tables for one, others in table.items() for name in (one, *others)}
    assert set(PALETTE) == checked


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_that_tell_things_apart_stay_apart_for_every_eye(scheme: Scheme, vision: str) -> None:
    for one, other in itertools.combinations(STORY, 2):
        far = difference(*(seen(PALETTE[name].of(scheme), vision) for name in (one, other)))
        assert far >= APART, f"{one} and {other}: {far:.1f}"


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_land_and_sea_are_told_apart_by_every_eye(scheme: Scheme, vision: str) -> None:
    for land in ("home", "land"):
        assert difference(*(seen(PALETTE[name].of(scheme), vision) for name in (land, "sea"))) >= 4.0, land


def test_things_of_one_colour_differ_in_shape_or_dash() -> None:
    for one, other in itertools.combinations(LINE_STYLES.values(), 2):
        if one.colour == other.colour:
            assert (one.dash_px, one.corridor, one.bar_at_end) != (other.dash_px, other.corridor, other.bar_at_end)
    for sign, other_sign in itertools.combinations((*SYMBOLS.values(), OBSTACLE), 2):
        assert sign.path != other_sign.path


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
