"""Of very many reports: the few rows by which a page tells what holds for all, moments, longitudes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
from numpy.typing import NDArray

from geomap.page.cards import ASIDE

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_CLOCK = re.compile(r"\b\d\d:\d\d")


def moved(lons: NDArray[np.float64], middle: float) -> NDArray[np.float64]:
    """Longitudes in the one run of a map about `middle`.

    Examples
    --------
    >>> moved(np.array([179.0, -179.0]), 180.0).tolist()
    [179.0, 181.0]
    """
    return lons + 360.0 * np.round((middle - lons) / 360.0)


def examples(reports: GeoDataFrame, soft: frozenset[str]) -> GeoDataFrame:
    """The first rows of each sort, and those with the first and the last date: all that a legend and dates are made of.

    Parameters
    ----------
    reports : GeoDataFrame
        See :mod:`geomap.frames`.
    soft : frozenset of str
        Ids of the reports whose area has no known outline.
    """
    sorts = np.zeros(len(reports), dtype=np.intp)
    for name in ("role", "draw", "status"):
        codes, words = pandas.factorize(reports[name].to_numpy())
        sorts = sorts * len(words) + codes
    if soft:
        sorts = sorts * 2 + np.fromiter(map(soft.__contains__, reports["id"].to_numpy()), bool, len(reports))
    wanted = set(firsts(pandas.factorize(sorts)[0]).tolist())
    own = are_own(reports["role"].to_numpy())
    for name, pick in (("earliest", min), ("latest", max)):
        codes, moments = distinct_objects(reports[name].to_numpy())
        told = np.bincount(codes[own], minlength=len(moments))
        used = [code for code in np.flatnonzero(told).tolist() if moments[code] is not None]
        if used:
            best = pick(used, key=lambda code: moments[code])
            wanted.add(int(np.flatnonzero((codes == best) & own)[0]))
    labels, words = pandas.factorize(reports["when_label"].to_numpy())
    clocked = [code for code, word in enumerate(words) if _CLOCK.search(word)]
    if clocked:
        wanted.add(int(np.flatnonzero(labels == clocked[0])[0]))
    return reports.iloc[sorted(wanted)]


def distinct_objects(values: NDArray[Any]) -> tuple[NDArray[np.intp], list[Any]]:
    """Codes and values, told apart as objects: to compare moments with zones takes longer than to convert them."""
    codes, _ = pandas.factorize(np.fromiter(map(id, values), dtype=np.int64, count=len(values)))
    distinct = values[firsts(codes)].tolist()
    return codes, [None if value is None or value is pandas.NaT else value for value in distinct]


def firsts(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Where each code first stands, for codes that are numbered in the order in which they first come.

    Examples
    --------
    >>> firsts(np.array([0, 0, 1, 0, 2, 1])).tolist()
    [0, 2, 4]
    """
    return np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))


def are_own(roles: NDArray[Any]) -> NDArray[np.bool_]:
    """Which reports are of the story itself, and no context."""
    codes, words = pandas.factorize(roles)
    own: NDArray[np.bool_] = np.array([word not in ASIDE for word in words], dtype=bool)[codes]
    return own
