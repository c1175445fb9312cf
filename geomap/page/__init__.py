"""The page: one HTML file in which every pin, area and line says who reported it, when, and how exact that is.

This package is the only one that makes HTML. The way through it::

    story, frames ─ compose ─▶ PageView (what it says)  ─┐
                  └ payload ─▶ JSON (what is drawn)     ─┼─ render ─▶ HTML
    map frame (folium: ids and options only)            ─┘
"""

from __future__ import annotations

from typing import Any, Protocol

from geomap.page.compose import Credit
from geomap.page.context import PageView
from geomap.page.embed import embed_snippet
from geomap.page.render import MapFrame, render

__all__ = ["Credit", "Drawn", "MapFrame", "PageView", "embed_snippet", "render_page"]


class Drawn(Protocol):
    """A map ready for its page; :class:`geomap.GeoMap` is one."""

    def page_view(self) -> PageView:
        """What the page says."""

    def page_data(self) -> dict[str, Any]:
        """What the page's runtime draws."""

    def page_frame(self) -> MapFrame:
        """The map's element and its scripts."""


def render_page(drawn: Drawn) -> str:
    """The HTML of a map: one file, no request, the same bytes each time.

    Parameters
    ----------
    drawn : GeoMap
        From :func:`geomap.draw_map`.

    Returns
    -------
    str
    """
    return render(drawn.page_view(), drawn.page_data(), drawn.page_frame())
