"""The pages of the preview: those of a build with the script that loads them again, and the one of problems."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from geomap.page.csp import digest, policy
from geomap.page.render import render_text
from geomap.preview.faults import Fault
from geomap.style import PALETTE

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')


def with_reload(page: str, *, state: str, shows: str = "map") -> str:
    """A page of ours that loads itself again when the preview shows something else than this state.

    Its policy then allows this very script, and to ask the server that the page came from; nothing else changes.

    Parameters
    ----------
    page : str
        HTML with a Content-Security-Policy in a meta tag.
    state : str
        Token of what is shown, from :func:`geomap.preview.state.token_of`.
    shows : {'map', 'problems'}

    Raises
    ------
    ValueError
        The page has no policy or no end of its body, so that it is none of ours.
    """
    script = reload_script()
    body, end, rest = page.rpartition("</body>")
    # Before the policy stands nothing that a story says, and behind the end of the body nothing at all.
    opened, count = _POLICY.subn(lambda found: f"{found[1]}{_allowing(found[2], script)}{found[3]}", body, count=1)
    if not (end and count):
        raise ValueError("this is no page of geomap: it has no policy, or its body does not end")
    tag = f'<script data-state="{html.escape(state)}" data-shows="{html.escape(shows)}">{script}</script>\n'
    return opened + tag + end + rest


def problem_page(found: Sequence[Fault], *, story: str, state: str) -> str:
    """The page that tells what is wrong with a story, and comes back by itself when it is mended."""
    style = _style()
    page = render_text(
        "problems.html.j2", faults=found, story=story, style=style, policy=policy(scripts=(), styles=(style,)),
        count=sum(not fault.warning for fault in found),
    )  # fmt: skip
    return with_reload(page, state=state, shows="problems")


@lru_cache(maxsize=1)
def reload_script() -> str:
    """The script that only the preview adds."""
    return _read("reload.js")


@lru_cache(maxsize=1)
def _style() -> str:
    light, dark = (
        "".join(f"--{name}:{colour.of(scheme)};" for name, colour in PALETTE.items()) for scheme in ("light", "dark")
    )
    colours = f":root{{color-scheme:light dark;{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    return colours + _read("problems.css")


def _read(name: str) -> str:
    return (files("geomap") / "preview" / name).read_text(encoding="utf-8").replace("\r\n", "\n")


def _allowing(text: str, script: str) -> str:
    """A policy, as an attribute has it, that also allows a script and requests to the page's own server."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in html.unescape(text).split(";") if rule.strip())
    for name, more in (("script-src", digest(script)), ("connect-src", "'self'")):
        sources = [source for source in rules.get(name, "").split() if source != "'none'"]
        rules[name] = " ".join([*sources, more])
    return html.escape("; ".join(f"{name} {value}".strip() for name, value in rules.items()))
