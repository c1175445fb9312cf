"""Which name is the Arabic one."""

from __future__ import annotations

import pytest

from gazetteer.local_names import arabic_name


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["Paris", "باریس"], ""),  # Persian yeh
        (["دير الزور", "دیر الزور", "دیرالزور"], "دير الزور"),
        (["الرقة", "رقه", "ڕەققە"], "الرقة"),
        (["القامشلو", "القامشلي", "قامشلو"], "القامشلي"),
        (["حمص", "مدينة حمص"], "حمص"),
        (["حماة", "حماه"], "حماة"),
        (["ترطوس", "طرطوس"], "طرطوس"),
        (["د مشق", "دمشق"], "دمشق"),
        (["أذرِعات", "درعا"], "درعا"),  # vowel signs
        (["كةربالا", "كربلاء", "كربلاء المقدسة"], "كربلاء"),
        (["اسكندريه", "الإسكندرية"], "الإسكندرية"),
        (["الأقصر", "الاقصر", "اقصر"], "الأقصر"),
        (["Luxor- الأقصر"], ""),
    ],
)
def test_the_name_that_readers_of_arabic_know(names: list[str], expected: str) -> None:
    assert arabic_name(names) == expected
    assert arabic_name(reversed(names)) == expected
