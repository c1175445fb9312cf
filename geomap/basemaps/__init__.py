"""What lies under a story: the embedded base map, and the online tile providers that an author can ask for."""

from __future__ import annotations

from geomap.basemaps.codec import decode, encode
from geomap.basemaps.compose import Atlas, base_map
from geomap.basemaps.extent import base_map_for, story_box
from geomap.basemaps.model import BaseMap, Label, Land

__all__ = ["Atlas", "BaseMap", "Label", "Land", "base_map", "base_map_for", "decode", "encode", "story_box"]
