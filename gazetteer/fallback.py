"""Where a gazetteer turns for names that its index does not have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from gazetteer.credits import SourceCredit
from gazetteer.place import Context, Place, Resolution, Status
from gazetteer.values import changed


class Fallback(Protocol):
    """Answers for names that the index does not have; see :func:`gazetteer.open_fallback` for the one that we bring."""

    def resolve(self, name: str, context: Context) -> Resolution | None:
        """The answer for a name, which may be that there is no such place; None when it cannot say."""

    def place(self, place_id: str) -> Place:
        """The place with this id; PlaceNotFoundError when it is none of the fallback's."""

    def credits_of(self, place_ids: Iterable[str]) -> tuple[SourceCredit, ...]:
        """Who is to be named on a map that shows these places; ids that are none of the fallback's are passed over."""

    @property
    def credits(self) -> tuple[SourceCredit, ...]:
        """Who is to be named for the places handed out so far."""


def joined(first: Resolution, second: Resolution | None) -> Resolution:
    """What the index and the fallback have on a name together.

    Parameters
    ----------
    first : Resolution
        Of the index; missing.
    second : Resolution or None
        Of the fallback.

    Returns
    -------
    Resolution
        The fallback's when it has a place, or several; else missing still, with the candidates and reasons of both:
        those of the fallback first, as it was asked because none of the index fits.
    """
    if second is None:
        return first
    if second.status is not Status.MISSING:
        return second
    return changed(
        first,
        reasons=(*first.reasons, *second.reasons),
        candidates=(*second.candidates, *first.candidates),
    )
