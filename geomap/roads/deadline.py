"""A time limit for a whole exchange over HTTP: connections are cut when it is over, whatever they are doing.

A socket's own timeout is one for each wait: a server that sends a byte a second, of the status line, of a header, of
the handshake of TLS, is never too late by it.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler


class Deadline:
    """A context in which connections are cut after so many seconds.

    Parameters
    ----------
    seconds : float

    Examples
    --------
    >>> with Deadline(60.0) as deadline:
    ...     deadline.is_over
    False
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._twins: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def watch(self, connection: socket.socket) -> None:
        """Cut this connection in time."""
        # A twin reaches the connection after TLS has taken the socket itself over.
        self._twins.append(connection.dup())
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        for twin in self._twins:
            with contextlib.suppress(OSError):  # closed by now
                twin.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        for twin in self._twins:
            twin.close()


def handlers(deadline: Deadline) -> tuple[HTTPHandler, HTTPSHandler]:
    """What opens addresses for urllib, watched by a deadline."""

    def watched(kind: Callable[..., http.client.HTTPConnection]) -> Callable[..., http.client.HTTPConnection]:
        def make(*given: Any, **named: Any) -> http.client.HTTPConnection:
            made: Any = kind(*given, **named)
            # The one place between a name and its socket; nothing public tells of a connection before TLS has greeted.
            connect = made._create_connection  # noqa: SLF001

            def connected(*args: Any, **options: Any) -> socket.socket:
                opened: socket.socket = connect(*args, **options)
                deadline.watch(opened)
                return opened

            made._create_connection = connected  # noqa: SLF001
            return made  # type: ignore[no-any-return]

        return make

    class Http(HTTPHandler):
        def do_open(self, http_class: Any, req: Any, **args: Any) -> Any:
            return super().do_open(watched(http_class), req, **args)

    class Https(HTTPSHandler):
        def do_open(self, http_class: Any, req: Any, **args: Any) -> Any:
            return super().do_open(watched(http_class), req, **args)

    return Http(), Https()
