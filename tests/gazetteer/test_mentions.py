"""Finding names of places in text: which spans, in which role, and which capitalised words are none."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gazetteer import Gazetteer, Mention, Role, fold
from gazetteer.mentions import NameFacts, NameFinder
from gazetteer.mentions.evidence import WEIGHTS
from gazetteer.mentions.people import find_people
from gazetteer.mentions.tokens import tokenize, words_of
from gazetteer.mentions.vocabulary import vocabulary
from gazetteer.mentions.wordlists import WORDS_FOLDER, read_rows

FEW_NAMES = {
    "aleppo": NameFacts(1_600_000),
    "al tanf": NameFacts(0, is_noted=True),
    "austin": NameFacts(960_000),
    "bath": NameFacts(94_000),
    "deir el zour": NameFacts(270_000),
    "elkton": NameFacts(200),
    "franklin": NameFacts(80_000),
    "homs": NameFacts(770_000),
    "kings lynn": NameFacts(48_000),
    "lake victoria": NameFacts(0, is_noted=True),
    "man": NameFacts(140_000),
    "nice": NameFacts(340_000),
    "raqqa": NameFacts(530_000),
    "reading": NameFacts(320_000),
    "rio de janeiro": NameFacts(6_700_000),
    "springfield": NameFacts(170_000),
}


class FewNames:
    """A lexicon of a few names, so that a rule is tested and not the data of the day."""

    def facts(self, name: str) -> NameFacts | None:
        return FEW_NAMES.get(fold(name))

    def begins(self, words: str) -> bool:
        return any(name.startswith(fold(words)) for name in FEW_NAMES)

    def alike(self, name: str) -> NameFacts | None:
        return NameFacts(-1, is_noted=True) if fold(name) == "rakka" else None


def find(text: str) -> tuple[Mention, ...]:
    return NameFinder(FewNames()).find(text)


def names(text: str) -> list[str]:
    return [mention.text for mention in find(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # Countries, peoples and adjectives need no gazetteer.
        ("Troops left Syria.", [("Syria", Role.NAME)]),
        ("Syrian troops fled the Syrians.", [("Syrian", Role.ADJECTIVE), ("Syrians", Role.PEOPLE)]),
        ("A Londoner met two New Yorkers.", [("Londoner", Role.ADJECTIVE), ("New Yorkers", Role.PEOPLE)]),
        ("She speaks Arabic.", [("Arabic", Role.ADJECTIVE)]),
        ("The Dutch and the Swiss won.", [("Dutch", Role.ADJECTIVE), ("Swiss", Role.ADJECTIVE)]),
        ("South Korean and North Korean envoys", [("South Korean", Role.ADJECTIVE), ("North Korean", Role.ADJECTIVE)]),
        # Case endings of Turkish stand behind an apostrophe; in other texts it is a letter of the name.
        ("Savaş, Raqqa'da ve Homs’tan uzakta", [("Raqqa", Role.NAME), ("Homs", Role.NAME)]),
        ("Türkiye'nin sınırı", [("Türkiye", Role.NAME)]),
        # Who works in a centre is no place.
        ("The Aleppo Media Center says so.", [("Aleppo", Role.PART)]),
        # Acronyms, with their dots inside and other dots outside the span.
        ("The U.S. and the UK left.", [("U.S.", Role.NAME), ("UK", Role.NAME)]),
        ("Back to the U.S.", [("U.S.", Role.NAME)]),
        ("U.S.-led strikes; EU aid", [("U.S.", Role.NAME), ("EU", Role.NAME)]),
        ("He was in the UAE.", [("UAE", Role.NAME)]),
        ("They told us so, and US$5 or $US5 was paid in the US.", [("US", Role.NAME)]),
        # Possessives are outside.
        ("Syria's west and Jordan’s king", [("Syria", Role.NAME), ("Jordan", Role.NAME)]),
        ("Fire in King's Lynn.", [("King's Lynn", Role.NAME)]),
        # Names that are parts of other names.
        ("The Washington Post said so.", [("Washington", Role.PART)]),
        ("The Boston Celtics won.", [("Boston", Role.PART)]),
        ("The Bank of England is in London.", [("England", Role.PART), ("London", Role.NAME)]),
        ("The Syrian Observatory said so.", [("Syrian", Role.ADJECTIVE)]),
        # Towns behind their states, and states by their abbreviations.
        ("In Springfield, Ill.", [("Springfield", Role.NAME), ("Ill.", Role.NAME)]),
        ("From Austin, TX, to", [("Austin", Role.NAME), ("TX", Role.NAME)]),
        ("She was ill. TX is a code.", []),
        # Words of kind stay with the name.
        ("Shells hit Deir el-Zour province.", [("Deir el-Zour province", Role.NAME)]),
        ("Boats on Lake Victoria and the River Lune", [("Lake Victoria", Role.NAME), ("River Lune", Role.NAME)]),
        ("Deputies of Anderson County said", [("Anderson County", Role.NAME)]),
        ("It is on Royal Street.", [("Royal Street", Role.NAME)]),
        ("It is by St. Mary's Hospital.", [("St. Mary's Hospital", Role.NAME)]),
        ("From Charles de Gaulle Airport", [("Charles de Gaulle Airport", Role.NAME)]),
        ("At the University of Aleppo, he", [("University of Aleppo", Role.NAME)]),
        ("The base at al-Tanf and the one at Al-Tanf", [("al-Tanf", Role.NAME), ("Al-Tanf", Role.NAME)]),
        ("Fighting in Eastern Aleppo", [("Eastern Aleppo", Role.NAME)]),
        ("They fled from Homs, Rakka and Aleppo.", [("Homs", Role.NAME), ("Rakka", Role.NAME), ("Aleppo", Role.NAME)]),
        ("They flew to Rio de Janeiro.", [("Rio de Janeiro", Role.NAME)]),
        ("On 14th St. Thursday", [("14th St.", Role.NAME)]),
        ("Crash on the A417: the road is closed", [("A417", Role.NAME)]),
        # A dateline.
        ("HOMS, Syria (AP) — Troops", [("HOMS", Role.NAME), ("Syria", Role.NAME)]),
    ],
)  # fmt: skip
def test_finds(text: str, wanted: list[tuple[str, Role]]) -> None:
    assert [(mention.text, mention.role) for mention in find(text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Mr Paris and Mrs Homs came.",
        "Paris Hilton and Jordan Pickford sang.",
        "Coach Austin Franklin said the team, led by Bill Reading, lost.",
        "President Bashar al-Assad met Chancellor Angela Merkel.",
        "S. B. Homs and J. Aleppo signed.",
        "Nureddine Aleppo, 43, was hurt.",
        "It was nice to read in the bath.",
        "Nice work. Man is mortal.",
        "The paper A4 and the tank M1 Abrams",
        "Mail info@aleppo.org, see www.homs.com, follow @Syria and #Iraq.",
        "TITLE: Troops enter Homs LINK: https://example.org/Syria/Homs",
        "دخلت القوات مدينة حمص",  # no capital letters: said in the documentation
        "",
        " \n\t",
    ],
)
def test_takes_for_no_place(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # A family name is a person throughout a text that names the person in full, unless the text says where.
        ("Benjamin Franklin wrote. Franklin was born later.", []),
        ("The town of Franklin burnt.", ["Franklin"]),
        # Words of the language are places only where the sentence says so.
        ("She lives in Nice, France.", ["Nice", "France"]),
        ("They met in Bath, England.", ["Bath", "England"]),
        ("Reading is fun.", []),
        ("Police in Reading, England", ["Reading", "England"]),
        # Whoever speaks and never holds anything is a person, whatever some town is called.
        ("“Yes,” said Springfield. Springfield left.", []),
        ("“Yes,” said Homs. Fighting in Homs went on.", ["Homs", "Homs"]),
        # Names that the gazetteer lacks, where the sentence asks for a place.
        ("the village of Kafr Xyzab", ["Kafr Xyzab"]),
        ("Xyzab province", ["Xyzab province"]),
        ("clashes in Rakka", ["Rakka"]),
        ("Xyzab spoke to Xyzab.", []),
    ],
)
def test_the_sentence_decides(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


def test_a_name_has_one_sense_in_a_text() -> None:
    assert names("Later, Elkton was calm.") == []
    assert names("They met in Elkton. Later, Elkton was calm.") == ["Elkton", "Elkton"]


def test_a_list_lends_its_sense_to_the_first_name() -> None:
    assert names("Then came Elkton.") == []
    assert names("Then came Elkton, Homs and Raqqa.") == ["Elkton", "Homs", "Raqqa"]


def test_a_header_line_is_no_prose_but_the_text_below_is() -> None:
    text = "TITLE: Homs falls LINK: https://example.org/homs\nHOMS (AP) - Troops entered Homs."
    assert [(mention.text, mention.start) for mention in find(text)] == [("HOMS", 49), ("Homs", 76)]


def test_offsets_are_of_characters() -> None:
    text = "🚂🚃 ins Café: à Homs"
    (mention,) = find(text)
    assert text[mention.start : mention.end] == mention.text == "Homs"


def test_the_score_grows_with_the_evidence() -> None:
    bare, preposition, container = (find(text)[0].score for text in ("Homs fell.", "in Homs fell", "in Homs, Syria"))
    assert 0.5 < bare < preposition < container < 1


def test_mentions_are_frozen_values() -> None:
    (mention,) = find("in Homs")
    assert mention == Mention("Homs", 3, 7, Role.NAME, mention.score)
    with pytest.raises(dataclasses.FrozenInstanceError):
        mention.start = 0  # type: ignore[misc]


PIECES = """
Syria Syrian Homs Aleppo Deir el-Zour province Mr. Jordan Smith said in at the The of U.S. Ill. St. Lake Victoria Street
University West City King's , . ( ) — ' ’s “ ” A417 road 43 who TX d’Or 14th al- HOMS AP TITLE: LINK: @a $5
https://example.org
"""
WORDS = st.sampled_from([*PIECES.split(), "\n"])


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)))
@example("Lake")
@example("University of")
@example("St. ")
@example("'s")
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    done = 0
    for mention in find(text):
        assert done <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text == mention.text.strip()
        assert 0 < mention.score <= 1
        done = mention.end


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_the_same_text_gives_the_same_answer_and_a_paragraph_before_it_only_moves_it(text: str) -> None:
    before = "all quiet.\n\n"
    moved = [(m.text, m.start - len(before), m.role) for m in find(before + text)]
    assert moved == [(m.text, m.start, m.role) for m in find(text)] == [(m.text, m.start, m.role) for m in find(text)]


@pytest.mark.parametrize("text", ["AB " * 4_000, "a" * 60_000, "@" * 60_000, "Homs " * 4_000, "TITLE: A: " * 4_000])
def test_long_and_odd_texts_end(text: str) -> None:
    find(text)


def test_people_are_told_by_titles_given_names_initials_and_verbs() -> None:
    text = "Coach Rick Pitino, S. B. Xyzab, Bashar al-Assad, Campbell Davis and Ola Qwert, 43, met. Noma said no."
    assert find_people(tokenize(text), vocabulary(), FewNames()).family == {
        "Pitino", "Xyzab", "Assad", "Davis", "Qwert", "Noma",
    }  # fmt: skip


# --- the data ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(WORDS_FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_word_stands_once_in_a_list(path: object) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()  # type: ignore[attr-defined]
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert all(line.startswith("#") or len(line) <= 120 for line in lines)


def test_peoples_are_told_apart() -> None:
    rows = read_rows("peoples.csv")
    ids = [row["id"] for row in rows if row["id"]]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert row["names"] or row["adjectives"] or row["people"]
        cells = [name for column in ("names", "adjectives", "people") for name in row[column].split("|") if name]
        assert cells == [name.strip() for name in cells]


def test_peoples_and_index_speak_of_the_same_places(default_gazetteer: Gazetteer) -> None:
    for row in read_rows("peoples.csv"):
        if row["id"]:
            assert default_gazetteer.place(row["id"]).id == row["id"]


def test_every_weight_is_a_half_or_a_quarter() -> None:
    assert all(4 * weight == int(4 * weight) for weight in WEIGHTS.values())


# --- with the data of the package --------------------------------------------------------------------------------


def test_finds_what_reports_on_the_region_name(default_gazetteer: Gazetteer) -> None:
    text = (
        "BEIRUT (AP) — A convoy left the Qalamoun Mountains for Boukamal, in Deir el-Zour province near the Iraqi "
        "border, Lebanese officials said. Raqqa, Tal Abyad and Ras al-Ain were calm; Al-Tanf garrison, Omar oil field "
        "and the Zaatari refugee camp in northern Jordan were not. President Bashar al-Assad spoke in Damascus. Assad "
        "thanked Moscow."
    )
    assert [(m.text, m.role.value) for m in default_gazetteer.find(text) if m.role is not Role.ADJECTIVE] == [
        (name, "name")
        for name in (
            "BEIRUT", "Qalamoun Mountains", "Boukamal", "Deir el-Zour province", "Raqqa", "Tal Abyad", "Ras al-Ain",
            "Al-Tanf garrison", "Omar oil field", "Zaatari refugee camp", "Jordan", "Damascus", "Moscow",
        )
    ]  # fmt: skip


# Initials with their dots, or letters and digits with apostrophes inside, but without the possessive 's: what the
# pattern of the finder says in an order that is quicker to try.
PLAIN_WORD = re.compile(r"[A-Z](?:\.[A-Z])+\b\.?|(?!(?<=\w['’])[sS]\b)[^\W_]+(?:['’‘ʼ`](?![sS]\b)[^\W_]+)*")


@given(st.text(alphabet="sSaAUé1_.'’‘ʼ` -", max_size=20))
@example("the U.S.A.'s Sana'a, D.C.")
def test_words_are_letters_with_apostrophes_inside_or_initials(text: str) -> None:
    assert words_of(text) == PLAIN_WORD.findall(text)
