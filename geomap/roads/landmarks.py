"""How far a junction is from the goal at the least: bounds by landmarks, which lead a search straight to it.

After A. V. Goldberg and C. Harrelson, Computing the shortest path: A* search meets graph theory (SODA 2005): by the
triangle inequality, no way from v to t is shorter than d(L, t) - d(L, v), nor than d(v, L) - d(t, L), for any landmark
L. The bounds hold for a network with roads cut or made dearer, too, as ways only grow by that; so the search stays
exact, and looks at some two junctions in a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from geomap.geodesy import Floats
from geomap.roads.network import Longs

LANDMARKS = 16
"""So many are placed in a network; a search uses the best few for its start and end."""

_USED = 6
_SLACK_M = 0.1  # more than rounding to 1e-7 degrees makes an edge, cut in two, shorter than the whole
_SMALL = 1.0 / 64.0  # a part of the network with fewer of its junctions needs no landmark of its own


def place_landmarks(
    outward: Callable[[int], Floats], homeward: Callable[[int], Floats] | None, *, parts: Longs
) -> Floats:
    """Distances from landmarks to all junctions, and from all junctions to them.

    Each landmark is the junction farthest from those before it; a part of the network that none of them reaches gets
    one of its own, unless it is small.

    Parameters
    ----------
    outward : callable
        Metres from a junction to each, infinite where no way leads.
    homeward : callable or None
        Metres from each to a junction; None when they are the same.
    parts : array of int, shape (n,)
        The number of the connected part that each junction is in.

    Returns
    -------
    array of float, shape (1 or 2, k, n)
        Outward, and homeward where that differs.
    """
    sizes = np.bincount(parts)
    eligible = sizes[parts] >= max(2, min(int(sizes.max()), int(parts.size * _SMALL)))
    there: list[Floats] = []
    back: list[Floats] = []
    if eligible.any():
        first = outward(int(np.flatnonzero(eligible)[0]))
        node = int(np.argmax(np.where(eligible & np.isfinite(first), first, -1.0)))
        nearest = np.full(parts.size, np.inf)
        while len(there) < LANDMARKS and nearest[node] > 0.0:
            there.append(outward(node))
            back.append(there[-1] if homeward is None else homeward(node))
            nearest = np.minimum(nearest, np.minimum(there[-1], back[-1]))
            node = int(np.argmax(np.where(eligible, nearest, -1.0)))
    kept = [there] if homeward is None else [there, back]
    return np.array(kept, dtype=np.float64).reshape(len(kept), len(there), parts.size)


def least_m(
    landmarks: Floats,
    *,
    start: int | None,
    reaching: Sequence[tuple[int, float]],
    leaving: Sequence[tuple[int, float]],
) -> Floats:
    """For each junction: metres that no way from it to the goal falls short of.

    Parameters
    ----------
    landmarks : array of float
        From :func:`place_landmarks`.
    start : int or None
        A junction near the start: the landmarks that tell most for it are used.
    reaching, leaving : sequence of (int, float)
        The junctions from which the goal is reached, and those that are reached from it, with metres; all that the
        uncut network has.

    Returns
    -------
    array of float, shape (n,)
        0 or more; infinite where no way leads to the goal.
    """
    best = np.zeros(landmarks.shape[2])
    if start is None or not reaching:
        return best
    outward, homeward = landmarks[0], landmarks[-1]
    to_goal = np.min([outward[:, node] + metres for node, metres in reaching], axis=0, initial=np.inf)
    from_goal = np.min([homeward[:, node] + metres for node, metres in leaving], axis=0, initial=np.inf)
    with np.errstate(invalid="ignore"):  # infinite less infinite tells nothing
        offers = [(to_goal[k] - outward[k, start], outward[k], 1.0, to_goal[k]) for k in _finite(to_goal)]
        offers += [(homeward[k, start] - from_goal[k], homeward[k], -1.0, from_goal[k]) for k in _finite(from_goal)]
        offers.sort(key=lambda offer: -offer[0])
        for _, distances, sign, at_goal in offers[:_USED]:
            np.maximum(best, sign * (at_goal - distances) - _SLACK_M, out=best)
    return best


def _finite(values: Floats) -> list[int]:
    return np.flatnonzero(np.isfinite(values)).tolist()
