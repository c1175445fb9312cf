"""From our SVG to what a canvas paints: outlines and words with their colours, in the order of painting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

import numpy as np

from geomap.picture.paths import IDENTITY, Matrix, Outline, ellipse, outline, rectangle, transform
from geomap.picture.styles import Element, Known, Rule, Style, computed, length, rules

Box = tuple[float, float, float, float]  # left, top, right, bottom

_SILENT = frozenset({"title", "desc", "style", "defs", "metadata", "clipPath", "pattern", "radialGradient", "symbol"})
_NOTHING: Box = (0.0, 0.0, 0.0, 0.0)
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Stop:
    """A colour of a gradient; ``offset`` runs from 0 in the middle to 1 at the edge."""

    offset: float
    colour: str
    opacity: float


@dataclass(frozen=True, slots=True)
class Fading:
    """A fill that changes from the middle of an outline's box to its edge."""

    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Tiled:
    """A fill that repeats a small drawing.

    Parameters
    ----------
    width, height : float
        Of one tile, in units of the pattern.
    matrix : Matrix
        From the pattern to the picture.
    marks : tuple of Mark
        What is on a tile.
    """

    width: float
    height: float
    matrix: Matrix
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """What the clip paths around a mark leave of the picture: a box, and the outline of one that is no rectangle."""

    box: Box
    shape: Outline | None = None


Paint = str | Fading | Tiled | None  # a colour, or what takes its place


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line's colour and form, in pixels of the picture."""

    colour: str
    opacity: float
    width: float
    dashes: tuple[float, ...]
    cap: str
    join: str


@dataclass(frozen=True, slots=True)
class Mark:
    """An outline that is painted."""

    shape: Outline
    fill: Paint
    fill_opacity: float
    stroke: Stroke | None
    clip: Clip | None


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of text that is painted, its edge first.

    Parameters
    ----------
    text : str
        As read, in its logical order.
    matrix : Matrix
        From pixels about its anchor to the picture.
    size_px, spacing_px : float
        Type size, and what is added between letters.
    bold, italic, serif : bool
        Which letters.
    anchor : float
        Which part of its width lies left of the anchor: 0, 0.5 or 1.
    """

    text: str
    matrix: Matrix
    size_px: float
    spacing_px: float
    bold: bool
    italic: bool
    serif: bool
    anchor: float
    fill: str | None
    fill_opacity: float
    stroke: Stroke | None
    clip: Clip | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is painted, from the bottom up, on a sheet of this size in pixels."""

    width: float
    height: float
    marks: tuple[Mark | Lettering, ...]


@dataclass(frozen=True, slots=True)
class _At:
    """Where an element stands."""

    matrix: Matrix
    opacity: float
    clip: Clip | None
    within: tuple[Element, ...]


def read(svg: str) -> Sheet:
    """Read a picture of ours.

    Parameters
    ----------
    svg : str
        From :func:`geomap.svg.render_svg`; not any SVG: what ours does not use is refused.

    Raises
    ------
    ValueError
        The picture holds what this module does not paint.
    """
    root = ElementTree.fromstring(svg)  # our own text, made just now
    sheet = rules("".join(each.text or "" for each in root.iter() if _name(each) == "style"))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    reader = _Reader(sheet, {each.attrib["id"]: each for each in root.iter() if "id" in each.attrib})
    return Sheet(width, height, tuple(reader.marks(root, _At(IDENTITY, 1.0, None, ()))))


class _Reader:
    """Walks one picture with its style sheet and the elements that have an id."""

    def __init__(self, sheet: Sequence[Rule], by_id: Mapping[str, ElementTree.Element]) -> None:
        self._sheet, self._by_id = sheet, by_id
        self._paints: dict[str, Fading | Tiled] = {}
        self._known: Known = {}

    def marks(self, node: ElementTree.Element, at: _At) -> Iterator[Mark | Lettering]:
        name = _name(node)
        if name in _SILENT:
            return
        element = computed(name, node.attrib, at.within, self._sheet, known=self._known)
        style = element.style
        if style.get("display") == "none" or style.get("visibility") == "hidden":
            return
        here = _At(
            at.matrix @ transform(node.get("transform")),
            at.opacity * float(style.get("opacity", 1)),
            at.clip,
            (*at.within, element),
        )
        here = replace(here, clip=self._clipped(here, style))
        if name in ("svg", "g"):
            for child in node:
                yield from self.marks(child, here)
        elif name == "use":
            reference = (node.get("href") or node.attrib[_HREF]).removeprefix("#")
            moved = transform(f"translate({node.get('x', 0)},{node.get('y', 0)})")
            yield from self.marks(self._by_id[reference], replace(here, matrix=here.matrix @ moved))
        elif name == "text":
            yield from self._lettering(node, here)
        else:
            shape = _outline(node).moved(here.matrix)
            if len(shape.points):
                yield Mark(
                    shape,
                    self._paint(style["fill"]) if name != "line" else None,
                    float(style.get("fill-opacity", 1)) * here.opacity,
                    _stroke(style, here),
                    here.clip,
                )

    def _lettering(self, node: ElementTree.Element, at: _At) -> Iterator[Lettering]:
        if len(node):
            raise ValueError(f"the picture knows no <{_name(node[0])}> in a text")
        style = at.within[-1].style
        text = " ".join((node.text or "").split())
        size = length(style["font-size"])
        if not text or style["fill"].startswith("url("):
            return
        anchor = {"start": 0.0, "middle": 0.5, "end": 1.0}[style["text-anchor"]]
        moved = transform(f"translate({node.get('x', 0)},{node.get('y', 0)})")
        weight = style.get("font-weight", "400")
        yield Lettering(
            text,
            at.matrix @ moved,
            size,
            length(style.get("letter-spacing", "0"), font_px=size),
            bold=weight == "bold" or (weight.isdigit() and int(weight) >= 600),
            italic=style.get("font-style") in ("italic", "oblique"),
            serif=style.get("font-family", "").split(",")[-1].strip() == "serif",
            anchor=1.0 - anchor if style["direction"] == "rtl" else anchor,
            fill=None if style["fill"] == "none" else style["fill"],
            fill_opacity=float(style.get("fill-opacity", 1)) * at.opacity,
            stroke=_stroke(style, at),
            clip=at.clip,
        )

    def _clipped(self, at: _At, style: Style) -> Clip | None:
        """What the clip paths around leave of the picture: boxes are cut with each other, one outline goes in."""
        reference = style.get("clip-path", "none")
        if reference == "none":
            return at.clip
        (shape,) = self._by_id[_target(reference)]
        drawn = _outline(shape).moved(at.matrix @ transform(shape.get("transform")))
        around = None if _name(shape) == "rect" and not shape.get("rx") else drawn
        if at.clip is None:
            return Clip(drawn.box, around)
        if around is not None and at.clip.shape is not None:
            raise ValueError("the picture clips by one outline at a time, and by rectangles")
        return Clip(common(drawn.box, at.clip.box) or _NOTHING, around or at.clip.shape)

    def _paint(self, value: str) -> Paint:
        if value == "none":
            return None
        if not value.startswith("url("):
            return value
        target = _target(value)
        if target not in self._paints:
            self._paints[target] = self._server(self._by_id[target])
        return self._paints[target]

    def _server(self, node: ElementTree.Element) -> Fading | Tiled:
        name = _name(node)
        element = computed(name, node.attrib, (), self._sheet)
        if name == "radialGradient":
            looks = [(each, computed("stop", each.attrib, (element,), self._sheet).style) for each in node]
            return Fading(
                tuple(
                    Stop(
                        float(each.get("offset", 0)),
                        look.get("stop-color", "#000000"),
                        float(look.get("stop-opacity", 1)),
                    )
                    for each, look in looks
                )
            )
        if name != "pattern" or node.get("patternUnits") != "userSpaceOnUse":
            raise ValueError(f"the picture cannot fill with <{name}>")
        inner = _At(IDENTITY, 1.0, None, (element,))
        marks = tuple(mark for child in node for mark in self.marks(child, inner) if isinstance(mark, Mark))
        matrix = transform(node.get("patternTransform"))
        return Tiled(float(node.attrib["width"]), float(node.attrib["height"]), matrix, marks)


def common(box: Box, other: Box) -> Box | None:
    """What two boxes share; None for nothing.

    Examples
    --------
    >>> common((0, 0, 4, 4), (2, 3, 9, 9)), common((0, 0, 1, 1), (2, 2, 3, 3))
    ((2, 3, 4, 4), None)
    """
    left, top = max(box[0], other[0]), max(box[1], other[1])
    right, bottom = min(box[2], other[2]), min(box[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None


def _outline(node: ElementTree.Element) -> Outline:
    def of(key: str, default: float = 0.0) -> float:
        return float(node.get(key, default))

    match _name(node):
        case "path":
            return outline(node.attrib["d"])
        case "rect":
            return rectangle(of("x"), of("y"), of("width"), of("height"), of("rx"))
        case "circle":
            return ellipse(of("cx"), of("cy"), of("r"), of("r"))
        case "ellipse":
            return ellipse(of("cx"), of("cy"), of("rx"), of("ry"))
        case "line":
            return outline(f"M{of('x1')},{of('y1')}L{of('x2')},{of('y2')}")
        case "polyline" | "polygon" as name:
            return outline(f"M{node.attrib['points']}{'Z' if name == 'polygon' else ''}")
        case name:
            raise ValueError(f"the picture knows no <{name}>")


def _stroke(style: Style, at: _At) -> Stroke | None:
    if style["stroke"] == "none":
        return None
    grown = float(np.sqrt(abs(np.linalg.det(at.matrix[:2, :2]))))
    width = length(style["stroke-width"]) * grown
    dashes = style.get("stroke-dasharray", "none")
    steps = [] if dashes == "none" else [length(part) * grown for part in dashes.replace(",", " ").split()]
    if width <= 0:
        return None
    return Stroke(
        style["stroke"],
        float(style.get("stroke-opacity", 1)) * at.opacity,
        width,
        tuple(steps * (1 + len(steps) % 2)),
        style.get("stroke-linecap", "butt"),
        style.get("stroke-linejoin", "miter"),
    )


def _target(reference: str) -> str:
    return reference.removeprefix("url(").removesuffix(")").strip("\"'").removeprefix("#")


def _name(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]
