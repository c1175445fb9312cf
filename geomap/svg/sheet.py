"""The whole picture: map and text put together on one sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap import __version__
from geomap.barring import told_obstacles
from geomap.basemaps import BaseMap, story_box
from geomap.credits import credit_lines, road_credits
from geomap.languages import Speech
from geomap.page.compose import compose
from geomap.page.context import PageView
from geomap.page.names import spoken_labels, spoken_names
from geomap.page.payload import soft_areas
from geomap.projection import Box, View, round_length
from geomap.story.model import ObstacleKind, Story
from geomap.svg.events import draw_areas, draw_bars, draw_ways
from geomap.svg.ground import draw_ground, visible_lands
from geomap.svg.inset import draw_locator
from geomap.svg.key import colophon, headline, key, legend
from geomap.svg.lettering import text_width
from geomap.svg.look import definitions, style_sheet
from geomap.svg.markup import Markup, element, group, words
from geomap.svg.names import draw_names, lay_out_names
from geomap.svg.pins import BADGE_PX, draw_tag, lay_out
from geomap.svg.placing import Board, Rect
from geomap.svg.scene import Scene, make_scene
from geomap.svg.stretches import draw_stretches

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import SourceCredit
    from geomap.obstacles import Barrier

_MARGIN_PX = 32.0
_PADDING_PX = 56.0  # kept free between the story and the edge of the map
_SHAPE = (0.46, 0.64)  # height of the map, against its width: at least, at most
_SCALE_PX = 160.0  # longest scale bar
NARROWEST_PX = 480


def render_svg(
    story: Story,
    reports: GeoDataFrame,
    legs: GeoDataFrame,
    base: BaseMap,
    *,
    credits: Sequence[SourceCredit] | None = None,
    obstacles: Sequence[Barrier] = (),
    width_px: int = 1200,
) -> str:
    """The map as a still picture that stands on its own: headline, map, legend, numbered key, sources, credits.

    Parameters
    ----------
    story : Story
        Whose words are set; as text, whatever they hold.
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    base : BaseMap
        From :func:`geomap.basemaps.base_map_for`.
    credits : sequence or None
        The data sets to be named, from :func:`geomap.credits.map_credits`; None: those of the base map and the roads.
    obstacles : sequence of Barrier
        What stood in the way, from :func:`geomap.barring.placed_obstacles`; those that are not among them are told
        without a position.
    width_px : int
        Width of the picture, at least 480; its height follows from the text.

    Returns
    -------
    str
        An SVG document without scripts and without anything from elsewhere. Light, and dark where the reader's
        system asks for it. Equal input gives equal text.

    Raises
    ------
    ValueError
        The picture would be too narrow.
    """
    if width_px < NARROWEST_PX:
        raise ValueError(f"width_px: a picture needs at least {NARROWEST_PX} pixels, got {width_px}")
    barriers = told_obstacles(story, obstacles)
    soft = soft_areas(reports)
    page = compose(story, reports, legs, soft=soft, credits=(), version=__version__, obstacles=barriers)
    width = width_px - 2 * _MARGIN_PX
    top, swatches = headline(page, width=width), legend(page, width=width)
    said = (*base.credits, *credit_lines(road_credits(legs))) if credits is None else credit_lines(credits)
    numbered, end = key(page, width=width), colophon(page, said, width=width)
    view = _view(story_box(reports, legs, more=[b.shape for b in barriers if b.shape is not None]) or base.box, width)
    scene = make_scene(reports, legs, view, obstacles=barriers, is_round=base.is_round)

    map_y = _MARGIN_PX + top.height + 20.0
    legend_y = map_y + view.height_px + 10.0
    key_y = legend_y + swatches.height + 24.0
    end_y = key_y + numbered.height + 30.0
    height = round(end_y + end.height + _MARGIN_PX)
    size: dict[str, object] = {"viewBox": f"0 0 {width_px} {height}", "width": width_px, "height": height}
    named: dict[str, object] = {
        "role": "img",
        "aria-labelledby": "geomap-title geomap-description",
        "lang": page.language,
    }
    parts = [
        element("title", {"id": "geomap-title"}, words(page.title)),
        element("desc", {"id": "geomap-description"}, words(_description(page))),
        style_sheet(),
        definitions(),
        element("rect", {"class": "paper", "width": width_px, "height": height}),
        top.at(_MARGIN_PX, _MARGIN_PX),
        _map(
            scene,
            base,
            {each.id: each.kind for each in story.obstacles},
            home=story.countries,
            x=_MARGIN_PX,
            y=map_y,
            say=page.say,
        ),
        swatches.at(_MARGIN_PX, legend_y),
        _rule(key_y - 13.0, width),
        numbered.at(_MARGIN_PX, key_y),
        _rule(end_y - 15.0, width),
        end.at(_MARGIN_PX, end_y),
    ]
    inner = Markup("\n" + "\n".join(part for part in parts if part) + "\n")
    return element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, **named}, inner) + "\n"


def _view(box: Box, width: float) -> View:
    """The whole story, on a map as high as its shape asks for within limits."""
    least, most = _SHAPE
    height = width * min(max(box.height / max(box.width, 1e-9), least), most)
    return View.fit(box, width_px=width, height_px=round(height), padding_px=min(_PADDING_PX, width / 12))


def _map(
    scene: Scene,
    base: BaseMap,
    kinds: Mapping[str, ObstacleKind],
    *,
    home: Iterable[str],
    x: float,
    y: float,
    say: Speech,
) -> Markup:
    """The map in its frame. Pins are placed first, then the names of the base map around them."""
    view = scene.view
    width, height = view.width_px, view.height_px
    lands = visible_lands(base, view)
    board = Board(Rect(0.0, 0.0, width, height).grown(-4.0))
    scale, bar = _scale(view, say)
    board.take(bar)
    for sign in scene.bars:
        board.take(Rect.at(sign.x, sign.y, BADGE_PX, BADGE_PX))
    small = draw_locator(base.locator, scene, board)
    stretch = draw_stretches(scene, board, kinds, say=say)
    tags = lay_out(scene, board, {label.text: spoken_names(label.text, label.local, say) for label in base.labels})
    told = {tag.spot.name for tag in tags if tag.lines}
    others = spoken_labels((label for label in base.labels if label.text not in told), say)
    names = lay_out_names(replace(base, labels=others), view, lands, board, told=frozenset())
    frame: dict[str, object] = {"width": width, "height": height}
    drawn = [
        element("rect", {"class": "sea", **frame}),
        draw_ground(base, view, lands, home=home),
        draw_areas(scene),
        draw_ways(scene),
        draw_bars(scene),
        stretch,
        draw_names(names),
        *(draw_tag(tag) for tag in reversed(tags)),
        scale,
        small,
    ]
    clip = element("clipPath", {"id": "geomap-frame"}, element("rect", frame))
    inside = group({"clip-path": "url(#geomap-frame)"}, drawn)
    return group(
        {"transform": f"translate({x:.1f},{y:.1f})"}, [clip, inside, element("rect", {"class": "rule", **frame})]
    )


def _scale(view: View, say: Speech) -> tuple[Markup, Rect]:
    """The scale bar, true along the parallel in the middle of the map, and the room that it takes."""
    per_km = view.px_per_km(view.box.center_lat)
    km = round_length(_SCALE_PX / per_km)
    long = km * per_km
    x, y = 14.0, view.height_px - 14.0
    text = say("{n} km", n=round(km)) if km >= 1 else say("{n} m", n=round(km * 1000))
    turned = {"direction": "rtl", "text-anchor": "end"} if say.direction == "rtl" else {}
    drawn = [
        element("path", {"class": "scale", "d": f"M{x},{y - 5}V{y}H{x + long:.1f}V{y - 5}"}),
        element("text", {"class": "soft on-map", "x": x, "y": y - 9.0, "font-size": 11.0, **turned}, words(text)),
    ]
    return group({}, drawn), Rect(x - 4.0, y - 24.0, x + max(long, text_width(text, 11.0)) + 6.0, y + 6.0)


def _description(page: PageView) -> str:
    """The picture in words, for those who cannot see it."""
    say = page.say
    told = (
        say(
            "{number}: {title} ({when}; {place}).", number=report.number, title=report.title, when=report.when,
            place=report.place.flag or report.place.name or say("no place"),
        )
        for report in page.reports
    )  # fmt: skip
    barred = (
        say("In the way: {title} ({when}). {where}", title=each.title, when=each.when, where=each.where)
        for each in page.obstacles
    )
    return say.joined(" ", (page.summary, page.told, say("Numbers on the map:"), *told, *barred))


def _rule(y: float, width: float) -> Markup:
    return element("path", {"class": "rule", "d": f"M{_MARGIN_PX},{y:.1f}h{width}"})
