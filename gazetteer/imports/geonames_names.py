"""GeoNames' further tables as GeoNames ships them: alternate names, the lists of admin codes, the hierarchy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gazetteer.imports.archive import Opened, blocks, cut_short
from gazetteer.imports.tally import BadRowError, Tally

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
# Languages have two letters or three, some with a country or script behind. Words of four letters mark what is no name
# (link, post, iata, icao, faac, wkdt, unlc, phon, tcid), but for abbreviations and pinyin.
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z]+)?|abbr|piny)?")
_LONGEST_NAME = 200
_YES = "1"


@dataclass(frozen=True, slots=True)
class AlternateName:
    """Another name of the place with this number of GeoNames; ``is_shown`` marks the one to show in its language."""

    number: int
    name: str
    language: str = ""
    is_shown: bool = False


@dataclass(frozen=True, slots=True)
class Containment:
    """GeoNames' numbers of a place and of one in which it lies."""

    child: int
    parent: int


def read_alternate_names(found: Opened, tally: Tally) -> Iterator[tuple[list[AlternateName], int]]:
    """The names of ``alternateNamesV2.txt``, some thousand at a time, each time with the bytes read so far.

    What is no name (links, postal and airport codes) is left out. Historic and colloquial names are kept, and never
    shown. Tables of the older form, without the two columns of years, are read too.

    Raises
    ------
    IndexDataError
        The file is damaged.
    """
    for rows, done in _rows(found, tally):
        names = []
        for where, cells in rows:
            try:
                if not 8 <= len(cells) <= 10:
                    raise BadRowError(f"{len(cells)} columns instead of 10")
                number, language, name, preferred, short, colloquial, historic = cells[1:8]
                if not _NUMBER.fullmatch(number):
                    raise BadRowError(f"geonameid {number!r}")
                if not name.strip() or len(name) > 2 * _LONGEST_NAME:
                    raise BadRowError("no name" if not name.strip() else f"a name of {len(name)} characters")
            except BadRowError as error:
                tally.bad_row(where, str(error))
                continue
            if _LANGUAGE.fullmatch(language) and len(name) <= _LONGEST_NAME:
                is_shown = preferred == _YES and _YES not in (short, colloquial, historic)
                names.append(AlternateName(int(number), name, language, is_shown))
        yield names, done


def read_admin_codes(found: Opened, tally: Tally) -> Iterator[tuple[list[tuple[str, AlternateName]], int]]:
    """The names of ``admin1CodesASCII.txt`` or ``admin2Codes.txt``, each with its code (``SY.07``, ``SY.07.xx``).

    Raises
    ------
    IndexDataError
        The file is damaged.
    """
    for rows, done in _rows(found, tally):
        names = []
        for where, cells in rows:
            if len(cells) != 4 or not _NUMBER.fullmatch(cells[3]) or not cells[1].strip():
                tally.bad_row(where, f"{len(cells)} columns, geonameid {cells[-1]!r}: not code, name, name, geonameid")
                continue
            code, name, ascii_name, number = cells
            names += [(code, AlternateName(int(number), each)) for each in dict.fromkeys((name, ascii_name)) if each]
        yield names, done


def read_hierarchy(found: Opened, tally: Tally) -> Iterator[tuple[list[Containment], int]]:
    """The pairs of ``hierarchy.txt``, some thousand at a time, each time with the bytes read so far.

    Raises
    ------
    IndexDataError
        The file is damaged.
    """
    for rows, done in _rows(found, tally):
        pairs = []
        for where, cells in rows:
            if not 2 <= len(cells) <= 3 or not (_NUMBER.fullmatch(cells[0]) and _NUMBER.fullmatch(cells[1])):
                tally.bad_row(where, f"{len(cells)} columns: not parent, child, type")
                continue
            pairs.append(Containment(child=int(cells[1]), parent=int(cells[0])))
        yield pairs, done


def _rows(found: Opened, tally: Tally) -> Iterator[tuple[list[tuple[str, list[str]]], int]]:
    """The rows, each with where it stands; those that are not UTF-8 are counted as bad."""
    for block in blocks(found):
        bad, rows = tally.bad, []
        for line, raw in enumerate(block.lines, block.number):
            if raw:
                tally.rows += 1
                try:
                    rows.append((f":{line}", raw.decode().split("\t")))
                except UnicodeDecodeError:
                    tally.bad_row(f":{line}", "not UTF-8")
        yield rows, block.done
        if block.is_cut and tally.bad > bad:
            raise cut_short(found)
