"""Importing: files in, index files beside the default one out, each whole or not at all."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gazetteer.errors import GazetteerError, ImportNotFoundError, ImportUsageError, IndexDataError
from gazetteer.imports.archive import opened
from gazetteer.imports.formats import Format, format_of
from gazetteer.imports.identity import Divisions
from gazetteer.imports.loading import Input, Loaded, load_geonames, load_own
from gazetteer.imports.ownplace import OwnFile
from gazetteer.imports.stage import Stage
from gazetteer.imports.tally import BadRow
from gazetteer.index.build import build_index
from gazetteer.index.imported import Imported, LeftOutWarning, import_path, open_imports
from gazetteer.index.info import Progress
from gazetteer.index.inputs import spelling_mark
from gazetteer.index.location import default_index_path, imports_folder
from gazetteer.index.read import PlaceIndex
from gazetteer.index.replace import alone, cannot_write, replacing, sweep
from gazetteer.place import Place

_LOCK = "imports"
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of some files: how many rows were read and how fast, and which were not taken.

    ``bad`` counts the rows that could not be used, of which ``shown`` are the first; ``repeated`` those that brought a
    place that an earlier row had brought. ``replaced`` says that an earlier import of this name gave way. ``notices``
    are sentences for the user.
    """

    name: str
    path: Path
    files: tuple[str, ...]
    rows: int
    places: int
    names: int
    seconds: float
    bad: int = 0
    repeated: int = 0
    replaced: bool = False
    shown: tuple[BadRow, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def rows_per_second(self) -> float:
        """How fast it went, sorting included."""
        return self.rows / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Job:
    """Files that make one import."""

    name: str
    inputs: tuple[Input, ...]
    is_own: bool


def import_files(
    files: Sequence[Path | str],
    *,
    path: Path | str | None = None,
    name: str = "",
    source: str = "",
    licence: str = "",
    progress: Progress | None = None,
) -> tuple[ImportReport, ...]:
    """Add files to what the gazetteer knows, beside the default data and kept when that is built anew.

    GeoNames' tables of one call make one import, named for the first of them, which stands behind the default data: it
    adds places, and names to the places known. Each file of the user's own makes one, which stands in front. An import
    replaces an earlier one of the same name. All is taken or nothing: on any error, and if the process is killed, what
    was there before stays as it was.

    Parameters
    ----------
    files : sequence of path
        GeoNames' tables as GeoNames ships them, zipped or not: country dumps, allCountries, alternateNamesV2, admin1
        and admin2 codes, hierarchy. GeoJSON FeatureCollections, Linked Places among them. CSV with the columns name,
        lon and lat, and as wanted id, kind, names (parted by ``|``), country, admin1, radius_km, population,
        name_local, source, source_url, licence. What a file holds is told from its content.
    path : path, optional
        An index to import beside; one that is missing is built. None takes the default index, built first where it is
        missing or stale.
    name : str
        Another name for the import, where the files make only one.
    source, licence : str
        Who is to be named for places of the user's own files that do not say it themselves, and under which terms they
        may be used. None takes the file's name.
    progress : callable, optional
        Called with (stage, done, total).

    Returns
    -------
    tuple of ImportReport
        One for each import.

    Raises
    ------
    ImportUsageError
        A path is a web address or no file; `name` is given for several imports, or `source` for GeoNames alone.
    InputReadError
        A file is missing or cannot be read.
    IndexDataError
        A file is in no format that is read here, cut short, damaged, or more than one of a thousand rows is bad.
    IndexWriteError
        There is no room, or no right, to write.
    """
    progress = progress or _silent
    jobs = _jobs(_inspected(files), name)
    if (source or licence) and not any(job.is_own for job in jobs):
        raise ImportUsageError("a source and a licence can be stated for files of your own; GeoNames has its own")
    index_path = Path(path or "")
    if path is None or not index_path.exists():
        index_path = build_index(path, progress=progress).path
    folder = imports_folder(index_path)
    with alone(folder / _LOCK, progress), ExitStack() as stack:
        sweep(folder)  # nobody else writes here now: parts that lie about are of imports that were killed
        base = stack.enter_context(PlaceIndex.open(index_path))
        beside = _beside(index_path, stack)
        turn = max((one.turn for one in beside), default=0) + 1
        reports = []
        for number, job in enumerate(jobs):
            target = import_path(index_path, job.name)
            part = stack.enter_context(replacing(target))
            known = [base, *(one.index for one in beside if one.name != job.name)]
            meta = {
                "import": job.name,
                "own": int(job.is_own),
                "turn": turn + number,
                "files": "\n".join(_plain(str(each.path.absolute())) for each in job.inputs),
                "spelling": spelling_mark(),
                "fingerprint": spelling_mark(),
            }
            file = OwnFile(_plain(source or job.inputs[0].path.name), _plain(licence), partial(_find, known))
            reports.append(_import(job, target, part, known, meta, file, progress))
    return tuple(reports)


def forget_import(name: str, *, path: Path | str | None = None) -> None:
    """Take an import away.

    Parameters
    ----------
    name : str
        As ``geomap index info`` lists it.
    path : path, optional
        The default index; None takes :func:`default_index_path`.

    Raises
    ------
    ImportNotFoundError
        Nothing was imported under this name.
    IndexWriteError
        It cannot be taken away.
    """
    index_path = Path(path) if path is not None else default_index_path()
    target = import_path(index_path, name)
    if not target.exists():
        with ExitStack() as stack:
            names = sorted(one.name for one in _beside(index_path, stack))
        raise ImportNotFoundError(
            f"nothing was imported as {name!r}"
            + (f", try {', '.join(names)}" if names else "; nothing was imported at all")
        )
    with alone(imports_folder(index_path) / _LOCK, _silent):
        try:
            target.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(target, error) from error


def _import(
    job: _Job,
    target: Path,
    part: Path,
    known: Sequence[PlaceIndex],
    meta: dict[str, object],
    file: OwnFile,
    progress: Progress,
) -> ImportReport:
    start, replaced = time.perf_counter(), target.exists()
    with Stage(part, Divisions(known[0])) as stage:
        loaded: Loaded = (
            load_own(stage, job.inputs[0], file, progress)
            if job.is_own
            else load_geonames(stage, job.inputs, known, progress)
        )
        finished = stage.finish(
            meta | {"rows": loaded.rows, "bad": loaded.bad},
            loaded.credits,
            skipped={"bad row": loaded.bad},
            arabic=loaded.arabic,
            progress=progress,
        )
    if not finished.names and not finished.parents:
        raise IndexDataError(
            f"{' '.join(str(each.path) for each in job.inputs)}: no place, and no name of a place that is known; try "
            "importing the places first, such as SY.zip or allCountries.zip"
        )
    return ImportReport(
        name=job.name,
        path=target,
        files=tuple(str(each.path) for each in job.inputs),
        rows=loaded.rows,
        places=finished.places,
        names=finished.names,
        seconds=time.perf_counter() - start,
        bad=loaded.bad,
        repeated=finished.repeated,
        replaced=replaced,
        shown=loaded.shown,
        notices=(*loaded.notices, *_unplaced(finished.unplaced)),
    )


def _unplaced(names: int) -> tuple[str, ...]:
    if not names:
        return ()
    return (
        f"{names:,} of the names are of places that nothing here brings; try importing those, then the names again",
    )


def _find(known: Sequence[PlaceIndex], place_id: str) -> Place | None:
    return next((place for index in known if (place := index.find(place_id)) is not None), None)


def _inspected(files: Sequence[Path | str]) -> list[Input]:
    """The files with what they hold; everything that is wrong with any is told at once."""
    if not files:
        raise ImportUsageError("no file to import")
    found: list[Input] = []
    errors: list[GazetteerError] = []
    for file in files:
        try:
            with opened(file) as input_:
                found.append(Input(Path(file), format_of(input_.read(_HEAD), input_.name), input_.size))
        except GazetteerError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else type(errors[0])("\n".join(map(str, errors)))
    return found


def _jobs(inputs: Sequence[Input], name: str) -> list[_Job]:
    """What the files are imported as: GeoNames' tables as one, each file of the user's own as one."""
    order = list(Format)
    tables = sorted((each for each in inputs if not each.format.is_own), key=lambda each: order.index(each.format))
    jobs = [_Job(_plain(tables[0].path.stem), tuple(tables), is_own=False)] if tables else []
    jobs += [_Job(_plain(each.path.stem), (each,), is_own=True) for each in inputs if each.format.is_own]
    if name and len(jobs) > 1:
        raise ImportUsageError(f"one name, {name!r}, for {len(jobs)} imports; try importing the files one by one")
    jobs = [_Job(_plain(name), jobs[0].inputs, jobs[0].is_own)] if name else jobs
    names = [job.name for job in jobs]
    if twice := sorted({each for each in names if names.count(each) > 1}):
        raise ImportUsageError(f"two imports would be named {twice[0]!r}; try importing them one by one, with --name")
    return jobs


def _plain(text: str) -> str:
    """The text as it can be kept: bytes of a file's name or an argument that are no UTF-8 become question marks."""
    return text.encode(errors="replace").decode()


def _beside(index_path: Path, stack: ExitStack) -> list[Imported]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LeftOutWarning)  # to import anew is how that is mended
        found = open_imports(index_path)
    for one in found:
        stack.enter_context(one.index)
    return found


def _silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""
