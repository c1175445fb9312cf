"""Where a spot lies that no gazetteer has: in the town of its own name, of the text after it, or the nearest named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gazetteer.documents.model import Reading
from gazetteer.documents.readings import Readings
from gazetteer.documents.venues import is_bland, is_venue
from gazetteer.documents.weights import WITHIN_NAMED, WITHIN_NEAREST
from gazetteer.names import fold
from gazetteer.place import Kind

_HOLDERS = frozenset({Kind.CITY, Kind.QUARTER, Kind.ADMIN2})
_KNOWN_PEOPLE = 50_000
"""People of a town that a name may be called after without the text naming the town itself."""
_CITY_STATE_KM = 40.0
"""Half-width of a first-level division that is hardly more than its town."""
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Settled:
    """What a name of the document came to: where it first stands, the place, and how sure that is."""

    start: int
    reading: Reading
    score: float


@dataclass(frozen=True, slots=True)
class Anchor:
    """The town that stands for a spot in it, and why."""

    town: Settled
    share: float
    why: str


def anchor(
    surface: str,
    start: int,
    outer: Settled | None,
    beside: Settled | None,
    settled: Mapping[str, Settled],
    readings: Readings,
) -> Anchor | None:
    """The town that a spot lies in, which itself is on no record; None when nothing says so.

    Parameters
    ----------
    surface : str
        The name, as the text has it.
    start : int
        Where it stands.
    outer : Settled, optional
        What the text puts it into: "in Derry".
    beside : Settled, optional
        What the text puts it near: "near Derry".
    settled : mapping
        What the other names of the document came to, by their folded names.
    readings : Readings
    """
    if outer is not None and _holds(outer):
        return Anchor(outer, WITHIN_NAMED, f"itself on no record; in {outer.reading.place.name}, as the text says")
    has_kind = is_venue(surface)
    if has_kind and (town := _named_in(surface, start, settled, readings)):
        return Anchor(town, WITHIN_NAMED, f"itself on no record; in {town.reading.place.name}, which its name says")
    if beside is not None and _holds(beside):
        return Anchor(beside, WITHIN_NAMED, f"itself on no record; near {beside.reading.place.name}, as the text says")
    if not has_kind:
        return None
    near = [one for one in settled.values() if _holds(one)]
    if not near:
        return None
    town = min(near, key=lambda one: (abs(one.start - start), one.start))
    name = town.reading.place.name
    return Anchor(town, WITHIN_NEAREST, f"itself on no record; in {name}, the town that the text names nearest")


def _named_in(surface: str, start: int, settled: Mapping[str, Settled], readings: Readings) -> Settled | None:
    """The town that a part of the name is, the longest part first: Delhi of Delhi High Court."""
    for part in _parts(fold(surface).split()):
        if (known := settled.get(part)) is not None:
            if _holds(known):
                return known
            continue
        towns = (one for one in readings.called(part) if one.place.kind is Kind.CITY)
        if (best := next(towns, None)) is not None and best.place.population >= _KNOWN_PEOPLE:
            return Settled(start, best, 1.0)
    return None


def _parts(words: Sequence[str]) -> list[str]:
    beginnings = [" ".join(words[:size]) for size in range(len(words) - 1, 0, -1)]
    after_of = [" ".join(words[at + 1 :]) for at, word in enumerate(words) if word == "of"]
    return [part for part in (*after_of, *beginnings) if not is_bland(part)]


def _holds(one: Settled) -> bool:
    place = one.reading.place
    small = place.kind in _HOLDERS or (place.kind is Kind.ADMIN1 and place.radius_km <= _CITY_STATE_KM)
    return small and one.score >= _SURE
