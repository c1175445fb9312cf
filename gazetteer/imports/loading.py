"""From files of known formats to rows put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gazetteer.geonames import CREDIT, LICENCE, read_countries
from gazetteer.imports.archive import Opened, opened
from gazetteer.imports.csvplaces import read_csv
from gazetteer.imports.formats import Format
from gazetteer.imports.geojson import read_geojson
from gazetteer.imports.geonames_dump import DumpReader
from gazetteer.imports.geonames_names import AlternateName, read_admin_codes, read_alternate_names, read_hierarchy
from gazetteer.imports.ownplace import OWN_PREFIX, OwnFile, OwnPlace
from gazetteer.imports.stage import Stage
from gazetteer.imports.tally import BadRow, Tally
from gazetteer.index.info import Progress
from gazetteer.index.read import PlaceIndex
from gazetteer.rows import Alias, SourcePlace
from gazetteer.sources import SourceCredit
from gazetteer.vendored import geonames_folder

_GEONAMES_URL = "https://www.geonames.org/"
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Input:
    """A file to import, what it holds, and its size in bytes once unpacked."""

    path: Path
    format: Format
    size: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: who is to be named for it, how many rows, how many of them bad, the first of these, notices.

    ``arabic`` are the countries whose places show their Arabic name.
    """

    credits: tuple[SourceCredit, ...]
    rows: int
    bad: int
    shown: tuple[BadRow, ...]
    notices: tuple[str, ...]
    arabic: frozenset[str] = frozenset()


def load_geonames(stage: Stage, inputs: Sequence[Input], known: Sequence[PlaceIndex], progress: Progress) -> Loaded:
    """Put GeoNames' tables aside.

    Parameters
    ----------
    stage : Stage
    inputs : sequence of Input
        The table of places first.
    known : sequence of PlaceIndex
        What is there already, and gets names of the tables.
    progress : callable
    """
    countries = read_countries(geonames_folder())
    arabic = frozenset(code for code, country in countries.items() if country.language == "ar")
    held = {each.format for each in inputs}
    for index in known:
        if held != {Format.PLACES}:
            stage.add_same(index)
        if held & {Format.ALTERNATE_NAMES, Format.ADMIN_CODES}:
            stage.add_known(index)
    tallies, latest = [], ""

    def places(found: Opened, tally: Tally) -> Iterator[int]:
        nonlocal latest
        reader = DumpReader(found, tally, arabic=arabic)
        for batch, done in reader.batches():
            stage.add([each.row for each in batch])
            stage.add_codes((each.number, each.code) for each in batch if each.code)
            stage.add_divisions((each.code, each.number) for each in batch if each.code and each.is_division)
            yield done
        latest = max(latest, reader.latest)

    loaders: dict[Format, Callable[[Opened, Tally], Iterator[int]]] = {
        Format.PLACES: places,
        Format.ALTERNATE_NAMES: lambda found, tally: _alternate_names(stage, found, tally),
        Format.ADMIN_CODES: lambda found, tally: _admin_codes(stage, found, tally),
        Format.HIERARCHY: lambda found, tally: _hierarchy(stage, found, tally),
    }
    for each in inputs:
        with opened(each.path) as found:
            tally = Tally(found.name)
            for done in loaders[each.format](found, tally):
                progress(f"reading {each.path.name}", done, each.size)
            tally.check()
            tallies.append(tally)
    files = ", ".join(each.path.name for each in inputs).encode(errors="replace").decode()
    credit = SourceCredit(f"GeoNames ({files}{f', {latest}' if latest else ''})", LICENCE, _GEONAMES_URL, CREDIT)
    return _loaded([credit], tallies, arabic=arabic)


def load_own(stage: Stage, own: Input, file: OwnFile, progress: Progress) -> Loaded:
    """Put a user's own list aside.

    Parameters
    ----------
    stage : Stage
    own : Input
    file : OwnFile
    progress : callable
    """
    read = read_csv if own.format is Format.CSV else read_geojson
    sources: Counter[tuple[str, str]] = Counter()
    batch: list[SourcePlace] = []
    with opened(own.path) as found:
        tally = Tally(found.name)
        for place, done in _distinct(read(found, file, tally), tally):
            if isinstance(place.entry, Alias):
                brought = file.find(place.entry.place_id)
                stage.add_alias(place.entry, brought)
                if brought is None:
                    tally.notices.append(f"names for {place.entry.place_id}, which nothing brings, wait until it comes")
                continue
            batch.append(place.entry)
            sources[place.entry.place.source, place.entry.place.licence] += 1
            if place.outline is not None:
                stage.add_outline(place.entry.place.id, place.entry.place.kind, place.outline)
            if len(batch) >= _BATCH:
                stage.add(batch, by_source=True)
                batch.clear()
                progress(f"reading {own.path.name}", done, own.size)
        tally.check()
    stage.add(batch, by_source=True)
    progress(f"reading {own.path.name}", own.size, own.size)
    credits = [
        SourceCredit(source, licence, "", ", ".join(filter(None, (source, licence))), places)
        for (source, licence), places in sources.items()
    ]
    return _loaded(credits, [tally])


def _loaded(
    credits: Iterable[SourceCredit], tallies: Sequence[Tally], *, arabic: frozenset[str] = frozenset()
) -> Loaded:
    return Loaded(
        credits=tuple(credits),
        rows=sum(tally.rows for tally in tallies),
        bad=sum(tally.bad for tally in tallies),
        shown=tuple(row for tally in tallies for row in tally.shown),
        notices=tuple(f"{tally.file}: {notice}" for tally in tallies for notice in tally.notices),
        arabic=arabic,
    )


def _alternate_names(stage: Stage, found: Opened, tally: Tally) -> Iterator[int]:
    for names, done in read_alternate_names(found, tally):
        stage.add_names((each.number, each.name) for each in names)
        stage.show(_shown(each) for each in names if each.is_shown and each.language in ("en", "ar"))
        yield done


def _shown(name: AlternateName) -> tuple[int, str | None, str | None]:
    is_english = name.language == "en"
    return name.number, name.name if is_english else None, None if is_english else name.name


def _admin_codes(stage: Stage, found: Opened, tally: Tally) -> Iterator[int]:
    for names, done in read_admin_codes(found, tally):
        for code, name in names:
            if code.count(".") == 1:
                stage.identify(name.number, code[:2], [name.name])
        stage.add_divisions((code, name.number) for code, name in names if code.count(".") == 2)
        stage.add_names((name.number, name.name) for _, name in names)
        yield done


def _hierarchy(stage: Stage, found: Opened, tally: Tally) -> Iterator[int]:
    for pairs, done in read_hierarchy(found, tally):
        stage.add_parents((pair.child, pair.parent) for pair in pairs)
        yield done


def _distinct(entries: Iterable[tuple[OwnPlace, int]], tally: Tally) -> Iterator[tuple[OwnPlace, int]]:
    """The entries, with ids made for them told apart by a number; of those with a stated id the first alone."""
    seen: Counter[str] = Counter()
    for own, done in entries:
        if isinstance(own.entry, SourcePlace):
            place = own.entry.place
            seen[place.id] += 1
            if seen[place.id] > 1 and place.id.startswith(OWN_PREFIX):
                numbered = replace(place, id=f"{place.id}-{seen[place.id]}")
                yield replace(own, entry=replace(own.entry, place=numbered)), done
                continue
            if seen[place.id] > 1:
                tally.bad_row(f", id {place.id}", "is there twice")
                continue
        yield own, done
