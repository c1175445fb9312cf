"""Linked Places format 1.3: the places that the reports were put in, for gazetteers of history.

One feature a place, with every spelling of it and who spells it so. Reports without a position are of no place, and are
not in it, nor is a place that is blurred on purpose: a list of places is to name them. No date is invented: a place of
which no report is dated, and no source says when it was published, has no
``when``, and falls short of the format there, which wants one in each feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from shapely.geometry import Point

from gazetteer import Kind
from geomap.contract import is_missing
from geomap.drawing import AREA_PRECISIONS
from geomap.formats.jsontext import collection_text
from geomap.formats.shapes import bounding_box, geojson_geometry, on_grid
from geomap.formats.wording import web_address
from geomap.frames import check_reports
from geomap.text import visible
from geomap.when import parse_when, stamp

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.formats.content import Content
    from geomap.story.model import Source, Story
    from geomap.when import Window

CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
"""The context that version 1.3 of the format names; an identifier, which nothing here fetches."""

# Class of GeoNames, and concept of Getty's Art & Architecture Thesaurus, of each kind of place.
_TYPES: Mapping[Kind, tuple[str, int, str]] = {
    Kind.COUNTRY: ("A", 300387506, "country"),
    Kind.ADMIN1: ("A", 300236157, "political division"),
    Kind.ADMIN2: ("A", 300232418, "administrative division"),
    Kind.REGION: ("L", 300182722, "region (geographic)"),
    Kind.MOUNTAINS: ("T", 300386831, "mountain range"),
    Kind.DESERT: ("T", 300008916, "desert"),
    Kind.ISLAND: ("T", 300008791, "island"),
    Kind.SEA: ("H", 300008694, "sea"),
    Kind.LAKE: ("H", 300008680, "lake"),
    Kind.RIVER: ("H", 300008707, "river"),
    Kind.CITY: ("P", 300008347, "inhabited place"),
    Kind.QUARTER: ("P", 300000745, "neighborhood"),
    Kind.AIRPORT: ("S", 300000681, "airport"),
    Kind.DAM: ("S", 300006084, "dam"),
    Kind.OILFIELD: ("S", 300000401, "oil field"),
}
_SITE = "S"  # the class of every other kind, for which the thesaurus has no single word

_SIMPLE = frozenset({"day", "month", "year"})


def files(content: Content) -> dict[str, str]:
    """The collection, by the name of its file."""
    return {"places.lpf.json": linked_places(content)}


def linked_places(content: Content) -> str:
    """The places of the reports as a Linked Places feature collection, in the order in which the story names them.

    Parameters
    ----------
    content : Content

    Returns
    -------
    str
        ASCII, GeoJSON with the members that the Linked Places format adds.

    Raises
    ------
    FrameError
        The frame breaks its contract.
    """
    of_place: dict[str, list[Mapping[Any, Any]]] = {}
    for row in check_reports(content.reports).to_dict("records"):
        if row["draw"] != "none" and row["place_id"] and is_missing(row["generalized_km"]):
            of_place.setdefault(row["place_id"], []).append(row)
    head: dict[str, Any] = {"type": "FeatureCollection", "@context": CONTEXT}
    if content.title:
        head["title"] = content.title
    if content.report_credits:
        head["credits"] = list(content.credits)
    shapes = [_shape(rows) for rows in of_place.values()]
    links = _stated_links(content.story)
    features = [_feature(rows, content.story, links.get(rows[0]["place_id"], ())) for rows in of_place.values()]
    return collection_text(head | bounding_box(shapes), features)


def _feature(rows: Sequence[Mapping[Any, Any]], story: Story, stated: Sequence[str]) -> dict[str, Any]:
    place = rows[0]
    kind = Kind(place["place_kind"]) if place["place_kind"] else Kind.SITE
    feature_class, concept, word = _TYPES.get(kind, (_SITE, 0, ""))
    properties: dict[str, Any] = {"title": visible(place["place_name"]), "fclasses": [feature_class]}
    if place["country"]:
        properties["ccodes"] = [place["country"]]
    feature: dict[str, Any] = {"@id": _identifier(place["place_id"]), "type": "Feature", "properties": properties}
    windows = [parse_when(row["when"], story.timezone) for row in rows if row["when"]]
    if windows:
        feature["when"] = _when(windows)
    feature["names"] = _names(rows, story)
    if concept:
        label = {"label": kind.label, "lang": "en"}
        feature["types"] = [{"identifier": f"aat:{concept}", "label": word, "sourceLabels": [label]}]
    feature |= geojson_geometry(_shape(rows))
    if any(row["status"] == "ambiguous" for row in rows):
        feature["geometry"]["certainty"] = "less-certain"
    if links := _links(place, stated):
        feature["links"] = links
    feature["descriptions"] = [{"value": visible(row["title"]), "lang": story.language} for row in rows]
    return feature


def _shape(rows: Sequence[Mapping[Any, Any]]) -> BaseGeometry | None:
    """The place's own shape: of a town that a report knows to the region only, the town's point, not the region."""
    place = rows[0]
    kind = Kind(place["place_kind"]) if place["place_kind"] else Kind.SITE
    if not kind.is_area and any(place["precision"] == precision for precision in AREA_PRECISIONS):
        return on_grid(Point(place["lon"], place["lat"]))
    return on_grid(place["geometry"])


def _identifier(place_id: str) -> str:
    """A URI: the page of GeoNames, else a name of ours."""
    source, _, number = place_id.partition(":")
    if source == "geonames" and number.isdigit():
        return f"http://www.geonames.org/{number}/"
    return f"urn:geomap:place:{quote(place_id, safe=':')}"


def _stated_links(story: Story) -> dict[str, list[str]]:
    """The author's pages that identify a place, by its id and the gazetteer's."""
    found: dict[str, list[str]] = {}
    for place in story.places:
        addresses = [address for link in place.links if (address := web_address(link))]
        for place_id in {place.id, place.gazetteer_id} - {None}:
            found.setdefault(str(place_id), []).extend(addresses)
    return found


def _links(place: Mapping[Any, Any], stated: Sequence[str]) -> list[dict[str, str]]:
    """The author's pages that identify the place, then that of who says where it is."""
    links = [{"type": "closeMatch", "identifier": address} for address in dict.fromkeys(stated)]
    if (address := web_address(place["place_url"])) and address not in stated:
        links.append({"type": "seeAlso", "identifier": address})
    return links


# --- names ------------------------------------------------------------------------------------------------------------


def _names(rows: Iterable[Mapping[Any, Any]], story: Story) -> list[dict[str, Any]]:
    """Each spelling once, with every source that has it; the name of the gazetteer last, unless a source has it too."""
    sources = {source.id: source for source in story.sources}
    cited: dict[str, dict[str, None]] = {}
    place: Mapping[Any, Any] = {}
    for place in rows:
        for source_id, spelling in place["spellings"]:
            cited.setdefault(visible(spelling), {})[source_id] = None
    names = [
        {"toponym": spelling, "citations": [_citation(sources[each]) for each in ids if each in sources]}
        | _published([sources[each] for each in ids if each in sources], story)
        for spelling, ids in cited.items()
    ]
    if visible(place["place_name"]) not in cited:
        by = place["place_source"] or "the author of the story"
        names.append({"toponym": visible(place["place_name"]), "citations": [{"label": visible(by)}]})
    return names


def _citation(source: Source) -> dict[str, Any]:
    label = ", ".join(filter(None, (source.author, source.title, source.publication)))
    citation: dict[str, Any] = {"label": visible(label)}
    if source.published and source.published[:4].isdigit():
        citation["year"] = int(source.published[:4])
    if address := web_address(source.url):
        citation["@id"] = address
    return citation


def _published(sources: Iterable[Source], story: Story) -> dict[str, Any]:
    """When the name was in use: on the days on which it was printed."""
    dated = [parse_when(source.published, story.timezone) for source in sources if source.published]
    return {"when": _when(dated)} if dated else {}


# --- when -------------------------------------------------------------------------------------------------------------


def _when(windows: Sequence[Window]) -> dict[str, Any]:
    spans: list[dict[str, Any]] = []
    for window in windows:
        if (span := timespan(window)) not in spans:
            spans.append(span)
    doubt = [window for window in windows if window.uncertain or window.approximate]
    certainty = "uncertain" if any(window.uncertain for window in doubt) else "less-certain"
    return {"timespans": spans} | ({"certainty": certainty} if doubt else {})


def timespan(window: Window) -> dict[str, dict[str, str]]:
    """A window as a timespan, which must have a start, and without an end lasts as long as its start says.

    Of an open side nothing is known but that it lies beyond the other: it starts no later than it ends, and ends no
    earlier than it starts.

    Examples
    --------
    >>> timespan(parse_when("2017-08-28")), timespan(parse_when("2017-08-30~"))
    ({'start': {'in': '2017-08-28'}}, {'start': {'earliest': '2017-08-29', 'latest': '2017-08-31'}})
    >>> timespan(parse_when("2017-08-28/2017-08-31"))
    {'start': {'earliest': '2017-08-28'}, 'end': {'latest': '2017-08-31'}}
    >>> timespan(parse_when("/2017-08-31")), timespan(parse_when("2017-08-28/.."))
    ({'start': {'latest': '2017-08-31'}, 'end': {'latest': '2017-08-31'}},
     {'start': {'earliest': '2017-08-28'}, 'end': {'earliest': '2017-08-28'}})
    """
    exact = "T" in window.edtf
    first, last = (
        None if moment is None else stamp(moment) if exact else moment.date().isoformat()
        for moment in (window.earliest, window.latest)
    )
    if first is None:
        assert last is not None, "a window is open on one side at most"
        return {"start": {"latest": last}, "end": {"latest": last}}
    if last is None:
        return {"start": {"earliest": first}, "end": {"earliest": first}}
    if window.precision == "time":
        return {"start": {"in": first}}
    if window.precision in _SIMPLE and "X" not in window.edtf and not (window.approximate or window.uncertain):
        return {"start": {"in": window.edtf}}
    if window.precision == "interval":
        return {"start": {"earliest": first}, "end": {"latest": last}}
    return {"start": {"earliest": first, "latest": last}}
