"""Which language a page speaks: that of the story, another one that is asked for, or English where neither is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gazetteer import Gazetteer
from geomap.build import build
from geomap.story import load_story

STORY = """\
title: القافلة
language: {language}
{more}sources: [{{id: a, title: A}}]
reports: [{{id: r, title: R, where: Raqqa, when: 2017-08-28, sources: [a]}}]
"""


def saved(folder: Path, *, language: str = "ar", more: str = "") -> Path:
    path = folder / "story.yaml"
    path.write_text(STORY.format(language=language, more=more), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("story", "asked", "html", "date", "noticed"),
    [
        ({}, None, 'lang="ar" dir="rtl"', "28 أغسطس 2017", False),
        ({"language": "ar-SY"}, None, 'lang="ar-SY" dir="rtl"', "28 آب 2017", False),
        ({"more": "interface: fr\n"}, None, 'lang="fr" dir="ltr"', "28 août 2017", False),
        ({"more": "interface: fr\n"}, "en", 'lang="en" dir="ltr"', "28 Aug 2017", False),
        ({"language": "de"}, None, 'lang="en" dir="ltr"', "28 Aug 2017", True),
        ({"more": "interface: tlh\n"}, None, 'lang="en" dir="ltr"', "28 Aug 2017", True),
        ({}, "tlh", 'lang="en" dir="ltr"', "28 Aug 2017", True),
    ],
)
def test_the_page_speaks_the_language_that_is_asked_for(
    tmp_path: Path, default_gazetteer: Gazetteer, story: dict[str, Any], asked: str | None, html: str, date: str,
    *, noticed: bool,
) -> None:  # fmt: skip
    path = saved(tmp_path, **story)
    result = build(path, tmp_path / "map", gazetteer=default_gazetteer, interface=asked, picture=False)
    page = (tmp_path / "map" / "map.html").read_text(encoding="utf-8")
    assert f"<html {html}>" in page
    assert re.search(rf'<span dir="auto">{date}</span>', page)
    picture = (tmp_path / "map" / "map.svg").read_text(encoding="utf-8")
    assert re.search(f"<svg [^>]*{html.split()[0]}", picture)
    assert date in picture
    fallbacks = [notice for notice in result.notices if "no catalogue of this language" in notice.what]
    assert len(fallbacks) == noticed
    assert all(notice.warning and "interface: ar, en or fr" in notice.hint for notice in fallbacks)


def test_the_notice_says_where_the_language_stands(tmp_path: Path) -> None:
    (notice,) = load_story(saved(tmp_path, more="interface: xx-YY\n")).notices
    assert (notice.line, notice.where, notice.got) == (3, "interface", "xx-YY")


def test_data_files_stay_in_the_language_of_the_story(tmp_path: Path, default_gazetteer: Gazetteer) -> None:
    """Frames and exports are the same whatever language a page speaks."""
    made = []
    for interface in ("fr", "en"):
        folder = tmp_path / interface
        build(saved(tmp_path), folder, gazetteer=default_gazetteer, interface=interface, picture=False)
        made.append({path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".geojson")})
    assert made[0] == made[1]
    assert "28 أغسطس 2017".encode() in made[0]["reports.csv"]
