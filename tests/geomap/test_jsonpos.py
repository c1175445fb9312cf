from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import StoryError
from geomap.story import jsonpos
from geomap.story.jsonpos import read_json
from geomap.story.nodes import Plain

STOPS = [
    # text, line, column, what is said
    ('{"a": 1,\n "b" 2}', 2, 6, "a colon is missing"),
    ('{"a": 1 "b": 2}', 1, 9, "a comma or } is missing"),
    ("[1 2]", 1, 4, "a comma or ] is missing"),
    ('{"a": [1, 2,]}', 1, 13, "a comma after the last entry"),
    ("{a: 1}", 1, 2, "a key must stand in double quotation marks"),
    ("{'a': 1}", 1, 2, "a key must stand in double quotation marks"),
    ('{"a": yes}', 1, 7, "text must stand in double quotation marks"),
    ('{"a": True}', 1, 7, "text must stand in double quotation marks"),
    ('{"a": 01}', 1, 7, "text must stand in double quotation marks"),
    ('{"a": "x}', 1, 7, "the quotation mark is not closed on this line"),
    ('{"a": "x\ny"}', 1, 7, "the quotation mark is not closed on this line"),
    ('{"a": "\\q"}', 1, 8, "a backslash that JSON does not know"),
    ('{"a": }', 1, 7, "a value is missing"),
    ('{"a": 1', 1, 8, "a comma or } is missing"),
    ("{} {}", 1, 4, "text after the end"),
    ("// comment\n{}", 1, 1, "text must stand in double quotation marks"),
    ("[" * 200_000, 1, 65, "nested deeper than 64 levels"),
    ('{"a":' * 200_000, 1, 321, "nested deeper than 64 levels"),
]
NOTED = [
    ('{"a": 1,\n "a": 2}', 2, 2, "the key a is given twice, first on line 1"),
    ('{"a": NaN}', 1, 7, "not a number that JSON has"),
    ('{"a": -Infinity}', 1, 7, "not a number that JSON has"),
    ('{"a": ' + "9" * 5001 + "}", 1, 7, "a number of 5,001 digits"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), STOPS, ids=[r[0][:20] for r in STOPS])
def test_what_is_not_json_is_told_where_it_goes_wrong(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(StoryError) as caught:
        read_json(text, "a.json")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.what.startswith(said)


@pytest.mark.parametrize(("text", "line", "column", "said"), NOTED, ids=[r[0][:20] for r in NOTED])
def test_what_the_standard_library_would_pass_over_is_noted(text: str, line: int, column: int, said: str) -> None:
    (problem,) = read_json(text, "a.json").problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.what.startswith(said)


def test_more_values_than_any_story_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonpos, "MAX_VALUES", 100)
    with pytest.raises(StoryError, match=r"a\.json:1:200: more than 1,000,000 values"):
        read_json("[" + "1," * 200 + "1]", "a.json")


def test_numbers_keep_what_was_typed() -> None:
    root = read_json('{"a": 1.10, "b": -0, "c": true, "d": null, "e": "1.10"}', "a.json").root
    assert root == {"a": "1.10", "b": "-0", "c": "true", "d": None, "e": "1.10"}
    assert [type(value) for value in root.values()] == [Plain, Plain, Plain, type(None), str]


def test_half_a_surrogate_pair_is_read_and_a_whole_one_is_a_character() -> None:
    assert read_json('{"a": "\\ud800", "b": "\\ud83d\\ude00"}', "a.json").root == {"a": "\ud800", "b": "😀"}


_trees = st.recursive(
    st.text()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def as_values(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_values(item) for item in value]
    if isinstance(value, Plain):
        return value.boolean() if value.number() is None else value.number()
    return value


@given(_trees, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_it_reads_what_the_standard_library_writes(tree: Any, indent: Any, ascii_only: bool) -> None:
    document = read_json(json.dumps(tree, indent=indent, ensure_ascii=ascii_only), "a.json")
    assert not document.problems
    assert as_values(document.root) == tree


@given(st.text('{}[],:"\\0e.-+ \n\ttrufalsn', max_size=30))
def test_it_takes_no_text_that_the_standard_library_refuses(text: str) -> None:
    try:
        document = read_json(text, "a.json")
    except StoryError:
        return
    if document.root is not None and not document.problems:
        assert json.loads(text, strict=False) == as_values(document.root)
