"""Building: a fresh index is left alone, a stale or damaged one replaced, and no end of a build leaves half of one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shapely.geometry import box

import gazetteer.index.build as build_module
import gazetteer.index.inputs as inputs_module
from gazetteer import Gazetteer
from gazetteer.errors import IndexDataError, IndexWriteError
from gazetteer.index import CacheWarning, IndexInfo, IndexInputs, PlaceIndex, build_index
from gazetteer.place import Kind, Place
from gazetteer.rows import Alias, SourcePlace
from gazetteer.sources import Outline, Source, SourceCredit

Maker = Callable[..., IndexInputs]
CREDIT = SourceCredit("Invented", "MIT", "", "")


def failing(fingerprint: str = "other") -> IndexInputs:
    def read() -> tuple[Source, ...]:
        raise IndexDataError("the source is broken")

    return IndexInputs(fingerprint, [read])


def files(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()} - {f"{path.name}.lock"}


# --- fresh, stale, damaged ----------------------------------------------------------------------------------------


def test_a_fresh_index_is_left_alone(small_path: Path) -> None:
    before = (small_path.read_bytes(), small_path.stat().st_mtime_ns)
    info = build_index(small_path, inputs=failing("one"))  # would fail if it read its sources
    assert info.fingerprint == "one"
    assert (small_path.read_bytes(), small_path.stat().st_mtime_ns) == before


def test_a_change_of_the_inputs_makes_a_new_index(small_path: Path, make_inputs: Maker) -> None:
    assert build_index(small_path, inputs=make_inputs(fingerprint="two")).fingerprint == "two"


def test_force_builds_a_fresh_index_anew(small_path: Path) -> None:
    with pytest.raises(IndexDataError, match="the source is broken"):
        build_index(small_path, inputs=failing("one"), force=True)


def test_equal_inputs_give_equal_bytes(small_path: Path, make_inputs: Maker) -> None:
    before = small_path.read_bytes()
    build_index(small_path, inputs=make_inputs(), force=True)
    assert small_path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-4096],
        lambda whole: whole[: len(whole) // 2 + 7],
        lambda whole: b"not an index" * 1000,
        lambda whole: whole[:100] + b"\0" * (len(whole) - 100),
    ],
)
def test_a_damaged_index_is_built_anew(small_path: Path, make_inputs: Maker, damage: Callable[[bytes], bytes]) -> None:
    whole = small_path.read_bytes()
    small_path.write_bytes(damage(whole))
    build_index(small_path, inputs=make_inputs())
    assert small_path.read_bytes() == whole


@pytest.mark.parametrize("name", ["a b.sqlite", "50%25?mode=rw#x.sqlite", "مكان.sqlite", "it's.sqlite"])
def test_any_file_name_will_do(tmp_path: Path, make_inputs: Maker, name: str) -> None:
    assert build_index(tmp_path / "new" / name, inputs=make_inputs()).places == 9
    assert files(tmp_path / "new" / name) == {name}


def test_progress_runs_from_nothing_to_all_in_every_stage(tmp_path: Path, make_inputs: Maker) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    build_index(
        tmp_path / "places.sqlite",
        inputs=make_inputs(),
        progress=lambda stage, done, total: told.setdefault(stage, []).append((done, total)),
    )
    assert list(told) == ["reading sources", "divisions", "names", "sorting"]
    for steps in told.values():
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1]
        assert steps == sorted(steps)


# --- sources that do not fit --------------------------------------------------------------------------------------


def source(*places: Place, **parts: object) -> Source:
    return Source(CREDIT, places=[SourcePlace(place, (place.name,)) for place in places], **parts)  # type: ignore[arg-type]


def test_of_two_places_with_one_id_the_first_stands_with_the_names_of_both(
    tmp_path: Path, make_inputs: Maker, make_place: Callable[..., Place]
) -> None:
    first, second = make_place("p:1", "Raqqa", 1, 1), make_place("p:1", "Racca", 2, 2)
    info = build_index(tmp_path / "places.sqlite", inputs=make_inputs(source(first), source(second)))
    assert [each.places for each in info.sources] == [1, 0]
    with PlaceIndex.open(info.path) as index:
        assert index.place("p:1") == first
        assert [hit.place for hit in index.by_folded("racca")] == [first]


def test_a_source_says_itself_in_which_division_its_place_lies(
    tmp_path: Path, make_inputs: Maker, make_place: Callable[..., Place]
) -> None:
    division = make_place("XA-W", "West", 1, 1, kind=Kind.ADMIN1, country="XA")
    told = make_place("p:1", "Told", 1, 1, country="XA", admin1="XA-E")
    found = make_place("p:2", "Found", 1, 1, country="XA")
    outlines = [Outline("XA-W", Kind.ADMIN1, box(0, 0, 2, 2))]
    info = build_index(tmp_path / "places.sqlite", inputs=make_inputs(source(division, told, found, outlines=outlines)))
    with PlaceIndex.open(info.path) as index:
        assert (index.place("p:1").admin1, index.place("p:2").admin1) == ("XA-E", "XA-W")
        assert index.place("XA-W").admin1 == ""


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"aliases": [Alias("p:9", ("Nine",))]}, "an alias is given for 1 ids that no source brings: p:9"),
        ({"outlines": [Outline("p:8", Kind.ADMIN1, box(0, 0, 1, 1))]}, "an outline is given for 1 ids .*: p:8"),
    ],
)
def test_what_belongs_to_no_place_is_an_error_of_the_data(
    tmp_path: Path, make_inputs: Maker, make_place: Callable[..., Place], parts: dict[str, object], message: str
) -> None:
    with pytest.raises(IndexDataError, match=message):
        build_index(tmp_path / "places.sqlite", inputs=make_inputs(source(make_place("p:1", "P", 1, 1), **parts)))
    assert files(tmp_path / "places.sqlite") == set()


# --- ends of a build ----------------------------------------------------------------------------------------------


def test_a_build_that_fails_leaves_the_old_index_and_nothing_else(small_path: Path) -> None:
    before = small_path.read_bytes()
    with pytest.raises(IndexDataError, match="the source is broken"):
        build_index(small_path, inputs=failing())
    assert small_path.read_bytes() == before
    assert files(small_path) == {small_path.name}


def test_an_interrupted_build_leaves_the_old_index_and_nothing_else(small_path: Path, make_inputs: Maker) -> None:
    def interrupt(stage: str, done: int, total: int) -> None:
        if stage == "sorting":
            raise KeyboardInterrupt

    before = small_path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        build_index(small_path, inputs=make_inputs(fingerprint="two"), progress=interrupt)
    assert small_path.read_bytes() == before
    assert files(small_path) == {small_path.name}


def test_where_no_file_can_be_the_error_says_what_to_do(small_path: Path, make_inputs: Maker) -> None:
    with pytest.raises(IndexWriteError, match=r"cannot be written: Not a directory; .*GEOMAP_CACHE") as caught:
        build_index(small_path / "below" / "places.sqlite", inputs=make_inputs())
    assert caught.value.exit_code == 4


def test_a_folder_in_the_place_of_the_index_is_not_replaced(tmp_path: Path, make_inputs: Maker) -> None:
    (tmp_path / "places.sqlite" / "kept").mkdir(parents=True)
    with pytest.raises(IndexWriteError, match="cannot be written"):
        build_index(tmp_path / "places.sqlite", inputs=make_inputs())
    assert files(tmp_path / "places.sqlite") == {"places.sqlite"}


# --- no cache -----------------------------------------------------------------------------------------------------


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that cannot be written, whoever asks; gives the temporary folder."""
    (tmp_path / "file").touch()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def test_without_a_cache_the_index_is_kept_in_the_temporary_folder(no_cache: Path, make_inputs: Maker) -> None:
    with pytest.warns(CacheWarning, match="cannot be written; the index is kept in .* GEOMAP_CACHE"):
        info = build_index(inputs=make_inputs())
    assert no_cache in info.path.parents
    assert info.path.parent.stat().st_mode & 0o777 == 0o700
    assert build_index(inputs=failing("one")) == info  # found again, without another warning


def test_a_temporary_folder_that_others_may_write_is_not_trusted(no_cache: Path, make_inputs: Maker) -> None:
    folder = no_cache / f"geomap-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(IndexWriteError, match=r"cannot be written: .*; nor can the temporary folder be used"):
        build_index(inputs=make_inputs())
    assert list(folder.iterdir()) == []


def test_a_temporary_folder_of_somebody_else_is_not_trusted(
    no_cache: Path, make_inputs: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_by = os.getuid()
    monkeypatch.setattr("os.getuid", lambda: made_by + 1)
    folder = no_cache / f"geomap-{made_by + 1}"
    folder.mkdir(mode=0o700)  # which somebody made who foresaw our coming
    with pytest.raises(IndexWriteError, match="is not this user's alone"):
        build_index(inputs=make_inputs())
    assert list(folder.iterdir()) == []


def test_a_link_in_the_place_of_the_temporary_folder_is_not_followed(no_cache: Path, make_inputs: Maker) -> None:
    (no_cache / "elsewhere").mkdir(mode=0o700)
    (no_cache / f"geomap-{os.getuid()}").symlink_to(no_cache / "elsewhere")
    with pytest.raises(IndexWriteError, match="nor can the temporary folder be used"):
        build_index(inputs=make_inputs())


# --- other processes ----------------------------------------------------------------------------------------------

BUILDER = """
import sys, time
from pathlib import Path
from gazetteer.index import IndexInputs, build_index
from gazetteer.place import Kind, Place
from gazetteer.rows import SourcePlace
from gazetteer.sources import Source, SourceCredit

folder, number = Path(sys.argv[1]), sys.argv[2]

def read():
    print("reading", flush=True)
    while not (folder / "go").exists():
        time.sleep(0.01)
    places = [SourcePlace(Place(f"p:{n}", f"Place {n}", Kind.CITY, 1, 1, 1), (f"Place {n}",)) for n in range(5000)]
    return [Source(SourceCredit(f"by {number}", "", "", ""), places=places)]

def progress(stage, done, total):
    if stage.startswith("waiting"):
        print("waiting", flush=True)

info = build_index(folder / "places.sqlite", inputs=IndexInputs("two", [read]), progress=progress)
print(info.sources[0].name, info.places, flush=True)
"""


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """``builder("1")`` starts a process that builds ``tmp_path / "places.sqlite"``, as soon as "go" exists there."""
    started: list[subprocess.Popen[str]] = []

    def start(number: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", BUILDER, str(tmp_path), number],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_of_two_builders_the_second_waits_and_takes_what_the_first_made(
    tmp_path: Path, builder: Callable[[str], subprocess.Popen[str]]
) -> None:
    first = builder("1")
    assert says(first) == "reading"
    second = builder("2")
    assert says(second) == "waiting"
    (tmp_path / "go").touch()
    assert says(first) == says(second) == "by 1 5000"
    assert first.wait(60) == second.wait(60) == 0
    assert files(tmp_path / "places.sqlite") == {"places.sqlite", "go"}


def test_a_killed_builder_leaves_the_old_index_whole_and_the_next_one_sweeps_up(
    tmp_path: Path, builder: Callable[[str], subprocess.Popen[str]], make_inputs: Maker
) -> None:
    path = tmp_path / "places.sqlite"
    before = build_index(path, inputs=make_inputs())
    whole = path.read_bytes()
    killed = builder("1")
    assert says(killed) == "reading"
    (leftover,) = files(path) - {"places.sqlite"}
    assert leftover.endswith(".part")
    killed.send_signal(signal.SIGKILL)
    killed.wait(60)
    assert path.read_bytes() == whole
    assert build_index(path, inputs=make_inputs()) == before
    assert leftover in files(path)  # nothing was built, so that nothing was swept
    build_index(path, inputs=make_inputs(fingerprint="two"))
    assert files(path) == {"places.sqlite"}


def test_killed_at_any_moment_there_is_the_old_index_or_the_new_one(
    tmp_path: Path, builder: Callable[[str], subprocess.Popen[str]], make_inputs: Maker
) -> None:
    path = tmp_path / "places.sqlite"
    (tmp_path / "go").touch()
    found: list[IndexInfo] = []
    for wait_ms in (0, 5, 15, 40, 100):
        build_index(path, inputs=make_inputs())
        running = builder("1")
        says(running)
        time.sleep(wait_ms / 1000)
        running.kill()
        running.wait(60)
        with PlaceIndex.open(path) as index:
            found.append(index.info())
            assert index.by_folded("raqqa" if index.fingerprint == "one" else "place 4999")
    assert {info.fingerprint for info in found} <= {"one", "two"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits are of Unix")
def test_a_full_disk_leaves_the_old_index_whole(tmp_path: Path, make_inputs: Maker) -> None:
    path = tmp_path / "places.sqlite"
    build_index(path, inputs=make_inputs())
    whole = path.read_bytes()
    (tmp_path / "go").touch()
    # A limit on the size of a file: to the builder it is a disk that has no room.
    limited = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n{BUILDER}"
    done = subprocess.run(
        [sys.executable, "-c", limited, str(tmp_path), "1"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "IndexWriteError" in done.stderr
    assert "cannot be written" in done.stderr
    assert path.read_bytes() == whole
    assert files(path) == {"places.sqlite", "go"}


# --- what was touched -------------------------------------------------------------------------------------------------


@pytest.fixture
def default_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_inputs: Maker) -> Path:
    """Stand-ins for the files of the default data, of which the names alone count."""
    home = tmp_path / "home"
    (home / "data").mkdir(parents=True)
    (home / "names").mkdir()
    for name in ("overlay.py", "data/overlay.csv", "names/kinds.py", "airports.csv"):
        (home / name).write_text("1", encoding="utf-8")
    monkeypatch.setattr(inputs_module, "_HOME", home)
    for where in ("vendor_folder", "geonames_folder"):
        monkeypatch.setattr(inputs_module, where, lambda: home)
    monkeypatch.setattr(inputs_module, "airports_file", lambda: home / "airports.csv")
    made = make_inputs()
    monkeypatch.setattr(
        build_module,
        "default_inputs",
        lambda: IndexInputs(inputs_module.default_inputs().fingerprint, made.readers, inputs_module.default_stamp()),
    )
    return home


def test_of_files_that_nobody_touched_none_is_read(
    default_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "places.sqlite"
    made = build_index(path).fingerprint
    monkeypatch.setattr(build_module, "default_inputs", lambda: pytest.fail("the files were read"))
    assert build_index(path).fingerprint == made
    monkeypatch.undo()
    assert default_files.exists()


@pytest.mark.parametrize("name", ["overlay.py", "data/overlay.csv", "data/new.csv", "names/kinds.py", "airports.csv"])
def test_a_file_of_the_same_size_and_time_with_other_words_makes_a_new_index(
    default_files: Path, tmp_path: Path, name: str
) -> None:
    path, file = tmp_path / "places.sqlite", default_files / name
    made = build_index(path).fingerprint
    times = file.stat() if file.exists() else default_files.stat()
    time.sleep(0.02)  # more than the tick of a file system's clock
    file.write_text("2" if name != "airports.csv" else "22", encoding="utf-8")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert build_index(path).fingerprint != made


def test_copies_of_the_same_files_keep_the_index(default_files: Path, tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    build_index(path)
    was = path.stat()
    for file in (default_files / "overlay.py", default_files / "data" / "overlay.csv"):
        os.utime(file, ns=(1, 1))
    assert build_index(path).path.stat() == was


@pytest.mark.parametrize("id_", ["geomap:sahel", "geomap:mediterranean"])
def test_what_crosses_borders_has_no_division(default_gazetteer: Gazetteer, id_: str) -> None:
    assert default_gazetteer.place(id_).admin1 == ""
