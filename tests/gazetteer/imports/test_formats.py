"""What a file holds is told from its content, not from its name."""

from __future__ import annotations

import json
from types import ModuleType

import pytest

from gazetteer.errors import IndexDataError
from gazetteer.imports.formats import Format, format_of

GEOJSON = json.dumps({"type": "FeatureCollection", "features": []})
VALID = {
    "a header with commas": ("name,lon,lat\nA,1,2\n", Format.CSV),
    "one with semicolons, other words and capitals": ("Title;Longitude;Latitude;remark\n", Format.CSV),
    "tabs and a byte order mark": ("\ufeffid\tname\tlon\tlat\n", Format.CSV),
    "GeoJSON": (GEOJSON, Format.GEOJSON),
    "GeoJSON after space": (f"\n  {GEOJSON}", Format.GEOJSON),
    "alternate names, old form": ("1\t300\tes\tPuerto\t1\t\t\t\n", Format.ALTERNATE_NAMES),
    "first-level codes": ("SY.07\tDeir ez-Zor\tDeir ez-Zor\t170792\n", Format.ADMIN_CODES),
    "second-level codes": ("US.AL.001\tAutauga\tAutauga\t4829764\n", Format.ADMIN_CODES),
    "hierarchy": ("6295630\t6255147\t\n", Format.HIERARCHY),
    "hierarchy without the third column": ("6295630\t6255147\n", Format.HIERARCHY),
    "a bad row among good ones": ("x\n6295630\t6255147\t\n6255147\t102358\tADM\n", Format.HIERARCHY),
    "line ends of another system": ("6295630\t6255147\t\r\n6255147\t102358\tADM\r\n", Format.HIERARCHY),
}
INVALID = {
    "nothing": (b"", "empty"),
    "spaces": (b" \n ", "empty"),
    "prose": (b"Dear reader,\n", "not recognised, begins with 'Dear reader,'"),
    "a table without positions": (b"name,lon\nA,1\n", "not recognised, begins with 'name,lon'"),
    "a table of other columns": (b"a\tb\tc\td\n", "not recognised"),
    "a database": (b"SQLite format 3\0", "not UTF-8 text"),
    "UTF-16": ("name,lon,lat".encode("utf-16"), "not UTF-8 text"),
    "XML": (b"<?xml version='1.0'?>\n<kml/>", r"XML \(<kml>\)"),
}


@pytest.mark.parametrize(("text", "format_"), VALID.values(), ids=VALID)
def test_a_format_is_told_from_how_the_file_begins(text: str, format_: Format) -> None:
    assert format_of(text.encode(), "file.bin") is format_


def test_geonames_rows_are_told_apart(tables: ModuleType) -> None:
    assert format_of(tables.place_row(1, "A", 1, 2).encode(), "a") is Format.PLACES
    assert format_of(tables.name_row(1, "A").encode(), "a") is Format.ALTERNATE_NAMES


@pytest.mark.parametrize(("head", "said"), INVALID.values(), ids=INVALID)
def test_what_is_not_known_is_refused_with_what_is_wanted(head: bytes, said: str) -> None:
    with pytest.raises(IndexDataError, match=rf"^there/file\.geojson: {said}.*wanted are GeoNames' tables"):
        format_of(head, "there/file.geojson")


@pytest.mark.parametrize(
    "text",
    [
        '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>',
        "<OGRWFSDataSource><URL>https://example.org/wfs</URL></OGRWFSDataSource>",
        '<?xml version="1.0"?>\n<!-- innocent -->\n<OGRWFSDataSource/>',
    ],
)
def test_what_points_elsewhere_is_refused_whatever_its_name(text: str) -> None:
    with pytest.raises(IndexDataError, match=r"XML \(<OGR\w+>\), whatever its name says: it may point to other files"):
        format_of(text.encode(), "places.geojson")
