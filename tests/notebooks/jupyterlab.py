"""Show a map in a real JupyterLab, headless, and say whether it is there. Not a test of the suite: needs JupyterLab.

    python -m venv LAB && LAB/bin/pip install jupyterlab .
    .venv/bin/python tests/notebooks/jupyterlab.py LAB/bin/python [PICTURE.png]

It starts JupyterLab on this machine alone, in a folder of its own, opens a notebook with one cell that shows the worked
example, runs it in a headless browser, and waits until the map in the cell's output is ready. The picture of it goes to
the file named second, or is left out. Exit code 0 when the map is there and the page has said nothing of ours.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

ROOT = Path(__file__).parents[2]
CELL = """\
import geomap
from gazetteer import Gazetteer
from geomap.build import example_path
story = geomap.load_story(example_path())
with Gazetteer.open() as gazetteer:
    reports = geomap.locate(story, gazetteer)
    legs = geomap.build_routes(story, reports, gazetteer=gazetteer)
    shown = geomap.draw_map(story, reports, legs, gazetteer=gazetteer)
shown"""
TOKEN = "local"
WAIT_MS = 240_000  # the first look-up builds the index of places


def main(python: str, picture: str | None) -> int:
    """Run it with the Python that has JupyterLab."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "work"
        folder.mkdir()
        (folder / "map.ipynb").write_text(json.dumps(notebook()))
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = [
            python, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
            f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}", "--LabApp.news_url=",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]  # fmt: skip
        env = {**os.environ, "JUPYTER_CONFIG_DIR": home, "JUPYTER_DATA_DIR": home, "PYTHONPATH": str(ROOT)}
        with (Path(home) / "log").open("w") as log:
            server = subprocess.Popen(command, env=env, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(f"{address}/api?token={TOKEN}", server)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(playwright), chromium_sandbox=False)
                return look(browser, f"{address}/lab/tree/map.ipynb?token={TOKEN}", picture)
        finally:
            server.terminate()
            server.wait(30)


def look(browser: Browser, address: str, picture: str | None) -> int:
    """Run the notebook's cell and look at its output."""
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text} ({message.location.get('url')})"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=WAIT_MS)
    run(page)
    frame = page.frame_locator(".jp-OutputArea-output iframe")
    try:
        frame.locator("html[data-geomap=ready]").wait_for(state="attached", timeout=WAIT_MS)
    except TimeoutError:
        page.screenshot(path=picture or "jupyterlab.png")
        raise
    pins = frame.locator(".pin").count()
    words = page.locator(".jp-OutputArea-output figcaption").inner_text()
    title = page.locator(".jp-OutputArea-output iframe").get_attribute("title")
    page.locator(".jp-OutputArea-output").first.scroll_into_view_if_needed()
    if picture:
        page.screenshot(path=picture)
    ours = [line for line in said if "srcdoc" in line or "geomap" in line]
    print(f"ready: {title!r}, {pins} pins; below it: {words[:90]}…")
    print(f"the page of JupyterLab said {len(said)} things, of them about the map: {ours}")
    away = [url for url in asked if not re.match(r"(http|ws)://127\.0\.0\.1|data:|blob:|about:", url)]
    print(f"asked of others than this machine: {away}")
    return 0 if pins and words and not ours else 1


def run(page: Page) -> None:
    """Run the cell: what is pressed before the kernel is there is lost, so until the cell says that it runs."""
    for _ in range(60):
        page.locator(".jp-CodeCell .jp-InputArea-editor").first.click()
        page.keyboard.press("Control+Enter")
        try:
            page.locator(".jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]")).first.wait_for(timeout=2_000)
        except TimeoutError:
            continue
        return
    raise SystemExit("JupyterLab's kernel does not start")


def notebook() -> dict[str, object]:
    """A notebook with one cell."""
    cell = {"cell_type": "code", "id": "map", "metadata": {}, "source": CELL, "outputs": [], "execution_count": None}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    for _ in range(240):
        if server.poll() is not None:
            sys.exit("JupyterLab ended before it answered; is it installed for that Python?")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    sys.exit("JupyterLab does not answer")


def chromium(playwright: object) -> str:
    """The browser that the tests use."""
    spec = importlib.util.spec_from_file_location("test_bed", ROOT / "tests" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["test_bed"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.find_chromium(playwright))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None))
