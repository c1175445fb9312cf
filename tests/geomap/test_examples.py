"""The worked examples: they load clean, every name in them is settled, and they show what they are there to show."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import geomap
from gazetteer import Gazetteer
from geomap.build import example_path
from geomap.formats import Content, chosen, render
from geomap.outside import location_notices
from geomap.page.claims import stated
from geomap.story.journey import Leg
from geomap.story.model import Story
from geomap.when import Window, parse_when

EXAMPLES = Path(str(files("geomap") / "examples"))
STORIES = sorted(EXAMPLES.glob("*-*.yaml"))
DAYS = EXAMPLES / "eighty-days.yaml"
FRAMES = tuple[Any, Any]


@pytest.fixture(scope="module")
def led(default_gazetteer: Gazetteer) -> Callable[[Path], FRAMES]:
    """A story's reports and legs, on the index that a user gets."""

    def lead(path: Path) -> FRAMES:
        story = geomap.load_story(path)
        reports = geomap.locate(story, default_gazetteer)
        return reports, geomap.build_routes(story, reports, gazetteer=default_gazetteer)

    return lead


@pytest.fixture(scope="module")
def story() -> Story:
    return geomap.load_story(DAYS)


@pytest.fixture(scope="module")
def frames(led: Callable[[Path], FRAMES]) -> FRAMES:
    return led(DAYS)


def leg(story: Story, name: str) -> Leg:
    return next(leg for route in story.routes for leg in route.legs if leg.id == name)


def window(story: Story, text: str | None) -> Window:
    assert text is not None
    return parse_when(text, story.timezone)


def moment(story: Story, text: str | None) -> datetime:
    """A time that is told to the minute."""
    told = window(story, text)
    assert told.earliest is not None
    assert told.earliest == told.latest
    return told.earliest


# --- every example ----------------------------------------------------------------------------------------------------


def test_there_are_two_and_the_first_is_the_one_that_is_built_unasked() -> None:
    assert [path.name for path in STORIES] == ["convoy-2017.yaml", "eighty-days.yaml"]
    assert example_path() == STORIES[0]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_an_example_loads_without_a_notice_and_each_name_in_it_is_settled(
    path: Path, led: Callable[[Path], FRAMES]
) -> None:
    story = geomap.load_story(path)
    assert story.notices == ()
    reports, legs = led(path)
    assert set(reports["status"]) <= {"given", "curated", "resolved", "not_stated"}
    assert location_notices(story, reports) == ()
    assert "impossible" not in set(legs["speed_verdict"])


# --- the journey of Phileas Fogg --------------------------------------------------------------------------------------


def test_each_fact_names_its_chapter(story: Story) -> None:
    cited = [ref for report in story.reports for ref in report.sources]
    cited += [ref for route in story.routes for leg in route.legs for ref in leg.sources]
    cited += [ref for obstacle in story.obstacles for ref in obstacle.sources]
    assert len(cited) > 80
    assert [ref for ref in cited if not re.match(r"chapters? [IVX]+\b", ref.locator or "")] == []
    assert [claim for claim in story.claims if claim.locator is None] == []


def test_it_goes_round_the_world_by_four_means(story: Story) -> None:
    way = story.routes[0].legs
    assert (way[0].from_, way[-1].to) == ("departure", "london-arrival")
    named = {report.id: report.where for report in story.reports}
    for before, after in pairwise(way):
        assert before.to is not None
        assert after.from_ is not None
        # The next leg starts at the same report, or at another one of the same place.
        assert named.get(before.to, before.to) == named.get(after.from_, after.from_)
    assert {leg.mode.value for leg in way} == {"rail", "ship", "animal", "sledge"}


def test_the_crossing_of_the_antimeridian_is_one_leg_in_two_parts_that_meet(story: Story, frames: FRAMES) -> None:
    reports, legs = frames
    exported = json.loads(render(Content(story, reports, legs), chosen([]))["legs.geojson"])
    crossing = {f["properties"]["id"]: f["geometry"] for f in exported["features"] if "Multi" in str(f["geometry"])}
    assert set(crossing) == {"yokohama-san-francisco"}
    west, east = crossing["yokohama-san-francisco"]["coordinates"]
    assert (west[-1][0], east[0][0]) == (180.0, -180.0)
    assert west[-1][1] == east[0][1]


def test_a_day_is_gained(story: Story) -> None:
    start = moment(story, leg(story, "london-paris").departed)
    end = moment(story, leg(story, "liverpool-london").arrived)
    assert end - start == timedelta(days=79, minutes=5)
    deadline = moment(story, next(report.when for report in story.reports if report.id == "club"))
    assert deadline - start == timedelta(days=80)
    # Fogg counts one more; both days stand in the report's window, and the two accounts beside each other.
    report = next(report for report in story.reports if report.id == "london-arrival")
    both = window(story, report.when)
    assert both.earliest is not None
    assert both.latest is not None
    assert (both.earliest.day, both.latest.day) == (20, 21)
    (said,) = stated(story.claims, story.sources)["london-arrival"]
    assert said.differs
    assert [side.sources for side in said.sides] == [("fogg",), ("verne",)]


def test_from_the_180th_meridian_on_each_report_holds_his_day_and_the_calendars(story: Story) -> None:
    number = next(number for number, report in enumerate(story.reports) if report.id == "meridian")
    for report in story.reports[number:-1]:
        told = window(story, report.when)
        assert told.earliest is not None
        assert told.latest is not None
        assert told.latest - told.earliest == timedelta(days=2, seconds=-1), report.id


def test_missed_connections_are_told(story: Story) -> None:
    missed = {report.id for report in story.reports if report.category == "missed connection"}
    assert missed == {"carnatic-missed", "china-missed"}
    carnatic = leg(story, "carnatic")
    planned, left = window(story, carnatic.planned_departure), window(story, carnatic.departed)
    assert planned.earliest is not None
    assert left.earliest is not None
    assert left.earliest < planned.earliest  # she left early, though the novel's chapters differ by how much
    train = leg(story, "chicago-new-york")
    assert moment(story, train.arrived) > moment(story, train.planned_arrival)  # he came late


@pytest.mark.parametrize(
    ("name", "days_late"),
    [
        ("brindisi-suez", 0),
        ("suez-aden", -1),
        ("aden-bombay", -2),
        ("allahabad-calcutta", 0),
        ("singapore-hong-kong", 1),
        ("yokohama-san-francisco", -3),
        ("liverpool-london", -1),
    ],
)
def test_plan_and_event_stand_beside_each_other(story: Story, name: str, days_late: int) -> None:
    told = leg(story, name)
    planned, came = window(story, told.planned_arrival).earliest, window(story, told.arrived).earliest
    assert planned is not None
    assert came is not None
    assert (came.date() - planned.date()).days == days_late


def test_the_timetable_adds_up_to_eighty_days(story: Story) -> None:
    plan = [leg for leg in story.routes[2].legs if leg.sources[0].source == "chronicle"]
    dates = [(window(story, leg.planned_departure), window(story, leg.planned_arrival)) for leg in plan]
    days = [(b.earliest - a.earliest).days for a, b in dates if a.earliest and b.earliest]
    assert days == [7, 13, 3, 13, 6, 22, 7, 9]
    assert all(leg.title and leg.title.endswith(f"{n} days") for leg, n in zip(plan, days, strict=True))
    assert sum(days) == 80
    assert all(before[1] == after[0] for before, after in pairwise(dates))


def test_what_has_no_stated_position_has_no_pin(frames: FRAMES) -> None:
    reports, _ = frames
    assert set(reports.loc[reports["status"] == "not_stated", "id"]) == {"typhoon", "meridian", "coal"}
    radius = dict(zip(reports["id"], reports["radius_km"], strict=True))
    assert radius["kholby-halt"] == 80  # Verne's own hamlet: only its distance from Allahabad is told
