"""Positions that are blurred on purpose: what a map says of a place that an author keeps to so many kilometres.

A report with ``generalized_km`` must not give its place away, in no file of the build. So its place is taken out before
anything is drawn or measured, and what goes on from here does not know it:

- The position is the middle of a cell of a fixed grid (Chapman, Current Best Practices for Generalizing Sensitive
  Species Occurrence Data, GBIF 2020): every place in the cell looks the same, and asking twice, or for two reports,
  tells no more than once. A cell is as wide and high as ``generalized_km``, so that a position moves by at most 0.71
  of it. A random offset would tell more with each report at the same place, and is not used.
- The radius holds the cell and what is not known of the place itself, in whole multiples of ``generalized_km``: a
  town's own radius would tell the town.
- Names, ids, spellings, links and reasons of the place are left out. It is called after the division or country that
  holds the whole circle, which says nothing that the circle does not say.
- What is blurred once is blurred wherever the story comes to that place (other reports, ends of legs, obstacles), by
  the largest of the distances stated. So legs start, end and are measured from the cell's middle, and a road engine
  is asked for ways from there.

An area of the gazetteer that is wider than ``generalized_km`` stays: its outline tells no more than was to be told.
What an author writes in titles and texts stays, too; :mod:`geomap.blurnotices` says where a text holds the name after
all. The story's own file and the ``places.lock`` beside it hold the exact place: they are not to be published.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from gazetteer import Kind, Reason, Resolution, Status
from geomap.corridor import disc
from geomap.geodesy import LonLat
from geomap.naming import NameUse

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geomap.story.model import Story

UNNAMED = "a place withheld"
_KM_PER_DEGREE = 111.7  # of latitude at the poles, where it is longest: a cell is never larger than it says
_KM_PER_DEGREE_EAST = 111.33  # at the equator
_HALF_DIAGONAL = 0.7072
_DECIMALS = 6


def grid_middle(point: LonLat, *, km: float) -> LonLat:
    """The middle of the cell that a point lies in, of a grid whose cells are at most `km` wide and high.

    Parameters
    ----------
    point : LonLat
        Degrees WGS84.
    km : float
        More than 0.

    Returns
    -------
    LonLat
        Within 0.71 `km` of the point.

    Examples
    --------
    >>> grid_middle(LonLat(40.91854, 34.45226), km=10) == grid_middle(LonLat(40.93, 34.48), km=10)
    True
    """
    rows = max(math.ceil(180.0 * _KM_PER_DEGREE / km), 1)
    high = 180.0 / rows
    row = min(int((point.lat + 90.0) / high), rows - 1)
    south = row * high - 90.0
    widest = 0.0 if south <= 0.0 <= south + high else min(abs(south), abs(south + high))
    columns = max(math.ceil(360.0 * _KM_PER_DEGREE_EAST * math.cos(math.radians(widest)) / km), 1)
    wide = 360.0 / columns
    column = min(int((point.lon + 180.0) / wide), columns - 1)
    return LonLat(round((column + 0.5) * wide - 180.0, _DECIMALS), round(south + high / 2.0, _DECIMALS))


def blurred_radius_km(known_km: float, *, km: float) -> float:
    """Within what of the cell's middle the true position lies, in whole multiples of `km`.

    Parameters
    ----------
    known_km : float
        How exact the position was before.
    km : float
        By how much it is blurred.

    Examples
    --------
    >>> blurred_radius_km(1.0, km=10), blurred_radius_km(4.0, km=10)
    (10, 20)
    """
    return km * math.ceil(_HALF_DIAGONAL + known_km / km)


def blurred(uses: Mapping[str, NameUse], *, story: Story, gazetteer: Gazetteer) -> dict[str, NameUse]:
    """The names with all that is to be blurred blurred.

    Parameters
    ----------
    uses : mapping of str to NameUse
        Settled; among them those of all reports that are to be blurred.
    story : Story
    gazetteer : Gazetteer
        For the area that holds a whole circle.

    Returns
    -------
    dict of str to NameUse
        A blurred one has ``blur_km``, a place of no id of the gazetteer, and one reason.
    """
    wanted = _wanted(uses, story)
    return {name: _blurred(use, _km_of(use, wanted), story, gazetteer) for name, use in uses.items()}


def names_to_blur(story: Story) -> frozenset[str]:
    """The names, as written, of the places that reports want blurred."""
    return frozenset(
        report.where for report in story.reports if report.generalized_km is not None and report.where is not None
    )


def words_kept_back(story: Story, blurred_ids: Collection[str]) -> frozenset[str]:
    """What the story calls the places of blurred reports, casefolded: ids, titles and spellings of their entries.

    Parameters
    ----------
    story : Story
    blurred_ids : collection of str
        Ids of the reports.
    """
    words = {r.where.casefold() for r in story.reports if r.id in blurred_ids and r.where is not None}
    spots = set()
    for _ in range(2):  # the entries that a report names, then those at the same spot
        for place in story.places:
            own = {word.casefold() for word in (place.id, place.title, *place.names) if word}
            spot = place.gazetteer_id or (place.lon, place.lat)
            if own & words or spot in spots:
                words |= own
                spots |= {spot} - {(None, None)}
    return frozenset(words)


# --- what is blurred, and by how much ---------------------------------------------------------------------------------

_Key = str | tuple[float, float]


def _wanted(uses: Mapping[str, NameUse], story: Story) -> dict[_Key, float]:
    """By how much places are blurred, by their ids and by their positions: two names may mean one place."""
    wanted: dict[_Key, float] = {}
    for report in story.reports:
        if report.generalized_km is None or report.where is None or report.where not in uses:
            continue
        for key in _keys(uses[report.where]):
            wanted[key] = max(wanted.get(key, 0.0), report.generalized_km)
    return wanted


def _keys(use: NameUse) -> Iterable[_Key]:
    place = use.place
    return () if place is None else (place.id, (round(place.lon, 4), round(place.lat, 4)))


def _km_of(use: NameUse, wanted: Mapping[_Key, float]) -> float | None:
    km = max((wanted[key] for key in _keys(use) if key in wanted), default=None)
    return None if km is None or _is_wide(use, km) else km


def _is_wide(use: NameUse, km: float) -> bool:
    """Whether it is an area of the gazetteer, not of the author, that says no more than what may be said."""
    place = use.place
    if place is None or use.shape is not None or use.own_point:
        return False
    return place.kind.is_area and place.radius_km >= km


def _blurred(use: NameUse, km: float | None, story: Story, gazetteer: Gazetteer) -> NameUse:
    place = use.place
    if km is None or place is None:
        return use
    middle = grid_middle(LonLat(place.lon, place.lat), km=km)
    known = [place.radius_km]
    known += [r.precision.radius_km or 0.0 for r in story.reports if r.where == use.resolution.query and r.precision]
    around, country = _around(middle, blurred_radius_km(max(known), km=km), gazetteer)
    hidden = replace(
        place,
        id=f"grid:{km:g}:{middle.lat},{middle.lon}",
        name=f"somewhere in {around}" if around else UNNAMED,
        kind=Kind.SITE,
        lon=middle.lon,
        lat=middle.lat,
        country=country,
        admin1="",
        name_local="",
        has_outline=False,
        population=0,
        source="",
        licence="",
        source_url="",
        geonames_id=0,
        also=(),
    )
    status = Status.AMBIGUOUS if use.resolution.status is Status.AMBIGUOUS else Status.GIVEN
    why = Reason("blurred", f"moved on purpose to the middle of a square of {km:g} km, and not named", 1.0)
    told = Resolution(use.resolution.query, status, hidden, score=1.0, margin=1.0, reasons=(why,))
    return replace(use, resolution=told, shape=None, blur_km=km)


def _around(middle: LonLat, radius_km: float, gazetteer: Gazetteer) -> tuple[str, str]:
    """The name of the division, else the country, that holds a whole circle, and the code of the country."""
    circle = disc(middle, radius_km=radius_km)
    for kind in (Kind.ADMIN1, Kind.COUNTRY):
        for place, outline in gazetteer.outlines_in(*circle.bounds, kind=kind):
            if outline.covers(circle):
                return place.name, place.id if kind is Kind.COUNTRY else place.country
    return "", ""
