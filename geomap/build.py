"""The straight line: from a story file to the files that people open, embed and cite.

Start reading here. Each step is one function of one module; reading and writing happen at the two ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer import Gazetteer, Online
from geomap.address import folder_address
from geomap.agreement import agreement_notices
from geomap.barring import placed_obstacles
from geomap.basemaps import base_map_for
from geomap.blurnotices import blur_notices
from geomap.credits import map_credits, places_of
from geomap.engines import engine_for, engine_notices, silence_of
from geomap.errors import Problem, UsageError
from geomap.files import write_all, write_beside
from geomap.formats import Content, chosen, render, unwritten
from geomap.legnotices import leg_notices
from geomap.locate import locate
from geomap.opening import open_gazetteer
from geomap.outside import location_notices
from geomap.page import INLINE, delivery, element_script, embed_snippet, render_page, shared_assets
from geomap.page.context import Published
from geomap.page.kit import kit_files
from geomap.picture import Picture, picture_lack, render_png
from geomap.progress import Progress
from geomap.route import build_routes
from geomap.story import Story, load_story
from geomap.story.checks.languages import interface_notices
from geomap.svg import render_svg
from geomap.text import slug
from geomap.webmap import draw_map

if TYPE_CHECKING:
    from geomap.roads.entries import Entry

EXAMPLE = "convoy-2017.yaml"
PAGES = ("map.html", "embed.html")


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made: the files in the order that people want them, what was odd, and the line to embed the map.

    ``roads_silent`` says why the road engine that the caller named has answered nothing at all, and is empty otherwise;
    ``no_picture`` says what ``map.png`` lacked, where it was not made though it was not refused.
    """

    out_dir: Path
    files: tuple[Path, ...]
    notices: tuple[Problem, ...]
    embed_snippet: str
    roads_silent: str = ""
    no_picture: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What a build makes, before anything is written: the contents of its files by name, in the order of use.

    ``shared`` holds the files that lie beside the pages where ``assets`` names a folder, by their relative address.
    """

    title: str
    contents: Mapping[str, str | bytes]
    notices: tuple[Problem, ...]
    embed_snippet: str
    roads_silent: str = ""
    no_picture: str = ""
    shared: Mapping[str, str] = field(default_factory=dict)


def example_path() -> Path:
    """Where the worked example's story file lies."""
    return Path(str(package_files("geomap") / "examples" / EXAMPLE))


def build(
    story_path: Path | str | None = None,
    out_dir: Path | str | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    online: Online | None = None,
    accept_ambiguous: bool = False,
    tiles: str | None = None,
    interface: str | None = None,
    site_url: str | None = None,
    picture: bool | None = None,
    formats: Iterable[str] = (),
    roads: str | None = None,
    ask_roads_again: bool = False,
    alternates: int | None = None,
    assets: str = INLINE,
    force: bool = False,
    progress: Progress | None = None,
) -> BuildResult:
    """Build every file of one story.

    Parameters
    ----------
    story_path : path or None
        A story as YAML or JSON, or a table of reports as CSV or XLSX; None takes the worked example.
    out_dir : path or None
        Folder for the files, made when missing; None takes a folder named after the story's title.
    gazetteer : Gazetteer or None
        Where names are looked up; None opens the default index, and builds it the first time, together with the
        ``places.lock`` beside the story, where there is one.
    online : gazetteer.Online or None
        Leave to ask an online geocoder for names that neither of the two has; what it answers is kept in
        ``places.lock``. None: no network.
    accept_ambiguous : bool
        Take the best candidate of a name that fits several places, and say so on the map, instead of stopping.
    tiles : str or None
        Name of an online tile provider to lay under the map; it overrides the story's own. None: no network.
    interface : str or None
        BCP 47 language of the page's own words; it overrides the story's own. None: that of the story.
    site_url : str or None
        Address of the folder on the web that the files will lie in, for the snippets of the embed kit, oEmbed and the
        pictures of social networks; it overrides the story's ``published_at``. None: that of the story.
    picture : bool or None
        Whether to make ``map.png``, which takes matplotlib and a second or two; None: where matplotlib is installed.
    formats : iterable of str
        Names of formats to write beside GeoJSON and CSV: ``gpx``, ``kml``, ``lpf``, ``mfjson``, ``geoparquet``,
        ``flatgeobuf``, or ``all``; :data:`geomap.formats.FORMATS` lists them.
    roads : str or None
        Engine that leads legs along roads, as :func:`geomap.roads.open_engine` reads it; paths count from the current
        folder. None takes that of the story, whose paths count from the story's folder and whose service is not asked:
        it may have a ``routes.lock`` beside the story. There all answers are kept.
    ask_roads_again : bool
        Ask the engine again for what is kept, as after its roads have changed behind an address.
    alternates : int or None
        How many ways are offered, 0 to 3, for legs that were only considered; None takes what the story says.
    assets : str
        Where the pages' scripts and styles are: ``"inline"``, a folder as seen from the pages such as ``"./assets"``,
        or the address of a CDN; see :func:`geomap.draw_map`.
    force : bool
        Replace files in `out_dir` that geomap did not write.
    progress : callable or None
        Called with (stage, done, total) while the index is built.

    Returns
    -------
    BuildResult

    Raises
    ------
    UsageError
        There is no such format, a library that is needed is not installed, the address is none, or `assets` is none of
        the three.
    StoryError
        The story has problems; all are listed.
    PlacesError
        Names cannot be told; the candidates of each are listed.
    OutputError
        A file cannot be written; nothing was changed.
    gazetteer.ServiceError
        The geocoder failed; what it answered until then is kept.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in build(out_dir=folder).files][:2]
    ['map.html', 'embed.html']
    """
    made = make(
        story_path, gazetteer=gazetteer, online=online, accept_ambiguous=accept_ambiguous, tiles=tiles,
        interface=interface, site_url=site_url, picture=picture, formats=formats, roads=roads,
        ask_roads_again=ask_roads_again, alternates=alternates, assets=assets, progress=progress,
    )  # fmt: skip
    folder = Path(out_dir) if out_dir is not None else Path(slug(made.title))
    paths = write_all(folder, made.contents, force=force) + write_beside(folder, made.shared, force=force)
    return BuildResult(folder, paths, made.notices, made.embed_snippet, made.roads_silent, made.no_picture)


def make(
    story_path: Path | str | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    online: Online | None = None,
    accept_ambiguous: bool = False,
    tiles: str | None = None,
    interface: str | None = None,
    site_url: str | None = None,
    picture: bool | None = None,
    formats: Iterable[str] = (),
    roads: str | None = None,
    ask_roads_again: bool = False,
    alternates: int | None = None,
    assets: str = INLINE,
    routes: MutableMapping[str, Entry] | None = None,
    progress: Progress | None = None,
) -> Made:
    """Make what :func:`build` writes, and write nothing of it; the same parameters mean the same, and errors, too.

    Parameters
    ----------
    routes : mutable mapping or None
        Takes what a road engine answers, and gives it again, in the place of ``routes.lock``, which is then only read.
    """
    wanted = chosen(formats)
    delivery(assets)  # refused before any work
    lack = picture_lack() if picture is not False else ""
    if picture and lack:
        raise UsageError(f"map.png cannot be made: {lack}")
    story = load_story(story_path if story_path is not None else example_path())
    asked = {
        name: value
        for name, value in (("tiles", tiles), ("interface", interface), ("published_at", _folder(site_url)))
        if value is not None
    }
    if asked:
        story = story.model_copy(update=asked)
    if gazetteer is not None and online is not None:
        raise UsageError("give a gazetteer or leave to go online, not both; Gazetteer.open takes a fallback")
    engine = engine_for(story, story_path, roads=roads, again=ask_roads_again, routes=routes, progress=progress)
    opened = gazetteer or open_gazetteer(story_path, online=online, progress=progress)
    try:
        reports = locate(story, opened, accept_ambiguous=accept_ambiguous)
        legs = build_routes(
            story, reports, gazetteer=opened, accept_ambiguous=accept_ambiguous, engine=engine, alternates=alternates
        )
        obstacles = placed_obstacles(story, reports, gazetteer=opened, accept_ambiguous=accept_ambiguous)
        base = base_map_for(opened, reports, legs)
        barred = places_of(obstacles)
        credits = map_credits(opened, reports, legs, base=base, places=barred)
        of_reports, of_legs = map_credits(opened, reports), map_credits(opened, legs)
        of_obstacles = map_credits(opened, places=barred)
    finally:
        if gazetteer is None:
            opened.close()

    svg = render_svg(story, reports, legs, base, credits=credits, obstacles=obstacles)
    png = render_png(svg) if picture is not False and not lack else None
    published = _published(story, png)
    draw = partial(draw_map, story, reports, legs, base=base, credits=credits, obstacles=obstacles, published=published)
    drawn = {name: draw(compact=name == "embed.html", assets=assets) for name in PAGES}
    pages = {name: render_page(each) for name, each in drawn.items()}
    shared = {address: text for each in drawn.values() for address, text in shared_assets(each).items()}
    contents: dict[str, str | bytes] = {
        **pages,
        "geo-map.js": element_script(),
        "map.svg": svg,
        **({"map.png": png.data} if png else {}),
        **render(Content(story, reports, legs, of_reports, of_legs, obstacles, of_obstacles), wanted),
    }
    # The kit lies in a folder of its own, from where the shared files are not where its copies would look for them.
    whole = {name: render_page(draw(compact=name == "embed.html")) for name in PAGES} if shared else {}
    contents |= kit_files(drawn["map.html"].page_view(), contents | whole)
    of_routes = (*agreement_notices(story), *leg_notices(story, legs))
    of_engine = engine_notices(engine, story, story_path, roads=roads)
    odd = (*unwritten(contents, wanted), *_unset(png))
    of_words = interface_notices(story.spots.file, interface)
    of_files = (Problem(story.spots.file, 0, 0, "", what, warning=True) for what in odd)
    of_places = (*location_notices(story, reports), *blur_notices(story, reports))
    notices = (*story.notices, *of_places, *of_engine, *of_routes, *of_words, *of_files)
    snippet = embed_snippet(published.embed if published else "embed.html", title=story.title or "Map")
    no_picture = f"map.png is not written: {lack}" if lack else ""
    silent = silence_of(engine) if roads else ""
    return Made(story.title or "Map", contents, notices, snippet, silent, no_picture, shared)


def _folder(site_url: str | None) -> str | None:
    try:
        return None if site_url is None else folder_address(site_url)
    except ValueError as error:
        raise UsageError(f"the site's address {site_url!r} {error}") from error


def _published(story: Story, png: Picture | None) -> Published | None:
    """Where the map will lie, as far as its author says so."""
    size = (png.width_px, png.height_px) if png else None
    return Published(story.published_at, size) if story.published_at else None


def _unset(png: Picture | None) -> tuple[str, ...]:
    if png is None or not png.unset:
        return ()
    return (f"map.png: no typeface of this machine has {' '.join(png.unset)}; install one that has, such as Noto's",)
