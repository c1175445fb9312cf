"""Where sources differ: claims about one thing, grouped by property, with reprints counted as one voice."""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.languages import ENGLISH, Speech
from geomap.page.words import CLAIM_WORDS
from geomap.story.model import Claim, ClaimStatus, Source


@dataclass(frozen=True, slots=True)
class Side:
    """One value that is stated, and by whom; ``remarks``: where, and what the author adds (doubt, certainty).

    ``taken`` is true where the author took this value and no other, and ``why`` then holds what the author says of it;
    ``voices`` says how many independent sources state it.
    """

    value: str
    sources: tuple[str, ...]
    remarks: tuple[str, ...]
    taken: bool = False
    why: tuple[str, ...] = ()
    voices: int = 1


@dataclass(frozen=True, slots=True)
class Stated:
    """One property and the values stated for it.

    ``differs`` is true when two independent sources state different values: that is what readers are warned of. A
    source and its reprint are one voice, whatever they say.
    """

    property: str
    sides: tuple[Side, ...]
    differs: bool

    @builtins.property  # the field above has the short name
    def is_settled(self) -> bool:
        """Whether the author took one of the values."""
        return any(side.taken for side in self.sides)


def voices(sources: Sequence[Source]) -> dict[str, str]:
    """For each source, the source whose voice it is: its own, or that of the one that it reprints, at any remove.

    Examples
    --------
    >>> voices([Source(id="wire", title="A"), Source(id="paper", title="B", parent="wire")])
    {'wire': 'wire', 'paper': 'wire'}
    """
    parents = {source.id: source.parent for source in sources}

    def origin(source_id: str) -> str:
        seen = {source_id}
        while (parent := parents.get(source_id)) and parent not in seen:
            seen.add(parent)
            source_id = parent
        return source_id

    return {source.id: origin(source.id) for source in sources}


def stated(claims: Sequence[Claim], sources: Sequence[Source], say: Speech = ENGLISH) -> dict[str, tuple[Stated, ...]]:
    """Claims by what they are about, each property once, those in which the sources differ first.

    Parameters
    ----------
    claims : sequence of Claim
    sources : sequence of Source
        All sources of the story, for who reprints whom.
    say : Speech
        The language of the page.

    Returns
    -------
    dict
        Id of a report or leg to its properties, in the order of the story.

    Examples
    --------
    >>> press = [Source(id="a", title="A"), Source(id="b", title="B")]
    >>> said = [Claim(about="x", property="dead", value=v, source=s) for v, s in (("8", "a"), ("nine", "b"))]
    >>> [(s.value, s.sources) for s in stated(said, press)["x"][0].sides]
    [('8', ('a',)), ('nine', ('b',))]
    """
    voice = voices(sources)
    groups: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        groups[claim.about][claim.property].append(claim)
    return {
        about: tuple(
            sorted((_stated(name, said, voice, say) for name, said in properties.items()), key=lambda s: not s.differs)
        )
        for about, properties in groups.items()
    }


def _stated(name: str, said: Sequence[Claim], voice: dict[str, str], say: Speech) -> Stated:
    by_value: dict[str, list[Claim]] = defaultdict(list)
    for claim in said:
        by_value[" ".join(claim.value.casefold().split())].append(claim)
    speakers = [frozenset(voice.get(c.source, c.source) for c in same) for same in by_value.values()]
    taken = _taken(list(by_value.values()))
    sides = tuple(
        Side(
            value=same[0].value,
            sources=tuple(dict.fromkeys(c.source for c in same)),
            remarks=tuple(
                dict.fromkeys(
                    remark
                    for claim in same
                    for remark in (
                        claim.locator,
                        say(CLAIM_WORDS[claim.status]),
                        claim.certainty,
                        None if same is taken else claim.remarks,
                    )
                    if remark
                )
            ),
            taken=same is taken,
            why=tuple(dict.fromkeys(c.remarks for c in same if c.remarks)) if same is taken else (),
            voices=len(speaking),
        )
        for same, speaking in zip(by_value.values(), speakers, strict=True)
    )
    # Two values differ when they have different voices behind them; one voice saying both is a change of mind.
    return Stated(name, sides, differs=len(sides) > 1 and len(frozenset().union(*speakers)) > 1)


def _taken(values: Sequence[list[Claim]]) -> list[Claim] | None:
    """The value that the author took: the only one that is accepted, beside at least one that is not.

    Where all are accepted, as they are when nothing else is said, or none is, the author lets them stand.
    """
    accepted = [same for same in values if any(claim.status is ClaimStatus.ACCEPTED for claim in same)]
    return accepted[0] if len(accepted) == 1 < len(values) else None
