"""Our own scripts and styles, Leaflet, and what :mod:`geomap.style` says, as the text of one script and one style."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

from geomap.errors import GeomapError
from geomap.languages import speech_for, spoken_tags
from geomap.page.delivery import Delivery, Part, from_cdn, shared
from geomap.page.shadow import shadow_style
from geomap.story.model import Basis
from geomap.style import LINE_STYLES, LOUDER, OBSTACLE, PALETTE, SYMBOLS, Scheme, Symbol

SHARED_STYLES, LAST_STYLES = ("page.css", "map.css", "reading.css"), ("forced.css", "print.css")

# Lettering on the map stands on a soft edge of the land's colour, so that lines do not run through it.
_GLOW = ",".join(["0 0 1.5px var(--home)"] * 6)
_PAINT = {  # of a pin, by whether it is filled
    True: "fill:var(--role);stroke:var(--halo);color:var(--on-colour)",
    False: "fill:var(--card);stroke:var(--role);color:var(--role)",
}
_CSS_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@lru_cache(maxsize=4)
def script(*, whole: bool = False, crowd: bool = False) -> str:
    """Everything that runs, but for the few lines that the map frame emits: our policy, Leaflet, our runtime.

    Parameters
    ----------
    whole : bool
        Whether all of Leaflet must be there: for map tiles, and for a caller's own layers.
    crowd : bool
        Whether it draws very many reports, see :mod:`geomap.page.crowd`.
    """
    return _vendor(f"{'crowd' if crowd else 'page'}{'-whole' if whole else ''}.js")


def scripts(way: Delivery, *, whole: bool = False, crowd: bool = False) -> tuple[Part, ...]:
    """The same in the parts that a page has, by the way that they come to it, in the order in which they run.

    Parameters
    ----------
    way : Delivery
        From :func:`geomap.page.delivery.delivery`.
    whole, crowd : bool
        As for :func:`script`.
    """
    if way.cdn:
        leaflet = json.loads(_vendor("CDN.json"))
        policy = Part(slim_script(_read("policy.js")))
        own = Part(_vendor("crowd-cdn.js" if crowd else "page-cdn.js"))
        return (policy, from_cdn(template=way.cdn, **leaflet), own)
    text = script(whole=whole, crowd=crowd)
    return (shared(text, "js", folder=way.folder) if way.folder else Part(text),)


def styles(
    way: Delivery, *, compact: bool = False, tiles: bool = False, trusted: bool = False, crowd: bool = False
) -> tuple[Part, ...]:
    """The style sheets of a page, by the way that they come to it."""
    texts = (*([leaflet_style()] if trusted else []), style(compact=compact, tiles=tiles, crowd=crowd))
    return tuple(shared(text, "css", folder=way.folder) if way.folder else Part(text) for text in texts)


@lru_cache(maxsize=1)
def missing_script() -> str:
    """What runs last where parts lie elsewhere: it says on the page that one did not come, where the map stays away."""
    return slim_script(_read("missing.js"))


def slim_script(text: str) -> str:
    r"""A short script of ours without its comments, each of which has a line to itself.

    Examples
    --------
    >>> slim_script("// why\nrun();\n")
    'run();'
    """
    return "\n".join(line for line in text.splitlines() if line and not line.startswith("//"))


@lru_cache(maxsize=8)
def style(*, compact: bool = False, tiles: bool = False, crowd: bool = False) -> str:
    """Our style sheet, with the colours and lines of :mod:`geomap.style`."""
    more = [name for name, wanted in (("tiles.css", tiles), ("crowd.css", crowd)) if wanted]
    names = (*SHARED_STYLES, "compact.css" if compact else "full.css", *LAST_STYLES, *more)
    sheet = _rules() + "".join(slim_style(_read(name)) for name in names)
    return _properties(used=frozenset(_CSS_VARIABLE.findall(sheet))) + sheet


@lru_cache(maxsize=1)
def element_script(version: str) -> str:
    """The script that a host page runs for ``<geo-map>``, with its style sheet inside; it shows maps of `version`."""
    sheet = shadow_style(style(compact=True, tiles=True)) + slim_style(_read("element.css"))
    text = _vendor("geo-map.js")
    voices = {
        tag: {"dir": speech_for(tag).direction, "words": speech_for(tag).element_words()}
        for tag in spoken_tags()
        if tag != "en"
    }
    for word, value in {"version": version, "style": sheet, "voices": voices}.items():
        text = text.replace(f'"%geomap-{word}%"', json.dumps(value, ensure_ascii=True))
    return text


@lru_cache(maxsize=1)
def leaflet_style() -> str:
    """Leaflet's own style sheet, which only a caller's trusted folium layers need; without the pictures it asks for."""
    return re.sub(r"url\(images/[^)]*\)", "none", _vendor("leaflet.css"))


def _properties(*, used: frozenset[str]) -> str:
    """The colours that a style sheet uses, as custom properties: light, dark, and louder where that is asked for."""
    plain = {name: name for name in PALETTE if name in used}
    louder = {name: LOUDER[name] for name in LOUDER if name in used}
    return (
        f":root{{color-scheme:light dark;{_colours(plain, 'light')}--halo:var(--home);--glow:{_GLOW}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_colours(plain, 'dark')}}}}}"
        f"@media (prefers-contrast:more){{:root{{{_colours(louder, 'light')}}}}}"
        f"@media screen and (prefers-contrast:more) and (prefers-color-scheme:dark)"
        f"{{:root{{{_colours(louder, 'dark')}}}}}"
    )


def _colours(names: Mapping[str, str], scheme: Scheme) -> str:
    return "".join(f"--{name}:{PALETTE[source].of(scheme)};" for name, source in names.items())


def _rules() -> str:
    """The rules for each basis and role."""
    rules = []
    for basis, line in LINE_STYLES.items():
        dash = ",".join(f"{px:g}" for px in line.dash_px) or "none"
        rules.append(
            f".leg-{basis}{{--line:var(--{line.colour});stroke:var(--line);stroke-width:{line.width_px:g}px;"
            f"stroke-dasharray:{dash}}}"
        )
    symbols: dict[str, Symbol] = {**{role.value: each for role, each in SYMBOLS.items()}, "obstacle": OBSTACLE}
    for colour in dict.fromkeys(symbol.colour for symbol in symbols.values()):
        pins = ",".join(f".sym-{role}" for role, symbol in symbols.items() if symbol.colour == colour)
        rules.append(f"{pins},.ink-{colour}{{--role:var(--{colour})}}.area.ink-{colour}{{fill:url(#hatch-{colour})}}")
        rules.append(f".area-soft.ink-{colour}{{fill:url(#soft-{colour})}}")
    for filled, paint in _PAINT.items():
        pins = ",".join(f".sym-{role}" for role, symbol in symbols.items() if symbol.filled is filled)
        rules.append(f"{pins}{{{paint}}}")
    return "".join(rules)


def line_options(bases: Iterable[Basis]) -> dict[str, dict[str, object]]:
    """What the runtime must know of these bases, beyond what the style sheet says."""
    return {
        basis.value: {
            "arrow": line.arrow, "bar": line.bar_at_end, "shown": line.shown,
            "width": line.width_px,
        }
        for basis, line in ((basis, LINE_STYLES[basis]) for basis in bases)
    }  # fmt: skip


def slim_style(text: str) -> str:
    r"""A style sheet of ours without comments and needless blanks.

    Examples
    --------
    >>> slim_style("/* why */\na > b {\n  color: red;\n}\n")
    'a>b{color:red}'
    """
    text = re.sub(r"\s+", " ", _CSS_COMMENT.sub("", text)).strip()
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    return re.sub(r";?}", "}", re.sub(r": ", ":", text))


def _vendor(name: str) -> str:
    path = files("geomap") / "static" / "vendor" / name
    if not path.is_file():
        raise GeomapError(
            f"{path}: missing, try installing geomap again (the build brings Leaflet from npm and bundles our scripts)"
        )
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def _read(name: str) -> str:
    return (files("geomap") / "static" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
