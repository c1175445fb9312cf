"""Choosing a reading for every name of a document, over and over until the choices bear each other out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gazetteer.documents.answers import answers_of
from gazetteer.documents.evidence import Beside, Votes, shares, vote
from gazetteer.documents.model import Document, Home, Reading, Vector
from gazetteer.documents.readings import Readings
from gazetteer.documents.units import Unit, likeness_in_row, units_of
from gazetteer.documents.weights import ROUNDS
from gazetteer.place import Resolution


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
    units = units_of(document, readings)
    beside = Beside.of(document.context, home)
    for unit in units:
        unit.weigh_alone(document, beside)
    for _ in range(ROUNDS):
        if not _weigh(units):
            break
    answers: list[Resolution | None] = [None] * len(document.mentions)
    for unit, resolution in zip(units, answers_of(units, document, readings), strict=True):
        for at in unit.mentions:
            answers[at] = resolution
    return tuple(answer for answer in answers if answer is not None)


def _weigh(units: Sequence[Unit]) -> bool:
    """One round; gives whether any choice changed."""
    before = [unit.chosen for unit in units]
    said: dict[str, tuple[Reading, int]] = {}
    by_name: dict[str, Unit] = {}
    spots: dict[str, tuple[str, Vector]] = {}
    for unit in units:
        by_name.setdefault(unit.folded, unit)
        if (chosen := unit.chosen) is not None:
            id_ = chosen.place.id
            _, times = said.get(id_, (chosen, 0))
            said[id_] = (chosen, times + len(unit.mentions))
            if chosen.is_spot:
                spots[unit.folded] = (id_, chosen.at)
    votes = vote(list(said.values()))
    for unit in units:
        if unit.chosen is not None:
            unit.scores = _scores(unit, unit.chosen, votes, spots, by_name)
    for unit in units:
        unit.chosen = _best(unit)
    _keep_senses(units)
    return [unit.chosen for unit in units] != before


def _scores(
    unit: Unit, chosen: Reading, votes: Votes, spots: Mapping[str, tuple[str, Vector]], by_name: Mapping[str, Unit]
) -> list[float]:
    """What each reading of a unit is worth beside what the other names stand for."""
    # A place counts once, by however many names the text calls it.
    others = {id_: at for name, (id_, at) in spots.items() if name != unit.folded}
    of_votes, near = shares(unit.readings, votes, chosen), unit.near(tuple(others.values()))
    scores = [
        known + (country + division) + nearby
        for known, (country, division), nearby in zip(unit.known, of_votes, near, strict=True)
    ]
    if unit.row:
        in_row = likeness_in_row(unit.readings, unit.row, unit.folded, by_name)
        scores = [score + like for score, like in zip(scores, in_row, strict=True)]
    outer, inner = by_name.get(unit.outer), by_name.get(unit.inner)
    if outer is None and inner is None:
        return scores
    return [score + contained for score, contained in zip(scores, unit.contained(outer, inner), strict=True)]


def _best(unit: Unit) -> Reading | None:
    """The reading with the best score; of several the one whose id comes first, so that every run has the same."""
    if not unit.scores:
        return None
    best = max(unit.scores)
    first, *others = (reading for score, reading in zip(unit.scores, unit.readings, strict=True) if score == best)
    return min((first, *others), key=lambda reading: reading.place.id) if others else first


def _keep_senses(units: Sequence[Unit]) -> None:
    """Give a name that the text puts somewhere the same sense where it stands alone."""
    placed: dict[str, Unit] = {}
    for unit in units:
        if unit.outer and unit.chosen is not None:
            placed.setdefault(unit.folded, unit)
    for unit in units:
        told = placed.get(unit.folded)
        if told is not None and not unit.outer and told.chosen in unit.readings:
            unit.chosen = told.chosen
