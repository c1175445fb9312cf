"""The command that shows a story's page while it is written."""

from __future__ import annotations

import sys
import traceback

from geomap.cli.exits import EXIT_OK
from geomap.cli.printing import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from geomap.preview.session import Round


def serve(arguments: argparse.Namespace) -> int:
    """Show the page of a story on this machine, and again at each change, until Ctrl-C."""
    from geomap.preview import Preview
    from geomap.progress import terminal_progress

    def told(done: Round) -> None:
        if done.error is not None:
            _print_error(done.error, debug=arguments.debug)
        elif done.made is not None:
            for notice in done.made.notices:
                print(notice, file=sys.stderr)
            if not arguments.quiet:
                same = "" if done.changed else ", the same as before"
                print(f"built {arguments.story} in {done.seconds:.1f} s{same}", flush=True)

    with terminal_progress(quiet=arguments.quiet) as progress:
        preview = Preview(
            arguments.story,
            port=arguments.port,
            accept_ambiguous=arguments.accept_ambiguous,
            tiles=arguments.tiles,
            interface=arguments.interface,
            roads=arguments.roads,
            alternates=arguments.alternates,
            told=told,
            progress=progress,
        )
        try:
            with preview.start() as url:
                print(f"the map is at {url} and its form for frames at {url}embed.html; Ctrl-C ends this", flush=True)
                if arguments.open:
                    import webbrowser

                    webbrowser.open(url)
                preview.run()
        except KeyboardInterrupt:
            if not arguments.quiet:
                print("\nthe preview has ended; no file was written")
    return EXIT_OK


def _print_error(error: Exception, *, debug: bool) -> None:
    """What the page tells, too; the traceback of a fault of our own, where it is asked for."""
    if debug:
        traceback.print_exception(error, file=sys.stderr)
    print(error if isinstance(getattr(error, "exit_code", None), int) else repr(error), file=sys.stderr)
    problems = getattr(error, "problems", ())
    if problems:
        print(count(sum(not problem.warning for problem in problems), "problem"), file=sys.stderr)
    sys.stderr.flush()
