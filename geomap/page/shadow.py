"""A page's style sheet, rewritten for a shadow root inside somebody else's page.

What a page takes from its window, an element inside another page must take from itself: the page's root and body become
a wrapper, widths are those of the element, and a rem is the reader's own size, whatever the page around does to it.
"""

from __future__ import annotations

import re

WRAPPER = ".geomap"
"""Stands for the page's root and body."""
CONTAINER = "geomap"
"""What ``.frame``, which holds the wrapper, is called by those who ask for its width."""
# A page around may set its root to 62.5 % or to 400 %. A reader who asked the browser for larger text still gets it.
REM = "clamp(16px,1rem,24px)"
_PX_PER_REM = 16

_STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_TOKEN = re.compile(rf"{_STRING}|[{{}}]|[^{{}}\"']+")
_REM_LENGTH = re.compile(rf"({_STRING})|(?<![\w.-])(-?(?:\d+\.?\d*|\.\d+))rem\b")
_VIEWPORT = re.compile(rf"({_STRING})|(?<![\w.-])(-?(?:\d+\.?\d*|\.\d+))v(w|i)\b")
_PAGE_ELEMENT = re.compile(r":root|(?<![\w.#:\[=\"'-])(?:html|body)(?![\w=\"'-])")
_NESTING = ("@supports", "@layer")


def shadow_style(sheet: str) -> str:
    r"""The style sheet of a page for a shadow root that holds ``.frame > .geomap >`` the page's content.

    Parameters
    ----------
    sheet : str
        Ours, without comments, as :func:`geomap.page.assets.style` gives it.

    Returns
    -------
    str
        With ``:root``, ``html`` and ``body`` as the wrapper, ``rem`` as the wrapper's ``--rem``, queries of the
        window's width as queries of the element's, and nothing that speaks of sheets of paper.

    Raises
    ------
    ValueError
        A query of the window's width stands in a list, which cannot be split in two.

    Examples
    --------
    >>> rules = shadow_style("body{margin:1rem}@media screen and (min-width:40rem){h1{color:red}}")
    >>> print(rules.partition("}")[2])
    .geomap{margin:calc(1*var(--rem))}@media screen{@container geomap (min-width:640px){h1{color:red}}}
    """
    return f"{WRAPPER}{{--rem:{REM}}}" + _rules(_Tokens(sheet))


class _Tokens:
    """Braces, and the text between them; a brace inside a string is text."""

    def __init__(self, sheet: str) -> None:
        self._tokens = _TOKEN.findall(sheet)
        self._at = 0

    def until_brace(self) -> tuple[str, str]:
        """Text, and the brace that ends it, or nothing at the end."""
        start = self._at
        while self._at < len(self._tokens) and self._tokens[self._at] not in "{}":
            self._at += 1
        brace = self._tokens[self._at] if self._at < len(self._tokens) else ""
        text = "".join(self._tokens[start : self._at])
        self._at += 1
        return text, brace

    def block(self) -> str:
        """The text up to the end of the block that has just begun, with the blocks inside it."""
        depth, start = 1, self._at
        while depth:
            depth += {"{": 1, "}": -1}.get(self._tokens[self._at], 0)
            self._at += 1
        return "".join(self._tokens[start : self._at - 1])


def _rules(tokens: _Tokens) -> str:
    written: list[str] = []
    while True:
        prelude, brace = tokens.until_brace()
        prelude = prelude.strip()
        if brace != "{":
            return "".join(written)
        block = tokens.block()
        if prelude.startswith("@page"):
            continue
        if prelude.startswith("@media"):
            written.append(_media(prelude.removeprefix("@media").strip(), _rules(_Tokens(block))))
        elif prelude.startswith("@container"):
            written.append(f"{_in_px(prelude)}{{{_rules(_Tokens(block))}}}")
        elif prelude.startswith(_NESTING):
            written.append(f"{prelude}{{{_rules(_Tokens(block))}}}")
        elif prelude.startswith("@"):
            written.append(f"{prelude}{{{_lengths(block)}}}")
        else:
            written.append(f"{_PAGE_ELEMENT.sub(WRAPPER, prelude)}{{{_lengths(block)}}}")


def _media(query: str, rules: str) -> str:
    """The rules behind what is asked of the window, and what is asked of its width behind the same of the element."""
    asked = [part.strip() for part in re.split(r"\band\b", query)]
    widths = [part for part in asked if "width" in part]
    if not widths:
        return f"@media {query}{{{rules}}}"
    if "," in query or re.search(r"\b(or|not)\b", query):
        raise ValueError(f"@media {query}: a width must be joined to the rest by 'and'")
    others = [part for part in asked if part not in widths]
    inner = f"@container {CONTAINER} {' and '.join(map(_in_px, widths))}{{{rules}}}"
    return f"@media {' and '.join(others)}{{{inner}}}" if others else inner


def _in_px(condition: str) -> str:
    # In a query of a container a rem would be that of the page around.
    return _REM_LENGTH.sub(lambda m: f"{float(m[2]) * _PX_PER_REM:g}px", condition)


def _lengths(declarations: str) -> str:
    declarations = _REM_LENGTH.sub(lambda m: m[1] or f"calc({m[2]}*var(--rem))", declarations)
    return _VIEWPORT.sub(lambda m: m[1] or f"{m[2]}cq{m[3]}", declarations)
