"""Articles in, answers out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap.articles import ArticlesError, resolve_articles
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
    "line",
    ["{", "[]", "{}", '{"text": 1, "mentions": []}', '{"text": "a", "mentions": [{"start": 0, "end": 2}]}'],
)
def test_broken_lines_are_named(default_gazetteer: Gazetteer, tmp_path: Path, line: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(f"{json.dumps(ARTICLE)}\n{line}\n", encoding="utf-8")
    with pytest.raises(ArticlesError, match=r"in\.jsonl:2: "):
        list(resolve_articles(path, gazetteer=default_gazetteer))


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
