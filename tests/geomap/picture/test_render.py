"""The picture as pixels beside the same SVG in a real browser, and what is refused."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

import geomap
from gazetteer import Gazetteer
from geomap.basemaps import base_map_for
from geomap.build import example_path
from geomap.errors import UsageError
from geomap.picture import Picture, picture_lack, render_png
from geomap.picture.drawing import Lettering, read
from geomap.svg import render_svg

WIDTH = 1200
# Means of the differences of the channels, 0 to 255, of pictures made eight times smaller: the letters are others.
BOUND, BOUND_WITHOUT_WORDS = 3.0, 0.8
STORIES = ["convoy-2017", "eighty-days"]


@pytest.fixture(scope="module")
def svgs(default_gazetteer: Gazetteer) -> dict[str, str]:
    """Our two examples as SVG."""
    made = {}
    for name in STORIES:
        story = geomap.load_story(example_path().with_name(f"{name}.yaml"))
        reports = geomap.locate(story, default_gazetteer)
        legs = geomap.build_routes(story, reports, gazetteer=default_gazetteer)
        made[name] = render_svg(story, reports, legs, base_map_for(default_gazetteer, reports, legs))
    return made


def pixels(png: bytes) -> NDArray[np.float64]:
    from matplotlib.image import imread

    return np.asarray(imread(io.BytesIO(png), format="png"))[..., :3] * 255.0


def reduced(picture: NDArray[np.float64], by: int = 8) -> NDArray[np.float64]:
    height, width = (side // by for side in picture.shape[:2])
    return picture[: height * by, : width * by].reshape(height, by, width, by, 3).mean(axis=(1, 3))


def in_browser(svg: str, open_page: Callable[..., Page], folder: Path) -> NDArray[np.float64]:
    file = folder / "map.svg"
    file.write_text(svg, encoding="utf-8")
    page = open_page(file, width=WIDTH, height=round(read(svg).height))
    return pixels(page.screenshot())


def without_words(svg: str) -> str:
    return svg.replace("<style>", "<style>text{display:none}", 1)


@pytest.mark.parametrize("name", STORIES)
def test_it_looks_as_the_svg_does_in_a_browser(
    name: str, svgs: dict[str, str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    for svg, bound in ((svgs[name], BOUND), (without_words(svgs[name]), BOUND_WITHOUT_WORDS)):
        ours = pixels(render_png(svg, width_px=WIDTH).data)
        theirs = in_browser(svg, open_page, tmp_path)
        assert ours.shape == theirs.shape
        difference = np.abs(reduced(ours) - reduced(theirs))
        assert difference.mean() < bound


def small(*marks: str, style: str = "", definitions: str = "") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 160" width="240" height="160"><style>{style}</style>'
        f'<defs>{definitions}</defs><rect width="240" height="160" fill="#ffffff"/>{"".join(marks)}</svg>'
    )


HATCH = (
    '<pattern id="h" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0,0V7" stroke="#bd2a1c" stroke-width="3"/></pattern>'
)
FADE = (
    '<radialGradient id="f"><stop offset="0" stop-color="#17497f" stop-opacity=".9"/>'
    '<stop offset=".5" stop-color="#17497f" stop-opacity=".5"/>'
    '<stop offset="1" stop-color="#17497f" stop-opacity="0"/></radialGradient>'
)
CLIP = '<clipPath id="c"><rect x="40" y="30" width="100" height="80"/></clipPath>'
ROUND = '<clipPath id="r"><circle cx="110" cy="80" r="60"/></clipPath>'
SHAPE = "M20,20L220,40L180,150L60,140Z"


@pytest.mark.parametrize(
    "svg",
    [
        small(f'<path d="{SHAPE}" fill="url(#h)" stroke="#000000"/>', definitions=HATCH),
        small(f'<path d="{SHAPE}" fill="url(#f)"/>', definitions=FADE),
        small(f'<g clip-path="url(#c)"><path d="{SHAPE}" fill="#17497f"/></g>', definitions=CLIP),
        small(f'<g clip-path="url(#c)"><path d="{SHAPE}" fill="url(#f)"/></g>', definitions=CLIP + FADE),
        small(f'<g clip-path="url(#c)"><path d="{SHAPE}" fill="url(#h)"/></g>', definitions=CLIP + HATCH),
        small(
            f'<g clip-path="url(#r)"><g clip-path="url(#c)"><path d="{SHAPE}" fill="#17497f"/></g></g>',
            definitions=CLIP + ROUND,
        ),
        small(f'<g clip-path="url(#r)"><path d="{SHAPE}" fill="url(#h)"/></g>', definitions=ROUND + HATCH),
        small(
            '<g clip-path="url(#r)"><text x="50" y="85" font-size="11" font-family="Arial, sans-serif">',
            "Words that are longer</text></g>",
            definitions=ROUND,
        ),
        small(
            '<g transform="translate(120,80) rotate(30) scale(2)"><path d="M-40,0H40" stroke="#bd2a1c" '
            'stroke-width="4" stroke-dasharray="9 6"/></g>'
        ),
        small('<path d="M9,80H220" stroke="#17497f" stroke-width="8" stroke-dasharray=".1 9" stroke-linecap="round"/>'),
        small('<path d="M120,10A60,40 20 1 1 60,80Z" fill="#6d4a8c" fill-opacity=".4" stroke="#000"/>'),
        small(
            '<rect class="a" x="30" y="20" width="180" height="120" rx="20"/>',
            style=".a{fill:#f6f3ec;stroke:#bd2a1c;stroke-width:6}",
        ),
        small(
            '<g opacity=".5"><circle cx="90" cy="80" r="50" fill="#17497f"/></g>',
            '<ellipse cx="160" cy="80" rx="60" ry="30" fill="none" stroke="#000000"/>',
        ),
        small(
            '<symbol id="s"><circle r="30"/></symbol>',
            '<g id="t"><path d="M-9,-9L9,9M-9,9L9,-9" stroke="#000" stroke-width="4"/></g>',
            '<use href="#t" x="120" y="80"/>',
        ),
        small(
            '<line x1="10" y1="10" x2="230" y2="150" stroke="#000000" stroke-width="7" stroke-linecap="round"/>',
            '<polyline points="10,150 60,20 110,150" fill="none" stroke="#67625a" stroke-width="6"/>',
        ),
    ],
    ids=[
        "hatch", "fade", "clip", "clipped fade", "clipped hatch", "round clip", "round hatch", "round words",
        "turned dashes", "dots", "arc", "corners", "opacity", "use", "lines",
    ],
)  # fmt: skip
def test_each_thing_that_we_draw_with_is_drawn_as_in_a_browser(
    svg: str, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    file = tmp_path / "small.svg"
    file.write_text(svg, encoding="utf-8")
    theirs = pixels(open_page(file, width=240, height=160, device_scale_factor=2).screenshot())
    ours = pixels(render_png(svg, width_px=480).data)
    assert theirs.min() < 250  # there is something to compare
    assert np.abs(reduced(ours, 4) - reduced(theirs, 4)).mean() < 1.0


def test_words_take_the_room_that_the_picture_was_laid_out_for(
    svgs: dict[str, str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Each line begins and ends where it does in a browser, give or take: none runs into its neighbour."""
    from geomap.picture.canvas import Canvas

    svg = svgs["convoy-2017"]
    file = tmp_path / "map.svg"
    file.write_text(svg, encoding="utf-8")
    boxes = open_page(file, width=WIDTH).evaluate(
        "[...document.querySelectorAll('text')].map(e => e.getBBox().width)"
        # A line's box is as wide as its letters; ours is measured the same way, in the line's own pixels.
    )
    lines = [mark for mark in read(svg).marks if isinstance(mark, Lettering)]
    assert len(lines) == len(boxes)
    canvas = Canvas(10, 10, scale=1)
    for line, width in zip(lines, boxes, strict=True):
        shape = canvas._letters(line)
        assert shape is not None
        left, _, right, _ = shape.box
        assert right - left < width * 1.12 + 4, line.text


def test_letters_join_and_run_from_right_to_left() -> None:
    """Joined letters are narrower than the same letters apart, and the first one stands on the right."""
    from geomap.picture.canvas import Canvas

    canvas = Canvas(400, 60, scale=1)

    def shape(text: str) -> Any:
        svg = small(f'<text x="200" y="40" font-size="30">{text}</text>')
        (line,) = [mark for mark in read(svg).marks if isinstance(mark, Lettering)]
        found = canvas._letters(line)
        assert found is not None
        return found

    joined, apart = shape("ببب"), shape("ب\u200cب\u200cب")
    assert len(joined.points) < len(apart.points)
    # U+0627 is a bare stroke, U+0628 has a dot below its line: the dot (last in the text) lies on the left.
    both = shape("اب")
    low = both.points[both.points[:, 1] > 40]
    assert low[:, 0].mean() < (both.box[0] + both.box[2]) / 2
    assert canvas.missing == set()


def test_what_no_typeface_has_is_told_and_stands_as_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    from geomap.picture import canvas

    monkeypatch.setattr(canvas, "_installed", lambda: ())
    picture = render_png(small('<text x="10" y="90" font-size="60">上海 a</text>'), width_px=240)
    assert picture.unset == "上海"
    assert pixels(picture.data)[40:90, 10:60].min() < 100


def test_a_typeface_of_the_machine_steps_in_where_it_has_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    from geomap.picture import canvas

    serif = str(canvas._fonts() / "STIXGeneral.ttf")
    monkeypatch.setattr(canvas, "_installed", lambda: (serif,))
    more = canvas._charmap(serif) - canvas._charmap(str(canvas._regular()))
    letter = chr(min(each for each in more if each > 0x2000))
    assert render_png(small(f'<text x="10" y="90" font-size="60">{letter}</text>'), width_px=240).unset == ""


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("<image/>", "knows no <image>"),
        ("<text>a<tspan>b</tspan></text>", "no <tspan> in a text"),
        ('<path d="M0,0X"/>', "cannot read the path"),
        ('<g transform="skewX(3)"/>', "no transform skewX"),
        ('<path d="M0,0L5,5" fill="url(#l)"/>', "cannot fill with <linearGradient>"),
        ('<g clip-path="url(#p)"><g clip-path="url(#p)"/></g>', "one outline at a time"),
    ],
)
def test_what_it_does_not_know_is_refused_rather_than_left_out(mark: str, said: str) -> None:
    definitions = '<linearGradient id="l"/><clipPath id="p"><circle r="4"/></clipPath>'
    with pytest.raises(ValueError, match=said):
        render_png(small(mark, definitions=definitions), width_px=240)


def test_equal_input_gives_equal_bytes_without_a_date_or_a_program(svgs: dict[str, str]) -> None:
    first, second = (render_png(svgs["convoy-2017"], width_px=600) for _ in range(2))
    assert first == second
    kinds = [kind for kind in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf", b"pHYs") if kind in first.data]
    assert kinds == []


def test_the_file_is_a_png_of_the_size_that_it_says(svgs: dict[str, str]) -> None:
    picture: Picture = render_png(svgs["convoy-2017"], width_px=600)
    found = pixels(picture.data)
    assert found.shape == (picture.height_px, picture.width_px, 3)
    assert picture.width_px == 600
    length = int.from_bytes(picture.data[33:37], "big")
    assert zlib.crc32(picture.data[37 : 41 + length]) == int.from_bytes(picture.data[41 + length : 45 + length], "big")


@pytest.mark.parametrize("width", [0, 199, 8001])
def test_sizes_that_are_refused(width: int) -> None:
    with pytest.raises(UsageError, match="200 to 8000 pixels"):
        render_png(small(), width_px=width)


@pytest.mark.parametrize("version", ["3.10.7", "3.9.0rc1", None])
def test_without_a_matplotlib_that_shapes_text_it_says_how_to_get_one(
    version: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geomap.picture import render

    if version is None:
        monkeypatch.setattr(render, "find_spec", lambda name: None)
    else:
        monkeypatch.setattr(render.metadata, "version", lambda name: version)
    assert 'pip install "geomap[picture]"' in picture_lack()
    with pytest.raises(UsageError, match="needs matplotlib"):
        render_png(small())


def test_to_ask_whether_it_can_be_made_loads_nothing() -> None:
    code = "import sys; from geomap.picture import picture_lack; picture_lack(); print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
