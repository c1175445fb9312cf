"""The examples that the site shows: which stories, where they are built, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geomap
from geomap.build import example_path
from geomap.story.model import Claim, Story

REPORTS_FORMAT = "one row or feature a report, with its place, exactness and sources"
# What the build of a story makes, and what for.
FILES = {
    "map.html": ("The map", "the whole page in one file: opens by double click, asks for nothing"),
    "embed.html": ("The embed", "the compact map for a frame in another page"),
    "map.svg": ("The picture", "for print and for wherever no browser runs"),
    "reports.geojson": ("Reports, GeoJSON", REPORTS_FORMAT),
    "legs.geojson": ("Legs, GeoJSON", "one feature a leg of the way: what it rests on, its length, its speed check"),
    "obstacles.geojson": ("Obstacles, GeoJSON", "what stood in the way, when, and which legs it closed"),
    "reports.csv": ("Reports, CSV", REPORTS_FORMAT),
}
KIT = "embed-kit/kit.html"
THUMBNAIL = "thumbnail.svg"


@dataclass(frozen=True)
class Example:
    """A worked example: its folder below the site, its story file, and what is to be seen on it."""

    folder: str
    file: str
    shows: tuple[str, ...]

    @property
    def path(self) -> Path:
        """Where the story lies in the package."""
        return example_path().with_name(self.file)

    @property
    def story(self) -> Story:
        """The story."""
        return geomap.load_story(self.path)


@dataclass(frozen=True)
class Download:
    """One file to take away."""

    href: str
    label: str
    purpose: str
    size: str


@dataclass(frozen=True)
class Difference:
    """What two or more sources say about the same thing."""

    subject: str
    voices: tuple[tuple[str, str], ...]


EXAMPLES = (
    Example(
        "example",
        "convoy-2017.yaml",
        (
            "a province as an area, an edge that nobody knows, reports without a position",
            "six differences between two sources, each told in full",
            "a way that was planned, one that was blocked, and a road cut somewhere on a stretch",
        ),
    ),
    Example(
        "eighty-days",
        "eighty-days.yaml",
        (
            "a journey round the world, over the antimeridian",
            "rail, steamer, elephant and sledge, each with its plausible speed",
            "a timetable beside what became of it, and connections missed",
        ),
    ),
)


def missing_files(out: Path) -> dict[str, list[str]]:
    """What the folders of the examples lack, by folder."""
    lacks = {
        each.folder: [name for name in (*FILES, KIT) if not (out / each.folder / name).is_file()] for each in EXAMPLES
    }
    return {folder: names for folder, names in lacks.items() if names}


def downloads(example: Example, out: Path) -> Iterator[Download]:
    """The files of an example with their sizes, the story first."""
    known = {example.file: ("The story", "what an author writes: sources, reports, claims, the way"), **FILES}
    for name, (label, purpose) in known.items():
        size = (out / example.folder / name).stat().st_size
        yield Download(f"{example.folder}/{name}", label, purpose, f"{max(1, round(size / 1000)):,} kB")


def differences(story: Story) -> Iterator[Difference]:
    """Claims of the story that more than one source makes about the same property, side by side."""
    together: dict[tuple[str, str], list[Claim]] = {}
    for claim in story.claims:
        together.setdefault((claim.about, claim.property), []).append(claim)
    for (_, subject), claims in together.items():
        if len({claim.value for claim in claims}) > 1:
            voices = ((story.source(c.source).publication or story.source(c.source).title, c.value) for c in claims)
            yield Difference(subject, tuple(voices))


def thumbnail(picture: str) -> str:
    """The map of a ``map.svg`` alone, without its title and key: the same drawing, seen through a smaller window.

    Raises
    ------
    ValueError
        The picture has no frame; then it is none of geomap's.
    """
    frame = re.search(r'<clipPath id="geomap-frame"><rect width="([\d.]+)" height="([\d.]+)"/>', picture)
    before = picture.partition('<g clip-path="url(#geomap-frame)"')[0]
    place = (re.findall(r'<g transform="translate\(([\d.]+),([\d.]+)\)"', before) or [None])[-1]
    head = re.match(r'(<svg [^>]*?)viewBox="[^"]*" width="[^"]*" height="[^"]*"', picture)
    if not (frame and place and head):
        raise ValueError("this picture has no frame around its map")
    window = f'viewBox="{place[0]} {place[1]} {frame[1]} {frame[2]}" width="{frame[1]}" height="{frame[2]}"'
    return head[1] + window + picture[head.end() :]
