"""Other finders of names, taken by name: a spaCy pipeline in the place of our own rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from gazetteer.errors import PipelineError
from gazetteer.place import Mention, Role

Finder = Callable[[str], tuple[Mention, ...]]
"""Whatever finds names of places in a text."""

# The labels of spaCy's English pipelines (OntoNotes 5) that are of places. Names of other pipelines are the same.
_ROLES = {
    "GPE": Role.NAME, "LOC": Role.NAME, "FAC": Role.NAME, "NORP": Role.ADJECTIVE, "LANGUAGE": Role.ADJECTIVE,
}  # fmt: skip
# What spaCy takes into a span and we leave out.
_NAME = re.compile(r"(?:the\s+)?(.*?)(?:['’]s?)?\s*", re.DOTALL | re.IGNORECASE)


def spacy_finder(pipeline: str) -> Finder:
    """A finder that asks a spaCy pipeline which is installed, such as ``en_core_web_sm``.

    spaCy and its pipelines are not brought by this package; every mention has the score 1.

    Raises
    ------
    PipelineError
        spaCy or the pipeline is not installed.

    Examples
    --------
    >>> find = spacy_finder("en_core_web_sm")  # doctest: +SKIP
    >>> [mention.text for mention in find("Troops left Syria's coast.")]  # doctest: +SKIP
    ['Syria']
    """
    try:
        spacy: Any = import_module("spacy")
    except ImportError:
        raise PipelineError("spaCy is not installed; try: pip install spacy") from None
    try:
        loaded = spacy.load(pipeline, exclude=["lemmatizer", "attribute_ruler"])
    except OSError:
        raise PipelineError(f"spaCy has no pipeline {pipeline!r}; try: python -m spacy download {pipeline}") from None

    def find(text: str) -> tuple[Mention, ...]:
        entities = (entity for entity in loaded(text).ents if entity.label_ in _ROLES)
        mentions = (_mention(text, entity.start_char, entity.end_char, _ROLES[entity.label_]) for entity in entities)
        return tuple(mention for mention in mentions if mention.text)

    return find


def _mention(text: str, start: int, end: int, role: Role) -> Mention:
    found = _NAME.fullmatch(text, start, end)
    if found:
        start, end = found.span(1)
    return Mention(text[start:end], start, end, role)
