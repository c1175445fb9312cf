"""Dates as a reporter knows them: EDTF text to a window of time (:func:`parse_when`), and to words (:func:`label`)."""

from __future__ import annotations

from geomap.when.window import FORMS, WhenError, Window, load_zone, parse_when
from geomap.when.words import label

__all__ = ["FORMS", "WhenError", "Window", "label", "load_zone", "parse_when"]
