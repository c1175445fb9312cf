"""The preview's server: who is answered, with what, and where it listens."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from gazetteer import Gazetteer
from geomap.cli import main
from geomap.errors import InputError, UsageError
from geomap.preview import Preview

Start = Callable[..., Any]


def ask(url: str, path: str = "/", *, method: str = "GET", host: str | None = None) -> http.client.HTTPResponse:
    """The answer to a request whose path is sent as it is."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or urlsplit(url).netloc)
    connection.endheaders()
    return connection.getresponse()


def test_the_files_of_the_build_are_served_and_nothing_else(preview: Start) -> None:
    running = preview()
    (running.story.parent / "secret.txt").write_text("secret")
    types = {"": "text/html", "map.html": "text/html", "embed.html": "text/html", "map.svg": "image/svg+xml"}
    types |= {"reports.geojson": "application/geo+json", "reports.csv": "text/csv"}
    for name, kind in types.items():
        answer = ask(running.url, f"/{name}")
        assert (answer.status, answer.headers.get_content_type()) == (200, kind)
        assert answer.read()
    for path in ("/secret.txt", "/story.yaml", "/example/", "/.", "/map.html/"):
        assert ask(running.url, path).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../story.yaml",
        "/..%2fstory.yaml",
        "/%2e%2e/story.yaml",
        "/..\\story.yaml",
        "//etc/passwd",
        "/etc/passwd",
        "/%00",
        "/map.html/../../etc/passwd",
        "http://127.0.0.1/etc/passwd",
        "*",
    ],
)
def test_no_path_leads_out_of_what_was_built(preview: Start, path: str) -> None:
    answer = ask(preview().url, path)
    assert answer.status in (400, 404)
    assert b"root:" not in answer.read()


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "127.0.0.1.attacker.example", "localhost.attacker.example:8017", "192.168.1.5", "0.0.0.0", ""],
)
def test_a_request_by_another_name_is_refused(preview: Start, host: str) -> None:
    running = preview()
    for path in ("/", "/reports.csv", "/.geomap/state?not=x"):
        answer = ask(running.url, path, host=host)
        assert answer.status == 403
        assert b"first title" not in answer.read()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "[::1]:9000", "127.0.0.1"])
def test_this_machine_may_be_called_by_its_own_names(preview: Start, host: str) -> None:
    assert ask(preview().url, host=host).status == 200


def test_other_sites_may_neither_read_nor_frame_it(preview: Start) -> None:
    headers = ask(preview().url).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers


def test_it_listens_on_the_loopback_address_alone(preview: Start) -> None:
    port = urlsplit(preview().url).port
    # Every address that begins with 127 is this machine; a server that listens on all of them would answer here, too.
    with socket.socket() as other:
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_only_reading_is_answered(preview: Start) -> None:
    running = preview()
    head = ask(running.url, method="HEAD")
    assert (head.status, head.read()) == (200, b"")
    assert int(head.headers["Content-Length"]) > 10_000
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(running.url, method=method).status == 501


def test_while_the_story_has_problems_no_old_file_passes_for_a_new_one(preview: Start) -> None:
    running = preview()
    running.edit("where: Raqqa", "wher: Raqqa")
    assert running.next_round().error is not None
    assert b"problem" in ask(running.url).read()
    answer = ask(running.url, "/reports.csv")
    assert answer.status == 503
    assert b"story.yaml:5:38: reports[0].wher: unknown key" in answer.read()


def test_a_page_is_told_only_when_something_else_is_to_be_seen(preview: Start) -> None:
    running = preview()
    first = ask(running.url, "/.geomap/state?not=").read()
    running.edit("title: The first", "title:   The first")  # the same story, written otherwise
    again = running.next_round()
    assert (again.error, again.changed) == (None, False)
    assert ask(running.url, "/.geomap/state?not=").read() == first
    waiting = http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=60)
    waiting.request("GET", f"/.geomap/state?not={first.decode().strip()}")
    running.edit("The first", "The second")
    assert running.next_round().changed
    assert waiting.getresponse().read() != first


def test_nothing_is_written_beside_the_story(preview: Start) -> None:
    running = preview()
    road = {"type": "LineString", "coordinates": [[39.01, 35.95], [40.14, 35.34], [40.92, 34.45]]}
    roads = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": road}]}
    (running.story.parent / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    text = running.story.read_text(encoding="utf-8")
    running.story.write_text(
        f"{text}routes:\n  - id: way\n    title: The way\n    legs:\n"
        "      - {id: leg, from: here, to: there, basis: inferred, sources: [s]}\n"
        "roads: {engine: graph, files: [roads.geojson]}\n",
        encoding="utf-8",
    )
    made = running.next_round().made
    assert made is not None
    assert '"method":"road"' in made.contents["legs.geojson"]
    assert sorted(path.name for path in running.story.parent.iterdir()) == ["roads.geojson", "story.yaml"]

    # What the story reads is followed from then on.
    road["coordinates"].insert(1, [39.2, 36.0])
    (running.story.parent / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    longer = running.next_round().made
    assert longer is not None
    assert longer.contents["legs.geojson"] != made.contents["legs.geojson"]


def test_what_is_kept_beside_the_story_is_followed(preview: Start) -> None:
    running = preview()
    (running.story.parent / "places.lock").write_text("this is no such file\n")
    assert "places.lock" in str(running.next_round().error)
    assert b"places.lock" in ask(running.url).read()
    (running.story.parent / "places.lock").unlink()
    assert running.next_round().error is None


def test_a_story_that_is_replaced_and_not_written_is_seen(preview: Start) -> None:
    running = preview()
    other = running.story.with_name("other.tmp")
    other.write_text(running.story.read_text(encoding="utf-8").replace("first", "second"), encoding="utf-8")
    other.replace(running.story)
    made = running.next_round().made
    assert made is not None
    assert made.title == "The second title"


def test_a_port_in_use_is_a_usage_error(preview: Start, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = urlsplit(preview().url).port
    assert main(["serve", str(story), "--port", str(port)]) == 2
    assert f"port {port} of 127.0.0.1 is in use, try --port 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "error"),
    [({"tiles": "OpenTopoMa"}, UsageError), ({"roads": "grap:x.geojson"}, UsageError)],
)
def test_nonsense_in_the_call_is_refused_before_anything_is_served(
    story: Path, options: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error), Preview(story, **options).start():  # type: ignore[arg-type]
        pass


def test_a_story_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError), Preview(tmp_path / "none.yaml").start():
        pass


def _hear_interrupts() -> None:
    """What a shell starts in the background ignores interrupts, and hands that on: tests may be such a thing."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_the_command_prints_the_address_and_ends_well_by_interrupt(story: Path, default_gazetteer: Gazetteer) -> None:
    command = [sys.executable, "-m", "geomap", "serve", str(story), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_hear_interrupts
    ) as running:
        assert running.stdout is not None
        try:
            lines = [running.stdout.readline(), running.stdout.readline()]
            assert lines[0].startswith(f"built {story} in ")
            url = lines[1].split()[4]
            assert b"The first title" in ask(url).read()
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert (running.returncode, err) == (0, "")
    assert "no file was written" in out
