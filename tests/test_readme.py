"""The README's promises, kept: its session runs, its story builds, its commands exist, its links lead somewhere."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


@pytest.fixture
def story_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, default_gazetteer: Gazetteer) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my-story", "-q"]) == 0
    return tmp_path


def test_the_python_session_runs(story_folder: Path) -> None:
    (session,) = blocks("python")
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    assert len(test.examples) > 10
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report: list[str] = []
    runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)


def test_the_story_of_the_readme_builds(story_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story, more_claims, places, journey = blocks("yaml")
    (story_folder / "story.yaml").write_text(story, encoding="utf-8")
    assert main(["build", "story.yaml", "-o", "out", "-q"]) == 0, capsys.readouterr().err
    head, *more = more_claims.splitlines(keepends=True)
    disputed = re.sub(rf"^{head.strip()}.*\n", lambda found: found[0] + "".join(more), story, flags=re.MULTILINE)
    assert head == "claims:\n"
    assert disputed != story
    (story_folder / "story.yaml").write_text(f"{disputed}\n{places}", encoding="utf-8")
    assert main(["build", "story.yaml", "-o", "out", "-q"]) == 0, capsys.readouterr().err
    page = (story_folder / "out" / "map.html").read_text(encoding="utf-8")
    assert "Halt in the desert" in page
    assert "the only one that names the town" in page
    road = {"type": "LineString", "coordinates": [[36.5, 34.2], [39.9, 34.3], [40.9185, 34.4523]]}
    roads = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": road}]}
    (story_folder / "roads.geojson").write_text(json.dumps(roads), encoding="utf-8")
    (story_folder / "story.yaml").write_text(f"{story}\n{journey}", encoding="utf-8")
    assert main(["build", "story.yaml", "-o", "out", "-q"]) == 0, capsys.readouterr().err
    legs = json.loads((story_folder / "out" / "legs.geojson").read_text(encoding="utf-8"))["features"]
    assert [leg["properties"]["method"] for leg in legs] == ["road", "road"]
    assert legs[1]["properties"]["blocked_by"] == "cut-road"


def test_the_commands_of_the_readme_run(story_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = [block for block in blocks("console") if "geomap new" in block]
    lines = [line.removeprefix("$ ").split() for line in console.splitlines()]
    assert [words[:2] for words in lines] == [["geomap", c] for c in ("new", "check", "places", "build")]
    for _, *words in lines[1:]:
        assert main(words) == 0, capsys.readouterr().err


def test_the_problems_shown_are_what_check_prints(story_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = [block for block in blocks("console") if block.startswith("$ geomap check story.yaml")]
    shown = console.splitlines()[1:]
    story = (
        "\n" * 7
        + "sources: [{id: s, title: S}]\nreports:\n  - id: a\n    title: A\n    wher: Homs\n    when: 2014-02-30\n"
    )
    (story_folder / "story.yaml").write_text(story + "    sources: [s]\n", encoding="utf-8")
    assert main(["check", "story.yaml"]) == 1
    printed = capsys.readouterr().err.splitlines()
    assert printed[: len(shown)] == shown


def test_the_snippet_is_what_build_prints() -> None:
    from geomap.page import embed_snippet

    (snippet,) = blocks("html")
    assert snippet.strip() == embed_snippet("embed.html", title="The convoy of August 2017").strip()


def test_every_command_of_the_table_exists(capsys: pytest.CaptureFixture[str]) -> None:
    commands = {tuple(c.split()) for c in re.findall(r"`geomap ((?:index )?[a-z]+)", README)}
    assert len(commands) >= 8
    for command in sorted(commands):
        assert main([*command, "--help"]) == 0, command
        capsys.readouterr()


def test_relative_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).exists(), link


def test_the_table_of_names_is_as_shown(story_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = [block for block in blocks("console") if block.startswith("$ geomap places story.yaml")]
    shown = console.splitlines()[1:]
    (story_folder / "story.yaml").write_text(
        "title: T\ncountries: [LB, LY]\nsources:\n  - {id: s, title: S}\nreports:\n"
        "  - {id: a, title: A, where: Beirut, sources: [s]}\n  - {id: b, title: B, where: Tripoli, sources: [s]}\n"
    )
    assert main(["places", "story.yaml"]) == 1
    printed = capsys.readouterr().out.splitlines()

    def shape(lines: list[str]) -> list[str]:
        """Without the figures, which follow the data."""
        return [re.sub(r"[ ]{2,}|[0-9.,]+", " ", line).strip() for line in lines]

    assert set(shape(shown)) <= set(shape(printed))


def test_the_ways_online_are_options_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = [block for block in blocks("console") if "--online" in block]
    for line in console.splitlines():
        command, *words = line.removeprefix("$ geomap ").split()
        assert main([command, "--help"]) == 0
        told = capsys.readouterr().out
        assert all(word in told for word in words if word.startswith("--"))
