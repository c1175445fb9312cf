"""Pins with their numbers and names: laid out so that none covers another, then drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geomap.story.model import Role
from geomap.style import SYMBOLS
from geomap.svg.lettering import text_width
from geomap.svg.markup import Markup, Pixel, element, group, words
from geomap.svg.placing import Board, Rect, around
from geomap.svg.scene import Scene, Spot
from geomap.svg.ways import letters_size, letters_spot

BADGE_PX = 28.0  # side of a pin with its number
NAME_PX, QUIET_PX = 13.0, 12.0
_LINE = 1.18  # of the type size
_GAP = 4.0
_PER_ROW = 5
_DOT_PX = 4.0
_ARROW_PX = 14.0
_STEP_PX = 9.0  # lines are sampled this close, to keep pins off them
_NEAR, _FAR = 9.0, 34.0  # how far a pin stands from its place: beside it, or at the end of a thin line


@dataclass(frozen=True, slots=True)
class Tag:
    """A spot with its pins and name, and where they stand.

    Parameters
    ----------
    spot : Spot
        The place.
    lines : tuple of str
        Its name and the one in the local script; empty where there is no room for them.
    rect : Rect
        What pins and name take together.
    beside : bool
        Whether the name stands beside the pins; else below them.
    flipped : bool
        Whether a name beside the pins stands to their left.
    """

    spot: Spot
    lines: tuple[str, ...]
    rect: Rect
    beside: bool = True
    flipped: bool = False

    @property
    def badges(self) -> tuple[Pixel, ...]:
        """The middle of each pin; many pins stand in several rows."""
        count = len(self.spot.numbers)
        width, height = _pins_size(self.spot)
        x, y = self.rect.middle
        left, top = x - width / 2, self.rect.top
        if self.beside:
            left, top = self.rect.right - width if self.flipped else self.rect.left, y - height / 2
        return tuple(
            (left + (i % _PER_ROW + 0.5) * BADGE_PX, top + (i // _PER_ROW + 0.5) * BADGE_PX) for i in range(count)
        )

    @property
    def is_far(self) -> bool:
        """Whether a thin line must lead from the pins to their place."""
        nearest = min(math.hypot(x - self.spot.x, y - self.spot.y) for x, y in self.badges)
        return not self.spot.is_area and nearest > BADGE_PX / 2 + _NEAR + 3


def lay_out(scene: Scene, board: Board, names: Mapping[str, tuple[str, str]]) -> tuple[Tag, ...]:
    """Find a place for every spot's pins and name, the loudest first; all are taken on the board.

    Where pins and name together would cover something, the name is left out: the numbered key has it too.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    board : Board
        Of the map; lines and dots are put onto it here.
    names : mapping
        What a spot is called, in the order in which it is set, by its name; that of others is all there is.
    """
    for way in scene.ways:
        for line in way.lines:
            board.avoid(sampled(line))
        for x, y, _ in way.arrows:
            board.take(Rect.at(x, y, _ARROW_PX, _ARROW_PX))
        if way.letters and (at := letters_spot(way, scene.dots)):
            board.take(Rect.at(*at, *letters_size(way.letters)))
    for spot in scene.spots:
        if not spot.is_area:
            board.take(Rect.at(spot.x, spot.y, 2 * _DOT_PX + 4, 2 * _DOT_PX + 4))
    order = sorted(scene.spots, key=lambda s: (not s.is_area, -SYMBOLS[s.role].loudness, s.numbers))
    tags = []
    for spot in order:
        lines = tuple(filter(None, names.get(spot.name, (spot.name,))))
        tag = min((_placed(spot, text, board) for text in (lines, ())), key=lambda tag: board.covered(tag.rect)[0])
        board.take(tag.rect)
        tags.append(tag)
    return tuple(tags)


def draw_tag(tag: Tag) -> Markup:
    """The dot, the pins and the name of a spot."""
    spot = tag.spot
    colour = SYMBOLS[spot.role].colour
    parts: list[Markup] = []
    if tag.is_far:
        x, y = min(tag.badges, key=lambda at: math.hypot(at[0] - spot.x, at[1] - spot.y))
        parts.append(element("line", {"class": f"s-{colour} lead", "x1": spot.x, "y1": spot.y, "x2": x, "y2": y}))
    if not spot.is_area:
        dot = {"class": f"f-{colour} dot", "cx": spot.x, "cy": spot.y, "r": _DOT_PX}
        parts.append(element("circle", dot))
    parts += _name(tag)
    parts += [draw_badge(role, number, x, y) for (number, role), (x, y) in zip(spot.numbers, tag.badges, strict=True)]
    return group({}, parts)


def draw_badge(role: Role, number: int | None, x: float, y: float) -> Markup:
    """A pin: the symbol of its role, with its number where it has one."""
    symbol = SYMBOLS[role]
    pin = {"class": f"pin {'full' if symbol.filled else 'hollow'}-{symbol.colour}", "d": symbol.path}
    parts = [element("path", pin)]
    if number is not None:
        size = 12.0 if number < 100 else 9.5
        look = {
            "class": f"num n-{'on-colour' if symbol.filled else symbol.colour}",
            "font-size": size,
            "y": size * 0.36,
        }
        parts.append(element("text", look, words(str(number))))
    return element("g", {"transform": f"translate({x:.1f},{y:.1f})"}, *parts)


def _placed(spot: Spot, lines: tuple[str, ...], board: Board) -> Tag:
    pins_width, pins_height = _pins_size(spot)
    name_width, name_height = _name_size(spot, lines)
    if spot.is_area:
        width, height = max(pins_width, name_width), pins_height + name_height
        grid = [(dx * 40.0, dy * 36.0) for dy in (0, -1, 1, -2, 2) for dx in (0, -1, 1, -2, 2)]
        near = sorted(grid, key=lambda at: math.hypot(*at))
        rect = board.best([Rect.at(spot.x + dx, spot.y + dy, width, height) for dx, dy in near])
        return Tag(spot, lines, rect, beside=False)
    width, height = pins_width + (_GAP + name_width if lines else 0.0), max(pins_height, name_height)
    rect = board.best([place for gap in (_NEAR, _FAR) for place in around(spot.x, spot.y, width, height, gap=gap)])
    return Tag(spot, lines, rect, flipped=rect.middle[0] < spot.x - 1)


def _pins_size(spot: Spot) -> tuple[float, float]:
    count = len(spot.numbers)
    return min(count, _PER_ROW) * BADGE_PX, math.ceil(count / _PER_ROW) * BADGE_PX


def _name_size(spot: Spot, lines: Sequence[str]) -> tuple[float, float]:
    size = _type_size(spot)
    width = max((text_width(line, size, bold=not spot.quiet) for line in lines), default=0.0)
    return width + (4.0 if lines else 0.0), len(lines) * size * _LINE


def _type_size(spot: Spot) -> float:
    return QUIET_PX if spot.quiet else NAME_PX


def _name(tag: Tag) -> list[Markup]:
    size = _type_size(tag.spot)
    pins_width, pins_height = _pins_size(tag.spot)
    x, middle = tag.rect.middle
    top, anchor = tag.rect.top + pins_height, "middle"
    if tag.beside:
        top, anchor = middle - len(tag.lines) * size * _LINE / 2, "end" if tag.flipped else "start"
        x = tag.rect.right - pins_width - _GAP if tag.flipped else tag.rect.left + pins_width + _GAP
    looks = ["name quiet" if tag.spot.quiet else "name", "name local"]
    return [
        element(
            "text",
            {"class": look, "x": x, "y": top + (i + 0.8) * size * _LINE, "font-size": size, "text-anchor": anchor},
            words(text),
        )
        for i, (look, text) in enumerate(zip(looks, tag.lines, strict=False))
    ]


def sampled(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points along a line, every few pixels."""
    points = []
    for (x1, y1), (x2, y2) in pairwise(line):
        steps = max(round(math.hypot(x2 - x1, y2 - y1) / _STEP_PX), 1)
        points += [(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(steps)]
    return points
