"""From sources to the rows of the index."""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gazetteer.errors import IndexDataError
from gazetteer.index.divide import by_majority, divisions_of
from gazetteer.index.info import Progress
from gazetteer.index.inputs import IndexInputs
from gazetteer.index.schema import (
    INDEXES,
    PLACE_COLUMNS,
    SCHEMA_VERSION,
    TABLES,
    Citation,
    citation_of,
    geonames_number,
    pack,
    place_row,
)
from gazetteer.index.shortened import shorten_name, shorten_plain
from gazetteer.index.tiers import tiers_statement
from gazetteer.names import fold
from gazetteer.names.skeleton import plain, plain_key
from gazetteer.place import Kind, Place
from gazetteer.rows import Alias
from gazetteer.sources import Outline, Source

_WIDEST_KM = 100.0
_BATCH = 20_000


def load(connection: sqlite3.Connection, inputs: IndexInputs, progress: Progress) -> None:
    """Fill an empty database.

    Raises
    ------
    IndexDataError
        A source is broken, or the sources do not fit together: an alias or outline of a place that none brings.
    """
    sources = _read(inputs, progress)
    outlines = {outline.place_id: outline for source in reversed(sources) for outline in source.outlines}
    places, names, bringers = _gather(sources)
    _check_known(outlines, places, "an outline")
    progress("divisions", 0, 1)
    divisions = _divisions(sources, places, outlines)
    progress("divisions", 1, 1)

    connection.executescript(f"BEGIN; {TABLES}")
    numbers = numbers_of(places)
    _write_places(connection, places, numbers, divisions, outlines, bringers)
    named = [(places[id_], number, names[id_]) for id_, number in numbers.items()]
    name_count, letters = _write_names(connection, named, progress)
    _write_shapes(connection, sources, outlines, numbers)
    _write_sources(connection, sources, Counter(bringers.values()))
    meta = {
        "schema": SCHEMA_VERSION, "fingerprint": inputs.fingerprint, "stamp": inputs.stamp,
        "places": len(places), "names": name_count, "outlines": len(outlines), "key_letters": "".join(sorted(letters)),
    }  # fmt: skip
    connection.executemany("INSERT INTO meta VALUES (?, ?)", [(name, str(value)) for name, value in meta.items()])
    statements = (tiers_statement(connection), *INDEXES)
    for done, statement in enumerate(statements):
        progress("sorting", done, len(statements))
        connection.execute(statement)
    connection.execute("COMMIT")
    progress("sorting", len(statements), len(statements))


def numbers_of(ids: Iterable[str]) -> dict[str, int]:
    """The number of each place: GeoNames' own, and for others the next below zero.

    Examples
    --------
    >>> numbers_of(["SY", "geonames:170794", "SY-DY"])
    {'SY': -1, 'geonames:170794': 170794, 'SY-DY': -2}
    """
    below = itertools.count(-1, -1)
    return {id_: geonames_number(id_) or next(below) for id_ in ids}


def _read(inputs: IndexInputs, progress: Progress) -> list[Source]:
    sources: list[Source] = []
    for done, reader in enumerate(inputs.readers):
        progress("reading sources", done, len(inputs.readers))
        sources += reader()
    progress("reading sources", len(inputs.readers), len(inputs.readers))
    return sources


def _gather(sources: Sequence[Source]) -> tuple[dict[str, Place], dict[str, list[str]], dict[str, int]]:
    """Places, names (the first source's first) and the number of the source that brings the place, all by id."""
    places: dict[str, Place] = {}
    names: dict[str, list[str]] = {}
    bringers: dict[str, int] = {}
    for number, source in enumerate(sources, 1):
        for row in source.places:
            place = row.place
            if place.id not in places:
                places[place.id] = place
                names[place.id] = [place.name]
                bringers[place.id] = number
            names[place.id] += row.names
    aliases: dict[str, list[Alias]] = {}
    for source in sources:
        for alias in source.aliases:
            aliases.setdefault(alias.place_id, []).append(alias)
            names.setdefault(alias.place_id, []).extend(alias.names)
    _check_known(aliases, places, "an alias")
    for id_, told in aliases.items():
        for alias in reversed(told):  # what the first source says is put on last, and so stays
            places[id_] = _amended(places[id_], alias)
        names[id_] += [name for alias in told for name in (alias.name, alias.name_local) if name]
    return places, names, bringers


def _amended(place: Place, alias: Alias) -> Place:
    """The place with what the alias says of it in place of what its own source does."""
    return replace(
        place,
        name=alias.name or place.name,
        name_local=alias.name_local or place.name_local,
        lon=place.lon if alias.lon is None else alias.lon,
        lat=place.lat if alias.lat is None else alias.lat,
        population=alias.population or place.population,
        geonames_id=alias.geonames_id or place.geonames_id,
    )


def _check_known(ids: Iterable[str], places: dict[str, Place], what: str) -> None:
    if unknown := sorted(id_ for id_ in ids if id_ not in places):
        raise IndexDataError(f"{what} is given for {len(unknown)} ids that no source brings: {', '.join(unknown[:10])}")


def _divisions(sources: Sequence[Source], places: dict[str, Place], outlines: dict[str, Outline]) -> dict[str, str]:
    """The first-level division of the places whose source does not say it, by id."""
    layer = {id_: outline.geometry for id_, outline in outlines.items() if outline.layer is Kind.ADMIN1}
    asking = [place for place in places.values() if not place.admin1 and not _is_beyond_divisions(place)]
    told = divisions_of(asking, layer, {id_: places[id_].country for id_ in layer})
    coded = {row.place.id: row.division_code for source in sources for row in source.places if row.division_code}
    codes = [(place.country, coded.get(place.id, "")) for place in asking]
    return {place.id: division for place, division in zip(asking, by_majority(codes, told), strict=True)}


def _is_beyond_divisions(place: Place) -> bool:
    """Whether a place is a division or more, or too wide for one: the Sahel, whatever division its middle lies in."""
    if place.kind in (Kind.COUNTRY, Kind.ADMIN1):
        return True
    return place.kind.is_area and (not place.country or len(place.countries) > 1 or place.radius_km > _WIDEST_KM)


def _write_places(
    connection: sqlite3.Connection,
    places: Mapping[str, Place],
    numbers: Mapping[str, int],
    divisions: Mapping[str, str],
    outlines: Mapping[str, Outline],
    bringers: Mapping[str, int],
) -> None:
    citations: dict[tuple[Citation, int], int] = {}

    def row(place: Place) -> tuple[object, ...]:
        citation = citations.setdefault((citation_of(place), bringers[place.id]), len(citations))
        admin1 = divisions.get(place.id, place.admin1)
        return place_row(place, numbers[place.id], citation, admin1=admin1, has_outline=place.id in outlines)

    marks = ", ".join("?" * len(PLACE_COLUMNS))
    connection.executemany(
        f"INSERT INTO place ({', '.join(PLACE_COLUMNS)}) VALUES ({marks})", sorted(map(row, places.values()))
    )
    connection.executemany(
        "INSERT INTO citation (source, licence, url, credit, number) VALUES (?, ?, ?, ?, ?)",
        ((*citation, credit, number) for (citation, credit), number in citations.items()),
    )


def _write_names(
    connection: sqlite3.Connection, named: Sequence[tuple[Place, int, list[str]]], progress: Progress
) -> tuple[int, set[str]]:
    """Write every spelling once per place and folded form; gives the number of rows and the letters of their keys."""
    filed: dict[str, tuple[str, str | None]] = {}  # of a million folded names one in five stands under several places
    rows: list[tuple[str, int, int, str, str, str | None, str | None]] = []
    for done, (place, number, spelled) in enumerate(named):
        if done % _BATCH == 0:
            progress("names", done, len(named))
        for folded, name in spellings(spelled):
            if (forms := filed.get(folded)) is None:
                form = plain(folded)
                forms = filed[folded] = plain_key(form), shorten_plain(form, folded)
            kept = shorten_name(name, folded)
            rows.append((forms[0], -place.population, number, folded, place.country, kept, forms[1]))
    # No two agree in the first four, so that what may be None is never compared.
    rows.sort()  # the table is kept in this order: in any other, every row would split a page
    connection.executemany(
        "INSERT INTO name (key, population, place, folded, country, name, plain) VALUES (?, -?, ?, ?, ?, ?, ?)", rows
    )
    progress("names", len(named), len(named))
    letters = set().union(*{forms[0] for forms in filed.values()})
    return len(rows), {letter for letter in letters if letter.isascii()}


def spellings(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The names of one place as (folded, spelled): of those that fold alike the first, and none that folds to nothing.

    Examples
    --------
    >>> list(spellings(["Raqqa", "RAQQA", "Ar Raqqah", "?"]))
    [('raqqa', 'Raqqa'), ('ar raqqah', 'Ar Raqqah')]
    """
    seen = {""}
    for name in dict.fromkeys(names):
        folded = fold(name)
        if folded not in seen:
            seen.add(folded)
            yield folded, name


def _write_shapes(
    connection: sqlite3.Connection, sources: Sequence[Source], outlines: dict[str, Outline], numbers: dict[str, int]
) -> None:
    import shapely

    def boxed(geometry: Any) -> tuple[Any, ...]:
        return *map(float, shapely.bounds(geometry)), pack(shapely.to_wkb(geometry))

    connection.executemany(
        "INSERT INTO outline (place, layer, west, south, east, north, shape) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((numbers[id_], outline.layer.value, *boxed(outline.geometry)) for id_, outline in sorted(outlines.items())),
    )
    connection.executemany(
        "INSERT INTO water (kind, west, south, east, north, shape) VALUES (?, ?, ?, ?, ?, ?)",
        ((water.kind.value, *boxed(water.geometry)) for source in sources for water in source.water),
    )


def _write_sources(connection: sqlite3.Connection, sources: Sequence[Source], places: Mapping[int, int]) -> None:
    """Write who is to be named; `places` says of how many places by the source's number. Of water, all is counted."""
    for number, source in enumerate(sources, 1):
        credit, count = source.credit, places[number] or len(source.water)
        connection.execute(
            "INSERT INTO source (number, name, licence, url, credit, places, is_water) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, credit.name, credit.licence, credit.url, credit.credit, count, bool(source.water)),
        )
        connection.executemany(
            "INSERT INTO skipped (source, reason, features) VALUES (?, ?, ?)",
            [(number, reason, features) for reason, features in sorted(source.skipped.items())],
        )
