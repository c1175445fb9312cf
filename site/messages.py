"""The words of the page, for translators: takes them from the code into geomap.pot, and brings catalogues up to date.

``make messages`` writes geomap/languages/geomap.pot and the catalogues beside it: what is new stands there without a
translation, what nobody says any more is gone. ``python site/messages.py --check`` writes nothing, and tells what is
out of date, missing, or has other ``{names}`` than the English; it ends with 1 where there is anything.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import jinja2
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "geomap" / "languages"
TEMPLATE = FOLDER / "geomap.pot"
SAID = {"say", "to_say", "inside", "form", "count", "to_say_many"}
_FIELD = re.compile(r"\{(\w+)\}")
_HEADER = "# The words of geomap's page. English is the key; see README.md.\n"


@dataclass(frozen=True)
class Said:
    """A text that the code says: one, or one and many; what tells it from the same text elsewhere; the file."""

    texts: tuple[str, ...]
    context: str
    file: str


def said_anywhere(root: Path = ROOT) -> list[Said]:
    """Every text that the page's code says, in the order of the files."""
    package = root / "geomap"
    found: list[Said] = []
    for path in sorted(package.rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if "geomap.languages" in code or "page.say" in code:  # elsewhere, `say` may be anything
            found += _of_python(code, _name(path, root))
    for path in sorted((package / "templates").glob("*.j2")):
        found += _of_template(path.read_text(encoding="utf-8"), _name(path, root))
    static = package / "static"
    for path in sorted(static.rglob("*.js")):
        if "vendor" not in path.relative_to(static).parts:
            found += _of_script(path, _name(path, root))
    return found


def template_of(said: Iterable[Said]) -> Catalog:
    """The catalogue that translators start from."""
    catalogue = Catalog(project="geomap", charset="utf-8", header_comment=_HEADER.rstrip(), fuzzy=False)
    for each in said:
        text = each.texts if len(each.texts) > 1 else each.texts[0]
        catalogue.add(text, locations=[(each.file, 0)], context=each.context or None)
    return catalogue


def complaints(catalogue: Catalog, template: Catalog, name: str) -> Iterator[str]:
    """What is wrong with a translator's catalogue."""
    for wanted in template:
        own = catalogue.get(wanted.id, wanted.context) if wanted.id else None
        if not wanted.id:
            continue
        if own is None or own.fuzzy or not all(texts(own.string)):
            yield f"{name}: not translated: {_shown(wanted)}"
            continue
        forms = texts(own.string)
        if wanted.pluralizable and len(forms) != catalogue.num_plurals:
            yield f"{name}: {len(forms)} forms instead of {catalogue.num_plurals}: {_shown(wanted)}"
        for number, form in enumerate(forms):
            fields, meant = set(_FIELD.findall(form)), set(_FIELD.findall(texts(wanted.id)[-1]))
            # A form for exactly one or two things may say so in a word.
            if fields != meant and not (wanted.pluralizable and fields | {"n"} == meant and number < len(forms) - 1):
                yield f"{name}: has other names in braces than the English: {_shown(wanted)} – {form}"
    for own in catalogue:
        if own.id and template.get(own.id, own.context) is None:
            yield f"{name}: nobody says it any more: {_shown(own)}"
    for stale in catalogue.obsolete.values():
        yield f"{name}: nobody says it any more: {_shown(stale)}"


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file: the same bytes for the same words."""
    out = BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False, ignore_obsolete=True, omit_header=False)
    text = out.getvalue().decode("utf-8")
    drop = ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Report-Msgid", "Language-Team")
    lines = [line for line in text.split("\n") if not line.startswith(tuple(f'"{each}' for each in drop))]
    return "\n".join(lines).encode("utf-8")


def catalogues() -> list[Path]:
    """The files of translators."""
    return sorted(FOLDER.glob("*.po"))


def read(path: Path) -> Catalog:
    """A catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem if path.suffix == ".po" else None)


def brought_up_to_date(path: Path, template: Catalog) -> bytes:
    """A translator's file with what the code says now: what it has already is kept, what is stale is gone."""
    own = read(path)
    own.update(template, no_fuzzy_matching=True, keep_user_comments=True)
    own.obsolete.clear()
    return written(own)


def main(arguments: list[str]) -> int:
    """Bring everything up to date, or with ``--check`` only tell what is not."""
    template = template_of(said_anywhere())
    if "--check" not in arguments:
        TEMPLATE.write_bytes(written(template))
        for path in catalogues():
            path.write_bytes(brought_up_to_date(path, template))
    problems = [] if TEMPLATE.read_bytes() == written(template) else [f"{TEMPLATE.name}: is out of date"]
    for path in catalogues():
        problems += complaints(read(path), template, path.name)
        if path.read_bytes() != brought_up_to_date(path, template):
            problems.append(f"{path.name}: is not as `make messages` writes it")
    print("\n".join(problems) or f"{len(template)} texts, all translated: {', '.join(p.stem for p in catalogues())}")
    return 1 if problems else 0


# --- where texts stand ------------------------------------------------------------------------------------------------


def _of_python(code: str, file: str) -> Iterator[Said]:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if isinstance(node.func, ast.Attribute):
            of = node.func.value
            owner = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            called = node.func.attr if node.func.attr in ("say", "_say") or owner in ("say", "self") else ""
        arguments = [list(_constants(argument)) for argument in node.args]
        yield from _said(called.lstrip("_"), arguments, file)


def _constants(node: ast.expr) -> Iterator[str]:
    """The text that an argument is, or the texts that it may be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


def _of_template(text: str, file: str) -> Iterator[Said]:
    for node in jinja2.Environment().parse(text).find_all(nodes.Call):
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        if isinstance(node.node, nodes.Getattr) and isinstance(node.node.node, nodes.Name):
            called = node.node.attr if node.node.node.name == "say" else ""
        arguments = [[a.value] if isinstance(a, nodes.Const) and isinstance(a.value, str) else [] for a in node.args]
        yield from _said(called, arguments, file)


def _of_script(path: Path, file: str) -> Iterator[Said]:
    with path.open("rb") as script:
        for _, called, texts, _ in extract_javascript(
            script, ["say", "count"], [], {"encoding": "utf-8", "parse_template_string": True}
        ):
            given = list(texts) if isinstance(texts, (list, tuple)) else [texts]
            yield from _said(called or "", [[each] if isinstance(each, str) else [] for each in given], file)


def _said(called: str, arguments: list[list[str]], file: str) -> Iterator[Said]:
    if called == "say" and arguments:
        yield from (Said((text,), "", file) for text in arguments[0])
    elif called == "to_say" and arguments:
        context = arguments[1][0] if len(arguments) > 1 and arguments[1] else ""
        yield from (Said((text,), context, file) for text in arguments[0])
    elif called in ("inside", "form") and len(arguments) > 1 and arguments[0]:
        yield from (Said((text,), arguments[0][0], file) for text in arguments[1])
    elif called == "count" and len(arguments) > 2 and arguments[1] and arguments[2]:
        yield Said((arguments[1][0], arguments[2][0]), "", file)
    elif called == "to_say_many" and len(arguments) > 1:
        yield Said((arguments[0][0], arguments[1][0]), "", file)


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def texts(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """All forms of a text: one, or those of a plural."""
    return [text] if isinstance(text, str) else list(text)


def _shown(message: Message) -> str:
    text = repr(message.id if isinstance(message.id, str) else message.id[-1])
    return f"{text} ({message.context})" if message.context else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
