"""GeoParquet 1.1: reports and legs as columns, for data frames and databases. Needs pyarrow."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from geomap.formats.typed import tables

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.formats.content import Content


def files(content: Content) -> dict[str, bytes]:
    """The tables, by the names of their files."""
    return {f"{name}.parquet": geoparquet(table, content) for name, table in tables(content).items()}


def geoparquet(table: GeoDataFrame, content: Content) -> bytes:
    """A table as GeoParquet 1.1: WKB, WGS84 with longitude first, a bounding box for each row.

    The story's title and the credits stand in the file's metadata, as JSON under the key ``geomap``.
    """
    from pyarrow import parquet

    stream = io.BytesIO()
    table.to_parquet(stream, index=False, geometry_encoding="WKB", schema_version="1.1.0", write_covering_bbox=True)
    arrow = parquet.read_table(stream)
    about = json.dumps({"title": content.title, "credits": content.credits})
    told = io.BytesIO()
    parquet.write_table(arrow.replace_schema_metadata({**arrow.schema.metadata, b"geomap": about}), told)
    return told.getvalue()
