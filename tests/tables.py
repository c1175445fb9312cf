"""Files of places as their makers ship them, with invented rows: GeoNames' tables, GeoJSON, Linked Places."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def place_row(
    number: int,
    name: str,
    lon: float,
    lat: float,
    *,
    feature: str = "P.PPL",
    country: str = "XA",
    admin1: str = "",
    admin2: str = "",
    population: int = 0,
    others: Iterable[str] = (),
    changed: str = "2024-05-01",
) -> str:
    """A row of a country's table: 19 columns, tabs, no header."""
    feature_class, _, code = feature.partition(".")
    plain = name.encode("ascii", "ignore").decode()
    cells = (
        number, name, plain, ",".join(others), lat, lon, feature_class, code, country, "", admin1, admin2, "", "",
        population, "", 200, "Asia/Damascus", changed,
    )  # fmt: skip
    return "\t".join(map(str, cells))


def name_row(
    number: int,
    name: str,
    language: str = "en",
    *,
    preferred: bool = False,
    short: bool = False,
    colloquial: bool = False,
    historic: bool = False,
    years: tuple[str, str] = ("", ""),
    row: int = 1,
) -> str:
    """A row of ``alternateNamesV2.txt``: ten columns."""
    flags = ("1" if flag else "" for flag in (preferred, short, colloquial, historic))
    return "\t".join((str(row), str(number), language, name, *flags, *years))


def write(path: Path, rows: Iterable[str]) -> Path:
    """Write rows as a plain table."""
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def zipped(path: Path, rows: Iterable[str], *, beside: Iterable[str] = ("readme.txt",)) -> Path:
    """Write rows as GeoNames packs them: ``SY.zip`` with ``SY.txt`` in it, and more files beside that."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in beside:
            archive.writestr(name, "This is what GeoNames says of its files.\n")
        archive.writestr(f"{path.stem}.txt", "".join(f"{row}\n" for row in rows))
    return path


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(lon: float, lat: float) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat]}


def collection(path: Path, features: Iterable[Any], **members: Any) -> Path:
    """Write a GeoJSON FeatureCollection."""
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": list(features)}), encoding="utf-8")
    return path
