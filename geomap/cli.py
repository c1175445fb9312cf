"""The command line: a thin skin that reads arguments, calls one function and prints.

Argparse, because the whole of ``geomap --help`` must start in a few times what a bare Python takes; everything else
is imported inside the command that needs it, for the same reason.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer import Context, Online, Place, Resolution

EXIT_OK, EXIT_STORY, EXIT_USAGE, EXIT_SERVICE, EXIT_DISK = 0, 1, 2, 3, 4
EXIT_INTERNAL, EXIT_INTERRUPTED = 70, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 fine, 1 the story has problems (all listed), 2 usage, 3 network or service, 4 disk or permission. A traceback
    shows only with ``--debug``.

    Examples
    --------
    >>> main(["--version"])
    geomap 0.1.0
    0
    """
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has printed its help or its complaint
        return stop.code if isinstance(stop.code, int) else EXIT_USAGE
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        code = command(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\ngeomap: interrupted; nothing was left half-written", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except Exception as error:  # the last door before the user: every error becomes one message and an exit code
        if arguments.debug:
            raise
        return _explain(error)


def _explain(error: Exception) -> int:
    # Both packages' errors carry their exit code; asking for it costs no import of either.
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):
        print(f"geomap: {error}" if "\n" not in str(error) else str(error), file=sys.stderr)
        return code
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        print(f"geomap: {where}{error.strerror or error}", file=sys.stderr)
        return EXIT_DISK
    print(
        f"geomap: internal error ({type(error).__name__}: {error}); run again with --debug for the details",
        file=sys.stderr,
    )
    return EXIT_INTERNAL


# --- commands ---------------------------------------------------------------------------------------------------------


def _new(arguments: argparse.Namespace) -> int:
    from geomap.starter import write_starter

    paths = write_starter(arguments.dir)
    for path in paths:
        print(f"wrote {path}")
    print(f"next: edit {paths[0]}, then run: geomap build {paths[0]}")
    return EXIT_OK


def _check(arguments: argparse.Namespace) -> int:
    from geomap.errors import StoryError
    from geomap.story import load_story

    try:
        problems = load_story(arguments.story).notices
        ok = True
    except StoryError as error:
        problems = error.problems
        ok = False
    if arguments.json:
        _print_json({"ok": ok, "problems": [problem.as_dict() for problem in problems]})
    else:
        for problem in problems:
            print(problem, file=sys.stdout if problem.warning else sys.stderr)
        if ok:
            print(f"{arguments.story}: no problems" + (f", {_count(len(problems), 'warning')}" if problems else ""))
        else:
            errors = sum(not problem.warning for problem in problems)
            print(f"{arguments.story}: {_count(errors, 'problem')}", file=sys.stderr)
    return EXIT_OK if ok else EXIT_STORY


def _places(arguments: argparse.Namespace) -> int:
    from geomap.naming import resolve_names
    from geomap.opening import open_gazetteer
    from geomap.pinning import can_pin
    from geomap.progress import terminal_progress
    from geomap.review import Desk, review, show_table
    from geomap.story import load_story
    from geomap.terminal import Terminal

    online = _online(arguments)
    story = load_story(arguments.story)
    with terminal_progress(quiet=arguments.quiet) as progress:
        gazetteer = open_gazetteer(arguments.story, online=online, progress=progress)
        uses = resolve_names(story, gazetteer)
    with gazetteer:
        doubts = [use for use in uses if use.place is None]
        if arguments.json:
            _print_json([use.as_dict() for use in uses])
            return EXIT_STORY if doubts else EXIT_OK
        desk = Desk(Terminal.of(sys.stdout), _country_namer(gazetteer), print, input)
        if not arguments.interactive or not can_pin(arguments.story):
            show_table(uses, story=story, story_path=arguments.story, desk=desk)
            if arguments.interactive and doubts:
                print(f"{arguments.story} is a table: its pins are written by hand, as said above", file=sys.stderr)
            return EXIT_STORY if doubts else EXIT_OK
        result = review(arguments.story, gazetteer=gazetteer, desk=desk)
    print(f"{_count(len(result.pinned), 'name')} pinned in {arguments.story}, {len(result.left)} left in doubt")
    return EXIT_STORY if result.left else EXIT_OK


def _build(arguments: argparse.Namespace) -> int:
    from geomap.build import build
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress:
        result = build(
            arguments.story,
            arguments.output,
            online=_online(arguments),
            accept_ambiguous=arguments.accept_ambiguous,
            tiles=arguments.tiles,
            force=arguments.force,
            progress=progress,
        )
    for notice in result.notices:
        print(notice, file=sys.stderr)
    if not arguments.quiet:
        for path in result.files:
            print(f"wrote {path}  ({path.stat().st_size:,} bytes)")
        print(f"\nopen the map:  {result.files[0].resolve().as_uri()}")
        print(f"embed the map, once embed.html is on your site:\n{result.embed_snippet}")
    return EXIT_OK


def _resolve(arguments: argparse.Namespace) -> int:
    if arguments.documents:
        return _resolve_documents(arguments)
    if not arguments.names or arguments.output:
        print("geomap: resolve wants a NAME or more, or --documents with -o", file=sys.stderr)
        return EXIT_USAGE
    from gazetteer import Context, Gazetteer, Kind
    from geomap.progress import terminal_progress

    lon, lat = arguments.near if arguments.near else (None, None)
    context: Context = Context(
        countries=tuple(arguments.country),
        near_lon=lon,
        near_lat=lat,
        kind=Kind(arguments.kind) if arguments.kind else None,
    )
    online = _online(arguments)
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
            _print_json([answer.as_dict() for answer in answers])
        else:
            for answer in answers:
                print(_describe(answer, country_name=_country_namer(gazetteer)))
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
    _write_lines(arguments.output, answers)
    placed = sum(answer["lat"] is not None for answer in answers)
    print(f"wrote {arguments.output}: {len(answers):,} names, {placed:,} of them placed")
    return EXIT_OK


def _find(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from gazetteer import Gazetteer
    from geomap.articles import find_in_articles, find_in_text
    from geomap.progress import terminal_progress

    if bool(arguments.text) == bool(arguments.documents) or (arguments.documents and not arguments.output):
        print("geomap: find wants a TEXT file, or --documents with -o OUT.jsonl", file=sys.stderr)
        return EXIT_USAGE
    with terminal_progress(quiet=arguments.quiet) as progress, Gazetteer.open(progress=progress) as gazetteer:
        if arguments.documents:
            path = Path(arguments.documents)
            found = list(find_in_articles(path, gazetteer=gazetteer, pipeline=arguments.pipeline))
        else:
            found = list(find_in_text(arguments.text, gazetteer=gazetteer, pipeline=arguments.pipeline))
    if arguments.output:
        _write_lines(arguments.output, found)
        print(f"wrote {arguments.output}: {len(found):,} names")
    elif arguments.json:
        _print_json(found)
    else:
        for name in found:
            where = f"{arguments.text}:{name['line']}:{name['column']}"
            print(f"{where}: {name['surface']}  ({name['role']}, {name['score']:.2f})")
    return EXIT_OK


def _schema(_: argparse.Namespace) -> int:
    from geomap.story import json_schema

    _print_json(json_schema())
    return EXIT_OK


def _index_build(arguments: argparse.Namespace) -> int:
    from gazetteer import build_index
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress:
        info = build_index(progress=progress, force=arguments.force)
    print(f"{info.path}: {info.places:,} places, {info.names:,} names, {info.size_bytes / 1e6:.0f} MB")
    return EXIT_OK


def _index_info(arguments: argparse.Namespace) -> int:
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
        print(f"{each.name}, imported, {where} the default data: {each.path}")
        print(f"  {each.places:,} places, {each.names:,} names, {each.size_bytes / 1e6:.0f} MB")
        for source in each.sources:
            print(f"  {source.name}: {source.places:,} places; {source.licence or 'no licence stated'}")
    return EXIT_OK


def _index_import(arguments: argparse.Namespace) -> int:
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
            f"{report.name}: {report.places:,} places, {report.names:,} names from {report.rows:,} rows in "
            f"{report.seconds:,.1f} s ({report.rows_per_second:,.0f} rows a second)"
        )
        if report.bad:
            print(f"  {report.bad:,} bad rows not taken, of them:")
        for row in report.shown:
            print(f"    {row}")
        if report.repeated:
            print(f"  {report.repeated:,} rows not taken: their places were there already")
        for notice in report.notices:
            print(f"  {notice}")
    return EXIT_OK


def _index_forget(arguments: argparse.Namespace) -> int:
    from gazetteer import forget_import

    forget_import(arguments.name)
    print(f"{arguments.name}: forgotten")
    return EXIT_OK


def _online(arguments: argparse.Namespace) -> Online | None:
    """Leave to ask an online geocoder, as the options of a command give it."""
    from geomap.errors import UsageError

    given = {"--contact": arguments.contact, "--geocoder": arguments.geocoder, "--refresh": arguments.refresh}
    if not arguments.online:
        if stray := [option for option, value in {**given, "--geocoder-option": arguments.options}.items() if value]:
            raise UsageError(f"{stray[0]} says how to go online; add --online")
        return None
    from gazetteer import Online
    from geomap import __version__

    if not arguments.contact:
        raise UsageError("--online wants --contact MAIL: the services' terms of use ask for an address")
    return Online(
        contact=arguments.contact,
        geocoder=arguments.geocoder or "nominatim",
        options=dict(arguments.options),
        refresh=arguments.refresh,
        application=f"geomap/{__version__}",
    )


# --- printing ---------------------------------------------------------------------------------------------------------


def _describe(answer: Resolution, *, country_name: Callable[[Place], str]) -> str:
    """One name's answer for a terminal: what it was taken for and why, or what it may be."""
    lines = [f"{answer.query}: {answer.status.value}"]
    if answer.place is not None:
        lines[0] += f" → {_place_line(answer.place, country_name)}"
        lines.append(f"  score {answer.score:.2f}, margin {answer.margin:.2f}")
        if answer.reasons:
            lines.append(f"  because: {'; '.join(reason.text for reason in answer.reasons)}")
        return "\n".join(lines)
    lines += [f"  said online: {reason.text}" for reason in answer.reasons if reason.code == "online"]
    if answer.candidates:
        lines[0] += "; it may be" if answer.status.value == "ambiguous" else "; the nearest names are"
        lines += [
            f"  {candidate.score:.2f}  {_place_line(candidate.place, country_name)}" for candidate in answer.candidates
        ]
    return "\n".join(lines)


def _place_line(place: Place, country_name: Callable[[Place], str]) -> str:
    country = country_name(place)
    parts = [place.name, place.kind.label, *([country] if country else [])]
    return f"{', '.join(parts)}  [{place.id}]  lon {place.lon:.4f} lat {place.lat:.4f} ± {place.radius_km:g} km"


def _country_namer(gazetteer: Any) -> Callable[[Place], str]:
    from gazetteer import PlaceNotFoundError

    def country_name(place: Place) -> str:
        if not place.country or place.id == place.country:
            return ""
        try:
            name: str = gazetteer.place(place.country).name
        except PlaceNotFoundError:
            return place.country
        return name

    return country_name


def _write_lines(path: str, rows: Sequence[object]) -> None:
    """Rows as lines of JSON."""
    import json

    from geomap.files import write_atomic

    write_atomic(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _print_json(data: object) -> None:
    import json

    print(json.dumps(data, ensure_ascii=False, indent=2))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


# --- arguments --------------------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Argparse, with a pointer to the help in its complaints."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"geomap: {message}\ntry: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    # What every command takes; each gets a copy, so that the options may stand before or after the command's name.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--debug", action="store_true", help="show the traceback of an error")
    common.add_argument("-q", "--quiet", action="store_true", help="print no progress and no list of files")

    # What the commands that look names up take.
    asking = argparse.ArgumentParser(add_help=False)
    group = asking.add_argument_group("online, for names that the gazetteer does not have (off unless asked for)")
    group.add_argument("--online", action="store_true", help="ask a geocoder; its answers are kept in places.lock")
    group.add_argument("--contact", metavar="MAIL", help="your address, which is sent to the geocoder")
    group.add_argument("--geocoder", metavar="NAME", help="one of geopy's (default: nominatim, OpenStreetMap's)")
    group.add_argument(
        "--geocoder-option", metavar="NAME=VALUE", action="append", default=[], type=_option, dest="options",
        help="what that geocoder wants, e.g. domain=HOST, or api_key=env:VARIABLE",
    )  # fmt: skip
    group.add_argument("--refresh", action="store_true", help="ask again for names whose answer is kept")

    parser = _Parser(
        prog="geomap",
        description="Turn news reports into a map that can be cited.",
        epilog="example:\n  geomap build -o my-map        build the worked example into the folder my-map",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"geomap {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(
        name: str,
        run: Callable[[argparse.Namespace], int],
        about: str,
        example: str,
        *,
        under: Any = commands,
        also: Sequence[argparse.ArgumentParser] = (),
    ) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = under.add_parser(
            name,
            help=about,
            description=about[0].upper() + about[1:] + ".",
            epilog=f"example:\n  {example}",
            parents=[common, *also],
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(run=run)
        return made

    new = command("new", _new, "start a story in a folder", "geomap new my-story")
    new.add_argument("dir", metavar="DIR", help="folder to make; nothing in it is overwritten")

    check = command("check", _check, "check a story and list every problem", "geomap check my-story/story.yaml")
    check.add_argument("story", metavar="STORY", help="story as .yaml or .json, or reports as .csv or .xlsx")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")

    places = command(
        "places", _places, "show which place each name was taken for, and settle doubts",
        "geomap places my-story/story.yaml --json", also=[asking],
    )  # fmt: skip
    places.add_argument("story", metavar="STORY", help="story as .yaml or .json, or reports as .csv or .xlsx")
    how = places.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the answers as JSON")
    how.add_argument(
        "-i", "--interactive", action="store_true", help="ask for each doubtful name, and write pins into the story"
    )

    build = command(
        "build", _build, "build the map and the data files", "geomap build my-story/story.yaml -o my-map",
        also=[asking],
    )  # fmt: skip
    build.add_argument("story", metavar="STORY", nargs="?", help="the story; left out, the worked example")
    build.add_argument(
        "-o", "--output", metavar="DIR", help="folder for the files (default: one named after the story's title)"
    )
    build.add_argument(
        "--accept-ambiguous", action="store_true", help="take the best place of an ambiguous name and say so on the map"
    )
    build.add_argument("--tiles", metavar="NAME", help="online tiles under the map, e.g. OpenTopoMap")
    build.add_argument("--force", action="store_true", help="replace files that geomap did not write")

    resolve = command("resolve", _resolve, "look names up", "geomap resolve Boukamal --country SY", also=[asking])
    resolve.add_argument("names", metavar="NAME", nargs="*", help="a place name, in any spelling and script")
    resolve.add_argument(
        "--documents", metavar="IN.jsonl", help="articles with their place names, settled together; one a line"
    )
    resolve.add_argument("-o", "--output", metavar="OUT.jsonl", help="file for the answers of --documents")
    resolve.add_argument(
        "--country", metavar="CC", action="append", default=[], type=_country_code,
        help="country it is expected in (ISO 3166-1, e.g. SY); may be repeated",
    )  # fmt: skip
    resolve.add_argument("--near", metavar="LON,LAT", type=_lon_lat, help="point it is expected near: --near=40.1,35.3")
    resolve.add_argument("--kind", metavar="KIND", type=_kind, help="city, admin1, country, mountains, crossing, …")
    resolve.add_argument("--json", action="store_true", help="print the answers as JSON")

    find = command("find", _find, "find the names of places in a text", "geomap find report.txt")
    find.add_argument("text", metavar="TEXT", nargs="?", help="a text file, UTF-8; - reads standard input")
    find.add_argument("--documents", metavar="IN.jsonl", help="articles, one a line, each with a `text`")
    find.add_argument("-o", "--output", metavar="OUT.jsonl", help="file for what is found, a name a line")
    find.add_argument("--pipeline", metavar="NAME", help="ask this spaCy pipeline instead, e.g. en_core_web_sm")
    find.add_argument("--json", action="store_true", help="print what is found as JSON")

    command("schema", _schema, "print the JSON Schema of story files", "geomap schema > story.schema.json")

    index = commands.add_parser(
        "index",
        help="build or describe the gazetteer's index",
        epilog="example:\n  geomap index info",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    actions = index.add_subparsers(title="actions", metavar="ACTION", required=True, parser_class=_Parser)
    index_build = command(
        "build", _index_build, "build the index now, rather than at the first look-up", "geomap index build",
        under=actions,
    )  # fmt: skip
    index_build.add_argument("--force", action="store_true", help="build it even when it is up to date")
    command("info", _index_info, "say where the index is and what it holds", "geomap index info", under=actions)
    index_import = command(
        "import", _index_import, "add places from files: GeoNames' tables, GeoJSON, Linked Places, CSV",
        "geomap index import places.csv --source 'our own survey' --licence 'CC BY 4.0'", under=actions,
    )  # fmt: skip
    index_import.add_argument(
        "files", metavar="FILE", nargs="+", help="GeoNames' files as they are (SY.zip), or lists of your own"
    )
    index_import.add_argument("--name", default="", help="name of the import (default: that of the file)")
    index_import.add_argument("--source", metavar="TEXT", default="", help="whom to name for places of your own files")
    index_import.add_argument("--licence", metavar="TEXT", default="", help="under which terms these may be used")
    index_forget = command("forget", _index_forget, "take an import away", "geomap index forget places", under=actions)
    index_forget.add_argument("name", metavar="NAME", help="as `geomap index info` lists it")
    return parser


def _version() -> str:
    from geomap import __version__

    return __version__


def _country_code(text: str) -> str:
    if len(text) != 2 or not text.isalpha() or not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!r} is not a country code; try two letters, e.g. SY")
    return text.upper()


def _option(text: str) -> tuple[str, str]:
    """``NAME=VALUE``; ``env:VARIABLE`` takes the value from the environment, where it is not seen by others."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE; try domain=geocoder.example.org")
    if not value.startswith("env:"):
        return name, value
    variable = value.removeprefix("env:")
    if variable not in os.environ:
        raise argparse.ArgumentTypeError(f"there is no environment variable {variable!r}")
    return name, os.environ[variable]


def _lon_lat(text: str) -> tuple[float, float]:
    import math

    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not LON,LAT; try 40.1,35.3") from None
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not on Earth; longitude comes first (-180 to 180), then latitude (-90 to 90)"
        )
    return lon, lat


def _kind(text: str) -> str:
    from difflib import get_close_matches

    from gazetteer import Kind

    kinds = [kind.value for kind in Kind]
    if text not in kinds:
        near = get_close_matches(text, kinds, 1)
        raise argparse.ArgumentTypeError(f"{text!r} is not a kind; try {near[0] if near else ', '.join(kinds)}")
    return text
