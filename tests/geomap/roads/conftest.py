"""What tests of road engines share: the network makers of tests/roads.py, and engines on roads drawn by hand."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.roads import GraphEngine, read_roads

# Its wheels are for some systems and for Python 3.12 and newer.
collect_ignore = [] if importlib.util.find_spec("valhalla") else ["test_real_valhalla.py"]


@pytest.fixture(scope="session")
def maker(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The functions of tests/roads.py."""
    return load_script("tests/roads.py")


@pytest.fixture
def engine(maker: ModuleType, tmp_path: Path) -> Callable[..., GraphEngine]:
    """``engine(line, (line, properties), ...)``: the graph engine on these lines, as GeoJSON."""
    number = itertools.count()

    def make(*lines: Any) -> GraphEngine:
        path = tmp_path / f"roads{next(number)}.geojson"
        path.write_text(maker.geojson(*lines), encoding="utf-8")
        return GraphEngine(read_roads([path]))

    return make


@pytest.fixture(scope="session")
def routers(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The module tests/routers.py: Valhalla and OSRM as they behave."""
    return load_script("tests/routers.py")


@pytest.fixture
def start_router(routers: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """``start_router("osrm")``: such a service on this machine, asked without a proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    running: list[Any] = []

    def start(kind: str = "valhalla") -> Any:
        running.append(routers.Router(kind))
        return running[-1]

    yield start
    for router in running:
        router.close()
