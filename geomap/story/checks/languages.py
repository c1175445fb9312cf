"""Whether the page has words of its own in the language that a story asks for."""

from __future__ import annotations

from geomap.errors import Problem
from geomap.languages import speaks, spoken_tags
from geomap.story.checks.entries import text
from geomap.story.nodes import Document
from geomap.text import visible

IN_ENGLISH = "there is no catalogue of this language, so that the page's own words are in English"


def check_languages(document: Document) -> None:
    """Note where the page's own words fall back to English."""
    field = "interface" if text(document.get(("interface",))) else "language"
    tag = text(document.get((field,)))
    if tag and not speaks(tag):
        document.problem((field,), IN_ENGLISH, tag, interface_hint(), warning=True)


def interface_notices(file: str, asked: str | None) -> tuple[Problem, ...]:
    """The same of a language that a caller asks for, beside the file of the story."""
    if not asked or speaks(asked):
        return ()
    return (Problem(file, 0, 0, "interface", IN_ENGLISH, visible(asked), interface_hint(), warning=True),)


def interface_hint() -> str:
    """What to try."""
    *others, last = spoken_tags()
    return f"interface: {', '.join(others)} or {last}"
