"""The door of the picture: whether it can be made here, and making it. Loads matplotlib only when it paints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec

from geomap.errors import UsageError

PICTURE_PX = 1600
_LEAST = (3, 11)  # since then it sets letters that join, and text from right to left
_INSTALL = 'pip install "geomap[picture]"'


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file.

    Parameters
    ----------
    data : bytes
        The PNG file.
    width_px, height_px : int
        Its size.
    unset : str
        Characters of the story that no typeface of this machine has; they stand as boxes.
    """

    data: bytes
    width_px: int
    height_px: int
    unset: str


def picture_lack() -> str:
    """What is missing for a picture, with what to try; ``""`` where nothing is. Loads nothing."""
    if find_spec("matplotlib") is None:
        return f"it needs matplotlib, which is not installed; try: {_INSTALL}"
    version = metadata.version("matplotlib")
    if tuple(map(int, re.findall(r"\d+", version)[:2])) < _LEAST:
        return f"it needs matplotlib {'.'.join(map(str, _LEAST))} or newer, and {version} is installed; try: {_INSTALL}"
    return ""


def render_png(svg: str, *, width_px: int = PICTURE_PX) -> Picture:
    """The picture as PNG: what :func:`geomap.svg.render_svg` draws, on light paper.

    The letters are those that come with matplotlib, so that every machine draws the same; characters that they lack
    are taken from the typefaces of the machine.

    Parameters
    ----------
    svg : str
        From :func:`geomap.svg.render_svg`.
    width_px : int
        Width of the picture, 200 to 8000; its height follows.

    Returns
    -------
    Picture

    Raises
    ------
    UsageError
        matplotlib is not installed or too old, or the picture would be too small or too large.
    ValueError
        The SVG is none of ours.
    """
    if lack := picture_lack():
        raise UsageError(f"the picture as PNG: {lack}")
    if not 200 <= width_px <= 8000:
        raise UsageError(f"the picture as PNG is 200 to 8000 pixels wide, got {width_px}")
    from geomap.picture.canvas import Canvas
    from geomap.picture.drawing import read
    from geomap.picture.png import encode

    sheet = read(svg)
    canvas = Canvas(sheet.width, sheet.height, scale=width_px / sheet.width)
    canvas.paint(sheet)
    pixels = canvas.pixels()
    height, width, _ = pixels.shape
    return Picture(encode(pixels), width, height, "".join(sorted(canvas.missing)))
