"""Links that lead nowhere: files and anchors that are not there, and addresses that a page should not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass
class Page(HTMLParser):
    """What a page links to and what can be linked to in it."""

    links: list[tuple[str, str]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take down a start tag's links and its id."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.add(given["id"])
        for name in ("href", "src"):
            if name in given and tag != "use":
                self.links.append((given[name], given.get("rel", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """The same for a tag that closes itself."""
        self.handle_starttag(tag, attrs)


def faults(site: Path, names: list[str]) -> Iterator[str]:
    """What is wrong with the links of some pages, one line each.

    Parameters
    ----------
    site : Path
    names : list of str
        The pages, by their paths below the site.
    """
    for name in names:
        for link, rel in _read(site / name).links:
            if wrong := _fault(site, site / name, link, rel):
                yield f"{name}: {link}: {wrong}"


def _fault(site: Path, page: Path, link: str, rel: str) -> str | None:
    parts = urlsplit(link)
    if parts.scheme == "data":
        return None if link == "data:," else "carries data"
    if parts.scheme in ("http", "https"):
        return None if "noopener" in rel.split() else "has no rel=noopener"
    if parts.scheme or parts.netloc:
        return "is no address of the web"
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page.resolve()
    if not target.is_relative_to(site.resolve()):
        return "leads out of the site"
    if not target.is_file():
        return "is not there"
    if parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _read(target).anchors:
        return "has no such anchor"
    return None


@cache
def _read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page
