"""Render the website around the worked examples: ``python site/build.py site/public``.

They must lie there already (``make map`` puts them there). Colours, line styles and pins are the map's own, read
from :mod:`geomap.style`; the disagreements shown are those of the example's story. Same input, same bytes.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2

import geomap
from geomap.build import example_path
from geomap.page import embed_snippet
from geomap.page.csp import digest
from geomap.story.model import Claim, Story
from geomap.style import LINE_STYLES, PALETTE

PAGES = Path(__file__).parent / "pages"
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
STORY_COPY = "convoy-2017.yaml"
# The second example: its story, and the folder of the site that it is built into.
SECOND_STORY, SECOND = "eighty-days.yaml", "eighty-days"


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


def main(out: Path) -> int:
    """Write the pages into ``out`` and say how to open them."""
    example = out / "example"
    for folder in (example, out / SECOND):
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            print(f"site: {folder} lacks {', '.join(missing)}; `make map` builds them first", file=sys.stderr)
            return 1
    shutil.copyfile(example_path(), example / STORY_COPY)
    shutil.copyfile(second_path(), out / SECOND / SECOND_STORY)
    pages = render_pages(example)
    for name, html in pages.items():
        (out / name).write_text(html, encoding="utf-8")
    print(f"\nThe website is in {out}/: {', '.join(pages)}; the worked examples in {example}/ and {out / SECOND}/.")
    print("Open it in a browser; no server and no network are needed:")
    print(f"  {(out / 'index.html').resolve().as_uri()}")
    return 0


def second_path() -> Path:
    """Where the second example's story file lies."""
    return example_path().with_name(SECOND_STORY)


def render_pages(example: Path) -> dict[str, str]:
    """Every page of the site by file name."""
    story = geomap.load_story(example_path())
    snippet = embed_snippet("embed.html", title=story.title or "Map")
    context = {
        "story": story,
        "second": geomap.load_story(second_path()),
        "second_map": f"{SECOND}/map.html",
        "second_story": f"{SECOND}/{SECOND_STORY}",
        "version": geomap.__version__,
        "downloads": list(downloads(example)),
        "differences": list(differences(story)),
        "lines": LINE_STYLES,
        "snippet": snippet,
        "live": embed_snippet("example/embed.html", title=story.title or "Map"),
        "style": style_sheet(),
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(PAGES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    policy = content_policy(style_sheet(), scripts_in(context["live"]))
    return {
        name: environment.get_template(name).render(context, policy=policy, page=name)
        for name in ("index.html", "embed-demo.html")
    }


def style_sheet() -> str:
    """The site's style with the map's colours in it."""
    light = "".join(f"--{name}:{colour.light};" for name, colour in PALETTE.items())
    dark = "".join(f"--{name}:{colour.dark};" for name, colour in PALETTE.items())
    own = (PAGES / "site.css").read_text(encoding="utf-8")
    return f":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{own}"


def scripts_in(snippet: str) -> list[str]:
    """The inline scripts of the embed snippet, which is ours."""
    return re.findall(r"<script>(.*?)</script>", snippet, re.DOTALL)


def content_policy(style: str, scripts: list[str]) -> str:
    """A policy that allows what we wrote ourselves, our own pictures and frames, and nothing else."""
    rules = {
        "default-src": "'none'",
        "style-src": digest(style),
        "script-src": " ".join(map(digest, scripts)) or "'none'",
        "frame-src": "'self'",
        "img-src": "'self' data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def downloads(example: Path) -> Iterator[Download]:
    """The files of the example with their sizes, the story first."""
    known = {STORY_COPY: ("The story", "what an author writes: sources, reports, claims, the way"), **FILES}
    for name, (label, purpose) in known.items():
        size = (example / name).stat().st_size
        yield Download(f"example/{name}", label, purpose, f"{max(1, round(size / 1000)):,} kB")


def differences(story: Story) -> Iterator[Difference]:
    """Claims of the story that more than one source makes about the same property, side by side."""
    together: dict[tuple[str, str], list[Claim]] = {}
    for claim in story.claims:
        together.setdefault((claim.about, claim.property), []).append(claim)
    for (_, subject), claims in together.items():
        if len({claim.value for claim in claims}) > 1:
            voices = ((story.source(c.source).publication or story.source(c.source).title, c.value) for c in claims)
            yield Difference(subject, tuple(voices))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python site/build.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
