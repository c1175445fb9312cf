"""Ways that compete: legs that tell of one way differently, by the sources that tell them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from geomap.story.model import Basis

_STANDING = {Basis.PLANNED: "planned", Basis.CONSIDERED: "considered"}


def rivals(leg_rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """The legs that have a rival, each with its sources.

    Two legs with a line are rivals where one is told instead of the other, or where both lead from one place to
    another, both travelled, both planned or both considered, and not by the same sources.

    Parameters
    ----------
    leg_rows : sequence of mapping
        Rows of the legs frame.

    Examples
    --------
    >>> leg = {"basis": "reported", "geometry": 1, "place_ids": ("x", "y"), "instead_of": None}
    >>> rivals([{**leg, "id": "one", "sources": ("a",)}, {**leg, "id": "two", "sources": ("b",)}])
    {'one': ('a',), 'two': ('b',)}
    """
    drawn = {row["id"]: row for row in leg_rows if row["geometry"] is not None}
    groups: dict[object, list[str]] = defaultdict(list)
    for leg_id, row in drawn.items():
        ends = row.get("place_ids") or tuple(filter(None, (row.get("from_ref"), row.get("to_ref"))))
        if len(ends) > 1:
            groups[ends[0], ends[-1], _STANDING.get(Basis(row["basis"]), "travelled")].append(leg_id)
        if row.get("instead_of") in drawn:
            groups[leg_id] = [row["instead_of"], leg_id]
    telling = [ids for ids in groups.values() if len({drawn[leg_id]["sources"] for leg_id in ids}) > 1]
    competing = {leg_id for ids in telling for leg_id in ids}
    return {leg_id: row["sources"] for leg_id, row in drawn.items() if leg_id in competing and row["sources"]}


def letters(competing: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A letter for each source of ways that compete, in the order of the legs; beyond z there is none.

    Examples
    --------
    >>> letters({"one": ("twz",), "two": ("ap", "twz")})
    {'twz': 'a', 'ap': 'b'}
    """
    sources = dict.fromkeys(source for told in competing.values() for source in told)
    return dict(zip(sources, ascii_lowercase, strict=False))
