"""Painting, by matplotlib's renderer: the only door to that library, which takes a second to load."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import shapely
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.font_manager import fontManager, get_font
from matplotlib.path import Path as Course
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, TransformedPath
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geomap.antimeridian import parts_of
from geomap.picture.drawing import Box, Clip, Fading, Lettering, Mark, Sheet, Stroke, Tiled, common
from geomap.picture.hatching import tiles
from geomap.picture.paths import CLOSE, LINE, MOVE, Outline
from geomap.svg.lettering import text_width

# The letters that come with matplotlib: every machine sets the same. They run wider than those that the picture was
# laid out for, and are set narrower.
_FILES = {False: "DejaVuSans{}.ttf", True: "DejaVuSerif{}.ttf"}
_SLANTED = {False: "Oblique", True: "Italic"}
_SMALLER = 0.96  # their small letters stand higher, too
_LEAST, _MOST = 0.72, 1.02  # how narrow and how wide a line may be set
_NAMES_FIRST = ("Noto Sans CJK", "Noto Sans", "Noto")


class Canvas:
    """Paper of one size, painted mark by mark."""

    def __init__(self, width_px: float, height_px: float, *, scale: float) -> None:
        self._scale = scale
        self._size = math.ceil(width_px * scale), math.ceil(height_px * scale)
        make: Any = RendererAgg  # which has no types
        self._renderer = make(*self._size, 72)
        self._to_pixels = Affine2D().scale(scale, -scale).translate(0, self._size[1])
        self._renderer.draw_path(
            self._context(None), Course.unit_rectangle(), Affine2D().scale(*self._size), (1, 1, 1, 1)
        )
        self.missing: set[str] = set()

    def paint(self, sheet: Sheet) -> None:
        """Paint everything."""
        for mark in sheet.marks:
            if isinstance(mark, Lettering):
                self._write(mark)
                continue
            if mark.fill is not None:
                self._fill(mark)
            if mark.stroke is not None:
                self._draw(mark.shape, mark.stroke, mark.clip)

    def pixels(self) -> NDArray[np.uint8]:
        """What is painted, on white: height by width by red, green and blue."""
        return np.asarray(self._renderer.buffer_rgba())[..., :3]

    # --- outlines ---------------------------------------------------------------------------------------------------

    def _fill(self, mark: Mark) -> None:
        if isinstance(mark.fill, Fading):
            self._fade(mark, mark.fill)
        elif isinstance(mark.fill, Tiled):
            box = _seen(mark.shape.box, mark.clip)
            for part in mark.fill.marks if box else ():
                ink, opacity = (
                    (part.stroke.colour, part.stroke.opacity) if part.stroke else (part.fill, part.fill_opacity)
                )
                repeated = tiles(mark.fill, part, box) if box else None
                if repeated is not None and isinstance(ink, str):
                    context = self._context(mark.clip, inside=mark.shape)
                    face = to_rgba(ink, opacity * mark.fill_opacity)
                    self._renderer.draw_path(context, _course(repeated), self._to_pixels, face)
        elif isinstance(mark.fill, str):
            context = self._context(mark.clip)
            face = to_rgba(mark.fill, mark.fill_opacity)
            self._renderer.draw_path(context, _course(mark.shape), self._to_pixels, face)

    def _draw(self, shape: Outline, stroke: Stroke, clip: Clip | None) -> None:
        context = self._context(clip)
        context.set_foreground(to_rgba(stroke.colour, stroke.opacity), isRGBA=True)
        context.set_linewidth(stroke.width * self._scale)
        context.set_capstyle({"square": "projecting"}.get(stroke.cap, stroke.cap))
        context.set_joinstyle(stroke.join)
        if stroke.dashes:
            context.set_dashes(0, [dash * self._scale for dash in stroke.dashes])
        self._renderer.draw_path(context, _course(shape), self._to_pixels, None)

    def _fade(self, mark: Mark, fading: Fading) -> None:
        """A gradient about the middle of the outline's box, as wide and as high as the box."""
        left, top, right, bottom = mark.shape.box
        seen = _seen(mark.shape.box, mark.clip)
        if seen is None or right <= left or bottom <= top:
            return
        x0, y0, x1, y1 = (round(edge * self._scale) for edge in seen)
        x = ((np.arange(x0, x1) + 0.5) / self._scale - (left + right) / 2) / ((right - left) / 2)
        y = ((np.arange(y0, y1) + 0.5) / self._scale - (top + bottom) / 2) / ((bottom - top) / 2)
        away = np.hypot(*np.meshgrid(x, y))
        offsets = [stop.offset for stop in fading.stops]
        inks = np.array([to_rgba(stop.colour, stop.opacity * mark.fill_opacity) for stop in fading.stops])
        image = np.stack([np.interp(away, offsets, channel) for channel in inks.T], axis=-1)
        if image.size:
            context = self._context(mark.clip, inside=mark.shape)
            drawn = np.ascontiguousarray((image * 255).round().astype(np.uint8)[::-1])
            self._renderer.draw_image(context, x0, self._size[1] - y1, drawn)

    def _context(self, clip: Clip | None, *, inside: Outline | None = None) -> Any:
        context = self._renderer.new_gc()
        context.set_linewidth(0)
        context.set_snap(False)
        context.set_antialiased(True)
        if clip is not None:
            left, top, right, bottom = (edge * self._scale for edge in clip.box)
            height = self._size[1]
            context.set_clip_rectangle(Bbox([[left, height - bottom], [right, height - top]]))
        inside = _both(inside, clip.shape if clip else None)
        if inside is not None:
            context.set_clip_path(TransformedPath(_course(inside), self._to_pixels))
        return context

    # --- letters ----------------------------------------------------------------------------------------------------

    def _write(self, line: Lettering) -> None:
        shape = self._letters(line)
        if shape is None:
            return
        if line.stroke is not None:
            self._draw(shape, line.stroke, line.clip)
        if line.fill is not None:
            face = to_rgba(line.fill, line.fill_opacity)
            self._renderer.draw_path(self._context(line.clip), _course(shape), self._to_pixels, face)

    def _letters(self, line: Lettering) -> Outline | None:
        """The outline of a line of text, as wide as the picture was laid out for."""
        face = str(_face(line.bold, line.italic, line.serif))
        # The same dates, names and sources are told of many reports.
        drawn = _outlined(line.text, (face, *self._stand_ins(line.text, face)), line.spacing_px, line.size_px)
        if drawn is None:
            return None
        shape, count = drawn
        flat = shape.points
        left, right = flat[:, 0].min(), flat[:, 0].max()
        room = text_width(line.text, line.size_px, bold=line.bold) + line.spacing_px * (count - 1)
        narrow = min(max(room / max(right - left, 1e-6), _LEAST), _MOST)
        placed = (flat - (left + (right - left) * line.anchor, 0.0)) * (narrow, -_SMALLER)
        return Outline(placed, shape.codes).moved(line.matrix)

    def _stand_ins(self, text: str, face: str) -> list[str]:
        """Typefaces for the characters that one lacks: our upright one, then those of this machine."""
        lacking = {each for each in set(text) if not each.isspace() and ord(each) not in _charmap(face)}
        files = []
        for name in (str(_regular()), *_installed()) if lacking else ():
            has = {each for each in lacking if ord(each) in _charmap(name)}
            if has:
                files.append(name)
                lacking -= has
            if not lacking:
                break
        self.missing |= lacking
        return files


def _course(shape: Outline) -> Course:
    course = Course(shape.points, shape.codes)
    course.should_simplify = False
    return course


def _both(inside: Outline | None, around: Outline | None) -> Outline | None:
    """What two outlines share, as an outline."""
    if inside is None or around is None:
        return inside or around
    shared = shapely.intersection(_area(inside), _area(around))
    rings = [shapely.get_coordinates(ring) for part in parts_of(shared) for ring in shapely.get_rings(part)]
    if not rings:
        return Outline(np.zeros((1, 2)), np.array([MOVE], np.uint8))
    codes = [[MOVE, *[LINE] * (len(ring) - 2), CLOSE] for ring in rings]
    return Outline(np.concatenate(rings), np.concatenate(codes).astype(np.uint8))


def _area(shape: Outline) -> BaseGeometry:
    rings: Any = _course(shape).to_polygons()
    return shapely.union_all([shapely.Polygon(ring).buffer(0) for ring in rings if len(ring) > 3])


def _seen(box: Box, clip: Clip | None) -> Box | None:
    return box if clip is None else common(box, clip.box)


@lru_cache(maxsize=1024)
def _outlined(text: str, files: tuple[str, ...], spacing_px: float, size_px: float) -> tuple[Outline, int] | None:
    """The outline of a text in the first of some typefaces that has each letter, and how many letters were set."""
    font = get_font(list(files))
    font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*missing from font", category=UserWarning)  # told by `missing`
        glyphs, outlines, _ = text_to_path.get_glyphs_with_font(font, text)
    size = size_px / text_to_path.FONT_SCALE
    points, codes = [], []
    for i, (glyph, x, y, _) in enumerate(glyphs):
        drawn, steps = outlines[glyph]
        if len(drawn):
            points.append(drawn * size + (x * size + i * spacing_px, y * size))
            codes.append(steps)
    return (Outline(np.concatenate(points), np.concatenate(codes)), len(glyphs)) if points else None


@lru_cache(maxsize=16)
def _face(bold: bool, italic: bool, serif: bool) -> Path:
    style = ("Bold" if bold else "") + (_SLANTED[serif] if italic else "")
    return _fonts() / _FILES[serif].format(f"-{style}" if style else "")


def _regular() -> Path:
    return _fonts() / _FILES[False].format("")


def _fonts() -> Path:
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@lru_cache(maxsize=512)
def _charmap(file: str) -> frozenset[int]:
    try:
        return frozenset(get_font([file]).get_charmap())
    except (OSError, RuntimeError):
        return frozenset()


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    """The upright, regular typefaces of this machine, those that are likely to help first."""

    def rank(entry: Any) -> tuple[int, str, str]:
        order = next((i for i, start in enumerate(_NAMES_FIRST) if entry.name.startswith(start)), len(_NAMES_FIRST))
        return order, entry.name, entry.fname

    upright: Iterable[Any] = (
        e for e in fontManager.ttflist if e.style == "normal" and str(e.weight) in ("400", "normal")
    )
    return tuple(dict.fromkeys(entry.fname for entry in sorted(upright, key=rank) if "LastResort" not in entry.name))
