"""Pins written into a story's file: checked first, written whole, and the file is still its author's."""

from __future__ import annotations

import codecs
import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from gazetteer import Status
from geomap import files, load_story
from geomap.errors import InputError, OutputError, PinError, StoryError
from geomap.pinning import put_pin
from geomap.pins import Pin

STORY = """\
title: T
countries: [LB, SY]

# who says so
sources:
  - {id: s, title: S}

reports:
  - {id: a, title: A, where: Tripoli, sources: [s]}    # which one?
  - {id: b, title: B, where: Boukamal, sources: [s]}
  - {id: c, title: C, where: Tell Sundus, sources: [s]}
"""
JSON = """{"sources": [{"id": "s", "title": "S \\ud83d\\uddfa"}],
 "reports": [{"id": "a", "title": "A", "where": "Tripoli", "sources": ["s"]}]}
"""
LEBANON = Pin("Tripoli", "geonames:266826")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_the_name_means_what_was_chosen(story: Path, small_gazetteer: Any) -> None:
    use = put_pin(story, LEBANON, gazetteer=small_gazetteer)
    assert (use.resolution.status, use.place and use.place.id) == (Status.GIVEN, "geonames:266826")
    entry = '  - {id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}\n'
    assert story.read_text(encoding="utf-8") == STORY.replace("reports:", f"places:\n{entry}\nreports:")


def test_a_position_of_ones_own(story: Path, small_gazetteer: Any) -> None:
    use = put_pin(story, Pin("Tell Sundus", lon=40.25, lat=35.0), gazetteer=small_gazetteer)
    assert use.place is not None
    assert (use.place.lon, use.place.lat, use.place.country) == (40.25, 35.0, "SY")
    (place,) = load_story(story).places
    assert (place.id, place.names, place.lon, place.lat) == ("tell-sundus", ("Tell Sundus",), 40.25, 35.0)


def test_one_pin_after_the_other(story: Path, small_gazetteer: Any) -> None:
    put_pin(story, LEBANON, gazetteer=small_gazetteer)
    put_pin(story, Pin("Tell Sundus", "geonames:174448"), gazetteer=small_gazetteer)
    assert [place.id for place in load_story(story).places] == ["tripoli", "tell-sundus"]


def test_a_place_that_is_stated_without_a_position_gets_one(story: Path, small_gazetteer: Any) -> None:
    stated = "places:\n  - {id: tripoli, names: [Tripoli], title: The port}  # mine\nreports:"
    story.write_text(STORY.replace("reports:", stated), encoding="utf-8")
    use = put_pin(story, LEBANON, gazetteer=small_gazetteer)
    assert use.place is not None
    assert (use.place.id, use.place.name) == ("geonames:266826", "The port")
    assert (
        '{id: tripoli, names: [Tripoli], title: The port, gazetteer_id: "geonames:266826"}  # mine' in story.read_text()
    )


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_permissions_and_the_byte_order_mark_stay(story: Path, small_gazetteer: Any, mode: int) -> None:
    story.write_bytes(codecs.BOM_UTF8 + STORY.replace("\n", "\r\n").encode())
    story.chmod(mode)
    put_pin(story, LEBANON, gazetteer=small_gazetteer)
    data = story.read_bytes()
    assert stat.S_IMODE(story.stat().st_mode) == mode
    assert data.startswith(codecs.BOM_UTF8 + b"title: T\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_a_link_stays_a_link(story: Path, small_gazetteer: Any, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(story)
    put_pin(link, LEBANON, gazetteer=small_gazetteer)
    assert link.is_symlink()
    assert "266826" in story.read_text()


def test_what_the_author_changed_in_the_meantime_stays(story: Path, small_gazetteer: Any) -> None:
    load_story(story)
    story.write_text(STORY.replace("title: A", "title: Another title"), encoding="utf-8")
    put_pin(story, LEBANON, gazetteer=small_gazetteer)
    assert "Another title" in story.read_text()


def test_json_stories_are_pinned_too(tmp_path: Path, small_gazetteer: Any) -> None:
    path = tmp_path / "story.json"
    path.write_text(JSON)
    use = put_pin(path, LEBANON, gazetteer=small_gazetteer)
    assert use.place is not None
    assert use.place.country == "LB"


PINNED = "places:\n  - {id: p, names: [Tripoli], lon: 35.8, lat: 34.4}\nreports:"
BY_HAND = 'by hand: {id: tripoli, names: ["Tripoli"], gazetteer_id: "geonames:266826"}'
JSON_BY_HAND = 'by hand: {"id": "tripoli", "names": ["Tripoli"], "gazetteer_id": "geonames:266826"}'


@pytest.mark.parametrize(
    ("name", "text", "pin", "error", "says"),
    [
        ("r.csv", "id,title,where,source\na,A,Tripoli,s\n", LEBANON, PinError, "is a table"),
        ("s.yaml", STORY, Pin("Tripoli", "geonames:1"), PinError, "'geonames:1' is not in the gazetteer"),
        ("s.yaml", STORY, Pin("Tripoli", lon=34.4, lat=35.8), PinError, "try lon: 35.8, lat: 34.4"),
        ("s.yaml", STORY, Pin("Tripoli", lon=0.0, lat=0.0), PinError, "stated_at_null_island"),
        ("s.yaml", STORY, Pin("Paris", "geonames:2988507"), PinError, "no name 'Paris' any more"),
        ("s.yaml", STORY.replace("reports:", PINNED), LEBANON, PinError, "'Tripoli' is pinned already, as p"),
        ("s.yaml", STORY.replace("reports:", "places: null\nreports:"), LEBANON, PinError, BY_HAND),
        ("s.yaml", STORY.replace("reports:", "reprots:"), LEBANON, StoryError, "reprots"),
        ("s.json", JSON.replace('"reports"', '"places": null, "reports"'), LEBANON, PinError, JSON_BY_HAND),
    ],
)
def test_what_cannot_be_pinned_leaves_the_file_as_it_is(
    tmp_path: Path, small_gazetteer: Any, name: str, text: str, pin: Pin, error: type[Exception], says: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as raised:
        put_pin(path, pin, gazetteer=small_gazetteer)
    assert says in str(raised.value)
    assert path.read_text(encoding="utf-8") == text
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


def test_a_file_that_is_gone(tmp_path: Path, small_gazetteer: Any) -> None:
    with pytest.raises(InputError, match=r"story\.yaml"):
        put_pin(tmp_path / "story.yaml", LEBANON, gazetteer=small_gazetteer)


def test_a_disk_that_is_full_leaves_the_file_as_it_is(
    story: Path, small_gazetteer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OutputError, match=r"story\.yaml: cannot be written: No space left") as raised:
        put_pin(story, LEBANON, gazetteer=small_gazetteer)
    assert raised.value.exit_code == 4
    assert story.read_text(encoding="utf-8") == STORY
    assert [entry.name for entry in story.parent.iterdir()] == ["story.yaml"]


def test_a_file_that_is_locked_is_not_replaced(
    story: Path, small_gazetteer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Asked of the system rather than tried: whoever runs the tests may be allowed everything.
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match="Permission denied"):
        put_pin(story, LEBANON, gazetteer=small_gazetteer)
    assert story.read_text(encoding="utf-8") == STORY
