"""What names were found to be, remembered: a text, and an author who settles doubts, ask for the same ones again."""

from __future__ import annotations

from collections.abc import Hashable

from gazetteer.index.named import NameHit

MOST_HITS = 50_000
"""About 20 MB."""


class Remembered(dict[Hashable, list[NameHit]]):
    """Answers by what was sought; when they are too many hits, all are forgotten."""

    _hits = 0

    def keep(self, sought: Hashable, found: list[NameHit]) -> list[NameHit]:
        """Remember an answer, which counts for one hit even where it has none."""
        self._hits += len(found) + 1
        if self._hits > MOST_HITS:
            self.clear()
            self._hits = len(found) + 1
        self[sought] = found
        return found
