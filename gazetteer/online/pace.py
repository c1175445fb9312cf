"""One request after the other, each a second after the one before: in this process, and in all of this user's."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gazetteer.online.turns import beside_the_index, turn


class Pace:
    """Lets requests pass one by one, each at least so many seconds after the one before.

    The first one waits, too: another run of the program may have asked a moment ago, on a machine where no file can
    be shared.

    Parameters
    ----------
    interval_s : float
        Least time between the starts of two requests.
    shared : callable or None
        Gives the file by which the processes of one user take turns; its time is that of the last request.
    """

    def __init__(
        self,
        interval_s: float,
        *,
        shared: Callable[[], Path] | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.interval_s = interval_s
        self._shared = shared
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._last = clock()

    def wait(self) -> None:
        """Return when the next request may be made."""
        with self._lock, self._turn() as since_any_s:
            while (early := self._last + self.interval_s - self._clock()) > 0:
                self._sleep(early)
            while (early := self.interval_s - since_any_s()) > 0:
                self._sleep(early)
            self._last = self._clock()

    @contextlib.contextmanager
    def _turn(self) -> Iterator[Callable[[], float]]:
        """Keep other processes waiting; gives how many seconds ago any of them asked, as far as that can be known."""
        if self._shared is None or not self.interval_s:
            yield lambda: self.interval_s
            return
        file = self._shared()
        with turn(file):
            yield lambda: _age_s(file, else_s=self.interval_s)
            with contextlib.suppress(OSError):  # where it cannot be written, our own pace is kept all the same
                file.touch()


def _age_s(file: Path, *, else_s: float) -> float:
    try:
        age_s = time.time() - file.stat().st_mtime
    except OSError:
        return else_s
    return age_s if age_s >= 0 else else_s  # a clock that was set back


ONE_A_SECOND = Pace(1.0, shared=lambda: beside_the_index("asked-online"))
"""The pace of all requests of this user, whichever service they go to."""
