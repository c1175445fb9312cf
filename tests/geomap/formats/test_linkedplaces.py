"""Linked Places: held to a JSON Schema of the format's rules, and read back by our own importer and by GDAL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import jsonschema
import pytest
from shapely.geometry import shape

from gazetteer import Kind
from geomap.formats import Content
from geomap.formats.linkedplaces import _TYPES, linked_places, timespan
from geomap.when import parse_when

# The rules of the format, version 1.3, in our words.
DATE = {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?)?)?$"}
BOUND = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {"in": DATE, "earliest": DATE, "latest": DATE},
}
CERTAINTY = {"enum": ["certain", "less-certain", "uncertain"]}
WHEN = {
    "type": "object",
    "required": ["timespans"],
    "properties": {
        "timespans": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["start"],
                "additionalProperties": False,
                "properties": {"start": BOUND, "end": BOUND},
            },
        },
        "certainty": CERTAINTY,
    },
}
CITATIONS = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["label"],
        "properties": {
            "label": {"type": "string", "minLength": 1},
            "year": {"type": "integer"},
            "@id": {"type": "string"},
        },
    },
}
FEATURE = {
    "type": "object",
    "required": ["@id", "type", "properties", "names", "geometry"],
    "properties": {
        "@id": {"type": "string", "pattern": "^[a-z]+:[^ ]+$"},
        "type": {"const": "Feature"},
        "properties": {
            "type": "object",
            "required": ["title", "fclasses"],
            "properties": {
                "title": {"type": "string", "minLength": 1},
                "fclasses": {"type": "array", "minItems": 1, "items": {"enum": list("AHLPRST")}},
                "ccodes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
            },
        },
        "when": WHEN,
        "names": {
            "type": "array",
            "minItems": 1,
            "contains": {"required": ["citations"]},
            "items": {
                "type": "object",
                "required": ["toponym"],
                "properties": {"toponym": {"type": "string", "minLength": 1}, "citations": CITATIONS, "when": WHEN},
            },
        },
        "types": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["identifier", "label"],
                "properties": {"identifier": {"type": "string", "pattern": r"^aat:\d{9}$"}},
            },
        },
        "geometry": {
            "type": ["object", "null"],
            "required": ["type", "coordinates"],
            "properties": {"certainty": CERTAINTY, "when": WHEN},
        },
        "links": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "identifier"],
                "properties": {
                    "type": {"enum": ["closeMatch", "exactMatch", "primaryTopicOf", "subjectOf", "seeAlso"]}
                },
            },
        },
        "descriptions": {"type": "array", "items": {"type": "object", "required": ["value"]}},
    },
}
SCHEMA = {
    "type": "object",
    "required": ["type", "@context", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "@context": {"type": "string"},
        "features": {"type": "array", "items": FEATURE},
    },
}


def read(content: Content) -> dict[str, Any]:
    collection = json.loads(linked_places(content))
    jsonschema.validate(collection, SCHEMA)
    return {feature["properties"]["title"]: feature for feature in collection["features"]}


def test_each_place_is_one_feature_and_what_has_no_place_is_none(content: Content) -> None:
    assert list(read(content)) == [
        "Deir al-Zor governorate", "Fiji", "Samoa", "On the line", "Zone of search", "Boukamal",
    ]  # fmt: skip


def test_shapes_are_those_of_the_frame(content: Content) -> None:
    found = read(content)
    for row in content.reports.to_dict("records"):
        if row["draw"] != "none":
            assert shape(found[row["place_name"]]["geometry"]).hausdorff_distance(row["geometry"]) < 1e-6


def test_each_spelling_names_who_spells_it_so(content: Content) -> None:
    names = read(content)["Deir al-Zor governorate"]["names"]
    assert names == [
        {
            "toponym": "دير الزور",
            "citations": [{"label": "The War Zone <i>", "year": 2017, "@id": "https://example.org/twz?a=1&b=2"}],
            "when": {"timespans": [{"start": {"in": "2017-08-30"}}]},
        },
        {"toponym": "Deir al-Zor governorate", "citations": [{"label": "Natural Earth"}]},
    ]


def test_reports_date_their_place(content: Content) -> None:
    found = read(content)
    assert found["Fiji"]["when"] == {
        "timespans": [
            {"start": {"in": "2017-08-30T17:00:00+03:00"}},
            {"start": {"latest": "2017-08-01"}, "end": {"latest": "2017-08-01"}},
        ]
    }
    assert "when" not in found["Boukamal"]


def test_identifiers_links_and_types(content: Content) -> None:
    found = read(content)
    assert found["Boukamal"]["@id"] == "http://www.geonames.org/174448/"
    assert found["Fiji"]["@id"] == "urn:geomap:place:p-fiji"
    assert found["Fiji"]["links"] == [{"type": "closeMatch", "identifier": "https://example.org/fiji"}]
    assert found["Boukamal"]["properties"] == {"title": "Boukamal", "fclasses": ["P"], "ccodes": ["SY"]}
    assert found["Boukamal"]["types"][0]["identifier"] == "aat:300008347"
    assert set(_TYPES) <= set(Kind)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2017", {"start": {"in": "2017"}}),
        ("2017-08", {"start": {"in": "2017-08"}}),
        ("2017-08~", {"start": {"earliest": "2017-07-01", "latest": "2017-09-30"}}),
        ("2017-08-28?", {"start": {"earliest": "2017-08-28", "latest": "2017-08-28"}}),
        ("2017-08-XX", {"start": {"earliest": "2017-08-01", "latest": "2017-08-31"}}),
        ("2017-21", {"start": {"earliest": "2017-03-01", "latest": "2017-05-31"}}),
        ("2017-08-30T14:00:00Z", {"start": {"in": "2017-08-30T14:00:00+00:00"}}),
        ("2017-08-28/", {"start": {"earliest": "2017-08-28"}, "end": {"earliest": "2017-08-28"}}),
        ("../2017-08-28", {"start": {"latest": "2017-08-28"}, "end": {"latest": "2017-08-28"}}),
    ],
)
def test_every_sort_of_date_is_a_timespan_that_claims_no_more(when: str, expected: Any) -> None:
    assert timespan(parse_when(when)) == expected


@pytest.mark.parametrize(("when", "certainty"), [("2017~", "less-certain"), ("2017?", "uncertain"), ("2017", None)])
def test_a_doubt_is_said(when: str, certainty: str | None, make: Callable[..., Content]) -> None:
    report = {"id": "r", "title": "R", "where": "Boukamal", "when": when, "sources": ["ap"]}
    found = read(make(reports=[report], routes=[], claims=[]))
    assert found["Boukamal"]["when"].get("certainty") == certainty


def test_a_town_known_to_the_region_only_keeps_its_own_point(make: Callable[..., Content]) -> None:
    report = {"id": "r", "title": "R", "where": "Boukamal", "precision": "region", "sources": ["ap"]}
    content = make(reports=[report], routes=[], claims=[])
    assert content.reports.draw[0] == "area"
    assert read(content)["Boukamal"]["geometry"] == {"type": "Point", "coordinates": [40.91854, 34.45226]}


def test_gdal_reads_it(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "places.geojson"
    path.write_text(linked_places(content), encoding="utf-8")
    assert geopandas.read_file(path)["title"].tolist() == list(read(content))


def test_a_map_of_nothing(bare: Content) -> None:
    assert read(bare) == {}
