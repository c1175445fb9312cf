"""Render the website around the worked examples: ``python site/build.py site/public``.

They must lie there already (``make map`` puts them there). Colours, line styles and pins are the map's own, read
from :mod:`geomap.style`; the guide is the project's own Markdown. Same input, same bytes. The modules are in
``site/website``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)

from website.catalogue import EXAMPLES, THUMBNAIL, missing_files, thumbnail  # noqa: E402
from website.pages import ELEMENT, render_site  # noqa: E402

from geomap.page.embed import element_script  # noqa: E402  # after the path of our own modules


def main(out: Path) -> int:
    """Write the pages into ``out`` and say how to open them."""
    for folder, names in missing_files(out).items():
        print(f"site: {out / folder} lacks {', '.join(names)}; `make map` builds them first", file=sys.stderr)
        return 1
    for example in EXAMPLES:
        folder = out / example.folder
        shutil.copyfile(example.path, folder / example.file)
        picture = (folder / "map.svg").read_text(encoding="utf-8")
        (folder / THUMBNAIL).write_text(thumbnail(picture), encoding="utf-8")
    (out / ELEMENT).write_text(element_script(), encoding="utf-8")
    pages = render_site(out)
    for name, html in pages.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(html, encoding="utf-8")
    folders = ", ".join(f"{example.folder}/" for example in EXAMPLES)
    print(f"\nThe website is in {out}/: {len(pages)} pages, and the worked examples in {folders}.")
    print("Open it in a browser; no server and no network are needed:")
    print(f"  {(out / 'index.html').resolve().as_uri()}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python site/build.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
