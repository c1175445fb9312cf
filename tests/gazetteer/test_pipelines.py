"""A spaCy pipeline as the finder of names, played by a stand-in."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from gazetteer import Gazetteer
from gazetteer.errors import GazetteerError, PipelineError
from gazetteer.mentions.pipelines import spacy_finder
from gazetteer.place import Mention, Role

TEXT = "The Hague saw the Bronx's best, Syrian envoys, and Ann in Homs."
ENTITIES = [
    ("GPE", "The Hague"), ("LOC", "the Bronx's"), ("NORP", "Syrian"), ("PERSON", "Ann"), ("FAC", "Homs"),
]  # fmt: skip


def load(name: str, **options: Any) -> Any:
    if name != "en_core_web_sm":
        raise OSError(f"[E050] Can't find model '{name}'.")
    spans = [(label, TEXT.index(part), len(part)) for label, part in ENTITIES]
    entities = [SimpleNamespace(label_=label, start_char=start, end_char=start + n) for label, start, n in spans]
    return lambda text: SimpleNamespace(ents=entities)


@pytest.fixture
def spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=load))


@pytest.mark.usefixtures("spacy")
def test_places_come_without_article_and_possessive_and_people_do_not_come() -> None:
    assert spacy_finder("en_core_web_sm")(TEXT) == (
        Mention("Hague", 4, 9),
        Mention("Bronx", 18, 23),
        Mention("Syrian", 32, 38, Role.ADJECTIVE),
        Mention("Homs", 58, 62),
    )


@pytest.mark.usefixtures("spacy")
def test_a_pipeline_that_is_not_there_is_named() -> None:
    with pytest.raises(PipelineError, match="no pipeline 'xx'; try: python -m spacy download xx"):
        spacy_finder("xx")


def test_spacy_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(GazetteerError, match="pip install spacy"):
        spacy_finder("en_core_web_sm")


@pytest.mark.usefixtures("spacy")
def test_a_gazetteer_asks_the_pipeline_that_is_named(default_gazetteer: Gazetteer) -> None:
    assert [mention.text for mention in default_gazetteer.find(TEXT, pipeline="en_core_web_sm")][-1] == "Homs"
    assert default_gazetteer.find(TEXT, pipeline="en_core_web_sm") != default_gazetteer.find(TEXT)
