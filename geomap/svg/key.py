"""What stands around the map: headline, legend, the numbered key, sources and credits."""

from __future__ import annotations

from collections.abc import Iterator

from geomap.languages import Speech
from geomap.page.context import LegView, ObstacleView, PageView, ReportView, SourceView
from geomap.story.model import Basis, Role
from geomap.style import LINE_STYLES
from geomap.svg.blocks import Block, Run, columns, flowing, paragraphs, stacked
from geomap.svg.events import BAR, HEADS, draw_sign, lettered, line_look, mark
from geomap.svg.lettering import text_width
from geomap.svg.markup import Markup, element, group, words
from geomap.svg.pins import BADGE_PX, draw_badge

_COLUMN_PX = 350.0  # a column of the key is about this wide
_GUTTER_PX = 28.0
_INDENT_PX = BADGE_PX + 9.0
_LEGEND_PX, _SWATCH_PX = 12.0, 42.0
MOST_REPORTS = 150
"""Reports that the key tells of: with thousands it would be a picture of a hundred metres, which no program shows."""


def headline(page: PageView, *, width: float) -> Block:
    """Title, dates, and the summary."""
    facts = page.say.joined(" · ", (page.dates, page.tally))
    runs = [Run(page.title, "serif b ink", 34.0, most=3), Run(facts, "b kicker", 13.5, 8.0)]
    if page.summary:
        runs.append(Run(page.summary, "soft", 15.0, 5.0, most=5))
    return paragraphs(runs, width=width, rtl=_rtl(page))


def legend(page: PageView, *, width: float) -> Block:
    """One swatch for each thing that is on the map."""
    items = [*_line_items(page), *_more_items(page), *_symbol_items(page), *_area_items(page)]
    swatches = flowing(items, width=width, gap=20.0, line=25.0, rtl=_rtl(page))
    made = paragraphs([Run(text, "soft", 12.0, 2.0) for text in page.legend.made], width=width, rtl=_rtl(page))
    return stacked([swatches, made])


def key(page: PageView, *, width: float) -> Block:
    """What was reported, by number, then the legs of the routes, in columns.

    Of more than :data:`MOST_REPORTS` the first ones are told, and how many more there are, and where.
    """
    count = max(round((width + _GUTTER_PX) / (_COLUMN_PX + _GUTTER_PX)), 1)
    column = (width - (count - 1) * _GUTTER_PX) / count
    blocks = [_report(report, page, column) for report in page.reports[:MOST_REPORTS]]
    if more := len(page.reports[MOST_REPORTS:]):
        rest = page.say.count(
            more, "{n} more report is told on the page, and in reports.csv.",
            "{n} more reports are told on the page, and in reports.csv.",
        )  # fmt: skip
        blocks.append(paragraphs([Run(rest, "soft i", 13.0)], width=column, rtl=_rtl(page)))
    for route in page.routes:
        title = paragraphs([Run(route.title, "serif b ink", 15.0, 4.0)], width=column, rtl=_rtl(page))
        legs = [_leg(leg, page, column) for leg in route.legs]
        blocks += [stacked([title, legs[0]], gap=8.0), *legs[1:]]
    barred = [_obstacle(obstacle, page, column) for obstacle in page.obstacles]
    if barred:
        title = paragraphs(
            [Run(page.say("What stood in the way"), "serif b ink", 15.0, 4.0)], width=column, rtl=_rtl(page)
        )
        blocks += [stacked([title, barred[0]], gap=8.0), *barred[1:]]
    return columns(blocks, count=count, width=column, gutter=_GUTTER_PX, gap=15.0, rtl=_rtl(page))


def colophon(page: PageView, credits: tuple[str, ...], *, width: float) -> Block:
    """Sources, then how to read the map, and who is to be credited."""
    say = page.say
    runs = [Run(say("Sources"), "b ink", 13.0)]
    runs += [Run(_citation(source, say), "soft", 12.0, 2.0) for source in page.sources]
    notes = [say("Times are those of {zone}.", zone=page.timezone)] if page.timezone else []
    notes.append(say("Borders are drawn as the data has them and take no side."))
    if credits:
        notes.append(say("Data: {credits}.", credits="; ".join(credit.rstrip(".") for credit in credits)))
    notes.append(say("Map: geomap {version}.", version=page.version))
    runs.append(Run(say.joined(" ", notes), "soft", 11.0, 9.0))
    return paragraphs(runs, width=width, rtl=_rtl(page))


def _rtl(page: PageView) -> bool:
    return page.direction == "rtl"


# --- the numbered key -------------------------------------------------------------------------------------------------


def _report(report: ReportView, page: PageView, width: float) -> Block:
    title = "ink" if report.aside else "b ink"
    where = report.place.flag or report.place.name or report.place.as_written or ""
    if report.place.flag and report.place.name:
        where = page.say("{place} ({flag})", place=report.place.name, flag=report.place.flag)
    runs = [
        Run(report.title, title, 14.0),
        Run(page.say.joined(" · ", (report.when, where)), "soft b" if not report.aside else "soft", 12.0, 1.0),
        Run(_voices(report, page.say), "soft", 12.0),
    ]
    if report.withheld:
        runs.append(Run(page.say("Withheld: {what}", what=report.withheld), "soft i", 12.0))
    differs = [stated.property for stated in report.stated if stated.differs]
    if differs:
        runs.append(Run(_differing(differs, page.say), "differ b", 12.0))
    text = paragraphs(runs, width=width, rtl=_rtl(page), indent=_INDENT_PX)
    x = width - BADGE_PX / 2 if _rtl(page) else BADGE_PX / 2
    badge = draw_badge(Role(report.role), report.number, x, BADGE_PX / 2 - 4.0)
    return Block(group({}, [badge, text.markup]), max(text.height, BADGE_PX))


def _differing(properties: list[str], say: Speech) -> str:
    return say("▲ Sources differ: {properties}", properties=say.joined(say.semicolon, properties))


def _voices(report: ReportView | ObstacleView, say: Speech) -> str:
    """Who reports it, and how each spells the place."""
    said = (
        say("{source} (“{spelling}”)", source=voice.source.label, spelling=voice.spelling)
        if voice.spelling
        else say.row([voice.source.label])
        for voice in report.testimonies
    )
    return say("Reported by {sources}", sources=say.joined(say.semicolon, said))


def _leg(leg: LegView, page: PageView, width: float) -> Block:
    told = page.say("as told by {source}", source=leg.letters) if leg.letters else None
    length = leg.length if leg.drawn else page.say("no way stated, so no line")
    facts = (leg.when, leg.basis_label.lower(), told, length)
    runs = [Run(leg.title, "b ink", 13.0), Run(page.say.joined(" · ", facts), "soft", 12.0, 1.0)]
    differs = [stated.property for stated in leg.stated if stated.differs]
    if differs:
        runs.append(Run(_differing(differs, page.say), "differ b", 12.0))
    text = paragraphs(runs, width=width, rtl=_rtl(page), indent=_INDENT_PX)
    x = width - BADGE_PX if _rtl(page) else 0.0
    swatch = element("g", {"transform": f"translate({x:.1f},9)"}, *_line_swatch(Basis(leg.basis), BADGE_PX))
    return Block(group({}, [swatch, text.markup]), text.height)


def _obstacle(obstacle: ObstacleView, page: PageView, width: float) -> Block:
    runs = [
        Run(obstacle.title, "b ink", 13.0),
        Run(page.say.joined(" · ", (obstacle.kind, obstacle.when)), "soft b", 12.0, 1.0),
        Run(page.say.joined(" ", (obstacle.where, obstacle.outcome)), "soft", 12.0),
        Run(_voices(obstacle, page.say), "soft", 12.0),
    ]
    text = paragraphs(runs, width=width, rtl=_rtl(page), indent=_INDENT_PX)
    x = width - BADGE_PX / 2 if _rtl(page) else BADGE_PX / 2
    return Block(group({}, [draw_sign(x, BADGE_PX / 2 - 4.0), text.markup]), max(text.height, BADGE_PX))


def _citation(source: SourceView, say: Speech) -> str:
    """One source as a line: title, author, publication, date, address."""
    parts = (source.title, source.author, source.publication, source.published, source.address)
    line = say.row(filter(None, parts))
    if not source.same_voice_as:
        return line
    return say("{citation}. Counts as one voice with {source}.", citation=line, source=source.same_voice_as)


# --- the legend -------------------------------------------------------------------------------------------------------


def _line_items(page: PageView) -> Iterator[tuple[Block, float]]:
    for line in page.legend.lines:
        note = page.say("anywhere in the band") if line.band else line.roads
        swatch = _line_swatch(Basis(line.basis), _SWATCH_PX, band=line.band)
        yield _item(page, swatch, _SWATCH_PX, line.label, note)


def _more_items(page: PageView) -> Iterator[tuple[Block, float]]:
    if page.legend.has_access:
        yield _item(
            page,
            [element("path", {"class": "s-way access", "d": f"M2,0H{_SWATCH_PX}"})],
            _SWATCH_PX,
            page.say("Way to the road"),
            "",
        )
    if page.legend.has_stretches:
        strokes = "".join(f"M{x},-4l8,8m0,-8l-8,8" for x in (3, 17, 31))
        cross = element("path", {"class": "s-alarm cross", "d": strokes})
        yield _item(
            page, [cross], _SWATCH_PX, page.say("Closed somewhere on this stretch"), page.say("no source states where")
        )
    for key in page.legend.tellers:
        yield _item(
            page, [lettered(key.letter, "way", 10.0, 0.0)], 20.0, page.say("as told by {source}", source=key.label), ""
        )


def _symbol_items(page: PageView) -> Iterator[tuple[Block, float]]:
    for symbol in page.legend.symbols:
        sign = draw_sign(0.0, 0.0) if symbol.role == "obstacle" else draw_badge(Role(symbol.role), None, 0.0, 0.0)
        pin = element("g", {"transform": "scale(.72)"}, sign)
        yield _item(page, [element("g", {"transform": "translate(10,0)"}, pin)], 20.0, symbol.label, symbol.note)


def _area_items(page: PageView) -> Iterator[tuple[Block, float]]:
    if page.legend.has_circles:
        circle = element("circle", {"class": "circle f-way s-way", "cx": 10, "r": 9})
        dot = element("circle", {"class": "f-way dot", "cx": 10, "r": 3.4})
        yield _item(page, [circle, dot], 20.0, page.say("Somewhere in the circle"), "")
    if page.legend.has_areas:
        area = {
            "class": "s-way outline",
            "fill": "url(#hatch-way)",
            "x": 1,
            "y": -7,
            "width": _SWATCH_PX - 2,
            "height": 14,
        }
        yield _item(page, [element("rect", area)], _SWATCH_PX, page.say("Somewhere in the area"), "")
    if page.legend.has_soft_areas:
        soft = {"fill": "url(#soft-way)", "cx": _SWATCH_PX / 2, "rx": _SWATCH_PX / 2, "ry": 9}
        yield _item(page, [element("ellipse", soft)], _SWATCH_PX, page.say("In this area, whose edge is not known"), "")


def _item(page: PageView, swatch: list[Markup], swatch_width: float, label: str, note: str) -> tuple[Block, float]:
    """A swatch and its words, in the order of reading."""
    starts = [swatch_width + 7.0]
    starts.append(starts[0] + text_width(label, _LEGEND_PX) + 5.0)
    width = starts[1] + (text_width(note, _LEGEND_PX) if note else -5.0)
    text = [
        element("text", {"class": look, **_at(x, width, page), "y": 4.2, "font-size": _LEGEND_PX}, words(said))
        for look, x, said in zip(("ink", "soft"), starts, (label, note), strict=True)
        if said
    ]
    if _rtl(page):
        swatch = [element("g", {"transform": f"translate({width - swatch_width:.1f},0)"}, *swatch)]
    drawn = element("g", {"transform": "translate(0,12)"}, *swatch, *text)
    return Block(drawn, 25.0), width


def _at(x: float, width: float, page: PageView) -> dict[str, object]:
    """Where a text starts, so far from the side where reading starts."""
    return {"x": width - x, "direction": "rtl"} if _rtl(page) else {"x": x}


def _line_swatch(basis: Basis, width: float, *, band: bool = False) -> list[Markup]:
    style = LINE_STYLES[basis]
    end = width - 4.0 if style.bar_at_end else width
    parts = []
    if band:
        shape = (
            f"M0,3C{width * 0.3:.1f},-8 {width * 0.7:.1f},-8 {width},-6V6C{width * 0.7:.1f},8 {width * 0.3:.1f},8 0,3Z"
        )
        parts.append(element("path", {"class": f"f-{style.colour} corridor", "d": shape}))
    parts.append(element("path", {"class": f"s-{style.colour} leg", "d": f"M1,0H{end - 1:.1f}", **line_look(style)}))
    if style.bar_at_end:
        parts.append(mark(BAR, f"bar s-{style.colour}", end, 0.0, 90.0))
    elif style.arrow != "none":
        parts.append(mark(HEADS[style.arrow], f"head-{style.arrow} {style.colour}", width * 0.55, 0.0, 90.0))
    return parts
