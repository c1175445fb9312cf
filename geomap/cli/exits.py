"""The exit codes of the command line."""

from __future__ import annotations

EXIT_OK, EXIT_STORY, EXIT_USAGE, EXIT_SERVICE, EXIT_DISK = 0, 1, 2, 3, 4
EXIT_INTERNAL, EXIT_INTERRUPTED = 70, 130
