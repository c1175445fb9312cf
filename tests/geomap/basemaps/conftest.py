"""The base map of the worked example, on the gazetteer that users get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geomap.basemaps import BaseMap, base_map

if TYPE_CHECKING:
    from gazetteer import Gazetteer


@pytest.fixture(scope="session")
def syria(default_gazetteer: Gazetteer) -> BaseMap:
    """The base map of the worked example."""
    return base_map(default_gazetteer, 35.5, 32.5, 41.5, 36.6, division_countries={"SY"})
