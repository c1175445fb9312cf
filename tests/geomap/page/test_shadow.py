"""The style sheet of the page, for a shadow root."""

from __future__ import annotations

import re

import pytest

from geomap.page.assets import element_script, style
from geomap.page.shadow import REM, WRAPPER, shadow_style


def rules(sheet: str) -> str:
    return shadow_style(sheet).removeprefix(f"{WRAPPER}{{--rem:{REM}}}")


@pytest.mark.parametrize(
    ("sheet", "rewritten"),
    [
        (":root{--a:1}", ".geomap{--a:1}"),
        ("html,body.compact>.b{x:y}", ".geomap,.geomap.compact>.b{x:y}"),
        (".body,#body,[data-html],.somebody,tbody{x:y}", ".body,#body,[data-html],.somebody,tbody{x:y}"),
        ("a{margin:-.5rem 1.25rem}", "a{margin:calc(-.5*var(--rem)) calc(1.25*var(--rem))}"),
        ('a::before{content:"2rem {body}"}', 'a::before{content:"2rem {body}"}'),
        ("a{font-size:clamp(1rem,2vw,3vh)}", "a{font-size:clamp(calc(1*var(--rem)),2cqw,3vh)}"),
        ("@media print{body{x:y}}", "@media print{.geomap{x:y}}"),
        ("@media (max-width:40rem){a{x:y}}", "@container geomap (max-width:640px){a{x:y}}"),
        (
            "@media screen and (min-width:30em) and (hover){a{x:y}}",
            "@media screen and (hover){@container geomap (min-width:30em){a{x:y}}}",
        ),
        (
            "@media (min-width:1rem) and (max-width:2rem){a{x:y}}",
            "@container geomap (min-width:16px) and (max-width:32px){a{x:y}}",
        ),
        ("@container stage (min-width:2rem){body{x:y}}", "@container stage (min-width:32px){.geomap{x:y}}"),
        ("@supports (x:y){body{a:1rem}}", "@supports (x:y){.geomap{a:calc(1*var(--rem))}}"),
        ("@page{size:A4}a{x:y}", "a{x:y}"),
        ("@keyframes k{from{top:1rem}to{top:0}}", "@keyframes k{from{top:calc(1*var(--rem))}to{top:0}}"),
    ],
)
def test_what_belongs_to_the_window_becomes_the_elements_own(sheet: str, rewritten: str) -> None:
    assert rules(sheet) == rewritten


@pytest.mark.parametrize("query", ["print,(min-width:1rem)", "not all and (width>3rem)"])
def test_a_query_that_cannot_be_split_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match="must be joined"):
        shadow_style(f"@media {query}{{a{{x:y}}}}")


def test_of_our_own_sheet_nothing_is_left_that_asks_the_page_around() -> None:
    sheet = rules(style(compact=True, tiles=True))
    assert not re.search(r"[\d.]rem\b|\dvw\b|:root|(?<![\w.#-])(?:body|html)(?![\w-])", re.sub(r'"[^"]*"', "", sheet))
    assert not re.search(r"@media[^{]*width", sheet)
    assert sheet.count("{") == sheet.count("}")


def test_the_script_of_the_element_holds_its_sheet_and_its_version() -> None:
    script = element_script("1.2.3+test")
    assert '"1.2.3+test"' in script
    assert "%geomap-" not in script
    assert ":host{display:block !important" in script
    assert script.isascii()
    assert element_script("1.2.3+test") == script
