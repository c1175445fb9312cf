"""GeoNames' table of places as GeoNames ships it: SY.txt, allCountries.txt and their like, 19 columns and tabs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gazetteer.geonames import LICENCE
from gazetteer.imports.archive import Opened, blocks, cut_short
from gazetteer.imports.featurecodes import kind_of
from gazetteer.imports.tally import BadRowError, Tally
from gazetteer.local_names import arabic_name
from gazetteer.place import Place
from gazetteer.rows import SourcePlace

COLUMNS = (
    "geonameid", "name", "asciiname", "alternatenames", "latitude", "longitude", "feature class", "feature code",
    "country code", "cc2", "admin1 code", "admin2 code", "admin3 code", "admin4 code", "population", "elevation", "dem",
    "timezone", "modification date",
)  # fmt: skip

_POPULATION, _DATE = COLUMNS.index("population"), COLUMNS.index("modification date")
_ADMIN1, _ADMIN2 = COLUMNS.index("admin1 code"), COLUMNS.index("admin2 code")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]*)?(?:[eE]-?[0-9]{1,2})?")
_PEOPLE = re.compile(r"[0-9]{0,11}")
_COUNTRY = re.compile(r"(?:[A-Z]{2})?")
_DAY = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
_LONGEST_NAME = 200  # of GeoNames' column of names


@dataclass(frozen=True, slots=True)
class DumpRow:
    """A row of the table: the place, and its number.

    ``code`` is that of the second-level division in which it lies, ``""`` where none is stated; ``is_division`` marks
    the row of the division itself.
    """

    row: SourcePlace
    number: int
    code: str
    is_division: bool


class DumpReader:
    """Reads one table. ``latest`` is the latest date of a change in the rows read so far, ``""`` before the first.

    Parameters
    ----------
    found : Opened
    tally : Tally
        Where bad rows are counted.
    arabic : collection of str
        Countries (ISO 3166-1 alpha-2) whose places get their Arabic name for ``name_local``.
    """

    def __init__(self, found: Opened, tally: Tally, *, arabic: Collection[str] = ()) -> None:
        self._found, self._tally, self._arabic = found, tally, arabic
        self.latest = ""

    def batches(self) -> Iterator[tuple[list[DumpRow], int]]:
        """The places, some thousand at a time, each time with the bytes read so far.

        Raises
        ------
        IndexDataError
            The file is damaged, or ends in the middle of a row.
        """
        for block in blocks(self._found):
            bad, places = self._tally.bad, []
            for number, line in enumerate(block.lines, block.number):
                if line:
                    self._tally.rows += 1
                    try:
                        places.append(self._place(line))
                    except BadRowError as error:
                        self._tally.bad_row(f":{number}", str(error))
            if block.is_cut and self._tally.bad > bad:
                raise cut_short(self._found)
            yield places, block.done

    def _place(self, line: bytes) -> DumpRow:
        try:
            cells = line.decode().split("\t")
        except UnicodeDecodeError:
            raise BadRowError("not UTF-8") from None
        if len(cells) != len(COLUMNS):
            raise BadRowError(f"{len(cells)} columns instead of {len(COLUMNS)}")
        number, name, ascii_name, others, lat, lon, feature_class, feature_code, country = cells[:9]
        first, second = cells[_ADMIN1], cells[_ADMIN2]
        people, date = cells[_POPULATION], cells[_DATE]
        population = int(people or 0) if _PEOPLE.fullmatch(people) else -1
        if not _NUMBER.fullmatch(number):
            raise BadRowError(f"geonameid {number!r}")
        if not (
            _DEGREES.fullmatch(lat) and _DEGREES.fullmatch(lon) and abs(float(lat)) <= 90 and abs(float(lon)) <= 180
        ):
            raise BadRowError(f"position {lat!r}, {lon!r}")
        if not name.strip() or len(name) > _LONGEST_NAME:
            raise BadRowError("no name" if not name.strip() else f"a name of {len(name)} characters")
        if population < 0 or not _COUNTRY.fullmatch(country) or not _DAY.fullmatch(date):
            raise BadRowError(f"population {people!r}, country {country!r} or date {date!r}")
        self.latest = max(self.latest, date)
        kind, radius_km = kind_of(feature_class, feature_code, population)
        names = (name, ascii_name, *_further(others)) if others else (name, ascii_name)
        place = Place(
            f"geonames:{number}",
            name,
            kind,
            float(lon),
            float(lat),
            radius_km,
            country,
            population=population,
            name_local=arabic_name(names) if country in self._arabic else "",
            source=f"GeoNames {number}",
            licence=LICENCE,
            source_url=f"https://www.geonames.org/{number}",
            geonames_id=int(number),
        )
        code = f"{country}.{first}.{second}" if second else ""
        is_division = feature_class == "A" and feature_code == "ADM2"
        return DumpRow(SourcePlace(place, names), int(number), code, is_division)


def _further(others: str) -> list[str]:
    """The names of the fourth column; links stand among them in older tables."""
    return [name for name in others.split(",") if len(name) <= _LONGEST_NAME and not name.startswith("http")]
