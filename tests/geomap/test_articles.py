"""Articles in, answers out."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from gazetteer import Gazetteer
from geomap.articles import ArticlesError, find_in_articles, resolve_articles
from geomap.cli import main

ARTICLE = {
    "corpus": "ours", "article": 7, "source": "The Record", "text": "Snow in Homs, Syria.",
    "mentions": [{"start": 8, "end": 12, "surface": "Homs"}, {"start": 14, "end": 19}],
}  # fmt: skip


def test_answers_stand_in_the_order_of_the_names(default_gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(ARTICLE) + "\n\n", encoding="utf-8")
    homs, syria = resolve_articles(path, gazetteer=default_gazetteer)
    assert (homs["corpus"], homs["article"], homs["start"], homs["end"]) == ("ours", 7, 8, 12)
    assert (homs["geonameid"], syria["id"], syria["status"]) == (169577, "SY", "resolved")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "2:2: not JSON"),
        ("[]", "2: not an object, got list"),
        ("{}", "2: text: missing"),
        ('{"text": 1, "mentions": []}', "2: text: want a string, got 1"),
        ('{"text": "a", "mentions": "a"}', "2: mentions: want a list"),
        ('{"text": "a", "mentions": [1]}', r"2: mentions\[0\]: want an object"),
        ('{"text": "a", "mentions": [{"start": 0, "end": 2}]}', r"2: mentions\[0\]: 0 to 2 is not within"),
        ('{"text": "a", "mentions": [{"start": true, "end": 1}]}', r"2: mentions\[0\]: True to 1 is not within"),
        ("[" * 200_000, "2: nested too deeply"),
    ],
)  # fmt: skip
def test_broken_lines_are_named(default_gazetteer: Gazetteer, tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(f"{json.dumps(ARTICLE)}\n{line}\n", encoding="utf-8")
    with pytest.raises(ArticlesError, match=rf"in\.jsonl:{told}"):
        list(resolve_articles(path, gazetteer=default_gazetteer))


@pytest.mark.parametrize("read", [resolve_articles, find_in_articles])
def test_a_file_that_is_not_utf_8_is_refused(default_gazetteer: Gazetteer, tmp_path: Path, read: Any) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "In Homs."}\n{"text": "In Sidon\xe9"}')
    with pytest.raises(ArticlesError, match=r"in\.jsonl:2: not UTF-8, got the byte 0xe9"):
        list(read(path, gazetteer=default_gazetteer))


def test_an_article_that_lists_no_names_has_them_found(default_gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    text = "Syrian troops left Homs, said the Washington Post."
    path.write_text(json.dumps({"text": text}) + "\r\n", encoding="utf-8-sig")
    answers = list(resolve_articles(path, gazetteer=default_gazetteer))
    assert [(text[row["start"] : row["end"]], row["id"]) for row in answers] == [
        ("Syrian", "SY"),
        ("Homs", "geonames:169577"),
    ]


def test_names_are_found_whatever_an_article_lists(default_gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(ARTICLE | {"mentions": [{"start": 0, "end": 4}]}), encoding="utf-8")
    homs, syria = find_in_articles(path, gazetteer=default_gazetteer)
    assert (homs["corpus"], homs["article"], homs["start"], homs["end"]) == ("ours", 7, 8, 12)
    assert (homs["surface"], homs["role"], syria["surface"]) == ("Homs", "name", "Syria")


def test_broken_characters_in_an_article_are_no_reason_to_stop(default_gazetteer: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "In \\ud800 Homs, Syria\\u0000."}', encoding="utf-8")
    assert [row["surface"] for row in find_in_articles(path, gazetteer=default_gazetteer)] == ["Homs", "Syria"]


@pytest.mark.usefixtures("default_gazetteer")
def test_find_prints_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Snow.\nIt fell in Homs's hills, and in Deir el-Zour province.\n", encoding="utf-8")
    assert main(["find", str(path)]) == 0
    assert [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()] == [
        f"{path}:2:12: Homs",
        f"{path}:2:33: Deir el-Zour province",
    ]


@pytest.mark.usefixtures("default_gazetteer")
def test_find_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Snow in Homs, Syria.")))
    assert main(["find", "-", "--json"]) == 0
    assert [(row["start"], row["surface"]) for row in json.loads(capsys.readouterr().out)] == [
        (8, "Homs"),
        (14, "Syria"),
    ]


@pytest.mark.usefixtures("default_gazetteer")
def test_find_writes_a_line_for_each_name(tmp_path: Path) -> None:
    read, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    read.write_text(json.dumps(ARTICLE), encoding="utf-8")
    assert main(["find", "--documents", str(read), "-o", str(written)]) == 0
    assert [json.loads(line)["surface"] for line in written.read_text("utf-8").splitlines()] == ["Homs", "Syria"]


@pytest.mark.usefixtures("default_gazetteer")
def test_a_pipeline_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    path = tmp_path / "report.txt"
    path.write_text("Snow in Homs.", encoding="utf-8")
    assert main(["find", str(path), "--pipeline", "en_core_web_sm"]) == 2
    assert "pip install spacy" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["find"], ["find", "x", "--documents", "y"], ["find", "--documents", "y"]])
def test_find_wants_a_text_or_articles(arguments: list[str]) -> None:
    assert main(arguments) == 2


@pytest.mark.usefixtures("default_gazetteer")
def test_the_command_writes_a_line_for_each_name(tmp_path: Path) -> None:
    read, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    read.write_text(json.dumps(ARTICLE), encoding="utf-8")
    assert main(["resolve", "--documents", str(read), "-o", str(written)]) == 0
    assert [json.loads(line)["name"] for line in written.read_text("utf-8").splitlines()] == ["Homs", "Syria"]


@pytest.mark.parametrize(
    "arguments", [["resolve"], ["resolve", "Homs", "-o", "x"], ["resolve", "Homs", "--documents", "x", "-o", "y"]]
)
def test_the_command_wants_one_or_the_other(arguments: list[str]) -> None:
    assert main(arguments) == 2


@pytest.mark.parametrize("command", ["find", "resolve"])
def test_answers_can_be_printed_and_no_strange_file_is_lost(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles, answers = tmp_path / "in.jsonl", tmp_path / "notes.txt"
    articles.write_text(json.dumps({"text": "Fighting in Homs."}) + "\n")
    answers.write_text("mine")
    asked = [command, "--documents", str(articles), "-q", "-o"]
    assert main([*asked, "-"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main([*asked, str(answers)]) == 4
    assert "--force" in capsys.readouterr().err
    assert answers.read_text() == "mine"
    assert main([*asked, str(answers), "--force"]) == 0
    assert "1 name" in capsys.readouterr().out
    assert json.loads(answers.read_text())["start"] == 12
