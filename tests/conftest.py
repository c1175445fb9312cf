"""What every test shares: no network, one index of places, and a browser whose page must be silent.

Put in force here, for all tests and doctests: no connection leaves this machine, and the index of places is built
once into pytest's cache folder (``GEOMAP_CACHE`` names another), never into the home of whoever runs the tests.
"""

from __future__ import annotations

import functools
import http.server
import importlib.util
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

if TYPE_CHECKING:
    from gazetteer import Gazetteer

ROOT = Path(__file__).parents[1]

# Same examples on every machine, and no verdict that hangs on how fast it is.
hypothesis.settings.register_profile(
    "geomap",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("geomap")


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault("GEOMAP_CACHE", str(config.cache.mkdir("geomap")))
    block_network()


# --- the network ------------------------------------------------------------------------------------------------


class NetworkBlockedError(RuntimeError):
    """A test tried to leave this machine. Not an OSError: code that copes with a dead network must not hide it."""


def is_local(address: Any) -> bool:
    """Whether a socket address is a Unix socket's or this machine's own."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def block_network() -> None:
    """Let sockets connect, send and look names up on this machine alone."""

    def guarded(name: str, address_of: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            if not is_local(address := address_of(*args, **kwargs)):
                raise NetworkBlockedError(f"{name} to {address!r}: tests must not use the network")
            return original(*args, **kwargs)

        return call

    for method in ("connect", "connect_ex"):
        original = getattr(socket.socket, method)
        setattr(socket.socket, method, guarded(method, lambda self, address: address, original))
    sendto = socket.socket.sendto
    socket.socket.sendto = guarded("sendto", lambda self, data, *rest: rest[-1], sendto)  # type: ignore[method-assign]
    look_up = guarded("getaddrinfo", lambda host, *rest, **options: (host or "",), socket.getaddrinfo)
    socket.getaddrinfo = look_up


# --- what lies outside the packages -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def load_script() -> Callable[[str], ModuleType]:
    """``load_script("site/build.py")`` gives a file of this repository that no package holds, as a module."""

    def load(path: str) -> ModuleType:
        name = Path(path).with_suffix("").as_posix().replace("/", "_")
        spec = importlib.util.spec_from_file_location(name, ROOT / path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def page_rules(load_script: Callable[[str], ModuleType], browser: Browser) -> Callable[..., list[str]]:
    """``page_rules(path, *, ready=None, …)``: what breaks our rules for pages in one, written or running; pages.py."""
    pages = load_script("tests/pages.py")

    def check(
        path: Path, *, ready: str | None = None, beside: Callable[[str], bool] | None = None, **of: Any
    ) -> list[str]:
        written: list[str] = pages.written_faults(path.read_text(encoding="utf-8"), **of)
        return [*written, *pages.living_faults(browser, path, ready=ready, beside=beside)]

    return check


# --- the gazetteer ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def default_gazetteer() -> Iterator[Gazetteer]:
    """The gazetteer on the index that a user gets."""
    from gazetteer import Gazetteer

    with Gazetteer.open() as gazetteer:
        yield gazetteer


@pytest.fixture(scope="session")
def tables(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """Files of places in the formats that can be imported: the functions of tables.py."""
    return load_script("tests/tables.py")


@pytest.fixture
def geocoder(load_script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The `Geocoder` of geocoder.py, running: asked without a proxy and as fast as it answers."""
    from gazetteer.online import pace

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(pace.ONE_A_SECOND, "interval_s", 0.0)
    server = load_script("tests/geocoder.py").Geocoder()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


# --- the browser ------------------------------------------------------------------------------------------------

QUIET_FLAGS = [
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--no-first-run",
    "--no-pings",
    # Whatever still asks for a host finds none.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
LOCAL_SCHEMES = frozenset({"file", "data", "blob", "about"})
NO_BROWSER = """no Chromium or Chrome for the browser tests. One of these helps:
  apt-get install chromium                        (or your system's package of Chromium or Chrome)
  GEOMAP_CHROMIUM=/path/to/chrome make test       (one that is not on the PATH)
  .venv/bin/playwright install chromium           (Playwright's own; it was tried just now and failed)"""


def find_chromium(playwright: Playwright) -> str:
    """Path of the browser: $GEOMAP_CHROMIUM, one on the PATH, Playwright's own, or Playwright's own newly installed."""
    if named := os.environ.get("GEOMAP_CHROMIUM"):
        if found := shutil.which(named):
            return found
        pytest.fail(f"GEOMAP_CHROMIUM={named!r} is not a program", pytrace=False)
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"):
        if found := shutil.which(name):
            return found
    own = Path(playwright.chromium.executable_path)
    if not own.is_file():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not own.is_file():
        pytest.fail(NO_BROWSER, pytrace=False)
    return str(own)


@pytest.fixture(scope="session")
def chromium_finder() -> Callable[[Playwright], str]:
    """``find_chromium``, for its own tests."""
    return find_chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=find_chromium(playwright), chromium_sandbox=not is_root, args=QUIET_FLAGS
        )
        yield launched
        launched.close()


@dataclass
class Watch:
    """What the pages of one test asked for and said. Anything but local requests and silence fails the test.

    ``allowed`` holds the addresses that a test expects to be asked for, such as that of a link it clicks; they are
    still not reached.
    """

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)

    def attach(self, context: BrowserContext) -> None:
        context.route(lambda url: not self._is_local(url), lambda route: route.abort())
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda event: self.complaints.append(f"uncaught: {event.error}"))

    def _is_local(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in LOCAL_SCHEMES or is_local((parts.hostname or "",))

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not self._is_local(request.url) and request.url not in self.allowed:
            self.complaints.append(f"request: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"console.{message.type}: {message.text} ({message.location.get('url')})")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """The record of the pages opened by this test; read at its end."""
    watching = Watch()
    yield watching
    assert not watching.complaints, "\n".join(watching.complaints)


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """``open_page(path_or_url=None, *, width=1280, height=800, dark=False, javascript=True, **context_options)``."""
    contexts: list[BrowserContext] = []

    def open_(
        target: Path | str | None = None,
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            **options,
        )
        contexts.append(context)
        watch.attach(context)
        page = context.new_page()
        if target is not None:
            page.goto(target.resolve().as_uri() if isinstance(target, Path) else target)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """An empty page of 1280 by 800, light."""
    return open_page()


@pytest.fixture
def accessibility_faults() -> Callable[[Page], list[str]]:
    """``accessibility_faults(page)``: what axe finds on it (not in its frames), one line per rule and element."""
    script = ROOT / "site" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.fail("axe-core is missing: run `make setup` (npm fetches it into site/node_modules)", pytrace=False)

    def check(page: Page) -> list[str]:
        page.evaluate(script.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations'], iframes: false})")
        return [
            f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]

    return check


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """The folder for pictures that a run leaves behind to be looked at: ``artefacts/`` at the root, not in git."""
    folder = ROOT / "artefacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """``serve(folder)`` publishes a folder on this machine and gives its address, without a slash at the end."""
    servers: list[http.server.ThreadingHTTPServer] = []

    def start(folder: Path) -> str:
        handler = functools.partial(QuietHandler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and keeps pytest's output clean."""

    def log_message(self, format: str, *args: Any) -> None:
        pass
