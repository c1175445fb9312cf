"""Imports beside the index of the small invented world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gazetteer import Gazetteer
from gazetteer.imports import ImportReport, import_files
from gazetteer.index import LayeredIndex

Importer = Callable[..., tuple[ImportReport, ...]]


@pytest.fixture
def take(small_path: Path) -> Importer:
    """``take(*files, **options)`` imports files beside the small world."""

    def run(*files: Path | str, **options: Any) -> tuple[ImportReport, ...]:
        return import_files(files, path=small_path, **options)

    return run


@pytest.fixture
def reopened(small_path: Path) -> Iterator[Callable[[], Gazetteer]]:
    """``reopened()`` gives the gazetteer as it is by now."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Gazetteer(LayeredIndex.open(small_path)))
