"""Online tile providers, for authors who ask for one by name. The default map needs none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

import xyzservices
from xyzservices import providers

from geomap.errors import UsageError

# Since March 2026 these answer only to pages that say where they come from; a page opened from a file cannot.
_WANT_REFERER = "tile.openstreetmap.org"


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile provider.

    Parameters
    ----------
    name : str
    attribution : str
        Who must be named on the map, as plain text.
    options : dict
        For the runtime: ``url``, ``subdomains``, ``maxZoom``, all without text of a story.
    origins : tuple of str
        Where the pictures come from, for the page's policy.
    """

    name: str
    attribution: str
    options: dict[str, Any]
    origins: tuple[str, ...]


def find_tiles(name: str) -> Tiles:
    """The provider of this name.

    Parameters
    ----------
    name : str
        As xyzservices lists it, in any case, with a dot or a blank: ``OpenTopoMap``, ``CartoDB Positron``.

    Returns
    -------
    Tiles

    Raises
    ------
    UsageError
        No such provider, one that needs a key, is not served over https, or refuses pages opened from a file.

    Examples
    --------
    >>> find_tiles("opentopomap").origins
    ('https://a.tile.opentopomap.org', 'https://b.tile.opentopomap.org', 'https://c.tile.opentopomap.org')
    """
    try:
        provider = providers.query_name(name)
    except ValueError:
        raise UsageError(f"tiles: no provider of this name, got {name!r}{_suggestion(name)}") from None
    if provider.requires_token() or re.search(r"\{(?:api_?key|access_?token|key|token)\}", provider.url, re.IGNORECASE):
        raise UsageError(f"tiles: {provider.name} needs a key, which a page would give away to every reader")
    url = _filled(provider.url, provider)
    if urlsplit(url).scheme != "https":
        raise UsageError(f"tiles: {provider.name} is not served over https, got {url!r}")
    if urlsplit(url).netloc.endswith(_WANT_REFERER):
        raise UsageError(f"tiles: the servers of {provider.name} refuse pages that are opened from a file")
    subdomains = str(provider.get("subdomains", "abc"))
    hosts = [url.replace("{s}", s) for s in subdomains] if "{s}" in url else [url]
    origins = tuple(dict.fromkeys("https://" + urlsplit(host).netloc for host in hosts))
    options = {"url": url, "subdomains": subdomains, "maxZoom": int(provider.get("max_zoom", 18))}
    return Tiles(provider.name, provider.attribution, options, origins)


def _filled(template: str, provider: Mapping[str, Any]) -> str:
    """The address with the provider's own options put in; what differs per tile stays for Leaflet."""
    return re.sub(r"\{(\w+)\}", lambda found: {"r": ""}.get(found[1], str(provider.get(found[1], found[0]))), template)


def _suggestion(name: str) -> str:
    known = {
        str(key): each.name for key, each in providers.flatten().items() if isinstance(each, xyzservices.TileProvider)
    }
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f", try {near[0]}" if near else ""
