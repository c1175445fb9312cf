"""A first story for someone new: a small file that builds as it stands and says in comments what each field is for."""

from __future__ import annotations

import json
from importlib.resources import files as package_files
from pathlib import Path

from geomap.files import write_all
from geomap.story import json_schema


def write_starter(folder: Path | str) -> tuple[Path, ...]:
    """Write ``story.yaml`` and the schema that editors complete from into a folder.

    Parameters
    ----------
    folder : path
        Made when missing.

    Returns
    -------
    tuple of Path
        The story file first.

    Raises
    ------
    OutputError
        A file of that name is there already, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write_starter(folder)]
    ['story.yaml', 'story.schema.json']
    """
    starter = (package_files("geomap") / "examples" / "starter.yaml").read_text(encoding="utf-8")
    schema = json.dumps(json_schema(), indent=2) + "\n"
    return write_all(Path(folder), {"story.yaml": starter, "story.schema.json": schema}, overwrite=False)
