"""Lines as text: Google's encoded polylines with six digits, which Valhalla, OSRM and many tools read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

DIGITS = 6
"""1e-6 degrees are 11 cm."""

_SCALE = 10**DIGITS
_FIRST, _LAST = 63, 126  # the characters ? to ~
_MOST_SHIFT = 35  # a number of six characters or more is none of the earth


def encoded(lons: Sequence[float], lats: Sequence[float]) -> str:
    """A line as text, degrees rounded to 1e-6.

    Examples
    --------
    >>> encoded([38.5, 38.6], [34.5, 34.5])
    '_yux`A_izlhA?_ibE'
    """
    ends = [(0, 0), *((round(lat * _SCALE), round(lon * _SCALE)) for lon, lat in zip(lons, lats, strict=True))]
    return "".join(_number(b - a) for start, end in pairwise(ends) for a, b in zip(start, end, strict=True))


def decoded(text: str) -> tuple[list[float], list[float]]:
    """Longitudes and latitudes of a line.

    Raises
    ------
    ValueError
        The text is no such line, or has points that are not on the earth.

    Examples
    --------
    >>> decoded("_yux`A_izlhA?_ibE")
    ([38.5, 38.6], [34.5, 34.5])
    """
    lons, lats = [], []
    lat = lon = 0
    numbers = _numbers(text.encode("ascii", "replace"))
    for step in numbers:
        lat += step
        lon += next(numbers, 361 * _SCALE)
        if abs(lat) > 90 * _SCALE or abs(lon) > 360 * _SCALE:
            raise ValueError("is cut short, or leaves the earth")
        lats.append(lat / _SCALE)
        lons.append(lon / _SCALE)
    return lons, lats


def _number(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    letters = []
    while rest >= 0x20:
        letters.append(chr((0x20 | (rest & 0x1F)) + _FIRST))
        rest >>= 5
    letters.append(chr(rest + _FIRST))
    return "".join(letters)


def _numbers(text: bytes) -> Iterator[int]:
    value = shift = 0
    for letter in text:
        if not _FIRST <= letter <= _LAST or shift > _MOST_SHIFT:
            raise ValueError("is no encoded line")
        piece = letter - _FIRST
        value |= (piece & 0x1F) << shift
        shift += 5
        if piece < 0x20:
            yield ~(value >> 1) if value & 1 else value >> 1
            value = shift = 0
    if shift:
        raise ValueError("is cut short")
