"""What no single field can tell: ids twice or missing, dates and countries that are none, what is nowhere.

The checks read the values as the file has them, before the model is made, so that a story with a wrong field and a
wrong reference is told of both at once. What has the wrong type they pass over: pydantic tells that.
"""

from __future__ import annotations

from geomap.story.checks.countries import check_countries
from geomap.story.checks.dates import check_dates
from geomap.story.checks.journeys import check_journeys
from geomap.story.checks.languages import check_languages
from geomap.story.checks.places import check_places
from geomap.story.checks.references import check_references
from geomap.story.nodes import Document

__all__ = ["check_story"]


def check_story(document: Document) -> None:
    """Note every broken rule between fields in the document."""
    check_references(document)
    check_dates(document)
    check_languages(document)
    check_countries(document)
    check_places(document)
    check_journeys(document)
