"""The preview's web server: on this machine alone, for its own names alone, and with nothing but what was built.

A page on the web may send a browser to a name that it then points at this machine (DNS rebinding), and would read the
unpublished story there as its own. So a request must name the machine as only it is called: 127.0.0.1, localhost or
[::1]. No other site may read an answer or put it into a frame.
"""

from __future__ import annotations

import errno
import os
import re
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Condition
from urllib.parse import parse_qs

from geomap.errors import UsageError
from geomap.preview.state import STATE_PATH, Answer, State, answer, text_answer

HOST = "127.0.0.1"
WAIT_S = 25.0
"""So long a page waits for something else to see, and then asks again."""

_OWN_NAMES = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", re.IGNORECASE)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Board:
    """What is shown now; those who wait are told when it is something else."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._closed = False
        self._turn = Condition()

    @property
    def state(self) -> State:
        """What is shown."""
        with self._turn:
            return self._state

    def show(self, state: State) -> bool:
        """Show something; whether it is something else than before."""
        with self._turn:
            other = state.token != self._state.token
            self._state = state
            self._turn.notify_all()
            return other

    def token_unlike(self, token: str, *, wait_s: float = WAIT_S) -> str:
        """The token of what is shown, as soon as it is not this one; after a while, or at the end, in any case."""
        with self._turn:
            self._turn.wait_for(lambda: self._closed or self._state.token != token, wait_s)
            return self._state.token

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()


class PreviewServer(ThreadingMixIn, TCPServer):
    """Serves what a board shows, on 127.0.0.1.

    Parameters
    ----------
    board : Board
    port : int
        0 takes any that is free.

    Raises
    ------
    UsageError
        The port is in use, or not for this user.
    """

    daemon_threads = True
    # On Windows it would let two servers have one port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, board: Board, *, port: int) -> None:
        self.board = board
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be had ({error.strerror or error})"
            raise UsageError(f"port {port} of {HOST} {why}, try --port 0, which takes any that is free") from None

    @property
    def url(self) -> str:
        """Where the map is, with a slash at the end."""
        return f"http://{HOST}:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    timeout = 60.0

    def do_GET(self) -> None:
        self._send(self._answer())

    def do_HEAD(self) -> None:
        self._send(self._answer())

    def _answer(self) -> Answer:
        names = self.headers.get_all("Host") or []
        if len(names) != 1 or not _OWN_NAMES.fullmatch(names[0].strip()):
            return text_answer(403, "This preview is for this machine alone; ask by the address that it printed.")
        if not self.path.startswith("/"):
            return text_answer(400, "This is no path.")
        where, _, query = self.path.partition("?")
        if where == STATE_PATH:
            return text_answer(200, self.server.board.token_unlike(parse_qs(query).get("not", [""])[-1]))
        return answer(self.server.board.state, self.path)

    def _send(self, found: Answer) -> None:
        self.send_response(found.status)
        for name, value in {**_HEADERS, "Content-Type": found.type, "Content-Length": str(len(found.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def handle(self) -> None:
        # A browser that goes elsewhere breaks off what it asked for.
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def version_string(self) -> str:
        return "geomap"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what is built is what matters in the terminal."""
