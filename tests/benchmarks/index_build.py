"""The index of places, part by part: how long it takes to build, how large it gets, how quickly it answers.

``.venv/bin/python tests/benchmarks/index_build.py`` builds into a temporary folder and prints one table;
``--index PATH`` measures an index that is there. Times depend on the machine: compare runs on the same one.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from gazetteer import Kind
from gazetteer.index import PlaceIndex, build_index, default_inputs
from gazetteer.names import key

ROUNDS = 5
SAMPLE = 5_000
SYRIA = (35.6, 32.3, 42.4, 37.4)
PACIFIC = (160.0, -30.0, -160.0, 10.0)


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="measure this index instead of building one")
    chosen = parser.parse_args().index
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="geomap-bench-") as folder:
        path = chosen or Path(folder) / "places.sqlite"
        if not chosen:
            report(measure_build(path))
        with PlaceIndex.open(path) as index:
            report(measure_contents(index))
            report(measure_opening(path))
            report(measure_look_ups(index))
            report(measure_boxes(index))
    return 0


def report(figures: Iterator[tuple[str, float, str]]) -> None:
    for what, value, unit in figures:
        print(f"{what:<52} {value:>12,.{0 if value >= 1000 or value == int(value) else 2}f} {unit}", flush=True)


def measure_build(path: Path) -> Iterator[tuple[str, float, str]]:
    """Seconds of the whole and of each stage, and the memory that the process has needed."""
    started: dict[str, float] = {}

    def note(stage: str, done: int, total: int) -> None:
        started.setdefault(f"{stage} {done}" if stage == "reading sources" else stage, time.perf_counter())

    start = time.perf_counter()
    build_index(path, progress=note)
    end = time.perf_counter()
    yield "build, in all", end - start, "s"
    stages = list(started)
    ends = [*list(started.values())[1:], end]
    for stage, stop in zip(stages, ends, strict=True):
        yield f"  {stage}", stop - started[stage], "s"
    yield "most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"


def measure_contents(index: PlaceIndex) -> Iterator[tuple[str, float, str]]:
    """Size of the file, and what it holds."""
    info = index.info()
    yield "size of the file", info.size_bytes / 1e6, "MB"
    with closing(sqlite3.connect(f"{info.path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1"):
            yield f"  rows of {table}", database.execute(f"SELECT count(*) FROM {table}").fetchone()[0], ""
    for source in info.sources:
        yield f"  from {source.name[:44]}", source.places, ""
        for reason, features in index.skipped().get(source.name, {}).items():
            yield f"    not taken: {reason}", features, ""


def measure_opening(path: Path) -> Iterator[tuple[str, float, str]]:
    """Finding a fresh index fresh, in this process and as a new one."""

    def open_it() -> None:
        default_inputs()
        PlaceIndex.open(path).close()

    yield "fingerprint and opening, in a running process", median(open_it) * 1e3, "ms"
    program = f"from gazetteer.index import PlaceIndex; PlaceIndex.open({str(path)!r}).by_folded('raqqa')"
    bare = median(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    answer = median(lambda: subprocess.run([sys.executable, "-c", program], check=True))
    yield "first answer of a new process", answer * 1e3, "ms"
    yield "  as a multiple of a bare start of Python", answer / bare, ""


def measure_look_ups(index: PlaceIndex) -> Iterator[tuple[str, float, str]]:
    """Look-ups a second, each with all its hits as places, for names spread evenly over the index."""
    with closing(sqlite3.connect(f"{index.path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        folded = [row[0] for row in database.execute("SELECT folded FROM name ORDER BY folded, place")]
    sample = folded[:: len(folded) // SAMPLE]
    for what, ask, asked in (
        ("by folded name", index.by_folded, sample),
        ("by key", index.by_key, [key(name) for name in sample[::5]]),
        ("by a key one letter off", index.near_key, [key(name) for name in sample[::50]]),
    ):
        start = time.perf_counter()
        hits = sum(len(ask(each)) for each in asked)
        seconds = time.perf_counter() - start
        yield f"look-ups {what}", len(asked) / seconds, "a second"
        yield "  hits for each", hits / len(asked), ""


def measure_boxes(index: PlaceIndex) -> Iterator[tuple[str, float, str]]:
    """What a base map asks for."""
    for name, box in (("Syria", SYRIA), ("the Pacific, across 180°", PACIFIC), ("the world", (-180, -90, 180, 90))):
        towns = median(lambda box=box: index.places_in(*box, kinds={Kind.CITY}))  # type: ignore[misc]
        yield f"100 towns of {name}", towns * 1e3, "ms"
        outlines = median(lambda box=box: index.outlines_in(*box, kind=Kind.ADMIN1))  # type: ignore[misc]
        yield f"divisions of {name}", outlines * 1e3, "ms"


def median(call: Callable[[], object]) -> float:
    """Seconds that a call takes, the median of a few."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


if __name__ == "__main__":
    sys.exit(main())
