"""The commands about names: look them up, settle those of articles, find them in texts."""

from __future__ import annotations

import sys

from geomap.cli.asking import online_of
from geomap.cli.exits import EXIT_OK, EXIT_STORY, EXIT_USAGE
from geomap.cli.printing import count, describe, print_json, write_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from gazetteer import Context


def resolve(arguments: argparse.Namespace) -> int:
    """Look names up, one after the other, and print what each was taken for."""
    if arguments.documents:
        return _resolve_documents(arguments)
    if not arguments.names or arguments.output:
        print("geomap: resolve wants a NAME or more, or --documents with -o", file=sys.stderr)
        return EXIT_USAGE
    if not all(name.strip() for name in arguments.names):
        print("geomap: resolve wants a NAME, got an empty one", file=sys.stderr)
        return EXIT_USAGE
    from gazetteer import Context, Gazetteer, Kind
    from geomap.progress import terminal_progress
    from geomap.surroundings import Surroundings

    lon, lat = arguments.near if arguments.near else (None, None)
    context: Context = Context(
        countries=tuple(dict.fromkeys(code for codes in arguments.country for code in codes)),
        near_lon=lon,
        near_lat=lat,
        kind=Kind(arguments.kind) if arguments.kind else None,
    )
    online = online_of(arguments)
    with terminal_progress(quiet=arguments.quiet) as progress:
        fallback = None
        if online:
            from gazetteer import default_index_path, open_fallback

            # Without a story, answers are kept beside the index.
            fallback = open_fallback(default_index_path().parent, online, progress=progress)
        gazetteer = Gazetteer.open(progress=progress, fallback=fallback)
    with gazetteer:
        answers = [gazetteer.resolve(name, context) for name in arguments.names]
        if arguments.json:
            print_json([answer.as_dict() for answer in answers])
        else:
            for answer in answers:
                print(describe(answer, Surroundings(gazetteer)))
    return EXIT_OK if all(answer.place is not None for answer in answers) else EXIT_STORY


def _resolve_documents(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from gazetteer import Gazetteer
    from geomap.articles import resolve_articles
    from geomap.progress import terminal_progress

    if arguments.names or not arguments.output:
        print("geomap: resolve --documents wants -o OUT.jsonl, and no names", file=sys.stderr)
        return EXIT_USAGE
    if arguments.online:  # a request for every name of every article is what geocoders' terms of use forbid
        print("geomap: resolve --documents asks the index alone; leave --online out", file=sys.stderr)
        return EXIT_USAGE
    with terminal_progress(quiet=arguments.quiet) as progress, Gazetteer.open(progress=progress) as gazetteer:
        answers = list(resolve_articles(Path(arguments.documents), gazetteer=gazetteer))
    if write_lines(arguments.output, answers, force=arguments.force):
        placed = sum(answer["lat"] is not None for answer in answers)
        print(f"wrote {arguments.output}: {count(len(answers), 'name')}, {placed:,} of them placed")
    return EXIT_OK


def find(arguments: argparse.Namespace) -> int:
    """Print or write the names of places in a text, or in articles."""
    from pathlib import Path

    from gazetteer import Gazetteer
    from geomap.articles import find_in_articles, find_in_text
    from geomap.progress import terminal_progress

    if bool(arguments.text) == bool(arguments.documents) or (arguments.documents and not arguments.output):
        print("geomap: find wants a FILE, or --documents with -o OUT.jsonl", file=sys.stderr)
        return EXIT_USAGE
    with terminal_progress(quiet=arguments.quiet) as progress, Gazetteer.open(progress=progress) as gazetteer:
        if arguments.documents:
            path = Path(arguments.documents)
            found = list(find_in_articles(path, gazetteer=gazetteer, pipeline=arguments.pipeline))
        else:
            found = list(find_in_text(arguments.text, gazetteer=gazetteer, pipeline=arguments.pipeline))
    if arguments.output:
        if write_lines(arguments.output, found, force=arguments.force):
            print(f"wrote {arguments.output}: {count(len(found), 'name')}")
    elif arguments.json:
        print_json(found)
    else:
        for name in found:
            where = f"{arguments.text}:{name['line']}:{name['column']}"
            print(f"{where}: {name['surface']}  ({name['role']}, {name['score']:.2f})")
    return EXIT_OK
