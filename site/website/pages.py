"""Every page of the site: its templates, its style with the map's colours, and the policy in its head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jinja2

import geomap
from geomap.page import embed_snippet
from geomap.page.csp import digest
from geomap.page.kit import FOLDER, copy_script, copyable
from geomap.style import LINE_STYLES, PALETTE
from website.catalogue import EXAMPLES, differences, downloads
from website.guide import Chapter, chapters

TEMPLATES = Path(__file__).parents[1] / "pages"
ELEMENT = "geo-map.js"
# What the kit of a build has to paste: its file, and what it is.
PASTED = {
    "frame-auto-height.html": "A frame that grows with the map",
    "frame.html": "A frame of one height, without a script",
    "element.html": "An element of your page",
    "picture.html": "A picture, with the map in words",
}


def render_site(out: Path) -> dict[str, str]:
    """Every page of the site by its path below it.

    Parameters
    ----------
    out : Path
        The site, in which the examples are built already.
    """
    guide = chapters(out)
    pages = {
        "index.html": _page("index.html", "index", **_of_landing(out)),
        "examples.html": _page("examples.html", "examples", examples=[(each, each.story) for each in EXAMPLES]),
        "embed-demo.html": _page("embed-demo.html", "embed-demo", **_of_demo(out)),
    }
    for number, chapter in enumerate(guide):
        before, after = guide[number - 1] if number else None, guide[number + 1] if number + 1 < len(guide) else None
        pages[f"guide/{chapter.href}"] = _chapter(chapter, guide, before, after)
    return pages


def style_sheet() -> str:
    """The site's style with the map's colours in it."""
    light = "".join(f"--{name}:{colour.light};" for name, colour in PALETTE.items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in PALETTE.items())
    own = (TEMPLATES / "site.css").read_text(encoding="utf-8")
    return (
        f":root,.host.is-light{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f".host.is-dark{{{dark}}}\n{own}"
    )


def scripts_in(snippet: str) -> list[str]:
    """The inline scripts of the embed snippet, which is ours."""
    return re.findall(r"<script>(.*?)</script>", snippet, re.DOTALL)


def content_policy(style: str, scripts: Sequence[str] = (), *, element: bool = False) -> str:
    """A policy that allows what we wrote ourselves, our own pictures and frames, and nothing else.

    Parameters
    ----------
    style : str
    scripts : sequence of str
        Inline, as they stand in the page.
    element : bool
        Whether ``<geo-map>`` is in the page: its script and its map come from the site itself.
    """
    allowed = [*map(digest, scripts), *(["'self'"] if element else [])]
    rules = {
        "default-src": "'none'",
        "style-src": digest(style),
        "script-src": " ".join(allowed) or "'none'",
        "connect-src": "'self'" if element else "'none'",
        "frame-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "geomap-element" if element else "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _of_landing(out: Path) -> dict[str, Any]:
    first = EXAMPLES[0]
    return {
        "example": first,
        "story": first.story,
        "others": [(each, each.story) for each in EXAMPLES[1:]],
        "downloads": list(downloads(first, out)),
        "differences": list(differences(first.story)),
        "lines": LINE_STYLES,
        "scripts": scripts_in(embed_snippet("", title="")),
    }


def _of_demo(out: Path) -> dict[str, Any]:
    first = EXAMPLES[0]
    live = embed_snippet(f"{first.folder}/embed.html", title=first.story.title or "Map")
    return {
        "example": first,
        "story": first.story,
        "frame": live.partition("<script>")[0].strip(),
        "scripts": [*scripts_in(live), copy_script()],
        "pasted": list(_pasted(out / first.folder / FOLDER)),
        "element": True,
        "element_file": ELEMENT,
    }


def _pasted(kit: Path) -> Iterator[tuple[str, str]]:
    """What the kit says to paste: a title, and HTML of the text with a button that copies it."""
    for name, title in PASTED.items():
        text = (kit / name).read_text(encoding="utf-8").strip()
        yield title, copyable(name.removesuffix(".html"), text, label=title)


def _chapter(chapter: Chapter, guide: Sequence[Chapter], before: Chapter | None, after: Chapter | None) -> str:
    return _page(
        "chapter.html", "guide", chapter=chapter, guide=guide, before=before, after=after, up="../",
        sections=[heading for heading in chapter.headings if heading.level == 2],
    )  # fmt: skip


def _page(
    template: str,
    section: str,
    *,
    up: str = "",
    scripts: Sequence[str] = (),
    element: bool = False,
    **context: Any,
) -> str:
    style = style_sheet()
    return _environment().get_template(template).render(
        context, section=section, up=up, scripts=scripts, version=geomap.__version__, style=style,
        policy=content_policy(style, scripts, element=element),
    )  # fmt: skip


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
