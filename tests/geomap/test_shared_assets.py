"""A build whose pages share scripts and styles with those of other stories: the files, the kit, the command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geomap import OutputError, UsageError, build
from geomap.cli import main

BESIDE = re.compile(r'(?:src|href)="(\.\./assets/geomap-[0-9a-f]{16}\.(?:js|css))"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, default_gazetteer: Gazetteer) -> Path:
    folder = tmp_path_factory.mktemp("site")
    result = build(out_dir=folder / "one", gazetteer=default_gazetteer, assets="../assets", picture=False)
    assert {path.parent.name for path in result.files} == {"one", "embed-kit", "assets"}
    assert all(path.is_file() for path in result.files)
    return folder


def test_what_the_pages_ask_for_is_there(site: Path) -> None:
    for name in ("map.html", "embed.html"):
        asked = BESIDE.findall((site / "one" / name).read_text(encoding="utf-8"))
        assert len(asked) == 2
        assert all((site / "one" / address).is_file() for address in asked)


def test_the_kit_is_whole_wherever_it_is_put(site: Path) -> None:
    kit = (site / "one" / "embed-kit" / "embed.html").read_text(encoding="utf-8")
    assert not BESIDE.search(kit)
    assert "script-src &#39;sha256-" in kit


def test_a_second_build_writes_the_same_and_replaces_only_its_own(site: Path, default_gazetteer: Gazetteer) -> None:
    files = sorted((site / "assets").glob("geomap-*"))
    before = {path: path.read_bytes() for path in files}
    build(out_dir=site / "two", gazetteer=default_gazetteer, assets="../assets", picture=False)
    assert {path: path.read_bytes() for path in sorted((site / "assets").glob("geomap-*"))} == before
    files[0].write_text("somebody else's")
    with pytest.raises(OutputError, match="was not written by geomap"):
        build(out_dir=site / "three", gazetteer=default_gazetteer, assets="../assets", picture=False)


def test_what_is_no_way_is_refused_before_any_work(
    tmp_path: Path, default_gazetteer: Gazetteer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="assets '/var': try inline"):
        build(out_dir=tmp_path / "out", gazetteer=default_gazetteer, assets="/var")
    assert main(["build", "-o", str(tmp_path / "out"), "--assets", "http://cdn.example/{path}"]) == 2
    assert "only https is safe" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
