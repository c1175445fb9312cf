"""A map in the output of a notebook's cell: a sandboxed frame that holds its whole page, and the map in words below.

Where no frame is let through (GitHub, a notebook that is not trusted), the words are what is left, and still tell the
map. The other forms of the bundle are for whatever shows no HTML.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from typing import Any

from geomap.page.context import PageView
from geomap.text import visible

HEIGHT_PX = 720


def notebook_html(page: str, view: PageView, *, height_px: int = HEIGHT_PX) -> str:
    """The HTML of a cell's output.

    Parameters
    ----------
    page : str
        The map's page, from :func:`geomap.page.render_page`; it goes into the frame's ``srcdoc`` as it is.
    view : PageView
        What it says: title and the map in words.
    height_px : int
        Height of the frame.
    """
    title, told = (html.escape(text) for text in (visible(view.title), view.told))
    frame = (
        f'<iframe srcdoc="{html.escape(page)}" title="{title}" width="100%" height="{height_px}" '
        'sandbox="allow-scripts allow-popups" style="border:0"></iframe>'
    )
    caption = f'<figcaption lang="{html.escape(view.language)}" dir="{view.direction}">{title}. {told}</figcaption>'
    return f'<figure class="geomap" style="margin:0">{frame}{caption}</figure>'


def notebook_text(view: PageView) -> str:
    """The map as plain text."""
    return "\n".join((visible(view.title), *view.account))


def wanted(
    bundle: Mapping[str, Any], include: Collection[str] | None, exclude: Collection[str] | None
) -> dict[str, Any]:
    """The forms that a notebook asks for.

    Examples
    --------
    >>> wanted({"text/html": "<p>", "text/plain": "p"}, None, ["text/html"])
    {'text/plain': 'p'}
    """
    return {
        kind: data for kind, data in bundle.items() if (not include or kind in include) and kind not in (exclude or ())
    }
