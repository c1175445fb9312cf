"""The story: what an author states, read from a file, checked once and frozen."""

from __future__ import annotations

from geomap.story.loader import load_story
from geomap.story.model import (
    Basis,
    Claim,
    ClaimStatus,
    Count,
    Leg,
    Mode,
    Obstacle,
    ObstacleKind,
    Place,
    Precision,
    Report,
    Roads,
    Role,
    Route,
    Source,
    SourceRef,
    Story,
)
from geomap.story.schema import json_schema

__all__ = [
    "Basis",
    "Claim",
    "ClaimStatus",
    "Count",
    "Leg",
    "Mode",
    "Obstacle",
    "ObstacleKind",
    "Place",
    "Precision",
    "Report",
    "Roads",
    "Role",
    "Route",
    "Source",
    "SourceRef",
    "Story",
    "json_schema",
    "load_story",
]
