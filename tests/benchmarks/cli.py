"""The figures that users feel, as ratios against a yardstick of the same run; see README.md beside this file."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

TESTS = Path(__file__).parents[1]
PARTS = ("start", "build", "page", "index")


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often each command runs (default 5)")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be given again")
    parser.add_argument("--json", action="store_true", help="print data")
    arguments = parser.parse_args()
    wanted = arguments.only or PARTS

    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="geomap-bench-") as folder:
        work = Path(folder)
        if "start" in wanted:
            figures |= measure_start(arguments.rounds)
        if {"build", "page"} & set(wanted):
            run([sys.executable, "-m", "geomap", "build", "-q", "-o", str(work / "example")])  # warms the index, too
        if "build" in wanted:
            figures |= measure_build(work / "example", arguments.rounds)
        if "page" in wanted:
            figures |= measure_page(work / "example" / "map.html", arguments.rounds)
        if "index" in wanted:
            figures |= measure_index(work / "cache")
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        width = max(map(len, figures))
        for name, value in figures.items():
            print(f"{name:<{width}}  {value:>12,.2f}" if value < 1000 else f"{name:<{width}}  {value:>12,.0f}")
    return 0


def run(command: Sequence[str], **environment: str) -> float:
    """Seconds that a whole process takes."""
    start = time.perf_counter()
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=os.environ | environment
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"bench: {' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds


def medians(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """Median seconds of each command, all of them once a round, after one round that warms up."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for each in range(rounds + 1):
        for name, command in commands.items():
            seconds = run(command)
            if each:
                times[name].append(seconds)
    return {name: statistics.median(values) for name, values in times.items()}


def measure_start(rounds: int) -> dict[str, float]:
    """``geomap --help`` against a bare Python."""
    geomap = str(Path(sys.executable).with_name("geomap"))
    found = medians({"pass": [sys.executable, "-c", "pass"], "help": [geomap, "--help"]}, rounds)
    return {
        "python -c pass, s": found["pass"],
        "geomap --help, s": found["help"],
        "geomap --help / python -c pass": found["help"] / found["pass"],
    }


def measure_build(out: Path, rounds: int) -> dict[str, float]:
    """The worked example, warm, against the imports that any Python map pays for."""
    geomap = str(Path(sys.executable).with_name("geomap"))
    commands: dict[str, Sequence[str]] = {
        "imports": [sys.executable, "-c", "import folium, geopandas"],
        "build": [geomap, "build", "-q", "-o", str(out)],
    }
    found = medians(commands, rounds)
    return {
        "import folium, geopandas, s": found["imports"],
        "geomap build, s": found["build"],
        "geomap build / import folium, geopandas": found["build"] / found["imports"],
    }


def measure_page(page: Path, rounds: int) -> dict[str, float]:
    """Bytes of the page, and how long a headless Chromium takes until it is ready."""
    content = page.read_bytes()
    return {
        "map.html, bytes": len(content),
        "map.html, gzip bytes": len(gzip.compress(content, 9, mtime=0)),
        "map.html ready in Chromium, s": seconds_to_ready(page, rounds),
    }


def seconds_to_ready(page: Path, rounds: int) -> float:
    """Median time from navigation to ``data-geomap="ready"`` on the root element, each time in a new context."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(TESTS))
    from conftest import QUIET_FLAGS, find_chromium

    times = []
    with sync_playwright() as playwright:
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright), chromium_sandbox=not is_root, args=QUIET_FLAGS
        )
        for each in range(rounds + 1):
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            tab = context.new_page()
            start = time.perf_counter()
            tab.goto(page.resolve().as_uri(), wait_until="commit")
            tab.wait_for_selector("html[data-geomap=ready]", state="attached")
            if each:
                times.append(time.perf_counter() - start)
            context.close()
        browser.close()
    return statistics.median(times)


def measure_index(cache: Path) -> dict[str, float]:
    """Building the index of places from nothing, once."""
    seconds = run([sys.executable, "-m", "geomap", "index", "build", "-q"], GEOMAP_CACHE=str(cache))
    size = sum(path.stat().st_size for path in cache.rglob("*") if path.is_file())
    return {"geomap index build, s": seconds, "index, MB": size / 1e6}


if __name__ == "__main__":
    sys.exit(main())
