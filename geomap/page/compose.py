"""From a story and its frames to what the page says: words are put together here, markup is made elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from geomap.languages import Speech, speech_for
from geomap.languages.matching import word
from geomap.page.account import account
from geomap.page.barred import obstacle_views
from geomap.page.cards import ASIDE, Row, report_view, route_views, rows, source_views
from geomap.page.claims import stated, voices
from geomap.page.context import CreditView, PageView, Published, SourceKey, Symbol
from geomap.page.elsewhere import elsewhere
from geomap.page.facets import columns, facet_views, sure_counts
from geomap.page.legend import legend_of
from geomap.page.redating import redated
from geomap.page.rivals import letters, rivals
from geomap.page.words import web_address
from geomap.story.model import Role, Story
from geomap.style import OBSTACLE, SYMBOLS
from geomap.text import visible
from geomap.when import label, parse_when

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.obstacles import Barrier

__all__ = ["Credit", "compose", "rows"]

_CLOCK = re.compile(r"\b\d\d:\d\d")
_NAMES = ("place_name", "from_name", "to_name")
LEGEND_COLOUR = "way"  # in which the legend shows an area


class Credit(Protocol):
    """What is said of a data set; the gazetteer's ``SourceCredit`` is one."""

    @property
    def name(self) -> str:
        """The data set."""

    @property
    def licence(self) -> str:
        """Its terms."""

    @property
    def url(self) -> str:
        """Where it is described, or ``""``."""

    @property
    def credit(self) -> str:
        """Who must be named."""


def compose(
    story: Story,
    reports: GeoDataFrame,
    legs: GeoDataFrame,
    *,
    soft: frozenset[str],
    credits: Sequence[Credit],
    version: str,
    obstacles: Sequence[Barrier] = (),
    compact: bool = False,
    full_map: str | None = None,
    tiles: str | None = None,
    say: Speech | None = None,
    published: Published | None = None,
) -> PageView:
    """Everything that the page says about a story.

    Parameters
    ----------
    story : Story
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    soft : frozenset of str
        Ids of the reports whose area has no known outline.
    credits : sequence of Credit
        The data sets behind the map.
    version : str
        Of geomap.
    obstacles : sequence of Barrier
        What stood in the way, from :func:`geomap.barring.told_obstacles`.
    compact : bool
        The form for an iframe.
    full_map : str or None
        Address of the full page, for the compact form to link to.
    tiles : str or None
        Who must be named for the map tiles, where there are any.
    say : Speech or None
        The language of the page's own words; None: the one that the story asks for.
    published : Published or None
        Where the map will lie, for what links to it.
    """
    say = say or speech_for(story.interface or story.language)
    sources = source_views(story, say)
    said = stated(story.claims, story.sources, say)
    told = {report.id: report for report in story.reports}
    ways = {leg.id: leg for route in story.routes for leg in route.legs}
    report_rows, leg_rows = rows(reports), rows(legs)
    dated = redated(story, report_rows, leg_rows, obstacles, say=say)
    report_rows, leg_rows = (_named(dated.told(each), say) for each in (report_rows, leg_rows))
    report_views = tuple(
        report_view(row, told.get(row["id"]), sources, said.get(row["id"], ()), soft=row["id"] in soft, say=say)
        for row in report_rows
    )
    roles = {Role(report.role) for report in report_views}
    area_roles = {Role(row["role"]) for row in report_rows if row["draw"] == "area"}
    competing = rivals(leg_rows)
    letter_of = letters(competing)
    tellers = {leg: " ".join(letter_of[s] for s in told if s in letter_of) for leg, told in competing.items()}
    barred = obstacle_views(story, obstacles, leg_rows, sources, said, dates=dated, say=say)
    found = columns(story, report_rows, leg_rows, obstacles)
    title = story.title or say("Map of reports")
    dates = _dates(report_rows, say)
    return PageView(
        title=title,
        summary=story.summary,
        author=story.author,
        say=say,
        told_in=story.language,
        dates=dates,
        tally=tally(
            story, len(report_views), sum(s.differs for view in report_views for s in view.stated), len(barred), say
        ),
        map_label=say("Map: {title}. Everything on it is also in the list that follows.", title=title),
        timezone=story.timezone if any(_CLOCK.search(row["when_label"]) for row in (*report_rows, *leg_rows)) else None,
        reports=report_views,
        routes=route_views(leg_rows, ways, sources, said, tellers, say=say, known=dated.known),
        obstacles=barred,
        sources=tuple(sources.values()),
        legend=legend_of(
            report_rows,
            leg_rows,
            barred,
            tuple(SourceKey(letter, key, sources[key].label) for key, letter in letter_of.items() if key in sources),
            soft=soft,
            say=say,
        ),
        facets=facet_views(
            found, {key: source.label for key, source in sources.items()}, reports=len(report_rows), say=say
        ),
        sure=sure_counts(found, reports=len(report_rows)),
        has_elsewhere=any(True for _ in elsewhere(story, report_rows)),
        symbols=(
            *(Symbol(role.value, s.path) for role, s in SYMBOLS.items() if role in roles),
            *([Symbol("obstacle", OBSTACLE.path)] if barred else ()),
        ),
        area_colours=tuple(dict.fromkeys((LEGEND_COLOUR, *(s.colour for r, s in SYMBOLS.items() if r in area_roles)))),
        credits=tuple(CreditView(c.name, word(c.licence, say), web_address(c.url), c.credit) for c in credits),
        notices=tuple(visible(f"{n.where}: {n.what}" if n.where else n.what) for n in story.notices),
        short_credit=(*_short_credit(credits), *((tiles,) if tiles else ())),
        version=version,
        compact=compact,
        full_map=full_map,
        account=account(report_views, leg_rows, barred, tuple(sources.values()), dates=dates, say=say),
        published=published,
    )


def _named(told: list[dict[str, Any]], say: Speech) -> list[dict[str, Any]]:
    """Rows whose places are called as the page calls them where they have no name of their own."""
    if say.is_english:
        return told
    return [{**row, **{name: word(row[name], say) for name in _NAMES if row.get(name)}} for row in told]


def _dates(report_rows: Sequence[Row], say: Speech) -> str | None:
    """The window of the events themselves, without the context."""
    own = [row for row in report_rows if Role(row["role"]) not in ASIDE]
    starts: list[datetime] = [row["earliest"] for row in own if row["earliest"] is not None]
    ends: list[datetime] = [row["latest"] for row in own if row["latest"] is not None]
    if not starts or not ends:
        return None
    first, last = min(starts).date().isoformat(), max(ends).date().isoformat()
    return label(parse_when(first if first == last else f"{first}/{last}"), lang=say.tag)


def tally(story: Story, reports: int, differences: int, obstacles: int, say: Speech) -> str:
    """What the map rests on, e.g. '12 reports, 2 independent sources, 6 differences between them'."""
    independent = len(set(voices(story.sources).values()))
    parts = [
        say.count(reports, "{n} report", "{n} reports"),
        say.count(independent, "{n} independent source", "{n} independent sources"),
    ]
    if differences:
        parts.append(say.count(differences, "{n} difference between them", "{n} differences between them"))
    if obstacles:
        parts.append(say.count(obstacles, "{n} obstacle", "{n} obstacles"))
    return say.row(parts)


def _short_credit(credits: Sequence[Credit]) -> tuple[str, ...]:
    """The credits that must stand on the map itself, however small it is."""
    return tuple(dict.fromkeys(c.credit for c in credits if c.credit))
