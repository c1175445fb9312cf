"""Codes of countries that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomap.countries import country_hint, is_country
from geomap.story.checks.entries import entries, text, texts
from geomap.story.nodes import Document, Path

_CODE = re.compile("[A-Z]{2}")  # what looks otherwise pydantic refuses


def check_countries(document: Document) -> None:
    """Note every code that is no country's: all that is said of its places would be wrong."""
    for path, code in _codes(document):
        if _CODE.fullmatch(code) and not is_country(code):
            document.problem(path, "there is no country with this code", code, country_hint(code))


def _codes(document: Document) -> Iterator[tuple[Path, str]]:
    yield from texts(document.get(("countries",)), ("countries",))
    for path, place in entries(document, "places"):
        yield (*path, "country"), text(place.get("country"))
