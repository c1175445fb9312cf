"""What a user says who lets an online geocoder be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gazetteer.errors import ServiceSetupError

_SERVER = re.compile(r"[!-~]{1,253}")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Online:
    """Leave to ask an online geocoder for names that the index does not have.

    Parameters
    ----------
    contact : str
        A mail address at which the service can reach whoever asks. It is sent to the service with each request, as
        its terms of use want it, and is written nowhere.
    geocoder : str
        One of geopy's: ``nominatim`` (OpenStreetMap's), ``photon``, ``opencage``, …
    options : mapping of str to str
        What that geocoder wants beside the name, such as ``api_key``, or ``domain`` for a server of one's own.
    refresh : bool
        Ask again for names of which an answer is kept.
    application : str
        Name and version of the program that asks.
    timeout_s : float
        A request that takes longer has failed.

    Raises
    ------
    ServiceSetupError
        The contact is not a mail address, or the domain none of a server.

    Examples
    --------
    >>> Online(contact="desk@paper.example").geocoder
    'nominatim'
    >>> Online(contact="nobody")
    Traceback (most recent call last):
        ...
    gazetteer.errors.ServiceSetupError: 'nobody' is not a mail address; the services' terms of use want one
    """

    contact: str
    geocoder: str = "nominatim"
    options: Mapping[str, str] = field(default_factory=dict)
    refresh: bool = False
    application: str = "geomap"
    timeout_s: float = 10.0

    def __post_init__(self) -> None:
        if not _MAIL.fullmatch(self.contact):
            raise ServiceSetupError(f"{self.contact!r} is not a mail address; the services' terms of use want one")
        if not _SERVER.fullmatch(domain := self.options.get("domain", "none")):
            raise ServiceSetupError(f"{domain!r} is not the name of a server; try geocoder.example.org")

    @property
    def service(self) -> str:
        """The geocoder's name, and its server when that is not the usual one: what an answer is remembered under.

        Examples
        --------
        >>> Online(contact="desk@paper.example", options={"domain": "geo.paper.example"}).service
        'nominatim geo.paper.example'
        """
        name = self.geocoder.lower()
        return f"{name} {domain}" if (domain := self.options.get("domain")) else name
