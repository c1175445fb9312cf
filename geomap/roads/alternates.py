"""Other ways than the best: roads that a way takes are made dearer, step by step, until other ways turn up.

The penalty method of Y. Chen, M. G. H. Bell and K. Bogenberger (Reliable pretrip multipath planning and dynamic
adaptation for a centralized road navigation system, IEEE Transactions on Intelligent Transportation Systems 8, 2007).
It finds ways that people would call different; it does not promise to find every such way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

MOST_SHARED = 0.7
"""An alternate shares at most this part of its length with the better ways together."""

LONGEST = 2.0
"""An alternate is at most so many times as long as the best way."""

_FACTOR = 1.4
_ROUNDS_EACH = 5


class Trip(Protocol):
    """What is known of a way here: the metres of each edge that it takes."""

    @property
    def metres(self) -> Mapping[int, float]:
        """Edge to the length of it that is travelled."""
        ...


AnyTrip = TypeVar("AnyTrip", bound=Trip)


def alternates_to(
    best: AnyTrip, *, count: int, find: Callable[[Mapping[int, float]], AnyTrip | None]
) -> tuple[AnyTrip, ...]:
    """Up to so many other ways, the shortest first.

    Parameters
    ----------
    best : Trip
    count : int
    find : callable
        Gives the best way when edges are dearer by these factors; None when there is none.

    Returns
    -------
    tuple of Trip
        Each shares at most ``MOST_SHARED`` of its length with all better ones together, the best way among them, and
        is at most ``LONGEST`` times as long as that.
    """
    uses: dict[int, int] = dict.fromkeys(best.metres, 1)
    candidates: list[AnyTrip] = []
    chosen: tuple[AnyTrip, ...] = ()
    for _ in range(_ROUNDS_EACH * count):
        trip = find({edge: _FACTOR**times for edge, times in uses.items()})
        if trip is None:
            break
        for edge in trip.metres:
            uses[edge] = uses.get(edge, 0) + 1
        if _length(trip) <= LONGEST * _length(best) and all(trip.metres != other.metres for other in candidates):
            candidates.append(trip)
            chosen = _different(best, candidates)
            if len(chosen) >= count:
                break
    return chosen[:count]


def shared(trip: Trip, others: Sequence[Trip]) -> float:
    """The part of a way's length that any of the others takes, too, 0 to 1."""
    taken = {edge for other in others for edge in other.metres}
    length = _length(trip)
    return sum(metres for edge, metres in trip.metres.items() if edge in taken) / length if length else 1.0


def _different(best: AnyTrip, candidates: Sequence[AnyTrip]) -> tuple[AnyTrip, ...]:
    chosen: list[AnyTrip] = []
    for trip in sorted(candidates, key=_length):
        if shared(trip, [best, *chosen]) <= MOST_SHARED:
            chosen.append(trip)
    return tuple(chosen)


def _length(trip: Trip) -> float:
    return sum(trip.metres.values())
