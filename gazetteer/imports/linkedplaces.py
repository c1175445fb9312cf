"""A feature of the Linked Places format (LPF 1.1 and 1.2), read as the fields of a user's own place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gazetteer.imports.featurecodes import kind_of
from gazetteer.imports.tally import BadRowError
from gazetteer.place import Kind


def is_linked_place(feature: Mapping[str, Any]) -> bool:
    """Whether a feature is in the Linked Places format: it names itself by an ``@id``, or its names are toponyms.

    Examples
    --------
    >>> is_linked_place({"@id": "x:1", "properties": {"title": "X"}}), is_linked_place({"properties": {"name": "X"}})
    (True, False)
    """
    return "@id" in feature or any(isinstance(each, dict) and "toponym" in each for each in _list(feature, "names"))


def linked_place(feature: Mapping[str, Any]) -> tuple[dict[str, str], list[str], Kind | None]:
    """What a feature states: its fields, its further names, and its kind where a type or class tells one.

    Raises
    ------
    BadRowError
        A part of it is not of the shape that the format gives it.
    """
    properties = feature.get("properties") or {}
    names = [_text(each, "toponym") for each in _list(feature, "names")]
    countries = [code for code in _list(properties, "ccodes") if isinstance(code, str)]
    fields = {
        "id": _text(feature, "@id"),
        "name": _text(properties, "title") or next(iter(names), ""),
        # A place of two countries belongs to neither alone.
        "country": countries[0] if len(countries) == 1 else "",
    }
    return fields, names, _kind(feature, properties)


def _kind(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> Kind | None:
    labels = [_text(each, "label") for each in _list(feature, "types") if isinstance(each, dict)]
    kinds = {word: kind for kind in Kind for word in (kind.value, kind.label)}
    for label in labels:
        if label.lower() in kinds:
            return kinds[label.lower()]
    for feature_class in _list(properties, "fclasses"):
        if feature_class in ("A", "H", "L", "P", "R", "S", "T", "U", "V"):
            return kind_of(feature_class, "")[0]
    return None


def _list(holder: Mapping[str, Any], member: str) -> Iterable[Any]:
    found = holder.get(member)
    return found if isinstance(found, list) else ()


def _text(holder: Any, member: str) -> str:
    found = holder.get(member, "") if isinstance(holder, dict) else ""
    if not isinstance(found, (str, int)) or isinstance(found, bool):
        raise BadRowError(f"{member} is no text")
    return str(found)
