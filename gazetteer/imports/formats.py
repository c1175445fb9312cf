"""Telling what a file holds from how it begins, whatever its name says."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum

from gazetteer.errors import IndexDataError
from gazetteer.imports.csvplaces import header_of


class Format(StrEnum):
    """What a file that can be imported holds."""

    PLACES = "GeoNames places"
    ALTERNATE_NAMES = "GeoNames alternate names"
    ADMIN_CODES = "GeoNames admin codes"
    HIERARCHY = "GeoNames hierarchy"
    GEOJSON = "GeoJSON"
    CSV = "CSV"

    @property
    def is_own(self) -> bool:
        """Whether files of this format are a user's own, which stand in front of everything."""
        return self in (Format.GEOJSON, Format.CSV)


_LOOKED_AT = 40
_WANTED = (
    "GeoNames' tables as GeoNames ships them, a GeoJSON or Linked Places FeatureCollection, or a CSV with the columns "
    "name, lon and lat"
)
_DIGITS = r"[1-9][0-9]{0,17}"
_ADMIN_CODES = re.compile(rf"[A-Z]{{2}}\.[^.\t]+(?:\.[^\t]+)?\t[^\t]*\t[^\t]*\t{_DIGITS}")
_ALTERNATE_NAMES = re.compile(rf"{_DIGITS}\t{_DIGITS}\t[^\t]*\t[^\t]+(?:\t[^\t]*){{4,6}}")
_HIERARCHY = re.compile(rf"{_DIGITS}\t{_DIGITS}(?:\t[^\t]*)?")
_PLACES_TABS = 18
_ROOT = re.compile(rb"<([A-Za-z][\w:.-]*)")


def format_of(head: bytes, name: str) -> Format:
    r"""The format of a file.

    Parameters
    ----------
    head : bytes
        How it begins: some tens of kilobytes, or all of it.
    name : str
        For messages.

    Raises
    ------
    IndexDataError
        It is in no format that is read here; XML among them, as it may point to other files and to web addresses.

    Examples
    --------
    >>> format_of(b'{"type": "FeatureCollection", "features": []}', "a.geojson").value
    'GeoJSON'
    >>> format_of(b"6295630\t6255147\t\n6255147\t102358\tADM\n", "hierarchy.txt").value
    'GeoNames hierarchy'
    """
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise IndexDataError(f"{name}: empty; wanted are {_WANTED}")
    if b"\0" in head:
        raise IndexDataError(f"{name}: not UTF-8 text, try saving it as UTF-8; wanted are {_WANTED}")
    if head.startswith(b"<"):
        root = _ROOT.search(head)
        what = f" (<{root[1].decode()}>)" if root else ""
        raise IndexDataError(
            f"{name}: XML{what}, whatever its name says: it may point to other files and is not read; "
            f"wanted are {_WANTED}"
        )
    if head.startswith((b"{", b"[")):
        return Format.GEOJSON
    lines = [line.rstrip("\r") for line in head.decode(errors="replace").split("\n") if line.strip()][:_LOOKED_AT]
    if header_of(lines[0]) is not None:
        return Format.CSV
    # The last line may be cut where the head ends; a bad row or two must not hide what the others are.
    told = Counter(found for line in lines if (found := _format_of_row(line)) is not None)
    if not told:
        raise IndexDataError(f"{name}: not recognised, begins with {lines[0][:60]!r}; wanted are {_WANTED}")
    return told.most_common(1)[0][0]


def _format_of_row(line: str) -> Format | None:
    if line.count("\t") == _PLACES_TABS:
        return Format.PLACES
    for pattern, found in (
        (_ADMIN_CODES, Format.ADMIN_CODES),
        (_ALTERNATE_NAMES, Format.ALTERNATE_NAMES),
        (_HIERARCHY, Format.HIERARCHY),
    ):
        if pattern.fullmatch(line):
            return found
    return None
