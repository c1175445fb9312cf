"""The still picture as pixels: our own SVG (:mod:`geomap.svg`), drawn by matplotlib where it is installed.

One drawing, two outputs: nothing is laid out again here, so that ``map.png`` shows what ``map.svg`` shows. The way
through it::

    SVG text ─ styles (which colour, which dash) ─┐
             └ paths, units (where)               ├─ drawing ─▶ Sheet ─ canvas (matplotlib) ─▶ pixels ─ png ─▶ bytes
"""

from __future__ import annotations

from geomap.picture.render import PICTURE_PX, Picture, picture_lack, render_png

__all__ = ["PICTURE_PX", "Picture", "picture_lack", "render_png"]
