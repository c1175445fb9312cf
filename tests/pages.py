"""What holds for every page that we make, as it is written and as it runs; the fixture `page_rules` asks here."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

Tag = tuple[str, dict[str, str]]

WORDS_THAT_OPEN = ("unsafe", "*", "http:", "strict-dynamic", "data: 'self'", "blob:")
ALWAYS = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "require-trusted-types-for": "'script'",
}
ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "xlink:href", "background", "ping")
BEFORE_THE_POLICY = {"charset", "content-security-policy"}  # of <meta>

# Each gives what went through: nothing must. They run when the page is done, outside of what a debugger may do.
PROBES = """
() => new Promise((done) => setTimeout(() => {
  const through = [];
  const attempt = (name, act) => { try { act(); through.push(name); } catch { /* as it should be */ } };
  const parts = () => document.createElement("div");
  const later = (act) => new Promise((next) => setTimeout(() => { act(); next(); }, 50));
  const ran = (name, ready) => later(() => { if (ready()) through.push(name); });
  attempt("innerHTML", () => { parts().innerHTML = "<b>x</b>"; });
  attempt("outerHTML", () => { const box = parts(); box.append(parts()); box.firstChild.outerHTML = "<b>x</b>"; });
  attempt("insertAdjacentHTML", () => parts().insertAdjacentHTML("beforeend", "<b>x</b>"));
  attempt("document.write", () => document.write("<b>x</b>"));
  attempt("srcdoc", () => { document.createElement("iframe").srcdoc = "<b>x</b>"; });
  attempt("DOMParser", () => new DOMParser().parseFromString("<b>x</b>", "text/html"));
  attempt("createContextualFragment", () => document.createRange().createContextualFragment("<b>x</b>"));
  attempt("eval", () => eval("1"));
  attempt("Function", () => Function("return 1")());
  attempt("setTimeout", () => setTimeout("window.geomapRan = 1", 0));
  attempt("script.text", () => { document.createElement("script").text = "1"; });
  attempt("script.src", () => { document.createElement("script").src = "https://example.org/x.js"; });
  attempt("Worker", () => new Worker("data:text/javascript,1"));
  attempt("a policy of one's own", () => trustedTypes.createPolicy("geomap-test", { createHTML: (html) => html }));
  const script = document.createElement("script");
  script.append("window.geomapRan = 1");
  try { document.body.append(script); } catch { /* as it should be */ }
  const link = Object.assign(document.createElement("a"), { href: "javascript:window.geomapRan = 1" });
  document.body.append(link);
  try { link.click(); } catch { /* as it should be */ }
  const button = document.createElement("button");
  document.body.append(button);
  try { button.setAttribute("onclick", "window.geomapRan = 1"); button.click(); } catch { /* as it should be */ }
  const image = document.createElement("img");
  let loaded = false;
  image.onload = () => { loaded = true; };
  image.src = "https://example.org/pixel.png";
  fetch("https://example.org/data").then(() => through.push("fetch"), () => {});
  ran("an inline script, handler or address", () => window.geomapRan)
    .then(() => ran("a picture from elsewhere", () => loaded)).then(() => done(through));
}))
"""


@dataclass
class Read(HTMLParser):
    """A page as a parser sees it."""

    tags: list[Tag] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.inside = tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[len(self.tags) - 1] = self.texts.get(len(self.tags) - 1, "") + data


def written_faults(html: str, *, trusted_layers: bool = False, files_beside: bool = False) -> list[str]:
    """What is wrong with a page as it is written.

    Parameters
    ----------
    html : str
    trusted_layers : bool
        Whether a caller's folium layers are in it, with which a page does without Trusted Types.
    files_beside : bool
        Whether its scripts and styles may lie in files.
    """
    read = Read()
    read.feed(html)
    policies = [
        i for i, (tag, a) in enumerate(read.tags) if a.get("http-equiv", "").casefold() == "content-security-policy"
    ]
    if len(policies) != 1:
        return [f"{len(policies)} policies"]
    rules = dict(
        (rule.strip() + " ").split(" ", 1) for rule in read.tags[policies[0]][1]["content"].split(";") if rule.strip()
    )
    rules = {name: value.strip() for name, value in rules.items()}
    return [
        *_before(read, policies[0]),
        *_of_policy(rules, trusted_layers=trusted_layers),
        *_of_code(read, rules, files_beside=files_beside),
        *_of_attributes(read),
        *_of_links(read),
    ]


def _before(read: Read, policy: int) -> Iterator[str]:
    for tag, attributes in read.tags[:policy]:
        if tag not in ("html", "head") and not (tag == "meta" and "charset" in attributes):
            yield f"<{tag}> before the policy"


def _of_policy(rules: dict[str, str], *, trusted_layers: bool) -> Iterator[str]:
    wanted = {name: value for name, value in ALWAYS.items() if not (trusted_layers and "trusted" in name)}
    yield from (f"{name} is {rules.get(name)}" for name, value in wanted.items() if rules.get(name) != value)
    if not trusted_layers and rules.get("trusted-types") not in ("default", "geomap-element", "'none'"):
        yield f"trusted-types is {rules.get('trusted-types')}"
    for name, value in rules.items():
        yield from (
            f"{name} holds {word}" for word in value.split() if any(open_ in word for open_ in ("unsafe", "*", "blob:"))
        )
        if name in ("script-src", "style-src"):
            yield from (
                f"{name} lets {word}"
                for word in value.split()
                if not re.fullmatch(r"'sha(256|384)-[A-Za-z0-9+/=]+'|'none'|'self'|https://\S+", word)
            )


def _of_code(read: Read, rules: dict[str, str], *, files_beside: bool) -> Iterator[str]:
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        allowed = {word for word in rules.get(rule, "").split() if word.startswith("'sha256-")}
        found = set()
        for i, (name, attributes) in enumerate(read.tags):
            if name != tag or attributes.get("type") == "application/json":
                continue
            if "src" in attributes:
                if not files_beside:
                    yield f"a script from {attributes['src']}"
                continue
            found.add(
                "'sha256-" + base64.b64encode(hashlib.sha256(read.texts.get(i, "").encode()).digest()).decode() + "'"
            )
        if not files_beside:
            yield from (f"{rule}: a <{tag}> that it does not allow" for _ in found - allowed)
            yield from (f"{rule} allows {one}, which is nowhere in the page" for one in sorted(allowed - found))
    for tag, attributes in read.tags:
        if tag == "link" and attributes.get("rel") == "stylesheet" and not files_beside:
            yield f"a style sheet from {attributes.get('href')}"
        if tag in ("object", "embed", "applet", "frame", "portal", "base") and (tag != "base" or "href" in attributes):
            yield f"<{tag}>"


def _of_attributes(read: Read) -> Iterator[str]:
    for tag, attributes in read.tags:
        yield from (f"<{tag} {name}>" for name in attributes if name.startswith("on"))
        if "style" in attributes:
            yield f"<{tag} style>, which the policy refuses"
        if tag == "meta" and attributes.get("http-equiv", "").casefold() == "refresh":
            yield "a refresh"


def _of_links(read: Read) -> Iterator[str]:
    for tag, attributes in read.tags:
        for name in ADDRESSES:
            address = attributes.get(name)
            if address is None or tag == "meta":
                continue
            scheme = urlsplit(address.strip()).scheme.casefold()
            if scheme not in ("", "http", "https") and not (tag == "link" and address == "data:,"):
                yield f"<{tag} {name}={address[:40]!r}>"
            leads_out = tag in ("a", "area") and (
                scheme or attributes.get("target") == "_blank" or address.startswith("//")
            )
            if leads_out and "noopener" not in attributes.get("rel", "").split():
                yield f"<{tag} href={address[:60]!r}> without rel=noopener"
            if tag not in ("a", "area", "link") and (scheme or address.startswith("//")):
                yield f"<{tag} {name}={address[:60]!r}> is fetched"


def living_faults(
    browser: Browser, target: Path | str, *, ready: str | None = None, beside: Callable[[str], bool] | None = None
) -> list[str]:
    """What is wrong with a page as it runs: what it asks for, what it says, and what gets through its policy.

    Parameters
    ----------
    browser : Browser
    target : path or str
        Its file or address.
    ready : str or None
        A selector that is there when the page is done.
    beside : callable or None
        Whether it may ask for an address other than its own.
    """
    address = target.resolve().as_uri() if isinstance(target, Path) else target
    context = browser.new_context()
    faults: list[str] = []
    try:
        context.route(lambda url: url.startswith("http") and "127.0.0.1" not in url, lambda route: route.abort())
        page = context.new_page()

        def asked(request: Any) -> None:
            if request.url.partition("#")[0] != address.partition("#")[0] and not (beside and beside(request.url)):
                faults.append(f"request: {request.url[:100]}")

        context.on("request", asked)
        context.on("console", lambda message: faults.append(f"console: {message.text[:200]}"))
        context.on("weberror", lambda event: faults.append(f"error: {event.error}"))
        page.on("dialog", lambda dialog: (faults.append("a dialog"), dialog.dismiss()))
        page.goto(address)
        if ready:
            page.wait_for_selector(ready, state="attached")
        page.wait_for_load_state("load")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        as_it_was = list(faults)  # what comes now are the complaints about the probes
        return as_it_was + [f"let through: {name}" for name in page.evaluate(PROBES)]
    finally:
        context.close()
