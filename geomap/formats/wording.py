"""A report, a leg or an obstacle in a few lines of plain text, for formats that have a description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from geomap.properties import JOIN, Properties, Value
from geomap.story.model import Basis
from geomap.style import LINE_STYLES
from geomap.text import visible

if TYPE_CHECKING:
    from geomap.story.model import Source, Story

_GRAPHIC = "Graphic: what is told is left to the properties 'text' and 'claims'."


def report_lines(properties: Properties) -> tuple[str, ...]:
    """What a reader wants to know of a report beside its title."""
    graphic, told = properties["graphic"], properties["text"] or properties["claims"]
    return _lines(
        {
            "": _GRAPHIC if graphic and told else properties["text"],
            "When": _with(properties["when_label"], properties["when_as_reported"]),
            "Where": _where(properties),
            "Spelled": properties["spellings"],
            "Who": properties["actors"],
            "Numbers": properties["counts"],
            "Left out": properties["withheld"],
            "Sources say": None if graphic else properties["claims"],
            "Sources": properties["source_titles"],
        }
    )


def leg_lines(properties: Properties) -> tuple[str, ...]:
    """What a reader wants to know of a leg beside its title; what it rests on comes first."""
    style = LINE_STYLES[Basis(str(properties["basis"]))]
    length_km = properties["length_km"]
    return _lines(
        {
            style.label: style.meaning,
            "Outcome": properties["outcome"],
            "When": properties["when_label"],
            "Length": f"{length_km:,.0f} km" if isinstance(length_km, float) else None,
            "Line": properties["notes"],
            "Times": properties["speed_note"],
            "Sources say": properties["claims"],
            "Sources": properties["source_titles"],
        }
    )


def obstacle_lines(properties: Properties) -> tuple[str, ...]:
    """What a reader wants to know of an obstacle beside its title."""
    return _lines(
        {
            "What": str(properties["kind"]).replace("_", " "),
            "Outcome": properties["outcome"],
            "When": properties["when_label"],
            "Where": properties["where"] or "position not stated",
            "Closed": properties["closes"],
            "Sources say": properties["claims"],
            "Sources": properties["source_titles"],
        }
    )


def sources_of(properties: Properties, story: Story) -> tuple[Source, ...]:
    """The sources of a report or leg, in the order of their ids there."""
    known = {source.id: source for source in story.sources}
    ids = str(properties["sources"] or "").split(JOIN)
    return tuple(known[each] for each in ids if each in known)


def web_address(text: str | None) -> str:
    """The address where it is one of the web, else ``""``.

    Examples
    --------
    >>> web_address("https://example.org/a?b=1&c"), web_address("javascript:alert(1)"), web_address(None)
    ('https://example.org/a?b=1&c', '', '')
    """
    return visible(text) if text and text.startswith(("https://", "http://")) and not set(text) & set(" \n\t") else ""


def _lines(said: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(f"{name}: {value}" if name else str(value) for name, value in said.items() if value)


def _with(text: Value, aside: Value) -> str:
    return f"{text} ({aside})" if aside else str(text)


def _where(properties: Properties) -> str:
    if properties["draw"] == "none":
        return "position not stated" if properties["status"] == "not_stated" else "position not known"
    if properties["draw"] == "area":
        return f"somewhere in {properties['place_name']} (border: {properties['boundary_source']})"
    return f"{properties['place_name']}, ± {properties['radius_km']:g} km"
