"""Engines whose answers are kept beside the story, so that a build needs no engine.

That there is no way is an answer, too, and kept like one. An answer belongs to the roads that it was found on: where
others are at hand, they are asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geomap.errors import InputError
from geomap.roads.agreeing import disagreement
from geomap.roads.engine import Avoid, EngineData, EngineRoute, RoadEngine, Waypoint
from geomap.roads.entries import KEPT_ERRORS, Entry, Refusal, entry_for, refusal_of
from geomap.roads.errors import BadLock, EngineUnavailable
from geomap.roads.locktext import WHAT_TO_TRY
from geomap.roads.records import reread
from geomap.roads.request import Request
from geomap.roads.routefile import RouteFile


class KeptEngine:
    """An engine whose answers are kept, or the kept answers of one that is not there.

    Parameters
    ----------
    file : RouteFile
    names : sequence of str
        What the engine may be called: one name, or two when only a running service tells which.
    opener : callable
        Opens the engine, when it is asked for something new; raises what keeps it from opening.
    at_hand : callable or None
        Gives the :attr:`EngineData.identity` of the roads that would be asked, without opening them, or None where
        there are none; kept answers of others are asked anew. None where nobody knows.
    title : str or None
        What roads that are not at hand are called, when that is known: answers of others are not taken for theirs.
    refresh : bool
        Ask again for what is kept, once.

    Examples
    --------
    >>> from geomap.roads import EngineUnavailable, GeodesicEngine
    >>> ends = Waypoint(40, 34), Waypoint(41, 34)
    >>> file = RouteFile(None)
    >>> first = KeptEngine(file, names=["geodesic"], opener=GeodesicEngine).route(ends)
    >>> def gone():
    ...     raise EngineUnavailable("not installed")
    >>> KeptEngine(file, names=["geodesic"], opener=gone).route(ends) == first
    True
    """

    def __init__(
        self,
        file: RouteFile,
        *,
        names: Sequence[str],
        opener: Callable[[], RoadEngine],
        at_hand: Callable[[], str | None] | None = None,
        title: str | None = None,
        refresh: bool = False,
    ) -> None:
        self._file = file
        self._names = tuple(names)
        self._opener = opener
        self._at_hand = at_hand
        self._title = title
        self._refresh = refresh
        self._fresh: set[str] = set()
        self._engine: RoadEngine | None = None
        self._identity: str | None = None
        self._absence: str | None = None  # why the roads are not at hand; None until it was looked at
        self._notices: dict[str, None] = {}
        self._answered = 0
        self._silence: EngineUnavailable | None = None

    @property
    def notices(self) -> tuple[str, ...]:
        """What should be said of how this engine's answers came about."""
        return tuple(self._notices)

    @property
    def silence(self) -> EngineUnavailable | None:
        """Why the engine has answered nothing at all though it was asked; None where it was not, or has."""
        return None if self._answered else self._silence

    @property
    def name(self) -> str:
        """Of the engine; the first that it may have while it is not open."""
        return self._engine.name if self._engine else self._names[0]

    @property
    def version(self) -> str:
        """Of the engine, which is opened for it. Answers tell their own."""
        return self.opened().version

    @property
    def data(self) -> EngineData:
        """Of the engine, which is opened for it. Answers tell their own."""
        return self.opened().data

    def route(
        self,
        points: tuple[Waypoint, Waypoint],
        *,
        via: Sequence[Waypoint] = (),
        avoid: Sequence[Avoid] = (),
        alternates: int = 0,
        profile: str = "car",
    ) -> EngineRoute:
        """The kept answer, else that of the engine, which is kept; see :class:`geomap.roads.engine.RoadEngine`.

        Coordinates are rounded to 1e-6 degrees, lengths to a millimetre, in the first answer as in the kept one.

        Raises
        ------
        RoadError
            Any of its leaves, kept ones among them.
        BadLock, InputError, OutputError
            The file is not in order.
        """
        request = Request.checked(points, via=via, avoid=avoid, alternates=alternates, profile=profile)
        kept = self._kept(request)
        if kept is not None and self._is_of_these_roads(kept):
            answer = kept.answer
        elif kept is None:
            answer = self._asked(request)
        else:
            answer = self._asked_anew(request, kept)
        if isinstance(answer, Refusal):
            raise answer.error()
        return answer

    def _kept(self, request: Request) -> Entry | None:
        for name in self._names:
            request_hash = request.hash_for(name)
            entry = self._file.get(request_hash)
            if entry is None or (self._refresh and request_hash not in self._fresh):
                continue
            if wrong := disagreement(entry, request, engine=name):
                raise BadLock(f"{self._file.path}: the entry of {request_hash[:12]}… {wrong}; {WHAT_TO_TRY}")
            if self._absent and self._title is not None and entry.answer.data.title != self._title:
                continue  # of other roads, as far as titles tell
            return entry
        return None

    @property
    def _absent(self) -> bool:
        """Whether it is known that the roads are not at hand."""
        if self._at_hand is not None and self._absence is None:
            self._absence = ""
            try:
                self._identity = self._at_hand()
                if self._identity is None:
                    self._absence = "its roads are not there"
            except InputError as error:
                self._absence = str(error)
        return bool(self._absence)

    def _is_of_these_roads(self, kept: Entry) -> bool:
        """Whether a kept answer is of the roads at hand; of roads that are not, the kept answers are all there is."""
        if self._absent:
            data = kept.answer.data
            of = f"{data.title}, as of {data.date}" if data.date else data.title
            self._notices[f"the kept answers of {kept.answer.engine} on {of} are used: {self._absence}"] = None
            return True
        return self._at_hand is None or kept.answer.data.identity == self._identity

    def _asked_anew(self, request: Request, kept: Entry) -> EngineRoute | Refusal:
        """The answer on the roads at hand in place of one on others, which is used where nobody answers."""
        of = kept.answer.data.title
        if self._silence is None:
            try:
                answer = self._asked(request)
            except EngineUnavailable:
                pass
            else:
                self._notices[f"other roads than those of the kept answers ({of}): asked anew"] = None
                return answer
        self._notices[f"the kept answers on other roads ({of}) are used: {self._silence}"] = None
        return kept.answer

    def _asked(self, request: Request) -> EngineRoute | Refusal:
        try:
            answer = self._told(request)
        except EngineUnavailable as error:
            self._silence = error
            raise
        self._answered += 1
        return answer

    def _told(self, request: Request) -> EngineRoute | Refusal:
        engine = self.opened()
        answer: EngineRoute | Refusal
        start, *via, end = request.stops
        try:
            answer = engine.route(
                (start, end), via=via, avoid=request.avoid, alternates=request.alternates, profile=request.profile
            )
        except KEPT_ERRORS as error:
            answer = refusal_of(error, request, engine=engine.name, version=engine.version, data=engine.data)
        entry = entry_for(request, answer)
        try:
            reread(entry)
        except ValueError as error:
            raise EngineUnavailable(f"{engine.name}: cannot have meant its answer, which {error}") from None
        self._file.keep(entry)
        self._fresh.add(answer.request_hash)
        return entry.answer

    def opened(self) -> RoadEngine:
        """The engine itself, opened when it was not; raises what keeps it from opening."""
        if self._engine is None:
            self._engine = self._opener()
        return self._engine
