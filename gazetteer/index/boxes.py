"""Boxes of longitude and latitude, as searches take them."""

from __future__ import annotations

from math import isfinite


def spans_of(west: float, south: float, east: float, north: float) -> tuple[tuple[float, float], ...]:
    """The ranges of longitude of a box: one, or two when ``west > east`` and it crosses the 180th meridian.

    Raises
    ------
    ValueError
        The four are not a box in degrees.

    Examples
    --------
    >>> spans_of(30, 0, 40, 10), spans_of(170, 0, -170, 10)
    (((30, 40),), ((170, 180.0), (-180.0, -170)))
    """
    if not all(map(isfinite, (west, south, east, north))):
        raise ValueError(f"a box needs four numbers, got {(west, south, east, north)}")
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(
            "a box is west, south, east, north in degrees, west and east within ±180 and south not above north, "
            f"got {(west, south, east, north)}"
        )
    return ((west, east),) if west <= east else ((west, 180.0), (-180.0, east))
