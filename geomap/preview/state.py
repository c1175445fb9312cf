"""What the preview shows and what it answers, without a clock, a socket or a file: a state in, an answer out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

STATE_PATH = "/.geomap/state"
"""Where the page asks whether something else is to be seen. No file of a build has a name that begins with a dot."""

PAGES = ("map.html", "embed.html")
"""The pages of a build that follow the story; those of the embed kit are for reading."""

_TYPES = {
    "html": "text/html; charset=utf-8", "svg": "image/svg+xml", "png": "image/png", "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "json": "application/json", "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets."""

    status: int
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """The story is in order: these are its files by name, its pages among them."""

    files: Mapping[str, bytes]
    token: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """The story has problems: the page that tells them, and the same as plain text."""

    page: bytes
    text: str
    token: str


State = Shown | Faulty


def token_of(parts: Mapping[str, bytes]) -> str:
    """What tells a state from others: equal contents have the same, so that no page is loaded again in vain.

    Examples
    --------
    >>> token_of({"a": b"1"}) == token_of({"a": b"1"}), token_of({"a": b"1"}) == token_of({"a1": b""})
    (True, False)
    """
    whole = hashlib.sha256()
    for name, data in parts.items():
        whole.update(f"{name}\n{len(data)}\n".encode())
        whole.update(data)
    return whole.hexdigest()[:32]


def answer(state: State, target: str) -> Answer:
    """What is answered to a request for a path, which may have a query.

    A name is looked up among the files of the build and nowhere else, so that no path leads out of them. While the
    story has problems every page tells them, and the other files are not there: old ones would pass for new ones.

    Parameters
    ----------
    state : Shown or Faulty
    target : str
        As the request line has it.

    Examples
    --------
    >>> state = Shown({"map.html": b"<p>", "map.svg": b"<svg/>"}, "t")
    >>> answer(state, "/#top").body, answer(state, "/map.svg?1").type, answer(state, "/../etc/passwd").status
    (b'<p>', 'image/svg+xml', 404)
    """
    name = unquote(target.partition("#")[0].partition("?")[0]).removeprefix("/") or PAGES[0]
    if name == "favicon.ico":
        return Answer(204, _TYPES["svg"], b"")
    if isinstance(state, Faulty):
        if name in PAGES:
            return Answer(200, _TYPES["html"], state.page)
        return text_answer(503, state.text)
    if name not in state.files:
        return text_answer(404, "There is no such file; see / for the map.")
    return Answer(200, _TYPES.get(name.rpartition(".")[2], "application/octet-stream"), state.files[name])


def text_answer(status: int, text: str) -> Answer:
    """An answer in plain words."""
    return Answer(status, "text/plain; charset=utf-8", f"{text}\n".encode())
