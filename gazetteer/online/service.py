"""A geocoder of geopy's, asked politely: identified, once a second, and with every failure told from "not found"."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from functools import partial
from typing import Any

from geopy.exc import (  # type: ignore[import-untyped]
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderNotFound,
    GeocoderRateLimited,
    GeopyError,
)
from geopy.geocoders import SERVICE_TO_GEOCODER, get_geocoder_for_service  # type: ignore[import-untyped]
from geopy.geocoders.base import Geocoder  # type: ignore[import-untyped]
from geopy.location import Location  # type: ignore[import-untyped]

from gazetteer.errors import ServiceError, ServiceSetupError
from gazetteer.online.answers import Found, UnusableAnswerError, clean, read_answer
from gazetteer.online.pace import ONE_A_SECOND, Pace
from gazetteer.online.settings import Online
from gazetteer.online.transport import CarefulAdapter

MAX_ANSWERS = 10

# What the program itself sees to, and no option may change.
_OWN = frozenset({"self", "user_agent", "timeout", "adapter_factory", "proxies", "ssl_context"})


class Service:
    """One geocoder, ready to be asked.

    Parameters
    ----------
    online : Online
    pace : Pace
        How fast requests may follow each other.

    Raises
    ------
    ServiceSetupError
        geopy has no such geocoder, or the geocoder no such option, or it needs one that is missing.
    """

    def __init__(self, online: Online, *, pace: Pace = ONE_A_SECOND) -> None:
        self.name = online.geocoder.lower()
        self._shown = online.service
        self._geocoder = _geocoder(online, pace)
        self._accepted = inspect.signature(self._geocoder.geocode).parameters

    def ask(self, name: str, *, countries: tuple[str, ...] = ()) -> tuple[Found, ...]:
        """The places that the service has for a name, its best first; none where it knows no such name.

        Parameters
        ----------
        name : str
            As reported.
        countries : tuple of str
            ISO 3166-1 codes to look in; a service that cannot be told so looks everywhere.

        Raises
        ------
        ServiceError
            The service failed, refused, or answered what cannot be right: nothing is known of the name.
        """
        try:
            with warnings.catch_warnings():  # geopy warns of a wrong latitude, and then raises an error
                warnings.simplefilter("ignore")
                answer = self._geocoder.geocode(name, **self._question(countries)) or ()
            locations = [answer] if isinstance(answer, Location) else answer  # some cannot give more than one
            found = [
                read_answer(self.name, at.raw, address=at.address, lon=at.longitude, lat=at.latitude)
                for at in locations[:MAX_ANSWERS]
            ]
        except GeopyError as error:
            raise self._failure(name, error) from error
        except UnusableAnswerError as error:
            raise self._failed(name, f"the answer cannot be right: {error}") from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # What geopy stumbles over in an answer of another form than it expects.
            raise self._failed(name, f"the answer cannot be understood ({clean(str(error))})") from error
        return tuple(one for one in found if one is not None)

    def _question(self, countries: tuple[str, ...]) -> dict[str, Any]:
        """Arguments of the geocoder's own method: what we want, as far as it can be told."""
        wanted: dict[str, Any] = {
            "exactly_one": False, "limit": MAX_ANSWERS, "language": "en", "namedetails": True, "addressdetails": True,
            "extratags": True,
        }  # fmt: skip
        if countries:
            wanted["country_codes"] = [code.lower() for code in countries]
        if len(countries) == 1:  # some take a list here, some do not
            wanted["country"] = countries[0].lower()
        return {key: value for key, value in wanted.items() if key in self._accepted}

    def _failure(self, name: str, error: GeopyError) -> ServiceError:
        if isinstance(error, GeocoderRateLimited):
            wait = error.retry_after or None  # Nominatim's own server sends 0, and means no such thing
            how_long = f"at least {wait:.0f} seconds" if wait else "some minutes"
            return self._failed(
                name, f"it was asked too often ({error})", f"wait {how_long} before the next try", retry_after_s=wait
            )
        if isinstance(error, GeocoderAuthenticationFailure | GeocoderInsufficientPrivileges):
            advice = "read its terms of use, look at the key if it wants one, or ask another geocoder"
            return self._failed(name, f"it refuses to answer ({error})", advice)
        return self._failed(name, clean(str(error)) or type(error).__name__)

    def _failed(
        self, name: str, what: str, advice: str = "try again later", *, retry_after_s: float | None = None
    ) -> ServiceError:
        return ServiceError(
            f"{self._shown}: the service failed when asked for {clean(name)!r}: {what}. "
            f"Whether there is such a place is not known; {advice}",
            retry_after_s=retry_after_s,
        )


def _geocoder(online: Online, pace: Pace) -> Geocoder:
    try:
        made_by = get_geocoder_for_service(online.geocoder)
    except GeocoderNotFound:
        raise ServiceSetupError(
            f"geopy has no geocoder {online.geocoder!r}; try one of {', '.join(sorted(SERVICE_TO_GEOCODER))}"
        ) from None
    takes = {
        name: parameter
        for name, parameter in inspect.signature(made_by.__init__).parameters.items()
        if name not in _OWN
    }
    _check_options(online.geocoder, online.options, takes)
    own = {
        "user_agent": f"{online.application} ({online.contact})",
        "timeout": online.timeout_s,
        "adapter_factory": partial(CarefulAdapter, pace=pace),
    }
    try:
        return made_by(**_typed(online.options, takes), **own)
    except (ConfigurationError, TypeError, ValueError) as error:
        raise ServiceSetupError(f"{online.geocoder}: {error}") from error


def _typed(options: Mapping[str, str], takes: Mapping[str, inspect.Parameter]) -> dict[str, Any]:
    """The options as the geocoder wants them: a number where its own default is one."""
    return {name: int(value) if isinstance(takes[name].default, int) else value for name, value in options.items()}


def _check_options(geocoder: str, options: Mapping[str, str], takes: Mapping[str, inspect.Parameter]) -> None:
    unknown = [name for name in options if name not in takes]
    missing = [
        name for name, parameter in takes.items() if parameter.default is parameter.empty and name not in options
    ]
    if unknown:
        raise ServiceSetupError(f"{geocoder} has no option {', '.join(unknown)}; it has {', '.join(takes) or 'none'}")
    if missing:
        raise ServiceSetupError(f"{geocoder} needs the option {', '.join(missing)}")
