"""Reading the word lists of ``data/words``."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

WORDS_FOLDER = Path(__file__).parents[1] / "data" / "words"


@cache
def read_words(name: str) -> frozenset[str]:
    """The words of a list; lines that begin with ``#`` tell people what it is."""
    lines = (WORDS_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table."""
    with (WORDS_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


@cache
def small_words(name: str) -> frozenset[str]:
    """One of the lists of :file:`small_words.csv`."""
    return next(frozenset(row["words"].split()) for row in read_rows("small_words.csv") if row["list"] == name)
