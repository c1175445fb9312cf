"""Pins with their numbers and names: laid out so that none covers another, then drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from geomap.story.model import Role
from geomap.style import SYMBOLS
from geomap.svg.lettering import text_width
from geomap.svg.markup import Markup, element, group, words
from geomap.svg.placing import Board, Rect, around
from geomap.svg.scene import Scene, Spot

BADGE_PX = 28.0  # side of a pin with its number
NAME_PX, QUIET_PX = 13.0, 12.0
_LINE = 1.18  # of the type size
_GAP = 4.0
_DOT_PX = 4.0
_ARROW_PX = 14.0
_STEP_PX = 9.0  # lines are sampled this close, to keep pins off them
_NEAR, _FAR = 9.0, 34.0  # how far a pin stands from its place: beside it, or at the end of a thin line


@dataclass(frozen=True, slots=True)
class Tag:
    """A spot with its pins and name, and where they stand.

    ``beside`` is true when the name stands beside the pins, false when it stands below; ``flipped`` when it is to
    their left. ``badges`` are the middles of the pins.
    """

    spot: Spot
    local: str
    rect: Rect
    beside: bool
    flipped: bool

    @property
    def badges(self) -> tuple[tuple[float, float], ...]:
        """The middle of each pin."""
        count = len(self.spot.numbers)
        width = count * BADGE_PX
        x, y = self.rect.middle
        if not self.beside:
            return tuple((x + (i - (count - 1) / 2) * BADGE_PX, self.rect.top + BADGE_PX / 2) for i in range(count))
        start = self.rect.right - width if self.flipped else self.rect.left
        return tuple((start + (i + 0.5) * BADGE_PX, y) for i in range(count))

    @property
    def is_far(self) -> bool:
        """Whether a thin line must lead from the pins to their place."""
        nearest = min(math.hypot(x - self.spot.x, y - self.spot.y) for x, y in self.badges)
        return not self.spot.is_area and nearest > BADGE_PX / 2 + _NEAR + 3


def lay_out(scene: Scene, board: Board, local_names: dict[str, str]) -> tuple[Tag, ...]:
    """Find a place for every spot's pins and name, the loudest first; all are taken on the board.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    board : Board
        Of the map; lines and dots are put onto it here.
    local_names : dict
        Names in the script of the place, by the name of the spot.
    """
    for way in scene.ways:
        for line in way.lines:
            board.points += _sampled(line)
        for x, y, _ in way.arrows:
            board.take(Rect.at(x, y, _ARROW_PX, _ARROW_PX))
    for spot in scene.spots:
        if not spot.is_area:
            board.take(Rect.at(spot.x, spot.y, 2 * _DOT_PX + 4, 2 * _DOT_PX + 4))
    order = sorted(scene.spots, key=lambda s: (not s.is_area, -SYMBOLS[s.role].loudness, s.numbers))
    tags = []
    for spot in order:
        tag = _placed(spot, local_names.get(spot.name, ""), board)
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


def _placed(spot: Spot, local: str, board: Board) -> Tag:
    name_width, name_height = _name_size(spot, local)
    pins = len(spot.numbers) * BADGE_PX
    if spot.is_area:
        width, height = max(pins, name_width), BADGE_PX + name_height
        grid = [(dx * 40.0, dy * 36.0) for dy in (0, -1, 1, -2, 2) for dx in (0, -1, 1, -2, 2)]
        near = sorted(grid, key=lambda at: math.hypot(*at))
        choices = [Rect.at(spot.x + dx, spot.y + dy, width, height) for dx, dy in near]
        return Tag(spot, local, choices[board.best(choices)], beside=False, flipped=False)
    width, height = pins + (_GAP + name_width if name_width else 0.0), max(BADGE_PX, name_height)
    choices = [*around(spot.x, spot.y, width, height, gap=_NEAR), *around(spot.x, spot.y, width, height, gap=_FAR)]
    rect = choices[board.best(choices)]
    return Tag(spot, local, rect, beside=True, flipped=rect.middle[0] < spot.x - 1)


def _name_size(spot: Spot, local: str) -> tuple[float, float]:
    size = QUIET_PX if spot.quiet else NAME_PX
    lines = [line for line in (spot.name, local) if line]
    width = max((text_width(line, size, bold=not spot.quiet) for line in lines), default=0.0)
    return width + (4.0 if lines else 0.0), len(lines) * size * _LINE


def _name(tag: Tag) -> list[Markup]:
    spot = tag.spot
    size = QUIET_PX if spot.quiet else NAME_PX
    lines = [(spot.name, "name quiet" if spot.quiet else "name"), (tag.local, "name local")]
    lines = [(text, sort) for text, sort in lines if text]
    pins = len(spot.numbers) * BADGE_PX
    x, middle = tag.rect.middle
    top = middle - len(lines) * size * _LINE / 2
    anchor = "middle"
    if tag.beside:
        anchor = "end" if tag.flipped else "start"
        x = tag.rect.right - pins - _GAP if tag.flipped else tag.rect.left + pins + _GAP
    else:
        top = tag.rect.top + BADGE_PX
    return [
        element(
            "text",
            {"class": sort, "x": x, "y": top + (i + 0.8) * size * _LINE, "font-size": size, "text-anchor": anchor},
            words(text),
        )
        for i, (text, sort) in enumerate(lines)
    ]


def _sampled(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points along a line, every few pixels."""
    points = []
    for (x1, y1), (x2, y2) in pairwise(line):
        steps = max(round(math.hypot(x2 - x1, y2 - y1) / _STEP_PX), 1)
        points += [(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) for i in range(steps)]
    return points
