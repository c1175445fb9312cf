"""The commands and their options, and what is said of them in the help."""

from __future__ import annotations

import argparse
import os
import sys
from functools import cache

from geomap import __version__
from geomap.cli import names, places, previewing, roads, stories
from geomap.cli.exits import EXIT_USAGE
from geomap.cli.values import read_country_codes, read_kind, read_lon_lat, read_option, read_port

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, NoReturn


class _Parser(argparse.ArgumentParser):
    """Argparse, with a pointer to the help in its complaints."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_USAGE, f"geomap: {message}\ntry: {self.prog} --help\n")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Argparse asks for the width of the terminal with each argument that it is told of; here it is asked once."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())


@cache
def _width() -> int:
    try:
        columns = int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size(1).columns
    except (ValueError, OSError):
        columns = 0
    return (columns or 80) - 2


class _Unasked:
    """In the place of the parser of a command that is not asked for: to make a dozen takes as long as a look-up."""

    def __init__(self, **_: Any) -> None:
        """Take what a parser takes."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_, **__: self


def make_parser(argv: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Make the parser of a command line; each command carries its function as ``run``.

    Parameters
    ----------
    argv : sequence of str, optional
        What is to be parsed (default: the arguments of this process); commands that it does not name are only listed.
    """
    asked = frozenset(sys.argv[1:] if argv is None else argv)

    def command_parser(**settings: Any) -> Any:
        return (_Parser if settings["prog"].rpartition(" ")[2] in asked else _Unasked)(**settings)

    parser_class: Any = command_parser
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
        "--geocoder-option", metavar="NAME=VALUE", action="append", default=[], type=read_option, dest="options",
        help="what that geocoder wants, e.g. domain=HOST, or api_key=env:VARIABLE",
    )  # fmt: skip
    group.add_argument("--refresh", action="store_true", help="ask again for names whose answer is kept")

    # What the commands that draw a map take.
    drawing = argparse.ArgumentParser(add_help=False)
    drawing.add_argument(
        "--accept-ambiguous", action="store_true", help="take the best place of an ambiguous name and say so on the map"
    )
    drawing.add_argument(
        "--roads", metavar="ENGINE",
        help="lead legs along roads: graph:FILE.osm.pbf, FILE.geojson, valhalla:FOLDER, valhalla+http://HOST, osrm+http://HOST",
    )  # fmt: skip
    drawing.add_argument(
        "--alternates", type=int, choices=range(4), metavar="N",
        help="offer up to N ways along roads, 0 to 3, for legs that were only considered",
    )  # fmt: skip
    drawing.add_argument(
        "--interface", metavar="LANG", help="language of the page's own words: en, ar or fr (default: the story's)"
    )
    drawing.add_argument("--tiles", metavar="NAME", help="online tiles under the map, e.g. OpenTopoMap")

    parser = _Parser(
        prog="geomap",
        description="Turn news reports into a map that can be cited.",
        epilog="example:\n  geomap build -o my-map        build the worked example into the folder my-map",
        formatter_class=_Help,
    )
    parser.add_argument("--version", action="version", version=f"geomap {__version__}")
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", required=True, parser_class=parser_class, prog=parser.prog
    )

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
            formatter_class=_Help,
        )
        made.set_defaults(run=run)
        return made

    new = command("new", stories.new, "start a story in a folder", "geomap new my-story")
    new.add_argument("dir", metavar="DIR", help="folder to make; nothing in it is overwritten")

    check = command(
        "check",
        stories.check,
        "check a story and the names of its places, and list every problem",
        "geomap check my-story/story.yaml",
    )
    check.add_argument("story", metavar="STORY", help="story as .yaml or .json, or reports as .csv or .xlsx")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")

    review = command(
        "places", stories.places, "show which place each name was taken for, and settle doubts",
        "geomap places my-story/story.yaml --json", also=[asking],
    )  # fmt: skip
    review.add_argument("story", metavar="STORY", help="story as .yaml or .json, or reports as .csv or .xlsx")
    how = review.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the answers as JSON")
    how.add_argument(
        "-i", "--interactive", action="store_true", help="ask for each doubtful name, and write pins into the story"
    )

    build = command(
        "build", stories.build, "build the map and the data files", "geomap build my-story/story.yaml -o my-map",
        also=[asking, drawing],
    )  # fmt: skip
    build.add_argument("story", metavar="STORY", nargs="?", help="the story; left out, the worked example")
    build.add_argument(
        "-o", "--output", metavar="DIR", help="folder for the files (default: one named after the story's title)"
    )
    build.add_argument(
        "--ask-roads-again", action="store_true", help="ask the road engine again for what routes.lock keeps of it"
    )
    build.add_argument(
        "--site-url", metavar="URL", help="folder on the web that the files will lie in, e.g. https://news.example/map/"
    )
    build.add_argument(
        "--assets", metavar="WHERE", default="inline",
        help="where scripts and styles are: inline (the default), a folder as seen from the page such as ./assets, "
        "which many maps may share, or a CDN: https://…/{package}@{version}/{path}",
    )  # fmt: skip
    build.add_argument(
        "--picture", action=argparse.BooleanOptionalAction,
        help="make map.png, too (default: where matplotlib is installed; takes a second or two)",
    )  # fmt: skip
    build.add_argument(
        "--format", metavar="NAME", action="append", default=[], dest="formats",
        help="beside geojson and csv, write gpx, kml, lpf, mfjson, geoparquet, flatgeobuf, or all; may be repeated",
    )  # fmt: skip
    build.add_argument("--force", action="store_true", help="replace files that geomap did not write")

    serve = command(
        "serve", previewing.serve, "show the page of a story, and again at each change, on this machine alone",
        "geomap serve my-story/story.yaml", also=[drawing],
    )  # fmt: skip
    serve.add_argument("story", metavar="STORY", help="story as .yaml or .json, or reports as .csv or .xlsx")
    serve.add_argument(
        "--port",
        metavar="N",
        type=read_port,
        default=8017,
        help="on 127.0.0.1 (default: 8017); 0 takes any that is free",
    )
    serve.add_argument("--open", action="store_true", help="open it in the browser")

    resolve = command("resolve", names.resolve, "look names up", "geomap resolve Boukamal --country SY", also=[asking])
    resolve.add_argument("names", metavar="NAME", nargs="*", help="a place name, in any spelling and script")
    resolve.add_argument(
        "--documents", metavar="IN.jsonl", help="articles with their place names, settled together; one a line"
    )
    resolve.add_argument(
        "-o", "--output", metavar="OUT.jsonl", help="file for the answers of --documents; - prints them"
    )
    resolve.add_argument("--force", action="store_true", help="replace a file that geomap did not write")
    resolve.add_argument(
        "--country", metavar="CC", action="append", default=[], type=read_country_codes,
        help="country it is expected in (ISO 3166-1, e.g. SY); several with commas: SY,IQ, or repeated",
    )  # fmt: skip
    resolve.add_argument(
        "--near", metavar="LON,LAT", type=read_lon_lat, help="point it is expected near: --near=40.1,35.3"
    )
    resolve.add_argument("--kind", metavar="KIND", type=read_kind, help="city, admin1, country, mountains, crossing, …")
    resolve.add_argument("--json", action="store_true", help="print the answers as JSON")

    find = command("find", names.find, "find the names of places in a text", "geomap find report.txt")
    find.add_argument("text", metavar="FILE", nargs="?", help="a text file, UTF-8; - reads standard input")
    find.add_argument("--documents", metavar="IN.jsonl", help="articles, one a line, each with a `text`")
    find.add_argument("-o", "--output", metavar="OUT.jsonl", help="file for what is found, a name a line; - prints it")
    find.add_argument("--force", action="store_true", help="replace a file that geomap did not write")
    find.add_argument("--pipeline", metavar="NAME", help="ask this spaCy pipeline instead, e.g. en_core_web_sm")
    find.add_argument("--json", action="store_true", help="print what is found as JSON")

    command("schema", stories.schema, "print the JSON Schema of story files", "geomap schema > story.schema.json")

    index = commands.add_parser(
        "index",
        help="build or describe the gazetteer's index, and add places to it",
        epilog="example:\n  geomap index info        where the index is and what it holds, as without an action",
        formatter_class=_Help,
    )
    index.set_defaults(run=places.describe_places, quiet=False, debug=False)
    actions = index.add_subparsers(title="actions", metavar="ACTION", parser_class=parser_class, prog="geomap index")
    index_build = command(
        "build", places.build_places, "build the index now, rather than at the first look-up", "geomap index build",
        under=actions,
    )  # fmt: skip
    index_build.add_argument("--force", action="store_true", help="build it even when it is up to date")
    command(
        "info", places.describe_places, "say where the index is and what it holds", "geomap index info", under=actions
    )
    index_import = command(
        "import", places.import_places, "add places from files: GeoNames' tables, GeoJSON, Linked Places, CSV",
        "geomap index import SY.zip alternateNamesV2.zip admin2Codes.txt hierarchy.zip\n"
        "  geomap index import places.csv --source 'our own survey' --licence 'CC BY 4.0'", under=actions,
    )  # fmt: skip
    index_import.add_argument(
        "files", metavar="FILE", nargs="+", help="GeoNames' files as they are (SY.zip), or lists of your own"
    )
    index_import.add_argument("--name", default="", help="name of the import (default: that of the file)")
    index_import.add_argument("--source", metavar="TEXT", default="", help="whom to name for places of your own files")
    index_import.add_argument("--licence", metavar="TEXT", default="", help="under which terms these may be used")
    index_forget = command(
        "forget", places.forget_places, "take an import away", "geomap index forget places", under=actions
    )
    index_forget.add_argument("name", metavar="NAME", help="as `geomap index info` lists it")

    along = commands.add_parser(
        "roads",
        help="make what road engines work on, and say what it is",
        epilog="example:\n  geomap roads build syria-latest.osm.pbf iraq-latest.osm.pbf -o roads",
        formatter_class=_Help,
    )
    actions = along.add_subparsers(
        title="actions", metavar="ACTION", required=True, parser_class=parser_class, prog="geomap roads"
    )
    roads_build = command(
        "build", roads.build_roads, "make a network, or tiles for Valhalla, from extracts of OpenStreetMap",
        "geomap roads build syria-latest.osm.pbf iraq-latest.osm.pbf -o roads", under=actions,
    )  # fmt: skip
    roads_build.add_argument("files", metavar="FILE", nargs="+", help="extracts (.osm.pbf), or GeoJSON files of roads")
    roads_build.add_argument("-o", "--output", metavar="DIR", required=True, help="folder to make")
    roads_build.add_argument(
        "--engine", choices=("graph", "valhalla"), default="graph", help="which engine it is for (default: graph)"
    )
    roads_info = command(
        "info", roads.describe_roads, "say what a road engine's roads are from",
        "geomap roads info graph:roads\n  geomap roads info valhalla+http://localhost:8002", under=actions,
    )  # fmt: skip
    roads_info.add_argument(
        "spec", metavar="ENGINE", help="graph:DIR, graph:FILE, valhalla:DIR, or the address of a service"
    )
    return parser
