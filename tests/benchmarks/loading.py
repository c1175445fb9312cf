"""What tests and benchmarks share: files under tests/ that no package holds."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def load_beside(name: str) -> ModuleType:
    """The functions of a file of tests/, such as ``roads`` for tests/roads.py."""
    spec = importlib.util.spec_from_file_location(f"tests_{name}", Path(__file__).parents[1] / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
