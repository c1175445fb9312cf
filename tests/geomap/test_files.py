"""Writing: all or nothing, nothing of somebody else's, nothing left over."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geomap import files
from geomap.errors import OutputError
from geomap.files import NOTE_NAME, STALE_SECONDS, replace_file, sweep, write_all, write_atomic


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_files_are_written_in_order_and_as_given(tmp_path: Path) -> None:
    paths = write_all(tmp_path / "a" / "b", {"map.html": "é", "map.svg": b"\x00"})
    assert [path.name for path in paths] == ["map.html", "map.svg"]
    assert paths[0].read_bytes() == "é".encode()
    assert paths[1].read_bytes() == b"\x00"
    assert set(contents(tmp_path / "a" / "b")) == {"map.html", "map.svg", NOTE_NAME}


def test_files_get_the_usual_permissions(tmp_path: Path) -> None:
    (path,) = write_all(tmp_path, {"map.html": ""})
    (tmp_path / "plain").write_text("")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_own_files_are_replaced(tmp_path: Path) -> None:
    for text in ("one", "two", "one"):
        path = write_atomic(tmp_path / "map.html", text)
        assert path.read_text() == text


def test_the_note_does_not_grow_when_nothing_changes(tmp_path: Path) -> None:
    write_atomic(tmp_path / "map.html", "one")
    before = (tmp_path / NOTE_NAME).read_bytes()
    write_atomic(tmp_path / "map.html", "one")
    assert (tmp_path / NOTE_NAME).read_bytes() == before


@pytest.mark.parametrize("how", ["never ours", "edited since"])
def test_files_of_others_are_refused_and_force_replaces_them(how: str, tmp_path: Path) -> None:
    if how == "edited since":
        write_atomic(tmp_path / "map.html", "ours")
    (tmp_path / "map.html").write_text("theirs")
    (tmp_path / "map.svg").write_text("theirs")
    before = contents(tmp_path)
    with pytest.raises(OutputError) as refused:
        write_all(tmp_path, {"map.html": "new", "map.svg": "new", "reports.csv": "new"})
    assert refused.value.exit_code == 4
    assert "map.html: was not written by geomap, or was changed since" in str(refused.value)
    assert "map.svg: was not written by geomap" in str(refused.value)
    assert "--force" in str(refused.value)
    assert contents(tmp_path) == before
    write_all(tmp_path, {"map.html": "new"}, force=True)
    assert (tmp_path / "map.html").read_text() == "new"


def test_without_overwrite_even_own_files_stay(tmp_path: Path) -> None:
    write_all(tmp_path, {"story.yaml": "mine"}, overwrite=False)
    with pytest.raises(OutputError, match=r"story\.yaml: is there already, and is not replaced"):
        write_all(tmp_path, {"story.yaml": "new"}, overwrite=False)
    assert (tmp_path / "story.yaml").read_text() == "mine"


def test_a_note_of_somebody_else_is_no_permission(tmp_path: Path) -> None:
    (tmp_path / NOTE_NAME).write_bytes(b"\xff\xfe not a note\nmap.html\n")
    (tmp_path / "map.html").write_text("theirs")
    with pytest.raises(OutputError, match="was not written by geomap"):
        write_atomic(tmp_path / "map.html", "new")


def test_a_note_that_a_crash_cut_off_still_works(tmp_path: Path) -> None:
    write_atomic(tmp_path / "map.html", "one")
    with (tmp_path / NOTE_NAME).open("ab") as note:
        note.write(b"0123abcd")
    write_atomic(tmp_path / "map.html", "two")
    assert write_atomic(tmp_path / "map.html", "three").read_text() == "three"


@pytest.mark.parametrize(
    "name",
    ["../map.html", "..", ".", "", "a/b/c", "/b", "a/", "a/../b",
     "a\\b", "/map.html", "con", "CON.html", "nul.csv", "com1.svg", "Map.html",
     "خريطة.html", "map.html ", "map.", "map\x00.html", ".hidden", "a:b", "x" * 300],
)  # fmt: skip
def test_names_that_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="names are made of"):
        write_all(tmp_path / "out", {"map.html": "", name: ""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", ["a file", "nothing"])
def test_a_symlinked_file_is_not_written_through(target: str, tmp_path: Path) -> None:
    precious = tmp_path / "precious.txt"
    if target == "a file":
        precious.write_text("keep")
    out = tmp_path / "out"
    out.mkdir()
    (out / "map.html").symlink_to(precious)
    for force in (False, True):
        with pytest.raises(OutputError, match=r"map\.html: is a symbolic link"):
            write_all(out, {"map.html": "new", "map.svg": "new"}, force=force)
    assert [path.name for path in out.iterdir()] == ["map.html"]
    assert precious.exists() == (target == "a file")


def test_a_symlinked_note_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / NOTE_NAME).symlink_to(tmp_path / "precious.txt")
    with pytest.raises(OutputError, match="symbolic link"):
        write_all(tmp_path / "out", {"map.html": ""})
    assert not (tmp_path / "precious.txt").exists()


def test_a_symlinked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with pytest.raises(OutputError, match="out: is a symbolic link"):
        write_all(tmp_path / "out", {"map.html": ""}, force=True)
    assert list((tmp_path / "real").iterdir()) == []


def test_a_folder_in_the_place_of_a_file_and_the_other_way_round(tmp_path: Path) -> None:
    (tmp_path / "map.html").mkdir()
    with pytest.raises(OutputError, match=r"map\.html: is there already and is not a file"):
        write_all(tmp_path, {"map.html": ""}, force=True)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="file: is not a folder"):
        write_all(tmp_path / "file", {"map.html": ""})
    with pytest.raises(OutputError, match="file"):
        write_all(tmp_path / "file" / "below", {"map.html": ""})


@pytest.mark.parametrize("step", ["write", "fsync", "open"])
def test_a_full_disk_leaves_the_old_files_whole(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(tmp_path, {"map.html": "old", "map.svg": "old"})
    before = contents(tmp_path)
    real, calls = getattr(os, step), []

    def full_at_the_second(*arguments: object, **options: object) -> object:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments, **options)

    monkeypatch.setattr(files.os, step, full_at_the_second)
    with pytest.raises(OutputError, match=r"map\.svg: cannot be written: No space left on device") as refused:
        write_all(tmp_path, {"map.html": "new", "map.svg": "new"})
    assert refused.value.exit_code == 4
    assert contents(tmp_path) == before


def test_a_new_folder_does_not_stay_behind_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OutputError):
        write_all(tmp_path / "out", {"map.html": ""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            write_all(tmp_path, {"map.html": ""})
    finally:
        tmp_path.chmod(0o700)


def test_a_refused_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *arguments: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(files.os, "open", refuse)
    with pytest.raises(OutputError, match="cannot be written: Permission denied") as refused:
        write_all(tmp_path, {"map.html": ""})
    assert refused.value.exit_code == 4


def test_an_interrupt_passes_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(tmp_path, {"map.html": "old"})
    before = contents(tmp_path)

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, {"map.html": "new"})
    assert contents(tmp_path) == before


def test_what_killed_builds_left_is_swept_and_what_runs_is_not(tmp_path: Path) -> None:
    stale, young, other = (tmp_path / name for name in (".geomap-1-0.tmp", ".geomap-2-0.tmp", "notes.tmp"))
    for path in (stale, young, other):
        path.write_text("half")
    for path in (stale, other):
        os.utime(path, (0, path.stat().st_mtime - STALE_SECONDS - 1))
    write_all(tmp_path, {"map.html": ""})
    assert not stale.exists()
    assert young.exists()
    assert other.exists()


def test_a_temporary_name_that_is_taken_is_stepped_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import itertools

    monkeypatch.setattr(files, "_counter", itertools.count(7))
    left = tmp_path / f".geomap-{os.getpid()}-7.tmp"
    left.write_text("of a killed build with the same process number")
    write_all(tmp_path, {"map.html": "new"})
    assert (tmp_path / "map.html").read_text() == "new"
    assert left.exists()


def test_many_writers_at_once_leave_whole_files(tmp_path: Path) -> None:
    texts = [f"{number}" * 200_000 for number in range(4)]
    failures: list[BaseException] = []

    def write(text: str) -> None:
        try:
            for _ in range(10):
                write_all(tmp_path, {"map.html": text, "map.svg": text})
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (tmp_path / "map.html").read_text() in texts
    assert (tmp_path / "map.svg").read_text() in texts
    assert set(contents(tmp_path)) == {"map.html", "map.svg", NOTE_NAME}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a kill that cannot be caught")
def test_killed_writers_leave_whole_files(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from geomap.files import write_all\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    write_all(sys.argv[1], {'map.html': sys.argv[2] * 500_000})\n"
    )
    write_all(tmp_path, {"map.html": "a"})
    for letter in "bcdef":
        writer = subprocess.Popen([sys.executable, "-c", program, str(tmp_path), letter], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        while len({*(tmp_path / "map.html").read_text()}) != 1 or letter not in (tmp_path / "map.html").read_text():
            pass
        writer.kill()
        writer.wait()
        writer.stdout.close()
        assert (tmp_path / "map.html").read_text() == letter * 500_000
    # The next build takes the folder as its own, whatever was cut off.
    assert write_atomic(tmp_path / "map.html", "g").read_text() == "g"


def test_importing_it_is_light() -> None:
    code = "import geomap.files, sys; print(*{'numpy', 'pandas', 'shapely', 'folium', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# --- a folder inside --------------------------------------------------------------------------------------------------


def test_files_of_a_folder_inside_are_written_with_the_others_and_replaced_as_they_are(tmp_path: Path) -> None:
    for text in ("one", "two"):
        paths = write_all(tmp_path / "out", {"map.html": text, "embed-kit/kit.html": text})
        assert [path.relative_to(tmp_path / "out").as_posix() for path in paths] == ["map.html", "embed-kit/kit.html"]
        assert [path.read_text() for path in paths] == [text, text]
    assert set(contents(tmp_path / "out" / "embed-kit")) == {"kit.html"}


def test_a_file_of_the_same_name_further_up_is_no_excuse_for_one_of_somebody_else(tmp_path: Path) -> None:
    write_all(tmp_path, {"map.html": "same", "embed-kit/other.html": "ours"})
    (tmp_path / "embed-kit" / "map.html").write_text("same")
    with pytest.raises(OutputError, match=r"embed-kit.map\.html: was not written by geomap"):
        write_all(tmp_path, {"map.html": "new", "embed-kit/map.html": "new"})
    assert (tmp_path / "map.html").read_text() == "same"


@pytest.mark.parametrize("what", ["a symbolic link", "not a folder"])
def test_a_folder_inside_must_be_one(what: str, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    if what == "a symbolic link":
        (out / "embed-kit").symlink_to(theirs, target_is_directory=True)
    else:
        (out / "embed-kit").write_text("a file")
    with pytest.raises(OutputError, match=what):
        write_all(out, {"map.html": "new", "embed-kit/kit.html": "new"})
    assert list(theirs.iterdir()) == []
    assert not (out / "map.html").exists()


def test_a_refused_build_leaves_no_folder_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "map.html").write_text("theirs")
    with pytest.raises(OutputError):
        write_all(out, {"map.html": "new", "embed-kit/kit.html": "new"})
    assert [path.name for path in out.iterdir()] == ["map.html"]


def test_a_file_that_is_replaced_may_be_new_only_where_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "routes.lock"
    with pytest.raises(OutputError, match=r"routes\.lock: cannot be written"):
        replace_file(path, b"a")
    replace_file(path, b"a", missing_ok=True)
    path.chmod(0o640)
    replace_file(path, b"b", missing_ok=True)
    assert path.read_bytes() == b"b"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["routes.lock"]


def test_old_temporary_folders_are_swept_like_files(tmp_path: Path) -> None:
    old, new, other = (tmp_path / name for name in (".geomap-1-1.tmp", ".geomap-1-2.tmp", "work.tmp"))
    for folder in (old, new, other):
        folder.mkdir()
        (folder / "array.npy").write_bytes(b"")
    for folder in (old, other):
        os.utime(folder, (0, folder.stat().st_mtime - STALE_SECONDS - 1))
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([new, other])
