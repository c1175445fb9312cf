"""The part of CSS that our pictures use: classes, one after the other, inherited where SVG inherits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Style = Mapping[str, str]

INHERITED = frozenset(
    {
        "direction", "fill", "fill-opacity", "fill-rule", "font-family", "font-size", "font-style", "font-weight",
        "letter-spacing", "paint-order", "stroke", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
        "stroke-opacity", "stroke-width", "text-anchor", "visibility",
    }
)  # fmt: skip
OWN = frozenset({"clip-path", "display", "opacity", "stop-color", "stop-opacity"})
INITIAL: Style = {
    "fill": "#000000", "stroke": "none", "stroke-width": "1", "font-size": "16", "text-anchor": "start",
    "direction": "ltr",
}  # fmt: skip

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"(\w+)?((?:[.#][\w-]+)*)")
_PART = re.compile(r"[.#][\w-]+")


@dataclass(frozen=True, slots=True)
class _Simple:
    """One element of a selector: its name (or any) and what it must carry."""

    name: str
    marks: frozenset[str]  # with their dot or hash

    def fits(self, name: str, marks: frozenset[str]) -> bool:
        return (not self.name or self.name == name) and self.marks <= marks


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector (outermost element first) and what it sets."""

    selector: tuple[_Simple, ...]
    weight: tuple[int, int, int, int]
    sets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element as selectors see it; ``style`` is the computed one."""

    name: str
    marks: frozenset[str]
    style: Style


Known = dict[tuple[str, frozenset[str], tuple[tuple[str, frozenset[str]], ...]], Style]


def rules(sheet: str) -> tuple[Rule, ...]:
    """The rules of a style sheet that hold for light paper: those of media queries do not.

    Selectors of names, classes, ids and descendants are read; rules with any other are left out.

    Examples
    --------
    >>> [dict(rule.sets) for rule in rules("a.b,.c d{fill:red} @media print{.c{fill:blue}} e>f{fill:green}")]
    [{'fill': 'red'}, {'fill': 'red'}]
    """
    found: list[Rule] = []
    for selectors, body in _blocks(_COMMENT.sub("", sheet)):
        sets = tuple(_declarations(body))
        for selector in selectors.split(","):
            parts = [_COMPOUND.fullmatch(part) for part in selector.split()]
            if not parts or not all(parts):
                continue
            chain = tuple(_Simple(part[1] or "", frozenset(_PART.findall(part[2]))) for part in parts if part)
            marks = [mark for each in chain for mark in each.marks]
            ids = sum(mark.startswith("#") for mark in marks)
            weight = (ids, len(marks) - ids, sum(bool(each.name) for each in chain), len(found))
            found.append(Rule(chain, weight, sets))
    return tuple(found)


def computed(
    name: str,
    attributes: Mapping[str, str],
    within: Sequence[Element],
    sheet: Sequence[Rule],
    *,
    known: Known | None = None,
) -> Element:
    """An element with its style: inherited, then its attributes, then the sheet, then its own ``style``.

    Parameters
    ----------
    name : str
        Of the element, without its namespace.
    attributes : mapping
        Of the element.
    within : sequence of Element
        Those that it stands in, the outermost first.
    sheet : sequence of Rule
        From :func:`rules`.
    known : dict or None
        Remembers for one sheet what it sets where; most elements of a picture stand like others.
    """
    marks = frozenset(f".{each}" for each in attributes.get("class", "").split())
    marks |= frozenset(f"#{each}" for each in [attributes.get("id")] if each)
    above = within[-1].style if within else INITIAL
    style = {key: value for key, value in above.items() if key in INHERITED}
    style |= {key: value for key, value in attributes.items() if key in INHERITED or key in OWN}
    known = {} if known is None else known
    at = (name, marks, tuple([(each.name, each.marks) for each in within]))
    if at not in known:
        known[at] = _set_by(sheet, name, marks, within)
    style |= known[at]
    style |= _declarations(attributes.get("style", ""))
    return Element(name, marks, style)


def length(text: str, *, font_px: float = 16.0) -> float:
    """A length in pixels; ``em`` counts from the type size, ``normal`` is none.

    Examples
    --------
    >>> length("3px"), length(".5em", font_px=20), length("normal")
    (3.0, 10.0, 0.0)
    """
    text = text.strip()
    if text == "normal":
        return 0.0
    return float(text[:-2]) * font_px if text.endswith("em") else float(text.removesuffix("px"))


def _set_by(sheet: Sequence[Rule], name: str, marks: frozenset[str], within: Sequence[Element]) -> Style:
    """What a sheet sets for an element: of two rules for one thing the heavier one."""
    fitting = [rule for rule in sheet if rule.selector[-1].fits(name, marks) and _stands(rule.selector[:-1], within)]
    return dict(each for rule in sorted(fitting, key=lambda rule: rule.weight) for each in rule.sets)


def _stands(selector: Sequence[_Simple], within: Sequence[Element]) -> bool:
    """Whether elements fit a selector from the outside in, with others between them."""
    outer = iter(within)
    return all(any(part.fits(each.name, each.marks) for each in outer) for part in selector)


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for each in body.split(";"):
        name, colon, value = each.partition(":")
        if colon:
            yield name.strip(), value.replace("!important", "").strip()


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    """Selector and body of each rule; blocks of media queries are skipped whole."""
    at = 0
    while (start := sheet.find("{", at)) >= 0:
        head = sheet[at:start].strip()
        depth, end = 1, start + 1
        while depth and end < len(sheet):
            depth += {"{": 1, "}": -1}.get(sheet[end], 0)
            end += 1
        if not head.startswith("@"):
            yield head, sheet[start + 1 : end - 1]
        at = end
