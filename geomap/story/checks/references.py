"""Ids are unique, references lead somewhere, sources do not quote each other in a circle, links are web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from geomap.story.checks.entries import entries, legs, text, texts
from geomap.story.nodes import Document, Map, Path, nearest

# Looking for the nearest of thousands of ids takes time, and after fifty suggestions nobody reads on.
_MAX_SUGGESTIONS = 50
_MAX_CHOICES_FOR_NOTICES = 500
_LOOKS_LIKE_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#\\]+\.?[^\s\\]*", re.IGNORECASE)


def check_references(document: Document) -> None:
    """Check ids, references and links."""
    sources = _unique(document, entries(document, "sources"))
    reports = _unique(document, entries(document, "reports"))
    # Reports, places, routes and legs share one set of names: `from: a` must mean one thing.
    taken = dict(reports)
    places = _unique(document, entries(document, "places"), taken)
    _unique(document, entries(document, "routes"), taken)
    leg_ids = _unique(document, legs(document), taken)
    obstacles = _unique(document, entries(document, "obstacles"), taken)

    look = _Look(document)
    claimable = {**reports, **leg_ids, **obstacles}
    for path, obstacle in entries(document, "obstacles"):
        look.up((*path, "along"), text(obstacle.get("along")), leg_ids, "leg")
    for path, leg in legs(document):
        look.up((*path, "instead_of"), text(leg.get("instead_of")), leg_ids, "leg")
    for path, source in _cited(document):
        look.up(path, source, sources, "source")
    for path, claim in entries(document, "claims"):
        look.up((*path, "source"), text(claim.get("source")), sources, "source")
        look.up((*path, "about"), text(claim.get("about")), claimable, "report, leg or obstacle")
    for path, source_map in entries(document, "sources"):
        look.up((*path, "parent"), text(source_map.get("parent")), sources, "source")
    _check_parents(document, sources)
    _notice_near_ids(document, list(places), list(reports))
    _check_links(document)


def _unique(
    document: Document, found: Iterable[tuple[Path, Map]], taken: dict[str, Path] | None = None
) -> dict[str, Path]:
    """The ids of these entries, each with its path; an id that is in `taken` already is a problem."""
    taken = {} if taken is None else taken
    own: dict[str, Path] = {}
    for path, entry in found:
        name = text(entry.get("id"))
        if not name:
            continue
        here = (*path, "id")
        if name in taken:
            document.problem(here, f"the id is taken, first {document.place(taken[name])}", name, f"{name}-2")
        else:
            taken[name] = own[name] = here
    return own


def _cited(document: Document) -> Iterator[tuple[Path, str]]:
    """Path and id of every source that a report or a leg names, in the short form and in the long one."""
    for path, entry in (*entries(document, "reports"), *legs(document), *entries(document, "obstacles")):
        listed = entry.get("sources")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            here: Path = (*path, "sources", index)
            if isinstance(item, Map):
                yield (*here, "source"), text(item.get("source"))
            else:
                yield here, text(item)


class _Look:
    """Looks ids up, and suggests for the first few that are unknown."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.suggested = 0

    def up(self, path: Path, name: str, known: dict[str, Path], what: str) -> None:
        if not name or name in known:
            return
        self.suggested += 1
        near = nearest(name, known) if self.suggested <= _MAX_SUGGESTIONS else ""
        few = ", ".join(islice(known, 8))
        hint = near or (f"one of {few}" if few else f"adding a {what} with this id")
        self.document.problem(path, f"there is no {what} with this id", name, hint)


def _check_parents(document: Document, sources: dict[str, Path]) -> None:
    parents = {text(source.get("id")): text(source.get("parent")) for _, source in entries(document, "sources")}
    seen_from: dict[str, str] = {}
    for start in parents:
        name, way = start, list[str]()
        while name in parents and name not in seen_from:
            seen_from[name] = start
            way.append(name)
            name = parents[name]
        if name in way:  # not merely seen on the way from another source
            circle = [*way[way.index(name) :], name]
            what = f"sources that quote each other in a circle: {' → '.join(circle)}"
            document.problem((*sources[name][:-1], "parent"), what, "", "leaving out the parent of the original")


def _notice_near_ids(document: Document, places: list[str], reports: list[str]) -> None:
    """Tell of names that are nearly an id: the gazetteer would look for a town called qalamon-pocket."""
    names = {name.casefold() for _, place in entries(document, "places") for name in _names(place)}
    near_place = _Near(document, places, names)
    for path, report in entries(document, "reports"):
        near_place.tell((*path, "where"), text(report.get("where")))
    near_end = _Near(document, [*reports, *places], names)
    for path, leg in legs(document):
        for end in ("from", "to"):
            near_end.tell((*path, end), text(leg.get(end)))
        for here, name in texts(leg.get("via"), (*path, "via")):
            near_end.tell(here, name.strip())


def _names(place: Map) -> Iterator[str]:
    yield text(place.get("title"))
    for _, name in texts(place.get("names"), ()):
        yield name.strip()


class _Near:
    def __init__(self, document: Document, ids: list[str], names: set[str]) -> None:
        self.document = document
        self.ids = ids
        self.known = {*ids, ""}
        self.names = names
        self.folded = {name.casefold(): name for name in ids}

    def tell(self, path: Path, name: str) -> None:
        if name in self.known or name.casefold() in self.names:
            return
        near = self.folded.get(name.casefold(), "")
        if not near and _LOOKS_LIKE_ID.fullmatch(name) and len(self.ids) <= _MAX_CHOICES_FOR_NOTICES:
            near = nearest(name, self.ids)
        if near:
            what = "taken for a name, though an id is spelled nearly so"
            self.document.problem(path, what, name, f"{near} if that is meant", warning=True)


def _check_links(document: Document) -> None:
    for path, source in entries(document, "sources"):
        for key in ("url", "archive_url"):
            _check_link(document, (*path, key), source.get(key))
    for path, place in entries(document, "places"):
        for here, link in texts(place.get("links"), (*path, "links")):
            _check_link(document, here, link)


def _check_link(document: Document, path: Path, link: object) -> None:
    link = text(link)
    if not link or _WEB_ADDRESS.fullmatch(link):
        return
    bare = re.fullmatch(r"(www\.)?[\w-]+(\.[\w-]+)+(/\S*)?", link.strip())
    hint = f"https://{link}" if bare else "an address that starts with https:// and has no blanks"
    document.problem(path, "not a web address (http or https)", link, hint)
