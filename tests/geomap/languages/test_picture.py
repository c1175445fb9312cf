"""The picture speaks the page's language, and runs its way."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"


def lines(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))


def words(svg: str) -> str:
    text = " ".join("".join(line.itertext()) for line in lines(svg))
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.mark.parametrize(
    ("interface", "said"),
    [
        ("ar", ["المصادر", "ما اعترض الطريق", "الوجهة", "في مكان ما من المنطقة", "كم", "بحسب", "28 أغسطس 2017"]),
        (
            "fr",
            ["Sources", "Ce qui faisait obstacle", "Arrêt", "Quelque part dans la zone", "km", "Rapporté par", "août"],
        ),
    ],
)
def test_the_legend_the_key_and_the_scale_speak_the_language(made: Any, interface: str, said: list[str]) -> None:
    told = words(made.picture(interface=interface))
    for text in said:
        assert text in told
    for text in ("Reported", "Sources differ", "Strike", "Somewhere", "independent source", "not stated", " Aug "):
        assert text not in told


def test_an_arabic_picture_is_set_from_the_right(made: Any) -> None:
    svg = made.picture()
    root = ElementTree.fromstring(svg)
    assert root.get("lang") == "ar"
    width = float(root.get("width") or 0)
    title = next(line for line in lines(svg) if "رحلة القافلة" in "".join(line.itertext()))
    assert title.get("direction") == "rtl"
    assert float(title.get("x") or 0) > width / 2
    assert "⟦" not in svg


def test_an_arabic_picture_has_the_swatch_before_its_words(made: Any) -> None:
    """In the order of reading: to their right."""
    root = ElementTree.fromstring(made.picture())
    items = [
        (group, text)
        for group in root.iter(f"{SVG}g")
        for text in group.findall(f"{SVG}text")
        if "".join(text.itertext()) in ("الوجهة", "توقف", "نقطة الانطلاق")
    ]
    assert len(items) == 3
    for group, text in items:
        sign = group.find(f"{SVG}g")
        assert sign is not None
        at = re.search(r"translate\(([-\d.]+)", sign.get("transform") or "")
        assert at
        assert float(at[1]) > float(text.get("x") or 0)
