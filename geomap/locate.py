"""Story and gazetteer to the reports frame: one row per report, with the place taken for its name, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geomap.blurring import blurred
from geomap.drawing import Drawn, draw_place
from geomap.frames import reports_frame
from geomap.naming import NameUse, all_names, resolve_names, settled_names
from geomap.when import parse_when, when_words

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from gazetteer import Gazetteer
    from geomap.story.model import Precision, Report, Story

__all__ = ["NameUse", "locate", "resolve_names"]


def locate(story: Story, gazetteer: Gazetteer, *, accept_ambiguous: bool = False) -> GeoDataFrame:
    """Put every report of a story in its place.

    Parameters
    ----------
    story : Story
    gazetteer : Gazetteer
    accept_ambiguous : bool
        Take the best of several places that fit a name, and say so: the row keeps the status ``ambiguous``.

    Returns
    -------
    GeoDataFrame
        One row per report, in the order of the story; columns of ``geomap.frames.REPORT_COLUMNS``, EPSG:4326.
        A report that states no position has the status ``not_stated`` and no geometry. Of a place that is to be
        blurred (``generalized_km``) nothing finer is in the frame, see :mod:`geomap.blurring`.

    Raises
    ------
    PlacesError
        Names of reports or legs cannot be told, or the story states impossible places. All are listed, each name
        with its candidates and a line to paste into the story.
    """
    named = settled_names(all_names(story), story=story, gazetteer=gazetteer, accept_ambiguous=accept_ambiguous)
    uses = blurred(named, story=story, gazetteer=gazetteer)
    drawings: dict[tuple[str, Precision | None], Drawn] = {}
    rows = []
    for number, report in enumerate(story.reports, start=1):
        row = _stated(report, number, story)
        if report.where is not None:
            use = uses[report.where]
            key = (report.where, report.precision)
            if key not in drawings:
                drawings[key] = draw_place(use, gazetteer=gazetteer, precision=report.precision)
            row |= _placed(use, drawings[key])
            if use.blur_km is not None:
                row |= _kept_back(use.blur_km)
        rows.append(row)
    return reports_frame(rows)


def _stated(report: Report, number: int, story: Story) -> dict[str, Any]:
    """The columns that the story alone decides; those of a place for a report without one."""
    window = parse_when(report.when, story.timezone) if report.when else None
    return {
        "id": report.id,
        "number": number,
        "title": report.title,
        "text": report.text,
        "role": report.role.value,
        "category": report.category,
        "when": report.when,
        "when_as_reported": report.when_as_reported,
        "when_label": when_words(window, lang=story.language),
        "earliest": window.earliest if window else None,
        "latest": window.latest if window else None,
        "where": report.where,
        "spellings": _spellings(report),
        "sources": tuple(dict.fromkeys(ref.source for ref in report.sources)),
        "status": "not_stated",
        "precision": report.precision.value if report.precision else None,
        "draw": "none",
        "reasons": (),
    }


def _spellings(report: Report) -> tuple[tuple[str, str], ...]:
    """How each source spells the place; the report's own wording counts for the sources that have none of their own."""
    pairs = ((ref.source, ref.where_as_reported or report.where_as_reported) for ref in report.sources)
    return tuple(dict.fromkeys((source, spelled) for source, spelled in pairs if spelled))


def _kept_back(km: float) -> dict[str, Any]:
    """What is not told of a place that is blurred."""
    untold = dict.fromkeys(("where", "place_kind", "precision", "score"))
    return {**untold, "spellings": (), "generalized_km": km}


def _placed(use: NameUse, drawn: Drawn) -> dict[str, Any]:
    place, answer = use.place, use.resolution
    assert place is not None
    reasons = [reason.text for reason in answer.reasons]
    return {
        "status": answer.status.value,
        "place_id": place.id,
        "place_name": place.name,
        "place_kind": place.kind.value,
        "country": place.country or None,
        "lon": drawn.point.lon,
        "lat": drawn.point.lat,
        "radius_km": drawn.radius_km,
        "precision": drawn.precision.value,
        "draw": drawn.draw,
        "score": min(max(answer.score, 0.0), 1.0),
        "reasons": (*reasons, *([drawn.reason] if drawn.reason else [])),
        "place_source": place.source or None,
        "place_licence": place.licence or None,
        "place_url": place.source_url or None,
        "boundary_source": drawn.boundary_source,
        "geometry": drawn.geometry,
    }
