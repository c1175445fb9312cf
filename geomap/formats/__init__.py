"""The files in which a map goes into other programs: one module a format, and the list of them in ``registry``.

Every format holds the same flat properties, which :mod:`geomap.properties` lists, and coordinates of the same
decimals. Same frames, same bytes. ``README.md`` beside this file says what each holds and what it leaves out.
"""

from __future__ import annotations

from geomap.formats.content import Content
from geomap.formats.registry import FORMATS, Format, chosen, render, unwritten

__all__ = ["FORMATS", "Content", "Format", "chosen", "render", "unwritten"]
