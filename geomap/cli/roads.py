"""The commands about roads: make what a road engine works on, and say what it is."""

from __future__ import annotations

from geomap.cli.exits import EXIT_OK
from geomap.cli.printing import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from geomap.roads import Network


def build_roads(arguments: argparse.Namespace) -> int:
    """Make a network for the engine graph, or tiles for Valhalla, from extracts."""
    from geomap.progress import terminal_progress

    with terminal_progress(quiet=arguments.quiet) as progress:
        if arguments.engine == "valhalla":
            from geomap.roads.tiles import build_tiles

            notes = list(build_tiles(arguments.files, arguments.output, progress=progress))
        else:
            from geomap.roads import keep_network, read_roads

            progress("reading roads", 0, 1)
            network = read_roads(arguments.files)
            keep_network(network, arguments.output)
            progress("reading roads", 1, 1)
            notes = [_extent(network)]
    print(f"wrote {arguments.output}, for the road engine {arguments.engine}:{arguments.output}")
    for note in notes:
        print(f"  {note}")
    return EXIT_OK


def describe_roads(arguments: argparse.Namespace) -> int:
    """Print which engine a text names, and what its roads are from."""
    from geomap.progress import terminal_progress
    from geomap.roads import GraphEngine, KeptEngine, open_engine

    with terminal_progress(quiet=arguments.quiet) as progress:
        engine = open_engine(arguments.spec, progress=progress)
        if isinstance(engine, KeptEngine):
            engine = engine.opened()
        data = engine.data
    print(f"{engine.name} {engine.version}".rstrip())
    print(f"  {data.title}")
    print(f"  as of {data.date or 'a date that is not known'}")
    if data.attribution:
        print(f"  {data.attribution}")
    if isinstance(engine, GraphEngine):
        print(f"  {_extent(engine.network)}")
    return EXIT_OK


def _extent(network: Network) -> str:
    west, south, east, north = network.bounds
    return (
        f"{count(network.edge_count, 'road')} between {count(network.node_count, 'junction')}, longitude {west:.2f} to "
        f"{east:.2f}, latitude {south:.2f} to {north:.2f}"
    )
