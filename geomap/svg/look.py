"""The style sheet inside the picture: every colour from :mod:`geomap.style`, light by default, dark where asked for.

Written without CSS variables, which print and drawing programs do not know.
"""

from __future__ import annotations

from geomap.style import OBSTACLE, PALETTE, SYMBOLS, Scheme
from geomap.svg.lettering import SANS, SERIF
from geomap.svg.markup import Markup, element

ROLE_COLOURS = tuple(dict.fromkeys(symbol.colour for symbol in SYMBOLS.values()))
STORY_COLOURS = ("way", "alarm", "back", "quiet")

_SHAPES = f"""
svg{{font-family:{SANS}}}
path,line,circle{{stroke-linejoin:round}}
.serif{{font-family:{SERIF}}}
.river,.division,.coast,.border,.leg,.access,.cross,.casing,.band,.bar,.head-open,.scale{{fill:none}}
.river{{stroke-width:1.2}} .coast{{stroke-width:.8}} .border{{stroke-width:1.1}}
.land,.home{{stroke-width:.8}} .lake{{stroke-width:.6}}
.division{{stroke-width:.9;stroke-dasharray:1 2.6}}
.names text,.name,.on-map{{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}}
.of-country{{font-weight:600;letter-spacing:.18em}} .of-country.in-local{{font-weight:400;letter-spacing:0}}
.of-country.joined,.of-division.joined{{letter-spacing:0;font-style:normal}}
.of-division,.of-sea{{font-style:italic}} .of-town.rank-0{{font-weight:600}}
.town-dot{{stroke-width:1.2}}
.band{{stroke-width:9;stroke-opacity:.13}} .outline{{stroke-width:1.4;stroke-opacity:.75;stroke-dasharray:5 3}}
.circle{{fill-opacity:.1;stroke-width:1.1;stroke-opacity:.65;stroke-dasharray:2 2.5}}
.corridor{{fill-opacity:.13}} .casing{{stroke-opacity:.85;stroke-linecap:round}}
.access{{stroke-width:2;stroke-dasharray:.1 5;stroke-linecap:round}} .cross{{stroke-width:2;stroke-linecap:round}}
.barrier{{stroke-width:2}} .chip{{stroke-width:1.5}} .stretch{{font-style:italic;font-weight:600}}
.stretch.joined{{font-style:normal}}
.hatch{{stroke-width:1.6;stroke-opacity:.3}} .head-filled{{stroke-width:1}} .head-open{{stroke-width:2}}
.bar{{stroke-width:4;stroke-linecap:round}} .lead{{stroke-width:1.3}} .dot{{stroke-width:2}} .pin{{stroke-width:2}}
.num{{text-anchor:middle;font-weight:700}} .name{{font-weight:700}} .name.quiet,.name.local{{font-weight:400}}
.far{{stroke-width:1}} .spot{{stroke-width:5;fill-opacity:.2}} .rim{{fill:none;stroke-width:3}}
.b{{font-weight:700}} .i{{font-style:italic}} .scale{{stroke-width:1.3}}
"""


def style_sheet() -> Markup:
    """The ``style`` element."""
    dark = f"@media (prefers-color-scheme:dark){{{_colours('dark')}}}"
    return element("style", {}, Markup(f"{_SHAPES}{_colours('light')}\n{dark}\n"))


def definitions() -> Markup:
    """Hatching and soft fills, one of each per colour."""
    parts = []
    for colour in ROLE_COLOURS:
        line = element("path", {"class": f"hatch s-{colour}", "d": "M0,0V7"})
        hatch = {
            "id": f"hatch-{colour}", "width": 7, "height": 7,
            "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
        }  # fmt: skip
        parts.append(element("pattern", hatch, line))
        stops = [
            element("stop", {"class": f"stop-{colour}", "offset": at, "stop-opacity": opacity})
            for at, opacity in ((0, 0.42), (0.5, 0.3), (0.8, 0.12), (1, 0))
        ]
        parts.append(element("radialGradient", {"id": f"soft-{colour}"}, *stops))
    bars = element("path", {"class": f"hatch s-{OBSTACLE.colour}", "d": "M0,0V9M0,0H9"})
    look = {
        "id": "bars", "width": 9, "height": 9, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
    }  # fmt: skip
    return element("defs", {}, *parts, element("pattern", look, bars))


def _colours(scheme: Scheme) -> str:
    p = {name: colour.of(scheme) for name, colour in PALETTE.items()}
    rules = [
        f".paper{{fill:{p['paper']}}} .sea{{fill:{p['sea']}}} .rule{{fill:none;stroke:{p['rule']}}}",
        f".land{{fill:{p['land']};stroke:{p['land']}}} .home{{fill:{p['home']};stroke:{p['home']}}}",
        f".lake{{fill:{p['sea']};stroke:{p['river']}}} .river{{stroke:{p['river']}}} .coast{{stroke:{p['coast']}}}",
        f".border{{stroke:{p['border']}}} .division{{stroke:{p['admin']}}}",
        f".names text,.name,.on-map{{stroke:{p['home']};stroke-opacity:.85}}",
        f".of-town{{fill:{p['town']}}} .of-country,.of-division{{fill:{p['country']}}} .of-sea{{fill:{p['sea-name']}}}",
        f".town-dot{{fill:{p['land']};stroke:{p['town']}}} .casing{{stroke:{p['home']}}} .dot{{stroke:{p['home']}}}",
        f".name{{fill:{p['ink']}}} .name.quiet,.name.local{{fill:{p['town']}}} .n-on-colour{{fill:{p['on-colour']}}}",
        f".ink{{fill:{p['ink']}}} .soft{{fill:{p['ink-soft']}}} .differ{{fill:{p['differ']}}}",
        f".far{{stroke:{p['border']}}} .spot{{fill:{p['alarm']};stroke:{p['alarm']}}} .rim{{stroke:{p['card']}}}",
        f".scale{{stroke:{p['ink-soft']}}} .kicker{{fill:{p['alarm']}}} .head-filled{{stroke:{p['home']}}}",
    ]
    for name in STORY_COLOURS:
        c = p[name]
        rules.append(
            f".f-{name}{{fill:{c}}} .s-{name}{{stroke:{c}}} .n-{name}{{fill:{c}}} .stop-{name}{{stop-color:{c}}} "
            f".head-filled.{name}{{fill:{c}}} .head-open.{name}{{stroke:{c}}} "
            f".full-{name}{{fill:{c};stroke:{p['home']}}} .hollow-{name}{{fill:{p['home']};stroke:{c}}}"
        )
    return "\n".join(rules)
