"""The place index: one SQLite file, built once from every source into the user's cache, then only read.

A name is a row of the table ``name``, which stands by key and then by people, so that a block of names that may be one
is read in one piece, with the plain form in which they are compared. The table ``spelled`` holds what a look-up by
the name itself tells. Neither holds the place but its number: hits read their places from ``place`` when they are asked
for (:mod:`gazetteer.index.named`), and the latest are remembered (:mod:`gazetteer.index.records`).

Reading loads sqlite3 and nothing else; the libraries that building and outlines need are loaded when they are used.
"""

from __future__ import annotations

from gazetteer.index.build import build_index
from gazetteer.index.imported import LeftOutWarning
from gazetteer.index.info import ImportInfo, IndexInfo, Progress, SourceCredit
from gazetteer.index.inputs import IndexInputs, default_inputs
from gazetteer.index.layers import LayeredIndex
from gazetteer.index.location import CacheWarning, default_index_path
from gazetteer.index.named import NameHit
from gazetteer.index.read import PlaceIndex

__all__ = [
    "CacheWarning",
    "ImportInfo",
    "IndexInfo",
    "IndexInputs",
    "LayeredIndex",
    "LeftOutWarning",
    "NameHit",
    "PlaceIndex",
    "Progress",
    "SourceCredit",
    "build_index",
    "default_index_path",
    "default_inputs",
]
