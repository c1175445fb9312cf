"""Columns of a frame as JSON data that a browser reads without a parser of its own.

A column of numbers is base64 text of little-endian values, after a letter for their type. A column of anything else is
a list with one value per report or, where values repeat, ``{"of": distinct values, "at": numbers}``; a column in which
nothing is told is None. Texts that hardly repeat are ``{"in": [text, …], "long": numbers}``: :data:`TOGETHER` of them
in each text, one after the other, and how long each is in UTF-16 code units, one more, 0 for None. So a browser need
not make a million strings of which a reader asks for a hundred.

======  =============================
letter  type
======  =============================
``b``   unsigned, 8 bits
``h``   unsigned, 16 bits
``u``   unsigned, 32 bits
``i``   signed, 32 bits
``f``   floating point, 32 bits
======  =============================
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas
from numpy.typing import NDArray

from geomap.text import visible, visible_texts

_LETTERS = {"b": "<u1", "h": "<u2", "u": "<u4", "i": "<i4", "f": "<f4"}
_WORTH = 0.5  # a share of distinct values above which a dictionary would only add weight
_SELDOM = 0.9  # a share of distinct values in a sample above which no dictionary is sought
TOGETHER = 4096
"""So many texts lie in one."""
UNKNOWN = -(2**31)  # stands for a missing whole number

Codes = NDArray[np.intp]
Values = Sequence[Any] | NDArray[Any]


def numbers(values: NDArray[Any], letter: str) -> str:
    """Numbers as text.

    Examples
    --------
    >>> numbers(np.array([1, 2, 258]), "h")
    'hAQACAAIB'
    """
    return letter + base64.b64encode(np.ascontiguousarray(values, _LETTERS[letter]).tobytes()).decode("ascii")


def indices(values: NDArray[Any], count: int) -> str:
    """Indices below `count`, in the smallest type that holds them."""
    return numbers(values, "b" if count <= 2**8 else "h" if count <= 2**16 else "u")


def coded(values: Values) -> tuple[Codes, list[Any]]:
    """For each value its place among the distinct ones, in the order in which they first come; None is the last.

    Examples
    --------
    >>> codes, distinct = coded(["a", None, "a"])
    >>> codes.tolist(), distinct
    ([0, 1, 0], ['a', None])
    """
    codes, distinct = pandas.factorize(_objects(values))
    missing = codes == -1
    if not missing.any():
        return codes, distinct.tolist()
    return np.where(missing, len(distinct), codes), [*distinct.tolist(), None]


def column(values: Values, told: Callable[[Any], Any] | None = None) -> Any:
    """A column in the form that this module's own text describes.

    Parameters
    ----------
    values : sequence
        Hashable; None or NaN where nothing is told.
    told : callable or None
        From a value that is not missing to its JSON data; None: texts are made visible, others stay.
    """
    if told is None and _differ(values):
        return joined(visible_texts(values.tolist() if isinstance(values, np.ndarray) else list(values)))
    return dictionary_of(*coded(values), told)


def dictionary_of(codes: Codes, distinct: Sequence[Any], told: Callable[[Any], Any] | None = None) -> Any:
    """The same from what :func:`coded` gives."""
    if distinct == [None] or not distinct:
        return None
    if told is None:
        said = visible_texts(distinct) if all(type(v) is str or v is None for v in distinct) else _plain(distinct)
    else:
        said = [None if value is None else told(value) for value in distinct]
    return dictionary(codes, said)


def dictionary(codes: Codes, said: Sequence[Any]) -> Any:
    """The same from codes and what each stands for."""
    if len(said) > _WORTH * len(codes) and len(said) > 1:
        listed = [said[code] for code in codes.tolist()]
        return joined(listed) if all(type(value) is str or value is None for value in said) else listed
    return {"of": list(said), "at": indices(codes, len(said))}


def joined(texts: Sequence[str | None]) -> dict[str, Any]:
    """Texts that hardly repeat, in the form that this module's own text describes.

    Examples
    --------
    >>> joined(["a", None, "bc"])
    {'in': ['abc'], 'long': 'bAgAD'}
    """
    told = [text or "" for text in texts]
    parts = ["".join(told[at : at + TOGETHER]) for at in range(0, len(told), TOGETHER)]
    # Beyond the first 65,536 characters of Unicode, a browser counts two for each.
    length = len if all(map(str.isascii, parts)) else _utf16_length
    long = np.fromiter(map(length, told), dtype=np.uint32, count=len(told)) + 1
    if None in texts:
        long[[text is None for text in texts]] = 0
    return {"in": parts, "long": indices(long, int(long.max(initial=0)) + 1)}


def _utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _differ(values: Values) -> bool:
    """Whether these are texts of which hardly two are the same, as a sample of them shows."""
    sample = values[:: max(len(values) // 500, 1)]
    return len(set(sample)) > _SELDOM * len(sample) and all(type(value) is str for value in sample)


def _plain(values: Sequence[Any]) -> list[Any]:
    return [visible(value) if isinstance(value, str) else value for value in values]


def _objects(values: Values) -> NDArray[np.object_]:
    """The values as an array of objects, in which a tuple is one value."""
    if isinstance(values, np.ndarray):
        return values
    return np.fromiter(values, dtype=object, count=len(values))
