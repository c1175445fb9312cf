"""The guide's promises, kept: its story builds, its commands exist, its tables tell every field there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from gazetteer import Gazetteer
from geomap.cli import main
from geomap.cli.parser import make_parser
from geomap.story import json_schema, load_story

GUIDE = Path(__file__).parents[1] / "site" / "guide"
CHAPTERS = sorted(path.stem for path in GUIDE.glob("*.md"))


def blocks(chapter: str, language: str) -> list[str]:
    text = (GUIDE / f"{chapter}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)


@pytest.fixture(scope="module")
def website(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The modules of the site, which lie outside the packages."""
    load_script("site/build.py")
    from website import guide

    return guide


def test_every_chapter_is_in_the_contents(website: ModuleType) -> None:
    assert sorted(website.CHAPTERS) == CHAPTERS


def test_the_story_of_the_guide_builds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], default_gazetteer: Gazetteer
) -> None:
    path = tmp_path / "story.yaml"
    path.write_text("\n".join(blocks("story", "yaml")), encoding="utf-8")
    assert main(["check", str(path)]) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.strip() == f"{path}: no problems"
    assert main(["build", str(path), "-o", str(tmp_path / "out"), "--no-picture", "-q"]) == 0
    story = load_story(path)
    assert [len(part) for part in (story.sources, story.reports, story.claims, story.obstacles)] == [3, 3, 2, 1]


def test_the_table_of_reports_is_read(tmp_path: Path, default_gazetteer: Gazetteer) -> None:
    (table,) = blocks("story", "csv")
    path = tmp_path / "reports.csv"
    path.write_text(table, encoding="utf-8")
    assert [report.id for report in load_story(path).reports] == ["closing", "opening"]


def test_the_tables_tell_every_field_and_no_other() -> None:
    text = (GUIDE / "story.md").read_text(encoding="utf-8")
    schema = json_schema()
    parts = {name: part["properties"] for name, part in schema["$defs"].items() if "properties" in part}
    fields = {"The head": set(schema["properties"])} | {
        heading: set(parts[name])
        for heading, name in {
            "Sources": "Source", "Reports": "Report", "Places": "Place", "Claims": "Claim", "Obstacles": "Obstacle",
        }.items()
    } | {"Routes": {*parts["Route"], *parts["Leg"]}}  # fmt: skip
    for heading, there in fields.items():
        section = re.search(rf"^## {heading}.*?(?=^##|\Z)", text, re.S | re.M)
        assert section, heading
        told = {
            name for row in re.findall(r"^\| (`.*?) \|", section[0], re.M) for name in re.findall(r"`([a-z_]+)`", row)
        }
        assert told == there, heading


def test_the_words_of_a_field_are_all_told() -> None:
    text = (GUIDE / "story.md").read_text(encoding="utf-8")
    for name in ("Basis", "Mode", "ObstacleKind", "Role", "Precision", "ClaimStatus"):
        words = json_schema()["$defs"][name]["enum"]
        assert [word for word in words if f"`{word}`" not in text] == [], name


def test_the_dates_of_the_table_are_dates() -> None:
    from geomap.when import parse_when

    text = (GUIDE / "story.md").read_text(encoding="utf-8")
    section = re.search(r"^### Dates.*?(?=^##)", text, re.S | re.M)
    assert section
    written = [
        date for row in re.findall(r"^\| (`[^|]*`) \|", section[0], re.M) for date in re.findall(r"`([^`]+)`", row)
    ]
    assert len(written) >= 8
    for date in written:
        parse_when(date)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_command_of_a_chapter_is_one(chapter: str) -> None:
    import shlex

    for line in "".join(blocks(chapter, "console")).splitlines():
        program, *words = shlex.split(line.removeprefix("$ "))
        assert program == "geomap", line
        assert make_parser(words).parse_args(words).run, line


def test_the_first_commands_run_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (console,) = blocks("index", "console")
    for line in console.splitlines():
        assert main(line.removeprefix("$ geomap ").split()) == 0, capsys.readouterr().err
    assert (tmp_path / "my-map" / "map.html").is_file()


@pytest.mark.parametrize("chapter", [c for c in CHAPTERS if c != "story"])
def test_yaml_stands_where_it_is_tested(chapter: str) -> None:
    assert blocks(chapter, "yaml") == []


def test_names_are_looked_up_as_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    import shlex

    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text("They left Homs for Raqqa.", encoding="utf-8")
    (console,) = blocks("places", "console")
    for line in console.splitlines():
        assert main(shlex.split(line.removeprefix("$ "))[1:]) == 0
    assert "SY-DY" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        ("# A\n\n## B\n\none\n\n### C\n\ntwo\n\n## D\n", "B", ("one\n\n### C\n\ntwo", 2)),
        ("## B\n\n```sh\n# no heading\n## B\n```\n\nend\n", "B", ("```sh\n# no heading\n## B\n```\n\nend", 2)),
    ],
)
def test_a_section_is_taken_whole(website: ModuleType, text: str, heading: str, expected: tuple[str, int]) -> None:
    assert website.section_of(text, heading) == expected


def test_a_section_that_is_not_there_is_a_fault(website: ModuleType) -> None:
    with pytest.raises(ValueError, match="no section 'C'"):
        website.section_of("# A\n\n## B\n", "C")


def rendered(text: str, **options: Any) -> Any:
    from website.markdown import render

    return render(text, link=lambda href: None if href == "gone" else href, **options)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[here](https://example.org/)", '<p><a href="https://example.org/" rel="noopener">here</a></p>\n'),
        ("[there](gone) **on**", "<p>there <strong>on</strong></p>\n"),
        ("[no](javascript:alert(1))", "<p>[no](javascript:alert(1))</p>\n"),
        ("```yaml\na: 1  # <b>\n```", '<pre tabindex="0"><code>a: 1  <em># &lt;b&gt;</em></code></pre>\n'),
        ("```console\n$ geomap\n```", '<pre tabindex="0"><code><i>$ </i>geomap</code></pre>\n'),
    ],
)
def test_markdown_becomes_html_that_is_safe(website: ModuleType, text: str, html: str) -> None:
    assert rendered(text).html == html


def test_headings_go_down_and_no_anchor_is_given_twice(website: ModuleType) -> None:
    first = rendered("## Same\n\n## Same\n")
    second = rendered("## Same\n", deeper=1, taken=first.headings)
    assert [heading.anchor for heading in (*first.headings, *second.headings)] == ["same", "same-1", "same-2"]
    assert second.html == '<h3 id="same-2">Same</h3>\n'
