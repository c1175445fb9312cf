"""The guide: chapters of our own Markdown, and sections taken from the READMEs where these say the thing already.

A chapter is a file of ``site/guide``. A line of its own in it takes in another text, so that nothing is told twice::

    <!-- from README.md: Roads -->              the section of that heading, without the heading
    <!-- from geomap/formats/README.md -->      a whole file, without its title
    <!-- code example/embed-kit/frame.html -->  a file of the built site, as code
    <!-- code <geo-map> -->                     the lines that put the element into a page
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from geomap.page.embed import element_snippet
from website.catalogue import EXAMPLES
from website.markdown import Heading, Piece, code_block, render, slug_of

ROOT = Path(__file__).parents[2]
FOLDER = "site/guide"
CHAPTERS = (
    "index", "story", "places", "routes", "embedding", "files", "commands", "python", "offline", "privacy",
)  # fmt: skip
# What the project's Markdown links to and the site has elsewhere.
ELSEWHERE = {
    "geomap/examples/convoy-2017.yaml": "../example/convoy-2017.yaml",
    "geomap/examples/eighty-days.yaml": "../eighty-days/eighty-days.yaml",
}
_LINE = re.compile(r"^<!-- (from|code) ([^\s:]+)(?:: (.+?))? -->$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A run of Markdown of one file, at home in a chapter."""

    source: str
    text: str
    deeper: int = 0
    is_code: bool = False


@dataclass(frozen=True)
class Chapter:
    """A page of the guide."""

    name: str
    title: str
    lead: str
    html: str
    headings: tuple[Heading, ...]

    @property
    def href(self) -> str:
        """As the other chapters link to it."""
        return f"{self.name}.html"


def chapters(built: Path) -> tuple[Chapter, ...]:
    """Every chapter, in order.

    Parameters
    ----------
    built : Path
        The site, whose files the guide shows as code.

    Raises
    ------
    ValueError
        A chapter asks for a section that is not there.
    """
    parts = {name: tuple(_parts(name, built)) for name in CHAPTERS}
    first = {name: _rendered(each, None) for name, each in parts.items()}
    places = _places(parts, first)
    return tuple(_chapter(name, parts[name], places) for name in CHAPTERS)


def section_of(text: str, heading: str) -> tuple[str, int]:
    r"""What stands below a heading of a Markdown text, up to the next of its level, and that level.

    Examples
    --------
    >>> section_of("# T\n\n## One\n\nfirst\n\n### Sub\n\nmore\n\n## Two\n", "One")
    ('first\n\n### Sub\n\nmore', 2)
    """
    # What looks like a heading inside of code is none.
    plain = _FENCED.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), text)
    found = re.search(rf"^(#+) {re.escape(heading)}$", plain, re.MULTILINE)
    if not found:
        raise ValueError(f"there is no section {heading!r}")
    level = len(found[1])
    end = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(plain, found.end())
    return text[found.end() : end.start() if end else None].strip(), level


def _parts(name: str, built: Path) -> Iterator[Part]:
    own = f"{FOLDER}/{name}.md"
    text = (ROOT / own).read_text(encoding="utf-8")
    start, level = 0, 1
    for line in _LINE.finditer(text):
        before = text[start : line.start()]
        yield Part(own, before)
        level = _last_level(before) or level
        yield _taken(line, built, level)
        start = line.end()
    yield Part(own, text[start:])


def _taken(line: re.Match[str], built: Path, level: int) -> Part:
    kind, path, heading = line.groups()
    if path == "<geo-map>":
        return Part(path, element_snippet("embed.html", title=EXAMPLES[0].story.title or "Map"), is_code=True)
    if kind == "code":
        return Part(path, (built / path).read_text(encoding="utf-8"), is_code=True)
    text = (ROOT / path).read_text(encoding="utf-8")
    found, its_level = section_of(text, heading) if heading else (re.sub(r"\A# .+\n", "", text), 1)
    return Part(path, found, deeper=level - its_level)


def _last_level(text: str) -> int | None:
    levels = re.findall(r"^(#+) ", _FENCED.sub("", text), re.MULTILINE)
    return len(levels[-1]) if levels else None


def _rendered(parts: tuple[Part, ...], places: dict[str, str] | None) -> list[Piece]:
    """The parts as HTML; without `places`, which these pieces are needed for, links stay as they are."""
    pieces: list[Piece] = []
    for part in parts:
        if part.is_code:
            pieces.append(Piece(code_block(part.text), ()))
            continue
        taken = [heading for piece in pieces for heading in piece.headings]
        link = partial(_target, source=part.source, places=places)
        pieces.append(render(part.text, link=link, deeper=part.deeper, taken=taken))
    return pieces


def _places(parts: dict[str, tuple[Part, ...]], first: dict[str, list[Piece]]) -> dict[str, str]:
    """Where on the site a file of the project is, and each of its headings: ``README.md#roads`` to ``routes.html``."""
    places = dict(ELSEWHERE)
    for name, each in parts.items():
        for part, piece in zip(each, first[name], strict=True):
            places.setdefault(part.source, f"{name}.html")
            for heading in piece.headings:
                places.setdefault(f"{part.source}#{heading.anchor}", f"{name}.html#{heading.anchor}")
    for name in CHAPTERS:  # the heading that a section was taken from below is not among its own
        text = (ROOT / FOLDER / f"{name}.md").read_text(encoding="utf-8")
        for line in _LINE.finditer(text):
            if line[1] == "from" and line[3]:
                places.setdefault(f"{line[2]}#{slug_of(line[3])}", _before(name, text[: line.start()]))
    return places


def _before(name: str, text: str) -> str:
    """The nearest heading at the end of a text of a chapter; the chapter itself, where that is its title."""
    found = re.findall(r"^(#+) (.+)$", _FENCED.sub("", text), re.MULTILINE)
    return f"{name}.html" if not found or len(found[-1][0]) == 1 else f"{name}.html#{slug_of(found[-1][1])}"


def _target(href: str, *, source: str, places: dict[str, str] | None) -> str | None:
    """How a link in a file of the project is to be read on the site; None where the site has nothing of the kind."""
    if places is None or re.match(r"[a-z]+:", href):
        return href
    path, _, anchor = href.partition("#")
    file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else source
    if file.startswith("site/public/"):
        return f"../{file.removeprefix('site/public/')}"
    return places.get(f"{file}#{anchor}") if anchor else places.get(file)


def _chapter(name: str, parts: tuple[Part, ...], places: dict[str, str]) -> Chapter:
    pieces = _rendered(parts, places)
    headings = tuple(heading for piece in pieces for heading in piece.headings)
    whole = "".join(piece.html for piece in pieces)
    title = re.match(r"\s*<h1[^>]*>.*?</h1>\s*", whole, re.DOTALL)
    if not title or [heading.level for heading in headings].count(1) != 1:
        raise ValueError(f"{FOLDER}/{name}.md: a chapter begins with its one title")
    lead = re.search(r"<p>(.*?)</p>", whole, re.DOTALL)
    words = re.sub(r"<[^>]+>|\s+", " ", lead[1]).strip() if lead else headings[0].text
    return Chapter(name, headings[0].text, " ".join(words.split()), whole[title.end() :], headings[1:])
