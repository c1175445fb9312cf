"""From a story and its frames to what the page says: words are put together here, markup is made elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from geomap.contract import is_missing
from geomap.page.claims import Stated, stated, voices
from geomap.page.context import (
    CreditView,
    Legend,
    LegView,
    LineKey,
    PageView,
    PlaceView,
    ReportView,
    RouteView,
    SourceView,
    Symbol,
    SymbolKey,
    Testimony,
)
from geomap.page.words import (
    STATUS_WORDS,
    count_words,
    kind_words,
    km_words,
    position_words,
    span_words,
    text_direction,
    web_address,
)
from geomap.story.model import Basis, Leg, Report, Role, Source, Story
from geomap.style import LINE_STYLES, SYMBOLS
from geomap.text import visible
from geomap.when import label, parse_when

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Row = Mapping[str, Any]
LEGEND_COLOUR = "way"  # in which the legend shows an area
ASIDE = frozenset({Role.CONTEXT, Role.STATEMENT})


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
    compact: bool = False,
    full_map: str | None = None,
    tiles: str | None = None,
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
    compact : bool
        The form for an iframe.
    full_map : str or None
        Address of the full page, for the compact form to link to.
    tiles : str or None
        Who must be named for the map tiles, where there are any.
    """
    sources = {source.id: _source(source, story) for source in story.sources}
    said = stated(story.claims, story.sources)
    told = {report.id: report for report in story.reports}
    ways = {leg.id: leg for route in story.routes for leg in route.legs}
    report_rows, leg_rows = rows(reports), rows(legs)
    report_views = tuple(
        _report(row, told.get(row["id"]), sources, said.get(row["id"], ()), soft=row["id"] in soft)
        for row in report_rows
    )
    roles = {Role(report.role) for report in report_views}
    area_roles = {Role(row["role"]) for row in report_rows if row["draw"] == "area"}
    title = story.title or "Map of reports"
    dates = _dates(report_rows, story.language)
    return PageView(
        title=title,
        summary=story.summary,
        author=story.author,
        language=story.language,
        direction=text_direction(story.language),
        dates=dates,
        tally=_tally(story, report_views),
        map_label=f"Map: {title}. Everything on it is also in the list that follows.",
        timezone=story.timezone,
        reports=report_views,
        routes=_routes(leg_rows, ways, sources, said),
        sources=tuple(sources.values()),
        legend=_legend(report_rows, leg_rows, soft),
        symbols=tuple(Symbol(role.value, s.path) for role, s in SYMBOLS.items() if role in roles),
        area_colours=tuple(dict.fromkeys((LEGEND_COLOUR, *(s.colour for r, s in SYMBOLS.items() if r in area_roles)))),
        credits=tuple(CreditView(c.name, c.licence, web_address(c.url), c.credit) for c in credits),
        notices=tuple(visible(f"{n.where}: {n.what}" if n.where else n.what) for n in story.notices),
        short_credit=(*_short_credit(credits), *((tiles,) if tiles else ())),
        version=version,
        compact=compact,
        full_map=full_map,
    )


def rows(frame: GeoDataFrame) -> list[dict[str, Any]]:
    """A frame as one dict per row, with None for whatever is missing."""
    columns = [[None if is_missing(value) else value for value in frame[name].tolist()] for name in frame.columns]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def report_anchor(report_id: str) -> str:
    """The id of a report's card in the page, and the fragment that links to it."""
    return f"r-{report_id}"


def leg_anchor(leg_id: str) -> str:
    """The id of a leg's card in the page."""
    return f"l-{leg_id}"


# --- sources ----------------------------------------------------------------------------------------------------------


def _source(source: Source, story: Story) -> SourceView:
    voice = voices(story.sources)[source.id]
    titles = {other.id: other for other in story.sources}
    original = titles.get(voice)
    return SourceView(
        id=source.id,
        label=_short_name(source),
        title=source.title,
        author=source.author,
        publication=source.publication,
        published=_date(source.published, story.language),
        accessed=_date(source.accessed, story.language),
        link=web_address(source.url),
        address=source.url,
        archive_link=web_address(source.archive_url),
        language=source.lang,
        scale=source.scale,
        same_voice_as=_short_name(original) if original and original.id != source.id else None,
    )


def _short_name(source: Source) -> str:
    return source.publication or source.title


def _date(text: str | None, language: str) -> str | None:
    """A date in words; one that is no EDTF, in a story that no loader has seen, as it is written."""
    try:
        return label(parse_when(text), lang=language) if text else None
    except ValueError:
        return text


# --- reports ----------------------------------------------------------------------------------------------------------


def _report(
    row: Row, told: Report | None, sources: Mapping[str, SourceView], said: tuple[Stated, ...], *, soft: bool
) -> ReportView:
    role = Role(row["role"])
    symbol = SYMBOLS[role]
    spellings = dict(row["spellings"])
    locators = {ref.source: ref.locator for ref in told.sources} if told else {}
    return ReportView(
        id=row["id"],
        anchor=report_anchor(row["id"]),
        number=row["number"],
        title=row["title"],
        text=row["text"],
        role=role.value,
        role_label=symbol.label,
        role_note=symbol.note,
        aside=role in ASIDE,
        when=row["when_label"],
        when_as_reported=row["when_as_reported"],
        place=_place(row, soft=soft),
        testimonies=tuple(
            Testimony(sources[key], spellings.get(key), locators.get(key)) for key in row["sources"] if key in sources
        ),
        stated=said,
        category=row["category"],
        actors=told.actors if told else (),
        counts=tuple((name, count_words(count)) for name, count in told.counts.items()) if told else (),
        graphic=bool(told and told.graphic),
        withheld=told.withheld if told else None,
        generalized=km_words(told.generalized_km) if told and told.generalized_km else None,
    )


_FLAGS = {
    "ambiguous": "Place uncertain",
    "missing": "Place not found",
    "not_stated": "Position not stated",
}


def _place(row: Row, *, soft: bool) -> PlaceView:
    radius = row["radius_km"] or 0.0
    placed = row["lon"] is not None and row["lat"] is not None
    return PlaceView(
        name=row["place_name"],
        kind=kind_words(row["place_kind"]) if row["place_kind"] else None,
        as_written=row["where"],
        flag=_FLAGS.get(row["status"]),
        exactness=_exactness(row, soft=soft),
        settled=STATUS_WORDS[row["status"]],
        because=tuple(row["reasons"]),
        position=position_words(row["lon"], row["lat"], radius_km=radius) if placed else None,
        place_id=row["place_id"],
        source=row["place_source"],
        licence=row["place_licence"],
        link=web_address(row["place_url"]),
        boundary=row["boundary_source"],
    )


def _exactness(row: Row, *, soft: bool) -> str:
    if row["draw"] == "none":
        return {
            "not_stated": "No source states a position, so there is no pin.",
            "missing": "No place is known by this name, so there is no pin.",
        }.get(row["status"], "Not drawn.")
    radius = km_words(row["radius_km"] or 0.0)
    if row["draw"] == "point":
        return f"Within {radius} of the pin."
    if soft:
        return f"Somewhere within about {radius} of the middle of the area; it has no sharp edge."
    return "Somewhere in the area marked; the number stands in its middle and marks no spot."


# --- legs -------------------------------------------------------------------------------------------------------------


def _routes(
    leg_rows: Sequence[Row],
    ways: Mapping[str, Leg],
    sources: Mapping[str, SourceView],
    said: Mapping[str, tuple[Stated, ...]],
) -> tuple[RouteView, ...]:
    routes: dict[str, tuple[str, list[LegView]]] = {}
    for row in leg_rows:
        view = _leg(row, ways.get(row["id"]), sources, said.get(row["id"], ()))
        routes.setdefault(row["route_id"], (row["route_title"], []))[1].append(view)
    return tuple(RouteView(title, tuple(views)) for title, views in routes.values())


def _leg(row: Row, way: Leg | None, sources: Mapping[str, SourceView], said: tuple[Stated, ...]) -> LegView:
    style = LINE_STYLES[Basis(row["basis"])]
    drawn = row["geometry"] is not None
    refs = {ref.source: ref for ref in way.sources} if way else {}
    corridor = row["corridor_km"] if row["corridor"] is not None else None
    return LegView(
        id=row["id"],
        anchor=leg_anchor(row["id"]),
        number=row["number"],
        title=row["title"],
        basis=row["basis"],
        basis_label=style.label,
        basis_meaning=style.meaning,
        drawn=drawn,
        ends=" → ".join(filter(None, (row["from_name"], row["to_name"]))) or None,
        when=row["when_label"],
        outcome=row["outcome"],
        length=f"{km_words(row['length_km'])} as the shortest line over the ground" if drawn else None,
        corridor=_corridor(*corridor) if corridor else None,
        elapsed=span_words(row["elapsed_h"][0], row["elapsed_h"][1], "h") if row["elapsed_h"] else None,
        speed=_speed(*row["speed_kmh"]) if row["speed_kmh"] else None,
        impossible=row["speed_verdict"] == "impossible",
        notes=(("Check", row["speed_note"]), *(("Note", note) for note in row["notes"])),
        testimonies=tuple(
            Testimony(sources[key], None, refs[key].locator if key in refs else None)
            for key in row["sources"]
            if key in sources
        ),
        stated=said,
    )


def _speed(least: float, most: float) -> str:
    # The windows nearly touch: the upper end is an accident of the clock and would only mislead.
    return span_words(least, most if most <= 300 else math.inf, "km/h")


def _corridor(start_km: float, end_km: float) -> str:
    if round(start_km) == round(end_km):
        return f"up to {km_words(start_km)} to either side"
    return f"up to {km_words(start_km)} to either side at its start, {km_words(end_km)} at its end"


# --- the whole --------------------------------------------------------------------------------------------------------


def _dates(report_rows: Sequence[Row], language: str) -> str | None:
    """The window of the events themselves, without the context."""
    own = [row for row in report_rows if Role(row["role"]) not in ASIDE]
    starts: list[datetime] = [row["earliest"] for row in own if row["earliest"] is not None]
    ends: list[datetime] = [row["latest"] for row in own if row["latest"] is not None]
    if not starts or not ends:
        return None
    first, last = min(starts).date().isoformat(), max(ends).date().isoformat()
    return label(parse_when(first if first == last else f"{first}/{last}"), lang=language)


def _tally(story: Story, report_views: Sequence[ReportView]) -> str:
    """What the map rests on, e.g. '12 reports, 2 independent sources, 6 differences between them'."""
    independent = len(set(voices(story.sources).values()))
    differences = sum(s.differs for view in report_views for s in view.stated)
    parts = [_plural(len(report_views), "report"), _plural(independent, "independent source")]
    if differences:
        parts.append(f"{_plural(differences, 'difference')} between them")
    return ", ".join(parts)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def _legend(report_rows: Sequence[Row], leg_rows: Sequence[Row], soft: frozenset[str]) -> Legend:
    drawn = [row for row in report_rows if row["draw"] != "none"]
    roles = {Role(row["role"]) for row in drawn}
    bases = {Basis(row["basis"]) for row in leg_rows}
    with_line = {Basis(row["basis"]) for row in leg_rows if row["geometry"] is not None}
    return Legend(
        lines=tuple(
            LineKey(basis.value, style.label, style.arrow, style.bar_at_end, basis in with_line, style.corridor)
            for basis, style in LINE_STYLES.items()
            if basis in bases
        ),
        symbols=tuple(
            SymbolKey(role.value, symbol.label, symbol.note) for role, symbol in SYMBOLS.items() if role in roles
        ),
        has_areas=any(row["draw"] == "area" and row["id"] not in soft for row in drawn),
        has_soft_areas=any(row["id"] in soft for row in drawn),
        has_circles=any(row["draw"] == "point" for row in drawn),
    )


def _short_credit(credits: Sequence[Credit]) -> tuple[str, ...]:
    """The credits that must stand on the map itself, however small it is."""
    return tuple(dict.fromkeys(c.credit for c in credits if c.credit))
