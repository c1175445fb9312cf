"""All the place names of an article settled together: each is evidence for the others."""

from __future__ import annotations

from gazetteer.documents.homes import find_home
from gazetteer.documents.model import Document, Home
from gazetteer.documents.readings import Readings
from gazetteer.documents.settle import settle_document

__all__ = ["Document", "Home", "Readings", "find_home", "settle_document"]
