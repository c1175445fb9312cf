"""FlatGeobuf: reports and legs for geographic information systems, through the GDAL that geopandas brings."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from geomap.formats.typed import tables

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.formats.content import Content


def files(content: Content) -> dict[str, bytes]:
    """The tables, by the names of their files."""
    return {f"{name}.fgb": flatgeobuf(table, content, name=name) for name, table in tables(content).items()}


def flatgeobuf(table: GeoDataFrame, content: Content, *, name: str) -> bytes:
    """A table as FlatGeobuf, a layer of this name.

    It has no spatial index, for such an index keeps neither the order of the story nor what has no position; a map of
    reports is small enough to be read whole.
    """
    stream = io.BytesIO()
    table.to_file(
        stream, driver="FlatGeobuf", engine="pyogrio", layer=name, geometry_type="Unknown", promote_to_multi=False,
        layer_options={"SPATIAL_INDEX": "NO", "TITLE": content.title, "DESCRIPTION": "\n".join(content.credits)},
    )  # fmt: skip
    return stream.getvalue()
