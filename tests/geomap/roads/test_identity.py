"""Roads are told from others by what is in them."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from geomap.errors import InputError
from geomap.roads.identity import identity_of_files, identity_of_tiles


def test_files_are_known_by_content_and_order(tmp_path: Path) -> None:
    for name, text in (("a", "one"), ("b", "one"), ("c", "two")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    a, b, c = (tmp_path / name for name in "abc")
    assert identity_of_files([a]) == identity_of_files([b]) != identity_of_files([c])
    assert identity_of_files([a, c]) != identity_of_files([c, a])
    assert identity_of_files([a]) != identity_of_files([a, b])
    with pytest.raises(InputError, match="missing: cannot be read"):
        identity_of_files([tmp_path / "missing"])


@pytest.fixture
def tiles(tmp_path: Path) -> Path:
    for name, data in (("0/003.gph", b"head" + b"\0" * 9_000), ("2/000/713.gph", b"other")):
        path = tmp_path / "tiles" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    return tmp_path / "tiles"


def test_tiles_are_known_by_their_names_sizes_and_heads(tiles: Path, tmp_path: Path) -> None:
    first = identity_of_tiles(tiles)
    (tiles / "valhalla.json").write_text("{}", encoding="utf-8")
    assert identity_of_tiles(tiles) == first
    with tarfile.open(tmp_path / "tiles.tar", "w") as archive:
        for name in ("2/000/713.gph", "0/003.gph"):
            archive.add(tiles / name, name)
    assert identity_of_tiles(tmp_path / "tiles.tar") == first
    (tiles / "2/000/713.gph").write_bytes(b"newer")
    assert identity_of_tiles(tiles) != first
    (tmp_path / "tiles.tar").write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"tiles\.tar: cannot be read"):
        identity_of_tiles(tmp_path / "tiles.tar")
