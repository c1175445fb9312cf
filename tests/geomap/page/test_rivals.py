"""Ways that compete, by the sources that tell them."""

from __future__ import annotations

from typing import Any

import pytest

from geomap.page.rivals import letters, rivals


def leg(leg_id: str, *sources: str, **more: Any) -> dict[str, Any]:
    told = {"id": leg_id, "sources": sources, "basis": "reported", "geometry": "a line", "place_ids": ("x", "y")}
    return {**told, "instead_of": None, **more}


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([leg("one", "a"), leg("two", "b")], {"one": ("a",), "two": ("b",)}),
        ([leg("one", "a"), leg("two", "a")], {}),
        ([leg("one", "a", "b"), leg("two", "b")], {"one": ("a", "b"), "two": ("b",)}),
        ([leg("one", "a"), leg("two", "b", basis="planned")], {}),
        ([leg("one", "a"), leg("two", "b", basis="inferred")], {"one": ("a",), "two": ("b",)}),
        ([leg("one", "a"), leg("two", "b", place_ids=("y", "x"))], {}),
        ([leg("one", "a"), leg("two", "b", geometry=None)], {}),
        ([leg("one", "a"), leg("two", "b", place_ids=("p", "q"), instead_of="one")], {"one": ("a",), "two": ("b",)}),
        ([leg("one", "a"), leg("two", "b", instead_of="gone", place_ids=("p", "q"))], {}),
        ([leg("one"), leg("two", "b")], {"two": ("b",)}),
    ],
)
def test_legs_compete_where_sources_tell_one_way_differently(
    legs: list[dict[str, Any]], expected: dict[str, tuple[str, ...]]
) -> None:
    assert rivals(legs) == expected


def test_beyond_z_sources_have_no_letter() -> None:
    found = letters({"leg": [f"s{i}" for i in range(30)]})
    assert (len(found), found["s0"], found["s25"]) == (26, "a", "z")
