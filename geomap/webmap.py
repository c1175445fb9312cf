"""The map as a folium map. This is the only module that imports folium and branca.

Folium is the map's frame, and **no text of a story ever enters a folium element**: branca compiles what it has
rendered as a Jinja template a second time, so that ``{{7*7}}`` in a tooltip is executed at build time. What a story
says goes to the page (:mod:`geomap.page`); folium is given ids and options.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import branca.element
from branca.element import CssLink, Element, Figure, JavascriptLink
from folium import FitBounds, Icon, Map, Marker, Popup
from folium.template import Template

from geomap import __version__
from geomap.barring import placed_obstacles, told_obstacles
from geomap.basemaps import BaseMap
from geomap.credits import map_credits, places_of, road_credits
from geomap.errors import ForeignElementError, UsageError
from geomap.files import write_beside
from geomap.page import INLINE, Credit, MapFrame, PageView, delivery, render_page, shared_assets
from geomap.page.compose import compose
from geomap.page.context import Published
from geomap.page.crowd import MANY, compose_crowd, crowd_payload, soft_places
from geomap.page.notebook import notebook_html, notebook_text, wanted
from geomap.page.payload import payload, soft_areas
from geomap.story.model import Story
from geomap.svg import render_svg
from geomap.tiles import Tiles, find_tiles

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer
    from geomap.obstacles import Barrier


class GeoMap(Map):  # type: ignore[misc]  # folium has no types
    """A story's map: a :class:`folium.Map` whose page says of everything on it who reported it, when and how exactly.

    Made by :func:`draw_map`. It saves and shows itself as any folium map does. Layers of your own need your word that
    their text is safe, see :meth:`add_trusted`.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium's own form; Leaflet is in the page
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _parent: Any  # the root; branca has no types

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = geomap.open({{ this.get_name()|tojson }}, {{ this.page_options|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        story: Story,
        reports: GeoDataFrame,
        legs: GeoDataFrame,
        *,
        base: BaseMap | None,
        credits: Sequence[Credit],
        obstacles: Sequence[Barrier],
        tiles: Tiles | None,
        compact: bool,
        full_map: str | None,
        assets: str = INLINE,
        published: Published | None = None,
    ) -> None:
        super().__init__(tiles=None)
        self._name, self._id = "GeoMap", "story"  # a fixed id: two builds must be equal
        self._admitted: list[Element] = []  # parts of layers, as they were when their caller spoke for them
        self._is_framing = False
        _PageFigure().add_child(self)
        self._story, self._reports, self._legs = story, reports, legs
        self._base, self._tiles, self._credits = base, tiles, tuple(credits)
        self._obstacles = tuple(obstacles)
        self._compact, self._full_map, self._published = compact, full_map, published
        self._way = delivery(assets)
        self._crowd = len(reports) > MANY
        self._soft = soft_places(reports) if self._crowd else soft_areas(reports)
        self.page_options: dict[str, Any] = {"compact": compact, "tiles": tiles.options if tiles else None}

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None, *, trusted: bool = False
    ) -> GeoMap:
        """Add a layer of folium's, as :meth:`add_trusted` does when `trusted` is true, or refuse it.

        Raises
        ------
        ForeignElementError
            The layer is not ours and was not called trusted, or it needs what a page without network cannot have.
        """
        if not trusted and not _is_plain(child):
            raise ForeignElementError(
                f"{type(child).__name__} is not an element of geomap: folium runs the text of its elements as a "
                "template and as HTML; if none of its text comes from strangers, try add_trusted(layer)"
            )
        parts = list(_tree(child))
        for part in parts:
            _refuse_external(part)
        super().add_child(child, name=name, index=index)
        self._admitted += parts
        return self

    def add_js_link(self, name: str, url: str) -> None:
        """Refuse a script from elsewhere."""
        raise ForeignElementError(f"{name}: {_external(url)}")

    def add_css_link(self, name: str, url: str) -> None:
        """Refuse a style sheet from elsewhere."""
        raise ForeignElementError(f"{name}: {_external(url)}")

    def render(self, **kwargs: Any) -> None:
        """Render as a part of its own page; folium calls it.

        Raises
        ------
        ForeignElementError
            The map was put into another figure, which has neither its list nor its runtime.
        """
        if not self._is_framing:
            raise ForeignElementError("a map of geomap is a page of its own, try save(…), or a frame in the other page")
        super().render(**kwargs)

    def add_trusted(self, layer: Element) -> GeoMap:
        """Add a folium layer whose every text you wrote or checked yourself.

        The page stays one file without requests: its policy allows the layer's scripts by their hash. It gives up
        Trusted Types, as folium's tooltips write HTML. Layers that load scripts from elsewhere are refused, and so is
        what is added to a layer after this call: your word was for the layer as it was.

        Parameters
        ----------
        layer : folium element
            For instance a ``folium.GeoJson``, ``folium.PolyLine`` or ``folium.FeatureGroup``.

        Returns
        -------
        GeoMap
            This map.

        Raises
        ------
        ForeignElementError
            The layer, or a part of it, loads scripts or styles from elsewhere, or needs jQuery (``folium.Popup``).
        """
        return self.add_child(layer, trusted=True)

    def page_view(self) -> PageView:
        """What the page says."""
        return (compose_crowd if self._crowd else compose)(
            self._story, self._reports, self._legs, soft=self._soft, credits=self._credits, version=__version__,
            obstacles=self._obstacles, compact=self._compact, full_map=self._full_map,
            tiles=self._tiles.attribution if self._tiles else None, published=self._published,
        )  # fmt: skip

    def page_data(self) -> dict[str, Any]:
        """What the page's runtime draws."""
        data = (crowd_payload if self._crowd else payload)(
            self._story, self._reports, self._legs, base=self._base, soft=self._soft, obstacles=self._obstacles
        )
        if self._tiles:
            data["tiles"] = self._tiles.options  # for <geo-map>, which runs none of the page's scripts
        if self._has_foreign_layers:
            data["foreign"] = True
        return data

    def save(self, outfile: str | os.PathLike[str] | IO[bytes], close_file: bool = True, **kwargs: Any) -> None:
        """Write the page, as folium does, and the files that must lie beside it, where ``assets`` names a folder.

        Raises
        ------
        OutputError
            The files beside the page cannot be written, or somebody else's are in their place.
        """
        super().save(outfile, close_file=close_file, **kwargs)
        if isinstance(outfile, (str, os.PathLike)):
            write_beside(Path(outfile).parent, shared_assets(self))

    @property
    def _has_foreign_layers(self) -> bool:
        return not all(map(_is_plain, self._children.values()))

    def _repr_html_(self, **_: Any) -> str:
        """The map in a notebook: its compact page in a frame, and in words below; see :mod:`geomap.page.notebook`."""
        with _compact(self):
            return notebook_html(render_page(self), self.page_view())

    def _repr_mimebundle_(
        self, include: Collection[str] | None = None, exclude: Collection[str] | None = None
    ) -> dict[str, Any]:
        """The map for whatever shows notebooks: as HTML, as a still picture where it has a base map, and in words."""
        bundle = {"text/plain": notebook_text(self.page_view())}
        if wanted({"text/html": ""}, include, exclude):
            bundle["text/html"] = self._repr_html_()
        if self._base is not None and wanted({"image/svg+xml": ""}, include, exclude):
            bundle["image/svg+xml"] = render_svg(
                self._story, self._reports, self._legs, self._base, obstacles=self._obstacles
            )
        return wanted(bundle, include, exclude)

    def page_frame(self) -> MapFrame:
        """The map's element, and the scripts of folium's elements: ids, options, and what the caller trusts."""
        admitted = {id(part) for part in self._admitted}
        for part in _tree(self):
            if part is not self and id(part) not in admitted:
                raise ForeignElementError(
                    f"{type(part).__name__} was added to a layer after add_trusted(layer), which had not seen it; "
                    "add it before, or call add_trusted(layer) again"
                )
            _refuse_external(part)
        with _literal_branca(), _unchanged(self), self._framed() as figure:
            self.render()
            for link in figure.header._children.values():
                if isinstance(link, (JavascriptLink, CssLink)):
                    raise ForeignElementError(_external(link.url))
            written = [child.render() for part in (figure.header, figure.html) for child in part._children.values()]
            if "".join(written).strip():
                raise ForeignElementError("a trusted layer writes markup of its own into the page, which takes none")
            scripts = [child.render() for child in figure.script._children.values()]
            names = {part._id: f"{i:x}" for i, part in enumerate(_tree(self)) if part is not self}
        return MapFrame(
            element_id=self.get_name(),
            scripts=tuple(_renamed(script, names) for script in scripts if script.strip()),
            image_hosts=self._tiles.origins if self._tiles else (),
            trusted=self._has_foreign_layers,
            locator=self._base.locator if self._base else None,
            way=self._way,
        )

    @contextmanager
    def _framed(self) -> Iterator[Figure]:
        """A figure of folium's to render in, of which nothing but the scripts comes into the page."""
        figure, own = Figure(), self._parent
        figure.header = Element()
        self._parent, self._is_framing = figure, True
        try:
            yield figure
        finally:
            self._parent, self._is_framing = own, False


def draw_map(
    story: Story,
    reports: GeoDataFrame,
    legs: GeoDataFrame,
    *,
    base: BaseMap | None = None,
    credits: Sequence[Credit] | None = None,
    obstacles: Sequence[Barrier] | None = None,
    gazetteer: Gazetteer | None = None,
    compact: bool = False,
    full_map: str | None = "map.html",
    assets: str = INLINE,
    published: Published | None = None,
) -> GeoMap:
    """Draw a story.

    Parameters
    ----------
    story : Story
    reports : GeoDataFrame
        From :func:`geomap.locate`.
    legs : GeoDataFrame
        From :func:`geomap.build_routes`.
    base : BaseMap or None
        What lies under the story; None: made from `gazetteer`, when there is one.
    credits : sequence or None
        The data sets to be named; None: those of `gazetteer` that the map shows something of.
    obstacles : sequence of Barrier or None
        What stood in the way, from :func:`geomap.barring.placed_obstacles`; None: placed with `gazetteer`, or
        without one told in the list and along their legs alone.
    gazetteer : Gazetteer or None
        Where a base map and credits come from that are not given.
    compact : bool
        The form for an iframe: the map, a short legend, the list folded away.
    full_map : str or None
        Address of the full page, which the compact form links to; by default the file beside it.
    assets : str
        Where the page's scripts and styles are: ``"inline"`` in the page, which then asks for nothing; a folder as seen
        from the page, such as ``"./assets"``, for sites with many maps; or the address of a CDN with ``{package}``,
        ``{version}`` and ``{path}`` in it, from which Leaflet comes, for notebooks. See :mod:`geomap.page.delivery`.
    published : Published or None
        Where the map will lie on the web; the page's head then says how to embed it. None: nothing is said.

    Returns
    -------
    GeoMap
        A :class:`folium.Map`.

    Raises
    ------
    UsageError
        The story asks for tiles that geomap does not know, or `assets` is none of the three.
    """
    tiles = find_tiles(story.tiles) if story.tiles else None
    if gazetteer is not None:
        from geomap.basemaps import base_map_for

        base = base_map_for(gazetteer, reports, legs) if base is None and tiles is None else base
        obstacles = placed_obstacles(story, reports, gazetteer=gazetteer) if obstacles is None else obstacles
        if credits is None:
            credits = map_credits(gazetteer, reports, legs, base=base, places=places_of(obstacles))
    if base is None and tiles is None:
        raise UsageError("draw_map: nothing lies under the map, try gazetteer=… or base=…")
    return GeoMap(
        story, reports, legs, base=None if tiles else base,
        credits=road_credits(legs) if credits is None else credits,
        obstacles=told_obstacles(story, obstacles or ()), tiles=tiles, compact=compact, full_map=full_map,
        assets=assets,
        published=published,
    )  # fmt: skip


class _PageFigure(Figure):  # type: ignore[misc]
    """The root of a map: renders our page where folium's would load Leaflet from a CDN. It takes nothing else in."""

    def __init__(self) -> None:
        super().__init__()
        self.header, self.html, self.script = _Shut(), _Shut(), _Shut()

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> _PageFigure:
        """Take the map, and refuse all else."""
        if self._children or not isinstance(child, GeoMap):
            raise ForeignElementError(_nothing_beside(child))
        super().add_child(child, name=name, index=index)
        return self

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002  # branca's signature
        (drawn,) = self._children.values()
        return render_page(drawn)


class _Shut(Element):  # type: ignore[misc]
    """The head, body or scripts of a map's root, where others would put markup and scripts of their own."""

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:  # noqa: ARG002
        """Refuse."""
        raise ForeignElementError(_nothing_beside(child))


def _nothing_beside(child: Element) -> str:
    return f"{type(child).__name__} was added beside the map, to its page, which takes nothing but the story"


class _Literal:
    """Stands in for a Jinja template while branca renders: what is already rendered stays as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        return self._text


_rendering = threading.RLock()


@contextmanager
def _literal_branca() -> Iterator[None]:
    """Keep branca from compiling rendered output a second time.

    ``MacroElement.render`` wraps each rendered script into a new ``Element``, whose constructor takes its text for a
    template. The constructor's ``Template`` is looked up in its module, which is where we put the stand-in.
    """
    with _rendering:
        original = branca.element.Template
        branca.element.Template = _Literal
        try:
            yield
        finally:
            branca.element.Template = original


@contextmanager
def _compact(drawn: GeoMap) -> Iterator[None]:
    """Let a map be rendered as for a frame, without a link to a page beside it."""
    with _rendering:
        before = drawn._compact, drawn._full_map, drawn.page_options
        drawn._compact, drawn._full_map, drawn.page_options = True, None, {**drawn.page_options, "compact": True}
        try:
            yield
        finally:
            drawn._compact, drawn._full_map, drawn.page_options = before


@contextmanager
def _unchanged(root: Element) -> Iterator[None]:
    """Undo what folium's elements add to themselves while they render, so that the next rendering is the same."""
    before = [(part, part._children.copy()) for part in _tree(root)]
    try:
        yield
    finally:
        for part, children in before:
            part._children = children


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _tree(child)


def _is_plain(child: Element) -> bool:
    """Whether it is a FitBounds of folium's own, which holds four numbers and no text."""
    return type(child) is FitBounds and not child._children


def _refuse_external(element: Element) -> None:
    """Refuse what needs more than Leaflet and the page itself."""
    if isinstance(element, Popup):
        raise ForeignElementError("a folium.Popup needs jQuery, which the page has not, try folium.Tooltip")
    if isinstance(element, Icon) or (type(element) is Marker and element.icon is None):
        raise ForeignElementError("a folium.Marker needs pictures from elsewhere, try folium.CircleMarker")
    for _, url in (*getattr(element, "default_js", ()), *getattr(element, "default_css", ())):
        raise ForeignElementError(f"{type(element).__name__}: {_external(url)}")


def _external(url: str) -> str:
    return f"loads {url}, and a page of geomap loads nothing, try a layer of folium's that is no plugin"


def _renamed(script: str, names: dict[str, str]) -> str:
    """The script with a number in the place of each of branca's random ids."""
    for random_id, steady in names.items():
        script = script.replace(random_id, steady)
    return script
