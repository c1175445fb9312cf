"""How wide text is, without a browser: enough to break lines and to keep names apart.

Widths are those of Arial, which Helvetica, Liberation Sans and Arimo share; other scripts are estimated by class. The
true width differs by a few per cent where another typeface steps in, so callers leave a little room.
"""

from __future__ import annotations

import unicodedata
from functools import cache

SANS = 'Arial, "Helvetica Neue", Helvetica, "Liberation Sans", "Noto Sans", sans-serif'
SERIF = '"Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif", Georgia, serif'

_BOLD = 1.07  # bold and serif letters, against plain sans-serif ones
_ASCII = {  # thousandths of the type size
    **dict.fromkeys("'", 191), **dict.fromkeys("ijl", 222), **dict.fromkeys("|", 260),
    **dict.fromkeys(" !,./:;I[]\\ft", 278), **dict.fromkeys("()-r`{}", 333), **dict.fromkeys('"', 355),
    **dict.fromkeys("*", 389), **dict.fromkeys("^", 469), **dict.fromkeys("Jckvsxyz", 500),
    **dict.fromkeys("#$0123456789?Labdeghnopqu_", 556), **dict.fromkeys("+<=>~", 584), **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667), **dict.fromkeys("CDHNRUw", 722), **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833), **dict.fromkeys("%", 889), **dict.fromkeys("W", 944), **dict.fromkeys("@", 1015),
}  # fmt: skip
_UNKNOWN, _WIDE, _ARABIC = 600, 1000, 570


def text_width(text: str, size_px: float, *, bold: bool = False) -> float:
    """Width of a line of text in pixels, about.

    Examples
    --------
    >>> round(text_width("Deir ez-Zor", 10)), round(text_width("Deir ez-Zor", 10, bold=True))
    (50, 54)
    """
    return sum(map(_advance, text)) / 1000.0 * size_px * (_BOLD if bold else 1.0)


def wrap(text: str, *, size_px: float, width_px: float, bold: bool = False, most: int | None = None) -> list[str]:
    """Break text into lines that fit.

    Parameters
    ----------
    text : str
        Line ends in it are kept; other white space is single blanks.
    width_px : float
        Longest line. A word that is longer is cut.
    most : int, optional
        At most so many lines; the last one then ends in an ellipsis.

    Examples
    --------
    >>> wrap("the convoy leaves the mountains", size_px=10, width_px=80)
    ['the convoy', 'leaves the', 'mountains']
    >>> wrap("the convoy leaves the mountains", size_px=10, width_px=80, most=2)
    ['the convoy', 'leaves the…']
    """

    def fits(line: str) -> bool:
        return text_width(line, size_px, bold=bold) <= width_px

    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            if line and fits(f"{line} {word}"):
                line = f"{line} {word}"
                continue
            if line:
                lines.append(line)
            line = word
            while not fits(line) and len(line) > 1:
                cut = next((i for i in range(len(line) - 1, 1, -1) if fits(line[:i])), 1)
                lines.append(line[:cut])
                line = line[cut:]
        if line:
            lines.append(line)
    if most is not None and len(lines) > most:
        lines = lines[:most]
        while lines[-1] and not fits(lines[-1] + "…"):
            lines[-1] = lines[-1][:-1]
        lines[-1] = lines[-1].rstrip(" ,;:.") + "…"
    return lines


@cache
def _advance(character: str) -> int:
    if character in _ASCII:
        return _ASCII[character]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in ("W", "F"):
        return _WIDE
    if unicodedata.bidirectional(character) in ("AL", "R"):
        return _ARABIC
    base = unicodedata.normalize("NFD", character)[0]
    return _ASCII.get(base, _UNKNOWN)
