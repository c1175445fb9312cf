"""Path data and transforms against what they mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.picture.paths import CLOSE, CURVE, LINE, MOVE, ellipse, outline, rectangle, transform
from geomap.style import OBSTACLE, SYMBOLS

NUMBERS = st.floats(-500, 500).map(lambda value: round(value, 2))


@pytest.mark.parametrize(
    ("data", "points", "codes"),
    [
        ("M1,2L3,4", [(1, 2), (3, 4)], [MOVE, LINE]),
        ("m1 2 3 4", [(1, 2), (4, 6)], [MOVE, LINE]),
        ("M0,0 10,0 10,5", [(0, 0), (10, 0), (10, 5)], [MOVE, LINE, LINE]),
        ("M0,0H5V5h-5z", [(0, 0), (5, 0), (5, 5), (0, 5), (0, 0)], [MOVE, LINE, LINE, LINE, CLOSE]),
        ("M0,0L1,1ZM5,5l1-1", [(0, 0), (1, 1), (0, 0), (5, 5), (6, 4)], [MOVE, LINE, CLOSE, MOVE, LINE]),
        ("M1,1l2,0zl0,3", [(1, 1), (3, 1), (1, 1), (1, 4)], [MOVE, LINE, CLOSE, LINE]),
        ("M0,0c1,0 2,1 2,2", [(0, 0), (1, 0), (2, 1), (2, 2)], [MOVE, CURVE, CURVE, CURVE]),
        ("M0,0C0,1 1,2 2,2s2-1 2-2", [(0, 0), (0, 1), (1, 2), (2, 2), (3, 2), (4, 1), (4, 0)], [MOVE] + [CURVE] * 6),
        ("M0,0Q3,3 6,0", [(0, 0), (2, 2), (4, 2), (6, 0)], [MOVE, CURVE, CURVE, CURVE]),
        ("M.5.5-1-1", [(0.5, 0.5), (-1, -1)], [MOVE, LINE]),
        ("", [], []),
    ],
)
def test_path_data_is_read(data: str, points: list[tuple[float, float]], codes: list[int]) -> None:
    shape = outline(data)
    assert np.allclose(shape.points, np.array(points, float).reshape(-1, 2))
    assert shape.codes.tolist() == codes


@pytest.mark.parametrize("data", ["M0", "M0,0X5", "M0,0L1", "0,0", "M0,0,nan,1"])
def test_what_is_no_path_is_refused(data: str) -> None:
    with pytest.raises(ValueError, match="cannot read the path"):
        outline(data)


@given(NUMBERS, NUMBERS, st.floats(1, 200), st.booleans(), st.floats(0.2, 6.0))
def test_an_arc_keeps_its_distance_from_its_middle(x: float, y: float, radius: float, sweep: bool, span: float) -> None:
    large, turn = span > math.pi, span if sweep else -span
    start = (x + radius, y)
    end = (x + radius * math.cos(turn), y + radius * math.sin(turn))
    data = f"M{start[0]!r},{start[1]!r}A{radius!r} {radius!r} 0 {int(large)} {int(sweep)} {end[0]!r},{end[1]!r}"
    shape = outline(data)
    assert np.allclose(shape.points[-1], end)
    handles = shape.points[1:].reshape(-1, 3, 2)
    before = np.vstack([shape.points[:1], handles[:-1, 2]])
    for t in np.linspace(0, 1, 9):
        on = (
            (1 - t) ** 3 * before
            + 3 * (1 - t) ** 2 * t * handles[:, 0]
            + 3 * (1 - t) * t**2 * handles[:, 1]
            + t**3 * handles[:, 2]
        )
        assert np.allclose(np.hypot(on[:, 0] - x, on[:, 1] - y), radius, rtol=3e-4)


def test_arcs_that_cannot_reach_grow_and_those_without_a_radius_are_lines() -> None:
    assert outline("M0,0A1 1 0 0 1 10,0").box[3] == pytest.approx(0, abs=1e-9)
    assert outline("M0,0A1 1 0 0 1 10,0").box[1] == pytest.approx(-5, abs=0.01)
    assert outline("M0,0A0 5 0 0 1 10,0").box == (0, 0, 10, 0)
    assert len(outline("M0,0A5 5 0 0 1 0,0").points) == 1


def test_shapes_lie_where_their_attributes_say() -> None:
    assert ellipse(10, 20, 3, 4).box == (7, 16, 13, 24)
    assert rectangle(1, 2, 10, 6).box == (1, 2, 11, 8)
    assert rectangle(1, 2, 10, 6, 4).box == pytest.approx((1, 2, 11, 8))
    assert rectangle(1, 2, 10, 6, 4).codes.tolist().count(CURVE) == 12


@pytest.mark.parametrize("symbol", [*SYMBOLS.values(), OBSTACLE], ids=lambda symbol: symbol.label)
def test_every_symbol_of_the_map_is_read_and_fits_its_square(symbol: object) -> None:
    left, top, right, bottom = outline(symbol.path).box  # type: ignore[attr-defined]
    assert -14 <= left < 0 < right <= 14
    assert -14 <= top < 0 < bottom <= 14


@pytest.mark.parametrize(
    ("text", "lands"),
    [
        (None, (2, 3)),
        ("translate(5)", (7, 3)),
        ("translate(5,6)", (7, 9)),
        ("scale(2)", (4, 6)),
        ("scale(2 -1)", (4, -3)),
        ("rotate(90)", (-3, 2)),
        ("rotate(180 2 3)", (2, 3)),
        ("matrix(1 0 0 1 -2 -3)", (0, 0)),
        ("translate(10,10) rotate(90)", (7, 12)),
    ],
)
def test_transforms_are_read(text: str | None, lands: tuple[float, float]) -> None:
    assert (transform(text) @ (2, 3, 1))[:2] == pytest.approx(lands)


def test_a_transform_that_ours_never_use_is_refused() -> None:
    with pytest.raises(ValueError, match="no transform skewX"):
        transform("skewX(3)")
