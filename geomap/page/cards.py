"""The cards of the list: sources, reports and legs as the page tells them, word for word."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomap.contract import is_missing
from geomap.languages import Speech, to_say
from geomap.languages.matching import phrase, word
from geomap.page.claims import Stated, voices
from geomap.page.context import LegView, PlaceView, ReportView, RouteView, SourceView, Testimony
from geomap.page.words import (
    STATUS_WORDS,
    count_words,
    kind_words,
    km_words,
    position_words,
    span_words,
    web_address,
)
from geomap.story.model import Basis, Leg, Report, Role, Source, Story
from geomap.style import LINE_STYLES, SYMBOLS
from geomap.when import label, parse_when

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Row = Mapping[str, Any]
ASIDE = frozenset({Role.CONTEXT, Role.STATEMENT})


def rows(frame: GeoDataFrame) -> list[dict[str, Any]]:
    """A frame as one dict per row, with None for whatever is missing."""
    if frame.empty:
        return []
    columns = [[None if is_missing(value) else value for value in frame[name].tolist()] for name in frame.columns]
    return [dict(zip(frame.columns, values, strict=True)) for values in zip(*columns, strict=True)]


def report_anchor(report_id: str) -> str:
    """The id of a report's card in the page, and the fragment that links to it."""
    return f"r-{report_id}"


def leg_anchor(leg_id: str) -> str:
    """The id of a leg's card in the page."""
    return f"l-{leg_id}"


def source_views(story: Story, say: Speech) -> dict[str, SourceView]:
    """The sources of a story by their ids, each with the one whose voice it is when it reprints another."""
    voice = voices(story.sources)
    known = {source.id: source for source in story.sources}
    return {source.id: _source(source, voice[source.id], known.get(voice[source.id]), say) for source in story.sources}


def _source(source: Source, voice: str, original: Source | None, say: Speech) -> SourceView:
    return SourceView(
        id=source.id,
        label=_short_name(source),
        title=source.title,
        author=source.author,
        publication=source.publication,
        published=_date(source.published, say),
        accessed=_date(source.accessed, say),
        link=web_address(source.url),
        address=source.url,
        archive_link=web_address(source.archive_url),
        language=say.language_name(source.lang) if source.lang else None,
        tag=source.lang,
        scale=source.scale,
        same_voice_as=_short_name(original) if original and original.id != source.id else None,
        voice=voice,
    )


def _short_name(source: Source) -> str:
    return source.publication or source.title


def _date(text: str | None, say: Speech) -> str | None:
    """A date in words; one that is no EDTF, in a story that no loader has seen, as it is written."""
    try:
        return label(parse_when(text), lang=say.tag) if text else None
    except ValueError:
        return text


# --- reports ----------------------------------------------------------------------------------------------------------


def report_view(
    row: Row,
    told: Report | None,
    sources: Mapping[str, SourceView],
    said: tuple[Stated, ...],
    *,
    soft: bool,
    say: Speech,
) -> ReportView:
    """A report: the row says what is drawn, `told` what else the story says of it, `said` what sources claim of it."""
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
        role_label=say(symbol.label),
        role_note=say(symbol.note),
        aside=role in ASIDE,
        when=row["when_label"],
        when_as_reported=row["when_as_reported"],
        place=_place(row, soft=soft, say=say),
        testimonies=tuple(
            Testimony(sources[key], spellings.get(key), locators.get(key)) for key in row["sources"] if key in sources
        ),
        stated=said,
        category=row["category"],
        actors=told.actors if told else (),
        counts=tuple((name, count_words(count, say)) for name, count in told.counts.items()) if told else (),
        graphic=bool(told and told.graphic),
        withheld=told.withheld if told else None,
        generalized=km_words(row["generalized_km"], say) if row["generalized_km"] else None,
    )


FLAGS = {
    "ambiguous": to_say("Place uncertain"),
    "missing": to_say("Place not found"),
    "not_stated": to_say("Position not stated"),
}


def _place(row: Row, *, soft: bool, say: Speech) -> PlaceView:
    radius = row["radius_km"] or 0.0
    placed = row["lon"] is not None and row["lat"] is not None
    return PlaceView(
        name=row["place_name"],
        kind=kind_words(row["place_kind"], say) if row["place_kind"] else None,
        as_written=row["where"],
        flag=say(FLAGS[row["status"]]) if row["status"] in FLAGS else None,
        exactness=exactness(row, soft=soft, say=say),
        settled=say(STATUS_WORDS[row["status"]]),
        because=tuple(phrase(reason, say) for reason in row["reasons"]),
        position=position_words(row["lon"], row["lat"], radius_km=radius, say=say) if placed else None,
        place_id=row["place_id"],
        source=word(row["place_source"], say) if row["place_source"] else None,
        licence=word(row["place_licence"], say) if row["place_licence"] else None,
        link=web_address(row["place_url"]),
        boundary=word(row["boundary_source"], say) if row["boundary_source"] else None,
    )


def exactness(row: Row, *, soft: bool, say: Speech) -> str:
    """How exact a position is, in a sentence; `soft`: an area of which no outline is known."""
    if row["draw"] == "none":
        if row["status"] == "not_stated":
            return say("No source states a position, so there is no pin.")
        if row["status"] == "missing":
            return say("No place is known by this name, so there is no pin.")
        return say("Not drawn.")
    radius = km_words(row["radius_km"] or 0.0, say)
    if row["draw"] == "point":
        return say("Within {radius} of the pin.", radius=radius)
    if soft:
        return say("Somewhere within about {radius} of the middle of the area; it has no sharp edge.", radius=radius)
    return say("Somewhere in the area marked; the number stands in its middle and marks no spot.")


# --- legs -------------------------------------------------------------------------------------------------------------


def route_views(
    leg_rows: Sequence[Row],
    ways: Mapping[str, Leg],
    sources: Mapping[str, SourceView],
    said: Mapping[str, tuple[Stated, ...]],
    tellers: Mapping[str, str],
    *,
    say: Speech,
    known: Mapping[str, str],
) -> tuple[RouteView, ...]:
    """The routes in the order of the frame, each with its legs.

    `tellers` are the letters of legs that compete, `known` the dates of the frames as the page says them.
    """
    routes: dict[str, tuple[str, list[LegView]]] = {}
    titles = {row["id"]: row["title"] for row in leg_rows}
    for row in leg_rows:
        view = _leg(
            {**row, "rival": titles.get(row.get("instead_of"))},
            ways.get(row["id"]),
            sources,
            said.get(row["id"], ()),
            tellers.get(row["id"], ""),
            say,
            known,
        )
        routes.setdefault(row["route_id"], (row["route_title"], []))[1].append(view)
    return tuple(RouteView(title, tuple(views)) for title, views in routes.values())


def _leg(
    row: Row,
    way: Leg | None,
    sources: Mapping[str, SourceView],
    said: tuple[Stated, ...],
    letters: str,
    say: Speech,
    known: Mapping[str, str],
) -> LegView:
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
        basis_label=say.inside("basis of a leg", style.label),
        basis_meaning=say(style.meaning),
        drawn=drawn,
        ends=tuple(dict.fromkeys(filter(None, (row["from_name"], row["to_name"])))),
        when=row["when_label"],
        outcome=row["outcome"],
        length=say(_LENGTHS[row["method"]], length=km_words(row["length_km"], say)) if drawn else None,
        corridor=_corridor(corridor[0], corridor[1], say) if corridor else None,
        elapsed=span_words(row["elapsed_h"][0], row["elapsed_h"][1], "h", say) if row["elapsed_h"] else None,
        speed=_speed(row["speed_kmh"][0], row["speed_kmh"][1], say) if row["speed_kmh"] else None,
        impossible=row["speed_verdict"] == "impossible",
        notes=(*_checks(row, say), *((say("Note"), phrase(note, say, known)) for note in row["notes"])),
        testimonies=tuple(
            Testimony(sources[key], None, refs[key].locator if key in refs else None)
            for key in row["sources"]
            if key in sources
        ),
        stated=said,
        letters=letters,
    )


def _checks(row: Row, say: Speech) -> Iterator[tuple[str, str]]:
    yield say("Check"), phrase(row["speed_note"], say)
    if row.get("rival"):
        yield say("Instead of"), row["rival"]
    others = [each["length_km"] for each in row.get("alternates") or ()]
    if others:
        lengths = say.list(km_words(each, say) for each in others)
        yield (
            say("Other ways"),
            say("{lengths} along the roads that were computed; nobody reports them.", lengths=lengths),
        )


_LENGTHS = {
    "geodesic": to_say("{length} as the shortest line over the ground"),
    "road": to_say("{length} along the roads that were computed"),
}


def _speed(least: float, most: float, say: Speech) -> str:
    # The windows nearly touch: the upper end is an accident of the clock and would only mislead.
    return span_words(least, most if most <= 300 else math.inf, "km/h", say)


def _corridor(start_km: float, end_km: float, say: Speech) -> str:
    if round(start_km) == round(end_km):
        return say("up to {start} to either side", start=km_words(start_km, say))
    return say(
        "up to {start} to either side at its start, {end} at its end",
        start=km_words(start_km, say), end=km_words(end_km, say),
    )  # fmt: skip
