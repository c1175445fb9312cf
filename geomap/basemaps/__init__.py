"""What lies under a story: land, coasts, borders, water and names, from the gazetteer, simplified to its scale."""

from __future__ import annotations

from geomap.basemaps.compose import Atlas, base_map
from geomap.basemaps.extent import base_map_for, story_box
from geomap.basemaps.locator import Locator
from geomap.basemaps.model import BaseMap, Label, Land

__all__ = ["Atlas", "BaseMap", "Label", "Land", "Locator", "base_map", "base_map_for", "story_box"]
