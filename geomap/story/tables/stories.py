"""Sheets to the mapping that a YAML story of the same content gives.

============  ============================================================================================
sheet         columns
============  ============================================================================================
reports       the fields of a report (``actors`` separated by ``;``); ``lon lat radius_km``, which make a
              place; ``source`` (several separated by ``;``) with ``source_title source_url
              source_published source_publication source_author source_lang``, which make sources, and
              ``source_locator``; ``counts.killed`` or ``counts.killed.low`` (``best``, ``high``)
sources       the fields of a source
places        the fields of a place but its geometry (``names`` and ``links`` separated by ``;``)
claims        the fields of a claim
legs          the fields of a leg (``via`` and ``sources`` separated by ``;``), ``route``, ``route_title``
story         two columns, ``field`` and ``value``: title, summary, author, language, interface, timezone, countries,
              tiles, published_at
============  ============================================================================================

A CSV file is a sheet of reports. Text that is no id stands for one in the columns of sources: ``Associated Press``
has the id ``associated-press``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from geomap.story.nodes import Document, Map, Seq, Told
from geomap.story.tables.grid import Cell, Row, Sheet
from geomap.story.translate import fields_of, meant
from geomap.text import slug

SHEETS = ("reports", "sources", "places", "claims", "legs", "story")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
_COUNT = re.compile(r"counts\.(?P<name>[^.]+)(?:\.(?P<figure>low|best|high))?")
_SOURCE_FIELDS = ("title", "url", "published", "publication", "author", "lang")
_POINT = ("lon", "lat", "radius_km")
_LISTS = {"actors", "names", "links", "via", "countries"}
_STORY_FIELDS = (
    "title",
    "summary",
    "author",
    "language",
    "interface",
    "timezone",
    "countries",
    "tiles",
    "published_at",
)

_FIELDS = tuple(name for name in fields_of(("reports",)) if name not in ("sources", "counts"))

_COLUMNS: dict[str, tuple[str, ...]] = {
    "reports": (
        *_FIELDS, *_POINT, "source", "sources",
        *(f"source_{name}" for name in _SOURCE_FIELDS), "source_locator",
    ),
    "sources": fields_of(("sources",)),
    "places": tuple(name for name in fields_of(("places",)) if name != "geometry"),
    "claims": fields_of(("claims",)),
    "legs": ("route", "route_title", *fields_of(("routes", "legs"))),
    "story": ("field", "value"),
}  # fmt: skip
_REQUIRED: dict[str, tuple[str, ...]] = {
    "reports": ("title",),
    "sources": ("id", "title"),
    "places": ("id",),
    "claims": ("about", "property", "value", "source"),
    "legs": ("id", "route", "basis"),
    "story": ("field", "value"),
}


def fill_story(document: Document, sheets: Mapping[str, Sheet]) -> None:
    """Make the document's root of the sheets, by the names of :data:`SHEETS`.

    Raises
    ------
    StoryError
        A sheet lacks a column without which every row of it would be wrong.
    """
    complete = [_check_columns(document, name, sheet) for name, sheet in sheets.items()]
    if not all(complete):
        raise document.error()
    reports = sheets.get("reports")
    if reports is None or not reports.columns:
        return
    root = document.root = Map(reports.mark)
    root.put("reports", Seq(reports.mark), reports.mark)
    if "story" in sheets:
        _fill_fields(document, root, sheets["story"])
    builder = _Builder(root, sheets)
    for row in reports.rows:
        builder.report(row)
    for name in ("sources", "places", "claims"):
        for row in sheets[name].rows if name in sheets else ():
            builder.plain(name, row)
    for row in sheets["legs"].rows if "legs" in sheets else ():
        builder.leg(row)
    if "sources" not in root:  # then no report has one, and each is told so
        root.put("sources", Told(), reports.mark)


def _check_columns(document: Document, name: str, sheet: Sheet) -> bool:
    """Note columns that are wrong; False when one is missing that must be there."""
    known = _COLUMNS[name]
    for title, mark in sheet.columns.items():
        if title not in known and not (name == "reports" and _COUNT.fullmatch(title)):
            _note(document, mark, "unknown column", title, meant(title, known))
    missing = [title for title in _REQUIRED[name] if sheet.columns and title not in sheet.columns]
    for title in missing:
        _note(document, sheet.mark, f"the column {title} is missing", "", f"adding {title}")
    unsourced = name == "reports" and sheet.columns and not {"source", "sources", "source_title"} & set(sheet.columns)
    if unsourced:
        _note(document, sheet.mark, "the column source is missing", "", "adding source: who says so")
    return not (missing or unsourced)


def _note(document: Document, mark: int, what: str, got: str, hint: str) -> None:
    holder = Document(document.file, Map(mark), document.spot, document.problems)
    holder.problem((), what, got, hint)


def _fill_fields(document: Document, root: Map, sheet: Sheet) -> None:
    for row in sheet.rows:
        name, value = (row.cells.get(key, Cell("", row.mark)) for key in ("field", "value"))
        key = name.text.casefold()
        if key not in _STORY_FIELDS:
            _note(document, name.mark, "unknown field", name.text, meant(key, _STORY_FIELDS))
        else:
            _put(root, key, value, name.mark)


def _put(target: Map, key: str, cell: Cell, key_mark: int) -> None:
    """Set a field to what a cell holds; an empty cell leaves only its position."""
    target.marks[key] = (key_mark, cell.mark)
    if cell.text:
        items = re.split("[;,]", cell.text) if key == "countries" else cell.items()
        target[key] = _seq([item.strip() for item in items], cell.mark) if key in _LISTS else cell.value()


def _seq(items: list[str], mark: int) -> Seq:
    seq = Seq(mark)
    for item in items:
        seq.put(item, mark)
    return seq


def source_id(text: str) -> str:
    """The id that a source goes by: the text itself where it is one, else made of it."""
    return text if _ID.fullmatch(text) else slug(text, fallback="source")


class _Builder:
    """Fills the lists of a story row by row."""

    def __init__(self, root: Map, sheets: Mapping[str, Sheet]) -> None:
        self.root = root
        self.sheets = sheets
        self.sources: dict[str, Map] = {}
        self.points: dict[tuple[str, ...], str] = {}
        self.routes: dict[str, Map] = {}
        listed = sheets["sources"].rows if "sources" in sheets else []
        self.listed_sources = {row.cells["id"].text for row in listed if "id" in row.cells}

    def list(self, name: str, mark: int) -> Seq:
        if name not in self.root:
            self.root.put(name, Seq(mark), mark)
        found: Seq = self.root[name]
        return found

    def plain(self, name: str, row: Row) -> None:
        entry = Map(row.mark)
        for key, cell in row.cells.items():
            if key in _COLUMNS[name]:
                _put(entry, key, cell, self.sheets[name].columns[key])
        if name == "claims" and isinstance(entry.get("source"), str):
            entry["source"] = source_id(entry["source"])
        self.list(name, row.mark).put(entry, row.mark)

    def report(self, row: Row) -> None:
        columns = self.sheets["reports"].columns
        entry = Map(row.mark)
        reports = self.list("reports", row.mark)
        for key, cell in row.cells.items():
            if match := _COUNT.fullmatch(key):
                self._count(entry, match, cell, columns[key])
            elif key in _FIELDS:
                _put(entry, key, cell, columns[key])
        if "id" not in columns:
            entry.put("id", f"report-{len(reports) + 1}", row.mark)
        self._sources(entry, row)
        self._point(entry, row)
        reports.put(entry, row.mark)

    def _count(self, entry: Map, match: re.Match[str], cell: Cell, key_mark: int) -> None:
        if not cell.text:
            return
        if "counts" not in entry:
            entry.put("counts", Map(cell.mark), cell.mark)
        counts = entry["counts"]
        if match["name"] not in counts:
            counts.put(match["name"], Map(cell.mark), cell.mark)
        counts[match["name"]].put(match["figure"] or "best", cell.value(), cell.mark, key_mark=key_mark)

    def _sources(self, entry: Map, row: Row) -> None:
        empty = Cell("", row.mark)
        cell = next((row.cells[key] for key in ("source", "sources", "source_title") if key in row.cells), empty)
        names = cell.items()
        if not names and (title := row.cells.get("source_title", empty)).text:
            cell, names = title, title.items()
        uses = Seq(cell.mark)
        for index, name in enumerate(names):
            use = Map(cell.mark)
            use.put("source", source_id(name), cell.mark)
            if locator := self._nth(row, "source_locator", index, len(names)):
                use.put("locator", locator.value(), locator.mark)
            uses.put(use, cell.mark)
            self._source(name, row, cell, index, len(names))
        entry.put("sources", uses, cell.mark)

    def _source(self, name: str, row: Row, cell: Cell, index: int, count: int) -> None:
        """Make the source where no sheet lists it, and add what this row tells of it."""
        key = source_id(name)
        told = [self._nth(row, f"source_{field}", index, count) for field in _SOURCE_FIELDS]
        if key in self.listed_sources or ("sources" in self.sheets and not any(told)):
            return
        if key not in self.sources:
            source = self.sources[key] = Map(cell.mark)
            source.put("id", key, cell.mark)
            self.list("sources", cell.mark).put(source, cell.mark)
        source = self.sources[key]
        for field, part in zip(_SOURCE_FIELDS, told, strict=True):
            if part and (field not in source or (field == "title" and source.marks["title"][1] == source.mark)):
                source.put(field, part.value(), part.mark)
        if "title" not in source:
            source.put("title", name, source.mark)

    def _nth(self, row: Row, key: str, index: int, count: int) -> Cell | None:
        """The part of a cell that belongs to one of several sources; a cell of one part belongs to a single source."""
        cell = row.cells.get(key)
        if cell is None or not cell.text:
            return None
        if count == 1:
            return cell
        parts = [part.strip() for part in cell.text.split(";")]
        return Cell(parts[index], cell.mark) if index < len(parts) and parts[index] else None

    def _point(self, entry: Map, row: Row) -> None:
        given = {key: row.cells[key] for key in _POINT if key in row.cells and row.cells[key].text}
        if not given.keys() & {"lon", "lat"}:
            return
        first = next(iter(given.values()))
        where = row.cells.get("where", Cell("", first.mark))
        point = (where.text, *(given[key].text if key in given else "" for key in _POINT))
        if point not in self.points:
            self.points[point] = f"place-{entry.get('id', len(self.points) + 1)}"[:64]
            place = Map(first.mark)
            place.put("id", self.points[point], first.mark)
            if where.text:
                place.put("title", where.text, where.mark)
            for key, cell in given.items():
                place.put(key, cell.value(), cell.mark)
            self.list("places", first.mark).put(place, first.mark)
        if where.text and "where_as_reported" not in entry:
            entry.put("where_as_reported", where.text, where.mark)
        entry.put("where", self.points[point], where.mark)

    def leg(self, row: Row) -> None:
        columns = self.sheets["legs"].columns
        entry = Map(row.mark)
        for key, cell in row.cells.items():
            if key == "sources":
                entry.put(key, _seq([source_id(item) for item in cell.items()], cell.mark), cell.mark)
            elif key in fields_of(("routes", "legs")):
                _put(entry, key, cell, columns[key])
        empty = Cell("", row.mark)
        name, title = (row.cells.get(key, empty) for key in ("route", "route_title"))
        if name.text not in self.routes:
            route = self.routes[name.text] = Map(name.mark)
            _put(route, "id", name, name.mark)
            route.put("legs", Seq(row.mark), row.mark)
            self.list("routes", row.mark).put(route, name.mark)
        route = self.routes[name.text]
        if title.text and "title" not in route:
            _put(route, "title", title, title.mark)
        route["legs"].put(entry, row.mark)
