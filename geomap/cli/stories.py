"""The commands about a story: start it, check it, settle its places, build its map."""

from __future__ import annotations

import sys

from geomap.cli.asking import online_of
from geomap.cli.exits import EXIT_OK, EXIT_SERVICE, EXIT_STORY
from geomap.cli.printing import count, print_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def new(arguments: argparse.Namespace) -> int:
    """Start a story in a folder of its own."""
    from geomap.starter import write_starter

    paths = write_starter(arguments.dir)
    for path in paths:
        print(f"wrote {path}")
    print(f"next: edit {paths[0]}, then run: geomap build {paths[0]}")
    return EXIT_OK


def check(arguments: argparse.Namespace) -> int:
    """List every problem of a story."""
    from geomap.checking import check
    from geomap.errors import StoryError
    from geomap.progress import terminal_progress

    not_looked_up = ""
    try:
        with terminal_progress(quiet=arguments.quiet) as progress:
            problems = check(arguments.story, progress=progress)
    except StoryError as error:
        problems = error.problems
        not_looked_up = "; names of places are looked up once the file has none"
    ok = all(problem.warning for problem in problems)
    if arguments.json:
        print_json({"ok": ok, "problems": [problem.as_dict() for problem in problems]})
    else:
        for problem in problems:
            print(problem, file=sys.stdout if problem.warning else sys.stderr)
        if ok:
            print(f"{arguments.story}: no problems" + (f", {count(len(problems), 'warning')}" if problems else ""))
        else:
            errors = sum(not problem.warning for problem in problems)
            print(f"{arguments.story}: {count(errors, 'problem')}{not_looked_up}", file=sys.stderr)
    return EXIT_OK if ok else EXIT_STORY


def places(arguments: argparse.Namespace) -> int:
    """Show what each name was taken for; with ``--interactive``, settle the doubtful ones."""
    from geomap.naming import resolve_names
    from geomap.opening import open_gazetteer
    from geomap.pinning import can_pin
    from geomap.progress import terminal_progress
    from geomap.review import Desk, review, show_table
    from geomap.story import load_story
    from geomap.terminal import Terminal

    online = online_of(arguments)
    story = load_story(arguments.story)
    with terminal_progress(quiet=arguments.quiet) as progress:
        gazetteer = open_gazetteer(arguments.story, online=online, progress=progress)
        uses = resolve_names(story, gazetteer)
    with gazetteer:
        doubts = [use for use in uses if use.place is None]
        if arguments.json:
            print_json([use.as_dict() for use in uses])
            return EXIT_STORY if doubts else EXIT_OK
        desk = Desk(Terminal.of(sys.stdout), print, input)
        if not arguments.interactive or not can_pin(arguments.story):
            show_table(uses, story=story, gazetteer=gazetteer, desk=desk)
            if arguments.interactive and doubts:
                print(f"{arguments.story} is a table: its pins are written by hand, as said above", file=sys.stderr)
            return EXIT_STORY if doubts else EXIT_OK
        result = review(arguments.story, gazetteer=gazetteer, desk=desk)
    print(f"{count(len(result.pinned), 'name')} pinned in {arguments.story}, {len(result.left)} left in doubt")
    return EXIT_STORY if result.left else EXIT_OK


def build(arguments: argparse.Namespace) -> int:
    """Build the map and the files beside it."""
    from geomap.build import build
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress:
        result = build(
            arguments.story,
            arguments.output,
            online=online_of(arguments),
            accept_ambiguous=arguments.accept_ambiguous,
            tiles=arguments.tiles,
            assets=arguments.assets,
            interface=arguments.interface,
            site_url=arguments.site_url,
            picture=arguments.picture,
            roads=arguments.roads,
            ask_roads_again=arguments.ask_roads_again,
            alternates=arguments.alternates,
            formats=arguments.formats,
            force=arguments.force,
            progress=progress,
        )
    for notice in result.notices:
        print(notice, file=sys.stderr)
    if not arguments.quiet:
        for path in result.files:
            print(f"wrote {path}  ({path.stat().st_size:,} bytes)")
        print(f"\nopen the map:  {result.files[0].resolve().as_uri()}")
        kit = next(path for path in result.files if path.name == "kit.html")
        print(f"embed it:      {kit.resolve().as_uri()}")
        print(f"or paste this, once embed.html is on your site:\n{result.embed_snippet}")
        if result.no_picture:
            print(result.no_picture)
    if result.roads_silent:
        print(f"geomap: {arguments.roads} has answered nothing: {result.roads_silent}", file=sys.stderr)
        return EXIT_SERVICE
    return EXIT_OK


def schema(_: argparse.Namespace) -> int:
    """Print the JSON Schema of story files."""
    from geomap.story import json_schema

    print_json(json_schema())
    return EXIT_OK
