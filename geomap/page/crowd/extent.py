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
    sorts = reports[["role", "draw", "status"]].copy()
    sorts["soft"] = (
        np.fromiter(map(soft.__contains__, reports["id"]), dtype=bool, count=len(reports)) if soft else False
    )
    wanted = set(np.flatnonzero(~sorts.duplicated().to_numpy()).tolist())
    roles = reports["role"].to_numpy()
    own = ~np.isin(roles.astype(str), [role.value for role in ASIDE])
    for name, pick in (("earliest", min), ("latest", max)):
        codes, moments = distinct_objects(reports[name].to_numpy())
        used = [code for code in np.unique(codes[own]).tolist() if moments[code] is not None]
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
    _, first = np.unique(codes, return_index=True)
    return codes, [None if value is None or value is pandas.NaT else value for value in values[first].tolist()]
