"""Where sources place a report elsewhere than the map does.

An author says so in claims of the property ``where`` (also ``place``, ``position`` or ``location``) whose value is a
place that the story knows: one of its ``places`` by id, title or spelling, or the place of another of its reports.
Other values are told in the panel and have no mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geomap.blurring import words_kept_back
from geomap.page.claims import stated
from geomap.story.model import Story

PROPERTIES = frozenset({"where", "place", "position", "location"})
SAME_DEG = 1e-4  # nearer than this (10 m) two points are one

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An alternative to the place taken for a report: where, degrees WGS84, its name, and who places it there."""

    report: int
    lon: float
    lat: float
    name: str
    tellers: str


def elsewhere(story: Story, report_rows: Sequence[Row]) -> Iterator[Elsewhere]:
    """The alternatives to the places that were taken, in the order of the story.

    Nothing is said of a report whose position was blurred on purpose, and no place that such a report names is used.

    Parameters
    ----------
    story : Story
    report_rows : sequence of mapping
        Rows of the reports frame.

    Examples
    --------
    >>> from geomap.story.model import Claim, Place, Report, Source, Story
    >>> story = Story(
    ...     sources=(Source(id="a", title="A"), Source(id="b", title="B")),
    ...     places=(Place(id="bridge", title="The bridge", lon=40.2, lat=35.3),),
    ...     reports=(Report(id="x", title="X", sources=("a", "b")),),
    ...     claims=(
    ...         Claim(about="x", property="where", value="the town", source="a"),
    ...         Claim(about="x", property="where", value="The bridge", source="b"),
    ...     ),
    ... )
    >>> row = {"id": "x", "draw": "point", "lon": 40.1, "lat": 35.3, "where": "town", "place_name": "Town"}
    >>> [(other.name, other.tellers) for other in elsewhere(story, [row])]
    [('The bridge', 'B')]
    """
    blurred = {report.id for report in story.reports if report.generalized_km}
    blurred |= {row["id"] for row in report_rows if row.get("generalized_km")}  # for another report's sake
    known = _known(story, report_rows, blurred)
    index = {row["id"]: i for i, row in enumerate(report_rows)}
    labels = {source.id: source.publication or source.title for source in story.sources}
    for about, properties in stated(story.claims, story.sources).items():
        if about not in index or about in blurred:
            continue
        row = report_rows[index[about]]
        for one in properties:
            if not one.differs or one.property.casefold() not in PROPERTIES:
                continue
            for side in one.sides:
                spot = known.get(_key(side.value))
                if spot is None or _is_at(row, spot):
                    continue
                tellers = ", ".join(labels.get(source, source) for source in side.sources)
                yield Elsewhere(index[about], *spot, side.value, tellers)


def _known(story: Story, report_rows: Sequence[Row], blurred: set[str]) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of the places that the story knows, by whatever it calls them."""
    hidden = {_key(word) for word in words_kept_back(story, blurred)}
    known: dict[str, tuple[float, float]] = {}
    for row in report_rows:
        if row["draw"] != "none" and row["id"] not in blurred:
            for name in (row["where"], row["place_name"]):
                if name:
                    known.setdefault(_key(name), (row["lon"], row["lat"]))
    for place in story.places:
        names = {_key(name) for name in (place.id, place.title, *place.names) if name}
        if place.lon is not None and place.lat is not None and hidden.isdisjoint(names):
            known.update(dict.fromkeys(names, (place.lon, place.lat)))
    return {name: spot for name, spot in known.items() if name not in hidden}


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _is_at(row: Row, spot: tuple[float, float]) -> bool:
    """Whether the map places the report there already."""
    if row["draw"] == "none":
        return False
    return bool(abs(row["lon"] - spot[0]) < SAME_DEG and abs(row["lat"] - spot[1]) < SAME_DEG)
