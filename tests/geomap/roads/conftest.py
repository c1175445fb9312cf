"""What tests of road engines share: the network makers of tests/roads.py."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def maker(load_script: Callable[[str], ModuleType]) -> ModuleType:
    """The functions of tests/roads.py."""
    return load_script("tests/roads.py")
