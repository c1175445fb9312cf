"""The base map as JSON data and back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from geomap.basemaps import BaseMap, Label, Land, decode, encode
from geomap.projection import Box

K = 1000
degrees = st.integers(-400 * K, 400 * K).map(lambda units: units / K)
lines = st.lists(st.tuples(degrees, degrees), min_size=2, max_size=6).map(tuple)
many_lines = st.lists(lines, max_size=4).map(tuple)
refs = st.lists(st.integers(-4, 3), min_size=1, max_size=3).map(tuple)
labels = st.builds(
    Label,
    kind=st.sampled_from(["country", "sea", "division", "town"]),
    text=st.text(min_size=1),
    local=st.text(),
    lon=degrees,
    lat=degrees,
    zoom=st.integers(0, 18),
    rank=st.integers(0, 2),
)
base_maps = st.builds(
    BaseMap,
    box=st.builds(Box, degrees, degrees, degrees, degrees),
    per_degree=st.just(K),
    arcs=many_lines,
    coasts=st.integers(0, 4),
    borders=st.integers(0, 4),
    lands=st.lists(
        st.builds(Land, country=st.sampled_from(["SY", "IQ"]), polygons=st.tuples(st.tuples(refs))), max_size=2
    ).map(tuple),
    divisions=many_lines,
    rivers=many_lines,
    lakes=st.lists(st.tuples(lines), max_size=2).map(tuple),
    labels=st.lists(labels, max_size=4).map(tuple),
    credits=st.lists(st.text(), max_size=2).map(tuple),
)


@given(base=base_maps)
def test_what_goes_in_comes_out(base: BaseMap) -> None:
    assert decode(json.loads(json.dumps(encode(base)))) == base


def test_the_example_too(syria: BaseMap) -> None:
    assert decode(encode(syria)) == syria


def test_numbers_are_whole_and_small(syria: BaseMap) -> None:
    steps = [step for line in encode(syria)["arcs"] for step in line[2:]]
    assert all(isinstance(step, int) for step in steps)
    assert sum(abs(step) < 100 for step in steps) > 0.8 * len(steps)
