"""Candidates and context to ranked candidates with reasons, and from those to an answer or a refusal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp
from typing import TYPE_CHECKING

from gazetteer.place import Candidate, Context, Kind, Place, Reason, Resolution, Status
from gazetteer.rank.naming import Asked
from gazetteer.rank.spots import distance_km, fame, is_curated, prominence, same_spot
from gazetteer.rank.weights import (
    ACCEPT,
    COUNTRY,
    CURATED,
    ELSEWHERE,
    LEAST_NAME,
    MARGIN,
    NEAR,
    NO_PEOPLE,
    OTHER_NAME,
    POPULATION,
    TOWN_FIRST,
)

if TYPE_CHECKING:
    from gazetteer.index import NameHit

__all__ = ["ACCEPT", "rank", "settle"]

_NEAR_KM = 150.0
_TOWN_PEOPLE = 10_000
_CITY_KNOWN = 0.5  # 316,000 people


def rank(name: str, hits: Iterable[NameHit], context: Context) -> tuple[Candidate, ...]:
    """The places behind some hits, each once and under its best name, the best first.

    Parameters
    ----------
    name : str
        As reported, with its words of kind.
    hits : iterable of NameHit
        Names of the index that may be meant.
    context : Context
        What else is known.
    """
    asked = Asked(name, context)
    best: dict[str, Candidate] = {}
    for hit in hits:
        reasons = [reason for reason in (asked.name_reason(hit), asked.kind_reason(hit)) if reason]
        candidate = Candidate(hit.place, _score(reasons), hit.name, tuple(reasons))
        known = best.get(hit.place.id)
        if known is None or candidate.score > known.score:
            best[hit.place.id] = candidate
    towns = [
        candidate
        for candidate in best.values()
        if candidate.place.kind is Kind.CITY and candidate.place.population >= _TOWN_PEOPLE
    ]
    found = [_weighed(asked, candidate, towns) for candidate in best.values()]
    return tuple(sorted(found, key=lambda one: (-_score(one.reasons), -one.place.population, one.place.id)))


def settle(name: str, candidates: Sequence[Candidate], *, limit: int = 10) -> Resolution:
    """Take the first of ranked candidates, or say why none is taken.

    Missing when the best scores below :data:`ACCEPT`; ambiguous when a different place comes within :data:`MARGIN`
    of it. The same place in two sources, or a town and the division around it, are not different places.

    Parameters
    ----------
    name : str
        As reported.
    candidates : sequence of Candidate
        From :func:`rank`.
    limit : int
        How many of them the answer shows.
    """
    shown = tuple(candidates[:limit])
    if not candidates:
        return Resolution(name, Status.MISSING, None, 0.0, 0.0)
    first = candidates[0]
    rival = next((other for other in candidates[1:] if not same_spot(first.place, other.place)), None)
    margin = round(first.score - (rival.score if rival else 0.0), 4)
    if first.score < ACCEPT or first.reasons[0].points < LEAST_NAME:
        return Resolution(name, Status.MISSING, None, first.score, margin, first.reasons, shown)
    if rival and margin < MARGIN:
        others = (rival, *(one for one in candidates[1:] if one is not rival))
        return Resolution(name, Status.AMBIGUOUS, None, first.score, margin, first.reasons, (first, *others)[:limit])
    status = Status.CURATED if is_curated(first.place) else Status.RESOLVED
    return Resolution(name, status, first.place, first.score, margin, first.reasons, shown)


def _weighed(asked: Asked, candidate: Candidate, towns: Sequence[Candidate]) -> Candidate:
    """The candidate with the evidence that does not depend on which of its names was hit."""
    place = candidate.place
    reasons = [*candidate.reasons, *_standing(place, asked.context, named=candidate.reasons[0].code == "name")]
    if place.kind is Kind.ADMIN1 and not asked.stated and any(_overshadows(town, candidate) for town in towns):
        reasons.append(Reason("kind", "a town has the name, and no division was said", TOWN_FIRST))
    rounded = tuple(Reason(one.code, one.text, round(one.points, 4)) for one in reasons)
    return Candidate(place, round(min(1.0, max(0.0, _score(rounded))), 4), candidate.matched_name, rounded)


def _standing(place: Place, context: Context, *, named: bool) -> list[Reason]:
    """What the place itself has for it; `named` when the name is one of its own, not merely like one."""
    reasons = []
    inside = next((code for code in place.countries if code in context.countries), "")
    if inside:
        reasons.append(Reason("country", f"lies in {inside}, a country of the story", COUNTRY))
    elif context.countries and place.country:
        unknown = 1 - fame(place) if named else 1.0
        reasons.append(Reason("country", "lies in none of the story's countries", ELSEWHERE * unknown))
    known = prominence(place)
    if known and named:
        text = f"{place.population:,} people" if place.population else f"is a {place.kind.label}"
        reasons.append(Reason("population", text, POPULATION * known))
    elif place.kind is Kind.CITY and not place.population and not is_curated(place):
        reasons.append(Reason("population", "no people known", NO_PEOPLE))
    if is_curated(place):
        reasons.append(Reason("curated", "is on the curated list", CURATED if inside else CURATED / 2))
    if context.near_lon is not None and context.near_lat is not None:
        away = distance_km(context.near_lon, context.near_lat, place.lon, place.lat)
        reasons.append(Reason("near", f"{away:,.0f} km from the point given", NEAR * exp(-away / _NEAR_KM)))
    return reasons


def _overshadows(town: Candidate, division: Candidate) -> bool:
    """Whether a name means the town: about as well named, and in the division, or a city that the world knows."""
    if town.reasons[0].points < division.reasons[0].points + OTHER_NAME:
        return False
    return town.place.admin1 == division.place.id or prominence(town.place) >= _CITY_KNOWN


def _score(reasons: Iterable[Reason]) -> float:
    return sum(reason.points for reason in reasons)
