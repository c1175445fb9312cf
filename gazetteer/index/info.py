"""What an index says about itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gazetteer.credits import SourceCredit

__all__ = ["IndexInfo", "Progress", "SourceCredit"]

Progress = Callable[[str, int, int], None]
"""Called while an index is built, with the stage in plain English, the steps done and the steps in all."""


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """An index file: where it is, what went into it, how large it is.

    ``fingerprint`` stands for the inputs it was built from: equal fingerprints mean equal rows. ``names`` counts
    pairs of a place and one of its spellings, spellings that fold to the same text counted once.
    """

    path: Path
    fingerprint: str
    size_bytes: int
    places: int
    names: int
    outlines: int
    sources: tuple[SourceCredit, ...]
