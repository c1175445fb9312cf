"""One preview from its start to its end: build, show, wait for a change, and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from geomap.build import Made, make
from geomap.errors import StoryError
from geomap.preview.faults import faults_of, read_text
from geomap.preview.inputs import inputs_of, least_of, prints_of
from geomap.preview.pages import problem_page, with_reload
from geomap.preview.server import Board, PreviewServer
from geomap.preview.state import PAGES, Faulty, Shown, State, token_of
from geomap.preview.watching import wait_for_change
from geomap.roads import open_engine
from geomap.story import load_story
from geomap.tiles import find_tiles

if TYPE_CHECKING:
    from geomap.progress import Progress
    from geomap.roads.entries import Entry


@dataclass(frozen=True, slots=True)
class Round:
    """One build of a preview: what it made, or what kept it from that; `changed` says whether the page is another."""

    made: Made | None
    error: Exception | None
    seconds: float
    changed: bool


class Preview:
    """The preview of a story; :meth:`start` takes a port, :meth:`run` follows the story until it is stopped.

    Parameters
    ----------
    story_path : path
    port : int
        On 127.0.0.1; 0 takes any that is free.
    accept_ambiguous, tiles, interface, roads, alternates
        As :func:`geomap.build.build` takes them.
    told : callable or None
        Called with each :class:`Round`.
    progress : callable or None
        Called with (stage, done, total) while the index is built.
    """

    def __init__(
        self,
        story_path: Path | str,
        *,
        port: int = 0,
        accept_ambiguous: bool = False,
        tiles: str | None = None,
        interface: str | None = None,
        roads: str | None = None,
        alternates: int | None = None,
        told: Callable[[Round], None] | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._story = Path(story_path)
        self._port = port
        self._accept_ambiguous, self._tiles, self._interface = accept_ambiguous, tiles, interface
        self._roads, self._alternates = roads, alternates
        self._told = told or (lambda _: None)
        self._progress = progress
        self._routes: dict[str, Entry] = {}
        self._inputs = least_of(self._story)
        self._before = prints_of(())
        self._board: Board | None = None
        self._stop = Event()

    @contextmanager
    def start(self) -> Iterator[str]:
        """Build the story for the first time, serve it, and give the address; what is amiss in the call is refused.

        Raises
        ------
        InputError
            There is no such story.
        UsageError
            The file is none that holds a story, the port is not to be had, or an option makes no sense.
        """
        self._refuse_nonsense()
        placeholder = Faulty(b"", "not built yet", "")
        board = self._board = Board(placeholder)
        with PreviewServer(board, port=self._port) as server:
            self._before = prints_of(self._inputs)
            self._build(board)
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            try:
                yield server.url
            finally:
                self._stop.set()
                board.close()
                server.shutdown()
                thread.join()

    def run(self) -> None:
        """Build again at each change of what the story reads, until :meth:`stop` is called."""
        assert self._board is not None, "start comes first"
        while wait_for_change(self._inputs, changed=self._changed, stop=self._stop):
            self._before = prints_of(self._inputs)
            self._build(self._board)

    def stop(self) -> None:
        """End :meth:`run`, from another thread."""
        self._stop.set()

    def _refuse_nonsense(self) -> None:
        with suppress(StoryError):  # told on the page
            load_story(self._story)
        if self._tiles is not None:
            find_tiles(self._tiles)
        if self._roads is not None:
            open_engine(self._roads)

    def _changed(self) -> bool:
        return prints_of(self._inputs) != self._before

    def _build(self, board: Board) -> None:
        began = time.monotonic()
        made: Made | None = None
        failed: Exception | None = None
        try:
            made = make(
                self._story, accept_ambiguous=self._accept_ambiguous, tiles=self._tiles,
                interface=self._interface, picture=False, roads=self._roads, alternates=self._alternates,
                routes=self._routes, progress=self._progress,
            )  # fmt: skip
        except Exception as error:  # the preview goes on, whatever a story brings about
            failed = error
        state = _shown(made) if made is not None else _faulty(failed, str(self._story))
        self._look_at_inputs()
        changed = board.show(state)
        self._told(Round(made, failed, time.monotonic() - began, changed))

    def _look_at_inputs(self) -> None:
        """Follow what the story names now; a story that cannot be read may be mended into what it was."""
        named = inputs_of(self._story, roads=self._roads)
        if named is None:
            return
        new = named - self._inputs
        self._inputs = named
        self._before = {**{path: self._before[path] for path in named - new}, **prints_of(new)}


def _shown(made: Made) -> State:
    files = {name: data.encode() if isinstance(data, str) else data for name, data in made.contents.items()}
    token = token_of(files)
    pages = {name: with_reload(files[name].decode(), state=token).encode() for name in PAGES}
    return Shown({**files, **pages}, token)


def _faulty(error: Exception | None, story: str) -> State:
    assert error is not None
    found = faults_of(error, read=read_text)
    token = token_of({"problems": repr(found).encode()})
    return Faulty(problem_page(found, story=Path(story).name, state=token).encode(), str(error), token)
