"""Addresses on the web that an author gives: where a map will be published."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_FORBIDDEN = re.compile(r"[\s<>\"'`{}|\\^\x00-\x1f\x7f]")
_FILE = re.compile(r"\.(html?|php|aspx?|json|svg|png)$", re.IGNORECASE)


def folder_address(text: str) -> str:
    """The address of a folder on the web, with a slash at its end.

    Parameters
    ----------
    text : str
        http or https, with a host; without a password, a query or a fragment.

    Raises
    ------
    ValueError
        It is none; the message says what to try.

    Examples
    --------
    >>> folder_address("https://news.example/maps/convoy")
    'https://news.example/maps/convoy/'
    >>> folder_address("javascript:alert(1)")
    Traceback (most recent call last):
        ...
    ValueError: must be the address of a folder on the web, e.g. https://news.example/maps/convoy/
    """
    try:
        parts = urlsplit(text.strip())
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        port_is_fine = False
    if (
        not port_is_fine
        or _FORBIDDEN.search(text.strip())
        or parts.scheme not in ("http", "https")
        or not parts.hostname
    ):
        raise ValueError("must be the address of a folder on the web, e.g. https://news.example/maps/convoy/")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user name or a password: everybody will read it")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ValueError("must end with the folder's name, without ? or #")
    if _FILE.search(parts.path):
        raise ValueError("must be the address of the folder that the files lie in, not of one of them")
    return f"{text.strip().rstrip('/')}/"
