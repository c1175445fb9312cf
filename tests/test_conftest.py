"""The test bed itself: what it forbids is really forbidden, so that silence elsewhere means something."""

from __future__ import annotations

import socket
import subprocess
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error, Page


def send_datagram(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", address)


@pytest.mark.parametrize(
    "call",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
        lambda: socket.create_connection(("geomap.invalid", 80), timeout=1),
        lambda: socket.getaddrinfo("geomap.invalid", 80),
        lambda: urllib.request.urlopen("http://geomap.invalid/"),
        lambda: send_datagram(("192.0.2.1", 9)),
    ],
)
def test_no_test_reaches_the_network(call: Callable[[], Any]) -> None:
    with pytest.raises(RuntimeError, match="tests must not use the network"):
        call()


def test_this_machine_is_reached(serve: Callable[[Path], str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("here")
    with urllib.request.urlopen(f"{serve(tmp_path)}/a.txt") as answer:
        assert answer.read() == b"here"


def test_the_watch_hears_messages_errors_and_requests(page: Page, watch: Any) -> None:
    page.set_content("<p>quiet</p>")
    assert not watch.complaints
    with page.expect_event("console", lambda message: "ERR_FAILED" in message.text):
        page.evaluate("console.log('hello'); setTimeout(() => { throw new Error('late') })")
        page.evaluate("fetch('http://192.0.2.1/x').catch(() => 0)")
    heard = "\n".join(watch.complaints)
    watch.complaints.clear()
    assert "console.log: hello" in heard
    assert "uncaught: late" in heard
    assert "request: http://192.0.2.1/x" in heard


def test_a_request_that_a_test_expects_is_still_not_sent(page: Page, watch: Any) -> None:
    watch.allowed.add("https://geomap.invalid/source")
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto("https://geomap.invalid/source")
    assert watch.requests == ["https://geomap.invalid/source"]


def test_axe_finds_faults_and_passes_a_sound_page(
    page: Page, accessibility_faults: Callable[[Page], list[str]]
) -> None:
    sound = "<!doctype html><html lang=en><title>t</title><main><h1>t</h1>{}</main>"
    page.set_content(sound.format("<img src='data:,' alt='a picture'>"))
    assert accessibility_faults(page) == []
    page.set_content(sound.format("<img src='data:,'>"))
    assert [fault.split(":")[0] for fault in accessibility_faults(page)] == ["image-alt"]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any browser, and a folder on its PATH."""
    monkeypatch.delenv("GEOMAP_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(path: Path) -> str:
    path.touch(mode=0o755)
    return str(path)


def playwright_with(own: Path) -> Any:
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(own)))


def test_the_browser_is_found_in_the_order_promised(
    bare: Path, monkeypatch: pytest.MonkeyPatch, chromium_finder: Callable[[Any], str]
) -> None:
    own = program(bare / "playwrights-own")
    assert chromium_finder(playwright_with(bare / "playwrights-own")) == own
    chrome = program(bare / "google-chrome")
    assert chromium_finder(playwright_with(bare / "playwrights-own")) == chrome
    chromium = program(bare / "chromium")
    assert chromium_finder(playwright_with(bare / "playwrights-own")) == chromium
    named = program(bare / "my-browser")
    monkeypatch.setenv("GEOMAP_CHROMIUM", named)
    assert chromium_finder(playwright_with(bare / "playwrights-own")) == named


def test_a_named_browser_that_is_none_fails(
    bare: Path, monkeypatch: pytest.MonkeyPatch, chromium_finder: Callable[[Any], str]
) -> None:
    monkeypatch.setenv("GEOMAP_CHROMIUM", str(bare / "nothing"))
    with pytest.raises(pytest.fail.Exception, match=r"GEOMAP_CHROMIUM=.*is not a program"):
        chromium_finder(playwright_with(bare / "nothing"))


@pytest.mark.parametrize("succeeds", [True, False])
def test_playwrights_own_is_installed_when_there_is_none(
    bare: Path, monkeypatch: pytest.MonkeyPatch, chromium_finder: Callable[[Any], str], succeeds: bool
) -> None:
    own = bare / "playwrights-own"
    commands: list[list[str]] = []

    def install(command: list[str], **_: Any) -> None:
        commands.append(command[1:])
        if succeeds:
            program(own)

    monkeypatch.setattr(subprocess, "run", install)
    if succeeds:
        assert chromium_finder(playwright_with(own)) == str(own)
    else:
        with pytest.raises(pytest.fail.Exception, match=r"(?s)no Chromium.*apt-get install.*GEOMAP_CHROMIUM"):
            chromium_finder(playwright_with(own))
    assert commands == [["-m", "playwright", "install", "chromium"]]
