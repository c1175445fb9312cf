"""What the story says, below its pins: areas, circles of uncertainty, corridors and legs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from geomap.style import CROSS, LINE_STYLES, OBSTACLE, SYMBOLS, LineStyle
from geomap.svg.markup import Markup, Pixel, element, group, path, words
from geomap.svg.scene import Scene, Spot
from geomap.svg.ways import Rings, Way, letters_size, letters_spot

HEADS = {"filled": "M-5,-5L6,0L-5,5Z", "open": "M-5,-5.5L6,0L-5,5.5"}
BAR = "M0,-9V9"
SPARE_PX = 1.6  # width of another way along roads
_CASING_PX = 3.5  # how much wider the light line below a leg is


def draw_areas(scene: Scene) -> Markup:
    """Areas and circles, the quiet ones at the bottom."""
    order = sorted(scene.spots, key=lambda spot: SYMBOLS[spot.role].loudness)
    return group({}, [part for spot in order for part in _area(spot)])


def draw_ways(scene: Scene) -> Markup:
    """Corridors, then lines, then arrow heads, bars and crosses."""
    ways = scene.ways
    parts = [_corridor(way) for way in ways] + [_line(way) for way in ways]
    return group({}, parts + [mark for way in ways for mark in _marks(way, scene.dots)])


def draw_bars(scene: Scene) -> Markup:
    """What stood in the way: each area that was closed, outlined, with the sign in it."""
    parts = []
    for bar in scene.bars:
        outline = rings_path(bar.polygons)
        parts.append(element("path", {"class": "s-alarm barrier", "fill": "url(#bars)", "d": outline}))
        parts.append(draw_sign(bar.x, bar.y))
    return group({}, parts)


def draw_sign(x: float, y: float) -> Markup:
    """The sign of an obstacle."""
    look = {"class": f"pin full-{OBSTACLE.colour}", "d": OBSTACLE.path, "transform": f"translate({x:.1f},{y:.1f})"}
    return element("path", look)


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
    course = "".join(path(line) for line in way.lines)
    look = {**line_look(style), **({"stroke-width": SPARE_PX} if way.spare else {})}
    drawn = [
        element("path", {"class": "casing", "d": course, "stroke-width": style.width_px + _CASING_PX}),
        element("path", {"class": f"s-{style.colour} leg", "d": course, **look}),
    ]
    if way.access:
        lead = "".join(path(line) for line in way.access)
        drawn.insert(0, element("path", {"class": f"s-{style.colour} access", "d": lead}))
    return group({}, drawn)


def line_look(style: LineStyle) -> dict[str, object]:
    """The attributes of a line in this style: width, dashes, ends."""
    dotted = bool(style.dash_px) and style.dash_px[0] < 1
    return {
        "stroke-width": style.width_px,
        "stroke-dasharray": " ".join(f"{dash:g}" for dash in style.dash_px) or None,
        "stroke-linecap": "round" if dotted else None,
    }


def _marks(way: Way, dots: Sequence[Pixel]) -> Iterator[Markup]:
    style = LINE_STYLES[way.basis]
    for x, y, bearing_deg in way.arrows:
        yield mark(HEADS[style.arrow], f"head-{style.arrow} {style.colour}", x, y, bearing_deg)
    if style.bar_at_end and way.lines and not way.spare:
        (x1, y1), (x2, y2) = way.lines[0][-2:]
        yield mark(BAR, f"bar s-{style.colour}", x2, y2, math.degrees(math.atan2(x2 - x1, y1 - y2)))
    if way.crosses:
        turns = [math.radians(bearing_deg - 90) for _, _, bearing_deg in way.crosses]
        strokes = "".join(
            _stroke(stroke, x, y, turn) for (x, y, _), turn in zip(way.crosses, turns, strict=True) for stroke in CROSS
        )
        yield element("path", {"class": "s-alarm cross", "d": strokes})
    if way.letters and (spot := letters_spot(way, dots)):
        yield lettered(way.letters, LINE_STYLES[way.basis].colour, *spot)


def _stroke(stroke: tuple[float, float, float, float], x: float, y: float, turn: float) -> str:
    sine, cosine = math.sin(turn), math.cos(turn)
    x1, y1, x2, y2 = stroke
    ends = ((x + a * cosine - b * sine, y + a * sine + b * cosine) for a, b in ((x1, y1), (x2, y2)))
    return path(list(ends))


def lettered(letters: str, colour: str, x: float, y: float) -> Markup:
    """Letters in a small frame about a point."""
    wide, high = letters_size(letters)
    frame = {"class": f"hollow-{colour} chip", "x": x - wide / 2, "y": y - high / 2, "width": wide, "height": high}
    text = {"class": f"num n-{colour}", "x": x, "y": y + 3.8, "font-size": 11.0}
    return group({}, [element("rect", {**frame, "rx": 4}), element("text", text, words(letters))])


def mark(shape: str, look: str, x: float, y: float, bearing_deg: float) -> Markup:
    """An arrow head or a bar, turned to a bearing (clockwise from north)."""
    turn = f"translate({x:.1f},{y:.1f}) rotate({bearing_deg - 90:.0f})"
    return element("path", {"class": look, "d": shape, "transform": turn})
