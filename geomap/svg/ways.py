"""Legs in the pixels of a picture: each in its lane, with its heads, crosses and the ways to the road."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomap.antimeridian import in_one_run, only_polygons, parts_of, unwrap
from geomap.lanes import beside, lanes, stations
from geomap.page.barred import on_stretch
from geomap.page.rivals import letters, rivals
from geomap.projection import View
from geomap.story.model import Basis
from geomap.style import LINE_STYLES
from geomap.svg.lettering import text_width
from geomap.svg.markup import Pixel

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.obstacles import Barrier

Row = Mapping[str, Any]
Rings = tuple[tuple[Pixel, ...], ...]  # of one polygon, the outer one first
DETAIL_PX = 0.3  # what may be lost of an outline
STEP_PX, LEAST_PX = 110.0, 22.0  # from one arrow head to the next, and the shortest line that has one
CROSS_STEP_PX, CROSS_LEAST_PX = 32.0, 12.0
CLEAR_PX = 44.0  # so far a short leg's head keeps from those of other legs of its kind
BAR_PX = 11.0  # so far before the end a blocked leg stops
_FREE_PX = 13.0  # so far crosses keep from heads
_LETTERS_AT = (1 / 2, 1 / 6, 5 / 6)  # of the way: where its letters may stand, the best first
_LETTER_PX, _LETTERED_PX = 18.0, 40.0  # so far they keep from places; a shorter way has none on it


@dataclass(frozen=True, slots=True)
class Way:
    """A leg that has a line.

    Parameters
    ----------
    basis : Basis
        What it is drawn as.
    lines : tuple of lines
        In their lane, in pixels; where the story goes round the world, they are there again on either side.
    corridor : tuple of rings
        Where the way may lie.
    arrows, crosses : tuple of (x, y, bearing in degrees clockwise from up)
        Heads; and where something closed it, nobody says where.
    access : tuple of lines
        The ways to the road and from it.
    barred : tuple of str
        Ids of the obstacles that are told of somewhere on it.
    letters : str
        Of the sources that tell of it, where it has a rival.
    spare : bool
        Whether it is another way along roads, which nobody reports.
    """

    basis: Basis
    lines: tuple[tuple[Pixel, ...], ...]
    corridor: tuple[Rings, ...] = ()
    arrows: tuple[tuple[float, float, float], ...] = ()
    access: tuple[tuple[Pixel, ...], ...] = ()
    crosses: tuple[tuple[float, float, float], ...] = ()
    barred: tuple[str, ...] = ()
    letters: str = ""
    spare: bool = False


def make_ways(
    leg_rows: Sequence[Row], view: View, obstacles: Sequence[Barrier], turns_px: Sequence[float]
) -> tuple[Way, ...]:
    """The legs that have a line, and their other ways along roads, in the pixels of a view.

    Parameters
    ----------
    leg_rows : sequence of mapping
        Rows of the legs frame.
    view : View
        The picture's map.
    obstacles : sequence of Barrier
        What stood in the way.
    turns_px : sequence of float
        How far aside each line is drawn: 0, and a turn around the world to either side where the map goes on there.
    """
    drawn = [row for row in leg_rows if row["geometry"] is not None]
    shapes = [_pixels(row["geometry"], view) for row in drawn]
    beside_by = lanes([(Basis(row["basis"]), shape) for row, shape in zip(drawn, shapes, strict=True)])
    competing = rivals(drawn)
    letter_of = letters(competing)
    stretches: dict[str, list[str]] = {}
    for each in obstacles:
        stretch = on_stretch(each, drawn)
        if stretch is not None:
            stretches.setdefault(stretch["id"], []).append(each.id)
    taken: dict[tuple[Basis, int], list[Pixel]] = {}
    ways = []
    for row, shape, lane in zip(drawn, shapes, beside_by, strict=True):
        basis = Basis(row["basis"])
        lines = [line for part in parts_of(shape) for line in beside([(x, y) for x, y in part.coords], lane)]
        if LINE_STYLES[basis].bar_at_end:
            lines[-1] = _stopped(lines[-1])
        heads = _heads(lines, taken.setdefault((basis, lane), [])) if LINE_STYLES[basis].arrow != "none" else []
        crosses = [at for line in lines for at in stations(line, step_px=CROSS_STEP_PX, least_px=CROSS_LEAST_PX)]
        free = [at for at in crosses if all(np.hypot(at[0] - x, at[1] - y) > _FREE_PX for x, y, _ in heads)]
        access = _lines(row["access"], view)
        ways.append(
            Way(
                basis=basis,
                lines=tuple(_turned(line, px) for px in turns_px for line in lines),
                corridor=polygons_in(row["corridor"], view) if row["corridor"] is not None else (),
                arrows=tuple((x + px, y, turn) for px in turns_px for x, y, turn in heads),
                access=tuple(_turned(line, px) for px in turns_px for line in access),
                crosses=tuple(free) if row["id"] in stretches else (),
                barred=tuple(stretches.get(row["id"], ())),
                letters=" ".join(letter_of.get(each, "") for each in competing.get(row["id"], ())),
            )
        )
    spare = [each["geometry"] for row in leg_rows for each in row.get("alternates") or ()]
    return (*ways, *(Way(Basis.CONSIDERED, tuple(map(tuple, _lines(shape, view))), spare=True) for shape in spare))


def letters_spot(way: Way, dots: Sequence[Pixel]) -> Pixel | None:
    """Where on a way the letters of its sources stand: its middle, or beside that where a place is; None: too short.

    The page lays them by the same rule, ``clearSpot`` of ``static/legs.js``.
    """
    course = shapely.LineString(way.lines[0])
    if course.length <= _LETTERED_PX:
        return None
    middles = [course.interpolate(share, normalized=True) for share in _LETTERS_AT]
    spots = [(at.x, at.y) for at in middles]
    return next((at for at in spots if all(math.dist(at, dot) > _LETTER_PX for dot in dots)), spots[0])


def letters_size(letters: str) -> Pixel:
    """Width and height of the frame about letters."""
    return text_width(letters, 11.0, bold=True) + 8.0, 15.0


def _heads(lines: Sequence[Sequence[Pixel]], taken: list[Pixel]) -> list[tuple[float, float, float]]:
    """Arrow heads at even steps; those of a short leg stay clear of its neighbours'."""
    found = []
    for line in lines:
        steps = stations(line, step_px=STEP_PX, least_px=LEAST_PX)
        found += [
            (x, y, turn)
            for x, y, turn in steps
            if len(steps) > 3 or all(np.hypot(x - a, y - b) > CLEAR_PX for a, b in taken)
        ]
    taken += [(x, y) for x, y, _ in found]
    return found


def polygons_in(shape: BaseGeometry, view: View) -> tuple[Rings, ...]:
    """An area in pixels; parts that were split at the antimeridian become one again."""
    moved = unwrap(shape, center_lon=view.center_lon)
    whole = only_polygons(shapely.union_all(parts_of(moved)) if len(parts_of(moved)) > 1 else moved)
    detail = DETAIL_PX * 360.0 / view.px_per_world
    return tuple(
        tuple(tuple(view.xy(*point) for point in ring.coords) for ring in shapely.get_rings(part))
        for part in parts_of(whole.simplify(detail))
    )


def _stopped(line: list[Pixel]) -> list[Pixel]:
    """A blocked leg stops where its bar stands: at its end, but clear of the dot there."""
    (x1, y1), (x2, y2) = line[-2:]
    last = float(np.hypot(x2 - x1, y2 - y1))
    share = max(1.0 - BAR_PX / last, 0.5) if last else 1.0
    return [*line[:-1], (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)]


def _pixels(shape: BaseGeometry, view: View) -> BaseGeometry:
    moved = in_one_run(shape, center_lon=view.center_lon)
    return shapely.transform(moved, lambda at: np.array([view.xy(lon, lat) for lon, lat in at]))


def _lines(shape: BaseGeometry | None, view: View) -> list[list[Pixel]]:
    if shape is None or shape.is_empty:
        return []
    return [[(x, y) for x, y in part.coords] for part in parts_of(_pixels(shape, view))]


def _turned(line: Sequence[Pixel], px: float) -> tuple[Pixel, ...]:
    return tuple((x + px, y) for x, y in line)
