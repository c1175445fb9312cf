"""The gazetteer: ask it for a name and it says which place, how sure it is and why, or that it cannot tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from gazetteer.errors import PlaceNotFoundError
from gazetteer.index import IndexInfo, LayeredIndex, Progress, SourceCredit, build_index
from gazetteer.place import Candidate, Context, Kind, Mention, Place, Resolution, Status
from gazetteer.search import NameSearch
from gazetteer.values import changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from shapely.geometry.base import BaseGeometry

    from gazetteer.documents import Document, Readings
    from gazetteer.fallback import Fallback
    from gazetteer.mentions.pipelines import Finder


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
        self._search = NameSearch(index)
        self._fallback = fallback
        self._readings: dict[tuple[str, ...], Readings] = {}
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
        answer = self._search.settled(name, context)
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
        return settle_document(document, self._document_readings(document.context.countries))

    def resolve_documents(self, documents: Sequence[Document]) -> tuple[tuple[Resolution, ...], ...]:
        """The names of several articles: what a publisher prints elsewhere tells where it is at home.

        Articles are first settled each alone. Where at least three have one ``context.publisher``, and most of their
        towns lie about one place, they are settled once more with that home as evidence.
        """
        from gazetteer.documents import find_home, settle_document

        readings = [self._document_readings(document.context.countries) for document in documents]
        answers = [settle_document(document, known) for document, known in zip(documents, readings, strict=True)]
        by_publisher: dict[str, list[int]] = defaultdict(list)
        for at, document in enumerate(documents):
            if document.context.publisher:
                by_publisher[document.context.publisher].append(at)
        for printed in by_publisher.values():
            places = [[answer.place for answer in answers[at] if answer.place is not None] for at in printed]
            if home := find_home(places):
                for at in printed:
                    answers[at] = settle_document(documents[at], readings[at], home=home)
        return tuple(answers)

    def candidates(self, name: str, context: Context | None = None, *, limit: int = 10) -> tuple[Candidate, ...]:
        """What the name may stand for, the likeliest first.

        Examples
        --------
        >>> with Gazetteer.open() as gazetteer:
        ...     [found.place.country for found in gazetteer.candidates("Tripoli", limit=2)]
        ['LY', 'LB']
        """
        return self._search.ranked(name, context or Context(), limit)

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

    def _document_readings(self, countries: tuple[str, ...]) -> Readings:
        """What names may stand for in articles about some countries, remembered from one to the next.

        Of a dump the small places of those countries are found beside the large ones of the world.
        """
        from gazetteer.documents import Readings

        asked = () if self._index.is_alone else countries
        if asked not in self._readings:
            by_folded = partial(self._index.by_folded, countries=asked)
            self._readings[asked] = Readings(by_folded, self._index.by_key, self._index.place)
        return self._readings[asked]
