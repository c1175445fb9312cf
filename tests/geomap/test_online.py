"""Going online from the command line: off unless asked for, polite, kept beside the story, the same map every time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import geomap
from gazetteer import Gazetteer, Online
from geomap.cli import main
from geomap.errors import UsageError
from geomap.opening import open_gazetteer

STORY = """\
title: T
countries: [SY, IQ]
sources:
  - {id: s, title: S}
reports:
  - {id: a, title: A, where: Tell Sundus, sources: [s]}
  - {id: b, title: B, where: Raqqa, sources: [s]}
"""


LEAVE = ["--online", "--contact", "desk@paper.example"]


@pytest.fixture
def story(tmp_path: Path, default_gazetteer: Gazetteer) -> Path:
    path = tmp_path / "story" / "story.yaml"
    path.parent.mkdir()
    path.write_text(STORY, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nobody_is_asked_unless_the_author_says_so(
    story: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "build", story, "-o", story.parent / "map")
    assert code == 1
    assert "'Tell Sundus': no place of this name is known" in err
    assert "--online --contact MAIL" in err
    assert geocoder.asked == []
    assert [path.name for path in story.parent.iterdir()] == ["story.yaml"]


def test_a_build_online_and_one_from_what_it_kept_are_the_same_bytes(
    story: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    geocoder.knows("Tell Sundus")
    code, _, err = run(capsys, "build", story, "-o", story.parent / "one", *geocoder.options)
    assert (code, err) == (0, "")
    assert geocoder.names == ["Tell Sundus"]
    assert geocoder.asked[0].headers["User-Agent"] == f"geomap/{geomap.__version__} (desk@paper.example)"
    kept = (story.parent / "places.lock").read_text(encoding="utf-8")
    assert 'name = "Tell Sundus"' in kept
    assert "paper" not in kept

    geocoder.says("Tell Sundus", status=500)
    for folder, options in (("two", []), ("three", geocoder.options)):
        assert run(capsys, "build", story, "-o", story.parent / folder, *options)[0] == 0
    assert contents(story.parent / "one") == contents(story.parent / "two") == contents(story.parent / "three")
    assert geocoder.names == ["Tell Sundus"]
    assert (story.parent / "places.lock").read_text(encoding="utf-8") == kept

    page = (story.parent / "one" / "map.html").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors" in page
    report = json.loads((story.parent / "one" / "reports.geojson").read_text(encoding="utf-8"))["features"][0]
    assert report["properties"]["place_id"] == "nominatim:node/4242"
    assert report["properties"]["place_licence"] == "ODbL 1.0"


def test_the_credit_stands_only_where_the_data_is_used(
    story: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    story.write_text(STORY.replace("Tell Sundus", "Homs"), encoding="utf-8")
    assert run(capsys, "build", story, "-o", story.parent / "map", *geocoder.options)[0] == 0
    assert geocoder.asked == []
    assert "OpenStreetMap" not in (story.parent / "map" / "map.html").read_text(encoding="utf-8")


def test_a_candidate_from_online_can_be_chosen(
    story: Path, geocoder: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    geocoder.says("Tell Sundus", [geocoder.record("Tell Banat", namedetails={})])
    shown = []

    def choose(prompt: str) -> str:
        shown.append(capsys.readouterr().out)
        return re.search(r"(\d+)  .*nominatim:node/4242", shown[-1])[1]  # type: ignore[index]

    monkeypatch.setattr("builtins.input", choose)
    assert run(capsys, "places", story, "-i", *geocoder.options)[0] == 0
    assert "said online: OpenStreetMap via Nominatim has no name that is near enough" in shown[0]
    assert 'gazetteer_id: "nominatim:node/4242"' in story.read_text(encoding="utf-8")
    assert run(capsys, "build", story, "-o", story.parent / "map")[0] == 0  # from places.lock


def test_a_broken_lock_ends_every_command_with_its_line(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lock = story.parent / "places.lock"
    lock.write_text("version = 1\n\n[[query]]\nname = 3\n", encoding="utf-8")
    for command in (["build", story, "-o", story.parent / "map"], ["places", story]):
        code, _, err = run(capsys, *command)
        assert code == 1
        assert f"{lock}:4: has a wrong name: '3'" in err
    assert not (story.parent / "map").exists()


def test_places_shows_what_was_answered(story: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "places", story, *geocoder.options)
    assert code == 1
    assert "said online: OpenStreetMap via Nominatim knows no such name" in out
    assert "--online" not in out  # it was
    geocoder.knows("Tell Sundus")
    assert run(capsys, "places", story, *geocoder.options)[0] == 1  # that it is not known is kept
    code, out, _ = run(capsys, "places", story, "--refresh", "--json", *geocoder.options)
    assert code == 0
    answer = json.loads(out)[0]
    assert (answer["id"], answer["status"]) == ("nominatim:node/4242", "resolved")
    assert any("OpenStreetMap via Nominatim has it as" in reason for reason in answer["reasons"])
    assert geocoder.names == ["Tell Sundus"] * 2


def test_a_place_found_online_can_be_pinned_by_its_id(
    story: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    geocoder.knows("Tell Sundus")
    assert run(capsys, "places", story, *geocoder.options)[0] == 0
    story.write_text(STORY.replace("Raqqa", "nominatim:node/4242"), encoding="utf-8")
    code, out, _ = run(capsys, "places", story, "--json")
    assert code == 0
    assert json.loads(out)[1]["status"] == "given"


def test_resolve_keeps_answers_beside_the_index(
    default_gazetteer: Gazetteer,
    geocoder: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    index = default_gazetteer.info.path
    (tmp_path / index.name).symlink_to(index)
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    geocoder.knows("Tell Sundus")
    names = ("Tell Sundus", "Raqqa", "--country", "SY")
    for _ in range(2):
        code, out, _ = run(capsys, "resolve", *names, "--json", *geocoder.options)
        assert code == 0
        assert [answer["id"] for answer in json.loads(out)] == ["nominatim:node/4242", "geonames:172955"]
    assert geocoder.names == ["Tell Sundus"]
    assert (tmp_path / "places.lock").exists()
    assert run(capsys, "resolve", *names)[0] == 1  # without leave, the index alone
    code, out, _ = run(capsys, "resolve", "Atlantisburg", *geocoder.options)
    assert code == 1
    assert "said online: OpenStreetMap via Nominatim knows no such name" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--online"], "wants --contact MAIL"),
        (["--contact", "desk@paper.example"], "add --online"),
        (["--geocoder", "photon"], "add --online"),
        (["--refresh"], "add --online"),
        (["--geocoder-option", "domain=x"], "add --online"),
        (["--online", "--contact", "desk"], "not a mail address"),
        ([*LEAVE, "--geocoder", "nominatum"], "no geocoder 'nominatum'"),
        ([*LEAVE, "--geocoder", "opencage"], "needs the option api_key"),
        ([*LEAVE, "--geocoder-option", "domain"], "not NAME=VALUE"),
        ([*LEAVE, "--geocoder-option", "api_key=env:NO_SUCH"], "no environment variable 'NO_SUCH'"),
    ],
)
@pytest.mark.parametrize("command", ["build", "places", "resolve"])
def test_leave_that_is_not_complete_is_a_usage_error(
    command: str, arguments: list[str], says: str, story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    what = "Raqqa" if command == "resolve" else story
    code, _, err = run(capsys, command, what, *arguments)
    assert code == 2
    assert says in err


def test_articles_are_not_asked_for_name_by_name(
    tmp_path: Path, geocoder: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = ["--documents", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl"]
    code, _, err = run(capsys, "resolve", *documents, *geocoder.options)
    assert code == 2
    assert "asks the index alone" in err
    assert geocoder.asked == []


def test_a_key_is_taken_from_the_environment(
    story: Path, geocoder: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PICKPOINT_KEY", "s3cret")
    geocoder.knows("Tell Sundus")
    options = [*geocoder.options, "--geocoder", "pickpoint", "--geocoder-option", "api_key=env:PICKPOINT_KEY"]
    code, out, _ = run(capsys, "places", story, "--json", *options)
    assert code == 0
    assert geocoder.asked[0].parameters["key"] == "s3cret"
    assert json.loads(out)[0]["id"] == "pickpoint:node/4242"
    assert "s3cret" not in out + (story.parent / "places.lock").read_text(encoding="utf-8")


def test_the_worked_example_needs_nobody() -> None:
    with pytest.raises(UsageError, match="worked example"):
        open_gazetteer(None, online=Online("desk@paper.example"))


def test_a_gazetteer_of_ones_own_has_its_own_fallback(default_gazetteer: Gazetteer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not both"):
        geomap.build(None, tmp_path / "out", gazetteer=default_gazetteer, online=Online("desk@paper.example"))
    assert not (tmp_path / "out").exists()
