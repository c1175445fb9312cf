"""Where networks of roads are kept: in the user's cache folder, beside what else geomap keeps there."""

from __future__ import annotations

import os
from pathlib import Path

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
