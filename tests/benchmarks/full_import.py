"""An import of the size of the whole of GeoNames: rows a second, memory, and what look-ups cost afterwards.

``.venv/bin/python tests/benchmarks/full_import.py`` makes a table of 13 million places in GeoNames' format, imports it
into a cache of its own, and prints one table; see README.md beside this file. Times depend on the machine: the ratios
compare look-ups with and without the import in one run.
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
from contextlib import suppress
from functools import partial
from pathlib import Path
from unicodedata import normalize

from gazetteer import Context, Gazetteer, build_index
from gazetteer.index import LayeredIndex, NameHit, PlaceIndex
from gazetteer.names import fold, key
from gazetteer.vendored import geonames_folder

ROWS = 13_000_000
CHUNK = 50_000
SAMPLE = 3_000
ROUNDS = 5
WORDS = 400_000
INDEX = "places.sqlite"
# Feature classes and codes in about the shares that they have in GeoNames.
FEATURES = (
    ("P\tPPL", 35), ("P\tPPLX", 2), ("P\tPPLL", 2), ("S\tHTL", 3), ("S\tSCH", 5), ("S\tCH", 4), ("S\tFRM", 5),
    ("S\tBLDG", 4), ("T\tHLL", 6), ("T\tMT", 6), ("T\tISL", 2), ("H\tSTM", 11), ("H\tLK", 4), ("H\tRSV", 1),
    ("L\tLCTY", 2), ("L\tAREA", 1), ("A\tADM4", 3), ("A\tADM3", 1), ("R\tRD", 1), ("V\tFRST", 1), ("U\tBNKU", 1),
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
    parser.add_argument("--look-ups", action="store_true", help="measure look-ups in what an earlier run imported")
    arguments = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="geomap-bench-") as temporary:
        folder = arguments.folder or Path(temporary)
        table, with_import, without = folder / f"invented-{arguments.rows}.txt", folder / "with", folder / "without"
        if not arguments.look_ups:
            for each in (with_import, without):
                each.mkdir(parents=True, exist_ok=True)
            # Each part in a process of its own: this one stays small, and what the import needs is told from the rest.
            apart(partial(build_index, without / INDEX))
            (with_import / INDEX).unlink(missing_ok=True)
            (with_import / INDEX).hardlink_to(without / INDEX)
            apart(partial(make_table, table, arguments.rows))
            report([("rows", arguments.rows, ""), ("size of the table", table.stat().st_size / 1e6, "MB")])
            report(measure_import(table, with_import, arguments.rows))
        report(measure_processes(with_import, without))
        report(measure_look_ups(with_import / INDEX))
    return 0


def apart(call: Callable[[], object]) -> None:
    """Run something in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=call)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("bench: it failed")


def report(figures: Sequence[tuple[str, float, str]] | Iterator[tuple[str, float, str]]) -> None:
    for what, value, unit in figures:
        print(f"{what:<60} {value:>14,.{0 if value >= 1000 or value == int(value) else 2}f} {unit}", flush=True)


def make_table(path: Path, rows: int) -> None:
    """Write a table in GeoNames' format; the same number of rows gives the same bytes.

    In it are the towns that the default data has, with all their names and in the order of their countries as in
    GeoNames' own table, and around each the hamlets, schools and hills that the default data lacks. Half of these bear
    names that towns have, and a few names are borne by thousands, as it is.
    """
    if path.exists():
        return
    chance = random.Random(0)
    towns = sorted(
        json.loads((geonames_folder() / "cities500.json").read_bytes()).values(),
        key=lambda row: (row["countrycode"], row["geonameid"]),
    )
    words = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))) for _ in range(WORDS // 2)]
    words = [(word + chance.choice(ENDS)).capitalize() for word in words]
    words += [row["name"] for row in chance.sample(towns, WORDS // 2)]
    chance.shuffle(words)
    others = [name for row in chance.sample(towns, WORDS // 4) for name in row["alternatenames"] if "," not in name]
    features = [code for code, share in FEATURES for _ in range(share)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        last = -1
        for first in range(0, rows, CHUNK):
            lines = []
            for number in range(first, min(first + CHUNK, rows)):
                at = number * len(towns) // rows
                town = towns[at]
                lat, lon = float(town["latitude"]), float(town["longitude"])
                if at != last:
                    last, people, code = at, town["population"], "P\tPPL"
                    id_, name, further = town["geonameid"], town["name"], ",".join(town["alternatenames"])
                else:
                    people = number * 7919 % 500 if number % 25 == 0 else 0
                    # The squares make some words common; the numbers lie beyond GeoNames' own.
                    id_, code = 100_000_000 + (number ^ 0x5555), chance.choice(features)
                    name = chance.choice(KINDS_OF_NAME) + words[int(len(words) * chance.random() ** 2)]
                    further = ",".join(chance.choices(others, k=chance.choice((1, 1, 2)))) if number % 3 == 0 else ""
                    lat = max(-90, min(90, lat + number % 97 / 1000 - 0.05))
                    lon = max(-180, min(180, lon + number % 89 / 1000 - 0.04))
                plain = name if name.isascii() else normalize("NFKD", name).encode("ascii", "ignore").decode()
                lines.append(
                    f"{id_}\t{name}\t{plain}\t{further}\t{lat:.5f}\t{lon:.5f}\t{code}\t{town['countrycode']}\t\t"
                    f"{town['admin1code']}\t{number // 1000 % 100}\t\t\t{people}\t\t10\t{town['timezone']}\t"
                    f"2024-0{number % 9 + 1}-15\n"
                )
            file.writelines(lines)


def measure_import(table: Path, cache: Path, rows: int) -> Iterator[tuple[str, float, str]]:
    """The command as users run it, in a process of its own."""
    start = time.perf_counter()
    most = room = 0.0
    folder = cache / "imports"
    with subprocess.Popen(
        [sys.executable, "-m", "geomap", "index", "import", str(table), "--name", "invented"],
        env=os.environ | {"GEOMAP_CACHE": str(cache)},
    ) as process:
        while process.poll() is None:
            most = max(most, most_memory_mb(process.pid))
            room = max(room, room_mb(folder))
            time.sleep(0.2)
    if process.returncode:
        raise SystemExit("bench: the import failed")
    seconds = time.perf_counter() - start
    yield "import, in all", seconds, "s"
    yield "  rows a second", rows / seconds, ""
    yield "most memory", most, "MB"
    yield "size of the import's index", room_mb(folder), "MB"
    yield "most room in its folder on the way", room, "MB"


def room_mb(folder: Path) -> float:
    """The bytes of the files of a folder, from which files may go meanwhile."""
    total = 0
    for file in folder.iterdir() if folder.exists() else ():
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total / 1e6


def most_memory_mb(process: int) -> float:
    """The most memory that a running process has had so far; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def measure_processes(with_import: Path, without: Path) -> Iterator[tuple[str, float, str]]:
    """A new process that answers one question, against a bare Python, turn by turn."""
    question = [sys.executable, "-m", "geomap", "resolve", "Boukamal", "--country", "SY"]
    commands = {
        "bare": ([sys.executable, "-c", "pass"], without),
        "without": (question, without),
        "with": (question, with_import),
    }
    seconds: dict[str, list[float]] = {what: [] for what in commands}
    for each in range(4 * ROUNDS + 1):
        for what, (command, cache) in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=os.environ | {"GEOMAP_CACHE": str(cache)})
            if each:  # the first round warms up
                seconds[what].append(time.perf_counter() - start)
    found = {what: statistics.median(times) for what, times in seconds.items()}
    yield "geomap resolve Boukamal --country SY, default data", found["without"] * 1e3, "ms"
    yield "  with the import", found["with"] * 1e3, "ms"
    yield "  ratio", found["with"] / found["without"], ""
    yield "  with the import / python -c pass", found["with"] / found["bare"], ""


def measure_look_ups(path: Path) -> Iterator[tuple[str, float, str]]:
    """Each kind of look-up with the default data alone and with the import beside it, turn by turn."""
    with PlaceIndex.open(path) as base:
        names = [hit.name for hit in sampled(base)]
    folded, keys = [fold(name) for name in names], [key(name) for name in names]
    context = Context(countries=("SY", "IQ"))
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
            for which in seconds:
                # Opened anew: an index remembers what was asked of it.
                with LayeredIndex.open(path) if which else LayeredIndex(PlaceIndex.open(path)) as index:
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
