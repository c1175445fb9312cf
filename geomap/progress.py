"""Progress bars for long work: on a terminal only, and silent everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, the steps done and the steps in all."""


@contextmanager
def terminal_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """A progress callback that draws one bar per stage on standard error.

    Nothing is drawn when standard error is not a terminal, or when ``quiet``. The library that draws is loaded at
    the first call, so that quick work does not pay for it.

    Examples
    --------
    >>> with terminal_progress(quiet=True) as progress:
    ...     progress("reading", 1, 2)
    """
    bar: Any = None
    stage_now = ""

    def show(stage: str, done: int, total: int) -> None:
        nonlocal bar, stage_now
        if quiet:
            return
        from tqdm import tqdm

        if stage != stage_now:
            if bar is not None:
                bar.close()
            bar = tqdm(total=total, desc=stage, disable=None, leave=False, unit_scale=True)
            stage_now = stage
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield show
    finally:
        if bar is not None:
            bar.close()
