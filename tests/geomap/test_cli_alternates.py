"""The command on a story with roads: what it offers, and what it says on standard error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.cli import main

STORY = """\
sources: [{id: s, title: S}]
places:
  - {id: west, lon: 40.0, lat: 34.0}
  - {id: east, lon: 40.5, lat: 34.0}
  - {id: end, lon: 41.0, lat: 34.0}
  - {id: bridge, lon: 40.75, lat: 34.0}
reports:
  - {id: r, title: R, where: west, sources: [s]}
roads: {engine: graph, files: [roads.geojson]}
routes:
  - id: way
    title: Way
    legs:
      - {id: first, from: west, to: east, basis: considered}
      - {id: second, from: east, to: end, basis: inferred}
obstacles:
  - {id: cut, title: The bridge is down, where: bridge, radius_km: 2, sources: [s]}
"""


@pytest.mark.parametrize(("asked", "offered"), [([], 0), (["--alternates", "1"], 1), (["--alternates", "3"], 2)])
def test_ways_are_offered_and_that_none_is_left_is_said(
    default_gazetteer: Any,
    load_script: Callable[[str], ModuleType],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    asked: list[str],
    offered: int,
) -> None:
    ways = ([(40.0, 34.0), (40.0, lat), (40.5, lat), (40.5, 34.0)] for lat in (34.01, 34.1, 34.15))
    roads = load_script("tests/roads.py").geojson(*ways, [(40.5, 34.0), (41.0, 34.0)])
    (tmp_path / "roads.geojson").write_text(roads, encoding="utf-8")
    (tmp_path / "story.yaml").write_text(STORY, encoding="utf-8")
    assert main(["build", str(tmp_path / "story.yaml"), "-o", str(tmp_path / "out"), "-q", *asked]) == 0
    said = capsys.readouterr().err
    assert "story.yaml:15:9: routes[0].legs[1] (second): warning: No way is left by road: The bridge is down" in said
    first, second = json.loads((tmp_path / "out" / "legs.geojson").read_text())["features"]
    assert len((first["properties"]["alternates_km"] or "").split(" | ")) == max(1, offered)
    assert (first["properties"]["alternates_km"] is None) is (offered == 0)
    assert (second["geometry"], second["properties"]["blocked_by"]) == (None, "cut")


def test_more_than_three_alternates_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--alternates", "4"]) == 2
    assert "invalid choice" in capsys.readouterr().err
