"""Candidates and context to ranked candidates with reasons, and from those to an answer or a refusal. Pure."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from math import exp

from gazetteer.place import Candidate, Context, Kind, Place, Reason, Resolution, Status
from gazetteer.rank.naming import Asked
from gazetteer.rank.spots import distance_km, fame, is_curated, prominence, same_spot
from gazetteer.rank.weights import (
    ACCEPT,
    COUNTRY,
    CURATED,
    ELSEWHERE,
    KIND,
    LEAST_NAME,
    MARGIN,
    NEAR,
    NO_PEOPLE,
    OTHER_NAME,
    POPULATION,
    TOWN_FIRST,
)
from gazetteer.rows import CURATED_PREFIX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazetteer.index import NameHit

__all__ = ["ACCEPT", "rank", "settle"]

_NEAR_KM = 150.0
_DIVISIONS = frozenset({Kind.ADMIN1, Kind.ADMIN2})
_PEOPLED = frozenset({Kind.COUNTRY, Kind.ADMIN1, Kind.ADMIN2, Kind.REGION, Kind.ISLAND, Kind.CITY, Kind.QUARTER})
_ROUNDING = 0.001  # a score is a sum of rounded points
_TOWN_PEOPLE = 10_000
_CITY_KNOWN = 0.5  # 316,000 people


def rank(name: str, hits: Iterable[NameHit], context: Context, *, limit: int | None = None) -> tuple[Candidate, ...]:
    """The places behind some hits, each once and under its best name, the best first.

    Parameters
    ----------
    name : str
        As reported, with its words of kind.
    hits : iterable of NameHit
        Names of the index that may be meant.
    context : Context
        What else is known.
    limit : int, optional
        Only so many of the best. A place that can be none of them by its names is not looked at.
    """
    hits = tuple(hits)
    named = _Named(Asked(name, context, (hit.name for hit in hits)), hits)
    if limit is None:
        limit = len(named.most)
    found: list[Candidate] = []
    for place_id in sorted(named.most, key=named.most.__getitem__, reverse=True):
        if len(found) >= max(1, limit) and named.most[place_id] < _score(found[limit - 1].reasons) - _ROUNDING:
            break
        insort(found, _weighed(named, named.best(place_id)), key=_first)
    return tuple(found[:limit])


class _Named:
    """The places behind some hits: each with the most that it can score, and, when asked for, under its best name."""

    def __init__(self, asked: Asked, hits: Iterable[NameHit]) -> None:
        self.asked = asked
        self._hits: dict[str, list[NameHit]] = {}
        for hit in hits:
            self._hits.setdefault(hit.place_id, []).append(hit)
        self._names = {id_: max(map(asked.most, named)) for id_, named in self._hits.items()}
        self.most = {id_: points + _most_beside(id_, asked) for id_, points in self._names.items()}
        self._best: dict[str, Candidate] = {}

    def best(self, place_id: str) -> Candidate:
        """The place under the name that fits best, with what that name and its words of kind say."""
        best = self._best.get(place_id)
        if best is None:
            for hit in self._hits[place_id]:
                reasons = [reason for reason in (self.asked.name_reason(hit), self.asked.kind_reason(hit)) if reason]
                score = _score(reasons)
                if best is None or score > best.score:
                    best = Candidate(hit.place, score, hit.name, tuple(reasons))
            assert best is not None  # no place without a hit
            self._best[place_id] = best
        return best

    def towns(self, points: float) -> Iterator[Candidate]:
        """The towns of some size, and countries, whose name may be worth so many points."""
        for place_id, most in self._names.items():
            town = self.best(place_id) if most >= points else None
            if town and _is_town(town.place):
                yield town


def _most_beside(place_id: str, asked: Asked) -> float:
    """The most that a place can have for itself beside its name."""
    context = asked.context
    most = KIND if asked.stated else 0.0
    if context.countries:
        most += COUNTRY
    if place_id.startswith(CURATED_PREFIX):
        most += CURATED
    if context.near_lon is not None:
        most += NEAR
    return most


def _first(candidate: Candidate) -> tuple[float, int, str]:
    """What candidates are sorted by."""
    return -_score(candidate.reasons), -candidate.place.population, candidate.place.id


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
    namesakes, first = _namesakes(candidates), candidates[0]
    if seat := _seat(namesakes, candidates):
        first = seat
    rivals = [
        one
        for one in candidates
        if one is not first and not same_spot(first.place, one.place) and not (seat and one in namesakes)
    ]
    rival = min(rivals, key=lambda one: _lead(first, one), default=None)
    margin = round(max(0.0, _lead(first, rival) if rival else first.score), 4)
    if first.score < ACCEPT or first.reasons[0].points < LEAST_NAME:
        return Resolution(name, Status.MISSING, None, first.score, margin, first.reasons, shown)
    ahead = [first] if rival is None or margin >= MARGIN else [first, rival]
    shown = (*ahead, *(one for one in candidates if one not in ahead))[:limit]
    if len(ahead) > 1:
        return Resolution(name, Status.AMBIGUOUS, None, first.score, margin, first.reasons, shown)
    status = Status.CURATED if is_curated(first.place) else Status.RESOLVED
    return Resolution(name, status, first.place, first.score, margin, first.reasons, shown)


def _lead(first: Candidate, other: Candidate) -> float:
    """By how much one candidate is the likelier.

    That a row is on the curated list does not tell it from a town of its name in another country of the story.
    """
    lead = first.score - other.score
    if first.place.country == other.place.country or other.place.kind is not Kind.CITY or is_curated(other.place):
        return lead
    as_well_named = other.reasons[0].points >= first.reasons[0].points
    if (
        is_curated(first.place)
        and as_well_named
        and all(_is_called_so(one) and _is_in_story(one) for one in (first, other))
    ):
        return lead - CURATED
    return lead


def _namesakes(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The first and the others that are about as likely, if all are towns."""
    close = [one for one in candidates if candidates[0].score - one.score < MARGIN]
    towns = [one for one in close if one.place.kind is Kind.CITY]
    return towns if candidates[0] in towns and len(towns) > 1 else []


def _seat(towns: Sequence[Candidate], candidates: Sequence[Candidate]) -> Candidate | None:
    """Of towns of one name the one that lies in a division of the name, if one alone does: its seat, no hamlet."""
    divisions = [one.place for one in candidates if one.place.kind in _DIVISIONS and _is_called_so(one)]
    seats = [town for town in towns if any(_lies_in(town.place, division) for division in divisions)]
    return seats[0] if len(seats) == 1 else None


def _lies_in(town: Place, division: Place) -> bool:
    away = distance_km(town.lon, town.lat, division.lon, division.lat)
    return town.country == division.country and away <= division.radius_km


def _is_called_so(candidate: Candidate) -> bool:
    return candidate.reasons[0].code == "name"


def _is_in_story(candidate: Candidate) -> bool:
    return any(reason.code == "country" and reason.points > 0 for reason in candidate.reasons)


def _weighed(named: _Named, candidate: Candidate) -> Candidate:
    """The candidate with the evidence that does not depend on which of its names was hit."""
    asked, place = named.asked, candidate.place
    reasons = [*candidate.reasons, *_standing(place, asked.context, named=candidate.reasons[0].code == "name")]
    if place.kind in _DIVISIONS and not asked.stated:
        towns = named.towns(reasons[0].points + OTHER_NAME)
        if any(_overshadows(town, candidate) for town in towns):
            reasons.append(Reason("kind", "a town or country has the name, and no division was said", TOWN_FIRST))
    rounded = tuple(map(_rounded, reasons))
    return Candidate(place, round(min(1.0, max(0.0, _score(rounded))), 4), candidate.matched_name, rounded)


def _standing(place: Place, context: Context, *, named: bool) -> list[Reason]:
    """What the place itself has for it; `named` when the name is one of its own, not merely like one."""
    reasons = []
    inside = next((code for code in place.countries if code in context.countries), "")
    if inside:
        reasons.append(Reason("country", f"lies in {inside}, one of the countries given", COUNTRY))
    elif context.countries and place.country:
        unknown = 1 - fame(place) if named else 1.0
        reasons.append(Reason("country", "lies in none of the countries given", ELSEWHERE * unknown))
    known = prominence(place)
    if known and named:
        text = f"{place.population:,} people" if _has_people(place) else f"is a well-known {place.kind.label}"
        reasons.append(Reason("population", text, POPULATION * known))
    elif place.kind is Kind.CITY and not place.population and not is_curated(place):
        reasons.append(Reason("population", "how many people live there is not known", NO_PEOPLE))
    if is_curated(place):
        reasons.append(Reason("curated", "is on the curated list", CURATED if inside else CURATED / 2))
    if context.near_lon is not None and context.near_lat is not None:
        away = distance_km(context.near_lon, context.near_lat, place.lon, place.lat)
        reasons.append(Reason("near", f"{away:,.0f} km from the point given", NEAR * exp(-away / _NEAR_KM)))
    return reasons


def _is_town(place: Place) -> bool:
    """Whether a division may stand behind it for its name: a town of some size, or a country."""
    return place.kind is Kind.COUNTRY or (place.kind is Kind.CITY and place.population >= _TOWN_PEOPLE)


def _has_people(place: Place) -> bool:
    """Whether the population on record is one of people; of a sea or an airport it says how well known that is."""
    return place.population > 0 and (place.kind in _PEOPLED or not is_curated(place))


def _overshadows(town: Candidate, division: Candidate) -> bool:
    """Whether a name means the town: about as well named, and in the division, or a city that the world knows.

    A country, too, goes before a division that has its name and fewer people: Niger before the state of Nigeria.
    """
    if town.place.kind is Kind.COUNTRY:
        return town.matched_name == town.place.name and division.place.population < town.place.population
    if town.reasons[0].points < division.reasons[0].points + OTHER_NAME:
        return False
    around = division.place.id if division.place.kind is Kind.ADMIN1 else division.place.admin1
    return town.place.admin1 == around or (division.place.kind is Kind.ADMIN1 and prominence(town.place) >= _CITY_KNOWN)


def _rounded(reason: Reason) -> Reason:
    points = round(reason.points, 4)
    return reason if points == reason.points else Reason(reason.code, reason.text, points)


def _score(reasons: Iterable[Reason]) -> float:
    return sum(reason.points for reason in reasons)
