"""Dates of the frames in the language of the page, where that is not the language of the story."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.languages import Speech
from geomap.timing import when_of
from geomap.when import parse_when, when_words

if TYPE_CHECKING:
    from geomap.obstacles import Barrier
    from geomap.story.model import Story

_OF_A_LEG = ("departed", "arrived", "planned_departure", "planned_arrival")


@dataclass(frozen=True, slots=True)
class Dates:
    """Each date as the frames say it, and as the page does; nothing where both speak one language."""

    known: Mapping[str, str]

    def of(self, label: str) -> str:
        """A label of the frames in the language of the page."""
        return self.known.get(label, label)

    def told(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Rows with their labels in the language of the page."""
        return [{**row, "when_label": self.of(row["when_label"])} for row in rows]


def redated(
    story: Story,
    report_rows: Iterable[Mapping[str, Any]],
    leg_rows: Iterable[Mapping[str, Any]],
    obstacles: Iterable[Barrier],
    *,
    say: Speech,
) -> Dates:
    """The dates of a story's frames in the language of its page.

    Parameters
    ----------
    story : Story
    report_rows, leg_rows : iterable of mapping
        Rows of the frames, whose labels are in the language of the story.
    obstacles : iterable of Barrier
    say : Speech
        The language of the page.
    """
    if say.tag == story.language:
        return Dates({})
    known: dict[str, str] = {when_words(None, lang=story.language): when_words(None, lang=say.tag)}

    def note(text: str | None, label: str | None = None) -> None:
        if not text:
            return
        try:
            window = parse_when(text, story.timezone)
        except ValueError:  # a date that is no EDTF, in a story that no loader has seen, stays as it is
            return
        known[label or when_words(window, lang=story.language)] = when_words(window, lang=say.tag)

    for row in report_rows:
        note(row["when"], row["when_label"])
    for row in leg_rows:
        note(when_of(row["when"], departed=row.get("departed"), arrived=row.get("arrived")), row["when_label"])
        for name in _OF_A_LEG:
            note(row.get(name))
    stated = {obstacle.id: obstacle.when for obstacle in story.obstacles}
    for barrier in obstacles:
        note(stated.get(barrier.id), barrier.when_label)
    return Dates(known)
