from __future__ import annotations

import pytest

from geomap.roads.profiles import BITS, CLASSES, PROFILES, USERS, speeds_kmh
from geomap.roads.tags import RELEVANT, name_of, rule_of

ALL = "car truck bus foot bicycle"


def users(mask: int) -> set[str]:
    return {profile for profile, bit in BITS.items() if mask & bit}


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ("highway=primary", ALL, ALL),
        ("highway=motorway", "car truck bus", ""),
        ("highway=motorway oneway=no", "car truck bus", "car truck bus"),
        ("highway=motorway_link", "car truck bus", "car truck bus"),
        ("highway=primary junction=roundabout", ALL, "foot"),
        ("highway=primary junction=circular", ALL, "foot"),
        ("highway=primary junction=roundabout oneway=no", ALL, ALL),
        ("highway=primary oneway=yes", ALL, "foot"),
        ("highway=primary oneway=true", ALL, "foot"),
        ("highway=primary oneway=1", ALL, "foot"),
        ("highway=primary oneway=-1", "foot", ALL),
        ("highway=primary oneway=reverse", "foot", ALL),
        ("highway=primary oneway=alternating", ALL, ALL),
        ("highway=primary oneway=yes oneway:bicycle=no", ALL, "foot bicycle"),
        ("highway=primary oneway=yes cycleway=opposite_lane", ALL, "foot bicycle"),
        ("highway=primary oneway=yes oneway:bus=no", ALL, "foot bus"),
        ("highway=primary oneway=yes oneway:psv=no", ALL, "foot bus"),
        ("highway=primary oneway=yes busway=opposite_lane", ALL, "foot bus"),
        ("highway=primary oneway:motor_vehicle=yes", ALL, "foot bicycle"),
        ("highway=footway oneway:foot=yes", "foot", ""),
        ("highway=primary access=no", "", ""),
        ("highway=primary access=private", "", ""),
        ("highway=primary access=military", "", ""),
        ("highway=primary access=no foot=yes", "foot", "foot"),
        ("highway=primary access=no motor_vehicle=yes", "car truck bus", "car truck bus"),
        ("highway=primary vehicle=no", "foot", "foot"),
        ("highway=primary motor_vehicle=no", "foot bicycle", "foot bicycle"),
        ("highway=primary motor_vehicle=no psv=yes", "bus foot bicycle", "bus foot bicycle"),
        ("highway=primary motor_vehicle=no bus=designated", "bus foot bicycle", "bus foot bicycle"),
        ("highway=primary hgv=no", "car bus foot bicycle", "car bus foot bicycle"),
        ("highway=primary motorcar=no", "truck bus foot bicycle", "truck bus foot bicycle"),
        ("highway=primary foot=use_sidepath bicycle=use_sidepath", "car truck bus", "car truck bus"),
        ("highway=primary access=destination", ALL, ALL),
        ("highway=track", "foot bicycle", "foot bicycle"),
        ("highway=track motor_vehicle=yes", ALL, ALL),
        ("highway=track access=yes", "foot bicycle", "foot bicycle"),
        ("highway=footway", "foot", "foot"),
        ("highway=footway bicycle=yes", "foot bicycle", "foot bicycle"),
        ("highway=footway access=yes", "foot", "foot"),
        ("highway=cycleway", "foot bicycle", "foot bicycle"),
        ("highway=busway", "bus", "bus"),
        ("highway=steps", "foot", "foot"),
        ("route=ferry", ALL, ALL),
        ("route=ferry motor_vehicle=no", "foot bicycle", "foot bicycle"),
        ("route=ferry oneway=yes", ALL, "foot"),
    ],
)  # fmt: skip
def test_who_may_go_where(tags: str, along: str, against: str) -> None:
    rule = rule_of(dict(tag.split("=") for tag in tags.split()))
    found = (users(rule.forward), users(rule.backward)) if rule else (set(), set())
    assert found == (set(along.split()), set(against.split()))


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"highway": "proposed"},
        {"highway": "construction"},
        {"highway": "raceway"},
        {"highway": "PRIMARY"},
        {"highway": "unknown"},
        {"highway": "ferry"},
        {"route": "bus"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "primary", "access": "no"},
    ],
)
def test_what_is_no_road(tags: dict[str, str]) -> None:
    assert rule_of(tags) is None


def test_classes_are_told() -> None:
    named = {"route": "ferry"}, {"highway": "motorway"}, {"highway": "service"}
    assert [CLASSES[rule.class_number] for tags in named if (rule := rule_of(tags))] == ["ferry", "motorway", "service"]


def test_names_do_not_matter_to_rules() -> None:
    assert not RELEVANT & {"name", "ref"}
    assert [name_of(t) for t in ({"ref": "M5", "name": "x"}, {"name": "x"}, {})] == ["M5", "x", ""]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_class_has_a_speed_for_its_users(profile: str) -> None:
    speeds = speeds_kmh(profile)
    for number, name in enumerate(CLASSES[1:], 1):
        assert 1 <= speeds[number] <= 120, name
    assert (speeds[0] > 0) == (profile in {"foot", "bicycle"})  # at a walk, the road's class does not matter
    assert set(USERS) == set(CLASSES)
