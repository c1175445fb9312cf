"""Pages of very many reports: told in columns, drawn on a canvas, with cards that are made when a reader asks for one.

Up to :data:`MANY` reports a page tells each of them in its HTML. Beyond, the words about reports go as columns into the
data island, ``static/crowd`` draws them and writes their cards, and the HTML tells what holds for all: the title, the
dates, the sources, the legend, the method.
"""

from __future__ import annotations

from geomap.page.crowd.compose import compose_crowd
from geomap.page.crowd.payload import crowd_payload
from geomap.page.crowd.soft import soft_places

__all__ = ["MANY", "compose_crowd", "crowd_payload", "soft_places"]

MANY = 2000
"""A story of more reports than this gets a page of this sort."""
