"""The names of a document, each once for every setting that it stands in, and what is known of them on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gazetteer.documents.evidence import (
    Beside,
    containment,
    following,
    is_dateline,
    is_inside,
    is_joined,
    is_near,
    nearness,
)
from gazetteer.documents.model import Document, Reading, Vector
from gazetteer.documents.readings import Readings
from gazetteer.documents.weights import ROW
from gazetteer.names import fold
from gazetteer.place import Kind

Points = list[tuple[str, float]]
"""For each code of a reason what that adds."""


@dataclass(slots=True, eq=False)
class Unit:
    """Mentions of one name in one setting: they have one answer.

    ``outer`` and ``inner`` are the folded names of what it is said to lie in, and of what is said to lie in it,
    ``beside`` that of what it is said to be near, each ``""`` for nothing; ``row`` are those of the list that it
    stands in, itself among them. ``fixed`` are the points of each reading that no other name changes, and ``scores``
    those of the last round. What other names give is kept from one round to the next, as few of them change.
    """

    surface: str
    folded: str
    outer: str
    inner: str
    beside: str
    row: tuple[str, ...]
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


def likeness_in_row(
    readings: Sequence[Reading], row: Sequence[str], own: str, by_name: Mapping[str, Unit]
) -> list[float]:
    """Points of each reading for being what the others of its list are: countries, divisions, or neither."""
    others = [by_name[name].chosen for name in row if name != own]
    levels = [_level(other) for other in others if other is not None]
    if not levels:
        return [0.0] * len(readings)
    return [ROW * levels.count(_level(reading)) / len(levels) for reading in readings]


def _level(reading: Reading) -> Kind | None:
    kind = reading.place.kind
    return kind if kind in (Kind.COUNTRY, Kind.ADMIN1) else None


def units_of(document: Document, readings: Readings) -> list[Unit]:
    """The names of a document in their settings, as they first stand in it."""
    order = sorted(range(len(document.mentions)), key=lambda at: document.mentions[at].start)
    mentions = [document.mentions[at] for at in order]
    found = [readings.of(mention.text) for mention in mentions]
    inside = following(document.text, mentions)
    rows = _part_lists(inside, found, {at for at in range(len(mentions)) if is_joined(document.text, mentions, at)})
    around = {outer: inner for inner, outer in inside.items()}
    folded = [fold(mention.text) for mention in mentions]
    units: dict[tuple[str, str, str, str, tuple[str, ...]], Unit] = {}
    for number, mention in enumerate(mentions):
        outer = folded[inside[number]] if number in inside else ""
        inner = folded[around[number]] if number in around else ""
        beside = folded[number + 1] if is_near(document.text, mentions, number) else ""
        row = tuple(folded[at] for at in rows.get(number, ()))
        key = (folded[number], outer, inner, beside, row)
        if key not in units:
            units[key] = Unit(mention.text, *key, found[number])
        units[key].mentions.append(order[number])
    return list(units.values())


def _part_lists(
    inside: dict[int, int], found: Sequence[Sequence[Reading]], joined: Collection[int]
) -> dict[int, tuple[int, ...]]:
    """Take the links out of lists, and give the members of each list to each of them.

    A list is a row of names with commas whose last two are joined by "and", such as "Damascus, Homs and Hama" or
    "Niger, Nigeria and Togo": none lies in the next. Pairs may stand in it ("Homs, Syria, and Beirut"): the second is
    an area before anything else, and holds a place of the first's name. Two pairs ("Paris, Texas, and London,
    Ontario") are no list.
    """
    rows: dict[int, tuple[int, ...]] = {}
    for last in sorted(joined):
        first = last
        while first - 1 in inside:
            first -= 1
        if first == last or (first == last - 1 and last + 1 in inside):
            continue
        row = [last, last + 1]
        for at in range(last - 1, first - 1, -1):
            if not _is_pair(found[at], found[at + 1]):
                del inside[at]
                row.append(at)
            elif at + 1 in row:
                row[row.index(at + 1)] = at  # "Homs, Syria" counts as what comes first
        for at in row:
            rows[at] = tuple(sorted(row))
    return rows


def _is_pair(inner: Sequence[Reading], outer: Sequence[Reading]) -> bool:
    """Whether the second name is an area before anything else, and the first something that may lie in it."""
    if not inner or not outer:
        return bool(outer)
    area = outer[0]
    if area.is_spot or inner[0].place.kind is area.place.kind:
        return False
    return any(is_inside(reading, area) for reading in inner)
