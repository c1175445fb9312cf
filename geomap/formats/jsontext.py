"""Feature collections as text: one feature a line, so that two versions can be compared by eye."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def collection_text(head: Mapping[str, Any], features: Iterable[Mapping[str, Any]]) -> str:
    """Write a collection whose member ``features`` stands last; ASCII.

    Examples
    --------
    >>> print(collection_text({"type": "FeatureCollection"}, [{"id": "a"}, {"id": "b"}]), end="")
    {"type":"FeatureCollection","features":[
    {"id":"a"},
    {"id":"b"}
    ]}
    """
    rows = ",\n".join(map(_text, features))
    return f'{_text(head)[:-1]},"features":[\n{rows}\n]}}\n'


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))
