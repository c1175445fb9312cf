"""Whole numbers as short ASCII text, because a page's weight is mostly coordinates.

A number is written in groups of five bits, the lowest first, each as one letter of the URL-safe base64 alphabet;
the sixth bit says that another group follows. The sign is the lowest bit (zigzag). This is the idea of Google's encoded
polylines and of protocol buffers' varints, with letters that mean nothing in HTML, JSON or JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def pack(numbers: Iterable[int]) -> str:
    """The numbers as text; ``unpack`` in ``static/shapes.js`` is the way back.

    Examples
    --------
    >>> pack([0, -1, 1, 15, -16, 16, 1000])
    'ABCefgBw-B'
    """
    text = []
    for number in numbers:
        rest = number * 2 if number >= 0 else -number * 2 - 1
        while rest > 31:
            text.append(LETTERS[(rest & 31) | 32])
            rest >>= 5
        text.append(LETTERS[rest])
    return "".join(text)


def pack_line(points: Iterable[Sequence[float]], *, per_degree: int) -> str:
    """A line as the x and y of its first point and then the steps, in units of ``1 / per_degree`` degrees.

    Points that fall together on that grid are one.

    Examples
    --------
    >>> pack_line([(1.0, 2.0), (1.1, 2.0), (1.1001, 2.0)], per_degree=10) == pack([10, 20, 1, 0])
    True
    """
    steps: list[int] = []
    x = y = 0
    for lon, lat, *_ in points:
        next_x, next_y = round(lon * per_degree), round(lat * per_degree)
        if steps and (next_x, next_y) == (x, y):
            continue
        steps += (next_x - x, next_y - y)
        x, y = next_x, next_y
    return pack(steps)


def pack_texts(texts: Iterable[str]) -> str:
    """Texts in any script, each as its length and the steps from character to character.

    Letters of one script lie near each other, so most of them take one or two ASCII characters, where JSON's escapes
    take six.

    Examples
    --------
    >>> pack_texts(["", "ab"]) == pack([0, 2, 97, 1])
    True
    >>> len(pack_texts(["دير الزور"]))
    22
    """
    numbers: list[int] = []
    last = 0
    for text in texts:
        numbers.append(len(text))
        for character in text:
            numbers.append(ord(character) - last)
            last = ord(character)
    return pack(numbers)
