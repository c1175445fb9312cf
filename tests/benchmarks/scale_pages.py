"""Pages of very many reports: made, opened, dragged and zoomed, beside folium's in the same run; see README.md."""

from __future__ import annotations

import argparse
import gc
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
SIZES = (12, 300, 10_000, 100_000, 1_000_000)
BESIDE = 10_000  # reports of the pages that folium makes
BOX = (35.8, 32.4, 42.2, 37.2)
FRAMES = """() => {
  const told = (globalThis.told = { frames: [], tasks: [] });
  let last = performance.now();
  const tick = (now) => { told.frames.push(now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  new PerformanceObserver((list) => told.tasks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ entryTypes: ["longtask"] });
}"""
# Stand-ins for what folium's page loads beside Leaflet: they do what its popups need, and cost less than the originals.
JQUERY = """self.$ = (text) => {
  const made = document.createElement("template");
  made.innerHTML = text.trim();
  return [made.content.firstChild];
};"""


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many reports (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is done; the least counts (default 3)")
    parser.add_argument("--no-folium", action="store_true", help="leave folium out")
    parser.add_argument("--json", action="store_true", help="print data")
    parser.add_argument("--made", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folium", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help="keep the pages here")
    arguments = parser.parse_args()
    if arguments.made:
        print(json.dumps(make_here(arguments.made, arguments.folder, arguments.rounds, with_folium=arguments.folium)))
        return 0
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="geomap-scale-") as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(exist_ok=True)
        figures["load of the machine, before"] = os.getloadavg()[0]
        for size in arguments.sizes:
            beside = size == BESIDE and not arguments.no_folium
            figures |= made(size, folder, arguments.rounds if size <= 100_000 else 1, with_folium=beside)
        figures |= opened(arguments.sizes, folder, arguments.rounds, with_folium=not arguments.no_folium)
        figures["load of the machine, after"] = os.getloadavg()[0]
    figures |= ratios(figures)
    if arguments.json:
        print(json.dumps(figures, indent=2))
    else:
        width = max(map(len, figures))
        for name, value in figures.items():
            print(f"{name:<{width}}  {value:>14,.3f}" if value < 1000 else f"{name:<{width}}  {value:>14,.0f}")
    return 0


# --- in Python ------------------------------------------------------------------------------------------------------


def made(size: int, folder: Path, rounds: int, *, with_folium: bool) -> dict[str, float]:
    """Making a page in a process of its own, for what it needs of memory."""
    command = [sys.executable, __file__, "--made", str(size), "--folder", str(folder), "--rounds", str(rounds)]
    done = subprocess.run(
        command + ["--folium"] * with_folium, check=False, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"bench: making {size} reports ended with {done.returncode}")
    return {f"{size:,}: {name}": value for name, value in json.loads(done.stdout).items()}


def make_here(size: int, folder: Path, rounds: int, *, with_folium: bool) -> dict[str, float]:
    """Make the pages, and measure."""
    sys.path.insert(0, str(TESTS))
    from crowds import make_crowd

    from gazetteer import Gazetteer
    from geomap.basemaps import base_map
    from geomap.frames import check_reports
    from geomap.page import render_page
    from geomap.webmap import draw_map

    crowd = make_crowd(size)
    with Gazetteer.open() as gazetteer:
        base = base_map(gazetteer, *BOX, division_countries={"SY"})
    gc.collect()
    gc.freeze()  # what the benchmark holds is no matter of what is measured
    before = peak_mb()

    def page() -> str:
        return render_page(draw_map(crowd.story, crowd.reports, crowd.legs, base=base, credits=()))

    figures, text = least("made", page, rounds)
    figures["memory to make it, MB above the frames"] = peak_mb() - before
    figures["bytes"] = len(text.encode())
    (folder / f"crowd-{size}.html").write_text(text, encoding="utf-8")
    figures |= least("frame checked", lambda: check_reports(crowd.reports), 1)[0]
    if with_folium:
        for name, maker, times in (("folium.GeoJson", folium_geojson, rounds), ("folium Markers", folium_markers, 1)):
            found, text = least(name, lambda maker=maker: maker(crowd.reports), times)
            figures |= found
            figures[f"{name}, bytes"] = len(text.encode())
            (folder / f"{name.replace(' ', '-')}.html").write_text(text, encoding="utf-8")
    return figures


def least(name: str, work: Callable[[], Any], rounds: int) -> tuple[dict[str, float], Any]:
    """The least seconds and processor seconds of some rounds, after one that warms up where there are several."""
    walls, cpus, result = [], [], None
    for each in range(rounds + (rounds > 1)):
        print(f"{name} …", file=sys.stderr, flush=True)
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        if each or rounds == 1:
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
    return {f"{name}, s": min(walls), f"{name}, processor s": min(cpus)}, result


def peak_mb() -> float:
    """The most memory that this process has needed so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def popup_text(row: Any) -> str:
    """The same facts as in a card, as a folium user would write them."""
    return (
        f"<b>{row.title}</b><p>{row.when_label}</p><p>{row.text}</p><p>{row.place_name}, within {row.radius_km} km, "
        f"{row.status}</p><p>{', '.join(row.sources)}</p>"
    )


def folium_markers(reports: Any) -> str:
    """A page of folium with a marker and a popup for each report."""
    import folium

    drawn = folium.Map(location=[35, 39], zoom_start=7)
    for row in reports[reports["draw"] != "none"].itertuples():
        folium.Marker([row.lat, row.lon], popup=folium.Popup(popup_text(row), max_width=300)).add_to(drawn)
    return str(drawn.get_root().render())


def folium_geojson(reports: Any) -> str:
    """A page of folium with one layer and a popup of its properties."""
    import folium

    drawn = folium.Map(location=[35, 39], zoom_start=7)
    names = ["title", "when_label", "text", "place_name", "radius_km", "status"]
    placed = reports[reports["draw"] != "none"]
    folium.GeoJson(
        placed[[*names, "geometry"]].set_geometry("geometry"), marker=folium.CircleMarker(radius=4),
        popup=folium.GeoJsonPopup(names),
    ).add_to(drawn)  # fmt: skip
    return str(drawn.get_root().render())


# --- in the browser -------------------------------------------------------------------------------------------------


def opened(sizes: tuple[int, ...], folder: Path, rounds: int, *, with_folium: bool) -> dict[str, float]:
    """Opening, dragging and zooming the pages in headless Chromium."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(TESTS))
    from conftest import QUIET_FLAGS, find_chromium

    figures: dict[str, float] = {}
    with sync_playwright() as playwright:
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(
            executable_path=find_chromium(playwright), chromium_sandbox=not is_root,
            args=[*QUIET_FLAGS, "--enable-precise-memory-info"],
        )  # fmt: skip
        for size in sizes:
            runs = [opened_once(browser, folder / f"crowd-{size}.html") for _ in range(rounds)]
            figures |= {f"{size:,}: {name}": min(run[name] for run in runs) for name in runs[0]}
        if with_folium and BESIDE in sizes:
            for name in ("folium.GeoJson", "folium Markers"):
                page = folder / f"{name.replace(' ', '-')}.html"
                figures[f"{BESIDE:,}: {name} ready, s"] = folium_once(browser, page)
        browser.close()
    return figures


def opened_once(browser: Any, path: Path) -> dict[str, float]:
    """One opening of a page of ours, and what a reader then does."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(300_000)
    print(f"{path.name} …", file=sys.stderr, flush=True)
    start = time.perf_counter()
    page.goto(path.resolve().as_uri(), wait_until="commit")
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    figures = {"ready, s": time.perf_counter() - start}
    page.wait_for_timeout(500)
    context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    figures["script's heap, MB"] = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    page.evaluate(FRAMES)
    box = page.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    figures |= {f"drag, {name}": value for name, value in watched(page, lambda: drag(page, x, y)).items()}
    page.mouse.move(x, y)
    page.evaluate("document.querySelector('.folium-map').focus()")  # lets the wheel zoom
    figures |= {f"zoom, {name}": value for name, value in watched(page, lambda: zoom(page)).items()}
    if page.locator(".handle-to").count():
        figures |= {f"window, {name}": value for name, value in watched(page, lambda: drag_window(page)).items()}
    context.close()
    return figures


def watched(page: Any, act: Callable[[], None]) -> dict[str, float]:
    """The longest frame and the longest task while a reader acts."""
    page.evaluate("() => { told.frames.length = told.tasks.length = 0; }")
    act()
    page.wait_for_timeout(600)
    told = page.evaluate("told")
    frames = sorted(told["frames"])
    return {
        "longest frame, ms": frames[-1],
        "frame, 99 of 100, ms": frames[int(0.99 * (len(frames) - 1))],
        "longest task, ms": max(told["tasks"], default=0.0),
    }


def drag(page: Any, x: float, y: float) -> None:
    """The map by the mouse, here and there, letting go in between."""
    for step_x, step_y in ((6, 2), (-7, 3), (3, -6)):
        page.mouse.move(x, y)
        page.mouse.down()
        for n in range(25):
            page.mouse.move(x + n * step_x, y + n * step_y)
            page.wait_for_timeout(12)
        page.mouse.up()
        page.wait_for_timeout(400)


def drag_window(page: Any) -> None:
    """The end of the time window by the mouse, over a third of its axis and back."""
    track, handle = (page.locator(name).bounding_box() for name in (".track", ".handle-to"))
    y = handle["y"] + handle["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, y)
    page.mouse.down()
    for n in (*range(50), *range(50, 0, -1)):
        page.mouse.move(track["x"] + track["width"] * (1 - n / 150), y)
        page.wait_for_timeout(12)
    page.mouse.up()


def zoom(page: Any) -> None:
    """The map by the wheel, nearer and back."""
    for turn in (-120, -120, -120, 120, 120, 120):
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(450)


def folium_once(browser: Any, path: Path) -> float:
    """Seconds until a page of folium stands, with its libraries from this machine and without tiles."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    leaflet = ROOT / "site" / "node_modules" / "leaflet" / "dist"

    def answer(route: Any) -> None:
        name = route.request.url.rpartition("/")[2]
        if re.fullmatch(r"leaflet(\.min)?\.(js|css)", name):
            route.fulfill(path=leaflet / name.replace(".min", ""))
        elif name.startswith("jquery"):
            route.fulfill(body=JQUERY, content_type="text/javascript")
        elif name.endswith((".js", ".css")):
            route.fulfill(body="", content_type="text/css" if name.endswith("css") else "text/javascript")
        elif name.startswith("marker-") and (leaflet / "images" / name).is_file():
            route.fulfill(path=leaflet / "images" / name)
        else:
            route.abort()

    context.route(lambda url: not url.startswith("file:"), answer)
    page = context.new_page()
    page.set_default_timeout(900_000)
    print(f"{path.name} …", file=sys.stderr, flush=True)
    start = time.perf_counter()
    page.goto(path.resolve().as_uri(), wait_until="load")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    seconds = time.perf_counter() - start
    if not page.evaluate(
        "document.querySelectorAll('.leaflet-marker-pane > *, .leaflet-overlay-pane path').length > 1000"
    ):
        sys.exit(f"bench: {path.name} shows no markers")
    context.close()
    return seconds


def ratios(figures: dict[str, float]) -> dict[str, float]:
    """What travels between machines."""
    at = f"{BESIDE:,}: "
    found = {}
    for name, above, below in (
        ("folium Markers / ours, made", "folium Markers, processor s", "made, processor s"),
        ("folium.GeoJson / ours, made", "folium.GeoJson, processor s", "made, processor s"),
        ("folium Markers / ours, made (wall)", "folium Markers, s", "made, s"),
        ("folium.GeoJson / ours, made (wall)", "folium.GeoJson, s", "made, s"),
        ("folium Markers / ours, bytes", "folium Markers, bytes", "bytes"),
        ("folium Markers / ours, ready", "folium Markers ready, s", "ready, s"),
        ("folium.GeoJson / ours, ready", "folium.GeoJson ready, s", "ready, s"),
    ):
        if at + above in figures and at + below in figures:
            found[at + name] = figures[at + above] / figures[at + below]
    return found


if __name__ == "__main__":
    sys.exit(main())
