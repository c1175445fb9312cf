"""Tiles for the engine ``valhalla``, made from extracts by the programs that come with pyvalhalla."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from geomap.errors import OutputError
from geomap.roads.engine import Progress
from geomap.roads.errors import BadRoads, EngineUnavailable
from geomap.roads.identity import identity_of_files
from geomap.roads.merging import data_of, merge_extracts
from geomap.roads.transport import shown
from geomap.roads.valhalla import NOTE_NAME, library, settings

ADMINS, TILES = "valhalla_build_admins", "valhalla_build_tiles"
_counter = itertools.count()


def build_tiles(
    paths: Sequence[Path | str], folder: Path | str, *, progress: Progress | None = None
) -> tuple[str, ...]:
    """Make a folder of tiles, whole or not at all; one that geomap made is replaced.

    Several extracts are merged first. Borders of countries (who drives on which side, who may enter) are put in where
    pyvalhalla has the program for it.

    Parameters
    ----------
    paths : sequence of path
        Extracts, ``.osm.pbf``.
    folder : path
    progress : callable or None
        Called with (stage, done, total).

    Returns
    -------
    tuple of str
        What should be known of it.

    Raises
    ------
    EngineUnavailable
        pyvalhalla or osmium is not installed.
    InputError, BadRoads
        A file cannot be read, or has no roads.
    OutputError
        The folder holds something else, or cannot be written.
    """
    folder = Path(folder)
    module = library()
    programs = Path(str(module.__file__)).parent / "bin"
    tiles_program, admins_program = _program(programs, TILES), _program(programs, ADMINS)
    if tiles_program is None:
        raise EngineUnavailable(
            f"{programs}: this pyvalhalla has no {TILES}; try a newer one: pip install -U pyvalhalla"
        )
    data = replace(data_of(paths), identity=identity_of_files(paths))
    if folder.is_symlink() or (folder.exists() and not _is_ours(folder)):
        raise OutputError(f"{folder}: is there already, and is no folder of tiles that geomap made")
    notes: list[str] = []
    say = progress or (lambda *_: None)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = _free_folder(folder.parent)
        try:
            made = work / "tiles"
            made.mkdir(parents=True)
            say("making tiles", 0, 3)
            extracts = [Path(path).resolve() for path in paths]
            if len(extracts) > 1 or extracts[0].suffix != ".pbf":
                merge_extracts(extracts, work / "merged.osm.pbf")
                extracts = [work / "merged.osm.pbf"]
            say("making tiles", 1, 3)
            config = settings(module, made.resolve())
            config["mjolnir"] |= {"admin": str(work.resolve() / "admins.sqlite"), "timezone": ""}
            file = work / "valhalla.json"
            file.write_text(json.dumps(config), encoding="utf-8")
            if admins_program is None or _run(admins_program, file, extracts):
                notes.append("without the borders of countries: all traffic keeps to the right")
            say("making tiles", 2, 3)
            failed = _run(tiles_program, file, extracts)
            if failed or not any(made.glob("[0-9]/**/*.gph")):
                raise BadRoads([f"{data.title}: Valhalla made no tiles of it" + (f": {failed}" if failed else "")])
            (made / NOTE_NAME).write_text(json.dumps(asdict(data), ensure_ascii=False), encoding="utf-8")
            if folder.exists():
                shutil.rmtree(folder)
            made.rename(folder)
            say("making tiles", 3, 3)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        if hasattr(error, "exit_code"):
            raise
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return tuple(notes)


def _program(folder: Path, name: str) -> Path | None:
    path = folder / (f"{name}.exe" if sys.platform == "win32" else name)
    return path if path.is_file() else None


def _run(program: Path, config: Path, extracts: Sequence[Path]) -> str:
    """Run a program; what it said last when it failed, else nothing."""
    # Windows looks for the libraries of the wheel along the PATH.
    libraries = program.parents[2] / "pyvalhalla.libs"
    environment = {**os.environ, "PATH": os.pathsep.join([str(libraries), os.environ.get("PATH", "")])}
    command = [str(program), "-c", str(config), *map(str, extracts)]
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    if result.returncode == 0:
        return ""
    said = (result.stdout + b"\n" + result.stderr).decode("utf-8", "replace").strip().splitlines()
    return shown(said[-1]) if said else f"it ended with {result.returncode}"


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / NOTE_NAME).is_file() or not any(folder.iterdir()))


def _free_folder(parent: Path) -> Path:
    names = (parent / f".geomap-{os.getpid()}-{number}.tmp" for number in _counter)
    return next(path for path in names if not os.path.lexists(path))
