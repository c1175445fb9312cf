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
from geomap.page.delivery import INLINE, Delivery, delivery
from geomap.page.embed import element_script, element_snippet, embed_snippet
from geomap.page.render import MapFrame, render, shared_files

__all__ = [
    "INLINE",
    "Credit",
    "Delivery",
    "Drawn",
    "MapFrame",
    "PageView",
    "delivery",
    "element_script",
    "element_snippet",
    "embed_snippet",
    "render_page",
    "shared_assets",
]


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


def shared_assets(drawn: Drawn) -> dict[str, str]:
    """The files that must lie beside a map's page, by their address as seen from there; none for most.

    Parameters
    ----------
    drawn : GeoMap
        From :func:`geomap.draw_map`, with ``assets="./assets"`` or another folder.
    """
    return shared_files(drawn.page_view(), drawn.page_frame())
