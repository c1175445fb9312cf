"""Dates as a reporter knows them: EDTF text to a window of time (:func:`parse_when`), and to words (:func:`label`).

:func:`stamp` writes the moments of a window for other programs.
"""

from __future__ import annotations

from geomap.when.stamp import stamp
from geomap.when.window import WhenError, Window, load_zone, parse_when
from geomap.when.words import label, when_words

__all__ = ["WhenError", "Window", "label", "load_zone", "parse_when", "stamp", "when_words"]
