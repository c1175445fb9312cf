"""Words beside a stretch somewhere on which the way was closed: no source states where, so nothing points at a spot."""

from __future__ import annotations

from collections.abc import Mapping

import shapely

from geomap.languages import Speech
from geomap.page.barred import stretch_words
from geomap.story.model import ObstacleKind
from geomap.svg.lettering import text_width
from geomap.svg.markup import Markup, element, group, words
from geomap.svg.pins import BADGE_PX, sampled
from geomap.svg.placing import Board, Rect
from geomap.svg.scene import Scene

STRETCH_PX = 60.0
"""Beside a stretch shorter than this, the words would stand beside something else: the key tells it."""
_SIZE_PX = 12.0
_LEADING = 1.2
_OFF_PX = (26.0, -26.0, 34.0, -34.0, 44.0, -44.0, 62.0, -62.0)  # below and above the middle of the stretch


def draw_stretches(scene: Scene, board: Board, kinds: Mapping[str, ObstacleKind], *, say: Speech) -> Markup:
    """The words for each such stretch, where there is room; what they take is taken on the board.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    board : Board
        Of the map.
    kinds : mapping
        What kind of obstacle each is, by its id.
    say : Speech
        The language of the picture.
    """
    parts = []
    near = Board(board.frame)  # what the words keep clear of; the whole board does not hold it yet
    for way in scene.ways:
        near.avoid(point for line in way.lines for point in sampled(line))
    for spot in scene.spots:
        near.take(Rect.at(spot.x, spot.y, BADGE_PX, BADGE_PX))
    for way in scene.ways:
        line = shapely.LineString(way.lines[0]) if way.barred else None
        if line is None or line.length < STRETCH_PX:
            continue
        middle = line.interpolate(0.5, normalized=True)
        for obstacle in way.barred:
            lines = stretch_words(kinds[obstacle], say)
            width = max(text_width(text, _SIZE_PX, bold=True) for text in lines)
            high = len(lines) * _SIZE_PX * _LEADING
            rect = near.best([Rect.at(middle.x, middle.y + off, width, high) for off in _OFF_PX])
            near.take(rect)
            board.take(rect)
            for i, text in enumerate(lines):
                leftwards = say.direction == "rtl"
                look = {
                    "class": f"name n-alarm stretch{' joined' if leftwards else ''}", "x": rect.middle[0],
                    "text-anchor": "middle", "direction": "rtl" if leftwards else None,
                    "y": rect.top + (i + 0.8) * _SIZE_PX * _LEADING, "font-size": _SIZE_PX,
                }  # fmt: skip
                parts.append(element("text", look, words(text)))
    return group({}, parts)
