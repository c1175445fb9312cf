"""Text above and below the map: lines that wrap, in blocks that know how high they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import bidirectional

from geomap.languages import Spoken
from geomap.languages.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE
from geomap.svg.lettering import wrap
from geomap.svg.markup import Markup, element, group, words


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the sheet: what is drawn from 0, 0 downwards, and its height in pixels."""

    markup: Markup
    height: float

    def at(self, x: float, y: float) -> Markup:
        """The piece, moved."""
        return element("g", {"transform": f"translate({x:.1f},{y:.1f})"}, self.markup)


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph.

    Parameters
    ----------
    look : str
        Classes of the style sheet.
    size_px : float
        Type size; lines stand 1.32 times that apart.
    before_px : float
        Free space above.
    most : int or None
        At most so many lines; what is left out is marked by an ellipsis.
    """

    text: str
    look: str
    size_px: float
    before_px: float = 0.0
    most: int | None = None

    @property
    def bold(self) -> bool:
        """Whether it is set in letters that are wider than plain ones."""
        return bool({"b", "serif"} & set(self.look.split()))


LEADING = 1.32


def paragraphs(runs: Iterable[Run], *, width: float, rtl: bool = False, indent: float = 0.0) -> Block:
    """Paragraphs one below the other, set from the side where reading starts and indented there.

    Each paragraph runs in the direction of its own first letter, so that an English line inside an Arabic page, or the
    other way round, keeps its order.

    Examples
    --------
    >>> round(paragraphs([Run("one two", "ink", 10)], width=25).height, 1)
    26.4
    """
    parts: list[Markup] = []
    y = 0.0
    for run in runs:
        y += run.before_px
        backwards = reads_leftwards(run.text, default=rtl)
        setting: dict[str, object] = {
            "class": run.look,
            "font-size": run.size_px,
            "direction": "rtl" if backwards else None,
            "text-anchor": None if backwards == rtl else "end",
        }
        lines = wrap(run.text, size_px=run.size_px, width_px=width - indent, bold=run.bold, most=run.most)
        for line in balanced(lines) if isinstance(run.text, Spoken) else lines:
            y += run.size_px * LEADING
            where = {"x": width - indent if rtl else indent, "y": y - run.size_px * 0.32}
            parts.append(element("text", where | setting, words(line)))
    return Block(group({}, parts), y)


def balanced(lines: Iterable[str]) -> Iterator[Spoken]:
    r"""Lines of a sentence of ours, each with its isolates whole: one that a line break cuts goes on behind it.

    Examples
    --------
    >>> [ascii(line) for line in balanced(["a \u2068b", "c\u2069 d"])]
    ["'a \\u2068b\\u2069'", "'\\u2068c\\u2069 d'"]
    """
    open_ = 0
    for line in lines:
        whole = FIRST_STRONG_ISOLATE * open_ + line
        open_ = max(whole.count(FIRST_STRONG_ISOLATE) - whole.count(POP_ISOLATE), 0)
        yield Spoken(whole + POP_ISOLATE * open_)


def reads_leftwards(text: str, *, default: bool) -> bool:
    """Whether a text runs from right to left, by its first letter that has a direction.

    Examples
    --------
    >>> reads_leftwards("البوكمال", default=False), reads_leftwards("2017", default=True)
    (True, True)
    """
    for character in text:
        direction = bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return default


def stacked(blocks: Iterable[Block], *, gap: float = 0.0) -> Block:
    """Blocks one below the other."""
    parts: list[Markup] = []
    y = 0.0
    for block in blocks:
        y += gap if parts else 0.0
        parts.append(block.at(0.0, y))
        y += block.height
    return Block(group({}, parts), y)


def flowing(items: Sequence[tuple[Block, float]], *, width: float, gap: float, line: float, rtl: bool = False) -> Block:
    """Items of given widths beside each other, in lines of equal height that break where the width ends."""
    parts: list[Markup] = []
    x = y = 0.0
    for block, wide in items:
        if x and x + wide > width:
            x, y = 0.0, y + line
        parts.append(block.at(width - x - wide if rtl else x, y))
        x += wide + gap
    return Block(group({}, parts), y + line if items else 0.0)


def columns(
    blocks: Sequence[Block], *, count: int, width: float, gutter: float, gap: float, rtl: bool = False
) -> Block:
    """Blocks in columns that are about equally high, read down and then across.

    Parameters
    ----------
    count : int
        How many columns.
    width : float
        Of one column.
    """
    high = _least_height([block.height for block in blocks], count, gap)
    filled: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        more = block.height + (gap if filled[-1] else 0.0)
        if filled[-1] and used + more > high + 0.01:
            filled.append([])
            used, more = 0.0, block.height
        filled[-1].append(block)
        used += more
    tall = [stacked(column, gap=gap) for column in filled]
    places = [i * (width + gutter) for i in range(count)]
    if rtl:
        places.reverse()
    parts = [column.at(x, 0.0) for column, x in zip(tall, places, strict=False)]
    return Block(group({}, parts), max((column.height for column in tall), default=0.0))


def _least_height(heights: Sequence[float], count: int, gap: float) -> float:
    """The least height at which blocks of these heights, kept in order, fit into so many columns (by bisection)."""
    low, high = max(heights, default=0.0), sum(heights) + gap * len(heights)
    while high - low > 0.5:
        middle = (low + high) / 2
        needed, used = 1, 0.0
        for height in heights:
            used = used + gap + height if used else height
            if used > middle:
                needed, used = needed + 1, height
        low, high = (low, middle) if needed <= count else (middle, high)
    return high
