"""How a frame is held to a table of columns: the machinery that :mod:`geomap.frames` gives its rules to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.errors import FrameError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import Series

CRS = "EPSG:4326"
_SHOWN = 3  # rows named per broken rule: enough to find the cause, few enough to read

Row = dict[str, Any]
# A rule looks at one row and says what is wrong with the column that it stands for, or None.
Rule = Callable[[Row], str | None]
# Looks at the columns of a frame whose types are right, and says whether no row breaks a rule; False says nothing.
Sure = Callable[["GeoDataFrame"], bool]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the type of its values, whether None is legal, and what it means."""

    name: str
    type: type | tuple[type, ...]
    optional: bool
    meaning: str


def is_missing(value: object) -> bool:
    """Whether a cell of a frame holds nothing: None, or the NaN of a column of floats.

    Examples
    --------
    >>> is_missing(None), is_missing(float("nan")), is_missing(0.0), is_missing("")
    (True, True, False, False)
    """
    return value is None or (isinstance(value, float) and math.isnan(value))


def make_frame(
    rows: Sequence[Mapping[str, Any]], columns: tuple[Column, ...], *, shapes: frozenset[str]
) -> GeoDataFrame:
    """A frame of these columns from one mapping per row; a column left out of a row is missing there.

    Columns named in `shapes` hold geometries in EPSG:4326, the one called ``geometry`` being the frame's own.
    """
    import geopandas
    import pandas

    data: dict[str, Any] = {}
    for column in columns:
        values: list[Any] = [row.get(column.name) for row in rows]
        if column.name in shapes:
            data[column.name] = geopandas.GeoSeries(values, crs=CRS)
        elif column.type is float:
            data[column.name] = pandas.Series(values, dtype="float64")
        elif column.type is int:
            data[column.name] = pandas.Series(values, dtype="int64")
        else:  # object, so that a missing text stays None: pandas 3 would make it NaN
            data[column.name] = pandas.Series(values, dtype="object")
    return geopandas.GeoDataFrame(data, geometry="geometry", crs=CRS)


def hold(
    frame: GeoDataFrame,
    name: str,
    columns: tuple[Column, ...],
    rules: Mapping[str, Rule],
    surely: Mapping[str, Sure] = MappingProxyType({}),
) -> GeoDataFrame:
    """The same frame, or a FrameError that lists every broken rule; `rules` are keyed by the column they speak of.

    `surely` tells of some of the rules, by whole columns, that no row breaks them: rows are then looked at one by one
    only for the others, which makes the check of a hundred thousand rows twenty times as fast and changes no message.
    """
    broken = list(_broken(frame, columns, rules, surely))
    if broken:
        raise FrameError(f"the {name} frame breaks its contract:\n  " + "\n  ".join(broken))
    return frame


def _broken(
    frame: GeoDataFrame, columns: tuple[Column, ...], rules: Mapping[str, Rule], surely: Mapping[str, Sure]
) -> Iterator[str]:
    import geopandas

    if not isinstance(frame, geopandas.GeoDataFrame):
        yield f"must be a GeoDataFrame, got {type(frame).__name__}"
        return
    if "geometry" in frame.columns and (frame.crs is None or frame.crs.to_epsg() != 4326):
        yield f"must be in {CRS}, got {frame.crs.to_string() if frame.crs else 'no CRS'}"
    absent = [column.name for column in columns if column.name not in frame.columns]
    yield from (f"column {name!r}: is missing" for name in absent)

    present = [column for column in columns if column.name not in absent]
    ids = [str(value) for value in (frame["id"] if "id" not in absent else range(len(frame)))]
    if len(set(ids)) < len(ids):
        yield from _listed("id", "is not unique", _repeated(ids))
    plain = frame.columns.is_unique
    well_typed = not absent
    for column in present:
        if plain and _all_fit(frame[column.name], column):
            continue
        wrong = [
            f"{row_id} holds {value!r:.60}"
            for row_id, value in zip(ids, frame[column.name], strict=True)
            if not _fits(value, column)
        ]
        well_typed = well_typed and not wrong
        yield from _listed(column.name, f"must be {_type_name(column)}", wrong)
    if not well_typed:  # the rules below rely on the types
        return
    doubtful = {name: rule for name, rule in rules.items() if not (plain and name in surely and surely[name](frame))}
    if not doubtful:
        return
    cells = {column.name: list(frame[column.name]) for column in present}
    rows = [dict(zip(cells, values, strict=True)) for values in zip(*cells.values(), strict=True)]
    for name, rule in doubtful.items():
        found: dict[str, list[str]] = {}
        for row_id, row in zip(ids, rows, strict=True):
            if complaint := rule(row):
                found.setdefault(complaint, []).append(row_id)
        for complaint, where in found.items():
            yield from _listed(name, complaint, where)


def _listed(column: str, complaint: str, where: Sequence[str]) -> Iterator[str]:
    if where:
        more = f" and {len(where) - _SHOWN} more" if len(where) > _SHOWN else ""
        yield f"column {column!r}: {complaint}: {', '.join(where[:_SHOWN])}{more}"


def _repeated(ids: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    return [row_id for row_id in ids if row_id in seen or seen.add(row_id)]  # type: ignore[func-returns-value]


def _fits(value: object, column: Column) -> bool:
    if is_missing(value):
        return column.optional
    if column.type is float:
        return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
    if column.type is int:
        return isinstance(value, Integral) and not isinstance(value, bool)
    return isinstance(value, column.type)


def _all_fit(series: Series[Any], column: Column) -> bool:
    """Whether all values surely fit, told by the type of the whole column; False says nothing."""
    if column.optional and column.type is object:
        return True
    values = series.to_numpy() if isinstance(series.dtype, np.dtype) else None
    if values is None:
        return False
    if column.type is float and values.dtype == np.float64:
        return bool((np.isfinite(values) | (np.isnan(values) if column.optional else False)).all())
    if column.type is int and values.dtype == np.int64:
        return True
    if column.type in (int, float) or values.dtype != np.object_:
        return False
    found = set(map(type, values.tolist()))
    if column.optional:
        found.discard(type(None))
    # A float may be missing though its type fits, as NaN; the other types that fit hold something.
    return all(issubclass(each, column.type) and not issubclass(each, (float, type(None))) for each in found)


def _type_name(column: Column) -> str:
    types = column.type if isinstance(column.type, tuple) else (column.type,)
    return " or ".join(t.__name__ for t in types) + (" or missing" if column.optional else "")


def floats(frame: GeoDataFrame, name: str) -> NDArray[np.float64] | None:
    """A column of numbers as an array, None where it is of another kind; for :data:`Sure`."""
    values: NDArray[np.float64] | None = None
    if frame[name].dtype == np.float64:
        values = frame[name].to_numpy()
    return values


def all_within(column: str, low: float, high: float) -> Sure:
    """What :func:`within` says, of all rows at once."""

    def sure(frame: GeoDataFrame) -> bool:
        values = frame[column].to_numpy() if frame[column].dtype in (np.float64, np.int64) else None
        return values is not None and bool((np.isnan(values) | ((values >= low) & (values <= high))).all())

    return sure


def all_one_of(column: str, allowed: Sequence[str]) -> Sure:
    """What :func:`one_of` says, of all rows at once."""

    def sure(frame: GeoDataFrame) -> bool:
        return frame[column].dtype == np.object_ and set(frame[column].tolist()) <= {*allowed, None}

    return sure


# --- rules that both frames use ---------------------------------------------------------------------------------------


def one_of(column: str, allowed: Sequence[str]) -> Rule:
    """The column holds one of these words, or nothing."""

    def rule(row: Row) -> str | None:
        return None if row[column] is None or row[column] in allowed else f"must be one of {', '.join(allowed)}"

    return rule


def within(column: str, low: float, high: float) -> Rule:
    """The column holds a number from `low` to `high`, or nothing."""

    def rule(row: Row) -> str | None:
        fine = is_missing(row[column]) or low <= row[column] <= high
        return None if fine else f"must lie between {low:g} and {high:g}"

    return rule


def pair(column: str) -> Rule:
    """The column holds two numbers of 0 or more (the second may be infinite), or nothing."""

    def rule(row: Row) -> str | None:
        values = row[column]
        if values is None:
            return None
        fine = len(values) == 2 and all(isinstance(v, int | float) and v >= 0 for v in values) and values[0] < math.inf
        return None if fine else "must be two numbers of 0 or more"

    return rule


def rising(column: str) -> Rule:
    """The column holds two numbers, the second no less than the first (either may be infinite), or nothing."""

    def rule(row: Row) -> str | None:
        values = row[column]
        if values is None:
            return None
        fine = len(values) == 2 and all(isinstance(v, int | float) for v in values) and values[0] <= values[1]
        return None if fine else "must be two numbers that do not fall"

    return rule


def shape(column: str, types: tuple[str, ...], *, expected: Callable[[Row], bool | None]) -> Rule:
    """The column holds a valid geometry of one of `types`, inside ±180° and ±90°.

    `expected` says of a row whether there must be one (True), must not (False) or may (None).
    """

    def rule(row: Row) -> str | None:
        value, wanted = row[column], expected(row)
        if value is None:
            return "must be given" if wanted else None
        if wanted is False:
            return "must be None"
        if value.geom_type not in types:
            return f"must be {' or '.join(types)}"
        if value.is_empty or not value.is_valid:
            return "must be valid and not empty"
        west, south, east, north = value.bounds
        inside = west >= -180 and east <= 180 and south >= -90 and north <= 90
        return None if inside else "must lie within ±180 and ±90"

    return rule
