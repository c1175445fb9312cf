"""The two things done to values before they are checked: hostile characters become visible, geometries are mended."""

from __future__ import annotations

from typing import Any

from geomap.story.geometry import check_geometry
from geomap.story.nodes import Document, Map, Path, Seq
from geomap.text import hostile_characters, visible


def make_visible(document: Document) -> None:
    """Replace what hides or reorders text, with a warning for each value; drop keys that hold nothing.

    A key without a value (``places:`` and nothing below it) is as good as absent, and its position stays known.
    """
    document.root = _cleaned(document, document.root, ())


def _cleaned(document: Document, value: Any, path: Path) -> Any:
    if isinstance(value, str):
        shown = visible(value)
        if shown != value:
            _warn(document, value, path)
            return shown
        return value
    if isinstance(value, Map):
        for key in list(value):
            if visible(key) != key:
                hostile, key = key, visible(key)
                key_mark, mark = value.marks.pop(hostile)
                value.put(key, value.pop(hostile), mark, key_mark=key_mark)
                _warn(document, hostile, (*path, key), key=True)
            if value[key] is None:
                del value[key]
            else:
                value[key] = _cleaned(document, value[key], (*path, key))
    elif isinstance(value, Seq):
        for index, item in enumerate(value):
            value[index] = _cleaned(document, item, (*path, index))
    return value


def _warn(document: Document, text: str, path: Path, *, key: bool = False) -> None:
    found = hostile_characters(text)
    if found:  # nothing but line ends of another system otherwise
        what = f"{' and '.join(found)} is shown as a sign"
        document.problem(path, what, visible(text), "deleting it", key=key, warning=True)


def mend_geometries(document: Document) -> None:
    """Check the geometry of every place, and put the mended one in its place."""
    places = document.get(("places",))
    if not isinstance(places, Seq):
        return
    for index, place in enumerate(places):
        if not isinstance(place, Map) or not isinstance(place.get("geometry"), dict):
            continue
        path: Path = ("places", index, "geometry")
        geometry, faults = check_geometry(place["geometry"])
        for fault in faults:
            document.problem((*path, *fault.path), fault.what, fault.got, fault.hint, warning=fault.warning)
        if geometry is not None:
            place["geometry"] = geometry
