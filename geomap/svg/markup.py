"""SVG as text: elements whose words cannot become markup, and numbers that are always finite and short."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NewType

from geomap.languages import Spoken
from geomap.text import visible

Markup = NewType("Markup", str)
Pixel = tuple[float, float]  # x, y: right and down
Attributes = Mapping[str, object]

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def words(text: str) -> Markup:
    r"""Any text as content: nothing of it is markup, characters that hide or reorder it become visible signs.

    Of what was said by a :class:`geomap.languages.Speech`, isolates keep a name from reordering the sentence.

    Examples
    --------
    >>> words("<b> & \x00 {{7*7}} ]]>")
    '&lt;b&gt; &amp; ␀ {{7*7}} ]]&gt;'
    """
    return Markup((text if isinstance(text, Spoken) else visible(text)).translate(_ESCAPES))


def element(name: str, attributes: Attributes | None = None, *children: Markup) -> Markup:
    """An element; attributes that are None are left out, numbers are written by :func:`number`.

    Examples
    --------
    >>> element("text", {"x": 1.0, "class": "a", "id": None}, words("x < y"))
    '<text x="1" class="a">x &lt; y</text>'
    """
    written = "".join(
        f' {key}="{number(value) if isinstance(value, float | int) else words(str(value))}"'
        for key, value in (attributes or {}).items()
        if value is not None
    )
    inner = "".join(children)
    return Markup(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def group(attributes: Attributes, children: Iterable[Markup]) -> Markup:
    """A group, each child on a line of its own; nothing when it has no children."""
    inner = "\n".join(child for child in children if child)
    if not inner:
        return Markup("")
    return element("g", attributes, Markup(f"\n{inner}\n"))


def number(value: float) -> str:
    """A number with at most two decimals.

    Raises
    ------
    ValueError
        It is not finite; such a picture would be broken.

    Examples
    --------
    >>> number(3.0), number(-0.001), number(12.345)
    ('3', '0', '12.35')
    """
    if not math.isfinite(value):
        raise ValueError(f"a picture needs finite numbers, got {value}")
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def path(points: Iterable[Pixel], *, closed: bool = False) -> str:
    """Path data through points, a tenth of a pixel exact; ``""`` for fewer than two different ones.

    Examples
    --------
    >>> path([(0, 0), (10.04, 0), (10, 0), (10, 5)], closed=True)
    'M0,0L10,0L10,5Z'
    """
    steps: list[str] = []
    for x, y in points:
        step = f"{number(round(x, 1))},{number(round(y, 1))}"
        if not steps or step != steps[-1]:
            steps.append(step)
    if closed and len(steps) > 1 and steps[0] == steps[-1]:
        steps.pop()
    if len(steps) < 2:
        return ""
    return "M" + "L".join(steps) + ("Z" if closed else "")
