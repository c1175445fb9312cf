"""The gazetteer: ask it for a name and it says which place, how sure it is and why, or that it cannot tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from types import TracebackType

from gazetteer.bynames import area_called, is_bare_code, looks_adjective, may_be_byname
from gazetteer.errors import PlaceNotFoundError
from gazetteer.index import IndexInfo, LayeredIndex, NameHit, Progress, SourceCredit, build_index
from gazetteer.names import fold, is_generic, key, split_kind
from gazetteer.names.skeleton import is_arabic
from gazetteer.place import Candidate, Context, Kind, Mention, Place, Reason, Resolution, Status
from gazetteer.rank import ACCEPT, rank, settle
from gazetteer.rank.spots import distance_km, is_curated
from gazetteer.values import changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from shapely.geometry.base import BaseGeometry

    from gazetteer.documents import Document, Readings
    from gazetteer.fallback import Fallback
    from gazetteer.mentions.pipelines import Finder

_AREAS = (Kind.COUNTRY, Kind.ADMIN1)
_WEIGHED = 12  # candidates of an answer, which shows ten: that another place comes near the first, they tell
_IN_COUNTRY = 10_000  # candidates among which those in an area are looked for: all
_SUGGESTIONS = 60
_PREFIX = 3  # letters that a name must share from its beginning to be suggested for that
_ENOUGH = 3  # places to suggest
_LONGEST_CODE = 6  # "Calif."


class Gazetteer:
    """Names to places, from an index and what was imported beside it; a context manager that closes them.

    Examples
    --------
    >>> with Gazetteer.open() as gazetteer:
    ...     found = gazetteer.resolve("Deir el-Zour province", Context(countries=("SY", "IQ")))
    >>> found.status.value, found.place.id, found.place.kind.label
    ('resolved', 'SY-DY', 'first-level division')
    """

    def __init__(self, index: LayeredIndex, *, fallback: Fallback | None = None) -> None:
        self._index = index
        self._fallback = fallback
        self._readings: Readings | None = None
        self._finders: dict[str | None, Finder] = {}

    @classmethod
    def open(
        cls, path: Path | None = None, *, progress: Progress | None = None, fallback: Fallback | None = None
    ) -> Self:
        """Open the index, after building it when it is missing or stale, and the imports beside it.

        Parameters
        ----------
        path : Path, optional
            The index file; None takes :func:`gazetteer.default_index_path`.
        progress : callable, optional
            Called with (stage, done, total) while the index is built.
        fallback : Fallback, optional
            Asked for names that the index does not have, such as :func:`gazetteer.open_fallback` gives.

        Raises
        ------
        IndexDataError
            A source of the index is missing or broken.
        IndexWriteError
            The index can be written nowhere.
        """
        return cls(LayeredIndex.open(build_index(path, progress=progress).path), fallback=fallback)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def info(self) -> IndexInfo:
        """What the index holds and from whom, what was imported, and who gave the places of the fallback so far."""
        info = self._index.info()
        return changed(info, sources=(*info.sources, *self._fallback.credits)) if self._fallback else info

    def credits(self, place_ids: Iterable[str], *, water: bool = False) -> tuple[SourceCredit, ...]:
        """Who is to be named on a map that shows these places, and nobody else.

        Parameters
        ----------
        place_ids : iterable of str
            Of pins, areas and labels; ids that nothing brings, such as those of positions that an author states, are
            passed over.
        water : bool
            Whether it shows rivers or lakes of :meth:`water_in`.

        Returns
        -------
        tuple of SourceCredit
            The default data's first, then those of imports, then those of online geocoders.

        Examples
        --------
        >>> with Gazetteer.open() as gazetteer:
        ...     [credit.credit for credit in gazetteer.credits(["geonames:170794", "SY-DY"])]
        ['Natural Earth', 'GeoNames (geonames.org), CC BY 4.0']
        """
        wanted = tuple(place_ids)
        online = self._fallback.credits_of(wanted) if self._fallback else ()
        return (*self._index.credits(wanted, water=water), *online)

    def resolve(self, name: str, context: Context | None = None) -> Resolution:
        """The place that a name stands for, or none with the reason why.

        Parameters
        ----------
        name : str
            As reported, in any script, with its words of kind: "Deir el-Zour province", "القلمون", "Tripoli, Lebanon".
        context : Context, optional
            What is known beside the name.

        Returns
        -------
        Resolution
            A name that cannot be told is ambiguous or missing; that is an answer, not an error. Its candidates
            are what an author may choose from.
        """
        context = context or Context()
        answer = self._settled(name, context)
        if self._fallback is None or answer.status is not Status.MISSING:
            return answer
        from gazetteer.fallback import joined

        return joined(answer, self._fallback.resolve(name, context))

    def resolve_document(
        self, mentions: Iterable[Mention], text: str, context: Context | None = None
    ) -> tuple[Resolution, ...]:
        """The places that the names of one article stand for, settled together.

        Each name is evidence for the others: what country and region the article is about, what lies near what,
        and what the text puts inside what ("Paris, Texas"). A name keeps its sense, unless the text says otherwise.
        Names are met as news writes them: as adjectives ("Syrian") and abbreviations ("Ont."), too.

        Parameters
        ----------
        mentions : iterable of Mention
            The names, with their offsets in `text`.
        text : str
            The article.
        context : Context, optional
            What is known beside the text.

        Returns
        -------
        tuple of Resolution
            One for each mention, in their order. ``score`` is, over many articles, the share of such answers that
            are right.

        Examples
        --------
        >>> text = "Fires spread from Paris, Texas, to Athens."
        >>> names = [Mention("Paris", 18, 23), Mention("Texas", 25, 30), Mention("Athens", 35, 41)]
        >>> with Gazetteer.open() as gazetteer:
        ...     found = gazetteer.resolve_document(names, text)
        >>> [answer.place.admin1 or answer.place.id for answer in found]
        ['US-TX', 'US-TX', 'US-TX']
        """
        from gazetteer.documents import Document, settle_document

        document = Document(text, tuple(mentions), context or Context())
        return settle_document(document, self._document_readings())

    def resolve_documents(self, documents: Sequence[Document]) -> tuple[tuple[Resolution, ...], ...]:
        """The names of several articles: what a publisher prints elsewhere tells where it is at home.

        Articles are first settled each alone. Where at least three have one ``context.publisher``, and most of their
        towns lie about one place, they are settled once more with that home as evidence.
        """
        from gazetteer.documents import find_home, settle_document

        readings = self._document_readings()
        answers = [settle_document(document, readings) for document in documents]
        by_publisher: dict[str, list[int]] = defaultdict(list)
        for at, document in enumerate(documents):
            if document.context.publisher:
                by_publisher[document.context.publisher].append(at)
        for printed in by_publisher.values():
            places = [[answer.place for answer in answers[at] if answer.place is not None] for at in printed]
            if home := find_home(places):
                for at in printed:
                    answers[at] = settle_document(documents[at], readings, home=home)
        return tuple(answers)

    def candidates(self, name: str, context: Context | None = None, *, limit: int = 10) -> tuple[Candidate, ...]:
        """What the name may stand for, the likeliest first.

        Examples
        --------
        >>> with Gazetteer.open() as gazetteer:
        ...     [found.place.country for found in gazetteer.candidates("Tripoli", limit=2)]
        ['LY', 'LB']
        """
        return self._ranked(name, context or Context(), limit)

    def find(self, text: str, *, pipeline: str | None = None) -> tuple[Mention, ...]:
        """The names of places in a running text, in their order, with offsets, role and score.

        By word lists, this index and the sentence; no model. Texts in scripts without capital letters give none.

        Parameters
        ----------
        text : str
        pipeline : str, optional
            Name of an installed spaCy pipeline, such as ``en_core_web_sm``, to be asked instead.

        Raises
        ------
        PipelineError
            spaCy or the pipeline is not installed.

        Examples
        --------
        >>> with Gazetteer.open() as gazetteer:
        ...     found = gazetteer.find("Mr Paris left Deir el-Zour province for Syria's coast, says the Boston Globe.")
        >>> [(mention.text, mention.role.value) for mention in found]
        [('Deir el-Zour province', 'name'), ('Syria', 'name'), ('Boston', 'part')]
        """
        return self._finder(pipeline)(text)

    def _finder(self, pipeline: str | None) -> Finder:
        """What finds names in texts: our rules, or a pipeline; made once."""
        if pipeline not in self._finders:
            from gazetteer.mentions import IndexLexicon, NameFinder
            from gazetteer.mentions.pipelines import spacy_finder

            self._finders[pipeline] = spacy_finder(pipeline) if pipeline else NameFinder(IndexLexicon(self._index)).find
        return self._finders[pipeline]

    def place(self, place_id: str) -> Place:
        """The place with this id.

        Raises
        ------
        PlaceNotFoundError
        """
        try:
            return self._index.place(place_id)
        except PlaceNotFoundError:
            if self._fallback is None:
                raise
            return self._fallback.place(place_id)

    def parents(self, place_id: str) -> tuple[Place, ...]:
        """The places in which a place lies, the nearest first, as far as an imported hierarchy says so."""
        return self._index.parents(place_id)

    def outline(self, place_id: str) -> BaseGeometry | None:
        """The outline of a place, WGS84; None when there is only a point for it.

        Raises
        ------
        PlaceNotFoundError
        """
        try:
            return self._index.outline(place_id)
        except PlaceNotFoundError:
            if self._fallback is None:
                raise
            self._fallback.place(place_id)
            return None

    def places_in(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        *,
        kinds: Iterable[Kind] | None = None,
        limit: int = 100,
    ) -> tuple[Place, ...]:
        """Places in a box of degrees WGS84, the most populous first; ``west > east`` crosses the 180th meridian."""
        return self._index.places_in(west, south, east, north, kinds=kinds, limit=limit)

    def outlines_in(
        self, west: float, south: float, east: float, north: float, *, kind: Kind
    ) -> tuple[tuple[Place, BaseGeometry], ...]:
        """Outlines of countries or first-level divisions that meet a box, in the order of their ids."""
        return self._index.outlines_in(west, south, east, north, kind=kind)

    def water_in(self, west: float, south: float, east: float, north: float) -> tuple[tuple[str, BaseGeometry], ...]:
        """Rivers and lakes that meet a box, each as (``"river"`` or ``"lake"``, geometry)."""
        return self._index.water_in(west, south, east, north)

    def _settled(self, name: str, context: Context) -> Resolution:
        """What the index alone says of a name."""
        return settle(name, self._ranked(name, context, _WEIGHED))

    def _document_readings(self) -> Readings:
        """What names may stand for in articles, remembered from one to the next."""
        from gazetteer.documents import Readings

        if self._readings is None:
            self._readings = Readings(self._index.by_folded, self._index.by_key, self._index.place)
        return self._readings

    def _ranked(self, name: str, context: Context, limit: int) -> tuple[Candidate, ...]:
        """What is called so; failing that, what is spelled like it; failing that, the nearest names."""
        if not fold(name):
            return ()
        if own := self._own(name, context, limit):
            return own
        hits = self._exact(name, countries=context.countries)
        hits = self._with_byname(name, hits, context)
        if is_bare_code(name.strip()) and not hits:
            return ()
        if is_generic(name):  # "the province" is no place; but Plateau is a state of Nigeria, and the Gulf a sea
            known = [hit for hit in hits if hit.place.country in context.countries or is_curated(hit.place)]
            return rank(name, known, context, limit=limit)
        if not hits and (found := self._within(name, context)):
            return found
        found = ()
        for search in (None, self._spelled_like, self._nearest):
            hits += search(name, context) if search else []
            found = rank(name, hits, context, limit=limit)
            # A name that matches but for its words of kind may match better under another spelling of the core.
            whole = search or not split_kind(name).words or fold(found[0].matched_name if found else "") == fold(name)
            if found and found[0].score >= ACCEPT and whole:
                break
            if search == self._spelled_like and (part := self._part_of(name, context, limit)):
                return part
        return found

    def _part_of(self, name: str, context: Context, limit: int) -> tuple[Candidate, ...]:
        """What "northern Iraq" and "south of Hasakah" are said of, where nothing is called so itself."""
        from gazetteer.names.directions import strip_direction

        rest, words = strip_direction(name)
        found = self._ranked(rest, context, limit) if words else ()
        if not found or found[0].score < ACCEPT:
            return ()
        reason = Reason("direction", f"{words!r} says which part of it, or how it lies to it")
        return tuple(changed(candidate, reasons=(*candidate.reasons, reason)) for candidate in found)

    def _own(self, name: str, context: Context, limit: int) -> tuple[Candidate, ...]:
        """What the user's own lists call so, if the context does not speak against it: they stand before all else."""
        hits = [hit for form in _forms(name) for hit in self._index.own_by_folded(form)]
        found = rank(name, hits, context, limit=limit) if hits else ()
        if not found or found[0].score < ACCEPT:
            return ()
        reason = Reason("own", "stands on a list of your own")
        return tuple(changed(candidate, reasons=(*candidate.reasons, reason)) for candidate in found)

    def _exact(self, name: str, *, countries: Collection[str]) -> list[NameHit]:
        """Names that are written so, with the words of kind or without."""
        return [hit for form in _forms(name) for hit in self._index.by_folded(form, countries=countries)]

    def _with_byname(self, name: str, hits: list[NameHit], context: Context) -> list[NameHit]:
        """The names found, and the area that an adjective ("Iraqi") or an abbreviation ("Calif.") stands for.

        That is read from a file of its own, and so only for a name that no place of the story's countries has.
        """
        name = name.strip()
        if not may_be_byname(name):
            if not name.isascii() or (hits and not looks_adjective(name)):
                return hits
            if any(hit.place.country in context.countries for hit in hits):
                return hits
        if is_bare_code(name):  # two capitals are a town's name only in the story's countries
            hits = [hit for hit in hits if hit.place.country in context.countries]
        area = area_called(name, countries=context.countries)
        if area is None or not (place := self._known(area)):
            return hits
        return [NameHit(place, place.name, fold(name)), *(hit for hit in hits if hit.place.id != area)]

    def _known(self, place_id: str) -> Place | None:
        """The place of this id, if the index is one of our own data."""
        try:
            return self._index.place(place_id)
        except PlaceNotFoundError:
            return None

    def _spelled_like(self, name: str, context: Context) -> list[NameHit]:
        """Names of the same key that may be taken for the one asked for."""
        hits = self._index.by_key(key(name), countries=context.countries)
        if context.countries:  # a town elsewhere is only ever taken under a name of its own
            hits = [hit for hit in hits if _among(hit.place, context) or hit.place.kind in _AREAS]
        if is_arabic(name):  # not every place has a name in Arabic, but all have one that is shown
            return [hit for hit in hits if is_arabic(hit.name) or hit.name == hit.place.name]
        return [hit for hit in hits if not is_arabic(hit.name)]

    def _nearest(self, name: str, context: Context) -> list[NameHit]:
        """The nearest names for one that nothing is called."""
        core, skeleton = split_kind(name).core, key(name)
        near = self._index.near_key(skeleton, limit=_SUGGESTIONS) if skeleton else []
        # A word of kind that is misspelled, or a word that no list has: "Dier Alzoor Goverorate".
        words = fold(name).split()
        for part in (words[:-1], words[1:]) if len(words) > 1 else ():
            if rest := key(" ".join(part)):
                near += self._index.by_key(rest, countries=context.countries)[:_SUGGESTIONS]
        # The longest beginning that several places share: enough for an author to see what may have been meant.
        for length in range(len(core), _PREFIX - 1, -1):
            begun = self._index.by_prefix(core[:length], limit=_SUGGESTIONS)
            if len({hit.place.id for hit in begun}) >= _ENOUGH:
                return near + begun
        return near

    def _within(self, name: str, context: Context) -> tuple[Candidate, ...]:
        """What "name, area" may stand for: the candidates for the name that lie in the area."""
        name, _, area = name.rpartition(",")
        code = area_called(area, after_comma=True) if name and len(area.strip()) <= _LONGEST_CODE else None
        around = self._known(code) if code else None
        if around is None and name:
            around = self._settled(area, changed(context, kind=None, near_lon=None, near_lat=None)).place
        if around is None or not around.kind.is_area:
            return ()
        inside = changed(context, countries=(around.country,) if around.country else ())
        found = self._ranked(name, inside, _IN_COUNTRY)
        return tuple(one for one in found if self._lies_in(one.place, around))

    def _lies_in(self, place: Place, around: Place) -> bool:
        if around.id in (place.country, place.admin1):
            return True
        if is_curated(around) and around.kind is Kind.ADMIN1:  # England: above the divisions that towns are filed under
            away = distance_km(around.lon, around.lat, place.lon, place.lat)
            return place.country == around.country and away < 2 * around.radius_km
        return any(parent.id == around.id for parent in self._index.parents(place.id))


def _among(place: Place, context: Context) -> bool:
    """Whether a place lies in a country of the story, or in none."""
    return not place.country or any(code in context.countries for code in place.countries)


def _forms(name: str) -> tuple[str, ...]:
    """The name folded, and without its words of kind."""
    return tuple(dict.fromkeys((fold(name), split_kind(name).core)))
