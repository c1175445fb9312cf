"""The JSON Schema of story files, from which editors complete and check while an author types."""

from __future__ import annotations

from typing import Any

from geomap.story.model import Story


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a story in YAML or JSON.

    It is made from the model, so that it says what the loader checks field by field; what only several fields
    together can tell (ids that must exist, dates that must be dates) is the loader's alone.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["required"]
    ['sources', 'reports']
    >>> schema["$defs"]["Leg"]["properties"]["from"]["description"]
    'Where the leg starts: id of a report or a place, or a name.'
    """
    schema = Story.model_json_schema(by_alias=True, mode="validation")
    _tidy(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "geomap story",
        "description": "Reports, their sources and places, and the ways between them; see the README of geomap.",
    }


def _tidy(node: Any) -> None:
    """Drop generated titles, which editors show above the descriptions; keep the first paragraph of docstrings."""
    if isinstance(node, list):
        for item in node:
            _tidy(item)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("title"), str):
        del node["title"]
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].partition("\n\n")[0].split()).replace("``", "")
    for item in node.values():
        _tidy(item)
