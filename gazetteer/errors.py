"""Errors of the gazetteer: one root, whose leaves also are the builtin a caller would expect."""

from __future__ import annotations


class GazetteerError(Exception):
    """Root of every error that the gazetteer raises on purpose.

    ``exit_code`` is what a command line should end with when this error reaches it:
    1 the input has problems, 2 usage, 3 network or service, 4 disk or permission.
    """

    exit_code = 1


class PlaceNotFoundError(GazetteerError, KeyError):
    """A place id is not in the index."""

    def __str__(self) -> str:  # KeyError would show the message in quotation marks
        return str(self.args[0]) if self.args else ""


class IndexDataError(GazetteerError, ValueError):
    """A source of the index is broken: a bad row, a truncated file, a missing data file."""


class IndexWriteError(GazetteerError, OSError):
    """The index cannot be written or read where it should be."""

    exit_code = 4


class ImportUsageError(GazetteerError, ValueError):
    """What is asked for cannot be meant: a web address, folder or device for a file, a name for several imports."""

    exit_code = 2


class InputReadError(GazetteerError, OSError):
    """A file that is to be read is not there, or cannot be read."""

    exit_code = 4


class ImportNotFoundError(GazetteerError, KeyError):
    """Nothing was imported under this name."""

    exit_code = 2

    def __str__(self) -> str:  # KeyError would show the message in quotation marks
        return str(self.args[0]) if self.args else ""


class PipelineError(GazetteerError, LookupError):
    """A finder of names that was asked for by name is not installed."""

    exit_code = 2


class LockFileError(GazetteerError, ValueError):
    """A ``places.lock`` is not what geomap writes; the message names the file and the line."""


class LockAccessError(GazetteerError, OSError):
    """A ``places.lock`` cannot be read or written where it is; what was there is untouched."""

    exit_code = 4


class ServiceError(GazetteerError, ConnectionError):
    """An online geocoder failed, or answered nonsense: that says nothing about whether the place exists.

    ``retry_after_s`` is how many seconds the service asked to be left alone, at most 60; None when it did not ask.
    """

    exit_code = 3

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class ServiceSetupError(GazetteerError, ValueError):
    """An online geocoder cannot be asked as stated: no such geocoder, no contact, a key that is missing."""

    exit_code = 2
