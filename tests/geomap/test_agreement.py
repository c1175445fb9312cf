"""What a story states of its routes against itself, and what is drawn against what is reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from geomap.agreement import agreement_notices
from geomap.checking import check
from geomap.errors import StoryError
from geomap.legnotices import leg_notices
from geomap.locate import locate
from geomap.roads import GraphEngine, read_roads
from geomap.route import build_routes
from geomap.story import load_story

# About 46 km from a to b and from b to c; d lies beside b.
HEAD = """\
sources: [{id: s, title: S}]
places:
  - {id: pa, lon: 40.0, lat: 34.0, radius_km: 0.1}
  - {id: pb, lon: 40.5, lat: 34.0, radius_km: 0.1}
  - {id: pc, lon: 41.0, lat: 34.0, radius_km: 0.1}
  - {id: pd, lon: 40.505, lat: 34.0, radius_km: 0.1}
  - {id: wide, lon: 40.9, lat: 34.0, radius_km: 20}
reports:
  - {id: a, title: A, where: pa, sources: [s], when: 2017-08-28}
  - {id: b, title: B, where: pb, sources: [s], when: 2017-08-30}
  - {id: c, title: C, where: pc, sources: [s], when: 2017-08-29}
  - {id: undated, title: U, where: pc, sources: [s]}
"""


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., Any]:
    """The story of a file with a route of these legs, each the text of its fields."""

    def told(*legs: str, of_route: str = "", more: str = "") -> Any:
        lines = [
            f"      - {{id: l{n}, {leg}{'' if 'basis:' in leg else ', basis: inferred'}}}"
            for n, leg in enumerate(legs, start=1)
        ]
        route = f"routes:\n  - id: r\n    title: R\n{of_route}    legs:\n" + "\n".join(lines) + "\n"
        (tmp_path / "story.yaml").write_text(HEAD + more + route, encoding="utf-8")
        return load_story(tmp_path / "story.yaml")

    return told


# --- dates ------------------------------------------------------------------------------------------------------------


def test_dates_against_the_order_of_legs_are_told_with_both_lines(told: Any) -> None:
    (problem,) = agreement_notices(told("from: a, to: b", "from: pb, to: c"))
    assert problem.warning
    assert (problem.line, problem.where) == (11, "reports[2].when (c)")
    assert problem.what == "dated 29 Aug 2017, before 30 Aug 2017, which the route has before it"
    assert problem.details == ("30 Aug 2017: 10:54 reports[1].when (b)",)


@pytest.mark.parametrize(
    "legs",
    [
        ("from: a, to: c", "from: c, to: b"),
        ("from: a, to: b", "from: b, to: undated"),
        # Planned, considered or told by another source: no part of the order.
        ("from: a, to: b", "from: b, to: c, basis: planned"),
        ("from: a, to: b", "from: b, to: c, basis: considered"),
        ("from: a, to: undated", "from: a, to: b, instead_of: l1", "from: undated, to: c"),
        # Back at the start, whose report is of the departure.
        ("from: a, to: b", "from: b, to: a, basis: returned"),
        ("from: a, to: b, arrived: 2017-08-28", "from: b, to: c"),
        # The windows meet.
        ("from: a, to: b", "from: b, to: c, arrived: 2017-08"),
        ("from: a, to: b", "from: b, to: c, arrived: 2017-08-29/.."),
        ("from: a, to: pb", "from: pb, to: pc"),
    ],
)
def test_what_does_not_contradict_the_order_is_not_told(told: Any, legs: tuple[str, ...]) -> None:
    assert agreement_notices(told(*legs)) == ()


def test_a_leg_s_own_dates_go_before_those_of_reports(told: Any) -> None:
    (problem,) = agreement_notices(told("from: a, to: b", "from: b, to: undated, arrived: 2017-08-01"))
    assert (problem.line, problem.where) == (18, "routes[0].legs[1].arrived (l2)")
    assert problem.details == ("30 Aug 2017: 10:54 reports[1].when (b)",)


def test_each_end_out_of_order_is_told_once_with_the_latest_before_it(told: Any) -> None:
    problems = agreement_notices(
        told("from: a, to: b", "from: pb, to: c", "from: c, to: undated, departed: 2017-08-27, arrived: 2017-08-26")
    )
    assert [problem.where for problem in problems] == [
        "reports[2].when (c)", "routes[0].legs[2].departed (l3)", "routes[0].legs[2].arrived (l3)",
    ]  # fmt: skip
    assert all("before 30 Aug 2017" in problem.what for problem in problems)


def test_what_the_loader_tells_of_one_leg_is_not_told_again(told: Any) -> None:
    story = told("from: a, to: b", "from: b, to: c", "from: pc, to: pb, departed: 2017-09-02, arrived: 2017-09-01")
    assert agreement_notices(story) == ()
    assert [problem.where for problem in story.notices] == [
        "reports[2].when", "routes[0].legs[1].to", "routes[0].legs[2].arrived",
    ]  # fmt: skip


def test_coming_back_is_no_journey_back_in_time(told: Any, small_gazetteer: Any) -> None:
    story = told("from: a, to: b", "from: b, to: a, basis: returned")
    assert [problem.where for problem in story.notices] == ["reports[2].when"]
    frame = build_routes(story, locate(story, small_gazetteer), gazetteer=small_gazetteer)
    assert frame["speed_verdict"].tolist() == ["ok", "not testable"]


def test_check_tells_them_too(told: Any, tmp_path: Path, default_gazetteer: Any) -> None:
    told("from: a, to: b", "from: pb, to: c")
    assert any("which the route has before it" in problem.what for problem in check(str(tmp_path / "story.yaml")))


# --- sums -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "lengths", "words"),
    [
        ("100", ("50", "50"), ""),
        ("100", ("52", "52.9"), ""),
        ("100", ("60", "60"), "100 km long, and its legs come to 120 km"),
        ("100", ("40", "40"), "100 km long, and its legs come to 80 km"),
        ("{low: 100, high: 110}", ("{low: 50, high: 60}", "50"), ""),
        ("{low: 100, high: 110}", ("{low: 70, high: 80}", "60"), "100 to 110 km long, and its legs come to 130 to 140"),
        ("100", ("40", None), ""),
        ("100", ("120", None), "100 km long, and its legs come to 120 km"),
        ("100", (None, None), ""),
        (None, ("50", "50"), ""),
    ],
)
def test_lengths_of_legs_add_up_to_that_of_the_route(
    told: Any, whole: str | None, lengths: tuple[str | None, ...], words: str
) -> None:
    legs = [f"from: undated, to: pb{f', reported_km: {km}' if km else ''}" for km in lengths]
    legs += ["from: pa, to: pb, basis: considered, reported_km: 500"]
    problems = agreement_notices(told(*legs, of_route=f"    reported_km: {whole}\n" if whole else ""))
    assert bool(problems) is bool(words)
    for problem in problems:
        assert (problem.line, problem.where, problem.warning) == (16, "routes[0].reported_km (r)", True)
        assert words in problem.what


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("-3", "must be more than 0"),
        ("0", "must be more than 0"),
        ('"300"', "must be a number, or a mapping of low and high"),
        ("some", "must be a number, or a mapping of low and high"),
        ("{low: 3, high: 2}", "low and high must not fall"),
        ("{low: 3}", "is missing"),
        ("{min: 3, high: 4}", "unknown key"),
        (".inf", "number"),
    ],
)
@pytest.mark.parametrize("field", ["reported_km", "reported_h"])
def test_amounts_that_make_no_sense_are_refused(told: Any, field: str, amount: str, words: str) -> None:
    with pytest.raises(StoryError, match=words) as caught:
        told(f"from: a, to: b, {field}: {amount}")
    assert len(caught.value.problems) == (2 if amount.startswith("{min") else 1) + 1  # and reports out of order
    assert all(problem.line == 17 for problem in caught.value.problems if not problem.warning)


# --- what is drawn ----------------------------------------------------------------------------------------------------


@pytest.fixture
def notices(told: Any, small_gazetteer: Any) -> Callable[..., list[Any]]:
    """The notices about legs that were drawn, with an engine or without."""

    def notices(*legs: str, engine: GraphEngine | None = None, **more: str) -> list[Any]:
        story = told(*legs, **more)
        frame = build_routes(story, locate(story, small_gazetteer), gazetteer=small_gazetteer, engine=engine)
        return list(leg_notices(story, frame))

    return notices


@pytest.fixture
def engine(load_script: Callable[[str], ModuleType], tmp_path: Path) -> GraphEngine:
    """A road from a to b that is 1.4 times as long as the shortest way, and one on to c that is 3 times as long."""
    maker = load_script("tests/roads.py")
    first = [(40.0, 34.0), (40.0, 34.085), (40.5, 34.085), (40.5, 34.0)]
    second = [(40.5, 34.0), (40.5, 34.42), (41.0, 34.42), (41.0, 34.0)]
    (tmp_path / "roads.geojson").write_text(maker.geojson(first, second), encoding="utf-8")
    return GraphEngine(read_roads([tmp_path / "roads.geojson"]))


@pytest.mark.parametrize(
    ("km", "has_roads", "words"),
    [
        ("46", False, ""),
        ("90", False, ""),
        ("100", False, "a source reports 100 km, and the line is 46 km, the shortest way"),
        ("40", False, "a source reports 40 km, and the line is 46 km, the shortest way"),
        ("{low: 30, high: 44}", False, ""),
        ("65", True, ""),
        ("46", True, ""),
        ("80", True, "a source reports 80 km, and the line is 65 km, along roads"),
        ("40", True, "a source reports 40 km, and the line is 65 km, along roads"),
    ],
)
def test_a_line_fits_the_length_that_a_source_reports(
    notices: Any, engine: GraphEngine, km: str, words: str, *, has_roads: bool
) -> None:
    found = notices(f"from: a, to: b, reported_km: {km}", engine=engine if has_roads else None)
    assert [problem.what for problem in found] == ([words] if words else [])
    assert all((p.line, p.where, p.warning) == (17, "routes[0].legs[0].reported_km (l1)", True) for p in found)


def test_the_uncertainty_of_the_ends_is_allowed_for(notices: Any) -> None:
    assert notices("from: pb, to: wide, reported_km: 25") == []
    assert len(notices("from: pb, to: wide, reported_km: 10")) == 1


def test_the_whole_route_fits_the_length_that_a_source_reports(notices: Any) -> None:
    legs = ("from: a, to: b", "from: b, to: c", "from: b, to: c, instead_of: l2, basis: considered")
    assert notices(*legs, of_route="    reported_km: 100\n") == []
    (problem,) = notices(*legs, of_route="    reported_km: 300\n")
    assert (problem.line, problem.where) == (16, "routes[0].reported_km (r)")
    assert problem.what == "a source reports 300 km, and the line is 92 km, the shortest way"


def test_a_long_way_round_is_told_on_standard_error_too(notices: Any, engine: GraphEngine) -> None:
    (problem,) = notices("from: a, to: b", "from: b, to: c", engine=engine)
    assert problem.where == "routes[0].legs[1] (l2)"
    assert problem.what == "the way along roads is 3.0 times as long as the shortest"


def test_no_way_left_is_told(notices: Any, engine: GraphEngine) -> None:
    cut = "obstacles:\n  - {id: cut, title: The bridge is down, where: pc, radius_km: 2, sources: [s]}\n"
    (problem,) = notices("from: b, to: c", engine=engine, more=cut)
    assert (problem.where, problem.warning) == ("routes[0].legs[0] (l1)", True)
    assert problem.what == "No way is left by road: The bridge is down in the way"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("30", ""),
        ("{low: 10, high: 30}", ""),
        ("80", "a source reports 80 hours, and the dates of its ends leave at most 72"),
        ("12", "a source reports 12 hours, and the dates of its ends leave at least 24"),
    ],
)
def test_a_duration_fits_between_the_dates(notices: Any, hours: str, words: str) -> None:
    found = notices(f"from: a, to: b, reported_h: {hours}")
    assert [problem.what for problem in found] == ([words] if words else [])


# --- legs that join ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("legs", "gap_km"),
    [
        (("from: a, to: b", "from: b, to: c"), None),
        (("from: a, to: b", "from: pb, to: c"), None),
        (("from: a, to: b", "from: pd, to: c"), None),  # nearer than a kilometre
        (("from: a, to: undated", "from: wide, to: b"), None),  # as far as is known
        (("from: a, to: b", "from: c, to: b"), 46.2),
        (("from: a, to: b", "from: c, to: b, instead_of: l1"), 46.2),
        (("from: a, to: b", "from: a, to: c, instead_of: l1"), None),
        (("from: a, to: b", "from: a, to: c, instead_of: l1", "from: b, to: c"), None),
        (("from: a, to: b", "from: a, to: c, basis: considered", "from: b, to: c"), None),
        (("from: a, to: b", "from: b, to: c, basis: planned", "from: b, to: a, basis: returned"), None),
        (("from: a, to: b", "from: c, to: b, basis: planned"), 46.2),
        (("from: a, to: b", "to: c"), None),
        (("from: a", "from: c, to: b"), None),
    ],
)
def test_legs_that_do_not_join_are_told(notices: Any, legs: tuple[str, ...], gap_km: float | None) -> None:
    found = notices(*legs)
    told = [problem for problem in found if "from where the leg before ends" in problem.what]
    assert [problem.what for problem in told] == (
        [f"starts {gap_km:.0f} km from where the leg before ends"] if gap_km else []
    )
    assert all((p.line, p.where) == (18, "routes[0].legs[1].from (l2)") for p in told)


def test_a_place_inside_of_the_area_before_joins_it(small_gazetteer: Any, told: Any) -> None:
    story = told("from: a, to: Deir al-Zor governorate", "from: Deir al-Zor, to: c", "from: Boukamal, to: c")
    frame = build_routes(story, locate(story, small_gazetteer), gazetteer=small_gazetteer)
    assert frame["gap_km"].isna().tolist() == [True, True, False]
