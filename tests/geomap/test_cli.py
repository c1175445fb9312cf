"""The command line as people use it: what it prints, where, and which exit code it ends with."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from gazetteer import Gazetteer
from geomap.build import example_path
from geomap.cli import main

COMMANDS = ["new", "check", "places", "build", "resolve", "schema", "index build", "index info"]
ANSWER_KEYS = [
    "query",
    "status",
    "id",
    "name",
    "kind",
    "lon",
    "lat",
    "radius_km",
    "score",
    "margin",
    "reasons",
    "candidates",
]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def help_example(capsys: pytest.CaptureFixture[str], command: str) -> str:
    code, out, _ = run(capsys, *command.split(), "--help")
    assert code == 0
    match = re.search(r"example:\n  geomap (.*?)\s*$", out)
    assert match, out
    return match.group(1)


def test_the_examples_of_every_help_work(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    default_gazetteer: Gazetteer,
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:  # in this order: `new` makes the story that the others read
        words = shlex.split(help_example(capsys, command).split(">")[0])
        code, out, err = run(capsys, *words)
        assert code == 0, (command, err)
        assert out


def test_each_command_is_listed_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--help")
    for command in COMMANDS:
        assert re.search(rf"^    {command.split()[0]}\b", out, re.M)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "COMMAND"),
        (["biuld"], "biuld"),
        (["build", "--unknown"], "--unknown"),
        (["resolve"], "NAME"),
        (["resolve", "Homs", "--country", "Syria"], "two letters"),
        (["resolve", ""], "got an empty one"),
        (["resolve", "Homs", "  "], "got an empty one"),
        (["resolve", "Homs", "--country", "ZZ"], "no country with the code 'ZZ'"),
        (["resolve", "Homs", "--country", "SY,ZZ"], "no country with the code 'ZZ'"),
        (["resolve", "Homs", "--country", "SY,"], "two letters"),
        (["resolve", "Homs", "--country", "uk"], "try GB"),
        (["resolve", "Homs", "--near", "36"], "LON,LAT"),
        (["resolve", "Homs", "--near", "200,10"], "not on Earth"),
        (["resolve", "Homs", "--kind", "citty"], "try city"),
        (["build", "--tiles", "OpenTopoMa"], "OpenTopoMap"),
        (["build", "--format", "gpxx"], "there is no format 'gpxx'; try gpx"),
    ],
)
def test_usage_errors_end_with_2_and_say_what_to_try(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert says in err
    assert not list(tmp_path.iterdir())


def test_missing_story_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", str(tmp_path / "none.yaml"))
    assert code in (1, 4)
    assert "none.yaml" in err


def test_check_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "story.yaml"
    story.write_text("title: T\nsorces: []\nreports:\n  - {id: a, title: A, when: soon, sources: [s]}\n")
    code, out, _ = run(capsys, "check", str(story), "--json")
    data = json.loads(out)
    assert code == 1
    assert data["ok"] is False
    unknown = next(p for p in data["problems"] if p["where"] == "sorces")
    assert (unknown["line"], unknown["column"], unknown["try"]) == (2, 1, "sources")
    assert any(p["where"] == "reports[0].when" and p["line"] == 4 for p in data["problems"])


def test_check_of_the_worked_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", str(example_path()))
    assert (code, err) == (0, "")
    assert "no problems" in out


def test_resolve_as_data(default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "resolve", "Boukamal", "Deir el-Zour province", "--country", "sy", "--json")
    answers = json.loads(out)
    assert code == 0
    assert [list(answer) for answer in answers] == [ANSWER_KEYS] * 2
    assert [(answer["id"], answer["kind"]) for answer in answers] == [
        ("geonames:174448", "city"),
        ("SY-DY", "admin1"),
    ]


def test_resolve_speaks_of_no_story(default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "resolve", "Homs", "Springfield", "--country", "SY")
    assert code == 1
    assert "lies in SY, one of the countries given" in out
    assert "story" not in out
    assert "Springfield, town or city, Illinois, United States  [geonames:4250542]" in out


def test_a_warning_is_a_message(
    default_gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from gazetteer.index import CacheWarning

    opened = Gazetteer.open

    def warns(**options: Any) -> Gazetteer:
        warnings.warn("the index is kept elsewhere", CacheWarning, stacklevel=1)
        return opened(**options)

    monkeypatch.setattr(Gazetteer, "open", warns)
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        code, _, err = run(capsys, "index", "info")
    assert (code, err) == (0, "geomap: warning: the index is kept elsewhere\n")


def test_resolve_declines_with_exit_1(default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "resolve", "happy journey", "--country", "SY")
    assert code == 1
    assert out.startswith("happy journey: missing")


def test_near_settles_an_ambiguous_name(default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "resolve", "Tripoli", "--country", "LB", "--country", "LY")[0] == 1
    assert run(capsys, "resolve", "Tripoli", "--country", "LB, ly")[0] == 1
    code, out, _ = run(capsys, "resolve", "Tripoli", "--near=35.8,34.4", "--json")
    assert code == 0
    assert json.loads(out)[0]["lon"] == pytest.approx(35.84, abs=0.1)


def test_places_of_the_worked_example(default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "places", str(example_path()), "--json")
    answers = {answer["query"]: answer for answer in json.loads(out)}
    assert code == 0
    assert {
        name: answer["id"] for name, answer in answers.items() if name not in ("Qalamoun Mountains", "At Tanf")
    } == {
        "Deir al-Zor governorate": "SY-DY",
        "Deir el-Zour province": "SY-DY",
        "Boukamal": "geonames:174448",
        "Al Bukamal": "geonames:174448",
        "Deir al-Zor": "geonames:170794",
        "Raqqa": "geonames:172955",
    }
    assert answers["Qalamoun Mountains"]["kind"] == "mountains"
    assert answers["At Tanf"]["kind"] in ("base", "crossing")
    assert all(set(ANSWER_KEYS) <= set(answer) for answer in answers.values())


def test_new_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert run(capsys, "new", str(folder))[0] == 0
    (folder / "story.yaml").write_text("mine")
    code, _, err = run(capsys, "new", str(folder))
    assert code == 4
    assert "story.yaml" in err
    assert (folder / "story.yaml").read_text() == "mine"


def test_build_prints_what_it_made(
    tmp_path: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "build", "-o", str(tmp_path / "out"))
    assert code == 0
    for name in ("map.html", "embed.html", "map.svg", "map.png", "reports.geojson", "legs.geojson", "reports.csv",
                 "oembed.json", "embed-kit/kit.html", "embed-kit/embed.html"):  # fmt: skip
        assert (tmp_path / "out" / name).stat().st_size > 0
        assert name in out
    assert (tmp_path / "out" / "embed-kit" / "kit.html").resolve().as_uri() in out
    assert "<iframe" in out
    assert 'sandbox="allow-scripts allow-popups"' in out
    assert (tmp_path / "out" / "map.html").resolve().as_uri() in out


def test_two_builds_are_equal_bytes(tmp_path: Path, default_gazetteer: Gazetteer) -> None:
    # In fresh processes with different hash seeds: nothing may depend on the order of a set.
    made = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "geomap", "build", "-q", "-o", str(out)],
            check=True,
            env={**_environment(), "PYTHONHASHSEED": seed},
        )
        made.append({path.relative_to(out): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()})
    assert made[0] == made[1]


def test_internal_errors_show_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import geomap.story

    def broken() -> dict[str, object]:
        raise RuntimeError("boom")

    monkeypatch.setattr(geomap.story, "json_schema", broken)
    code, _, err = run(capsys, "schema")
    assert code == 70
    assert "boom" in err
    assert "--debug" in err
    assert "Traceback" not in err
    with pytest.raises(RuntimeError):
        main(["schema", "--debug"])


def test_a_reader_that_closes_the_pipe_is_no_error() -> None:
    process = subprocess.run(
        f"{shlex.quote(sys.executable)} -m geomap schema | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        env=_environment(),
    )
    assert process.stdout == "{"
    assert process.stderr == ""


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def test_build_lists_the_formats_asked_for(
    tmp_path: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "build", "-o", str(tmp_path / "out"), "--format", "gpx", "--format", "lpf")
    assert code == 0
    wrote = [Path(line.split()[1]) for line in out.splitlines() if line.startswith("wrote ")]
    assert {"map.gpx", "places.lpf.json"} <= {path.name for path in wrote}
    assert {path for path in (tmp_path / "out").rglob("*.*") if path.is_file()} == {
        *wrote, tmp_path / "out" / ".geomap-files",
    }  # fmt: skip


# --- where the map will lie, and its picture --------------------------------------------------------------------------


def test_the_site_of_the_command_goes_before_that_of_the_story(
    tmp_path: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "published_at: https://story.example/map\ntitle: A\nsources: [{id: s, title: S}]\n"
    story = tmp_path / "story.yaml"
    story.write_text(text + "reports: [{id: r, title: R, where: Raqqa, sources: [s]}]\n")
    for options, base in (
        ((), "https://story.example/map/"),
        (("--site-url", "http://other.example"), "http://other.example/"),
    ):
        code, out, _ = run(capsys, "build", str(story), "-o", str(tmp_path / "out"), "--no-picture", *options)
        assert code == 0
        assert f'<iframe src="{base}embed.html"' in out
        page = (tmp_path / "out" / "map.html").read_text(encoding="utf-8")
        assert f'type="application/json+oembed" href="{base}oembed.json"' in page
        assert "og:image" not in page  # there is no picture to show
        assert f'src=\\"{base}embed.html' in (tmp_path / "out" / "oembed.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "news.example", "https://news.example/map.html"])
def test_a_site_that_is_no_folder_on_the_web_is_refused_before_anything_is_made(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "build", "-o", str(tmp_path / "out"), "--site-url", address)
    assert code == 2
    assert f"the site's address {address!r} must be the address of " in err
    assert not (tmp_path / "out").exists()


def test_a_story_that_names_no_folder_on_the_web_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(example_path().read_text(encoding="utf-8") + "\npublished_at: ftp://news.example/\n")
    code, _, err = run(capsys, "check", str(story))
    assert code == 1
    assert re.search(r"story.yaml:\d+:15: published_at: must be the address of a folder on the web, e.g. https://", err)


def test_without_matplotlib_all_else_is_built_and_one_line_says_how_to_get_the_picture(
    tmp_path: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from geomap.picture import render

    monkeypatch.setattr(render, "find_spec", lambda name: None)
    code, out, err = run(capsys, "build", "-o", str(tmp_path / "out"))
    assert code == 0
    assert [line for line in (out + err).splitlines() if "pip install" in line] == [
        'map.png is not written: it needs matplotlib, which is not installed; try: pip install "geomap[picture]"'
    ]
    assert not (tmp_path / "out" / "map.png").exists()
    assert "map.svg" in (tmp_path / "out" / "embed-kit" / "picture.html").read_text(encoding="utf-8")
    code, out, err = run(capsys, "build", "-o", str(tmp_path / "quiet"), "--no-picture")
    assert "pip install" not in out + err
    code, out, err = run(capsys, "build", "-o", str(tmp_path / "none"), "--picture")
    assert code == 2
    assert "map.png cannot be made: it needs matplotlib" in err
    assert not (tmp_path / "none").exists()
