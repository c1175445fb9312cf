"""Rows of the table of places as places."""

from __future__ import annotations

from functools import cached_property

from gazetteer.index.file import IndexFile
from gazetteer.index.schema import PLACE_COLUMNS, Citation, Row, geonames_id, row_place
from gazetteer.place import Place

PLACE = ", ".join(f"place.{column}" for column in PLACE_COLUMNS)
"""The columns of a place, for a query."""

_NUMBERED = f"SELECT {PLACE} FROM place WHERE number = ?"
_MOST_KNOWN = 20_000
"""Places remembered, about 15 MB: one search after the other meets the same."""


class Records:
    """Makes places of the rows of one index file, with what the file says once for many of them."""

    def __init__(self, file: IndexFile) -> None:
        self.file = file
        self._known: dict[int, Place | None] = {}

    def place(self, row: Row) -> Place:
        """The place of a row with the columns :data:`PLACE`."""
        return row_place(row, self._citations)

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
        return geonames_id(number) if number > 0 else self._unnumbered[number]

    @cached_property
    def _citations(self) -> dict[int, Citation]:
        rows = self.file.rows("SELECT number, source, licence, url FROM citation")
        return {number: (source, licence, url) for number, source, licence, url in rows}

    @cached_property
    def _unnumbered(self) -> dict[int, str]:
        """Ids of places that GeoNames does not number."""
        rows = self.file.rows(
            "SELECT number, id FROM elsewhere UNION ALL SELECT number, id FROM place WHERE number < 0"
        )
        return dict(rows)
