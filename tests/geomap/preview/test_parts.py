"""The parts of the preview that need no server: what is followed, what is told of an error, what a page is let do."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import GeomapError, Problem, StoryError
from geomap.preview.faults import Fault, faults_of, line_at, read_text
from geomap.preview.inputs import inputs_of, prints_of
from geomap.preview.pages import problem_page, with_reload
from geomap.preview.state import Faulty, Shown, answer

PAGE = (
    "<html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'none'; img-src"
    ' data:"></head><body><p>one</p></body></html>'
)


def followed(story: Path, text: str, *, roads: str | None = None) -> set[str]:
    story.write_text(text, encoding="utf-8")
    found = inputs_of(story, roads=roads)
    assert found is not None
    return {path.relative_to(story.parent).as_posix() if path.is_absolute() else str(path) for path in found}


def test_the_story_and_what_it_names_is_followed(story: Path) -> None:
    text = story.read_text(encoding="utf-8")
    always = {"story.yaml", "places.lock", "routes.lock"}
    assert followed(story, text) == always
    named = followed(story, f"{text}roads: {{engine: graph, files: [a.osm.pbf, b.osm.pbf]}}\n")
    assert {"a.osm.pbf", "b.osm.pbf"} | always <= named
    folder = followed(story, f"{text}roads: {{engine: valhalla, tiles: tiles}}\n")
    assert {"tiles", "tiles/geomap-roads.json"} | always <= folder
    assert "roads.geojson" in followed(story, text, roads="roads.geojson")
    assert followed(story, text, roads="valhalla+http://localhost:8002") == always


def test_of_a_story_that_cannot_be_read_nothing_new_is_known(story: Path) -> None:
    story.write_text("reports: [", encoding="utf-8")
    assert inputs_of(story) is None


def test_a_file_that_comes_goes_or_changes_is_told_from_before(tmp_path: Path) -> None:
    path, folder = tmp_path / "a.yaml", tmp_path / "roads"
    folder.mkdir()
    states = [prints_of([path, folder])]
    path.write_text("1")
    states.append(prints_of([path, folder]))
    path.write_text("22")
    states.append(prints_of([path, folder]))
    (folder / "memo.npy").write_text("what a build keeps there by itself")
    assert prints_of([path, folder]) == states[-1]
    folder.joinpath("memo.npy").unlink()
    folder.rmdir()
    states.append(prints_of([path, folder]))
    assert all(one != other for i, one in enumerate(states) for other in states[i + 1 :])


def test_each_problem_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("title: T\nreports:\n  - when: soon\n", encoding="utf-8")
    problem = Problem(str(path), 3, 11, "reports[0].when", "not a date", "soon", "2017-08-30", details=("one", "two"))
    (fault,) = faults_of(StoryError([problem]), read=read_text)
    assert fault == Fault(
        f"{path}:3:11",
        "not a date",
        "reports[0].when",
        "soon",
        "2017-08-30",
        ("  - when: ", "soon", ""),
        ("one", "two"),
    )


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (GeomapError("routes.lock:7: is no hash"), ("routes.lock:7", "is no hash")),
        (GeomapError("routes.lock: is larger than 5 bytes"), ("", "routes.lock: is larger than 5 bytes")),
        (OSError(13, "Permission denied"), ("", "[Errno 13] Permission denied")),
    ],
)
def test_an_error_without_problems_is_told_as_it_is(error: Exception, expected: tuple[str, str]) -> None:
    (fault,) = faults_of(error, read=lambda _: None)
    assert (fault.place, fault.what) == expected


def test_a_fault_of_our_own_is_told_as_one() -> None:
    (fault,) = faults_of(KeyError("x"), read=lambda _: None)
    assert fault.what.startswith("KeyError: 'x'; this is a fault of geomap's own")


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [
        (1, 1, ("", "a:", " 1")),
        (2, 4, ("b: ", "القافلة", "")),
        (2, 0, ("b: القافلة", "", "")),
        (3, 9, ("", "", "")),
        (4, 1, None),
        (0, 0, None),
    ],
)
def test_a_line_is_parted_at_the_column(line: int, column: int, expected: tuple[str, str, str] | None) -> None:
    assert line_at("a: 1\r\nb: القافلة\n", line, column) == expected


def test_of_a_very_long_line_the_part_around_the_column_is_shown() -> None:
    before, word, after = line_at("x" * 5000 + " here " + "y" * 5000, 1, 5002) or ("", "", "")
    assert (before[0], word, after[-1]) == ("…", "here", "…")
    assert len(before + word + after) < 1000


def test_a_page_that_is_none_of_ours_gets_no_script() -> None:
    for page in ("<html><body></body></html>", PAGE.replace("</body>", "")):
        with pytest.raises(ValueError, match="no page of geomap"):
            with_reload(page, state="s")


def test_only_the_policy_in_front_is_changed() -> None:
    told = '<p>&lt;meta http-equiv="Content-Security-Policy" content="x">'
    page = with_reload(PAGE.replace("<p>one</p>", told), state='a"b')
    assert told in page
    assert 'data-state="a&quot;b"' in page
    assert "img-src data:; connect-src &#x27;self&#x27;" in page


def test_while_there_are_problems_every_page_tells_them() -> None:
    html = problem_page([Fault("", "wrong")], story="s.yaml", state="t").encode()
    state = Faulty(html, "wrong", "t")
    assert [answer(state, path).body for path in ("/", "/map.html?x", "/embed.html")] == [html] * 3
    assert [answer(state, path).status for path in ("/map.svg", "/nothing")] == [503, 503]


def test_a_query_and_an_encoded_name_lead_to_the_same_file() -> None:
    state = Shown({"map.html": b"m", "map.svg": b"s"}, "t")
    assert [answer(state, path).body for path in ("/?a=b", "/map.svg?1", "/%6dap.svg")] == [b"m", b"s", b"s"]
    assert answer(state, "/favicon.ico").status == 204
