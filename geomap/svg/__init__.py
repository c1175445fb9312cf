"""The map as a still picture, without a browser: SVG that newsrooms print and pages embed."""

from __future__ import annotations

from geomap.svg.sheet import render_svg

__all__ = ["render_svg"]
