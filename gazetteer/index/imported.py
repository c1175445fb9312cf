"""The files that the user imported: index files beside the default one, found and opened."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from gazetteer.errors import IndexDataError
from gazetteer.index.info import ImportInfo
from gazetteer.index.inputs import spelling_mark
from gazetteer.index.location import imports_folder
from gazetteer.index.read import PlaceIndex
from gazetteer.names.patterns import pattern
from gazetteer.values import value

_SUFFIX = ".sqlite"
_UNSAFE = pattern(r"[^\w-]+")


class LeftOutWarning(UserWarning):
    """Something that was imported cannot be used as it is."""


@value
class Imported:
    """An import, opened. ``turn`` counts the imports: the highest is the latest."""

    name: str
    own: bool
    turn: int
    files: tuple[str, ...]
    names: int
    index: PlaceIndex

    def info(self) -> ImportInfo:
        """What the import says about itself."""
        info, meta = self.index.info(), self.index.meta()
        return ImportInfo(
            self.name, info.path, self.own, self.files, info.size_bytes, info.places, info.names, info.sources,
            rows=int(meta["rows"]), bad=int(meta["bad"]), seconds=float(meta["seconds"]),
        )  # fmt: skip


def import_path(index_path: Path, name: str) -> Path:
    """Where the import with this name is kept, whatever signs the name holds.

    Examples
    --------
    >>> import_path(Path("cache/places.sqlite"), "SY").as_posix()
    'cache/imports/SY-c2f8f538.sqlite'
    """
    plain = _UNSAFE.sub("-", name)[:60]
    return imports_folder(index_path) / f"{plain}-{crc32(name.encode(errors='replace')):08x}{_SUFFIX}"


def open_imports(index_path: Path) -> list[Imported]:
    """Open what was imported beside an index, the latest first.

    What is damaged, or was made by another version of this program, is left out with a :class:`LeftOutWarning`.
    """
    found = []
    for path in _files(index_path):
        try:
            index = PlaceIndex.open(path)
        except IndexDataError as error:
            warnings.warn(f"{error.args[0]}, or import it again", LeftOutWarning, stacklevel=2)
            continue
        meta = index.meta()
        imported = Imported(
            meta["import"], meta["own"] == "1", int(meta["turn"]), tuple(meta["files"].split("\n")),
            int(meta["names"]), index,
        )  # fmt: skip
        if meta["spelling"] != spelling_mark():
            index.close()
            files = " ".join(imported.files)
            warnings.warn(
                f"{imported.name}: imported by another version of this program and left out; "
                f"try: geomap index import {files}",
                LeftOutWarning,
                stacklevel=2,
            )
            continue
        found.append(imported)
    return sorted(found, key=lambda one: -one.turn)


def _files(index_path: Path) -> Iterator[Path]:
    try:
        yield from sorted(imports_folder(index_path).glob(f"*{_SUFFIX}"))
    except OSError:  # a folder that cannot be listed holds nothing for us
        return
