"""Lines as text: Google's encoded polylines with six digits, which Valhalla, OSRM and many tools read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

DIGITS = 6
"""1e-6 degrees are 11 cm."""

_SCALE = 10**DIGITS
_FIRST, _LAST = 63, 126  # the characters ? to ~
_MOST_LETTERS = 7  # of a number: once around the earth takes six


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
    steps = _numbers(text)
    if steps.size % 2:
        raise ValueError("is cut short")
    lats, lons = np.cumsum(steps[0::2]), np.cumsum(steps[1::2])
    if (np.abs(lats) > 90 * _SCALE).any() or (np.abs(lons) > 360 * _SCALE).any():
        raise ValueError("leaves the earth")
    return (lons / _SCALE).tolist(), (lats / _SCALE).tolist()


def rounded(degrees: Sequence[float]) -> list[float]:
    """Degrees as they come back from text."""
    kept: list[float] = (np.round(np.asarray(degrees, dtype=np.float64) * _SCALE) / _SCALE + 0.0).tolist()
    return kept


def _number(value: int) -> str:
    rest = ~(value << 1) if value < 0 else value << 1
    letters = []
    while rest >= 0x20:
        letters.append(chr((0x20 | (rest & 0x1F)) + _FIRST))
        rest >>= 5
    letters.append(chr(rest + _FIRST))
    return "".join(letters)


def _numbers(text: str) -> NDArray[np.int64]:
    pieces = np.frombuffer(text.encode("ascii", "replace"), dtype=np.uint8).astype(np.int64) - _FIRST
    if not pieces.size:
        return pieces
    if (pieces < 0).any() or (pieces > _LAST - _FIRST).any():
        raise ValueError("is no encoded line")
    ends = np.flatnonzero(pieces < 0x20)
    if not ends.size or ends[-1] != pieces.size - 1:
        raise ValueError("is cut short")
    starts = np.concatenate([[0], ends[:-1] + 1])
    counts = ends - starts + 1
    if counts.max() > _MOST_LETTERS:
        raise ValueError("is no encoded line")
    shifts = 5 * (np.arange(pieces.size) - np.repeat(starts, counts))
    values = np.add.reduceat((pieces & 0x1F) << shifts, starts)
    return np.where(values & 1, ~(values >> 1), values >> 1)
