"""How the map looks: colours for light and dark, one line style per basis, one symbol per role.

Values only, shared by the page, the legend and the picture without a browser, so that one change is a change
everywhere. Nothing is told apart by colour alone: lines differ by width, dash and arrow head, symbols by shape. The
colours hold the contrasts of WCAG 2.2 and stay apart for those who see fewer of them: tests/geomap/test_style.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from geomap.languages import to_say
from geomap.story.model import Basis, Role

Scheme = Literal["light", "dark"]
ArrowHead = Literal["filled", "open", "none"]


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour of the map in both schemes, as ``#rrggbb``."""

    light: str
    dark: str

    def of(self, scheme: Scheme) -> str:
        """The value for one scheme.

        Examples
        --------
        >>> Colour("#ffffff", "#16181b").of("dark")
        '#16181b'
        """
        return self.dark if scheme == "dark" else self.light


PALETTE: Mapping[str, Colour] = MappingProxyType(
    {
        # the page
        "paper": Colour("#fdfcf9", "#15181b"),
        "card": Colour("#ffffff", "#1d2125"),
        "tint": Colour("#f4f1ea", "#22272c"),
        "ink": Colour("#1d1c1a", "#efece6"),
        "ink-soft": Colour("#5a564e", "#b7b2a8"),
        "rule": Colour("#dcd7cc", "#363c42"),
        "link": Colour("#17497f", "#8fc0f2"),
        "focus": Colour("#0b5fd0", "#9cc8ff"),
        # the base map, from the ground up
        "sea": Colour("#d6e2e7", "#12171c"),
        "land": Colour("#e9e5dc", "#20252a"),
        "home": Colour("#f6f3ec", "#2a3036"),  # the land of the story's own countries
        "river": Colour("#b3c8d1", "#31475a"),
        "coast": Colour("#a9b7bb", "#3f4c57"),
        "border": Colour("#867d6d", "#757e87"),
        "admin": Colour("#cdc6b8", "#414850"),
        "town": Colour("#5c574e", "#b3aea4"),
        "country": Colour("#635c4f", "#9aa1a8"),
        "sea-name": Colour("#3c6274", "#6f93a8"),
        # the story
        "way": Colour("#17497f", "#86baf0"),
        "alarm": Colour("#bd2a1c", "#ff8069"),
        "back": Colour("#8e5bc9", "#a878c0"),
        "quiet": Colour("#67625a", "#a9a49a"),
        "on-colour": Colour("#ffffff", "#14171a"),
        "differ": Colour("#8a5a00", "#f0c069"),
        "differ-tint": Colour("#fbf3df", "#2c2617"),
    }
)

LOUDER: Mapping[str, str] = MappingProxyType(
    {
        "ink-soft": "ink", "quiet": "ink", "town": "ink", "country": "ink", "sea-name": "ink", "rule": "ink",
        "border": "ink", "coast": "border", "admin": "border", "river": "border",
    }
)  # fmt: skip
"""For readers who ask for more contrast: the colour that stands in for a quiet one, itself as it is without that."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How legs of one basis are drawn.

    Parameters
    ----------
    label, meaning : str
        For the legend: the word, and a sentence for readers who do not know it.
    colour : str
        Key of :data:`PALETTE`.
    width_px : float
        Width of the line on screen.
    dash_px : tuple of float
        Lengths of dash and gap; empty for a solid line.
    arrow : {'filled', 'open', 'none'}
        Arrow heads along the line.
    corridor : bool
        Whether the band in which the way may lie is filled.
    bar_at_end : bool
        Whether a bar across the line says that it went no further.
    parallel : bool
        Whether the line is drawn beside its course, so that the way there stays visible under the way back.
    shown : bool
        Whether it is on when the map opens.
    """

    label: str
    meaning: str
    colour: str
    width_px: float
    dash_px: tuple[float, ...] = ()
    arrow: ArrowHead = "filled"
    corridor: bool = False
    bar_at_end: bool = False
    parallel: bool = False
    shown: bool = True


LINE_STYLES: Mapping[Basis, LineStyle] = MappingProxyType(
    {
        Basis.REPORTED: LineStyle(
            to_say("Reported", "basis of a leg"), to_say("A source names this way."), "way", 4
        ),
        Basis.INFERRED: LineStyle(
            to_say("Inferred", "basis of a leg"),
            to_say("The ends are reported, the way between them is not: it may lie anywhere in the band."),
            "way", 2, corridor=True,
        ),
        Basis.PLANNED: LineStyle(
            to_say("Planned", "basis of a leg"), to_say("Announced or agreed, not travelled."),
            "way", 2.5, (9, 6), arrow="open",
        ),
        Basis.CONSIDERED: LineStyle(
            to_say("Considered", "basis of a leg"), to_say("One possibility among others."),
            "quiet", 2.5, (0.1, 6), arrow="open", shown=False,
        ),
        Basis.BLOCKED: LineStyle(
            to_say("Blocked", "basis of a leg"), to_say("Ended where the bar stands."), "alarm", 3, bar_at_end=True
        ),
        Basis.RETURNED: LineStyle(
            to_say("Returned", "basis of a leg"), to_say("The way back."), "back", 3, parallel=True
        ),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Symbol:
    """The pin of one role.

    ``path`` is SVG path data around 0, 0 that fits into a square of 28 px; ``filled`` pins carry their number in
    the colour ``on-colour``, hollow ones in their own. ``loudness`` orders the roles: where several share a place, the
    loudest decides how the place is drawn (a whole province hatched in alarm for one strike would say too much).
    ``note`` is what a reader must know before reading on, or ``""``.
    """

    label: str
    path: str
    colour: str
    filled: bool
    loudness: int
    note: str = ""


def _disc(radius: float) -> str:
    return f"M{-radius:g},0a{radius:g},{radius:g} 0 1,0 {2 * radius:g},0a{radius:g},{radius:g} 0 1,0 {-2 * radius:g},0Z"


_SQUARE = "M-8,-11H8a3,3 0 0 1 3,3V8a3,3 0 0 1 -3,3H-8a3,3 0 0 1 -3,-3V-8a3,3 0 0 1 3,-3Z"
_DIAMOND = "M0,-13.5L13.5,0L0,13.5L-13.5,0Z"
_SHIELD = "M-10,-11H10V4L0,13L-10,4Z"
_HEXAGON = "M-12,0L-6,-10.5H6L12,0L6,10.5H-6Z"
_BUBBLE = "M-9,-11H9a3,3 0 0 1 3,3V4a3,3 0 0 1 -3,3H-1L-6,13V7H-9a3,3 0 0 1 -3,-3V-8a3,3 0 0 1 3,-3Z"

SYMBOLS: Mapping[Role, Symbol] = MappingProxyType(
    {
        Role.STRIKE: Symbol(to_say("Strike"), _DIAMOND, "alarm", True, 3),
        Role.EVENT: Symbol(to_say("Event"), _disc(11), "way", True, 6),
        Role.HALT: Symbol(to_say("Halt"), _SQUARE, "way", True, 5),
        Role.ORIGIN: Symbol(to_say("Origin"), _HEXAGON, "way", True, 4),
        Role.DESTINATION: Symbol(to_say("Destination"), _SHIELD, "way", False, 2, to_say("planned")),
        Role.STATEMENT: Symbol(to_say("Statement"), _BUBBLE, "quiet", False, 1),
        Role.CONTEXT: Symbol(to_say("Context"), _disc(9.5), "quiet", False, 0, to_say("not part of the events")),
    }
)


def _sign(radius: float) -> str:
    """A disc with a bar left out of it: the bar runs the other way round than the disc."""
    return f"{_disc(radius)}M-7,-2.4H7V2.4H-7Z"


OBSTACLE = Symbol(to_say("In the way"), _sign(11.5), "alarm", True, 7)
"""The sign of what stood in the way, in the middle of the area that it closed."""
CROSS = ((-4.0, -4.0, 4.0, 4.0), (-4.0, 4.0, 4.0, -4.0))
"""One of the crosses along a stretch somewhere on which the way was closed: two strokes about 0, 0, in pixels."""


def loudest(roles: frozenset[Role]) -> Role:
    """The role that decides how a place shared by several reports is drawn.

    Examples
    --------
    >>> loudest(frozenset({Role.CONTEXT, Role.DESTINATION})).value
    'destination'
    """
    return max(roles, key=lambda role: SYMBOLS[role].loudness)
