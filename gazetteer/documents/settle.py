"""Choosing a reading for every name of a document, over and over until the choices bear each other out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from gazetteer.documents.evidence import beside, containment, following, nearness, shares, vote
from gazetteer.documents.model import Document, Home, Reading, distance_km
from gazetteer.documents.readings import Readings
from gazetteer.documents.weights import LEAST, ROUNDS, STEEPNESS, UNKNOWN
from gazetteer.names import fold
from gazetteer.place import Candidate, Reason, Resolution, Status
from gazetteer.rank.spots import is_curated

_SHOWN = 3
"""Candidates that an answer carries."""
_SAME_PLACE_KM = 25.0
"""Two readings this near to each other are not two places: a town, and the district that has its name."""

_TEXTS = {
    "population": "how well known it is",
    "name": "its own name",
    "byname": "what news calls it",
    "part": "called so only in part",
    "spelling": "spelled otherwise",
    "kind": "the kind that the wording says",
    "country": "the country of other places in the article",
    "division": "the region of other places in the article",
    "near": "near other places in the article",
    "inside": "inside the place named after it",
    "around": "around the place named before it",
    "publisher": "near the publisher's home",
}

_Key = tuple[str, str, str]  # a name, what it is said to lie in, and what is said to lie in it; "" for nothing


@dataclass(slots=True)
class _Unit:
    """Mentions of one name in one setting: they have one answer."""

    surface: str
    folded: str
    outer: str
    inner: str
    readings: tuple[Reading, ...]
    mentions: list[int] = field(default_factory=list)
    fixed: tuple[list[tuple[str, float]], ...] = ()
    scored: list[tuple[float, Reading]] = field(default_factory=list)
    chosen: Reading | None = None


def settle_document(document: Document, readings: Readings, *, home: Home | None = None) -> tuple[Resolution, ...]:
    """The answer for each mention, in their order.

    Every name starts with its likeliest reading; then, for a few rounds, each is weighed again with what the others
    came to. A name that is said again keeps its sense, unless the text puts it elsewhere.

    Parameters
    ----------
    document : Document
    readings : Readings
    home : Home, optional
        Where the publisher is at home, as :func:`~gazetteer.documents.find_home` tells.

    Returns
    -------
    tuple of Resolution
        ``score`` is the share of answers like this one that are right.
    """
    units = _units(document, readings)
    for unit in units:
        unit.chosen = unit.readings[0] if unit.readings else None
        unit.fixed = tuple(beside(reading, document.context, home) for reading in unit.readings)
    for _ in range(ROUNDS):
        if not _weigh(units):
            break
    answers: list[Resolution | None] = [None] * len(document.mentions)
    for unit in units:
        resolution = _answer(unit, units)
        for at in unit.mentions:
            answers[at] = resolution
    return tuple(answer for answer in answers if answer is not None)


def _units(document: Document, readings: Readings) -> list[_Unit]:
    order = sorted(range(len(document.mentions)), key=lambda at: document.mentions[at].start)
    mentions = [document.mentions[at] for at in order]
    inside = following(document.text, mentions)
    around = {outer: inner for inner, outer in inside.items()}
    folded = [fold(mention.text) for mention in mentions]
    units: dict[_Key, _Unit] = {}
    for number, mention in enumerate(mentions):
        outer = folded[inside[number]] if number in inside else ""
        inner = folded[around[number]] if number in around else ""
        key = (folded[number], outer, inner)
        if key not in units:
            units[key] = _Unit(mention.text, *key, readings.of(mention.text))
        units[key].mentions.append(order[number])
    return list(units.values())


def _weigh(units: Sequence[_Unit]) -> bool:
    """One round; gives whether any choice changed."""
    before = [unit.chosen for unit in units]
    said: dict[str, tuple[Reading, int]] = {}
    by_name: dict[str, _Unit] = {}
    for unit in units:
        if unit.chosen is not None:
            _, times = said.get(unit.chosen.place.id, (unit.chosen, 0))
            said[unit.chosen.place.id] = (unit.chosen, times + len(unit.mentions))
        by_name.setdefault(unit.folded, unit)
    votes = vote(list(said.values()))
    spots = {unit.folded: unit.chosen for unit in units if unit.chosen is not None and unit.chosen.is_spot}
    for unit in units:
        others = list({one.place.id: one for name, one in spots.items() if name != unit.folded}.values())
        outer, inner = by_name.get(unit.outer), by_name.get(unit.inner)
        unit.scored = [
            (
                reading.base
                + sum(value for _, value in fixed)
                + sum(shares(reading, votes, unit.chosen))
                + nearness(reading, others)
                + sum(value for _, value in _contained(reading, outer, inner)),
                reading,
            )
            for reading, fixed in zip(unit.readings, unit.fixed, strict=True)
        ]
        unit.scored.sort(key=lambda pair: (-pair[0], pair[1].place.id))
    for unit in units:
        unit.chosen = unit.scored[0][1] if unit.scored else None
    _keep_senses(units)
    return [unit.chosen for unit in units] != before


def _contained(reading: Reading, outer: _Unit | None, inner: _Unit | None) -> list[tuple[str, float]]:
    if outer is None and inner is None:
        return []
    return containment(
        reading,
        outer.readings if outer else (),
        outer.chosen if outer else None,
        inner.readings if inner else (),
    )


def _keep_senses(units: Sequence[_Unit]) -> None:
    """Give a name that the text puts somewhere the same sense where it stands alone."""
    placed: dict[str, _Unit] = {}
    for unit in units:
        if unit.outer and unit.chosen is not None:
            placed.setdefault(unit.folded, unit)
    for unit in units:
        told = placed.get(unit.folded)
        if told is not None and not unit.outer and told.chosen in unit.readings:
            unit.chosen = told.chosen


def _answer(unit: _Unit, units: Sequence[_Unit]) -> Resolution:
    chosen = unit.chosen
    if chosen is None:
        return Resolution(unit.surface, Status.MISSING, None, 0.0, 0.0)
    points = {reading.place.id: score for score, reading in unit.scored}
    rivals = [
        (score, reading)
        for score, reading in unit.scored
        if distance_km(reading.at, chosen.at) > _SAME_PLACE_KM and reading is not chosen
    ]
    lead = points[chosen.place.id] - max(UNKNOWN, rivals[0][0] if rivals else UNKNOWN)
    score = _confidence(lead)
    reasons = _reasons(unit, chosen, units)
    candidates = [Candidate(chosen.place, score, chosen.matched_name, reasons)]
    for rival, reading in rivals[: _SHOWN - 1]:
        behind = _confidence(rival - points[chosen.place.id])
        candidates.append(Candidate(reading.place, behind, reading.matched_name))
    if score < LEAST:
        is_unlikely = points[chosen.place.id] < UNKNOWN
        status = Status.MISSING if is_unlikely else Status.AMBIGUOUS
        return Resolution(unit.surface, status, None, score, lead, reasons, tuple(candidates))
    status = Status.CURATED if is_curated(chosen.place) else Status.RESOLVED
    return Resolution(unit.surface, status, chosen.place, score, lead, reasons, tuple(candidates))


def _confidence(lead: float) -> float:
    """The share of answers with such a lead that are right: a logistic curve."""
    return 1 / (1 + exp(-STEEPNESS * max(-50.0, min(50.0, lead))))


def _reasons(unit: _Unit, chosen: Reading, units: Sequence[_Unit]) -> tuple[Reason, ...]:
    """The evidence for the reading chosen, what counts most first."""
    by_name: Mapping[str, _Unit] = {other.folded: other for other in units}
    said = [(other.chosen, len(other.mentions)) for other in units if other.chosen is not None]
    votes = vote(said)
    others = [one for one, _ in said if one.is_spot and one.place.id != chosen.place.id]
    country, division = shares(chosen, votes, chosen)
    weighed: dict[str, float] = defaultdict(float)
    for code, value in (
        *chosen.points,
        *unit.fixed[unit.readings.index(chosen)],
        *_contained(chosen, by_name.get(unit.outer), by_name.get(unit.inner)),
        ("country", country),
        ("division", division),
        ("near", nearness(chosen, others)),
    ):
        weighed[code] += value
    total = sum(value for value in weighed.values() if value > 0) or 1.0
    ranked = sorted(weighed.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Reason(code, _TEXTS[code], round(value / total, 3)) for code, value in ranked if round(value, 3))
