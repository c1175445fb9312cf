"""A user's places as a GeoJSON FeatureCollection, Linked Places among them.

Read as JSON and nothing else: libraries for geographic files follow links to other files and to the web.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gazetteer.errors import IndexDataError
from gazetteer.imports.archive import Opened
from gazetteer.imports.geometry import Spot, spot_of
from gazetteer.imports.jsonstream import FeatureStream
from gazetteer.imports.linkedplaces import is_linked_place, linked_place
from gazetteer.imports.ownplace import FIELDS, OwnFile, OwnPlace, own_place
from gazetteer.imports.tally import BadRowError, Tally
from gazetteer.place import Kind

_WGS84 = ("CRS84", "EPSG:4326", "EPSG::4326")


def read_geojson(found: Opened, file: OwnFile, tally: Tally) -> Iterator[tuple[OwnPlace, int]]:
    """The places of a FeatureCollection, each with the bytes read so far.

    A feature's ``properties`` state what the columns of a CSV state (``names`` may be a list); its ``id`` and geometry
    the rest. Features that cannot be used are counted in `tally`.

    Raises
    ------
    IndexDataError
        It is no FeatureCollection, or one in other coordinates than WGS84.
    """
    stream = FeatureStream(found)
    for number, feature in enumerate(stream, 1):
        tally.rows += 1
        try:
            yield _place(feature, file), stream.done
        except BadRowError as error:
            tally.bad_row(f", feature {number}", str(error))
    crs = stream.header.get("crs")
    if crs is not None and not any(known in json.dumps(crs) for known in _WGS84):
        raise IndexDataError(
            f"{found.name}: its coordinates are in {json.dumps(crs)[:100]}; wanted are degrees WGS84 (EPSG:4326)"
        )


def _place(feature: Any, file: OwnFile) -> OwnPlace:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadRowError("not a Feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadRowError("properties are not an object")
    names: list[str] = []
    usual_kind: Kind | None = None
    if is_linked_place(feature):
        fields, names, usual_kind = linked_place(feature)
    else:
        fields = _fields(feature, properties)
    spot = spot_of(feature["geometry"]) if feature.get("geometry") is not None else None
    return own_place(
        fields | _where(spot, fields), file, names=names, outline=spot.outline if spot else None, usual_kind=usual_kind
    )


def _where(spot: Spot | None, fields: Mapping[str, str]) -> dict[str, str]:
    """Position and size as the fields that state them; a size that the author states stands."""
    if spot is None:
        return {}
    where = {"lon": repr(spot.lon), "lat": repr(spot.lat)}
    if spot.radius_km is not None and not fields.get("radius_km"):
        where["radius_km"] = repr(spot.radius_km)
    return where


def _fields(feature: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, str]:
    """The fields that a feature states, as text."""
    stated = {"id": feature.get("id"), "name": properties.get("title")} | {
        name.lower(): value for name, value in properties.items() if name.lower() in FIELDS and value is not None
    }
    fields = {}
    for name, value in stated.items():
        if isinstance(value, list) and name == "names" and all(isinstance(each, str) for each in value):
            fields[name] = "|".join(value)
        elif isinstance(value, (str, int, float)) and not isinstance(value, bool):
            fields[name] = str(value)
        elif value is not None:
            raise BadRowError(f"{name} is neither text nor a number")
    return fields
