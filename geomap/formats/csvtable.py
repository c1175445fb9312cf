"""CSV: the reports as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geomap.frames import check_reports
from geomap.properties import Value, report_properties

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.formats.content import Content
    from geomap.story.model import Story

# A spreadsheet takes a text that begins so for a formula; the full-width signs too.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def files(content: Content) -> dict[str, str]:
    """The table, by the name of its file."""
    return {"reports.csv": reports_csv(content.story, content.reports)}


def reports_csv(story: Story, reports: GeoDataFrame) -> str:
    """The reports as a table for a spreadsheet.

    Commas and CRLF (RFC 4180), after a byte order mark, by which Excel knows UTF-8. A text that a spreadsheet would
    take for a formula gets an apostrophe before it.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`. Outlines are not in the table; ``lon`` and ``lat`` are.

    Returns
    -------
    str
    """
    properties = report_properties(story)
    rows = [properties(row) for row in check_reports(reports).to_dict("records")]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(rows[:1])  # its keys: the head
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: Value) -> str | int | float:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
