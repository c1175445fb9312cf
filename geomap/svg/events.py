"""What the story says, below its pins: areas, circles of uncertainty, corridors and legs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import shapely

from geomap.style import LINE_STYLES, SYMBOLS, LineStyle
from geomap.svg.markup import Markup, Pixel, element, group, path
from geomap.svg.scene import Rings, Scene, Spot, Way

HEADS = {"filled": "M-5,-5L6,0L-5,5Z", "open": "M-5,-5.5L6,0L-5,5.5"}
BAR = "M0,-9V9"
_BESIDE_PX = 7.0  # how far a way back runs beside the way there
_CASING_PX = 3.5  # how much wider the light line below a leg is


def draw_areas(scene: Scene) -> Markup:
    """Areas and circles, the quiet ones at the bottom."""
    order = sorted(scene.spots, key=lambda spot: SYMBOLS[spot.role].loudness)
    return group({}, [part for spot in order for part in _area(spot)])


def draw_ways(scene: Scene) -> Markup:
    """Corridors, then lines, then arrow heads and bars."""
    ways = scene.ways
    parts = [_corridor(way) for way in ways] + [_line(way) for way in ways]
    return group({}, parts + [mark for way in ways for mark in _marks(way)])


def rings_path(polygons: Sequence[Rings]) -> str:
    """Path data of polygons."""
    return "".join(path(ring, closed=True) for rings in polygons for ring in rings)


def _area(spot: Spot) -> Iterator[Markup]:
    colour = SYMBOLS[spot.role].colour
    if not spot.is_area:
        circle = {"class": f"circle f-{colour} s-{colour}", "cx": spot.x, "cy": spot.y, "r": max(spot.radius_px, 1.0)}
        yield element("circle", circle)
        return
    outline = rings_path(spot.polygons)
    if spot.soft:
        yield element("path", {"fill": f"url(#soft-{colour})", "d": outline})
        return
    yield element("path", {"class": f"s-{colour} band", "d": outline})
    yield element("path", {"class": f"s-{colour} outline", "fill": f"url(#hatch-{colour})", "d": outline})


def _corridor(way: Way) -> Markup:
    colour = LINE_STYLES[way.basis].colour
    if not way.corridor or not LINE_STYLES[way.basis].corridor:
        return Markup("")
    return element("path", {"class": f"f-{colour} corridor", "d": rings_path(way.corridor)})


def _line(way: Way) -> Markup:
    style = LINE_STYLES[way.basis]
    course = "".join(path(line) for line in _course(way, style))
    return group(
        {},
        [
            element("path", {"class": "casing", "d": course, "stroke-width": style.width_px + _CASING_PX}),
            element("path", {"class": f"s-{style.colour} leg", "d": course, **line_look(style)}),
        ],
    )


def line_look(style: LineStyle) -> dict[str, object]:
    """The attributes of a line in this style: width, dashes, ends."""
    dotted = bool(style.dash_px) and style.dash_px[0] < 1
    return {
        "stroke-width": style.width_px,
        "stroke-dasharray": " ".join(f"{dash:g}" for dash in style.dash_px) or None,
        "stroke-linecap": "round" if dotted else None,
    }


def _course(way: Way, style: LineStyle) -> list[Sequence[Pixel]]:
    if not style.parallel:
        return list(way.lines)
    moved = (shapely.offset_curve(shapely.LineString(line), _BESIDE_PX) for line in way.lines)
    return [list(part.coords) for line in moved for part in shapely.get_parts(line)]


def _marks(way: Way) -> Iterator[Markup]:
    style = LINE_STYLES[way.basis]
    if style.arrow != "none":
        aside = _BESIDE_PX if style.parallel else 0.0
        for x, y, bearing_deg in way.arrows:
            turn = math.radians(bearing_deg)
            x, y = x + math.cos(turn) * aside, y + math.sin(turn) * aside
            yield mark(HEADS[style.arrow], f"head-{style.arrow} {style.colour}", x, y, bearing_deg)
    if style.bar_at_end and way.lines:
        (x1, y1), (x2, y2) = way.lines[-1][-2:]
        yield mark(BAR, f"bar s-{style.colour}", x2, y2, math.degrees(math.atan2(x2 - x1, y1 - y2)))


def mark(shape: str, look: str, x: float, y: float, bearing_deg: float) -> Markup:
    """An arrow head or a bar, turned to a bearing (clockwise from north)."""
    turn = f"translate({x:.1f},{y:.1f}) rotate({bearing_deg - 90:.0f})"
    return element("path", {"class": look, "d": shape, "transform": turn})
