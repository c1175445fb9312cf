"""A story of two places, and previews of it that run until the test ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from gazetteer import Gazetteer
from geomap.preview import Preview
from geomap.preview.session import Round

STORY = """\
title: The first title
countries: [SY]
sources: [{id: s, title: A source}]
reports:
  - {id: here, title: Here it began, where: Raqqa, sources: [s]}
  - {id: there, title: There it ended, where: Boukamal, sources: [s]}
"""


@dataclass
class Running:
    """A preview that runs: where it is, the story that it follows, and what it has told of each build."""

    url: str
    story: Path
    rounds: Queue[Round] = field(default_factory=Queue)
    stop: Callable[[], None] = lambda: None

    def edit(self, old: str, new: str) -> None:
        text = self.story.read_text(encoding="utf-8")
        assert old in text
        self.story.write_text(text.replace(old, new), encoding="utf-8")

    def next_round(self) -> Round:
        return self.rounds.get(timeout=60)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    folder = tmp_path / "story"
    folder.mkdir()
    path = folder / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def preview(story: Path, default_gazetteer: Gazetteer) -> Iterator[Callable[..., Running]]:
    """``preview(**options)``: a preview of the story, after its first build."""
    with ExitStack() as stack:

        def start(**options: Any) -> Running:
            running = Running("", story)
            session = Preview(story, told=running.rounds.put, **options)
            own = stack.enter_context(ExitStack())
            running.url = own.enter_context(session.start())
            thread = threading.Thread(target=session.run, daemon=True)
            thread.start()
            own.callback(thread.join, 30)
            own.callback(session.stop)
            running.stop = own.close
            running.next_round()
            return running

        yield start
