"""The places of a box in one index file, the most populous first, by the table of :mod:`gazetteer.index.tiers`."""

from __future__ import annotations

from collections.abc import Iterable

from gazetteer.index.boxes import spans_of
from gazetteer.index.file import IndexFile
from gazetteer.index.tiers import strips_of


def spots_in(
    file: IndexFile,
    west: float,
    south: float,
    east: float,
    north: float,
    *,
    kinds: Iterable[str] | None,
    limit: int,
    above: int = -1,
) -> list[int]:
    """The numbers of the places whose point lies in a box, at most `limit` of them.

    Parameters
    ----------
    file : IndexFile
    west, south, east, north : float
        Degrees WGS84, borders included; ``west > east`` is a box that crosses the 180th meridian.
    kinds : collection of str, optional
        Only these; None takes all.
    limit : int
    above : int
        Only places with more people.
    """
    spans = spans_of(west, south, east, north)
    strips = ", ".join(map(str, strips_of(south, north)))
    wanted = None if kinds is None else sorted(set(kinds))
    of_kind = "" if wanted is None else f"AND kind IN ({', '.join('?' * len(wanted))})"
    ((tiers,),) = file.rows("SELECT coalesce(max(tier) + 1, 0) FROM spot")
    found: list[int] = []
    # A box across the 180th meridian is two: of each the most populous, and of these again.
    for tier in range(tiers):
        if (
            tier
            and above >= 0
            and file.rows("SELECT population FROM spot WHERE tier = ? LIMIT 1", (tier - 1,))[0][0] <= above
        ):
            break  # whoever is in a tier has at most the people of each in the tier before
        hits: list[tuple[int, int]] = []
        for low, high in spans if len(found) < limit else ():
            hits += file.rows(
                f"SELECT -population, place FROM spot WHERE tier = ? AND strip IN ({strips}) AND lon BETWEEN ? AND ? "
                f"AND lat BETWEEN ? AND ? {of_kind} AND population > ? ORDER BY population DESC, place LIMIT ?",
                (tier, low, high, south, north, *(wanted or ()), above, limit - len(found)),
            )
        found += [number for _, number in sorted(hits)[: limit - len(found)]]
    return found
