"""Legs and obstacles that say nothing: a leg that contradicts itself, an obstacle that is nowhere."""

from __future__ import annotations

from geomap.story.checks.entries import entries, legs, text
from geomap.story.nodes import Document, Map

_NOTHING = "closes nothing and is drawn nowhere"


def check_journeys(document: Document) -> None:
    """Note legs told instead of themselves, and warn of obstacles without a position or a leg that they are told of."""
    for path, leg in legs(document):
        if (name := text(leg.get("instead_of"))) and name == text(leg.get("id")):
            hint = "the id of the leg that it contradicts, or leaving it out"
            document.problem((*path, "instead_of"), "the leg is told instead of itself", name, hint)
    nowhere = {text(report.get("id")) for _, report in entries(document, "reports") if _is_blank(report, "where")}
    for path, obstacle in entries(document, "obstacles"):
        if not _is_blank(obstacle, "along"):
            continue
        where = text(obstacle.get("where"))
        if _is_blank(obstacle, "where"):
            what, hint = f"an obstacle with neither where nor along {_NOTHING}", "along, for the leg that it is told of"
            document.problem(path, what, "", hint, warning=True)
        elif where in nowhere:
            what = f"a report without a position: the obstacle {_NOTHING}"
            document.problem((*path, "where"), what, where, "along, for the leg that it is told of", warning=True)


def _is_blank(entry: Map, key: str) -> bool:
    """Whether a key is left out or empty; what has another type than text somebody else tells."""
    value = entry.get(key)
    return value is None or (isinstance(value, str) and not value.strip())
