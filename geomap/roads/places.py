"""Where files of roads and networks are: what may be read, and the user's cache folder, where networks are kept."""

from __future__ import annotations

import os
from pathlib import Path

from geomap.errors import InputError

CACHE_VARIABLE = "GEOMAP_CACHE"


def cache_folder() -> Path:
    """The folder that ``GEOMAP_CACHE`` names, else the user's cache folder as the system defines it."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("geomap", appauthor=False)


def networks_folder() -> Path:
    """Where networks are kept that nobody gave a folder of their own."""
    return cache_folder() / "roads"


def refuse_no_file(path: Path) -> None:
    """Raise InputError for a pipe, a device or a folder: reading them waits for ever, or never ends."""
    try:
        wrong = path.exists() and not path.is_file()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    if wrong:
        raise InputError(f"{path}: is not a file")
