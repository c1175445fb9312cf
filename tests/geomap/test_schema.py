from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from geomap.story import Story, json_schema

EXAMPLES = Path(str(files("geomap") / "examples"))
STORIES = sorted(EXAMPLES.glob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def minimal(**changes: Any) -> dict[str, Any]:
    report = {"id": "r", "title": "R", "sources": ["s"]}
    return {"sources": [{"id": "s", "title": "S"}], "reports": [report], **changes}


def test_the_published_file_is_what_the_command_prints() -> None:
    published = (EXAMPLES / "story.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(json_schema(), indent=2) + "\n"


@pytest.mark.parametrize("path", STORIES, ids=[path.name for path in STORIES])
def test_every_example_refers_to_the_schema_and_fits_it(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=story.schema.json"
    assert (path.parent / "story.schema.json").is_file()
    # Read as an editor does, with the types of YAML, except that its dates are text as in YAML 1.2.
    story = yaml.load(text, Loader=type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": without_dates()}))
    assert [error.message for error in validator.iter_errors(story)] == []


def without_dates() -> dict[str, Any]:
    return {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def test_there_are_examples() -> None:
    assert {"convoy-2017.yaml", "starter.yaml"} <= {path.name for path in STORIES}


FITTING: list[dict[str, Any]] = [
    {"reports": [{"id": "r", "title": "R", "sources": [{"source": "s", "locator": "p. 3"}]}]},
    {"reports": [{"id": "r", "title": "R", "when": 2017, "sources": ["s"], "counts": {"killed": {"best": 3}}}]},
    {"claims": [{"about": "r", "property": "killed", "value": 300, "source": "s"}]},
    {"routes": [{"id": "w", "title": "W", "legs": [{"id": "l", "from": "r", "to": "x", "basis": "planned"}]}]},
    {"places": [{"id": "p", "lon": 36.5, "lat": 34, "kind": "city", "geometry": {"type": "Point"}}]},
]
NOT_FITTING: list[dict[str, Any]] = [
    {"reports": []},
    {"tittle": "T"},
    {"reports": [{"id": "r", "title": "R", "sources": []}]},
    {"reports": [{"id": "r", "title": "R", "sources": ["s"], "role": "evnt"}]},
    {"places": [{"id": "p", "lat": 91}]},
    {"places": [{"id": "p", "lat": "34"}]},
    {"places": [{"id": "p", "kind": "citty"}]},
    {"countries": ["sy"]},
    {"routes": [{"id": "w", "title": "W", "legs": [{"id": "l", "from_": "r", "basis": "planned"}]}]},
]


@pytest.mark.parametrize("changes", FITTING)
def test_what_the_loader_takes_fits(changes: dict[str, Any], validator: jsonschema.Draft202012Validator) -> None:
    assert validator.is_valid(minimal(**changes))


@pytest.mark.parametrize("changes", NOT_FITTING)
def test_what_the_loader_refuses_does_not_fit(
    changes: dict[str, Any], validator: jsonschema.Draft202012Validator
) -> None:
    assert not validator.is_valid(minimal(**changes))


def test_editors_are_told_what_each_part_is() -> None:
    schema = json_schema()
    for name, part in schema["$defs"].items():
        assert part.get("description") or part.get("anyOf"), name
        assert ">>>" not in json.dumps(part)
    assert set(schema["properties"]) == set(Story.model_fields)
    assert schema["additionalProperties"] is False
