"""An index file, opened: checked, never changed while it is open, and asked in SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gazetteer.errors import IndexDataError
from gazetteer.index.schema import SCHEMA_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

# A file of this size at most is read in place, not copied page by page: scattered look-ups take two thirds of the time.
# Of a larger one, the pages once read would fill the memory.
_MAPPED_BYTES = 256 * 2**20


class IndexFile:
    """A file with the tables of :mod:`gazetteer.index.schema`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open an index file.

        Raises
        ------
        IndexDataError
            There is no index at `path`, or what is there is cut short, is not an index, or has tables of another
            version.
        """
        path = Path(path)
        _check_whole(path)
        # Immutable: the file is replaced as a whole, never changed, so that no lock and no journal is needed and a
        # read-only folder will do.
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with _reading(path):
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            try:
                if path.stat().st_size <= _MAPPED_BYTES:
                    connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
                (version,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() or ("none",)
            except sqlite3.Error:
                connection.close()
                raise
        if version != str(SCHEMA_VERSION):
            connection.close()
            raise _broken(path, f"its tables are of version {version}, this program reads {SCHEMA_VERSION}")
        return cls(path, connection)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The answer to a query.

        Raises
        ------
        IndexDataError
            The file is damaged where the query met it.
        """
        try:
            return self._connection.execute(query, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise _broken(self.path, str(error)) from error

    def stream(self, query: str) -> Iterator[Any]:
        """The answer to a query row by row, where it is too long to be held in memory; raises as :meth:`rows` does."""
        with _reading(self.path):
            yield from self._connection.execute(query)

    def meta(self) -> dict[str, str]:
        """What the file says about itself."""
        return dict(self.rows("SELECT key, value FROM meta"))


def _check_whole(path: Path) -> None:
    """Compare the length of the file with the one in its header: a cheap sign that it was not cut short."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise IndexDataError(f"{path}: there is no index; try: geomap index build") from None
    except OSError as error:
        raise _broken(path, str(error.strerror or error)) from error
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise _broken(path, "it is not an SQLite file")
    page_size = int.from_bytes(header[16:18], "big")  # 1 stands for 65,536, which no index of ours has
    if page_size * int.from_bytes(header[28:32], "big") != path.stat().st_size:
        raise _broken(path, "it is cut short")


def _broken(path: Path, why: str) -> IndexDataError:
    return IndexDataError(f"{path}: cannot be read as an index: {why}; try: geomap index build --force")


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _broken(path, str(error)) from error
