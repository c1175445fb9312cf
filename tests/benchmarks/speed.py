"""How quickly the gazetteer answers; see README.md beside this file.

``.venv/bin/python tests/benchmarks/speed.py`` prints one table. Every rate stands beside that of a bare loop of the
same run, and starting beside ``python -c pass``: those ratios can be compared between machines, the rates cannot.
``--texts FOLDER`` takes running text from the ``text`` of ``*.jsonl`` there, in place of a made-up one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from gazetteer import Context, Document, Gazetteer, build_index
from gazetteer.index import LayeredIndex
from gazetteer.index.shortened import full_name
from gazetteer.names import fold, key

SPELLINGS = Path(__file__).parents[1] / "gazetteer" / "spellings.txt"
STORY = Context(countries=("SY", "IQ", "LB"))
ROUNDS = 3
SAMPLE = 4_000
MISSES = 500
NAMES = 40  # in one made-up article
SEED = 20_26


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, help="a folder with articles")
    parser.add_argument("--build", action="store_true", help="build the index, too, into a temporary folder")
    asked = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    path = build_index().path
    parts = [measure_start(), measure_names(path), measure_texts(path, asked.texts)]
    for part in (*parts, measure_build()) if asked.build else parts:
        for what, value, unit in part:
            print(f"{what:<58} {value:>12,.{0 if value >= 1000 else 2}f} {unit}", flush=True)
    return 0


def measure_start() -> Iterator[tuple[str, float, str]]:
    """A fresh process that answers for one name."""
    ask = [sys.executable, "-m", "geomap", "resolve", "Boukamal", "--country", "SY"]
    times: dict[str, list[float]] = {"pass": [], "ask": []}
    for each in range(ROUNDS + 1):
        for what, command in (("pass", [sys.executable, "-c", "pass"]), ("ask", ask)):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            if each:
                times[what].append(time.perf_counter() - start)
    bare, answer = (statistics.median(found) for found in times.values())
    yield "geomap resolve Boukamal --country SY", answer * 1e3, "ms"
    yield "  as a multiple of python -c pass", answer / bare, ""


def measure_names(path: Path) -> Iterator[tuple[str, float, str]]:
    """Look-ups a second, of names that were never asked for before: each round opens the index anew."""
    names, misses = sampled(path), invented()
    spellings = read_spellings()
    keys = [key(name) for name in names]
    loop = rate(lambda: lambda name: None, names)
    yield "a bare loop", loop, "turns a second"
    looks: tuple[tuple[str, Callable[[Gazetteer, LayeredIndex], Callable[[str], object]], Sequence[str]], ...] = (
        ("fold", lambda _, __: fold, names),
        ("key", lambda _, __: key, names),
        ("exact look-ups, names of the index", lambda _, index: lambda name: index.by_folded(fold(name)), names),
        ("exact look-ups, news spellings", lambda _, index: lambda name: index.by_folded(fold(name)), spellings),
        ("exact look-ups, invented names", lambda _, index: lambda name: index.by_folded(fold(name)), misses),
        (
            "exact look-ups, and every place read",
            lambda _, index: lambda name: [hit.place for hit in index.by_folded(fold(name))],
            names,
        ),
        ("keyed look-ups, the whole block", lambda _, index: index.by_key, keys),
        (
            "keyed look-ups, the block inside the story's countries",
            lambda _, index: lambda name: index.by_key(key(name), countries=STORY.countries),
            spellings,
        ),
        ("resolve, news spellings in their countries", lambda g, _: lambda name: g.resolve(name, STORY), spellings),
        ("resolve, news spellings", lambda g, _: g.resolve, spellings[::8]),
        ("resolve, names of the index", lambda g, _: g.resolve, names[::8]),
        ("resolve, invented names", lambda g, _: g.resolve, misses[::5]),
    )
    opened: list[LayeredIndex] = []
    for what, look, asked in looks:

        def ready(look: Callable[[Gazetteer, LayeredIndex], Callable[[str], object]] = look) -> Callable[[str], object]:
            while opened:  # else its pages count for the memory of this process
                opened.pop().close()
            opened.append(LayeredIndex.open(path))
            return look(Gazetteer(opened[0]), opened[0])

        found = rate(ready, asked)
        yield what, found, f"a second, {loop / found:,.1f} turns of the loop each"
        if "look-ups" in what:
            call = look(Gazetteer(opened[0]), opened[0])
            again = rate(lambda call=call: call, asked)
            yield "  again", again, f"a second, {loop / again:,.1f} turns of the loop each"
    opened[0].close()


def measure_texts(path: Path, folder: Path | None) -> Iterator[tuple[str, float, str]]:
    """Finding the names of running text, settling them, and the memory of all that was measured."""
    texts = read_texts(folder) if folder else made_up(sampled(path))
    size = sum(len(text.encode()) for text in texts) / 1e6
    with Gazetteer(LayeredIndex.open(path)) as gazetteer:
        gazetteer.find(texts[0])  # reads the word lists
        start = time.process_time()
        found = [gazetteer.find(text) for text in texts]
        yield "finding names, first reading", size / (time.process_time() - start), "MB of text a second"
        start = time.process_time()
        for text in texts:
            gazetteer.find(text)
        yield "finding names, second reading", size / (time.process_time() - start), "MB of text a second"
        documents = [Document(text, mentions) for text, mentions in zip(texts, found, strict=True)]
        mentions = sum(map(len, found))
        for what in ("first", "second"):
            start = time.process_time()
            gazetteer.resolve_documents(documents)
            yield f"documents, {what} reading", mentions / (time.process_time() - start), "mentions a second"
    yield "most memory of this process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"


def measure_build() -> Iterator[tuple[str, float, str]]:
    """Building the index of the default data, from nothing."""
    with tempfile.TemporaryDirectory(prefix="geomap-bench-") as folder:
        command = [sys.executable, "-m", "geomap", "index", "build", "-q"]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"GEOMAP_CACHE": folder})
        yield "building the index", time.perf_counter() - start, "s"


def rate(ready: Callable[[], Callable[[str], object]], asked: Sequence[str]) -> float:
    """Calls a second of processor time, the median of a few rounds."""
    rates = []
    for _ in range(ROUNDS):
        call = ready()
        start = time.process_time()
        for each in asked:
            call(each)
        rates.append(len(asked) / (time.process_time() - start))
    return statistics.median(rates)


def sampled(path: Path) -> list[str]:
    """Names of the index by chance, as their sources spell them."""
    chance = random.Random(SEED)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        numbers = [number for (number,) in database.execute("SELECT number FROM place ORDER BY number")]
        some = ", ".join(map(str, chance.sample(numbers, SAMPLE // 4)))
        rows = database.execute(f"SELECT name, folded FROM name WHERE place IN ({some}) ORDER BY folded, place")
        names = [full_name(kept, folded) for kept, folded in rows]
    return chance.sample(names, min(SAMPLE, len(names)))


def invented() -> list[str]:
    """Names that nothing is called."""
    chance = random.Random(SEED)
    return ["".join(chance.choice("bdfghklmnprstvz") + chance.choice("aeiou") for _ in "four") for _ in range(MISSES)]


def read_spellings() -> list[str]:
    """The news spellings that the tests resolve."""
    lines = SPELLINGS.read_text(encoding="utf-8").splitlines()
    listed = [line.partition(": ")[2] for line in lines if not line.startswith("#")]
    return [spelling.strip() for names in listed for spelling in names.split("|") if spelling.strip()]


def read_texts(folder: Path) -> list[str]:
    """The articles of a folder, each once."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines if line.strip()))


def made_up(names: Sequence[str]) -> list[str]:
    """Articles of a kind: names of the index, three of four of them again and again, among plain words."""
    chance = random.Random(SEED)
    known = [name for name in names if name.isascii() and name[:1].isupper()]
    often, plain = (
        known[:200],
        ["the", "convoy", "was", "seen", "on", "its", "way", "to", "a", "town", "near", "where", "people", "waited"],
    )

    def sentence() -> str:
        place = chance.choice(often if chance.random() < 3 / 4 else known)
        return f"Yesterday {' '.join(chance.choices(plain, k=12))} in {place}, {' '.join(chance.choices(plain, k=6))}."

    return [" ".join(sentence() for _ in range(NAMES)) for _ in range(300)]


if __name__ == "__main__":
    sys.exit(main())
