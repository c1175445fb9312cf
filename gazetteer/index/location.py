"""Where the index lies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

INDEX_NAME = "places.sqlite"
CACHE_VARIABLE = "GEOMAP_CACHE"


class CacheWarning(UserWarning):
    """The index could not be kept in the user's cache folder."""


def default_index_path() -> Path:
    """Where the index lies unless the caller says otherwise.

    The folder that ``GEOMAP_CACHE`` names, else the user's cache folder as the system defines it. The
    file need not exist.

    Returns
    -------
    Path

    Examples
    --------
    >>> default_index_path().name
    'places.sqlite'
    """
    return _cache_folder() / INDEX_NAME


def imports_folder(index_path: Path) -> Path:
    """Where the files lie that are read together with an index."""
    return index_path.with_name("imports")


def _cache_folder() -> Path:
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen).expanduser()
    if sys.platform == "linux":
        # platformdirs' own rule, spelled out: importing it would take longer than opening the index and resolving
        # a hundred names. A test holds the two together.
        chosen = os.environ.get("XDG_CACHE_HOME", "")
        return (Path(chosen) if chosen.strip() else Path("~/.cache").expanduser()) / "geomap"
    from platformdirs import user_cache_path

    return user_cache_path("geomap", appauthor=False)


def fallback_index_path() -> Path:
    """Where the index lies while the cache folder cannot be written: a folder of this user's in the temporary one."""
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return Path(tempfile.gettempdir()) / f"geomap-{user}" / INDEX_NAME
