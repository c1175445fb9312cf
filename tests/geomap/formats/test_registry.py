"""The list of formats, the way to ask for them, and what holds for each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pandas
import pytest

import geomap
from gazetteer import Gazetteer
from geomap.errors import FrameError, OutputError, UsageError
from geomap.files import write_all
from geomap.formats import FORMATS, Content, Format, chosen, registry, render

EVERY = [each.name for each in FORMATS]


@pytest.mark.parametrize("each", FORMATS, ids=EVERY)
def test_a_format_makes_the_files_that_it_names(each: Format, content: Content) -> None:
    made = render(content, [each])
    assert tuple(made) == each.files
    assert all(made.values())


def test_no_two_formats_write_the_same_file() -> None:
    names = [name for each in FORMATS for name in each.files]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("each", FORMATS, ids=EVERY)
def test_same_story_same_bytes(each: Format, make: Callable[..., Content]) -> None:
    assert render(make(), [each]) == render(make(), [each])


def test_another_process_makes_the_same_bytes() -> None:
    program = """
import hashlib
from geomap.formats import Content, chosen, render
from geomap.frames import legs_frame, reports_frame
from geomap.story.model import Story
from shapely.geometry import Point
report = {"id": "r", "title": "R", "sources": ["s"]}
story = Story.model_validate({"sources": [{"id": "s", "title": "S"}], "reports": [report]})
row = {"id": "r", "number": 1, "title": "R", "role": "event", "when_label": "", "spellings": (), "sources": ("s",),
       "status": "given", "draw": "point", "reasons": (), "lon": 1.0, "lat": 2.0, "radius_km": 1.0, "place_id": "p",
       "place_name": "P", "geometry": Point(1, 2)}
made = render(Content(story, reports_frame([row]), legs_frame([])), chosen(["all"]))
for name, data in made.items():
    print(name, hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest())
"""
    runs = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    }
    assert len(runs) == 1
    assert len(runs.pop().splitlines()) == sum(len({*each.files} - {*each.sometimes}) for each in FORMATS)


@pytest.mark.parametrize("each", FORMATS, ids=EVERY)
def test_no_character_that_deceives_comes_through(each: Format, make: Callable[..., Content]) -> None:
    content = make()
    reports = content.reports.copy()
    # As objects: the strings of pandas, where pyarrow holds them, take no half of a surrogate pair.
    reports["title"] = pandas.Series(["a\u202eb\x1b[0m\ud800"] * len(reports), dtype="object")
    for data in render(Content(content.story, reports, content.legs), [each]).values():
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        text.encode()
        assert "\u202e" not in text
        assert "\\u202e" not in text
        assert "b\x1b[0m" not in text


@pytest.mark.parametrize("each", [each for each in FORMATS if each.name != "csv"], ids=lambda each: each.name)
def test_a_frame_that_breaks_its_contract_is_not_written(each: Format, content: Content) -> None:
    broken = Content(content.story, content.reports.drop(columns="lon"), content.legs)
    with pytest.raises(FrameError):
        render(broken, [each])


# --- asking -----------------------------------------------------------------------------------------------------------


def test_what_is_always_written_comes_first() -> None:
    assert [each.name for each in chosen(["kml", "gpx"])] == ["geojson", "csv", "gpx", "kml"]
    assert chosen(["all"]) == chosen(EVERY) == FORMATS


def test_everything_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        chosen(["gpxx", "shapefile", "geoparquet"])
    first, second, third = str(caught.value).splitlines()
    assert first == "there is no format 'gpxx'; try gpx"
    assert all(name in second for name in [*EVERY, "all"])
    assert third == 'the format geoparquet needs pyarrow, which is not installed; try: pip install "geomap[formats]"'


def test_a_library_is_asked_for_only_by_its_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    assert [each.name for each in chosen(["flatgeobuf"])] == ["geojson", "csv", "flatgeobuf"]
    assert find_spec("pyarrow") is not None


def test_export_writes_and_replaces_its_own_files_alone(content: Content, tmp_path: Path) -> None:
    def export(*formats: str) -> list[str]:
        paths = geomap.export(content.story, content.reports, content.legs, tmp_path, formats=formats)
        return [path.name for path in paths]

    written = ["reports.geojson", "legs.geojson", "obstacles.geojson", "reports.csv", "map.gpx"]
    assert export("gpx") == export("gpx") == written
    (tmp_path / "map.kml").write_text("somebody else's")
    with pytest.raises(OutputError, match=r"map\.kml"):
        export("kml")
    assert (tmp_path / "map.kml").read_text() == "somebody else's"


def test_the_names_of_the_files_are_such_as_may_be_written(content: Content, tmp_path: Path) -> None:
    assert len(write_all(tmp_path, render(content, FORMATS))) == sum(len(each.files) for each in FORMATS)


def test_a_file_that_the_story_has_nothing_for_is_not_written_and_named(
    default_gazetteer: Gazetteer, tmp_path: Path
) -> None:
    path = tmp_path / "story.yaml"
    path.write_text("sources: [{id: s, title: S}]\nreports: [{id: r, title: R, sources: [s]}]\n", encoding="utf-8")
    result = geomap.build(path, tmp_path / "out", gazetteer=default_gazetteer, formats=["mfjson"])
    assert "movement.mf.json" not in [file.name for file in result.files]
    (notice,) = result.notices
    assert notice.warning
    assert str(notice).startswith(f"{path}: warning: movement.mf.json is not written: the format wants a route with")
