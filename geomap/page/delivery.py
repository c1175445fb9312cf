"""How scripts and styles come to a page: inside it, from files beside it, or the map library from a CDN.

==========================  ============================================================================================
``assets``                  what the page is
==========================  ============================================================================================
``"inline"``                one file that asks for nothing; the default
``"./assets"``              the page and two files that all pages of this version share, for sites with many maps. Their
                            names hold the hash of their content, so they may be cached for good.
``"https://…/{path}"``      the page, and Leaflet from there: for notebooks with many maps. ``{package}``, ``{version}``
                            and ``{path}`` stand for the package's name on npm, its version and the file in it. The
                            browser compares what comes with the hash of what npm had when geomap was built, and refuses
                            all else.
==========================  ============================================================================================

Files beside the page carry no ``integrity``: browsers check it only where they may read the answer, which they may
neither in a page opened from a disk nor in a sandboxed frame, and there such a script would not run at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from geomap.errors import UsageError

INLINE = "inline"
_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_FOLDER = re.compile(rf"(?:\.{{1,2}}/)*{_NAME}(?:/{_NAME})*/?")
_PLACES = ("{package}", "{version}", "{path}")
_WORD = re.compile(r"\{[^{}]*\}")
_PLAIN = re.compile(r"[A-Za-z0-9._~:/@+-]+")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where a page's scripts and styles are; made by :func:`delivery`.

    Parameters
    ----------
    folder : str or None
        Of the files beside the page, as the page sees it.
    cdn : str or None
        Address of a file of a package, with the three words in braces.
    """

    folder: str | None = None
    cdn: str | None = None


IN_THE_PAGE = Delivery()


@dataclass(frozen=True, slots=True)
class Part:
    """A script or a style of a page: its text, or the address where it lies.

    With an ``integrity`` it lies on a CDN, and the browser takes no other bytes than those; without, beside the page.
    """

    text: str = field(repr=False)
    address: str | None = None
    integrity: str | None = None


def delivery(assets: str) -> Delivery:
    """What a caller's ``assets`` asks for.

    Parameters
    ----------
    assets : str
        See above.

    Raises
    ------
    UsageError
        It is neither ``inline``, nor a folder as seen from the page, nor an address with the words in braces.

    Examples
    --------
    >>> delivery("inline")
    Delivery(folder=None, cdn=None)
    >>> delivery("./assets")
    Delivery(folder='./assets', cdn=None)
    >>> delivery("https://cdn.example/npm/{package}@{version}/{path}").cdn
    'https://cdn.example/npm/{package}@{version}/{path}'
    """
    if assets == INLINE:
        return IN_THE_PAGE
    if "://" in assets:
        return Delivery(cdn=_checked_template(assets))
    if not _FOLDER.fullmatch(assets):
        raise UsageError(
            f"assets {assets!r}: try inline, a folder as seen from the page such as ./assets (a-z, 0-9 and -), or the "
            "address of a CDN with {package}, {version} and {path} in it"
        )
    folder = assets.rstrip("/")
    return Delivery(folder=folder if folder.startswith(".") else f"./{folder}")


def shared(text: str, ending: str, *, folder: str) -> Part:
    """A script or style that lies beside the page, under a name that says what is in it.

    Examples
    --------
    >>> shared("", "css", folder="./assets").address
    './assets/geomap-e3b0c44298fc1c14.css'
    """
    name = f"geomap-{hashlib.sha256(text.encode()).hexdigest()[:16]}.{ending}"
    return Part(text, f"{folder}/{name}")


def from_cdn(*, template: str, package: str, version: str, path: str, integrity: str) -> Part:
    """A file of a package as a CDN has it, with the hash of the copy that npm brought when geomap was built.

    Examples
    --------
    >>> from_cdn(template="https://cdn.example/{package}/{version}/{path}", package="leaflet", version="1.9.4",
    ...          path="dist/leaflet.js", integrity="sha384-…").address
    'https://cdn.example/leaflet/1.9.4/dist/leaflet.js'
    """
    address = template
    for word, value in zip(_PLACES, (package, version, path), strict=True):
        address = address.replace(word, value)
    return Part("", address, integrity)


def files_of(parts: Iterable[Part]) -> dict[str, str]:
    """The texts of the files beside the page, by their address."""
    return {part.address: part.text for part in parts if part.address and part.integrity is None}


def sources_of(parts: Iterable[Part]) -> tuple[str, ...]:
    """What a policy must let in besides the page's own text.

    A file's hash stands in its element, where the browser holds it against what comes; the policy has the address.
    """
    return tuple(dict.fromkeys("'self'" if p.integrity is None else p.address for p in parts if p.address))


def _checked_template(address: str) -> str:
    """The address, if nothing in it could mean something else in a policy or in markup."""
    parts = urlsplit(address)
    bare = _WORD.sub("", address)
    wrong = (
        "it has no {path}" if "{path}" not in address
        else "in braces stand {package}, {version} and {path}" if set(_WORD.findall(address)) - set(_PLACES)
        else "only https is safe" if parts.scheme != "https" and not _is_loopback(address)
        else "it must name no user and ask nothing" if "@" in parts.netloc or parts.query or parts.fragment
        else "it names no host" if not parts.hostname or "{" in parts.netloc
        else "it holds letters that an address of a file has not" if not _PLAIN.fullmatch(bare)
        else ""
    )  # fmt: skip
    if wrong:
        raise UsageError(f"assets {address!r}: {wrong}; try https://…/{{package}}@{{version}}/{{path}}")
    return address


def _is_loopback(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.netloc.partition(":")[0] in _LOOPBACK
