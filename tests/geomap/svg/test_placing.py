"""Pins and names find places of their own."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.projection import Box, View
from geomap.story.model import Basis, Role
from geomap.svg.pins import BADGE_PX, lay_out
from geomap.svg.placing import Board, Rect, around
from geomap.svg.scene import Scene, Spot
from geomap.svg.ways import Way, letters_spot

FRAME = Rect(0, 0, 1000, 700)
VIEW = View.fit(Box(35, 32, 42, 37), width_px=1000, height_px=700)

spots = st.builds(
    lambda i, x, y, role, name: Spot(((i, role),), role, name, x, y, 10.0, (), soft=False),
    st.integers(1, 99),
    st.floats(60, 940),
    st.floats(60, 640),
    st.sampled_from(Role),
    st.sampled_from(["", "Raqqa", "Deir ez-Zor Governorate"]),
)


def test_a_name_goes_to_the_first_free_side() -> None:
    board = Board(FRAME)
    right, left, above, *_ = around(500, 350, 80, 20, gap=5)
    assert board.free([right, left, above]) == right
    board.take(Rect(505, 330, 600, 370))
    assert board.free([right, left, above]) == left


def test_no_name_is_cut_off_by_the_frame() -> None:
    choices = around(990, 350, 80, 20, gap=5)
    chosen = Board(FRAME).free(choices)
    assert chosen is not None
    assert chosen.inside(FRAME)
    assert chosen != choices[0]


def test_a_name_with_no_free_place_is_left_out_but_a_pin_never() -> None:
    board = Board(FRAME)
    board.take(FRAME)
    choices = around(500, 350, 80, 20, gap=5)
    assert board.free(choices) is None
    assert board.best(choices).inside(FRAME)


def test_a_pin_keeps_off_lines_where_it_can() -> None:
    board = Board(FRAME)
    board.avoid((500.0 + i * 9, 350.0) for i in range(30))
    choices = around(500, 350, 80, 20, gap=9)
    assert board.best(choices) != choices[0]


multiples = st.integers(-8, 150).map(lambda n: n * 7.0)  # so that edges meet, and things are taken twice
rects = st.builds(
    lambda x, y, width, height: Rect.at(x, y, width, height),
    multiples,
    multiples,
    st.floats(1, 300),
    st.sampled_from([12.0, 28.0]),
)


@given(taken=st.lists(rects, max_size=30), points=st.lists(st.tuples(multiples, multiples), max_size=30), place=rects)
def test_the_board_counts_as_one_does_by_hand(
    taken: list[Rect], points: list[tuple[float, float]], place: Rect
) -> None:
    board = Board(FRAME)
    board.avoid(points)
    for rect in taken:
        board.take(rect)

    def cover(rect: Rect) -> tuple[float, int]:
        area = sum(rect.overlap(other) for other in dict.fromkeys(taken))
        return area, sum(rect.holds(x, y) for x, y in points)

    area, count = board.covered(place)
    assert (area, count) == (pytest.approx(cover(place)[0]), cover(place)[1])
    choices = [each for gap in (9, 34) for each in around(*place.middle, 80, 28, gap=gap)]
    costs = [(not each.inside(FRAME), cover(each)[0] * 10 + cover(each)[1] * 20 + i) for i, each in enumerate(choices)]
    chosen = costs[choices.index(board.best(choices))]
    assert chosen == (min(costs)[0], pytest.approx(min(costs)[1]))
    free = [each for each in choices if each.inside(FRAME) and cover(each)[0] == 0 and cover(each)[1] <= 1]
    assert board.free(choices, points=1) == (free[0] if free else None)


@given(some=st.lists(spots, max_size=8, unique_by=lambda spot: (spot.x // 150, spot.y // 90)))
def test_pins_stay_in_the_frame_and_apart(some: list[Spot]) -> None:
    board = Board(FRAME)
    tags = lay_out(Scene(VIEW, tuple(some), ()), board, {})
    assert len(tags) == len(some)
    for tag in tags:
        assert tag.rect.inside(FRAME)
    badges = [Rect.at(x, y, BADGE_PX, BADGE_PX).grown(-1) for tag in tags for x, y in tag.badges]
    assert not any(a.overlap(b) for a, b in combinations(badges, 2))


@given(some=st.lists(spots, max_size=8))
def test_the_layout_depends_on_the_input_alone(some: list[Spot]) -> None:
    scene = Scene(VIEW, tuple(some), ())
    assert lay_out(scene, Board(FRAME), {}) == lay_out(scene, Board(FRAME), {})


def test_all_numbers_of_a_place_stand_in_one_row() -> None:
    shared = Spot(
        ((2, Role.EVENT), (4, Role.HALT), (5, Role.STRIKE)), Role.EVENT, "Province", 500, 350, 5, (), soft=False
    )
    (tag,) = lay_out(Scene(VIEW, (shared,), ()), Board(FRAME), {})
    assert len({y for _, y in tag.badges}) == 1
    assert [b[0] - a[0] for a, b in pairwise(tag.badges)] == [BADGE_PX, BADGE_PX]


def test_many_numbers_of_one_place_stand_in_rows() -> None:
    many = Spot(tuple((i, Role.EVENT) for i in range(1, 13)), Role.EVENT, "Town", 500, 350, 5, (), soft=False)
    (tag,) = lay_out(Scene(VIEW, (many,), ()), Board(FRAME), {})
    assert len(set(tag.badges)) == 12
    assert all(tag.rect.grown(1).holds(x, y) for x, y in tag.badges)
    assert tag.rect.right - tag.rect.left < 300


def test_where_it_is_crowded_names_give_way_to_pins() -> None:
    crowd = tuple(
        Spot(
            ((i + 1, Role.EVENT),),
            Role.EVENT,
            f"A place of long name {i}",
            100 + i % 5 * 60,
            100 + i // 5 * 40,
            2,
            (),
            soft=False,
        )
        for i in range(25)
    )
    tags = lay_out(Scene(VIEW, crowd, ()), Board(FRAME), {})
    assert len(tags) == 25
    assert any(not tag.lines for tag in tags)
    assert any(tag.lines for tag in tags)


@pytest.mark.parametrize(
    ("dots", "share"),
    [
        ([], 1 / 2),
        ([(300.0, 10.0)], 1 / 6),
        ([(300.0, 10.0), (100.0, 0.0)], 5 / 6),
        ([(300.0, 10.0), (100.0, 0.0), (500.0, -9.0)], 1 / 2),  # nowhere is clear: the middle says most
        ([(300.0, 40.0)], 1 / 2),
    ],
)
def test_the_letter_of_a_way_keeps_clear_of_places(dots: list[tuple[float, float]], share: float) -> None:
    way = Way(Basis.REPORTED, (((0.0, 0.0), (600.0, 0.0)),), letters="a")
    assert letters_spot(way, dots) == pytest.approx((600 * share, 0.0))


def test_a_way_that_is_too_short_has_no_letter_on_it() -> None:
    assert letters_spot(Way(Basis.REPORTED, (((0.0, 0.0), (40.0, 0.0)),), letters="a"), []) is None
