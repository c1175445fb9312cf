from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from geomap.story import yamlpos
from geomap.story.yamllayout import Part, layout


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test with both of PyYAML's parsers: not every installation has libyaml's."""
    if request.param == "python":
        monkeypatch.setattr(yamlpos, "_LOADER", yaml.SafeLoader)


def shown(text: str, part: Part) -> object:
    """A part as the text that it covers, with those in it."""
    own = text[part.start : part.end]
    if part.sort == "map":
        return own, {key.text: shown(text, value) for key, value in part.items()}
    return (own, [shown(text, value) for value in part.values]) if part.sort == "list" else own


PARTS: list[tuple[str, object]] = [
    ("a: 1  # x\n", ("a: 1", {"a": "1"})),
    ("a: 'x  # y'\nb: \"é\"\n", ("a: 'x  # y'\nb: \"é\"", {"a": "'x  # y'", "b": '"é"'})),
    ("- x\n- y: z\n\n# end\n", ("- x\n- y: z", ["x", ("y: z", {"y": "z"})])),
    ("[x, {y: z}]\n", ("[x, {y: z}]", ["x", ("{y: z}", {"y": "z"})])),
    ("a:\nb: x\n", ("a:\nb: x", {"a": "", "b": "x"})),
    ("{}\n", ("{}", {})),
    ("a: b\r\n  c\r\nd: e\r\n", ("a: b\r\n  c\r\nd: e", {"a": "b\r\n  c", "d": "e"})),
    ("a: x\u2028y\u0085z  # one line", ("a: x\u2028y\u0085z", {"a": "x\u2028y\u0085z"})),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_every_part_is_where_it_is(text: str, expected: object) -> None:
    assert shown(text, layout(text)) == expected


def test_a_block_of_text_ends_before_the_next_line_that_is_not_in_it() -> None:
    text = "a: |\n  x\n\n  y\n\nb: 1\n"
    block = layout(text).get("a")
    assert block is not None
    assert text[block.start : block.end] == "|\n  x\n\n  y\n\n"


def test_brackets_are_told_from_indentation() -> None:
    root = layout("a: [x]\nb:\n- y\n")
    assert [(key.text, value.flow) for key, value in root.items()] == [("a", True), ("b", False)]
    assert (root.flow, root.get("c")) == (False, None)


KEYS = st.text("abc", min_size=1, max_size=3)
VALUES = st.recursive(
    st.text(alphabet="ab:#-[]{}, é\u0645\n'\"", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), st.booleans())
def test_each_part_by_itself_is_the_value_that_it_is_in_the_whole(data: dict[str, object], flow: bool) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, width=20, sort_keys=False)
    for key, part in layout(text).items():
        piece = text[part.start : part.end]
        if part.sort == "scalar" or part.flow:
            assert yaml.safe_load(piece or "''") == data[key.text]
