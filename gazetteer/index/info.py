"""What an index says about itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gazetteer.credits import SourceCredit
from gazetteer.values import value

__all__ = ["ImportInfo", "IndexInfo", "Progress", "SourceCredit"]

Progress = Callable[[str, int, int], None]
"""Called while an index is built, with the stage in plain English, the steps done and the steps in all."""


@value
class ImportInfo:
    """What the user imported under one name: where it is kept, from which files it came, how large it is.

    ``own`` says that it stands in front of the default data, as a list of the user's own does. ``rows`` were read for
    it in ``seconds``; ``bad`` of them could not be used.
    """

    name: str
    path: Path
    own: bool
    files: tuple[str, ...]
    size_bytes: int
    places: int
    names: int
    sources: tuple[SourceCredit, ...]
    rows: int = 0
    bad: int = 0
    seconds: float = 0.0


@value
class IndexInfo:
    """An index file: where it is, what went into it, how large it is.

    ``fingerprint`` stands for the inputs it was built from: equal fingerprints mean equal rows. ``names`` counts
    pairs of a place and one of its spellings, spellings that fold to the same text counted once. ``imports`` is what
    is read together with it; the figures and sources are those of the index alone.
    """

    path: Path
    fingerprint: str
    size_bytes: int
    places: int
    names: int
    outlines: int
    sources: tuple[SourceCredit, ...]
    imports: tuple[ImportInfo, ...] = ()
