"""Polygons cut into arcs: every line once, and the polygons can be put together again."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from geomap.basemaps.topology import Frame, GridLine, build_topology

FAR = Frame(-999, -999, 999, 999)


def square(west: int, south: int, size: int = 2) -> GridLine:
    east, north = west + size, south + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def segments(lines: tuple[GridLine, ...]) -> Counter[tuple[tuple[int, int], tuple[int, int]]]:
    return Counter((min(a, b), max(a, b)) for line in lines for a, b in pairwise(line))


def test_the_line_between_neighbours_is_one_border_and_the_rest_is_coast() -> None:
    made = build_topology({"W": [[square(0, 0)]], "E": [[square(2, 0)]]}, frame=FAR)
    assert made.border_arcs == (((2, 0), (2, 2)),)
    assert made.coasts == 2
    assert len(made.arcs) == 3


def test_an_enclave_has_one_border_and_no_coast() -> None:
    inside = square(4, 4, 2)
    made = build_topology({"outer": [[square(0, 0, 10), inside[::-1]]], "inner": [[inside]]}, frame=FAR)
    assert (made.coasts, made.borders) == (1, 1)
    assert set(made.border_arcs[0]) == set(inside)


def test_sides_of_the_frame_are_neither_coast_nor_border() -> None:
    frame = Frame(0, 0, 4, 2)
    made = build_topology({"W": [[square(0, 0)]], "E": [[square(2, 0)]]}, frame=frame)
    assert (made.coasts, made.borders) == (0, 1)


def test_a_seam_inside_one_owner_is_not_drawn() -> None:
    made = build_topology({"RU": [[square(178, 0)], [square(180, 0)]]}, frame=FAR)
    assert made.borders == 0
    assert ((180, 0), (180, 2)) not in segments(made.arcs[: made.coasts])


def test_an_island_that_two_claim_has_a_coast_and_no_border() -> None:
    made = build_topology({"NO": [[square(0, 0)]], "SJ": [[square(0, 0)]]}, frame=FAR)
    assert (made.coasts, made.borders) == (1, 0)
    assert made.polygons["NO"] == made.polygons["SJ"]


def test_a_spike_does_not_break_it() -> None:
    spiked = ((0, 0), (4, 0), (4, 2), (6, 2), (4, 2), (4, 4), (0, 4), (0, 0))
    made = build_topology({"A": [[spiked]]}, frame=FAR)
    assert segments((made.ring(made.polygons["A"][0][0]),)) == segments((spiked,))


@given(cells=st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from("ABC"), min_size=1))
def test_any_chequerboard_comes_back_whole_and_every_line_once(cells: dict[tuple[int, int], str]) -> None:
    owners: dict[str, list[list[GridLine]]] = {}
    for (column, row), owner in cells.items():
        owners.setdefault(owner, []).append([square(column * 2, row * 2)])
    made = build_topology(owners, frame=Frame(0, 0, 10, 10))

    for owner, polygons in owners.items():
        for rings, refs in zip(polygons, made.polygons[owner], strict=True):
            again = made.ring(refs[0])
            assert segments((again,)) == segments((rings[0],))
            assert again[0] == again[-1]

    every = segments(made.arcs)
    assert set(every.values()) == {1}
    users: dict[tuple[tuple[int, int], tuple[int, int]], set[str]] = {}
    for (column, row), owner in cells.items():
        for segment in segments((square(column * 2, row * 2),)):
            users.setdefault(segment, set()).add(owner)
    assert set(every) == set(users)
    assert set(segments(made.border_arcs)) == {segment for segment, names in users.items() if len(names) == 2}
