"""Names to places: a gazetteer that says why it took a name for a place, and declines when it cannot tell."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazetteer.documents import Document
    from gazetteer.errors import (
        GazetteerError,
        ImportNotFoundError,
        ImportUsageError,
        IndexDataError,
        IndexWriteError,
        InputReadError,
        LockAccessError,
        LockFileError,
        PipelineError,
        PlaceNotFoundError,
        ServiceError,
        ServiceSetupError,
    )
    from gazetteer.fallback import Fallback
    from gazetteer.imports import ImportReport, forget_import, import_files
    from gazetteer.index import ImportInfo, IndexInfo, SourceCredit, build_index, default_index_path
    from gazetteer.lookup import Gazetteer
    from gazetteer.names import fold, key, similarity
    from gazetteer.online import Online, OnlineFallback, open_fallback
    from gazetteer.place import Candidate, Context, Kind, Mention, Place, Reason, Resolution, Role, Status

# Which module holds which public name: loaded on first use, so that importing the package costs nothing.
_HOMES = {
    "documents": ("Document",),
    "errors": (
        "GazetteerError",
        "ImportNotFoundError",
        "ImportUsageError",
        "IndexDataError",
        "IndexWriteError",
        "InputReadError",
        "LockAccessError",
        "LockFileError",
        "PipelineError",
        "PlaceNotFoundError",
        "ServiceError",
        "ServiceSetupError",
    ),
    "fallback": ("Fallback",),
    "imports": ("ImportReport", "forget_import", "import_files"),
    "index": ("ImportInfo", "IndexInfo", "SourceCredit", "build_index", "default_index_path"),
    "lookup": ("Gazetteer",),
    "names": ("fold", "key", "similarity"),
    "online": ("Online", "OnlineFallback", "open_fallback"),
    "place": ("Candidate", "Context", "Kind", "Mention", "Place", "Reason", "Resolution", "Role", "Status"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Candidate",
    "Context",
    "Document",
    "Fallback",
    "Gazetteer",
    "GazetteerError",
    "ImportInfo",
    "ImportNotFoundError",
    "ImportReport",
    "ImportUsageError",
    "IndexDataError",
    "IndexInfo",
    "IndexWriteError",
    "InputReadError",
    "Kind",
    "LockAccessError",
    "LockFileError",
    "Mention",
    "Online",
    "OnlineFallback",
    "PipelineError",
    "Place",
    "PlaceNotFoundError",
    "Reason",
    "Resolution",
    "Role",
    "ServiceError",
    "ServiceSetupError",
    "SourceCredit",
    "Status",
    "build_index",
    "default_index_path",
    "fold",
    "forget_import",
    "import_files",
    "key",
    "open_fallback",
    "similarity",
]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(f"gazetteer.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'gazetteer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
