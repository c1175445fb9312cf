from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from geomap.errors import StoryError
from geomap.story import yamlpos
from geomap.story.nodes import Map, Path, Plain, Seq
from geomap.story.yamlpos import read_yaml


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test with both of PyYAML's parsers: not every installation has libyaml's."""
    if request.param == "python":
        monkeypatch.setattr(yamlpos, "_LOADER", yaml.SafeLoader)


SCALARS = [
    # as typed, value
    ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("12:30", "12:30"), ("1_000", "1_000"), ("0x1F", "0x1F"),
    ("0o17", "0o17"), ("007", "007"), ("2017-08-28", "2017-08-28"), (".inf", ".inf"), ("=", "="), ("<<", "<<"),
    ("300", Plain("300")), ("-1.5e3", Plain("-1.5e3")), ("true", Plain("true")), ("FALSE", Plain("FALSE")),
    ("null", None), ("~", None), ("", None), ("Null", None), ("none", "none"),
    ('"300"', "300"), ("'true'", "true"), ('""', ""), ('"null"', "null"), ("|\n  300\n", "300\n"),
    ('"caf\\u00e9"', "café"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "value"), SCALARS)
def test_scalars_are_read_by_the_core_schema_of_yaml_1_2(typed: str, value: str | None) -> None:
    read = read_yaml(f"a: {typed}", "a.yaml").root["a"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "number", "boolean"),
    [
        ("300", 300, None),
        ("-1.5e3", -1500.0, None),
        ("true", None, True),
        ("False", None, False),
        ("9" * 41, None, None),
    ],
)
def test_plain_scalars_become_numbers_and_booleans_when_asked(
    text: str, number: float | None, boolean: bool | None
) -> None:
    assert Plain.fits(text)
    assert (Plain(text).number(), Plain(text).boolean()) == (number, boolean)
    assert type(Plain(text).number()) is type(number)


REFUSED = [
    # text, line, column, what is said
    ("title: a: b", 1, 9, "a second colon"),
    ("a:\n\tb: 1", 2, 1, "a tab"),
    ("a: x\n\tb: 1", 2, 1, "a tab"),
    ("a: 'x\nb: 2\n", 1, 4, "the quotation mark ' is not closed"),
    ('a:\n  - "x\n', 2, 5, 'the quotation mark " is not closed'),
    ("a: [1, 2\nb: 3", 2, 2, "a bracket ["),
    ("a: {b: 1", 1, 9, "a bracket {"),
    ('a: "\\q"', 1, 5, "a backslash inside double quotation marks"),
    ("a: `x`", 1, 4, "text that starts with `"),
    ("a: @x", 1, 4, "text that starts with @"),
    ("a: %x", 1, 4, "text that starts with %"),
    ("a: * x", 1, 5, "text that starts with * or &"),
    ("a: 1\nfoo\nb: 2", 2, 1, "a line that is not of the form key: value"),
    ("a: - b", 1, 4, "a list item that starts in the middle of a line"),
    ("a: b\n- c", 2, 1, "this does not line up"),
    ("a:\n    b: 1\n  c: 2", 3, 3, "this does not line up"),
    ('a: "x" y', 1, 8, "this does not line up"),
    ("%YAML 2.0\n---\na: 1", 1, 1, "a version of YAML that is not known"),
    ("a: !x!y z", 1, 4, "a tag, which"),
    ("? [x]\n: 1", 1, 3, "a key that is not text"),
    ("title: {{7*7}}", 1, 9, "a key that is not text"),
    ("a: 1\n---\nb: 2", 2, 1, "a second document"),
    ("a: 1\n...\nb: 2", 3, 1, "a second document"),
    ("a: " + "[" * 200_000, 1, 27, "nested deeper than 24 levels"),
    ("- " * 200_000, 1, 49, "nested deeper than 24 levels"),
    ("{a: " * 50_000, 1, 97, "nested deeper than 24 levels"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), REFUSED, ids=[r[0][:20] for r in REFUSED])
def test_what_is_not_yaml_is_told_where_it_goes_wrong(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(StoryError) as caught:
        read_yaml(text, "a.yaml")
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.what.startswith(said)
    assert problem.hint


NOTED = [
    ("a: 1\nb: 2\na: 3", 3, 1, "the key a is given twice, first on line 1"),
    ("a: &x 1", 1, 4, "an anchor"),
    ("a: *x", 1, 4, "an alias"),
    ("a: !!python/object:os.system x", 1, 4, "a tag"),
    ("a: !!str x", 1, 4, "a tag"),
    ("a: ! x", 1, 4, "a tag"),
    ("a: &x [1]", 1, 4, "an anchor"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), NOTED)
def test_what_leaves_the_rest_readable_is_noted(text: str, line: int, column: int, said: str) -> None:
    (problem,) = read_yaml(text, "a.yaml").problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.what.startswith(said)


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    lines += [f"{chr(98 + i)}: &{chr(98 + i)} [{','.join('*' + chr(97 + i) for _ in range(9))}]" for i in range(20)]
    document = read_yaml("\n".join(lines), "a.yaml")
    assert len(document.problems) == 20 * 10 + 1
    assert all("anchor" in p.what or "alias" in p.what for p in document.problems)


def test_more_values_than_any_story_has_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlpos, "MAX_VALUES", 100)
    with pytest.raises(StoryError, match=r"a\.yaml:1:199: more than 1,000,000 values"):
        read_yaml("a: [" + "1," * 200 + "]", "a.yaml")


def test_the_first_of_two_equal_keys_stays() -> None:
    assert read_yaml("a: 1\na: {b: 2}\nc: 3", "a.yaml").root == {"a": "1", "c": "3"}


@pytest.mark.parametrize("text", ["", "\n", "# a comment\n", "---\n", "~"])
def test_an_empty_text_holds_nothing(text: str) -> None:
    assert read_yaml(text, "a.yaml").root is None


def test_positions_of_keys_values_and_what_is_missing() -> None:
    text = "a: 1\nlist:\n  - x: é\n    y: [1, {z: 2}]\n  - 'q'\nempty:\n"
    document = read_yaml(text, "a.yaml")
    spots: list[tuple[Path, bool, tuple[int, int]]] = [
        (("a",), False, (1, 4)),
        (("a",), True, (1, 1)),
        (("list",), False, (3, 3)),
        (("list", 0), False, (3, 5)),
        (("list", 0, "x"), False, (3, 8)),
        (("list", 0, "y", 1, "z"), False, (4, 16)),
        (("list", 0, "y", 1, "z"), True, (4, 13)),
        (("list", 0, "missing"), False, (3, 5)),
        (("list", 1), False, (5, 5)),
        (("list", 9), False, (3, 3)),
        (("empty",), False, (6, 7)),
        (("nowhere", "at", "all"), False, (1, 1)),
    ]
    for path, key, expected in spots:
        document.problem(path, "x", key=key)
        problem = document.problems.pop()
        assert (problem.line, problem.column) == expected, path


_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85\ufeff\ufffe\uffff")
)
_trees = st.recursive(
    _texts | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


def as_read(value: Any) -> Any:
    """A value as the reader gives it: numbers and booleans as they are typed."""
    if isinstance(value, dict):
        return {key: as_read(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_read(item) for item in value]
    return value if value is None or isinstance(value, str) else str(value).lower()


@given(st.dictionaries(_texts, _trees, min_size=1, max_size=4), st.booleans())
def test_what_pyyaml_writes_is_read_back(tree: dict[str, Any], flow: bool) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow)
    document = read_yaml(text, "a.yaml")
    assert not document.problems
    assert document.root == as_read(tree)


_shapes = st.recursive(
    st.just("leaf"),
    lambda inner: st.lists(inner, min_size=1, max_size=4) | st.dictionaries(_texts, inner, min_size=1, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_texts, _shapes, min_size=1, max_size=4), st.booleans())
def test_every_position_points_at_the_text_that_stands_there(shape: dict[str, Any], flow: bool) -> None:
    counter = itertools.count()
    tree = numbered(shape, counter)
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    document = read_yaml(text, "a.yaml")
    lines = text.split("\n")
    found = list(leaves(document.root, ()))
    assert len(found) == next(counter)
    for path, value in found:
        document.problem(path, "x")
        problem = document.problems.pop()
        assert lines[problem.line - 1][problem.column - 1 :].startswith(value)


def numbered(shape: Any, counter: Iterator[int]) -> Any:
    """The same shape, each leaf a text of its own."""
    if isinstance(shape, dict):
        return {key: numbered(item, counter) for key, item in shape.items()}
    if isinstance(shape, list):
        return [numbered(item, counter) for item in shape]
    return f"leaf-{next(counter)}-end"


def leaves(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Map):
        for key in value:
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, Seq):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value
