"""Online tiles: named by the author, refused where they could not work for every reader."""

from __future__ import annotations

import pytest

from geomap.errors import UsageError
from geomap.tiles import find_tiles


def test_a_provider_brings_its_address_credit_and_origins() -> None:
    tiles = find_tiles("OpenTopoMap")
    assert tiles.name == "OpenTopoMap"
    assert "OpenStreetMap" in tiles.attribution
    assert all(origin.startswith("https://") for origin in tiles.origins)
    assert {"url", "subdomains", "maxZoom"} == set(tiles.options)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("OpenTopoMa", "try OpenTopoMap"),
        ("no such thing at all", "no provider of this name"),
        ("OpenStreetMap.Mapnik", "refuse pages that are opened from a file"),
        ("Thunderforest.OpenCycleMap", "needs a key"),
    ],
)
def test_others_are_refused_with_the_reason(name: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        find_tiles(name)
