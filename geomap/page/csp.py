"""The Content-Security-Policy of a page that may run and fetch nothing but what we emitted ourselves."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def digest(text: str) -> str:
    """The CSP source expression that allows exactly this inline script or style.

    Examples
    --------
    >>> digest("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(
    *,
    scripts: Iterable[str],
    styles: Iterable[str],
    image_hosts: Iterable[str] = (),
    script_sources: Iterable[str] = (),
    style_sources: Iterable[str] = (),
    trusted_types: bool = True,
) -> str:
    """The policy for a page with these inline scripts and styles.

    Parameters
    ----------
    scripts, styles : iterable of str
        The contents as we emit them. Nothing that is merely found in a page is ever hashed.
    image_hosts : iterable of str
        Origins of map tiles, e.g. ``https://tiles.example``; none by default, so that the page asks for nothing.
    script_sources, style_sources : iterable of str
        Where scripts and styles may come from that are files of their own: ``'self'``, or an address in full.
    trusted_types : bool
        Whether text may become markup only through our own policy, which allows next to nothing. False only when a
        caller's trusted folium layer needs Leaflet's HTML tooltips and popups.

    Examples
    --------
    >>> policy(scripts=(), styles=())
    "default-src 'none'; script-src 'none'; style-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; \
require-trusted-types-for 'script'; trusted-types default"
    """
    rules = [
        "default-src 'none'",
        f"script-src {' '.join([*script_sources, *map(digest, scripts)]) or _NONE}",
        f"style-src {' '.join([*style_sources, *map(digest, styles)]) or _NONE}",
        " ".join(("img-src data:", *sorted(image_hosts))),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if trusted_types:
        rules += ["require-trusted-types-for 'script'", "trusted-types default"]
    return "; ".join(rules)


_NONE = "'none'"
