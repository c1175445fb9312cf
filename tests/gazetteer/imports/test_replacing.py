"""An import is there whole or not at all: kills, full disks, two at once, another one of the same name."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from gazetteer import Gazetteer
from gazetteer.errors import GazetteerError, ImportNotFoundError, ImportUsageError, IndexWriteError
from gazetteer.imports import ImportReport, forget_import, import_files
from gazetteer.index import LayeredIndex, LeftOutWarning

Take = Callable[..., tuple[ImportReport, ...]]
Reopened = Callable[[], Gazetteer]

KILLED = """
import os, signal, sys
from gazetteer.imports import import_files
def progress(stage, done, total):
    if stage.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
import_files([sys.argv[1]], path=sys.argv[2], progress=progress)
"""
NO_ROOM = """
import resource, signal, sys
from gazetteer.errors import IndexWriteError
from gazetteer.imports import import_files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    import_files([sys.argv[1]], path=sys.argv[2])
except IndexWriteError as error:
    print(error.exit_code, error)
"""


@pytest.fixture
def folder(small_path: Path) -> Path:
    return small_path.with_name("imports")


@pytest.fixture
def old(take: Take, tables: ModuleType, tmp_path: Path) -> Path:
    """XA.txt as it was imported yesterday."""
    path = tables.write(tmp_path / "XA.txt", [tables.place_row(5001, "Old Village", 3, 3)])
    take(path)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


@pytest.mark.parametrize("stage", ["reading", "sorting"])
def test_a_kill_leaves_the_old_import_and_the_next_one_sweeps_up(
    take: Take, reopened: Reopened, tables: ModuleType, small_path: Path, folder: Path, old: Path, stage: str
) -> None:
    before = contents(folder)
    tables.write(old, [tables.place_row(5001, "New Village", 3, 3)])
    killed = subprocess.run([sys.executable, "-c", KILLED, str(old), str(small_path), stage], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = contents(folder)
    assert {name: left.pop(name) for name in before} == before
    assert left, "the kill came before anything was written, so it shows nothing"
    assert all(name.endswith(".part") for name in left)
    assert reopened().place("geonames:5001").name == "Old Village"

    (report,) = take(old)
    assert report.replaced
    assert contents(folder).keys() == before.keys()
    assert reopened().place("geonames:5001").name == "New Village"


def test_no_room_is_said_and_nothing_is_left_behind(
    tables: ModuleType, tmp_path: Path, small_path: Path, folder: Path, old: Path
) -> None:
    before = contents(folder)
    tables.write(old, [tables.place_row(6000 + at, f"Village {at}", 3, 3) for at in range(3_000)])
    told = subprocess.run(
        [sys.executable, "-c", NO_ROOM, str(old), str(small_path)], check=True, capture_output=True, text=True
    )
    assert told.stdout.startswith(f"4 {folder}")
    assert "cannot be written" in told.stdout
    assert "make room" in told.stdout
    assert contents(folder) == before


def test_a_folder_that_cannot_be_made_is_said(small_path: Path, tables: ModuleType, tmp_path: Path) -> None:
    small_path.with_name("imports").write_text("in the way")
    path = tables.write(tmp_path / "XA.txt", [tables.place_row(5001, "Village", 3, 3)])
    with pytest.raises(IndexWriteError, match=r"cannot be written: .*GEOMAP_CACHE"):
        import_files([path], path=small_path)


def test_of_two_imports_at_once_the_second_waits_and_both_are_there(
    small_path: Path, reopened: Reopened, tables: ModuleType, tmp_path: Path
) -> None:
    one = tables.write(tmp_path / "XA.txt", [tables.place_row(5001, "Village", 3, 3)])
    two = tables.write(tmp_path / "XB.txt", [tables.place_row(5002, "Hamlet", 13, 3, country="XB")])
    begun, waiting = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def first(stage: str, done: int, total: int) -> None:
        if stage == "sorting":
            begun.set()
            waiting.wait(60)

    def second(stage: str, done: int, total: int) -> None:
        if stage.startswith("waiting"):
            waiting.set()

    def run(path: Path, progress: Callable[[str, int, int], None]) -> None:
        try:
            import_files([path], path=small_path, progress=progress)
        except GazetteerError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(one, first)), threading.Thread(target=run, args=(two, second))]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert waiting.is_set()
    gazetteer = reopened()
    assert (gazetteer.place("geonames:5001").name, gazetteer.place("geonames:5002").name) == ("Village", "Hamlet")


def test_a_failure_in_the_second_of_several_files_leaves_the_first_out_too(
    take: Take, tables: ModuleType, tmp_path: Path, folder: Path
) -> None:
    good = tmp_path / "good.csv"
    good.write_text("name,lon,lat\nDepot,1,2\n")
    bad = tmp_path / "bad.csv"
    bad.write_text("name,lon,lat\nDepot,1,200\n")
    with pytest.raises(GazetteerError, match=r"bad\.csv:2"):
        take(good, bad)
    assert contents(folder) == {}


def test_the_same_name_replaces_and_says_so(take: Take, reopened: Reopened, tables: ModuleType, old: Path) -> None:
    tables.write(old, [tables.place_row(5009, "Other Village", 3, 3)])
    assert [report.replaced for report in take(old)] == [True]
    assert [report.replaced for report in take(old, name="another")] == [False]
    gazetteer = reopened()
    assert {one.name for one in gazetteer.info.imports} == {"XA", "another"}
    assert gazetteer.place("geonames:5009")


def test_what_is_forgotten_is_gone(small_path: Path, reopened: Reopened, old: Path) -> None:
    with pytest.raises(ImportNotFoundError, match="nothing was imported as 'XB', try XA"):
        forget_import("XB", path=small_path)
    forget_import("XA", path=small_path)
    assert reopened().info.imports == ()
    with pytest.raises(ImportNotFoundError, match="nothing was imported at all"):
        forget_import("XA", path=small_path)


@pytest.mark.parametrize("name", ["../../out", "a/b", "CON", "خريطة", "x" * 300, "\ud800"])
def test_any_name_is_kept_inside_the_folder(
    take: Take, small_path: Path, folder: Path, tables: ModuleType, old: Path, name: str
) -> None:
    (report,) = take(old, name=name)
    assert report.path.parent == folder
    assert len(contents(folder)) == 2
    forget_import(name, path=small_path)
    assert len(contents(folder)) == 1


def test_names_that_clash_or_fit_nothing_are_refused(take: Take, tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b" / "a.csv"]
    paths[1].parent.mkdir()
    for path in paths:
        path.write_text("name,lon,lat\nDepot,1,2\n")
    with pytest.raises(ImportUsageError, match="two imports would be named 'a'"):
        take(*paths)
    with pytest.raises(ImportUsageError, match="one name, 'n', for 2 imports"):
        take(*paths, name="n")


def test_a_damaged_import_is_left_out_with_a_warning(small_path: Path, folder: Path, old: Path) -> None:
    (file,) = folder.glob("*.sqlite")
    os.truncate(file, file.stat().st_size // 2)
    with pytest.warns(LeftOutWarning, match="cut short.*import it again"), LayeredIndex.open(small_path) as index:
        assert index.info().imports == ()
    assert import_files([old], path=small_path)[0].replaced
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        LayeredIndex.open(small_path).close()


def test_an_import_whose_names_were_filed_in_another_way_is_left_out_and_the_remedy_named(
    small_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazetteer.index.imported.spelling_mark", lambda: "another")
    with (
        pytest.warns(LeftOutWarning, match=rf"XA: imported by another version .* try: geomap index import {old}"),
        LayeredIndex.open(small_path) as index,
    ):
        assert index.info().imports == ()


def test_info_says_what_each_import_is(reopened: Reopened, old: Path, folder: Path) -> None:
    (one,) = reopened().info.imports
    assert (one.name, one.own, one.files, one.rows, one.bad, one.places) == ("XA", False, (str(old),), 1, 0, 1)
    assert one.path.parent == folder
    assert one.seconds > 0
    assert [(source.name, source.licence, source.places) for source in one.sources] == [
        ("GeoNames (XA.txt, 2024-05-01)", "CC BY 4.0", 1)
    ]
