"""Leave to ask an online geocoder, as the options of a command give it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from gazetteer import Online


def online_of(arguments: argparse.Namespace) -> Online | None:
    """Leave to ask an online geocoder, as the options of a command give it."""
    given = {"--contact": arguments.contact, "--geocoder": arguments.geocoder, "--refresh": arguments.refresh}
    if not arguments.online:
        if stray := [option for option, value in {**given, "--geocoder-option": arguments.options}.items() if value]:
            from geomap.errors import UsageError

            raise UsageError(f"{stray[0]} says how to go online; add --online")
        return None
    from gazetteer import Online
    from geomap import __version__
    from geomap.errors import UsageError

    if not arguments.contact:
        raise UsageError("--online wants --contact MAIL: the services' terms of use ask for an address")
    return Online(
        contact=arguments.contact,
        geocoder=arguments.geocoder or "nominatim",
        options=dict(arguments.options),
        refresh=arguments.refresh,
        application=f"geomap/{__version__}",
    )
