"""What OpenStreetMap's tags say of a way: its class, and who may use it in which direction.

After the wiki's pages "Key:access", "Key:oneway" and "OSM tags for routing". Three things are left out knowingly:
barriers on a road (gates, checkpoints), turn restrictions, and limits of weight, height or hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geomap.roads.profiles import BITS, CLASS_NUMBERS, FERRY, UNKNOWN, USERS

# From the general key to the most particular one, which decides.
_ACCESS = {
    "car": ("access", "vehicle", "motor_vehicle", "motorcar"),
    "truck": ("access", "vehicle", "motor_vehicle", "hgv"),
    "bus": ("access", "vehicle", "motor_vehicle", "psv", "bus"),
    "foot": ("access", "foot"),
    "bicycle": ("access", "vehicle", "bicycle"),
}
_ALLOWED = {"yes", "permissive", "designated", "official", "destination", "delivery", "customers"}
_FORBIDDEN = {"no", "private", "agricultural", "forestry", "military", "emergency", "restricted", "use_sidepath"}
# General keys open what a class keeps closed only for those whom they name: access=yes makes no road of a footpath.
_OPENING = {profile: keys[1:] if profile == "foot" else keys[2:] for profile, keys in _ACCESS.items()}
_ONEWAY = {
    "car": ("oneway:vehicle", "oneway:motor_vehicle", "oneway:motorcar"),
    "truck": ("oneway:vehicle", "oneway:motor_vehicle", "oneway:hgv"),
    "bus": ("oneway:vehicle", "oneway:motor_vehicle", "oneway:psv", "oneway:bus"),
    "foot": (),
    "bicycle": ("oneway:vehicle", "oneway:bicycle"),
}
_DIRECTIONS = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}
_CYCLEWAYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_BUSWAYS = ("busway", "busway:left", "busway:right")

RELEVANT = frozenset(
    {"highway", "route", "oneway", "junction", "area", "oneway:foot", *_CYCLEWAYS, *_BUSWAYS}
    | {key for keys in (*_ACCESS.values(), *_ONEWAY.values()) for key in keys}
)
"""The keys that :func:`rule_of` looks at; names are not among them."""


@dataclass(frozen=True, slots=True)
class WayRule:
    """The class of a way as a number, and masks of who may use it along and against its points."""

    class_number: int
    forward: int
    backward: int


def rule_of(tags: Mapping[str, str]) -> WayRule | None:
    """What a way is for travellers; None when it is nothing to travel on.

    Parameters
    ----------
    tags : mapping of str to str
        Of a way of OpenStreetMap.

    Examples
    --------
    >>> rule_of({"highway": "motorway"})
    WayRule(class_number=1, forward=7, backward=0)
    >>> rule_of({"highway": "proposed"})
    """
    kind = tags.get("highway", "")
    if kind in {UNKNOWN, FERRY} or tags.get("area") == "yes":
        return None
    if not kind and tags.get("route") == "ferry":
        kind = FERRY
    if kind not in CLASS_NUMBERS:
        return None
    forward = backward = 0
    for profile, bit in BITS.items():
        if _may_use(profile, kind, tags):
            direction = _direction(profile, kind, tags)
            forward |= bit if direction >= 0 else 0
            backward |= bit if direction <= 0 else 0
    return WayRule(CLASS_NUMBERS[kind], forward, backward) if forward | backward else None


def name_of(tags: Mapping[str, str]) -> str:
    """What people call a road: its number, else its name.

    Examples
    --------
    >>> name_of({"ref": "M 20", "name": "Homs-Palmyra"}), name_of({})
    ('M 20', '')
    """
    return tags.get("ref") or tags.get("name") or ""


def _may_use(profile: str, kind: str, tags: Mapping[str, str]) -> bool:
    allowed = bool(USERS[kind] & BITS[profile])
    for key in _ACCESS[profile]:
        value = tags.get(key)
        if value in _FORBIDDEN:
            allowed = False
        elif value in _ALLOWED and (USERS[kind] & BITS[profile] or key in _OPENING[profile]):
            allowed = True
    return allowed


def _direction(profile: str, kind: str, tags: Mapping[str, str]) -> int:
    """1 along the points only, -1 against them only, 0 both."""
    if profile == "foot":  # people walk against the traffic, unless a sign for them says no
        return _DIRECTIONS.get(tags.get("oneway:foot", ""), 0)
    direction = _DIRECTIONS.get(tags.get("oneway", ""))
    if direction is None:
        implied = kind == "motorway" or tags.get("junction") in {"roundabout", "circular"}
        direction = 1 if implied and "oneway" not in tags else 0
    for key in _ONEWAY[profile]:
        direction = _DIRECTIONS.get(tags.get(key, ""), direction)
    lanes = {"bicycle": _CYCLEWAYS, "bus": _BUSWAYS}.get(profile, ())
    if any(tags.get(key, "").startswith("opposite") for key in lanes):
        return 0
    return direction
