"""Files that are not what they should be: addresses, folders, bombs, torsos."""

from __future__ import annotations

import os
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from gazetteer.errors import ImportUsageError, IndexDataError, InputReadError
from gazetteer.imports import ImportReport
from gazetteer.imports.archive import blocks, opened

Take = Callable[..., tuple[ImportReport, ...]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the imports, which must stay empty."""
    return tmp_path / "cache" / "imports"


@pytest.mark.parametrize(
    "path", ["https://example.org/SY.zip", "HTTP://example.org/a.geojson", "/vsicurl/https://example.org/a.geojson",
             "/vsizip/a.zip/b.txt", "s3://bucket/a.csv", "file:///etc/passwd"],
)  # fmt: skip
def test_an_address_is_no_path(take: Take, path: str) -> None:
    with pytest.raises(ImportUsageError, match="not a file on this computer, try downloading it first"):
        take(path)


def test_a_folder_and_a_device_are_no_files(take: Take, tmp_path: Path) -> None:
    for path in (tmp_path, Path(os.devnull)):
        with pytest.raises(ImportUsageError, match="not a file"):
            take(path)


def test_all_that_is_missing_is_told_at_once(take: Take, tmp_path: Path) -> None:
    with pytest.raises(InputReadError) as caught:
        take(tmp_path / "one.zip", tmp_path / "two.zip")
    assert [line.endswith(".zip: there is no such file") for line in str(caught.value).splitlines()] == [True, True]


def test_nothing_to_import_is_said(take: Take) -> None:
    with pytest.raises(ImportUsageError, match="no file to import"):
        take()


def test_a_bomb_is_refused_before_it_is_unpacked(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("SY.txt", "w") as member:
        for _ in range(100):
            member.write(bytes(1_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(IndexDataError, match=r"SY\.zip: would unpack from .* to 100,000,000 bytes, .*; refused"):
            take(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


def test_a_bomb_that_hides_its_size_is_unpacked_no_further_than_it_says(tmp_path: Path) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", bytes(50_000_000))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", 50_000_000), struct.pack("<L", 1_000)))
    with opened(path) as found:
        assert found.size == 1_000
        with pytest.raises(IndexDataError, match="damaged or cut short"):
            list(blocks(found))


def test_a_member_beyond_all_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "SY.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("SY.txt", "x" * 2_000)
    monkeypatch.setattr("gazetteer.imports.archive.LARGEST", 1_000)
    with pytest.raises(IndexDataError, match="would unpack to 0 GB; refused"), opened(path):
        pass


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_a_truncated_archive_is_refused_and_the_old_import_stays(
    take: Take, tables: ModuleType, tmp_path: Path, folder: Path, share: float
) -> None:
    rows = [tables.place_row(5001 + at, f"Village {at * 7919}", 3, 3) for at in range(500)]
    path = tables.zipped(tmp_path / "XA.zip", rows)
    take(path)
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(IndexDataError, match=r"XA\.zip: damaged or cut short"):
        take(path)
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_damage_inside_an_archive_is_noticed(take: Take, tables: ModuleType, tmp_path: Path, folder: Path) -> None:
    rows = [tables.place_row(5001 + at, f"Village {at * 7919}", 3, 3) for at in range(5_000)]
    path = tables.zipped(tmp_path / "XA.zip", rows, beside=())
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(IndexDataError, match=r"XA\.zip"):
        take(path)
    assert not [each for each in folder.glob("*") if each.suffix != ".lock"]


def test_a_plain_table_that_ends_inside_a_row_is_refused(take: Take, tables: ModuleType, tmp_path: Path) -> None:
    path = tables.write(tmp_path / "XA.txt", [tables.place_row(5001 + at, "Village", 3, 3) for at in range(100)])
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(IndexDataError, match=r"XA\.txt: ends in the middle of a row, so it was cut short"):
        take(path)


def test_a_last_row_without_a_line_end_is_a_row(take: Take, tables: ModuleType, tmp_path: Path) -> None:
    path = tables.write(tmp_path / "XA.txt", [tables.place_row(5001, "Village", 3, 3)])
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert take(path)[0].places == 1


def test_an_archive_of_several_tables_is_refused(take: Take, tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
        archive.writestr("b.txt", "x")
    with pytest.raises(IndexDataError, match="holds 2 files where one table is wanted"):
        take(path)


def test_a_line_without_end_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 6_000_000)
    with opened(path) as found, pytest.raises(IndexDataError, match="line 1 has no end; not a table"):
        list(blocks(found))


def test_lines_are_numbered_across_blocks_and_windows_ends_are_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = [f"line {number} {'x' * 300}" for number in range(1, 9_001)]
    path.write_text("\r\n".join(lines), newline="")
    with opened(path) as found:
        read = [(block.number + at, line.decode()) for block in blocks(found) for at, line in enumerate(block.lines)]
    assert read == list(enumerate(lines, 1))
