"""Tables of reports, CSV and XLSX, into the same values that a YAML story gives."""

from __future__ import annotations

from geomap.story.tables.csvfile import read_csv
from geomap.story.tables.xlsxfile import read_xlsx

__all__ = ["read_csv", "read_xlsx"]
