"""The catalogues are whole: everything that the code says, with the same open places, and nothing that it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog


@pytest.fixture(scope="module")
def messages(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("site/messages.py")


def test_every_text_is_found_in_code_templates_and_scripts(messages: ModuleType) -> None:
    files = {each.file for each in messages.said_anywhere()}
    assert {
        "geomap/style.py", "geomap/page/cards.py", "geomap/when/words.py", "geomap/languages/phrases.py",
        "geomap/templates/cards.html.j2", "geomap/static/reader.js", "geomap/static/crowd/list.js",
    } <= files  # fmt: skip
    assert not any("vendor" in file for file in files)


def test_the_catalogues_are_complete_and_up_to_date(messages: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever says something new runs ``make messages`` and translates it."""
    assert messages.main(["--check"]) == 0, capsys.readouterr().out
    assert {path.stem for path in messages.catalogues()} == {"ar", "fr"}


def test_texts_are_taken_from_each_language_of_the_code(messages: ModuleType, tmp_path: Path) -> None:
    for name, text in {
        "a.py": 'from geomap.languages import Speech\nsay("One" if x else "Two"); page.say("{a} and", a=1)\n'
        'to_say("Three", "a context"); say.inside("ctx", "Four"); say.count(n, "{n} cat", "{n} cats"); x.count("no")',
        "b.py": 'say("of something else")',
        "templates/c.html.j2": '<p>{{ say("Five") }} {{ say.count(n, "{n} dog", "{n} dogs") }}</p>',
        "static/d.js": 'const a = `${b || scene.say("Six")}: ${say.count(n, "{n} ox", "{n} oxen")}`;\nsay("Seven");',
    }.items():
        path = tmp_path / "geomap" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = {(each.texts, each.context) for each in messages.said_anywhere(tmp_path)}
    assert found == {
        (("One",), ""), (("Two",), ""), (("{a} and",), ""), (("Three",), "a context"), (("Four",), "ctx"),
        (("{n} cat", "{n} cats"), ""), (("Five",), ""), (("{n} dog", "{n} dogs"), ""), (("Six",), ""),
        (("{n} ox", "{n} oxen"), ""), (("Seven",), ""),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("own", "complaint"),
    [
        ({"Hello {name}": "Bonjour {name}", ("{n} cat", "{n} cats"): ("{n} chat", "{n} chats")}, None),
        ({"Hello {name}": "Bonjour {name}", ("{n} cat", "{n} cats"): ("un chat", "{n} chats")}, None),
        (
            {"Hello {name}": "Bonjour {nom}", ("{n} cat", "{n} cats"): ("{n} chat", "{n} chats")},
            "other names in braces",
        ),
        ({"Hello {name}": "", ("{n} cat", "{n} cats"): ("{n} chat", "{n} chats")}, "not translated: 'Hello {name}'"),
        ({"Hello {name}": "Bonjour {name}", ("{n} cat", "{n} cats"): ("{n} chat", "")}, "not translated"),
        (
            {"Hello {name}": "Bonjour {name}", ("{n} cat", "{n} cats"): ("{n} chat", "des chats")},
            "other names in braces",
        ),
        (
            {"Hello {name}": "Bonjour {name}", ("{n} cat", "{n} cats"): ("{n} chat", "{n} chats"), "Old": "Vieux"},
            "nobody says it any more: 'Old'",
        ),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_told(
    messages: ModuleType, own: dict[str | tuple[str, str], str | tuple[str, str]], complaint: str | None
) -> None:
    template, french = Catalog(), Catalog(locale="fr")
    template.add("Hello {name}")
    template.add(("{n} cat", "{n} cats"))
    for key, text in own.items():
        french.add(key, text)
    found = list(messages.complaints(french, template, "fr.po"))
    assert len(found) == (complaint is not None)
    assert all(complaint in line for line in found)
