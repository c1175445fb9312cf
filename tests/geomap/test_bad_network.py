"""Bad inputs from the network, end to end: against a geocoder on this machine that misbehaves as real ones do.

The numbers are those of the project's list of bad inputs. Each case is a build that wants an answer, in a folder that
holds an earlier build and its ``places.lock``; neither may change by a byte when the service fails.
"""

from __future__ import annotations

import itertools
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import geomap
from gazetteer import Gazetteer
from geomap.cli import main

STORY = """\
title: T
countries: [SY]
sources:
  - {id: s, title: S}
reports:
  - {id: a, title: A, where: Tell Sundus, sources: [s]}
"""
PORTAL = b"<!DOCTYPE html><title>Welcome to the hotel's network</title><form>Room number</form>"

Fails = Callable[..., str]


@pytest.fixture
def story(tmp_path: Path, geocoder: Any, default_gazetteer: Gazetteer) -> Path:
    """A story beside what was answered for it and what was built of it."""
    path = tmp_path / "story" / "story.yaml"
    path.parent.mkdir()
    path.write_text(STORY, encoding="utf-8")
    geocoder.knows("Tell Sundus")
    assert main(["build", str(path), "-o", str(path.parent / "map"), "-q", *geocoder.options]) == 0
    return path


@pytest.fixture
def fails(story: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]) -> Fails:
    """``fails(**reply)``: what a build says when the service answers so, after everything that must hold of it."""

    def build(*, body: Any = b"", **reply: Any) -> str:
        before = contents(story.parent)
        changed = story.with_name("changed.yaml")
        changed.write_text(STORY.replace("Tell Sundus", "Tell Banat"), encoding="utf-8")
        geocoder.replies.pop("Tell Banat", None)
        geocoder.says("Tell Banat", body, **reply)
        asked = len(geocoder.asked)
        code = main(["build", str(changed), "-o", str(story.parent / "map"), *geocoder.options])
        changed.unlink()
        err = capsys.readouterr().err
        assert code == 3, err
        assert f"nominatim {geocoder.domain}: the service failed when asked for 'Tell Banat': " in err
        assert "Whether there is such a place is not known" in err
        assert "no place of this name" not in err
        assert "Traceback" not in err
        assert contents(story.parent) == before
        assert len(geocoder.asked) == asked + 1  # no second try at a service that is in trouble
        return err

    return build


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_68_without_a_network_what_is_kept_builds_the_same_map(
    story: Path, geocoder: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    online, kept = contents(story.parent / "map"), story.with_name("places.lock").read_bytes()
    options = geocoder.options
    geocoder.shutdown()
    geocoder.server_close()
    assert main(["build", str(story), "-o", str(tmp_path / "offline"), "-q"]) == 0
    assert main(["build", str(story), "-o", str(tmp_path / "with-leave"), "-q", *options]) == 0
    assert contents(tmp_path / "offline") == contents(tmp_path / "with-leave") == online
    assert {"map.html", "embed.html", "map.svg", "reports.geojson", "legs.geojson", "reports.csv"} <= set(online)
    assert story.with_name("places.lock").read_bytes() == kept
    story.write_text(STORY.replace("Tell Sundus", "Tell Banat"), encoding="utf-8")
    assert main(["build", str(story), "-o", str(tmp_path / "offline"), "-q", *options]) == 3
    assert "cannot be reached: Connection refused" in capsys.readouterr().err


@pytest.mark.parametrize(("asks", "shown"), [("3600", "60"), ("40", "40")])
def test_69_too_many_requests_stop_the_asking_and_show_the_wait(fails: Fails, asks: str, shown: str) -> None:
    err = fails(status=429, headers={"Retry-After": asks}, body=b"<h1>Too many requests</h1>")
    assert "it was asked too often (HTTP 429)" in err
    assert f"wait at least {shown} seconds before the next try" in err


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_70_an_outage_is_not_a_place_that_there_is_not(fails: Fails, status: int) -> None:
    assert f"HTTP {status}" in fails(status=status, body=b"Backend fetch failed")


def test_70_neither_is_silence(fails: Fails, monkeypatch: pytest.MonkeyPatch) -> None:
    from gazetteer import Online

    monkeypatch.setattr(Online, "__post_init__", lambda self: object.__setattr__(self, "timeout_s", 0.3))
    assert "no answer in time" in fails(wait_s=30.0)


def test_70_nor_a_connection_that_breaks(fails: Fails) -> None:
    assert "cannot be reached" in fails(hangs_up=True)


def test_71_a_login_page_is_not_an_answer(fails: Fails, geocoder: Any) -> None:
    assert "not JSON but a web page, as login pages of networks are" in fails(
        body=PORTAL, headers={"Content-Type": "text/html"}
    )


@pytest.mark.parametrize(
    "reply",
    [
        {"body": b'[{"lat": "35', "promised": 900},
        {"chunks": [b'5\r\n[{"la'], "headers": {"Transfer-Encoding": "chunked"}},
        {"body": zlib.compress(b"[]" * 999, wbits=31)[:20], "headers": {"Content-Encoding": "gzip"}},
    ],
)
def test_72_half_of_an_answer_is_none(fails: Fails, reply: dict[str, Any]) -> None:
    assert "the answer is cut short" in fails(**reply)


@pytest.mark.parametrize("name", ["lat", "lon"])
def test_73_a_result_without_a_coordinate_is_not_at_zero(fails: Fails, geocoder: Any, name: str) -> None:
    record = geocoder.record("Tell Banat")
    del record[name]
    assert re.search(r"the answer cannot be (right|understood)", fails(body=[record]))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"lat": "nan"}, "finite"),
        ({"lat": "inf"}, "finite"),
        ({"lat": "95"}, "Latitude"),
        ({"lon": "400"}, "lon is '400'"),
    ],
)
def test_74_a_position_off_the_earth_is_refused(
    fails: Fails, geocoder: Any, changes: dict[str, str], says: str
) -> None:
    assert says in fails(body=[geocoder.record("Tell Banat", **changes)])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"error": "Unable to geocode"}, "the answer is an error: Unable to geocode"),
        ({"error": {"code": 400, "message": "no database"}}, "the answer is an error: no database"),
    ],
)
def test_75_an_error_in_its_own_words_is_no_empty_answer(fails: Fails, body: Any, says: str) -> None:
    assert says in fails(body=body)


def test_76_a_redirect_to_another_host_is_not_followed(fails: Fails) -> None:
    err = fails(status=302, headers={"Location": "http://portal.example/login?for=secret"})
    assert "it sends the request on to http://portal.example, as login pages of networks do" in err
    assert "secret" not in err


def test_77_60_mb_are_not_read(fails: Fails) -> None:
    chunk = b"[" + b" " * 1_000_000
    assert "the answer is larger than 2,000,000 bytes" in fails(chunks=itertools.repeat(chunk, 60))


MEASURED = """
import resource, sys
from geomap.cli import main
code = main(sys.argv[1:])
print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def bomb(size: int) -> bytes:
    """So many bytes of JSON in a thousandth of them."""
    packer = zlib.compressobj(9, wbits=31)
    begin = packer.compress(b"[") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)  # which may be repeated
    return begin + block * (size // 1_000_000)


def test_77_a_bomb_of_600_mb_takes_no_memory(story: Path, geocoder: Any, tmp_path: Path) -> None:
    story.write_text(STORY.replace("Tell Sundus", "Tell Banat"), encoding="utf-8")
    used, environment = [], with_index_in(tmp_path)
    for reply in ({"status": 500}, {"chunks": [bomb(600_000_000)], "headers": {"Content-Encoding": "gzip"}}):
        geocoder.replies.pop("Tell Banat", None)
        geocoder.says("Tell Banat", **reply)
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, "places", str(story), *geocoder.options],
            capture_output=True, text=True, check=True, env=environment,
        )  # fmt: skip
        code, megabytes = map(int, done.stdout.split())
        assert code == 3, done.stderr
        used.append(megabytes)
    assert "larger than 2,000,000 bytes" in done.stderr
    assert used[1] - used[0] < 30, f"{used[1]} MB against {used[0]} MB"


# Whoever runs the tests in the background ignores Ctrl-C, and so would what they start.
INTERRUPTED = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from geomap.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_78_ctrl_c_leaves_nothing_half_written(story: Path, geocoder: Any, tmp_path: Path) -> None:
    text = STORY.replace("Tell Sundus", "Tell Ward")
    story.write_text(text + "  - {id: b, title: B, where: Tell Banat, sources: [s]}\n", encoding="utf-8")
    geocoder.knows("Tell Ward")
    geocoder.says("Tell Banat", wait_s=60.0)
    built = contents(story.parent / "map")
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, "build", str(story), "-o", str(story.parent / "map"), *geocoder.options],
        stderr=subprocess.PIPE, text=True, env=with_index_in(tmp_path),
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while "Tell Banat" not in geocoder.names and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "interrupted; nothing was left half-written" in err
    assert "Traceback" not in err
    assert contents(story.parent / "map") == built
    kept = story.with_name("places.lock").read_text(encoding="utf-8")
    assert re.findall('(?m)^name = "(.*)"$', kept) == ["Tell Sundus", "Tell Sundus", "Tell Ward", "Tell Ward"]
    assert sorted(path.name for path in story.parent.iterdir()) == ["map", "places.lock", "story.yaml"]


def test_whoever_asks_says_who_it_is(story: Path, geocoder: Any) -> None:
    (asked,) = geocoder.asked
    assert asked.headers["User-Agent"] == f"geomap/{geomap.__version__} (desk@paper.example)"


def with_index_in(tmp_path: Path) -> dict[str, str]:
    """The environment of a process with a cache of its own: the index of all tests, and nobody's turns to wait for."""
    with Gazetteer.open() as gazetteer:
        index = gazetteer.info.path
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / index.name).symlink_to(index)
    return {**os.environ, "GEOMAP_CACHE": str(folder)}
