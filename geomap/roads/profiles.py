"""Who travels: the profiles, the classes of roads, who may use which by default, and how fast.

Speeds serve one purpose, a rough duration; which way is taken is decided by length alone.
"""

from __future__ import annotations

import difflib

import numpy as np

from geomap.geodesy import Floats

PROFILES = ("car", "truck", "bus", "foot", "bicycle")
BITS = {profile: 1 << number for number, profile in enumerate(PROFILES)}
"""A profile's bit in the masks that say who may use a road in a direction."""

ANYBODY = sum(BITS.values())
MOTOR = BITS["car"] | BITS["truck"] | BITS["bus"]
_ON_FOOT, _BY_BICYCLE = BITS["foot"], BITS["bicycle"]

UNKNOWN, FERRY = "unknown", "ferry"

# Class, who may use it unless its tags say otherwise, and kilometres an hour of a car; None: no car, or not known.
#
# Classes are the values of OpenStreetMap's key `highway`, and `ferry` for `route=ferry`. Who may use them follows the
# table "Default access restrictions" of its wiki, worldwide row. Speeds are those of OSRM's car profile
# (Project-OSRM/osrm-backend, profiles/car.lua, `speeds`); that of ferries is ours: some eleven knots.
_TABLE: tuple[tuple[str, int, float | None], ...] = (
    (UNKNOWN, ANYBODY, None),
    ("motorway", MOTOR, 90),
    ("motorway_link", MOTOR, 45),
    ("trunk", ANYBODY, 85),
    ("trunk_link", ANYBODY, 40),
    ("primary", ANYBODY, 65),
    ("primary_link", ANYBODY, 30),
    ("secondary", ANYBODY, 55),
    ("secondary_link", ANYBODY, 25),
    ("tertiary", ANYBODY, 40),
    ("tertiary_link", ANYBODY, 20),
    ("unclassified", ANYBODY, 25),
    ("residential", ANYBODY, 25),
    ("living_street", ANYBODY, 10),
    ("service", ANYBODY, 15),
    ("road", ANYBODY, 25),
    ("track", _ON_FOOT | _BY_BICYCLE, 15),
    ("busway", BITS["bus"], 40),
    ("pedestrian", _ON_FOOT, 10),
    ("footway", _ON_FOOT, None),
    ("path", _ON_FOOT | _BY_BICYCLE, None),
    ("cycleway", _ON_FOOT | _BY_BICYCLE, None),
    ("bridleway", _ON_FOOT, None),
    ("steps", _ON_FOOT, None),
    (FERRY, ANYBODY, 20),
)
CLASSES = tuple(name for name, _, _ in _TABLE)
CLASS_NUMBERS = {name: number for number, name in enumerate(CLASSES)}
USERS = {name: users for name, users, _ in _TABLE}

# On foot and by bicycle as OSRM's profiles have it; lorries keep to the 80 km/h that most of Europe allows them.
_FLAT_KMH = {"foot": 5.0, "bicycle": 15.0}
_MOST_KMH = {"truck": 80.0}
_BEYOND_ROADS_KMH = 10.0  # a vehicle that tags let onto a footpath


def speeds_kmh(profile: str) -> Floats:
    """Kilometres an hour by class number; NaN for roads of unknown class, whose durations nobody knows.

    Examples
    --------
    >>> speeds_kmh("truck")[CLASS_NUMBERS["motorway"]], speeds_kmh("foot")[CLASS_NUMBERS["primary"]]
    (np.float64(80.0), np.float64(5.0))
    """
    speeds = np.array([np.nan if speed is None else speed for _, _, speed in _TABLE], dtype=np.float64)
    if flat := _FLAT_KMH.get(profile):
        return np.where(np.arange(speeds.size) == CLASS_NUMBERS[FERRY], speeds, flat)
    speeds = np.minimum(speeds, _MOST_KMH.get(profile, np.inf))
    speeds[np.isnan(speeds)] = _BEYOND_ROADS_KMH
    speeds[CLASS_NUMBERS[UNKNOWN]] = np.nan
    return speeds


def profile_complaint(profile: str) -> str:
    """What is wrong with the name of a profile; empty when there is one of that name."""
    if profile in BITS:
        return ""
    near = difflib.get_close_matches(str(profile), PROFILES, n=1, cutoff=0.4)
    hint = f", try {near[0]}" if near else ""
    return f"profile {profile!r} is not known{hint} (there are {', '.join(PROFILES)})"
