"""Where sources differ: only where independent ones state different things."""

from __future__ import annotations

import pytest

from geomap.page.claims import stated, voices
from geomap.story.model import Claim, ClaimStatus, Source

PRESS = [
    Source(id="wire", title="Wire"),
    Source(id="paper", title="Paper", parent="wire"),
    Source(id="blog", title="Blog", parent="paper"),
    Source(id="other", title="Other"),
]


def claim(value: str, source: str, **more: object) -> Claim:
    return Claim.model_validate({"about": "x", "property": "dead", "value": value, "source": source, **more})


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        ([claim("8", "wire"), claim("9", "other")], True),
        ([claim("8", "wire"), claim("8", "other")], False),
        ([claim("Eight  men", "wire"), claim("eight men", "other")], False),
        ([claim("8", "wire"), claim("9", "paper")], False),
        ([claim("8", "wire"), claim("9", "blog")], False),
        ([claim("8", "paper"), claim("9", "blog"), claim("8", "other")], True),
        ([claim("8", "wire"), claim("9", "wire")], False),
        ([claim("8", "wire")], False),
    ],
)
def test_sources_differ_when_two_voices_state_two_values(said: list[Claim], differs: bool) -> None:
    (found,) = stated(said, PRESS)["x"]
    assert found.differs is differs


def test_every_value_stands_with_all_who_state_it() -> None:
    (found,) = stated([claim("8", "wire"), claim("9", "other"), claim("8", "paper")], PRESS)["x"]
    assert [(side.value, side.sources) for side in found.sides] == [("8", ("wire", "paper")), ("9", ("other",))]


def test_differences_come_first_and_else_the_order_stays() -> None:
    said = [
        claim("a", "wire", property="first"),
        claim("b", "wire", property="second"),
        claim("c", "other", property="second"),
    ]
    assert [one.property for one in stated(said, PRESS)["x"]] == ["second", "first"]


def test_what_the_author_thinks_of_a_claim_is_kept() -> None:
    said = [claim("8", "wire", locator="p. 3", status=ClaimStatus.ISSUE, certainty="low", remarks="an old figure")]
    assert stated(said, PRESS)["x"][0].sides[0].remarks == ("p. 3", "doubtful", "low", "an old figure")


def test_a_circle_of_reprints_ends() -> None:
    circle = [Source(id="a", title="A", parent="b"), Source(id="b", title="B", parent="a")]
    assert set(voices(circle)) == {"a", "b"}
