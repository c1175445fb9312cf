"""The command line: a thin skin that reads arguments, calls one function and prints.

Argparse, because the whole of ``geomap --help`` must start in a few times what a bare Python takes; everything else
is imported inside the command that needs it, for the same reason. ``parser`` lists the commands, the modules beside it
hold them: ``stories``, ``names``, ``places``.
"""

from __future__ import annotations

import os
import sys
import warnings

from geomap.cli.exits import EXIT_DISK, EXIT_INTERNAL, EXIT_INTERRUPTED, EXIT_OK, EXIT_USAGE
from geomap.cli.parser import make_parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence


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
        arguments = make_parser(argv).parse_args(argv)
    except SystemExit as stop:  # argparse has printed its help or its complaint
        return stop.code if isinstance(stop.code, int) else EXIT_USAGE
    command: Callable[[argparse.Namespace], int] = arguments.run
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
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


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    """What a library warns of, for people: without the line of code that it comes from."""
    print(f"geomap: warning: {message}", file=sys.stderr)


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
