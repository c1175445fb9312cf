"""A gazetteer that looks every name up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from gazetteer import Context, Gazetteer, Resolution


def remembering(gazetteer: Gazetteer) -> Gazetteer:
    """The gazetteer, with its answers kept in memory.

    In a dialogue the story is read anew after each answer, and all its names with it. Names that are spelled like
    nothing take longest to look up, and just those are what a dialogue is about.
    """
    return cast("Gazetteer", _Remembering(gazetteer))


class _Remembering:
    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._answers: dict[tuple[str, Context | None], Resolution] = {}

    def resolve(self, name: str, context: Context | None = None) -> Resolution:
        if (name, context) not in self._answers:
            self._answers[name, context] = self._gazetteer.resolve(name, context)
        return self._answers[name, context]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gazetteer, name)
