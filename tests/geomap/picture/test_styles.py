"""The part of CSS that our pictures use, case by case."""

from __future__ import annotations

import pytest

from geomap.picture.styles import Element, Known, computed, rules


def style(sheet: str, *path: tuple[str, dict[str, str]]) -> dict[str, str]:
    within: list[Element] = []
    for name, attributes in path:
        within.append(computed(name, attributes, within, rules(sheet)))
    return dict(within[-1].style)


@pytest.mark.parametrize(
    ("sheet", "fill"),
    [
        ("", "#000000"),
        (".a{fill:red}", "red"),
        (".a{fill:red}.b{fill:blue}", "blue"),
        (".b{fill:blue}.a{fill:red}", "red"),
        (".a.b{fill:green}.b{fill:blue}", "green"),
        (".c .b{fill:green}.b{fill:blue}", "green"),
        (".x .b{fill:green}", "#000000"),
        ("g path{fill:green}.b{fill:blue}", "blue"),
        ("#it{fill:gold}.a.b{fill:green}", "gold"),
        (".a{fill:red}@media (prefers-color-scheme:dark){.a{fill:blue} .b{fill:blue}}", "red"),
        ("/* .a{fill:blue} */.a{fill:red}", "red"),
        (".a:hover{fill:blue}", "#000000"),
        (".c{fill:teal}", "teal"),
        ("path{fill:navy}.c{fill:teal}", "navy"),
    ],
)
def test_the_rule_that_counts_wins(sheet: str, fill: str) -> None:
    path = ("svg", {}), ("g", {"class": "c"}), ("path", {"class": "a b", "id": "it"})
    assert style(sheet, *path)["fill"] == fill


def test_what_a_sheet_sets_is_remembered_for_elements_that_stand_alike_alone() -> None:
    sheet, known = rules("text{fill:red}.a text{fill:blue}.a .b{fill:green}"), Known()
    above = [computed("g", {"class": name}, (), sheet, known=known) for name in ("a", "c")]
    fills = [
        computed("text", attributes, (outer,), sheet, known=known).style["fill"]
        for outer in above
        for attributes in ({}, {"class": "b"}, {"x": "1"}, {"style": "fill:gold"})
    ]
    assert fills == ["blue", "green", "blue", "gold", "red", "red", "red", "gold"]
    assert len(known) == 6


def test_attributes_count_less_than_rules_and_a_style_of_its_own_most() -> None:
    element = {"class": "a", "fill": "red", "stroke-width": "2"}
    assert style(".a{fill:blue}", ("path", element)) | {"x": ""} == {
        **style(".a{fill:blue}", ("path", element)), "fill": "blue", "stroke-width": "2", "x": "",
    }  # fmt: skip
    assert style(".a{fill:blue}", ("path", {**element, "style": "fill: gold"}))["fill"] == "gold"


def test_what_a_group_alone_has_is_not_handed_down() -> None:
    found = style("", ("g", {"opacity": "0.5", "clip-path": "url(#a)", "stroke": "red"}), ("path", {}))
    assert "opacity" not in found
    assert "clip-path" not in found
    assert found["stroke"] == "red"
