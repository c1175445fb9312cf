"""Rows of the table of places as places."""

from __future__ import annotations

from gazetteer.index.file import IndexFile
from gazetteer.index.schema import PLACE_COLUMNS, Citation, Row, geonames_id, row_place
from gazetteer.place import Place

PLACE = ", ".join(f"place.{column}" for column in PLACE_COLUMNS)
"""The columns of a place, for a query."""

_NUMBERED = f"SELECT {PLACE} FROM place WHERE number = ?"
_UNNUMBERED = "SELECT id FROM place WHERE number = ?1 UNION ALL SELECT id FROM elsewhere WHERE number = ?1 LIMIT 1"
_MOST_KNOWN = 20_000
"""Places remembered, about 15 MB: one search after the other meets the same."""


class Records:
    """Makes places of the rows of one index file, with what the file says once for many of them."""

    def __init__(self, file: IndexFile) -> None:
        self.file = file
        self._known: dict[int, Place | None] = {}
        self._citations: dict[int, Citation] = {}
        self._ids: dict[int, str] = {}

    def place(self, row: Row) -> Place:
        """The place of a row with the columns :data:`PLACE`."""
        cited = row[-1]
        if (citation := self._citations.get(cited)) is None:
            ((*told,),) = self.file.rows("SELECT source, licence, url FROM citation WHERE number = ?", (cited,))
            citation = self._citations[cited] = tuple(told)
        return row_place(row, citation)

    def numbered(self, number: int) -> Place | None:
        """The place with a number, None when the file does not bring it; the latest few are remembered."""
        try:
            return self._known[number]
        except KeyError:
            pass
        rows = self.file.rows(_NUMBERED, (number,))
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        place = self._known[number] = self.place(rows[0]) if rows else None
        return place

    def id_of(self, number: int) -> str:
        """The id of the place with a number, whether this file brings it or another."""
        if number > 0:
            return geonames_id(number)
        if (found := self._ids.get(number)) is None:
            ((found,),) = self.file.rows(_UNNUMBERED, (number,))
            self._ids[number] = found
        return found
