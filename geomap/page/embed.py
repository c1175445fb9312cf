"""The embed kit: what a newsroom pastes into its page."""

from __future__ import annotations

from geomap import __version__
from geomap.page import assets
from geomap.page.render import render_text

HEIGHT_PX = 640


def embed_snippet(url: str, *, title: str, height_px: int = HEIGHT_PX) -> str:
    """HTML that shows a compact map inside another page, in a sandboxed iframe that grows to its content's height.

    The map can neither reach the page around it nor send anything anywhere; the page around it takes nothing from it
    but a height, and only from this very iframe.

    Parameters
    ----------
    url : str
        Where ``embed.html`` lies, as seen from the page that embeds it.
    title : str
        What the iframe shows, for those who cannot see it.
    height_px : int
        Height before the map has said its own, and where scripts are off.

    Examples
    --------
    >>> print(embed_snippet("embed.html", title="Convoy").splitlines()[0])
    <iframe src="embed.html" title="Convoy" width="100%" height="640" loading="lazy" sandbox="allow-scripts \
allow-popups"></iframe>
    """
    return render_text("snippet.html.j2", url=url, title=title, height=height_px).strip() + "\n"


def element_script() -> str:
    """The file ``geo-map.js``: what a page must run to show maps of this version as ``<geo-map src="embed.html">``.

    It defines that element and nothing else: no global name, no style outside of it, no request before a reader comes
    near the map.

    Examples
    --------
    >>> "customElements.define" in element_script()
    True
    """
    return assets.element_script(__version__)


def element_snippet(url: str, *, title: str, script: str = "geo-map.js") -> str:
    """HTML that shows a compact map inside another page without a frame.

    Parameters
    ----------
    url : str
        Where ``embed.html`` lies, as seen from the page that embeds it; elsewhere than that page, its server must let
        it be read (CORS).
    title : str
        What the map shows, for those who cannot see it.
    script : str
        Where :func:`element_script` lies.

    Examples
    --------
    >>> print(element_snippet("embed.html", title="Convoy"), end="")
    <script src="geo-map.js" async></script>
    <geo-map src="embed.html" title="Convoy"></geo-map>
    """
    return render_text("element.html.j2", url=url, title=title, script=script).strip() + "\n"
