"""What the templates are given: typed, frozen, text as text. Nothing here is markup, and nothing is computed later.

``None`` and empty tuples mean that the page leaves the thing out.
"""

from __future__ import annotations

from dataclasses import dataclass

from geomap.languages import Speech, Spoken
from geomap.page.claims import Stated


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source in the list at the end; ``label`` is its short name elsewhere on the page.

    ``voice`` is the id of the source whose voice it is: its own, or that of the one that it reprints.
    """

    id: str
    label: str
    title: str
    author: str | None
    publication: str | None
    published: str | None
    accessed: str | None
    link: str | None
    address: str | None
    archive_link: str | None
    language: str | None
    tag: str | None
    scale: str | None
    same_voice_as: str | None
    voice: str


@dataclass(frozen=True, slots=True)
class Testimony:
    """One source of a report: how it spells the place, and where in the text it says so."""

    source: SourceView
    spelling: str | None
    locator: str | None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The place that a report was taken for, and why.

    ``flag`` is a warning that must be seen without opening anything (an uncertain place, one not found, none
    stated); ``exactness`` says in a sentence how exact the position is; ``because`` why this place was taken.
    """

    name: str | None
    kind: str | None
    as_written: str | None
    flag: str | None
    exactness: str
    settled: str
    because: tuple[str, ...]
    position: str | None
    place_id: str | None
    source: str | None
    licence: str | None
    link: str | None
    boundary: str | None


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report: a card in the list, a row in the table, the contents of its popup."""

    id: str
    anchor: str
    number: int
    title: str
    text: str | None
    role: str
    role_label: str
    role_note: str
    aside: bool
    when: str
    when_as_reported: str | None
    place: PlaceView
    testimonies: tuple[Testimony, ...]
    stated: tuple[Stated, ...]
    category: str | None
    actors: tuple[str, ...]
    counts: tuple[tuple[str, str], ...]
    graphic: bool
    withheld: str | None
    generalized: str | None

    @property
    def independent(self) -> int:
        """How many independent voices tell of it: a source and its reprints are one."""
        return len({said.source.voice for said in self.testimonies})

    @property
    def differs(self) -> bool:
        """Whether sources differ about it."""
        return any(stated.differs for stated in self.stated)


@dataclass(frozen=True, slots=True)
class LegView:
    """One leg of a route, in the list and as the contents of its popup; a note has a word for what sort it is of."""

    id: str
    anchor: str
    number: int
    title: str
    basis: str
    basis_label: str
    basis_meaning: str
    drawn: bool
    ends: tuple[str, ...]
    when: str
    outcome: str | None
    length: str | None
    corridor: str | None
    elapsed: str | None
    speed: str | None
    impossible: bool
    notes: tuple[tuple[str, str], ...]
    testimonies: tuple[Testimony, ...]
    stated: tuple[Stated, ...]
    letters: str = ""


@dataclass(frozen=True, slots=True)
class ObstacleView:
    """What stood in the way: a card in the list, a row of the table, the contents of its popup.

    ``drawn`` is ``area``, ``stretch`` (along a leg, as no source states where) or ``""``; ``closed`` holds the titles
    of the legs that it closed.
    """

    id: str
    anchor: str
    title: str
    kind: str
    when: str
    where: str
    drawn: str
    outcome: str | None
    closed: tuple[str, ...]
    testimonies: tuple[Testimony, ...]
    stated: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class RouteView:
    """A route and its legs, in order."""

    title: str
    legs: tuple[LegView, ...]


@dataclass(frozen=True, slots=True)
class LineKey:
    """A line of the legend: one basis that the story uses.

    ``band`` says whether the way may lie anywhere in a band.
    """

    basis: str
    label: str
    arrow: str
    bar: bool
    band: bool
    roads: str = ""


@dataclass(frozen=True, slots=True)
class SymbolKey:
    """A symbol of the legend: one role that has a pin."""

    role: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class SourceKey:
    """One teller of ways that compete: the letter on its lines, the source's id and short name."""

    letter: str
    source: str
    label: str


@dataclass(frozen=True, slots=True)
class Legend:
    """What is really on the map, to look up and switch; ``made`` says how lines along roads came about."""

    lines: tuple[LineKey, ...]
    symbols: tuple[SymbolKey, ...]
    tellers: tuple[SourceKey, ...]
    made: tuple[str, ...]
    has_areas: bool
    has_soft_areas: bool
    has_circles: bool
    has_access: bool
    has_stretches: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a reader can filter by: as the address of the page has it, as people read it, and how often."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing to filter by, such as the source, and what there is to choose from."""

    key: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CreditView:
    """A data set behind the map."""

    name: str
    licence: str
    link: str | None
    credit: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """The drawing of a role's pin: SVG path data, ours and constant."""

    role: str
    path: str


@dataclass(frozen=True, slots=True)
class Published:
    """Where a map will lie on the web, for whatever links to it: absolute addresses.

    Parameters
    ----------
    folder : str
        Address of the folder that holds the files, with a slash at its end; http or https.
    picture_px : (int, int) or None
        Width and height of the picture as PNG; None where there is none.
    """

    folder: str
    picture_px: tuple[int, int] | None = None

    @property
    def page(self) -> str:
        """Address of the full page."""
        return f"{self.folder}map.html"

    @property
    def embed(self) -> str:
        """Address of the page for a frame."""
        return f"{self.folder}embed.html"

    @property
    def oembed(self) -> str:
        """Address of what tells other sites how to embed it."""
        return f"{self.folder}oembed.json"

    @property
    def picture(self) -> str | None:
        """Address of the picture."""
        return f"{self.folder}map.png" if self.picture_px else None


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the page says.

    Parameters
    ----------
    say : Speech
        The language of the page's own words.
    told_in : str
        The language of the story's text, for ``lang``.
    dates, tally : str
        The window of the events, and what the map rests on, in words.
    map_label : str
        What the map shows, in a sentence, for those who cannot see it.
    timezone : str or None
        Whose clock the times of day are by; None where none are told.
    facets : tuple of Facet
        By what reports can be filtered; those of which all reports are alike are left out.
    sure : tuple of int
        How many reports are known within 10 km, and how many within a day.
    has_elsewhere : bool
        Whether sources place a report elsewhere than the map does.
    symbols : tuple of Symbol
        One for each role of the reports, and the sign of obstacles.
    area_colours : tuple of str
        The names of the colours in which areas may be filled, for which the page defines its patterns.
    crowd : int
        How many reports there are beside ``reports``, as columns in the data island; 0 on a usual page.
    full_map : str or None
        Where the full page lies; given in the compact form alone.
    account : tuple of str
        The map in words, a sentence each.
    published : Published or None
        Where it will lie on the web, where that is known.
    """

    title: str
    summary: str | None
    author: str | None
    say: Speech
    told_in: str
    dates: str | None
    tally: str
    map_label: str
    timezone: str | None
    reports: tuple[ReportView, ...]
    routes: tuple[RouteView, ...]
    obstacles: tuple[ObstacleView, ...]
    sources: tuple[SourceView, ...]
    legend: Legend
    facets: tuple[Facet, ...]
    sure: tuple[int, int]
    has_elsewhere: bool
    symbols: tuple[Symbol, ...]
    area_colours: tuple[str, ...]
    credits: tuple[CreditView, ...]
    notices: tuple[str, ...]
    short_credit: tuple[str, ...]
    version: str
    compact: bool
    full_map: str | None
    account: tuple[str, ...] = ()
    published: Published | None = None
    crowd: int = 0

    @property
    def language(self) -> str:
        """BCP 47 tag of the page's own words, for ``lang``."""
        return self.say.tag

    @property
    def direction(self) -> str:
        """In which the page's own words run, for ``dir``."""
        return self.say.direction

    @property
    def told(self) -> Spoken:
        """The map in words, as one text."""
        return Spoken(" ".join(self.account))

    @property
    def label_of(self) -> dict[str, str]:
        """Short name of each source, by its id."""
        return {source.id: source.label for source in self.sources}

    @property
    def contested(self) -> tuple[ReportView, ...]:
        """The reports about which sources differ."""
        return tuple(report for report in self.reports if report.differs)
