"""The README's pictures, taken from the built site: ``python site/shots.py``, or ``make screenshots``.

The browser is found as the tests find it: ``$GEOMAP_CHROMIUM``, one on the PATH, else Playwright's own.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

COLOURS = 256
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@dataclass(frozen=True)
class Shot:
    """One picture: which page, how large a window, in which scheme."""

    name: str
    page: str
    width: int
    height: int
    dark: bool = False


SHOTS = (
    Shot("screenshot.png", "example/map.html", 1280, 800),
    Shot("screenshot-narrow.png", "example/embed.html", 390, 720, dark=True),
)


def take(site: Path, folder: Path) -> Iterator[Path]:
    """Take every picture into a folder, in few colours, which keeps them small.

    Parameters
    ----------
    site : Path
        As ``make map`` leaves it.
    folder : Path
        The pictures there are replaced.
    """
    named = os.environ.get("GEOMAP_CHROMIUM")
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=not is_root)
        for shot in SHOTS:
            whole = _taken(browser, shot, site)
            small = Image.open(io.BytesIO(whole)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(folder / shot.name, optimize=True)
            yield folder / shot.name
        browser.close()


def _taken(browser: Browser, shot: Shot, site: Path) -> bytes:
    page = browser.new_page(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
    )
    page.goto((site / shot.page).resolve().as_uri())
    page.wait_for_selector("html[data-geomap=ready]", state="attached")
    page.evaluate("document.fonts.ready")
    picture = page.screenshot(animations="disabled")
    page.close()
    return picture
