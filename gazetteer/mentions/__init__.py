"""Names of places in running text, by word lists, the gazetteer and the sentence; no model."""

from __future__ import annotations

from gazetteer.mentions.finder import NameFinder
from gazetteer.mentions.lexicon import IndexLexicon, Lexicon, NameFacts

__all__ = ["IndexLexicon", "Lexicon", "NameFacts", "NameFinder"]
