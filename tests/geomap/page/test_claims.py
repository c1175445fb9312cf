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


@pytest.mark.parametrize(
    ("statuses", "taken"),
    [
        (("accepted", "conflict"), 0),
        (("conflict", "accepted"), 1),
        (("accepted", "issue"), 0),
        (("accepted", "accepted"), None),  # what stands when nothing is said: both
        (("conflict", "conflict"), None),
        (("accepted",), None),
    ],
)
def test_the_value_that_the_author_took_is_told_with_the_reason(statuses: tuple[str, ...], taken: int | None) -> None:
    sources = ("wire", "other")
    said = [
        claim(str(i), sources[i], status=ClaimStatus(status), remarks=f"because {i}")
        for i, status in enumerate(statuses)
    ]
    (found,) = stated(said, PRESS)["x"]
    assert [side.taken for side in found.sides] == [i == taken for i in range(len(statuses))]
    assert found.is_settled is (taken is not None)
    for i, side in enumerate(found.sides):
        assert side.why == ((f"because {i}",) if i == taken else ())
        assert (f"because {i}" in side.remarks) is (i != taken)


def test_reprints_are_counted_as_one_voice_for_a_value() -> None:
    (found,) = stated([claim("8", "wire"), claim("8", "paper"), claim("9", "other")], PRESS)["x"]
    assert [side.voices for side in found.sides] == [1, 1]


def test_a_circle_of_reprints_ends() -> None:
    circle = [Source(id="a", title="A", parent="b"), Source(id="b", title="B", parent="a")]
    assert set(voices(circle)) == {"a", "b"}
