"""Markdown to HTML for the guide: tables, headings to link to, readable code. The one door to markdown-it-py."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

_YAML_COMMENT = re.compile(r"(^|\s)(#.*)$", re.MULTILINE)
_PROMPT = re.compile(r"^(\$|&gt;&gt;&gt;|\.\.\.) ", re.MULTILINE)


@dataclass(frozen=True)
class Heading:
    """A heading of a page, and what links to it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Piece:
    """Some Markdown, rendered."""

    html: str
    headings: tuple[Heading, ...]


def slug_of(text: str) -> str:
    """The anchor of a heading, as GitHub makes it: so that links within the project's Markdown hold here, too.

    Examples
    --------
    >>> slug_of("Names that cannot be told"), slug_of("A row: `world.csv`, 2nd")
    ('names-that-cannot-be-told', 'a-row-worldcsv-2nd')
    """
    kept = (c for c in text.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def render(text: str, *, link: Callable[[str], str | None], deeper: int = 0, taken: Sequence[Heading] = ()) -> Piece:
    """Render Markdown; HTML in it is shown as text.

    Parameters
    ----------
    text : str
    link : callable
        Gives the address on the site of a link's target; for None the words stay, and the link goes.
    deeper : int
        So many levels every heading goes down.
    taken : sequence of Heading
        Of the same page, before this piece: no anchor is given twice.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.renderer.rules.update({"fence": _fence, "table_open": _table_open, "table_close": _table_close})
    tokens = parser.parse(text)
    anchors = [heading.anchor for heading in taken]
    headings = []
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open":
            headings.append(_heading(opening, inside, deeper, anchors))
    for closing in tokens:
        if closing.type == "heading_close":
            closing.tag = f"h{min(6, int(closing.tag[1]) + deeper)}"
    for token in tokens:
        token.children = list(_linked(token.children, link)) if token.children else token.children
    return Piece(parser.renderer.render(tokens, parser.options, {}), tuple(headings))


def _heading(opening: Token, inside: Token, deeper: int, anchors: list[str]) -> Heading:
    words = "".join(child.content for child in inside.children or () if child.type in ("text", "code_inline"))
    first = anchor = slug_of(words)
    number = 0
    while anchor in anchors:
        number += 1
        anchor = f"{first}-{number}"
    anchors.append(anchor)
    level = min(6, int(opening.tag[1]) + deeper)
    opening.tag = f"h{level}"
    opening.attrSet("id", anchor)
    return Heading(level, words, anchor)


def _linked(children: Sequence[Token], link: Callable[[str], str | None]) -> Sequence[Token]:
    kept: list[Token] = []
    dropped: list[bool] = []
    for token in children:
        if token.type == "link_open":
            target = link(str(token.attrs["href"]))
            dropped.append(target is None)
            if target is None:
                continue
            token.attrSet("href", target)
            if re.match(r"https?:", target):
                token.attrSet("rel", "noopener")
        elif token.type == "link_close" and dropped.pop():
            continue
        kept.append(token)
    return kept


def _fence(tokens: Sequence[Token], index: int, *_: Any) -> str:
    token = tokens[index]
    return code_block(token.content, token.info.strip())


def code_block(text: str, language: str = "") -> str:
    """Code as HTML; comments of YAML and prompts are set back, and a prompt is not copied along."""
    shown = html.escape(text.rstrip("\n"), quote=False)
    if language == "yaml":
        shown = _YAML_COMMENT.sub(r"\1<em>\2</em>", shown)
    elif language in ("console", "python"):
        shown = _PROMPT.sub(r"<i>\1 </i>", shown)
    return f'<pre tabindex="0"><code>{shown}</code></pre>\n'


def _table_open(*_: Any) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"
