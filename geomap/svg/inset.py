"""The small map in a corner of the large one that says where in the world it is."""

from __future__ import annotations

import shapely

from geomap.basemaps import Locator
from geomap.basemaps.locator import SIDE
from geomap.svg.markup import Markup, element, group
from geomap.svg.pins import BADGE_PX, sampled
from geomap.svg.placing import Board, Rect
from geomap.svg.scene import Scene

_NARROWEST_PX = 560.0  # on a narrower map it would take the room of something else
_SHARE, _LEAST_PX, _MOST_PX = 0.1, 84.0, 116.0  # of the map's width, within limits
_OFF_PX = 14.0  # from the corner


def draw_locator(locator: Locator | None, scene: Scene, board: Board) -> Markup:
    """The small map, in the first corner where nothing of the story is; it is taken on the board.

    Parameters
    ----------
    locator : Locator or None
        The small map; None where the story spans the world.
    scene : Scene
        What is drawn.
    board : Board
        Of the map, with what stands in its corners already.
    """
    width, height = scene.view.width_px, scene.view.height_px
    if locator is None or width < _NARROWEST_PX:
        return Markup("")
    side = min(max(width * _SHARE, _LEAST_PX), _MOST_PX)
    left, right = _OFF_PX + side / 2, width - _OFF_PX - side / 2
    top, bottom = _OFF_PX + side / 2, height - _OFF_PX - side / 2
    corners = [Rect.at(x, y, side, side) for x, y in ((right, bottom), (left, top), (right, top))]
    spot = next((rect for rect in corners if board.covered(rect)[0] == 0.0 and _is_free(rect, scene)), None)
    if spot is None:
        return Markup("")
    board.take(spot.grown(6.0))
    half = SIDE / 2
    scale = side / SIDE
    rim = {"cx": half, "cy": half, "r": half - 1.5}
    inside = [
        element("circle", {"class": "sea", **rim}),
        element("path", {"class": "land far", "d": locator.land_path}),
        element("path", {"class": "home far", "d": locator.home_path}),
        element("path", {"class": "spot", "d": locator.spot_path}),
    ]
    clip = element("clipPath", {"id": "geomap-locator"}, element("circle", rim))
    parts = [clip, group({"clip-path": "url(#geomap-locator)"}, inside), element("circle", {"class": "rim", **rim})]
    place = f"translate({spot.left:.1f},{spot.top:.1f}) scale({scale:.3f})"
    return group({"class": "locator", "transform": place}, parts)


def _is_free(rect: Rect, scene: Scene) -> bool:
    """Whether nothing of the story lies there: no way, no place, no area."""
    frame = shapely.box(rect.left, rect.top, rect.right, rect.bottom)
    lines = [line for way in scene.ways for line in way.lines]
    if any(rect.holds(*point) for line in lines for point in sampled(line)):
        return False
    if any(rect.overlap(Rect.at(spot.x, spot.y, 2 * BADGE_PX, 2 * BADGE_PX)) for spot in scene.spots):
        return False
    areas = [polygon for spot in scene.spots for polygon in spot.polygons]
    areas += [polygon for bar in scene.bars for polygon in bar.polygons]
    return not any(shapely.Polygon(outer).buffer(0).intersects(frame) for outer, *_ in areas)
