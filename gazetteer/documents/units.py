"""The names of a document, each once for every setting that it stands in, and what is known of them on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gazetteer.documents.evidence import Beside, containment, following, is_dateline, nearness
from gazetteer.documents.model import Document, Reading, Vector
from gazetteer.documents.readings import Readings
from gazetteer.names import fold
from gazetteer.place import Kind

Points = list[tuple[str, float]]
"""For each code of a reason what that adds."""


@dataclass(slots=True, eq=False)
class Unit:
    """Mentions of one name in one setting: they have one answer.

    ``outer`` and ``inner`` are the folded names of what it is said to lie in, and of what is said to lie in it, ``""``
    for nothing. ``fixed`` are the points of each reading that no other name changes, and ``scores`` those of the last
    round. What other names give is kept from one round to the next, as few of them change.
    """

    surface: str
    folded: str
    outer: str
    inner: str
    readings: tuple[Reading, ...]
    mentions: list[int] = field(default_factory=list)
    fixed: Sequence[Points] = ()
    known: Sequence[float] = ()
    scores: Sequence[float] = ()
    chosen: Reading | None = None
    _others: tuple[Vector, ...] | None = None
    _near: Sequence[float] = ()
    _outer_chosen: Reading | None = None
    _contained: Sequence[float] | None = None

    def weigh_alone(self, document: Document, beside: Beside) -> None:
        """Find what the readings are worth before other names are looked at, and choose the likeliest."""
        self.chosen = self.readings[0] if self.readings else None
        dateline = any(is_dateline(document.text, document.mentions[at]) for at in self.mentions)
        if dateline or not beside.is_nothing:
            self.fixed = [beside.points(reading, dateline=dateline) for reading in self.readings]
            self.known = [
                reading.base + sum(value for _, value in fixed)
                for reading, fixed in zip(self.readings, self.fixed, strict=True)
            ]
        else:
            self.fixed = [[]] * len(self.readings)
            self.known = [reading.base for reading in self.readings]

    def near(self, others: tuple[Vector, ...]) -> Sequence[float]:
        """Points of each reading for the towns that other names stand for."""
        if others != self._others:
            self._others, self._near = others, [nearness(reading, others) for reading in self.readings]
        return self._near

    def contained(self, outer: Unit | None, inner: Unit | None) -> Sequence[float]:
        """Points of each reading for what the text puts it into, and for what it puts into that."""
        outer_chosen = outer.chosen if outer is not None else None
        if self._contained is None or outer_chosen is not self._outer_chosen:
            self._outer_chosen = outer_chosen
            self._contained = [
                sum(value for _, value in containment_of(reading, outer, inner)) for reading in self.readings
            ]
        return self._contained


def containment_of(reading: Reading, outer: Unit | None, inner: Unit | None) -> Points:
    """Points for lying in what one unit stands for, and for holding what another does."""
    if outer is None and inner is None:
        return []
    return containment(
        reading,
        outer.readings if outer else (),
        outer.chosen if outer else None,
        inner.readings if inner else (),
    )


def units_of(document: Document, readings: Readings) -> list[Unit]:
    """The names of a document in their settings, as they first stand in it."""
    order = sorted(range(len(document.mentions)), key=lambda at: document.mentions[at].start)
    mentions = [document.mentions[at] for at in order]
    found = [readings.of(mention.text) for mention in mentions]
    inside = following(document.text, mentions)
    for at in _listed(inside, [_is_country(each) for each in found]):
        del inside[at]
    around = {outer: inner for inner, outer in inside.items()}
    folded = [fold(mention.text) for mention in mentions]
    units: dict[tuple[str, str, str], Unit] = {}
    for number, mention in enumerate(mentions):
        outer = folded[inside[number]] if number in inside else ""
        inner = folded[around[number]] if number in around else ""
        key = (folded[number], outer, inner)
        if key not in units:
            units[key] = Unit(mention.text, *key, found[number])
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
