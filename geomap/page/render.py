"""From the typed page to HTML: the only door to Jinja, and the only place where text becomes markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jinja2

from geomap.basemaps import Locator
from geomap.page import assets
from geomap.page.context import PageView
from geomap.page.csp import policy
from geomap.page.delivery import IN_THE_PAGE, Delivery, Part, files_of, sources_of
from geomap.page.island import island
from geomap.page.saying import Saying, shortened, shown

_SLOT = '<script type="application/json" id="geomap-data">'


@dataclass(frozen=True, slots=True)
class MapFrame:
    """What the map frame (folium) contributes to a page: an element's id, and scripts of ids and options alone.

    Parameters
    ----------
    element_id : str
        Id of the element that holds the map.
    scripts : tuple of str
        Run in this order after the runtime; the first opens the map.
    image_hosts : tuple of str
        Origins that map tiles come from.
    trusted : bool
        Whether foreign layers are among the scripts, at the caller's own word. They may need Leaflet's style sheet,
        and its tooltips, which write HTML: so the page then does without Trusted Types.
    way : Delivery
        Where the page's scripts and styles are.
    locator : Locator or None
        The small map that says where in the world the large one is.
    """

    element_id: str
    scripts: tuple[str, ...]
    image_hosts: tuple[str, ...] = ()
    trusted: bool = False
    way: Delivery = IN_THE_PAGE
    locator: Locator | None = None


def render(view: PageView, data: Mapping[str, Any], frame: MapFrame) -> str:
    """The page, in one file.

    Parameters
    ----------
    view : PageView
        What it says.
    data : JSON data
        What the runtime draws; see :mod:`geomap.page.payload`.
    frame : MapFrame
        The element and the scripts of the map.
    """
    scripts, styles = _scripts(view, frame), _styles(view, frame)
    template = _environment().get_template("embed.html.j2" if view.compact else "page.html.j2")
    page = template.render(
        page=view,
        say=Saying(view.say),
        frame=frame,
        scripts=scripts,
        styles=styles,
        elsewhere=[part.address for part in scripts if part.address],
        policy=policy(
            scripts=[_inline(part.text, "script") for part in scripts if not part.address],
            styles=[_inline(part.text, "style") for part in styles if not part.address],
            script_sources=sources_of(scripts),
            style_sources=sources_of(styles),
            image_hosts=frame.image_hosts,
            trusted_types=not frame.trusted,
        ),
        image_hosts=frame.image_hosts,
    )
    # The data goes in here, not in the template, which would copy the hundred megabytes of a crowd once at each step.
    # Nothing before it can hold the slot's opening tag: texts are escaped, and of elements only styles come earlier.
    before, slot, after = page.partition(_SLOT)
    assert slot, "the template has a place for the data"
    return "".join((before, slot, island(data), after))


def shared_files(view: PageView, frame: MapFrame) -> dict[str, str]:
    """What must lie beside the page of :func:`render`, by its address as seen from there."""
    return files_of((*_scripts(view, frame), *_styles(view, frame)))


def _scripts(view: PageView, frame: MapFrame) -> tuple[Part, ...]:
    parts = assets.scripts(frame.way, whole=frame.trusted or bool(frame.image_hosts), crowd=bool(view.crowd))
    elsewhere = any(part.address for part in parts)
    own = (*frame.scripts, *([assets.missing_script()] if elsewhere else []))
    return (*parts, *map(Part, own))


def _styles(view: PageView, frame: MapFrame) -> tuple[Part, ...]:
    return assets.styles(
        frame.way, compact=view.compact, tiles=bool(frame.image_hosts), trusted=frame.trusted, crowd=bool(view.crowd)
    )


def render_text(template: str, **context: Any) -> str:
    """A small template on its own, such as the line that embeds a map."""
    return _environment().get_template(template).render(**context)


def _inline(text: str, element: str) -> str:
    """The text as the content of a raw-text element; refused where it would end the element early."""
    if f"</{element}" in text.casefold() or "<!--" in text:
        raise ValueError(f"a {element} must not hold '</{element}' or '<!--': it would end early or open a comment")
    return text


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(files("geomap") / "templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["truncate"] = shortened
    return environment
