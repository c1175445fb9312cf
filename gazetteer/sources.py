"""What a source of the index is: its credit, its places, its shapes. Readers make these, the index takes them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gazetteer.credits import SourceCredit
from gazetteer.place import Kind
from gazetteer.rows import Alias, SourcePlace

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Outline", "Source", "SourceCredit", "Water"]


@dataclass(frozen=True, slots=True)
class Outline:
    """The area of a place, WGS84 polygons, and the layer in which it is drawn and searched."""

    place_id: str
    layer: Kind
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Water:
    """A river (lines) or a lake (polygons), WGS84."""

    kind: Kind
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Source:
    """One data set, read.

    ``skipped`` counts what it holds and the index does not take, by reason. Outlines belong to places of
    this or another source.
    """

    credit: SourceCredit
    places: Sequence[SourcePlace] = ()
    aliases: Sequence[Alias] = ()
    outlines: Sequence[Outline] = ()
    water: Sequence[Water] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
