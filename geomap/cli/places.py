"""The commands about the index of places: build it, describe it, add to it, take away from it."""

from __future__ import annotations

from geomap.cli.exits import EXIT_OK
from geomap.cli.printing import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def build_places(arguments: argparse.Namespace) -> int:
    """Build the index of the default data."""
    from gazetteer import build_index
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress:
        info = build_index(progress=progress, force=arguments.force)
    print(f"{info.path}: {info.places:,} places, {info.names:,} names, {info.size_bytes / 1e6:.0f} MB")
    return EXIT_OK


def describe_places(arguments: argparse.Namespace) -> int:
    """Print where the index is, what it holds and what was imported."""
    from gazetteer import Gazetteer
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress, Gazetteer.open(progress=progress) as gazetteer:
        info = gazetteer.info
    print(f"{info.path}")
    print(f"  {info.places:,} places, {info.names:,} names, {info.outlines:,} outlines, {info.size_bytes / 1e6:.0f} MB")
    for source in info.sources:
        print(f"  {source.name}: {source.places:,} places; {source.licence}")
    for each in info.imports:
        where = "in front of" if each.own else "behind"
        speed = f", {each.rows / each.seconds:,.0f} a second" if each.seconds else ""
        print(f"{each.name}, imported, {where} the default data: {each.path}")
        print(f"  from {', '.join(each.files)}: {count(each.rows, 'row')}{speed}, {each.bad:,} bad")
        print(f"  {count(each.places, 'place')}, {count(each.names, 'name')}, {each.size_bytes / 1e6:.1f} MB")
        for source in each.sources:
            print(f"  {source.name}: {count(source.places, 'place')}; {source.licence or 'no licence stated'}")
    return EXIT_OK


def import_places(arguments: argparse.Namespace) -> int:
    """Add places from files, and print what was taken and what was not."""
    from gazetteer import import_files
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress:
        reports = import_files(
            arguments.files,
            name=arguments.name,
            source=arguments.source,
            licence=arguments.licence,
            progress=progress,
        )
    for report in reports:
        print(
            f"{report.name}: {count(report.places, 'place')}, {count(report.names, 'name')} from "
            f"{count(report.rows, 'row')} in "
            f"{report.seconds:,.1f} s ({report.rows_per_second:,.0f} rows a second)"
            + ("; replaces what was imported under this name" if report.replaced else "")
        )
        if report.bad:
            print(f"  {count(report.bad, 'bad row')} not taken; the first:")
        for row in report.shown:
            print(f"    {row}")
        if report.repeated:
            print(f"  {count(report.repeated, 'row')} not taken: their places were there already")
        for notice in report.notices:
            print(f"  {notice}")
    return EXIT_OK


def forget_places(arguments: argparse.Namespace) -> int:
    """Take an import away."""
    from gazetteer import forget_import

    forget_import(arguments.name)
    print(f"{arguments.name}: forgotten")
    return EXIT_OK
