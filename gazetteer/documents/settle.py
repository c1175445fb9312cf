"""Choosing a reading for every name of a document, over and over until the choices bear each other out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from gazetteer.documents.anchors import Anchor, Settled, anchor
from gazetteer.documents.evidence import beside, containment, following, is_dateline, nearness, shares, vote
from gazetteer.documents.model import Document, Home, Reading, distance_km
from gazetteer.documents.readings import Readings
from gazetteer.documents.venues import is_venue
from gazetteer.documents.weights import LEAST, PART, ROUNDS, STEEPNESS, UNKNOWN
from gazetteer.names import fold
from gazetteer.place import Candidate, Kind, Reason, Resolution, Status
from gazetteer.rank.spots import is_curated

_SHOWN = 3
"""Candidates that an answer carries."""
_SAME_PLACE_KM = 25.0
"""Two readings this near to each other are not two places: a town, and the district that has its name."""

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
    "seat": "the bare name rather means its town",
    "inside": "inside {outer}, which the text names with it",
    "around": "around {inner}, which the text names with it",
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
        dated = any(is_dateline(document.text, document.mentions[at]) for at in unit.mentions)
        unit.fixed = tuple(beside(reading, document.context, home, dateline=dated) for reading in unit.readings)
    for _ in range(ROUNDS):
        if not _weigh(units):
            break
    answers: list[Resolution | None] = [None] * len(document.mentions)
    for unit, resolution in zip(units, _answers(units, document, readings), strict=True):
        for at in unit.mentions:
            answers[at] = resolution
    return tuple(answer for answer in answers if answer is not None)


def _units(document: Document, readings: Readings) -> list[_Unit]:
    order = sorted(range(len(document.mentions)), key=lambda at: document.mentions[at].start)
    mentions = [document.mentions[at] for at in order]
    inside = following(document.text, mentions)
    for at in _listed(inside, [_is_country(readings.of(mention.text)) for mention in mentions]):
        del inside[at]
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


def _listed(inside: Mapping[int, int], countries: Sequence[bool]) -> list[int]:
    """The links between countries that stand in a row: in "Niger, Nigeria and Togo" none lies in the next."""
    return [
        at
        for at, outer in inside.items()
        if countries[at]
        and countries[outer]
        and ((at > 0 and countries[at - 1]) or (outer + 1 < len(countries) and countries[outer + 1]))
    ]


def _is_country(readings: Sequence[Reading]) -> bool:
    return bool(readings) and readings[0].place.kind is Kind.COUNTRY


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


def _answers(units: Sequence[_Unit], document: Document, readings: Readings) -> list[Resolution]:
    """The answer for each unit; spots that are on no record take that of the town that holds them."""
    alone = [_answer(unit, units) for unit in units]
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
        if found := anchor(unit.surface, start, settled.get(unit.outer), settled, readings):
            alone[at] = _in_town(unit.surface, found)
        elif alone[at].place is not None and is_venue(unit.surface):
            alone[at] = Resolution(unit.surface, Status.MISSING, None, 0.0, 0.0, (), alone[at].candidates)
    return alone


def _is_stray(unit: _Unit) -> bool:
    """Whether the name of a street or hall was taken for a town that only a part of it names."""
    return unit.chosen is not None and ("part", PART) in unit.chosen.points and is_venue(unit.surface)


def _in_town(surface: str, found: Anchor) -> Resolution:
    reading, score = found.town.reading, found.share * found.town.score
    reasons = (Reason("within", found.why, 1.0),)
    candidates = (Candidate(reading.place, score, reading.matched_name, reasons),)
    status = Status.RESOLVED if score >= LEAST else Status.AMBIGUOUS
    place = reading.place if score >= LEAST else None
    return Resolution(surface, status, place, score, score, reasons, candidates)


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
    outer, inner = by_name.get(unit.outer), by_name.get(unit.inner)
    named = {"outer": outer.surface if outer else "", "inner": inner.surface if inner else ""}
    return tuple(
        Reason(code, _TEXTS[code].format(**named), round(value / total, 3)) for code, value in ranked if round(value, 3)
    )
