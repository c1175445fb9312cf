"""Where the statements of a story stand in its file, for what is found out only after it was read.

A story's values are plain; whether a name means a place, and which, is asked later, of the gazetteer. What is said of
it then names the same line and column as what was said while the file was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from geomap.errors import Problem
from geomap.story.nodes import Document, Map, Path, Spot, path_text

_OF_LEG = ("from", "to", "when", "departed", "arrived", "reported_km", "reported_h")

NOWHERE = "story"
"""What a story is called that was not read from a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """The file of a story, and where in it its places, reports, legs, obstacles and roads say what they say.

    Two of them are equal always: where a statement stands is no part of what a story states.
    """

    file: str = NOWHERE
    at: Mapping[Path, Spot] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spots)

    def __hash__(self) -> int:
        return hash(Spots)

    def problem(
        self,
        path: Path,
        what: str,
        *,
        of: str = "",
        got: str = "",
        hint: str = "",
        details: tuple[str, ...] = (),
        warning: bool = False,
    ) -> Problem:
        """A problem with the value at `path`, at the value's own place in the file or at the nearest one around it.

        Parameters
        ----------
        path : tuple of str and int
            Such as ``("reports", 2, "where")``.
        of : str
            Id of the report, place or leg, which is easier to recognise than its number.
        """
        spot = self.spot(path)
        where = spot.where or path_text(path) + (f" ({of})" if of else "")
        return Problem(self.file, spot.line, spot.column, where, what, got, hint, warning=warning, details=details)

    def place(self, path: Path, *, of: str) -> str:
        """Where the value at `path` stands, for a list: ``9:12 reports[3].where (b)``."""
        spot = self.spot(path)
        line = f"{spot.line}:{spot.column} " if spot.line else ""
        return line + (spot.where or f"{path_text(path)} ({of})")

    def spot(self, path: Path) -> Spot:
        """Where the value at `path` stands; line and column 0 when that is not known."""
        around = (path[:length] for length in range(len(path), 0, -1))
        return next((self.at[part] for part in around if part in self.at), Spot(0, 0))


def spots_of(document: Document) -> Spots:
    """Where a document has what later steps may find fault with."""
    return Spots(document.file, {path: document.spot_of(path) for path in _paths(document)})


def _paths(document: Document) -> Iterator[Path]:
    roads = document.get(("roads",))
    if roads is not None:
        yield ("roads",)
    if isinstance(roads, Map):
        yield from (("roads", name) for name in roads)
        yield from (("roads", "files", n) for n in range(len(roads.get("files") or ())))
    for number, obstacle in enumerate(document.get(("obstacles",)) or ()):
        yield "obstacles", number
        if "where" in obstacle:
            yield "obstacles", number, "where"
    for part, fields in (("places", ("gazetteer_id", "lon", "geometry")), ("reports", ("where", "when"))):
        for number, entry in enumerate(document.get((part,)) or ()):
            yield part, number
            yield from ((part, number, name) for name in fields if name in entry)
    for r, route in enumerate(document.get(("routes",)) or ()):
        yield "routes", r
        if "reported_km" in route:
            yield "routes", r, "reported_km"
        for n, leg in enumerate(route.get("legs") or ()):
            yield "routes", r, "legs", n
            yield from (("routes", r, "legs", n, name) for name in _OF_LEG if name in leg)
            yield from (("routes", r, "legs", n, "via", v) for v in range(len(leg.get("via") or ())))
