"""Take the README's pictures from the built site: ``python site/shots.py site/public [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from website.shots import SHOTS, take  # noqa: E402  # after the path of our own modules


def main(site: Path, folder: Path = HERE) -> int:
    """Take the pictures and say what was written."""
    missing = [shot.page for shot in SHOTS if not (site / shot.page).is_file()]
    if missing:
        print(f"shots: {site} lacks {', '.join(missing)}; `make map` builds them first", file=sys.stderr)
        return 1
    for path in take(site, folder):
        print(f"wrote {path}  ({path.stat().st_size:,} bytes)")
    return 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python site/shots.py SITE [FOLDER]")
    sys.exit(main(*map(Path, sys.argv[1:])))
