"""The answer for each name of a settled document: the place, how sure, what speaks for it, what else it may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import exp
from typing import Self

from gazetteer.documents.anchors import Anchor, Settled, anchor
from gazetteer.documents.evidence import Votes, nearness, shares, vote
from gazetteer.documents.model import Document, Reading, Vector, distance_km
from gazetteer.documents.readings import Readings
from gazetteer.documents.units import Unit, containment_of, likeness_in_row
from gazetteer.documents.venues import is_venue
from gazetteer.documents.weights import LEAST, PART, STEEPNESS, UNKNOWN
from gazetteer.place import Candidate, Reason, Resolution, Status
from gazetteer.rank.spots import is_curated

_SHOWN = 3
"""Candidates that an answer carries."""
_SAME_PLACE_KM = 25.0
"""Two readings this near to each other are not two places: a town, and the district that has its name."""
_MOST_REASONS = 10_000
"""Reasons remembered: most answers share theirs with others, to the share that each has in the whole."""

_TEXTS = {
    "population": "how well known it is",
    "name": "the name is its own",
    "byname": "what news calls it",
    "part": "only a part of the name is its",
    "dateline": "stands where a report says from which town it is",
    "kind": "of the kind that the wording says",
    "country": "in the country of other places in the article",
    "division": "in the region of other places in the article",
    "spelling": "spelled otherwise",
    "near": "near other places in the article",
    "row": "of the kind of those that stand in a row with it",
    "seat": "the bare name rather means its town",
    "inside": "inside {}, which the text names with it",
    "around": "around {}, which the text names with it",
    "publisher": "near the publisher's home",
}


@dataclass(frozen=True, slots=True)
class _Said:
    """What all names of a document came to: the evidence that each answer gives as its reasons."""

    by_name: Mapping[str, Unit]
    votes: Votes
    spots: Sequence[tuple[str, Vector]]

    @classmethod
    def of(cls, units: Sequence[Unit]) -> Self:
        said = [(unit.chosen, len(unit.mentions)) for unit in units if unit.chosen is not None]
        return cls(
            {unit.folded: unit for unit in units},
            vote(said),
            [(one.place.id, one.at) for one, _ in said if one.is_spot],
        )


def answers_of(units: Sequence[Unit], document: Document, readings: Readings) -> list[Resolution]:
    """The answer for each unit; spots that are on no record take that of the town that holds them."""
    said = _Said.of(units)
    alone = [_answer(unit, said) for unit in units]
    lost = [at for at, unit in enumerate(units) if alone[at].place is None or _is_stray(unit)]
    if not lost:
        return alone
    settled: dict[str, Settled] = {}
    for at, (unit, answer) in enumerate(zip(units, alone, strict=True)):
        if at not in lost and unit.chosen is not None:
            start = document.mentions[unit.mentions[0]].start
            settled.setdefault(unit.folded, Settled(start, unit.chosen, answer.score))
    for at in lost:
        unit = units[at]
        start = document.mentions[unit.mentions[0]].start
        outer, beside = settled.get(unit.outer), settled.get(unit.beside)
        if found := anchor(unit.surface, start, outer, beside, settled, readings):
            alone[at] = _in_town(unit.surface, found)
        elif alone[at].place is not None and is_venue(unit.surface):
            alone[at] = Resolution(unit.surface, Status.MISSING, None, 0.0, 0.0, (), alone[at].candidates)
    return alone


def _is_stray(unit: Unit) -> bool:
    """Whether the name of a street or hall was taken for a town that only a part of it names."""
    return unit.chosen is not None and ("part", PART) in unit.chosen.points and is_venue(unit.surface)


def _in_town(surface: str, found: Anchor) -> Resolution:
    reading, score = found.town.reading, found.share * found.town.score
    reasons = (Reason("within", found.why, 1.0),)
    candidates = (Candidate(reading.place, score, reading.matched_name, reasons),)
    status = Status.RESOLVED if score >= LEAST else Status.AMBIGUOUS
    place = reading.place if score >= LEAST else None
    return Resolution(surface, status, place, score, score, reasons, candidates)


def _answer(unit: Unit, said: _Said) -> Resolution:
    chosen = unit.chosen
    if chosen is None:
        return Resolution(unit.surface, Status.MISSING, None, 0.0, 0.0)
    own = unit.scores[unit.readings.index(chosen)]
    rivals = _rivals(unit, chosen)
    lead = own - max(UNKNOWN, rivals[0][0] if rivals else UNKNOWN)
    score = _confidence(lead)
    reasons = _reasons(unit, chosen, said)
    candidates = [Candidate(chosen.place, score, chosen.matched_name, reasons)]
    for rival, reading in rivals:
        candidates.append(Candidate(reading.place, _confidence(rival - own), reading.matched_name))
    if score < LEAST:
        status = Status.MISSING if own < UNKNOWN else Status.AMBIGUOUS
        return Resolution(unit.surface, status, None, score, lead, reasons, tuple(candidates))
    status = Status.CURATED if is_curated(chosen.place) else Status.RESOLVED
    return Resolution(unit.surface, status, chosen.place, score, lead, reasons, tuple(candidates))


def _rivals(unit: Unit, chosen: Reading) -> list[tuple[float, Reading]]:
    """The readings next to the one chosen that are other places, as many as an answer shows, with their scores."""
    ranked = sorted(
        [(-score, reading.place.id, reading) for score, reading in zip(unit.scores, unit.readings, strict=True)]
    )
    others = (
        (-behind, reading)
        for behind, _, reading in ranked
        if reading is not chosen and distance_km(reading.at, chosen.at) > _SAME_PLACE_KM
    )
    return list(islice(others, _SHOWN - 1))


def _confidence(lead: float) -> float:
    """The share of answers with such a lead that are right: a logistic curve."""
    return 1 / (1 + exp(-STEEPNESS * max(-50.0, min(50.0, lead))))


def _reasons(unit: Unit, chosen: Reading, said: _Said) -> tuple[Reason, ...]:
    """The evidence for the reading chosen, what counts most first."""
    outer, inner = said.by_name.get(unit.outer), said.by_name.get(unit.inner)
    ((country, division),) = shares((chosen,), said.votes, chosen)
    others = [at for id_, at in said.spots if id_ != chosen.place.id]
    weighed: dict[str, float] = defaultdict(float)
    for code, value in (
        *chosen.points,
        *unit.fixed[unit.readings.index(chosen)],
        *containment_of(chosen, outer, inner),
        ("country", country),
        ("division", division),
        ("near", nearness(chosen, others)),
        ("row", likeness_in_row((chosen,), unit.row, unit.folded, said.by_name)[0]),
    ):
        weighed[code] += value
    total = sum(value for value in weighed.values() if value > 0) or 1.0
    ranked = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))
    names = {"inside": outer.surface if outer else "", "around": inner.surface if inner else ""}
    return tuple(
        _reason(code, names.get(code, ""), round(value / total, 3)) for code, value in ranked if round(value, 3)
    )


@lru_cache(maxsize=_MOST_REASONS)
def _reason(code: str, name: str, share: float) -> Reason:
    return Reason(code, _TEXTS[code].format(name), share)
