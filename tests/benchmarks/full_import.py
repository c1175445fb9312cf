"""An import of the size of the whole of GeoNames: rows a second, memory, and what look-ups cost afterwards.

``.venv/bin/python tests/benchmarks/full_import.py`` makes a table of 13 million invented places in GeoNames' format,
imports it into a cache of its own, and prints one table; ``--rows 1000000`` makes a smaller one. It takes some 8 GB in
the temporary folder (``--folder`` names another). Times depend on the machine: the ratios compare look-ups with and
without the import in one run.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from gazetteer import Context, Gazetteer, build_index
from gazetteer.index import LayeredIndex, NameHit, PlaceIndex
from gazetteer.names import fold, key
from gazetteer.vendored import geonames_folder

ROWS = 13_000_000
CHUNK = 50_000
SAMPLE = 3_000
ROUNDS = 5
WORDS = 400_000
# Feature classes and codes in about the shares that they have in GeoNames.
FEATURES = (
    ("P\tPPL", 36), ("P\tPPLX", 3), ("P\tPPLA4", 1), ("S\tHTL", 6), ("S\tSCH", 8), ("S\tCH", 6), ("S\tFRM", 8),
    ("S\tBLDG", 4), ("T\tHLL", 6), ("T\tMT", 5), ("T\tISL", 1), ("H\tSTM", 10), ("H\tLK", 3), ("H\tRSV", 1),
    ("L\tLCTY", 1), ("L\tAREA", 1), ("A\tADM4", 1), ("V\tFRST", 1),
)  # fmt: skip
KINDS_OF_NAME = ("", "", "", "", "San ", "Tell ", "Khirbat ", "New ", "Lake ", "Bukit ", "Saint ", "Nizhny ")
CONSONANTS = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "kh", "ch", "br", "st"]
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in ("a", "e", "i", "o", "u", "aa", "ou")]
ENDS = ("", "", "n", "r", "s", "l", "h", "d", "ville", "abad", "ovo", "ton", "burg", "iyah", "kent")


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"places to invent (default {ROWS:,})")
    parser.add_argument("--folder", type=Path, help="where to work; what is there already is used again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="geomap-bench-") as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        table, cache = folder / f"invented-{arguments.rows}.txt", folder / "cache"
        index = cache / "places.sqlite"
        # Each part in a process of its own: this one stays small, and what the import needs is told from the rest.
        for call in (partial(build_index, index), partial(make_table, table, arguments.rows)):
            process = multiprocessing.get_context("spawn").Process(target=call)
            process.start()
            process.join()
            if process.exitcode:
                return 1
        report([("rows", arguments.rows, ""), ("size of the table", table.stat().st_size / 1e6, "MB")])
        report(measure_import(table, cache))
        report(measure_look_ups(index))
    return 0


def report(figures: Sequence[tuple[str, float, str]] | Iterator[tuple[str, float, str]]) -> None:
    for what, value, unit in figures:
        print(f"{what:<60} {value:>14,.{0 if value >= 1000 or value == int(value) else 2}f} {unit}", flush=True)


def make_table(path: Path, rows: int) -> None:
    """Write a table of invented places in GeoNames' format; the same number of rows gives the same bytes.

    They stand around the towns that GeoNames has, in the order of the countries, as in GeoNames' own table.
    """
    if path.exists():
        return
    chance = random.Random(0)
    towns = [
        (row["countrycode"], row.get("admin1code", ""), row["longitude"], row["latitude"])
        for row in json.loads((geonames_folder() / "cities500.json").read_bytes()).values()
    ]
    towns.sort()
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))) for _ in range(WORDS)]
    words = [(word + chance.choice(ENDS)).capitalize() for word in words]
    features = [code for code, share in FEATURES for _ in range(share)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for first in range(0, rows, CHUNK):
            count = min(CHUNK, rows - first)
            names = [
                kind + word
                for kind, word in zip(
                    chance.choices(KINDS_OF_NAME, k=count), chance.choices(words, k=count), strict=True
                )
            ]
            others = chance.choices(words, k=count)
            codes = chance.choices(features, k=count)
            lines = []
            for at in range(count):
                number = first + at
                country, division, lon, lat = towns[number * len(towns) // rows]
                name, other = names[at], others[at]
                people = (number * 7919) % 20_000 if number % 25 == 0 else 0
                # One in three has another name, as in GeoNames; the numbers lie beyond GeoNames' own.
                lat += number % 97 / 1000 - 0.05
                lon = max(-180, min(180, lon + number % 89 / 1000 - 0.04))
                lines.append(
                    f"{100_000_000 + number * 7 % rows}\t{name}\t{name}\t{other if number % 3 == 0 else ''}\t"
                    f"{lat:.5f}\t{lon:.5f}\t"
                    f"{codes[at]}\t{country}\t\t{division}\t\t\t\t{people}\t\t10\t\t2024-0{number % 9 + 1}-15\n"
                )
            file.writelines(lines)


def measure_import(table: Path, cache: Path) -> Iterator[tuple[str, float, str]]:
    """The command as users run it, in a process of its own."""
    start = time.perf_counter()
    most = 0.0
    with subprocess.Popen(
        [sys.executable, "-m", "geomap", "index", "import", str(table), "--name", "invented"],
        env=os.environ | {"GEOMAP_CACHE": str(cache)},
    ) as process:
        while process.poll() is None:
            most = max(most, most_memory_mb(process.pid))
            time.sleep(0.2)
    if process.returncode:
        raise SystemExit("the import failed")
    yield "import, in all", time.perf_counter() - start, "s"
    yield "most memory", most, "MB"
    yield "size of the import's index", sum(file.stat().st_size for file in (cache / "imports").iterdir()) / 1e6, "MB"


def most_memory_mb(process: int) -> float:
    """The most memory that a running process has had so far; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def measure_look_ups(path: Path) -> Iterator[tuple[str, float, str]]:
    """Each kind of look-up with the default data alone and with the import beside it, turn by turn."""
    with PlaceIndex.open(path) as base:
        names = [hit.name for hit in sampled(base)]
    folded, keys = [fold(name) for name in names], [key(name) for name in names]
    context = Context(countries=("SY", "IQ"))
    with LayeredIndex(PlaceIndex.open(path)) as alone, LayeredIndex.open(path) as both:
        answers: dict[str, Callable[[LayeredIndex], object]] = {
            "by folded name": lambda index: [index.by_folded(each) for each in folded],
            "by key": lambda index: [index.by_key(each) for each in keys[::10]],
            "by key, the story's countries known": lambda index: [
                index.by_key(each, countries=context.countries) for each in keys[::10]
            ],
            "by a key one letter off": lambda index: [index.near_key(each) for each in keys[::100]],
            "resolve": lambda index: [Gazetteer(index).resolve(each) for each in names[::20]],
            "resolve, the story's countries known": lambda index: [
                Gazetteer(index).resolve(each, context) for each in names[::20]
            ],
            "places in a box": lambda index: [index.places_in(lon, 30, lon + 5, 36) for lon in range(-120, 120, 10)],
            "places in the world": lambda index: index.places_in(-180, -90, 180, 90),
        }
        for what, ask in answers.items():
            seconds: dict[int, list[float]] = {0: [], 1: []}
            for each in range(ROUNDS + 1):
                for which, index in enumerate((alone, both)):
                    start = time.process_time()
                    ask(index)
                    if each:  # the first round warms up
                        seconds[which].append(time.process_time() - start)
            without, with_import = (statistics.median(times) for times in seconds.values())
            yield f"look-ups {what}, default data", without * 1e3, "ms"
            yield "  with the import", with_import * 1e3, "ms"
            yield "  ratio", with_import / without, ""


def sampled(index: PlaceIndex) -> list[NameHit]:
    """Names spread evenly over the world's towns."""
    towns = index.places_in(-180, -90, 180, 90, limit=10**6)
    step = max(1, len(towns) // SAMPLE)
    return [hit for town in towns[::step] for hit in index.by_folded(fold(town.name))[:1]]


if __name__ == "__main__":
    sys.exit(main())
