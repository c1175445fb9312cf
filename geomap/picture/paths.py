"""SVG path data and transforms as arrays: points, codes and matrices."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]  # 3 by 3, for columns (x, y, 1)
MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79  # the numbers that matplotlib gives to them
IDENTITY: Matrix = np.eye(3)

_TOKEN = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "A": 7, "Z": 0}
_CIRCLE = 0.5522847498307936  # where the handles of a quarter circle stand, against its radius
_FUNCTION = re.compile(r"(\w+)\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Outline:
    """Lines and cubic curves: points (n by 2, right and down) and a code for each."""

    points: NDArray[np.float64]
    codes: NDArray[np.uint8]

    def moved(self, matrix: Matrix) -> Outline:
        """The same, through a matrix."""
        return Outline(self.points @ matrix[:2, :2].T + matrix[:2, 2], self.codes)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its points."""
        (left, top), (right, bottom) = self.points.min(axis=0), self.points.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


@lru_cache(maxsize=256)  # thousands of pins have the same few
def outline(data: str) -> Outline:
    """Path data as an outline.

    Parameters
    ----------
    data : str
        The attribute ``d``: the commands M, L, H, V, C, S, Q, A and Z, absolute or relative.

    Raises
    ------
    ValueError
        It holds something else.

    Examples
    --------
    >>> square = outline("M0,0h4v4h-4Z")
    >>> square.points.tolist(), square.codes.tolist()
    ([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]], [1, 2, 2, 2, 79])
    """
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    x = y = start_x = start_y = 0.0
    handle: tuple[float, float] | None = None
    for command, numbers in _steps(data):
        dx, dy = (x, y) if command.islower() else (0.0, 0.0)
        name, handle_before, handle = command.upper(), handle, None
        match name, numbers:
            case "M", (a, b):
                x, y = start_x, start_y = a + dx, b + dy
                points.append((x, y))
                codes.append(MOVE)
            case "L", (a, b):
                x, y = a + dx, b + dy
            case "H", (a,):
                x = a + dx
            case "V", (b,):
                y = b + dy
            case "Z", _:
                x, y = start_x, start_y
                points.append((x, y))
                codes.append(CLOSE)
            case "A", (rx, ry, turn, large, sweep, a, b):
                curves = _arc((x, y), (a + dx, b + dy), abs(rx), abs(ry), turn, large != 0, sweep != 0)
                x, y = a + dx, b + dy
                points += curves
                codes += [CURVE] * len(curves)
            case _:
                curve = _curve(name, numbers, (x, y), (dx, dy), handle_before)
                handle = curve[1]
                x, y = curve[2]
                points += curve
                codes += [CURVE] * 3
        if name in "LHV":
            points.append((x, y))
            codes.append(LINE)
    return Outline(np.array(points, float).reshape(-1, 2), np.array(codes, np.uint8))


def ellipse(cx: float, cy: float, rx: float, ry: float) -> Outline:
    """An ellipse of four curves.

    Examples
    --------
    >>> ellipse(1, 1, 1, 1).box
    (0.0, 0.0, 2.0, 2.0)
    """
    k = _CIRCLE
    unit = [
        (1, 0), (1, k), (k, 1), (0, 1), (-k, 1), (-1, k), (-1, 0), (-1, -k), (-k, -1), (0, -1), (k, -1), (1, -k),
        (1, 0), (1, 0),
    ]  # fmt: skip
    points = np.array(unit, float) * (rx, ry) + (cx, cy)
    return Outline(points, np.array([MOVE, *[CURVE] * 12, CLOSE], np.uint8))


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Outline:
    """A rectangle, with round corners where a radius is given."""
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return outline(f"M{x},{y}h{width}v{height}h{-width}Z")
    w, h = width - 2 * r, height - 2 * r
    corner = f"a{r},{r} 0 0 1"
    return outline(
        f"M{x + r},{y}h{w}{corner} {r},{r}v{h}{corner} {-r},{r}h{-w}{corner} {-r},{-r}v{-h}{corner} {r},{-r}Z"
    )


def transform(text: str | None) -> Matrix:
    """The matrix of an attribute ``transform``.

    Raises
    ------
    ValueError
        It holds another function than translate, rotate, scale and matrix.

    Examples
    --------
    >>> (transform("translate(5,6) scale(2)") @ (1, 1, 1)).tolist()
    [7.0, 8.0, 1.0]
    """
    matrix = IDENTITY
    for name, inner in _FUNCTION.findall(text or ""):
        matrix = matrix @ _single(name, [float(part) for part in re.split(r"[\s,]+", inner.strip())])
    return matrix


def _single(name: str, numbers: Sequence[float]) -> Matrix:
    match name, list(numbers):
        case "translate", [x, *rest]:
            return _matrix(1, 0, 0, 1, x, rest[0] if rest else 0.0)
        case "scale", [x, *rest]:
            return _matrix(x, 0, 0, rest[0] if rest else x, 0, 0)
        case "rotate", [turn, *about]:
            sine, cosine = math.sin(math.radians(turn)), math.cos(math.radians(turn))
            turned = _matrix(cosine, sine, -sine, cosine, 0, 0)
            x, y = about or (0.0, 0.0)
            moved: Matrix = _matrix(1, 0, 0, 1, x, y) @ turned @ _matrix(1, 0, 0, 1, -x, -y)
            return moved
        case "matrix", [a, b, c, d, e, f]:
            return _matrix(a, b, c, d, e, f)
    raise ValueError(f"the picture knows no transform {name}{tuple(numbers)}")


def _matrix(a: float, b: float, c: float, d: float, e: float, f: float) -> Matrix:
    return np.array([[a, c, e], [b, d, f], [0, 0, 1]], float)


def _steps(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Each command with its numbers; one that is repeated is given again, and after M, L."""
    command, numbers = "", list[float]()
    found = list(_TOKEN.finditer(data))
    if re.sub(r"[\s,]+", "", _TOKEN.sub("", data)):
        raise ValueError(f"the picture cannot read the path {data[:60]!r}")
    for token in found:
        if token[1]:
            if numbers or token[1].upper() not in _TAKES:
                raise ValueError(f"the picture cannot read the path {data[:60]!r}")
            command = token[1]
            if command in "Zz":
                yield command, ()
            continue
        numbers.append(float(token[2]))
        if command and len(numbers) == _TAKES[command.upper()]:
            yield command, tuple(numbers)
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)
    if numbers:
        raise ValueError(f"the picture cannot read the path {data[:60]!r}")


def _curve(
    name: str,
    numbers: Sequence[float],
    at: tuple[float, float],
    base: tuple[float, float],
    handle: tuple[float, float] | None,
) -> list[tuple[float, float]]:
    """The two handles and the end of a curve."""
    ends = [(numbers[i] + base[0], numbers[i + 1] + base[1]) for i in range(0, len(numbers), 2)]
    if name == "S":
        mirrored = (2 * at[0] - handle[0], 2 * at[1] - handle[1]) if handle else at
        return [mirrored, *ends]
    if name == "Q":
        (qx, qy), (x, y) = ends
        return [
            (at[0] + (qx - at[0]) * 2 / 3, at[1] + (qy - at[1]) * 2 / 3),
            (x + (qx - x) * 2 / 3, y + (qy - y) * 2 / 3),
            (x, y),
        ]
    return ends


def _arc(
    start: tuple[float, float],
    end: tuple[float, float],
    rx: float,
    ry: float,
    turn_deg: float,
    large: bool,
    sweep: bool,
) -> list[tuple[float, float]]:
    """An elliptical arc as curves: the conversion of SVG 1.1, appendix F.6.5."""
    if start == end:
        return []
    if rx == 0 or ry == 0:
        return [start, end, end]
    turn = math.radians(turn_deg)
    sine, cosine = math.sin(turn), math.cos(turn)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    x, y = cosine * half_x + sine * half_y, cosine * half_y - sine * half_x
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))  # radii that are too small reach just far enough
    rx, ry = rx * grow, ry * grow
    below = (rx * y) ** 2 + (ry * x) ** 2
    factor = math.sqrt(max(0.0, (rx * ry) ** 2 - below) / below) * (-1.0 if large == sweep else 1.0)
    middle_x, middle_y = factor * rx * y / ry, -factor * ry * x / rx
    first = math.atan2((y - middle_y) / ry, (x - middle_x) / rx)
    span = math.atan2((-y - middle_y) / ry, (-x - middle_x) / rx) - first
    span += (2 * math.pi if sweep and span < 0 else 0.0) - (2 * math.pi if not sweep and span > 0 else 0.0)
    pieces = max(math.ceil(abs(span) / (math.pi / 2) - 1e-9), 1)
    step = span / pieces
    reach = 4 / 3 * math.tan(step / 4)
    unit = []
    for i in range(pieces):
        a, b = first + i * step, first + (i + 1) * step
        unit += [
            (math.cos(a) - reach * math.sin(a), math.sin(a) + reach * math.cos(a)),
            (math.cos(b) + reach * math.sin(b), math.sin(b) - reach * math.cos(b)),
            (math.cos(b), math.sin(b)),
        ]
    about = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    placed = [(u * rx + middle_x, v * ry + middle_y) for u, v in unit]
    points = [(about[0] + cosine * u - sine * v, about[1] + sine * u + cosine * v) for u, v in placed]
    return [*points[:-1], end]
