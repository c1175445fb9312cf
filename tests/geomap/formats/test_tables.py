"""GeoParquet and FlatGeobuf, read back by pyarrow, geopandas and GDAL."""

from __future__ import annotations

import io
import json
from typing import Any

import geopandas
import pandas
import pyarrow.parquet
import pytest
import shapely

from geomap.formats import Content, flatgeobuf, geoparquet
from geomap.properties import LEG_PROPERTIES, REPORT_PROPERTIES, leg_properties, report_properties

LISTED = {"reports": REPORT_PROPERTIES, "legs": LEG_PROPERTIES}


def frames(content: Content) -> list[tuple[str, Any, Any]]:
    return [
        ("reports", content.reports, report_properties(content.story)),
        ("legs", content.legs, leg_properties(content.story)),
    ]


def read_parquet(data: bytes) -> Any:
    """Without geopandas, which wrote it: the columns of pyarrow, the shapes of WKB."""
    table = pyarrow.parquet.read_table(io.BytesIO(data)).to_pydict()
    return table | {"geometry": [wkb and shapely.from_wkb(wkb) for wkb in table["geometry"]]}


def read_flatgeobuf(data: bytes) -> Any:
    found = geopandas.read_file(io.BytesIO(data), engine="pyogrio")
    assert found.crs.to_epsg() == 4326
    columns = {name: [None if pandas.isna(v) else v for v in found[name]] for name in found if name != "geometry"}
    return columns | {"geometry": found["geometry"].tolist()}


READERS = [(geoparquet, "parquet", read_parquet), (flatgeobuf, "fgb", read_flatgeobuf)]


@pytest.mark.parametrize(("module", "suffix", "reader"), READERS, ids=["geoparquet", "flatgeobuf"])
def test_they_hold_what_the_frames_hold(module: Any, suffix: str, reader: Any, content: Content) -> None:
    made = module.files(content)
    for name, frame, flat in frames(content):
        found = reader(made[f"{name}.{suffix}"])
        rows = frame.to_dict("records")
        for position, row in enumerate(rows):
            told = {each.name: found[each.name][position] for each in LISTED[name]}
            assert told == flat(row)
            shape = found["geometry"][position]
            assert (shape is None) == (row["geometry"] is None)
            if shape is not None:
                assert shape.geom_type == row["geometry"].geom_type
                assert shape.hausdorff_distance(row["geometry"]) < 1e-6
        assert len(found["geometry"]) == len(rows)


def test_parquet_has_the_metadata_of_the_standard(content: Content) -> None:
    for data in geoparquet.files(content).values():
        metadata = pyarrow.parquet.read_schema(io.BytesIO(data)).metadata
        geo = json.loads(metadata[b"geo"])
        assert geo["version"] == "1.1.0"
        assert geo["primary_column"] == "geometry"
        column = geo["columns"]["geometry"]
        assert column["encoding"] == "WKB"
        assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
        assert set(column["covering"]["bbox"]) == {"xmin", "ymin", "xmax", "ymax"}
        assert json.loads(metadata[b"geomap"]) == {
            "title": content.story.title,
            "credits": ["© An atlas & others"],
        }


@pytest.mark.parametrize(("module", "suffix", "reader"), READERS, ids=["geoparquet", "flatgeobuf"])
def test_columns_have_their_types_whatever_they_hold(
    module: Any, suffix: str, reader: Any, content: Content, bare: Content
) -> None:
    for name in LISTED:
        full, empty = (module.files(made)[f"{name}.{suffix}"] for made in (content, bare))
        if suffix == "parquet":
            kinds = [pyarrow.parquet.read_schema(io.BytesIO(data)).types for data in (full, empty)]
        else:
            kinds = [[str(t) for t in layer_types(data)] for data in (full, empty)]
        assert kinds[0] == kinds[1]


def layer_types(data: bytes) -> Any:
    import pyogrio

    return pyogrio.read_info(data)["ogr_types"]


def test_a_map_of_nothing(bare: Content) -> None:
    for module, suffix, reader in READERS:
        made = module.files(bare)
        assert reader(made[f"reports.{suffix}"])["geometry"] == [None]
        assert reader(made[f"legs.{suffix}"])["geometry"] == []
