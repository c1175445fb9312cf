"""Values of options: what is typed, read and checked."""

from __future__ import annotations

import argparse
import os


def read_country_codes(text: str) -> list[str]:
    """Countries as ISO 3166-1 writes them in two letters, with commas between them."""
    return [_country_code(code.strip()) for code in text.split(",")]


def _country_code(text: str) -> str:
    if len(text) != 2 or not text.isalpha() or not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} is not a country code; try two letters, e.g. SY")
    from geomap.countries import country_hint, is_country

    if not is_country(text.upper()):
        raise argparse.ArgumentTypeError(f"there is no country with the code {text!r}; try {country_hint(text)}")
    return text.upper()


def read_option(text: str) -> tuple[str, str]:
    """``NAME=VALUE``; ``env:VARIABLE`` takes the value from the environment, where it is not seen by others."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE; try domain=geocoder.example.org")
    if not value.startswith("env:"):
        return name, value
    variable = value.removeprefix("env:")
    if variable not in os.environ:
        raise argparse.ArgumentTypeError(f"there is no environment variable {variable!r}")
    return name, os.environ[variable]


def read_lon_lat(text: str) -> tuple[float, float]:
    """A point as ``LON,LAT`` in degrees (WGS84)."""
    import math

    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT; try 40.1,35.3") from None
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not on Earth; longitude comes first (-180 to 180), then latitude (-90 to 90)"
        )
    return lon, lat


def read_kind(text: str) -> str:
    """A kind of place."""
    from difflib import get_close_matches

    from gazetteer import Kind

    kinds = [kind.value for kind in Kind]
    if text not in kinds:
        near = get_close_matches(text, kinds, 1)
        raise argparse.ArgumentTypeError(f"{text!r} is not a kind; try {near[0] if near else ', '.join(kinds)}")
    return text


def read_port(text: str) -> int:
    """A port of TCP; 0 stands for any that is free."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; try a number from 0 to 65535")
    return int(text)
