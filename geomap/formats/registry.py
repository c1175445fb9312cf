"""The formats by name. Loads none of them: the command line reads this list for its help."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from geomap.errors import UsageError

if TYPE_CHECKING:
    from geomap.formats.content import Content

ALL = "all"


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Parameters
    ----------
    name : str
        As a user asks for it.
    title : str
        The standard and its version.
    files : tuple of str
        Names of the files.
    module : str
        Where it is written: a module with a function ``files`` from :class:`~geomap.formats.Content` to the files.
    always : bool
        Written by every build.
    library : str
        What must be installed beside geomap's own dependencies, or ``""``.
    sometimes : tuple of str
        Those of `files` that are written only where a story has what they hold.
    wants : str
        What that is, for whoever asked for the format and gets no file; ``""`` where nobody misses it.
    """

    name: str
    title: str
    files: tuple[str, ...]
    module: str
    always: bool = False
    library: str = ""
    sometimes: tuple[str, ...] = ()
    wants: str = ""


FORMATS: tuple[Format, ...] = (
    Format(
        "geojson", "GeoJSON, RFC 7946", ("reports.geojson", "legs.geojson", "obstacles.geojson"), "geojson",
        always=True, sometimes=("obstacles.geojson",),
    ),
    Format("csv", "CSV, RFC 4180", ("reports.csv",), "csvtable", always=True),
    Format("gpx", "GPX 1.1", ("map.gpx",), "gpx"),
    Format("kml", "KML 2.2", ("map.kml",), "kml"),
    Format("lpf", "Linked Places format 1.3", ("places.lpf.json",), "linkedplaces"),
    Format(
        "mfjson", "OGC Moving Features JSON 1.0", ("movement.mf.json",), "moving", sometimes=("movement.mf.json",),
        wants="a route with two moments at least at which a position is known, and no route of the story has them",
    ),
    Format(
        "geoparquet", "GeoParquet 1.1", ("reports.parquet", "legs.parquet", "obstacles.parquet"), "geoparquet",
        library="pyarrow", sometimes=("obstacles.parquet",),
    ),
    Format(
        "flatgeobuf", "FlatGeobuf", ("reports.fgb", "legs.fgb", "obstacles.fgb"), "flatgeobuf",
        sometimes=("obstacles.fgb",),
    ),
)  # fmt: skip

_BY_NAME = {each.name: each for each in FORMATS}


def chosen(names: Iterable[str] = ()) -> tuple[Format, ...]:
    """The formats to write: those that are always written, and those asked for, in the order of the list.

    Parameters
    ----------
    names : iterable of str
        Names of :data:`FORMATS`; ``all`` stands for every one.

    Raises
    ------
    UsageError
        There is no such format, or a library that it needs is not installed; all of it is told at once.

    Examples
    --------
    >>> [each.name for each in chosen()]
    ['geojson', 'csv']
    >>> chosen(["geojsn"])
    Traceback (most recent call last):
        ...
    geomap.errors.UsageError: there is no format 'geojsn'; try geojson
    """
    wanted = list(names)
    complaints = [
        f"there is no format {name!r}; try {_nearest(name)}"
        for name in dict.fromkeys(wanted)
        if name not in _BY_NAME and name != ALL
    ]
    formats = tuple(each for each in FORMATS if each.always or ALL in wanted or each.name in wanted)
    complaints += [
        f'the format {each.name} needs {each.library}, which is not installed; try: pip install "geomap[formats]"'
        for each in formats
        if each.library and find_spec(each.library) is None
    ]
    if complaints:
        raise UsageError("\n".join(complaints))
    return formats


def _nearest(name: str) -> str:
    return ", ".join(difflib.get_close_matches(name, _BY_NAME, n=1) or [*_BY_NAME, ALL])


def render(content: Content, formats: Iterable[Format]) -> dict[str, str | bytes]:
    """The files of these formats, by name; nothing is written."""
    made: dict[str, str | bytes] = {}
    for each in formats:
        made |= import_module(f"geomap.formats.{each.module}").files(content)
    return made


def unwritten(made: Container[str], formats: Iterable[Format]) -> tuple[str, ...]:
    """A sentence for each file that somebody asked for and that the story has nothing for.

    Parameters
    ----------
    made : container of str
        Names of the files that were made.
    formats : iterable of Format
        Those that were asked for.

    Examples
    --------
    >>> unwritten({}, chosen(["mfjson"]))[0][:54]
    'movement.mf.json is not written: the format wants a ro'
    """
    return tuple(
        f"{name} is not written: the format wants {each.wants}"
        for each in formats
        for name in each.sometimes
        if each.wants and name not in made
    )
