"""Turn news reports into a map that can be cited.

The straight line is :func:`build`; its steps are :func:`load_story`, :func:`locate`, :func:`build_routes` and
:func:`draw_map`; :func:`export` writes what they made in the formats of other programs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from geomap.build import BuildResult, build
    from geomap.errors import (
        FrameError,
        GeomapError,
        InputError,
        OutputError,
        PlacesError,
        Problem,
        RouteError,
        StoryError,
        UsageError,
    )
    from geomap.export import export
    from geomap.locate import locate
    from geomap.route import build_routes
    from geomap.story import Story, load_story
    from geomap.webmap import GeoMap, draw_map

__version__ = "0.1.0"

# Which module holds which public name: loaded on first use, so that `import geomap` loads neither pandas nor folium.
_HOMES = {
    "build": ("BuildResult", "build"),
    "errors": (
        "FrameError",
        "GeomapError",
        "InputError",
        "OutputError",
        "PlacesError",
        "Problem",
        "RouteError",
        "StoryError",
        "UsageError",
    ),
    "export": ("export",),
    "locate": ("locate",),
    "route": ("build_routes",),
    "story": ("Story", "load_story"),
    "webmap": ("GeoMap", "draw_map"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "BuildResult",
    "FrameError",
    "GeoMap",
    "GeomapError",
    "InputError",
    "OutputError",
    "PlacesError",
    "Problem",
    "RouteError",
    "Story",
    "StoryError",
    "UsageError",
    "build",
    "build_routes",
    "draw_map",
    "export",
    "load_story",
    "locate",
]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(f"geomap.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'geomap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """Keeps ``geomap.build`` and ``geomap.locate`` the functions, where Python would put the modules of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if isinstance(value, ModuleType) and _HOME_OF.get(name) == name:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
