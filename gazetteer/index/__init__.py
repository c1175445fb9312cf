"""The place index: one SQLite file, built once from every source into the user's cache, then only read.

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
