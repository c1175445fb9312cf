"""The preview of a story: its page on this machine alone, made again at each change of what the story reads.

A build gives a state, :mod:`~geomap.preview.state` says what is answered in it, and nothing else is pure::

    files of the story ─ watching ─▶ geomap.build.make ─┬ files ──▶ Shown ──┐
                                                        └ errors ─▶ Faulty ─┴ server ─▶ browser

No file is written: answers of road engines stay in memory, what is built as well.
"""

from __future__ import annotations

from geomap.preview.session import Preview

__all__ = ["Preview"]
