"""Names that the index does not have, looked up in kept answers and, with leave, asked of an online geocoder.

What a geocoder answers is evidence like any other: it is ranked by the rules of the index's own names, and an answer
that is not near enough to the name asked is a candidate for the author to judge, never a pin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.credits import SourceCredit
from gazetteer.errors import PlaceNotFoundError
from gazetteer.names import fold, is_generic, similarity, split_kind
from gazetteer.online.answers import MAX_TEXT, Found, clean, credit_of, source_of
from gazetteer.online.lock import LOCK_NAME, AnswerFile
from gazetteer.online.locktext import Query
from gazetteer.place import Candidate, Context, Place, Reason, Resolution, Status

if TYPE_CHECKING:
    from gazetteer.index import Progress
    from gazetteer.online.settings import Online

_COUNTRY = re.compile("[A-Z]{2}")
_LIKE_ID = re.compile(r"[a-z0-9]+:\S+")
_MAX_NAMES = 6
_SAME_AREA = 0.85  # so much alike, the "Syria" of "Hajin, Syria" is one of an address


Ask = Callable[[str, tuple[str, ...]], Sequence[Found]]
"""Asks a service for a name in some countries."""


class OnlineFallback:
    """Answers from a ``places.lock``, and from a geocoder for what is not in it.

    Parameters
    ----------
    kept : AnswerFile
    online : Online or None
        Leave to ask a geocoder; None answers from what is kept, and needs no network.
    ask : callable or None
        What asks, in the place of a geocoder of geopy's.
    progress : callable or None
        Called with (stage, done, 0) before each request.

    Raises
    ------
    ServiceSetupError
        The geocoder cannot be asked as stated.
    """

    def __init__(
        self,
        kept: AnswerFile,
        online: Online | None = None,
        *,
        ask: Ask | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._kept = kept
        self._online = online
        self._ask = ask or (_asker(online) if online else None)
        self._progress = progress
        self._asked: set[Query] = set()
        self._handed_out: dict[str, Place] = {}

    def resolve(self, name: str, context: Context) -> Resolution | None:
        """The answer for a name; None when nothing is kept of it and nobody may be asked.

        Raises
        ------
        ServiceError
            The geocoder failed.
        LockFileError, LockAccessError
            The answer cannot be kept.
        """
        countries = {code for code in context.countries if _COUNTRY.fullmatch(code)}
        kept = self._look_up(clean(name), tuple(sorted(countries)))
        if kept is None:
            return None
        service, found = kept
        answer = _settled(name, found, context)
        if answer.status is Status.MISSING:
            what = "has no name that is near enough" if found else "knows no such name"
            return replace(answer, reasons=(Reason("online", f"{source_of(service)} {what}"),))
        shown = (answer.place,) if answer.place else (one.place for one in answer.candidates)
        self._handed_out |= {place.id: place for place in shown}
        return answer

    def place(self, place_id: str) -> Place:
        """A place of any answer that is kept; PlaceNotFoundError when there is none with this id."""
        for place in self._kept.places():
            if place.id == place_id:
                self._handed_out[place_id] = place
                return place
        raise PlaceNotFoundError(f"no place with the id {place_id!r} is in the index or among the kept answers")

    @property
    def credits(self) -> tuple[SourceCredit, ...]:
        """Who is to be named for the places handed out so far."""
        return self.credits_of(self._handed_out)

    def credits_of(self, place_ids: Iterable[str]) -> tuple[SourceCredit, ...]:
        """Who is to be named on a map that shows these of the places handed out."""
        by_geocoder: dict[str, int] = {}
        for place_id in self._handed_out.keys() & set(place_ids):
            geocoder = place_id.partition(":")[0]
            by_geocoder[geocoder] = by_geocoder.get(geocoder, 0) + 1
        return tuple(
            replace(credit_of(geocoder), name=source_of(geocoder), places=count)
            for geocoder, count in sorted(by_geocoder.items())
        )

    def _look_up(self, name: str, countries: tuple[str, ...]) -> tuple[str, Sequence[Found]] | None:
        """The geocoder that answered, and what it has under the name, or under the name without its words of kind."""
        if not fold(name) or is_generic(name) or len(name) >= MAX_TEXT or _LIKE_ID.fullmatch(name):
            return None
        answer = self._answer(name, countries)
        bare = _without_kind(name)
        return answer if bare == name or (answer and answer[1]) else self._answer(bare, countries) or answer

    def _answer(self, name: str, countries: tuple[str, ...]) -> tuple[str, Sequence[Found]] | None:
        """The geocoder that was asked and its answer, as it is kept or as it is now; None when none was asked."""
        if self._online is None or self._ask is None:
            return self._kept.of_any_service(name, countries)
        query = Query(name, countries, self._online.service)
        found = self._kept.get(query)
        if found is None or (self._online.refresh and query not in self._asked):
            if self._progress:
                self._progress(f"asking {query.geocoder}", len(self._asked), 0)
            found = tuple(_with_few_names(one, name) for one in self._ask(name, countries))
            self._asked.add(query)
            self._kept.keep(query, found)
        return query.geocoder, found


def open_fallback(
    folder: Path | None, online: Online | None = None, *, progress: Progress | None = None
) -> OnlineFallback | None:
    """A fallback for the stories of one folder.

    Parameters
    ----------
    folder : Path or None
        Where ``places.lock`` is, or will be; None keeps answers in memory only.
    online : Online or None
        Leave to ask a geocoder.
    progress : callable or None
        Called with (stage, done, 0) before each request.

    Returns
    -------
    OnlineFallback or None
        None where there is nothing kept and no leave to ask.

    Raises
    ------
    LockFileError, LockAccessError
        The file is broken, or cannot be read.
    ServiceSetupError
        The geocoder cannot be asked as stated.

    Examples
    --------
    >>> open_fallback(Path("no-such-folder")) is None
    True
    """
    lock = folder / LOCK_NAME if folder else None
    if online is None and (lock is None or not lock.exists()):
        return None
    return OnlineFallback(AnswerFile(lock), online, progress=progress)


def _asker(online: Online) -> Ask:
    from gazetteer.online.service import Service  # geopy takes 0.2 s to load

    service = Service(online)
    return lambda name, countries: service.ask(name, countries=countries)


def _without_kind(name: str) -> str:
    """The name without its words of kind, of "Tell Sundus village, Syria" say; the same name where it has none."""
    head, comma, area = name.partition(",")
    split = split_kind(head)
    return f"{split.core}{comma}{area}" if split.words else name


def _settled(name: str, found: Iterable[Found], context: Context) -> Resolution:
    """The answers ranked as places of the index are; those not in the area that the name states are set aside."""
    from gazetteer.index import NameHit
    from gazetteer.rank import rank, settle

    head, _, area = name.partition(",")
    inside = [one for one in found if _lies_in(one, area)]
    order = {one.place.id: number for number, one in reversed(list(enumerate(inside)))}
    hits = [
        NameHit(one.place, spelled, fold(spelled))
        for one in inside
        for spelled in dict.fromkeys(filter(None, (one.place.name, one.place.name_local, *one.names)))
    ]
    ranked = sorted(rank(head, hits, context), key=lambda one: (-one.score, order[one.place.id]))
    addresses = {one.place.id: one.address for one in inside}
    return settle(name, [_explained(candidate, addresses[candidate.place.id]) for candidate in ranked])


def _lies_in(found: Found, area: str) -> bool:
    """Whether each part of "governorate, country" is one of the place's address."""
    parts = [part for part in found.address.split(",")[1:] if part.strip()]
    wanted = [part for part in area.split(",") if part.strip()]
    return all(any(similarity(part, own) >= _SAME_AREA for own in parts) for part in wanted)


def _explained(candidate: Candidate, address: str) -> Candidate:
    source = candidate.place.source
    said = Reason("online", f"{source} has it as {address}" if address else f"found by {source}")
    return replace(candidate, reasons=(*candidate.reasons, said))


def _with_few_names(found: Found, asked: str) -> Found:
    """The answer with those of its names that are nearest to the one asked: a capital has hundreds."""
    head = asked.partition(",")[0]
    shown = (found.place.name, found.place.name_local)
    others = sorted(
        {name for name in found.names if name not in shown}, key=lambda name: (-similarity(head, name), name)
    )
    return replace(found, names=tuple(others[:_MAX_NAMES]))
