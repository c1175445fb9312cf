"""From a file that anybody may have written to a :class:`Story` that everything else may rely on."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from geomap.errors import InputError, Problem, StoryError, UsageError
from geomap.story.checks import check_story
from geomap.story.jsonpos import read_json
from geomap.story.model import Story
from geomap.story.nodes import Document, Map, nearest
from geomap.story.prepare import make_visible, mend_geometries
from geomap.story.spots import spots_of
from geomap.story.tables import read_csv, read_xlsx
from geomap.story.textfile import MAX_BYTES, check_size, decode
from geomap.story.translate import add_problems
from geomap.story.yamlpos import read_yaml

_TEXT_READERS = {".yaml": read_yaml, ".yml": read_yaml, ".json": read_json, ".csv": read_csv}
_SUFFIXES = (*_TEXT_READERS, ".xlsx")


def load_story(path: str | os.PathLike[str]) -> Story:
    """Read and check a story.

    Parameters
    ----------
    path : path
        A story as YAML (``.yaml``, ``.yml``) or JSON, or a table of reports as CSV or XLSX; at most 8 MiB.

    Returns
    -------
    Story
        Frozen; what is odd but not wrong is in ``story.notices``.

    Raises
    ------
    StoryError
        The story has problems: every one of them, in the order of the file, as ``file:line:column: where: what``.
    InputError
        The file cannot be read.
    UsageError
        The path names no file of a kind that holds a story, or is a web address.

    Examples
    --------
    >>> from importlib.resources import files
    >>> story = load_story(str(files("geomap") / "examples" / "convoy-2017.yaml"))
    >>> story.sources[1].publication
    'Associated Press, as carried by NBC'
    """
    file = os.fspath(path)
    suffix = Path(file).suffix.casefold()
    if "://" in file or file.startswith("/vsi"):
        raise UsageError(f"{file}: not a file on this computer, try downloading it first")
    if suffix not in _SUFFIXES:
        raise UsageError(f"{file}: not a kind of file that holds a story, try one of {', '.join(_SUFFIXES)}")
    return read_story(_read(Path(file)), file)


def read_story(data: bytes, file: str) -> Story:
    """Check the bytes of a story whose kind the name of the file tells; StoryError with every problem."""
    suffix = Path(file).suffix.casefold()
    if suffix == ".xlsx":
        return story_of(read_xlsx(data, file))
    text, warnings = decode(data, file)
    document = _TEXT_READERS[suffix](text, file)
    document.problems.extend(warnings)
    return story_of(document)


def story_of(document: Document) -> Story:
    """Check what a reader found, and make the story of it; StoryError with every problem."""
    if document.root is None or document.root == {}:
        nothing = "there is no story in this file"
        raise StoryError([Problem(document.file, 0, 0, "", nothing, hint="geomap new, for a first one")])
    if not isinstance(document.root, Map):
        document.problem((), "a story must be a mapping", document.root, "keys such as sources: and reports:")
        raise document.error()
    make_visible(document)
    mend_geometries(document)
    check_story(document)
    notices = tuple(document.in_order(warnings=True))
    try:
        # A file with faults has no places to remember: they are found once it has none.
        context = {"notices": notices, "spots": lambda: spots_of(document)}
        story = Story.model_validate(document.root, context=context)
    except ValidationError as error:
        add_problems(error, document)
        raise document.error() from None
    if not all(problem.warning for problem in document.problems):
        raise document.error()
    return story


def _read(path: Path) -> bytes:
    """The bytes of a file, at most one more than a story may have."""
    if not path.is_file():
        if path.exists():
            raise InputError(f"{path}: not a regular file, try the story file itself")
        raise InputError(f"{path}: no such file{_alike(path)}")
    try:
        check_size(path.stat().st_size, str(path))
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _alike(path: Path) -> str:
    try:
        near = nearest(path.name, (other.name for other in path.parent.iterdir()))
    except OSError:
        return ""
    return f", try {path.with_name(near)}" if near else ""
