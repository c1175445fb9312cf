"""What the runtime tells and draws of very many reports: the part ``crowd`` of the data island, in columns.

Columns have the forms of :mod:`geomap.page.crowd.columns`; a report's index is its place in all of them.

==============  ========================================================================================
key             value
==============  ========================================================================================
``count``       how many reports there are
``ids``         their ids; ``numbers``: their numbers, None where these are 1, 2, 3, …
``k``           units per degree of ``x`` and ``y``, whole numbers in the one run of longitudes of the map
``km``          radius of each, NaN where no place is taken; of an area, of the disc about its middle
``draw``        0 nothing, 1 a point, 2 an area; ``area``: its number in ``areas``, one more, 0 for none
``areas``       ``rings`` (packed polygons, units ``outline`` of the page) and ``soft`` of each distinct area
``statuses``    ``[status, in words, warning]`` of those that are used; ``status``: for each report its index here
``roles``       ``[role, label, note, aside, colour, filled, path]`` of those that are used
``sources``     ``[title, link, publication, published, one voice with, short name, id, id of its voice]`` of each
``graphic``     indices of the reports whose text is hidden behind a warning
``said``        of the few that sources claim something of: index to ``[property, differs, sides, settled]``
``locators``    of the few with one: index to source's id to locator
``facets``      what filters look at: ``from``, ``to`` (minutes since 1970 UTC), ``about``, ``span``, ``zone``
==============  ========================================================================================

All other keys are columns of the words of a card, named as in :class:`geomap.page.context.ReportView`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geomap.antimeridian import center_lon
from geomap.basemaps.extent import boxes_of_many
from geomap.languages import ENGLISH, Speech, speech_for
from geomap.languages.matching import phrase, word
from geomap.page.cards import ASIDE, FLAGS, exactness, source_views
from geomap.page.claims import Stated, stated
from geomap.page.crowd.columns import UNKNOWN, Codes, coded, column, dictionary, dictionary_of, indices, joined, numbers
from geomap.page.crowd.extent import are_own, distinct_objects, firsts, moved
from geomap.page.crowd.soft import Areas
from geomap.page.grid import Grid
from geomap.page.payload import in_one_piece, payload
from geomap.page.redating import redated
from geomap.page.words import STATUS_WORDS, count_words, kind_words, km_words, web_address
from geomap.story.model import Report, Role, Story
from geomap.style import SYMBOLS
from geomap.text import visible, visible_texts

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import Series

K = 1_000_000  # a tenth of a metre: what is exact stays so at the nearest zoom
MAX_OUTLINES = 2000  # distinct areas beyond which each is drawn as the disc about its middle
_DRAWS = {"none": 0, "point": 1, "area": 2}
_DOUBT = frozenset("~?%")
_MINUTE_S = 60


def crowd_payload(
    story: Story, reports: GeoDataFrame, legs: GeoDataFrame, *, soft: frozenset[str], **how: Any
) -> dict[str, Any]:
    """The data island of a page of very many reports: as of any page, and ``crowd``, which this module describes.

    Parameters
    ----------
    story : Story
    reports, legs : GeoDataFrame
        See :mod:`geomap.frames`.
    soft : frozenset of str
        Ids of the reports whose area has no known outline.
    **how
        As for :func:`geomap.page.payload.payload`.
    """
    base, none = how.get("base"), reports.iloc[:0]
    around = tuple(boxes_of_many(reports))
    middle = base.box.center_lon if base else center_lon(around)
    rest = story.model_copy(update={"reports": ()})  # told here, in columns
    data = payload(rest, none, legs, soft=frozenset(), more=around, **how)
    grid = Grid.of(tuple(value / data["k"] for value in data["bounds"]), middle=middle)
    say = how.get("say") or speech_for(story.interface or story.language)
    if not say.is_english:
        data["words"] = say.runtime_words(crowd=True)
    return {**data, "crowd": columns_of(story, reports, soft=soft, grid=grid, say=say)}


def columns_of(
    story: Story, reports: GeoDataFrame, *, soft: frozenset[str], grid: Grid, say: Speech = ENGLISH
) -> dict[str, Any]:
    """The columns that this module's own text describes, for a map of these measures."""
    areas = Areas.of(reports)
    ids = reports["id"].tolist()
    count = len(ids)
    ordinal = reports["number"].to_numpy()
    draw = reports["draw"].map(_DRAWS).to_numpy(dtype=np.uint8)
    lon, lat, km = (reports[name].to_numpy(dtype=float) for name in ("lon", "lat", "radius_km"))
    placed = np.isfinite(lon) & np.isfinite(lat)
    role_codes, roles = coded(reports["role"].to_numpy())
    status_codes, statuses = coded(reports["status"].to_numpy())
    position = {source.id: i for i, source in enumerate(story.sources)}

    def known(told: Sequence[str]) -> list[int]:
        return [position[each] for each in told if each in position]

    def spelled(pairs: Sequence[tuple[str, str]]) -> list[list[Any]]:
        return [[position[source], text] for source, text in pairs if source in position]

    return {
        "count": count,
        "ids": joined(visible_texts(ids)),
        "numbers": None if (ordinal == np.arange(1, count + 1)).all() else numbers(ordinal, "u"),
        "k": K,
        "x": numbers(_units(moved(lon, grid.middle), placed), "i"),
        "y": numbers(_units(lat, placed), "i"),
        "km": numbers(km, "f"),
        "draw": numbers(draw, "b"),
        "area": indices(areas.at + 1, len(areas.shapes) + 1) if areas.shapes else None,
        "areas": _areas(areas, ids, soft, grid),
        "roles": [_role(Role(role), say) for role in roles],
        "role": indices(role_codes, len(roles)),
        "title": column(reports["title"].to_numpy()),
        "text": column(reports["text"].to_numpy()),
        "when": _labels(story, reports, say),
        "when_as_reported": column(reports["when_as_reported"].to_numpy()),
        "category": column(reports["category"].to_numpy()),
        "as_written": column(reports["where"].to_numpy()),
        "name": column(reports["place_name"].to_numpy()),
        "kind": column(reports["place_kind"].to_numpy(), lambda kind: kind_words(kind, say)),
        "statuses": [
            [status, say(STATUS_WORDS[status]), say(FLAGS[status]) if status in FLAGS else None] for status in statuses
        ],
        "status": indices(status_codes, len(statuses)),
        "exactness": _exactness(status_codes, statuses, km, draw, areas, ids, soft, say),
        "because": column(reports["reasons"].to_numpy(), lambda texts: [visible(phrase(text, say)) for text in texts]),
        "place_id": column(reports["place_id"].to_numpy()),
        "place_source": column(reports["place_source"].to_numpy(), lambda text: visible(word(text, say))),
        "licence": column(reports["place_licence"].to_numpy(), lambda text: visible(word(text, say))),
        "link": column(reports["place_url"].to_numpy(), web_address),
        "boundary": column(reports["boundary_source"].to_numpy(), lambda text: visible(word(text, say))),
        "told_by": column(reports["sources"].to_numpy(), known),
        "spellings": _spellings(reports["spellings"].to_numpy(), spelled),
        "sources": _sources(story, say),
        "facets": _facets(story, reports),
        "generalized": _seldom(_numbers_or_none(reports["generalized_km"]), lambda km: km_words(km, say)),
        **_of_story(story, ids, say),
    }


def _spellings(values: NDArray[Any], told: Callable[[Any], list[list[Any]]]) -> Any:
    """How the sources spell each place: all spellings are made visible together."""
    codes, distinct = coded(values)
    said = [None if pairs is None else told(pairs) for pairs in distinct]
    pairs = [pair for each in said if each for pair in each]
    for pair, text in zip(pairs, visible_texts([text for _, text in pairs]), strict=True):
        pair[1] = text
    return None if not any(said) else dictionary(codes, said)


def _units(degrees: NDArray[np.float64], placed: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.where(placed, np.round(np.where(placed, degrees, 0.0) * K), UNKNOWN).astype(np.int32)


def _role(role: Role, say: Speech) -> list[Any]:
    symbol = SYMBOLS[role]
    return [role.value, say(symbol.label), say(symbol.note), role in ASIDE, symbol.colour, symbol.filled, symbol.path]


def _areas(areas: Areas, ids: Sequence[str], soft: frozenset[str], grid: Grid) -> list[dict[str, Any]]:
    """The distinct areas; a disc needs no rings, nor do areas that are too many to be told apart."""
    few = len(areas.shapes) <= MAX_OUTLINES
    packed = []
    for shape, first in zip(areas.shapes, areas.first, strict=True):
        is_soft = ids[first] in soft
        whole = in_one_piece(shape, grid.middle) if few and not is_soft else None
        packed.append({"soft": is_soft, "rings": [] if whole is None else grid.rings(whole)})
    return packed


def _exactness(
    status: Codes,
    statuses: Sequence[str],
    km: NDArray[Any],
    draw: NDArray[Any],
    areas: Areas,
    ids: Sequence[str],
    soft: frozenset[str],
    say: Speech,
) -> Any:
    """How exact each position is, in a sentence: made once for each that there is."""
    radius, radii = coded(km)
    is_soft = np.array([ids[first] in soft for first in areas.first] + [False], dtype=bool)[areas.at]
    key = ((radius * len(statuses) + status) * 3 + draw) * 2 + is_soft
    codes, keys = coded(key)
    names = list(_DRAWS)
    said = [
        exactness(
            {"draw": names[draw[i]], "status": statuses[status[i]], "radius_km": radii[radius[i]]},
            soft=bool(is_soft[i]),
            say=say,
        )
        for i in firsts(codes).tolist()
    ]
    assert len(said) == len(keys)
    return dictionary(codes, said)


def _sources(story: Story, say: Speech) -> list[list[Any]]:
    views = source_views(story, say).values()
    return [
        [
            _shown(v.title),
            v.link,
            _shown(v.publication),
            _shown(v.published),
            _shown(v.same_voice_as),
            _shown(v.label),
            v.id,
            v.voice,
        ]
        for v in views
    ]


def _shown(text: str | None) -> str | None:
    return None if text is None else visible(text)


def _facets(story: Story, reports: GeoDataFrame) -> dict[str, Any]:
    when, dates = coded(reports["when"].to_numpy())
    doubtful = np.array([bool(text) and not _DOUBT.isdisjoint(text) for text in dates])
    first, first_at = distinct_objects(reports["earliest"].to_numpy())
    last, last_at = distinct_objects(reports["latest"].to_numpy())
    start = np.array([_minute(moment) for moment in first_at])[first]
    end = np.array([_minute(moment) for moment in last_at])[last]
    # The last second of a window is that before its end; an exact moment is no window, and stays.
    known = (start != UNKNOWN) & (end != UNKNOWN)
    end = np.where((end != UNKNOWN) & ~(known & (start == end)), np.where(end == UNKNOWN, UNKNOWN, end + 1), end)
    return {
        "zone": story.timezone,
        "from": numbers(start, "i"),
        "to": numbers(end, "i"),
        "about": numbers(np.flatnonzero(doubtful[when]), "u"),
        "span": _span(start, end, reports["role"].to_numpy()),
    }


def _minute(moment: datetime | None) -> int:
    return UNKNOWN if moment is None else int(moment.timestamp() // _MINUTE_S)


def _span(start: NDArray[Any], end: NDArray[Any], roles: NDArray[Any]) -> list[int] | None:
    """The minutes from the first event to the last; the context, which may lie years away, would crowd them."""
    for chosen in (are_own(roles), np.ones(len(roles), dtype=bool)):
        told = np.concatenate([start[chosen], end[chosen]])
        told = told[told != UNKNOWN]
        if len(told):
            return [int(told.min()), int(told.max())]
    return None


def _of_story(story: Story, ids: Sequence[str], say: Speech) -> dict[str, Any]:
    """What the story says of its reports beside the columns of the frame."""
    reports: Sequence[Report] = story.reports
    if [report.id for report in reports] != ids:
        told = {report.id: report for report in reports}
        reports = [told.get(report_id, _NOTHING) for report_id in ids]
    # One walk: a report's parts lie together in memory, those of its neighbour far off.
    hidden, actors, counts, withheld = list[int](), list[Any](), list[Any](), list[Any]()
    locators: dict[int, dict[str, str]] = {}
    for i, report in enumerate(reports):
        if report.graphic:
            hidden.append(i)
        actors.append(report.actors)
        counts.append(report.counts)
        withheld.append(report.withheld)
        for ref in report.sources:
            if ref.locator:
                locators.setdefault(i, {})[ref.source] = visible(ref.locator)
    return {
        "actors": _seldom(actors, lambda names: [visible(name) for name in names]),
        "counts": _counts(counts, say),
        "withheld": _seldom(withheld, visible),
        "graphic": hidden,
        "locators": locators,
        "said": _said(story, ids, say),
    }


_NOTHING = Report.model_construct(id="", title="", sources=())


def _numbers_or_none(values: Series[float]) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()] if values.notna().any() else [None]


def _labels(story: Story, reports: GeoDataFrame, say: Speech) -> Any:
    """The dates in words, in the language of the page."""
    codes, labels = coded(reports["when_label"].to_numpy())
    if say.tag != story.language:
        _, first = np.unique(codes, return_index=True)
        when = reports["when"].to_numpy()[first]
        rows = [
            {"when": None if text is None else text, "when_label": label}
            for text, label in zip(when, labels, strict=True)
        ]
        dated = redated(story, rows, (), (), say=say)
        labels = [dated.of(label) for label in labels]
    return dictionary_of(codes, labels)


def _seldom(values: Sequence[Any], told: Callable[[Any], Any]) -> Any:
    """A column that most stories have nothing in."""
    return column([value or None for value in values], told) if any(values) else None


def _counts(values: Sequence[Mapping[str, Any]], say: Speech) -> Any:
    if not any(values):
        return None
    words: dict[tuple[int | None, ...], str] = {}

    def spoken(count: Any) -> str:
        key = (count.low, count.best, count.high)
        found = words.get(key)
        if found is None:
            found = words[key] = count_words(count, say)
        return found

    told = [tuple((name, spoken(count)) for name, count in each.items()) if each else None for each in values]
    return column(told, lambda pairs: [[visible(name), words] for name, words in pairs])


def _said(story: Story, ids: Sequence[str], say: Speech) -> dict[int, list[Any]]:
    said = stated(story.claims, story.sources, say)
    if not said:
        return {}
    labels = {key: visible(view.label) for key, view in source_views(story, say).items()}
    return {i: [_claim(one, labels) for one in said[report_id]] for i, report_id in enumerate(ids) if report_id in said}


def _claim(one: Stated, labels: Mapping[str, str]) -> list[Any]:
    sides = [
        [
            visible(side.value), [labels[each] for each in side.sources if each in labels],
            list(map(visible, side.remarks)), side.taken, list(map(visible, side.why)), side.voices < len(side.sources),
        ]
        for side in one.sides
    ]  # fmt: skip
    return [visible(one.property), one.differs, sides, one.is_settled]
