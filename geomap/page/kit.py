"""The embed kit: everything that another page needs to show a map, in one folder, and what other sites ask for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geomap.languages import Spoken
from geomap.page.csp import digest
from geomap.page.embed import HEIGHT_PX, element_snippet, embed_snippet
from geomap.page.render import render_text
from geomap.style import PALETTE
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.page.context import PageView

FOLDER = "embed-kit"
WIDTH_PX = 960
"""Of the frame, as oEmbed tells it; it really is as wide as there is room."""

PURPOSES = {
    "map.html": "the whole map, to which the frame and the picture link",
    "embed.html": "the map for a frame in another page",
    "geo-map.js": "the element <geo-map>, which shows the map without a frame",
    "map.svg": "the picture, sharp at every size; light or dark as the reader has it",
    "map.png": "the picture for where no SVG is taken: mail, apps, social networks",
    "oembed.json": "how other sites embed the map when they are given its address",
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to embed: what to paste, and what to know about it."""

    id: str
    title: str
    about: tuple[str, ...]
    text: str
    file: str | None = None


def kit_files(view: PageView, made: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The kit's files by name: ``oembed.json``, and the folder ``embed-kit`` with copies of what is embedded.

    Parameters
    ----------
    view : PageView
        What the full page says; ``published`` gives the addresses, which otherwise are those of the same folder.
    made : mapping
        The files of the build so far; of those that the kit knows, it holds copies.
    """
    told: dict[str, str | bytes] = {"oembed.json": oembed(view)}
    copies = {name: data for name, data in {**made, **told}.items() if name in PURPOSES}
    ways = embed_ways(view, frozenset(copies))
    pasted = {way.file: way.text + "\n" for way in ways if way.file and way.file not in copies}
    kit = {"kit.html": kit_page(view, ways, frozenset(copies)), **copies, **pasted}
    return {**told, **{f"{FOLDER}/{name}": data for name, data in kit.items()}}


def oembed(view: PageView) -> str:
    """What an oEmbed consumer is told: version 1.0, type ``rich``, as JSON.

    Without an address to be published at, the address in its ``html`` is relative, and nothing points to the picture.

    Parameters
    ----------
    view : PageView
        Title, author, and where the map will lie.
    """
    published = view.published
    told: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": visible(view.title),
        "author_name": visible(view.author) if view.author else None,
        "provider_name": (urlsplit(published.folder).hostname if published else None) or "geomap",
        "provider_url": "{0.scheme}://{0.netloc}/".format(urlsplit(published.folder)) if published else None,
        "html": _frame(view),
        "width": WIDTH_PX,
        "height": HEIGHT_PX,
    }
    if published and published.picture_px:
        width, height = published.picture_px
        told |= {"thumbnail_url": published.picture, "thumbnail_width": width, "thumbnail_height": height}
    known = {key: value for key, value in told.items() if value is not None}
    return json.dumps(known, indent=2, ensure_ascii=False) + "\n"


def embed_ways(view: PageView, there: frozenset[str]) -> tuple[Way, ...]:
    """The ways to embed a map of which these files are there."""
    base = view.published.folder if view.published else ""
    picture = "map.png" if "map.png" in there else "map.svg"
    ways = [
        Way(
            "frame",
            "A frame that grows with the map",
            (
                "The map runs in a sandbox: it can read and change nothing of your page.",
                "The script gives the frame the height that the map asks for, and listens to this frame alone.",
            ),
            embed_snippet(f"{base}embed.html", title=view.title).strip(),
            "frame-auto-height.html",
        ),
        Way(
            "fixed",
            "A frame of one height, without a script",
            ("For pages that take no scripts. What does not fit is scrolled to inside the frame.",),
            _frame(view),
            "frame.html",
        ),
    ]
    if "geo-map.js" in there:
        ways.append(
            Way(
                "element",
                "An element of your page",
                (
                    "No frame: the map is a part of the page, and the styles of the two leave each other alone.",
                    "The script and the map must come from a site that your page may load scripts and data from.",
                ),
                element_snippet(f"{base}embed.html", title=view.title, script=f"{base}geo-map.js").strip(),
                "element.html",
            )
        )
    ways += [
        Way(
            "wordpress",
            "WordPress",
            (
                "Add a block “Custom HTML” and paste the frame of one height.",
                "WordPress takes scripts out of what most users write, so the other frame would not grow there.",
                "The map's address in a line of its own works, too: WordPress frames it, up to 1,000 px high, "
                "in which links do not open."
                if view.published
                else "The map's address alone shows a link, unless the map was built with --site-url: then WordPress "
                "makes a frame of it.",
            ),
            f"<!-- wp:html -->\n{_frame(view)}\n<!-- /wp:html -->",
            "wordpress.html",
        ),
        Way(
            "picture",
            "A picture, with the map in words",
            (
                "For newsletters, apps, and wherever no frame is allowed.",
                "The words are made from the data, and stand in for the picture where it is not seen: leave them in.",
            ),
            render_text("picture.html.j2", base=base, file=picture, alt=alt_text(view), caption=view.title).strip(),
            "picture.html",
        ),
        Way(
            "oembed",
            "oEmbed",
            (
                "Systems that embed by address find this in the head of map.html and embed.html."
                if view.published
                else "Built with --site-url, map.html and embed.html lead systems that embed by address to this file.",
            ),
            view.published.oembed if view.published else oembed(view).strip(),
        ),
    ]
    return tuple(ways)


def kit_page(view: PageView, ways: tuple[Way, ...], there: frozenset[str]) -> str:
    """The kit as a page with buttons that copy; one file, which asks for the preview beside it and nothing else."""
    script, style = copy_script(), kit_style()
    rules = (
        "default-src 'none'", f"script-src {digest(script)}", f"style-src {digest(style)}", "img-src 'self' data:",
        "frame-src 'self'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )  # fmt: skip
    named = [{"name": name, "purpose": purpose} for name, purpose in PURPOSES.items() if name in there]
    return render_text(
        "kit.html.j2",
        page=view,
        ways=ways,
        files=named,
        preview=render_text("frame.html.j2", url="embed.html", title=view.title, height=HEIGHT_PX).strip(),
        alt=alt_text(view),
        policy="; ".join(rules),
        script=script,
        style=style,
    )


def alt_text(view: PageView) -> str:
    """What stands in for the picture: the title, and the map in words."""
    return Spoken(f"{visible(view.title)}. {view.told}")


def copyable(element_id: str, text: str, *, label: str) -> str:
    """HTML of a text with a button that copies it, for pages of ours elsewhere, such as the site's.

    Such a page runs :func:`copy_script` once, and has an element for what it says:
    ``<p class="copy-status" role="status" aria-live="polite"></p>``.

    Examples
    --------
    >>> print(copyable("frame", "<iframe>", label="A frame").splitlines()[1])
    <pre tabindex="0" role="region" aria-label="A frame"><code id="frame">&lt;iframe&gt;</code></pre>
    """
    return render_text("copyable.html.j2", id=element_id, text=text, label=label).strip()


@lru_cache(maxsize=1)
def copy_script() -> str:
    """The script behind the buttons of ``copy.html.j2``."""
    return _static("copy.js")


@lru_cache(maxsize=1)
def kit_style() -> str:
    """The style sheet of the kit's page, with the map's colours."""
    light, dark = (
        "".join(f"--{name}:{colour.of(scheme)};" for name, colour in PALETTE.items()) for scheme in ("light", "dark")
    )
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{_static('kit.css')}"


def _frame(view: PageView) -> str:
    url = f"{view.published.folder if view.published else ''}embed.html"
    return render_text("frame.html.j2", url=url, title=view.title, height=HEIGHT_PX).strip()


def _static(name: str) -> str:
    return (files("geomap") / "static" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
