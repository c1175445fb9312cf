"""Names as text: folding, the key that romanisations share, likeness, and words of kind. Pure; any script."""

from __future__ import annotations

from gazetteer.names.folding import fold
from gazetteer.names.kinds import KindSplit, is_generic, split_kind
from gazetteer.names.likeness import similarity
from gazetteer.names.skeleton import key

__all__ = ["KindSplit", "fold", "is_generic", "key", "similarity", "split_kind"]
