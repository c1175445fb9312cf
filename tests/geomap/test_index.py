"""`geomap index` as people use it: what it prints, which exit code it ends with, what it leaves alone."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
import termios
from pathlib import Path
from types import ModuleType

import pytest

from gazetteer import Gazetteer
from geomap.cli import main


@pytest.fixture
def cache(default_gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, in which the default index lies already."""
    index = default_gazetteer.info.path
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / index.name).symlink_to(index)
    monkeypatch.setenv("GEOMAP_CACHE", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def sy(tables: ModuleType, cache: Path) -> None:
    """Files beside each other as somebody would have fetched them."""
    tables.zipped(
        Path("SY.zip"),
        [
            tables.place_row(90_000_001, "Khirbat al Midyan", 40.6, 34.51, country="SY", admin1="07", admin2="0702"),
            tables.place_row(
                90_000_002, "Susah District", 40.9, 34.5, country="SY", feature="A.ADM2", admin1="07", admin2="0702"
            ),
        ],
    )
    tables.zipped(Path("alternateNamesV2.zip"), [tables.name_row(90_000_001, "Midyanabad", "ku")])
    tables.write(Path("admin2Codes.txt"), ["SY.07.0702\tSusah District\tSusah District\t90000002"])
    tables.zipped(Path("hierarchy.zip"), ["163843\t90000002\tADM"], beside=())
    Path("places.csv").write_text("name,lon,lat,kind,country\nRaqqa,39.1,35.9,camp,SY\n")


def test_the_examples_of_the_help_work(sy: None, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "index", "import", "--help")
    assert code == 0
    examples = re.findall(r"^  geomap (index import .*)$", out.partition("example:")[2], re.MULTILINE)
    assert len(examples) == 2
    for example in examples:
        code, out, err = run(capsys, *shlex.split(example))
        assert (code, err) == (0, "")
        assert re.match(r"\w+: 2? ?.*places?, .*names? from \d+ rows? in .* s \([\d,]+ rows a second\)\n", out)
    code, out, _ = run(capsys, *shlex.split("index forget places"))
    assert (code, out) == (0, "places: forgotten\n")


def test_imported_names_resolve_and_a_list_of_ones_own_wins(sy: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "resolve", "Khirbat al-Midyan", "--country", "SY")[0] == 1
    assert run(capsys, "index", "import", "SY.zip", "alternateNamesV2.zip", "places.csv")[0] == 0
    names = ["Khirbat al-Midyan", "Midyanabad", "Khirbat al Midyan, Susah District", "Raqqa"]
    code, out, _ = run(capsys, "resolve", *names, "--country", "SY")
    assert code == 0
    ids = re.findall(r"\[([^]]+)\]", out)
    assert ids == ["geonames:90000001"] * 3 + ["own:raqqa"]


def test_info_lists_imports_with_rows_speed_bad_rows_source_and_licence(
    sy: None, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "index", "import", "SY.zip")
    run(capsys, "index", "import", "places.csv", "--source", "Our survey", "--licence", "CC0")
    for arguments in (["index"], ["index", "info"]):
        code, out, _ = run(capsys, *arguments)
        assert code == 0
        assert re.search(
            r"SY, imported, behind the default data: .*\n"
            r"  from .*SY\.zip: 2 rows, [\d,]+ a second, 0 bad\n"
            r"  2 places, 2 names, .* MB\n"
            r"  GeoNames \(SY\.zip, 2024-05-01\): 2 places; CC BY 4\.0\n",
            out,
        )
        assert re.search(
            r"places, imported, in front of the default data: .*\n.*: 1 row, .*\n.*\n  Our survey: 1 place; CC0\n", out
        )


def test_a_second_import_of_the_name_says_that_it_replaces(sy: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert "replaces" not in run(capsys, "index", "import", "SY.zip")[1]
    assert "; replaces what was imported under this name\n" in run(capsys, "index", "import", "SY.zip")[1]


def test_bad_rows_are_counted_and_the_first_are_shown(
    tables: ModuleType, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [tables.place_row(90_000_000 + at, "Village", 40, 35, country="SY") for at in range(3_000)]
    rows[7] = rows[7].replace("\t40\t", "\t\t")
    tables.write(Path("SY.txt"), rows)
    code, out, _ = run(capsys, "index", "import", "SY.txt")
    assert code == 0
    assert "  1 bad row not taken; the first:\n    SY.txt:8: position '35', ''\n" in out
    assert ", 1 bad\n" in run(capsys, "index")[1]


REFUSED = {
    "an address": (["https://example.org/SY.zip"], 2, "https://example.org/SY.zip: not a file on this computer"),
    "a virtual path": (["/vsicurl/https://example.org/a.geojson"], 2, "try downloading it first"),
    "no such file": (["SY.zip"], 4, "SY.zip: there is no such file"),
    "a folder": (["cache"], 2, "cache: not a file"),
    "VRT": (["vrt.geojson"], 1, "vrt.geojson: XML (<OGRVRTDataSource>), whatever its name says"),
    "WFS": (["wfs.geojson"], 1, "wfs.geojson: XML (<OGRWFSDataSource>), whatever its name says"),
    "a torso": (["torso.zip"], 1, "torso.zip: damaged or cut short"),
    "swapped": (["swapped.csv"], 1, "swapped.csv:2: lat 140 is not between -90 and 90"),
    "no file": ([], 2, "the following arguments are required: FILE"),
    "two at once": (["torso.zip", "missing.zip"], 1, "missing.zip: there is no such file"),
}


@pytest.mark.parametrize(("files", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_imported_is_refused_and_nothing_changes(
    cache: Path, tables: ModuleType, capsys: pytest.CaptureFixture[str], files: list[str], code: int, said: str
) -> None:
    Path("vrt.geojson").write_text("<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>")
    Path("wfs.geojson").write_text("<OGRWFSDataSource><URL>https://example.org</URL></OGRWFSDataSource>")
    tables.zipped(Path("whole.zip"), [tables.place_row(1, "A", 1, 2)])
    Path("torso.zip").write_bytes(Path("whole.zip").read_bytes()[:-40])
    Path("swapped.csv").write_text("name,lon,lat\nDepot,-35,140\n")
    got, out, err = run(capsys, "index", "import", *files)
    assert (got, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
    assert not list(cache.glob("imports/*.sqlite*"))


def test_a_folder_that_cannot_be_written_is_exit_code_4(
    sy: None, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cache / "imports").write_text("in the way")
    code, _, err = run(capsys, "index", "import", "SY.zip")
    assert code == 4
    assert "cannot be written" in err
    assert "GEOMAP_CACHE" in err


def test_what_was_not_imported_cannot_be_forgotten(sy: None, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "index", "import", "SY.zip")
    code, _, err = run(capsys, "index", "forget", "TR")
    assert (code, err) == (2, "geomap: nothing was imported as 'TR', try SY\n")


def on_terminal(*arguments: str) -> str:
    """What a command draws on a terminal."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 80))
    process = subprocess.Popen([sys.executable, "-m", "geomap", *arguments], stdout=subprocess.DEVNULL, stderr=its)
    os.close(its)
    drawn = b""
    try:
        while block := os.read(ours, 4096):
            drawn += block
    except OSError:  # the other end is closed: this is how a terminal ends
        pass
    os.close(ours)
    assert process.wait() == 0
    return drawn.decode()


def test_progress_is_drawn_on_a_terminal_only(sy: None) -> None:
    drawn = on_terminal("index", "import", "SY.zip")
    assert "reading SY.zip" in drawn
    assert "sorting" in drawn
    assert on_terminal("index", "import", "SY.zip", "--quiet") == ""
    quiet = subprocess.run(
        [sys.executable, "-m", "geomap", "index", "import", "SY.zip"], capture_output=True, text=True, check=True
    )
    assert quiet.stderr == ""
