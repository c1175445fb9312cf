"""What an author should look at where a story blurs places: texts that name them, and reports that are blurred, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geomap.contract import is_missing
from geomap.errors import Problem

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.story.model import Report, Story
    from geomap.story.nodes import Path

_Text = tuple["Path", str, str]


def blur_notices(story: Story, reports: GeoDataFrame) -> tuple[Problem, ...]:
    """Where the author's own texts name a place that is blurred on purpose, which nothing takes out of there.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.

    Returns
    -------
    tuple of Problem
        Warnings, in the order of the reports. They hold the names, and so are for the author alone.
    """
    rows = {row["id"]: row for row in reports.to_dict("records") if not is_missing(row["generalized_km"])}
    found: list[Problem] = []
    for number, report in enumerate(story.reports):
        if report.id not in rows:
            continue
        if report.generalized_km is None:
            km = rows[report.id]["generalized_km"]
            what = f"its place is blurred to {km:g} km, as another report at the same place wants it"
            path: Path = ("reports", number, "where")
            found.append(story.spots.problem(path, what, of=report.id, hint="generalized_km here, too", warning=True))
        words = sorted(_words(report, story), key=len, reverse=True)
        for path, of, text in _texts(number, report, story):
            named = next((word for word in words if _holds(text.casefold(), word.casefold())), None)
            if named is not None:
                what = f"the text holds {named!r}, a place that is blurred on purpose; the map shows texts as they are"
                found.append(story.spots.problem(path, what, of=of, hint="other words for it", warning=True))
    return tuple(found)


def _words(report: Report, story: Story) -> set[str]:
    """What the place is called: as written, as sources spell it, and in the story's own entry of it."""
    spelled = {report.where, report.where_as_reported, *(ref.where_as_reported for ref in report.sources)}
    for place in story.places:
        if report.where in (place.id, place.title, *place.names):
            spelled |= {place.title, *place.names}
    return {word for word in spelled if word}


def _texts(number: int, report: Report, story: Story) -> Iterator[_Text]:
    """What is told of a report, of what sources claim of it, and of the legs that it is an end of."""
    here: Path = ("reports", number)
    for name in ("title", "text", "when_as_reported", "category", "withheld"):
        if value := getattr(report, name):
            yield (*here, name), report.id, value
    yield from (((*here, "actors"), report.id, actor) for actor in report.actors)
    yield from (((*here, "counts"), report.id, what) for what in report.counts)
    yield from (((*here, "sources"), report.id, ref.locator) for ref in report.sources if ref.locator)
    for n, claim in enumerate(story.claims):
        if claim.about == report.id:
            said = (claim.property, claim.value, claim.locator, claim.certainty, claim.remarks)
            yield ("claims", n), report.id, " ".join(filter(None, said))
    for r, route in enumerate(story.routes):
        for n, leg in enumerate(route.legs):
            if {leg.from_, leg.to, *leg.via} & {report.id, report.where}:
                told = (leg.title, leg.outcome, leg.road)
                yield ("routes", r, "legs", n), leg.id, " ".join(filter(None, told))


def _holds(text: str, word: str) -> bool:
    """Whether a text holds a word that is no part of another one."""
    at = text.find(word)
    while at >= 0:
        before, after = text[:at][-1:], text[at + len(word) :][:1]
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(word, at + 1)
    return False
