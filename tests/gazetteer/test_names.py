"""Folding, keys, likeness and words of kind: tables of spellings, and properties over any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.names import KindSplit, fold, key, similarity, split_kind
from gazetteer.names.kinds import _AFTER, _BEFORE
from gazetteer.names.likeness import Likeness, _distance
from gazetteer.place import Kind

# Letters of the scripts that have rules of their own, marks and punctuation, beside any text at all.
_letters = st.text(st.sampled_from("aeiouwyABDKLSTZ hgcqkxpv'`-.ʿİıßéŞāū دبوكمالقيةىأءَـ・がคิ한۳٤7"), max_size=24)
names = st.one_of(_letters, st.text(max_size=16))


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Deir ez-Zor", "deir ez zor"),
        ("  Al\tBukamal \n", "al bukamal"),
        ("Ālbū Kamāl", "albu kamal"),
        ("DİYARBAKIR", "diyarbakir"),  # the dot above goes only when decomposing comes before casefolding
        ("Diyarbakır", "diyarbakir"),
        ("Ma`arrat an-Nu'mān", "maarrat an numan"),
        ("N’Djamena", "ndjamena"),
        ("gouvernorat d'Alep", "gouvernorat d alep"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("København", "kobenhavn"),
        ("U.S.A.", "usa"),
        ("U.S.", "us"),
        ("Washington, D.C.", "washington dc"),
        ("St. Louis", "st louis"),
        ("Bosnia & Herzegovina", "bosnia and herzegovina"),
        ("Ｄａｍａｓｃｕｓ", "damascus"),
        ("الرَّقّة", "الرقه"),
        ("الرقـــة", "الرقه"),
        ("إدلب", "ادلب"),
        ("دیرالزور", "ديرالزور"),  # Persian yeh
        ("השלום", "השלום"),
        ("Дейр-эз-Зор", "деир эз зор"),
        ("Κωνσταντινούπολη", "κωνσταντινουπολη"),
        ("กรุงเทพ", "กรุงเทพ"),  # vowel signs are letters there
        ("ガザ", "ガザ"),
        ("Sector ٤٢", "sector 42"),
        ("", ""),
        ("—", ""),
        (" . ' ", ""),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(names)
def test_fold_is_settled_by_one_pass(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(names)
def test_fold_ignores_capitals_and_outer_space(name: str) -> None:
    assert fold(f" {name} ") == fold(name)
    if name.isascii():
        assert fold(name.upper()) == fold(name.lower())


SPELLINGS = [
    "Deir ez-Zor|Deir al-Zor|Deir el-Zour|Dayr az-Zawr|Dair az-Zaur|Deir Azzor|Deirezzor|Dêrezor|دير الزور|دیر الزور",
    "Boukamal|Al Bukamal|Abu Kamal|Albu Kamal|Ālbū Kamāl|Abou Kemal|Albukamal|البوكمال|أبو كمال|البو كمال",
    "Raqqa|Ar Raqqah|ar-Raqqa|Al-Rakka|Alraqqa|Reqa|الرقة|رقه",
    "At Tanf|al-Tanf|Tanf|Et Tenf|التنف",
    "Qalamoun|Kalamoun|al-Qalamun|Qalamoun Mountains|القلمون|جبال القلمون",
    "As-Suwayda'|Suwayda|Sweida|Soueida|Al-Suwaida|السويداء",
    "Al-Hasakah|Hasaka|Hassakeh|الحسكة",
    "Qamishli|Kamechliyé|Al-Qamishli|القامشلي",
    "Maarat al-Numan|Maarrat an-Nu'man|معرة النعمان",
    "Khan Sheikhoun|Khan Shaykhun|Khan Cheikhoun|Chan Scheichun|خان شيخون",
    "Sheikh Maqsoud|Scheich Maksud|Schaich Maqsud|Scheikh Maksud|الشيخ مقصود",
    "Jisr al-Shughour|Dschisr asch-Schughur|Jisr ash-Shughur|جسر الشغور",
    "Jarabulus|Dscharabulus|Djarabulus|جرابلس",
    "Jabal al-Zawiya|Dschabal az-Zawiya|Dschebel Zawiya|Djebel Zawiya|جبل الزاوية",
    "Tal Abyad|Tell Abiad|Tel Abyad|تل أبيض",
    "Ayn al-Arab|Ain al-Arab|عين العرب",
    "Idlib|Edleb|إدلب",
    "Erbil|Arbil|Irbil|أربيل",
    "Dohuk|Duhok|Dahuk|دهوك",
    "Nineveh|Ninawa|Ninewa|نينوى",
    "Kirkuk|Karkuk|كركوك",
    "Tadmur|Tadmor|تدمر",
    "Wadi Hawran|Wadi Horan|وادي حوران",
    "Yabroud|Yabrud|يبرود",
]


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_spellings_of_one_place_share_a_key_and_are_alike(spellings: str) -> None:
    first, *others = spellings.split("|")
    for other in others:
        assert key(other) == key(first), other
        assert similarity(first, other) >= 0.75, other


def test_places_with_names_of_their_own_have_keys_of_their_own() -> None:
    keys = [key(spellings.split("|")[0]) for spellings in SPELLINGS]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", ["", "'", "—", "   "])
def test_a_name_of_nothing_has_an_empty_key(name: str) -> None:
    assert key(name) == ""


@pytest.mark.parametrize("name", ["Иркутск", "北京", "서울", "תל אביב"])
def test_other_scripts_keep_their_letters(name: str) -> None:
    assert key(name) == fold(name).replace(" ", "")


@given(names)
def test_the_key_is_that_of_the_folded_name_and_of_the_core(name: str) -> None:
    assert key(fold(name)) == key(name) == key(split_kind(name).core)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Deir ez-Zor", "Dayr az Zawr", 1.0),
        ("Raqqa", "الرقة", 1 - 2 * 0.15 / 2.3),  # raka, rk: short vowels are not written
        ("Homs", "Hms", 1 - 0.35 / 3.35),
        ("Tadmur", "Tamdur", 1 - 1 / 4.7),  # two neighbours exchanged count once
        ("abc", "xyz", 0.0),
        ("", "", 1.0),
        ("", "Homs", 0.0),
    ],
)
def test_similarity_of_known_pairs(a: str, b: str, expected: float) -> None:
    assert similarity(a, b) == pytest.approx(expected)


@given(names, names)
def test_similarity_is_symmetric_and_within_bounds(a: str, b: str) -> None:
    alike = similarity(a, b)
    assert 0.0 <= alike <= 1.0
    assert alike == pytest.approx(similarity(b, a))
    assert similarity(a, a) == 1.0


@pytest.mark.parametrize(
    ("name", "core", "kinds"),
    [
        ("Deir al-Zor governorate", "deir al zor", {Kind.ADMIN1}),
        ("Deir el-Zour province", "deir el zour", {Kind.ADMIN1, Kind.ADMIN2}),
        ("the outskirts of Deir el-Zour Province", "deir el zour", {Kind.ADMIN1, Kind.ADMIN2}),
        ("province of Homs", "homs", {Kind.ADMIN1, Kind.ADMIN2}),
        ("محافظة دير الزور", "دير الزور", {Kind.ADMIN1}),
        ("Qalamoun Mountains", "qalamoun", {Kind.MOUNTAINS}),
        ("Jabal Sinjar", "sinjar", {Kind.MOUNTAINS}),
        ("معبر التنف الحدودي", "التنف", {Kind.CROSSING}),
        ("Bab al-Hawa border crossing", "bab al hawa", {Kind.CROSSING}),
        ("Syrian Desert", "syrian", {Kind.DESERT}),
        ("town of Azaz", "azaz", {Kind.CITY, Kind.QUARTER}),
        ("مدينة الرقة", "الرقه", {Kind.CITY, Kind.QUARTER}),
        ("Hatay ili", "hatay", {Kind.ADMIN1}),
        ("parêzgeha Hesekê", "heseke", {Kind.ADMIN1}),
        ("gouvernorat de Homs", "homs", {Kind.ADMIN1}),
        ("Provinz Aleppo", "aleppo", {Kind.ADMIN1, Kind.ADMIN2}),
        ("near Palmyra", "palmyra", set()),
        ("gouvernorat d'Alep", "alep", {Kind.ADMIN1}),
        ("camp d’al-Hol", "al hol", {Kind.CAMP}),
        ("aéroport de Damas", "damas", {Kind.AIRPORT, Kind.BASE}),
        ("Kırıkhan ilçesi", "kirikhan", {Kind.ADMIN2}),
        ("Öncüpınar sınır kapısı", "oncupinar", {Kind.CROSSING}),
        ("Çiyayên Qendîl", "qendil", {Kind.MOUNTAINS}),
        ("قضاء سنجار", "سنجار", {Kind.ADMIN2}),
        ("مطار الضمير العسكري", "الضمير", {Kind.AIRPORT, Kind.BASE}),
        ("The Hague", "hague", set()),
        ("Deir ez-Zor", "deir ez zor", set()),
        ("Mountain", "mountain", set()),  # a word of kind alone is the name
        ("The", "the", set()),
        ("", "", set()),
    ],
)
def test_words_of_kind_are_set_aside(name: str, core: str, kinds: set[Kind]) -> None:
    split = split_kind(name)
    assert (split.core, set(split.kinds)) == (core, kinds)


def test_the_words_set_aside_are_kept_in_their_order() -> None:
    assert split_kind("outskirts of the city of Raqqa governorate").words == ("outskirts of", "city of", "governorate")


@given(names, st.sampled_from(["", "the ", "jabal ", "outskirts of "]), st.sampled_from(["", " city", " province"]))
def test_nothing_is_left_to_set_aside_in_a_core(name: str, before: str, after: str) -> None:
    split = split_kind(before + name + after)
    assert split_kind(split.core) == KindSplit(split.core)


def test_every_phrase_of_the_tables_is_folded_and_stands_once() -> None:
    for table in (_AFTER, _BEFORE):
        phrases = [phrase for _, words in table for phrase in words.split("|")]
        assert [phrase for phrase in phrases if fold(phrase) != phrase] == []
        assert sorted(set(phrases)) == sorted(phrases)


@given(
    st.lists(st.tuples(st.text("aiu", max_size=4), st.text("aiu", max_size=4), st.sampled_from("bkdr")), max_size=5),
    st.booleans(),
)
def test_names_of_one_skeleton_are_as_alike_as_their_letters_say(
    parts: list[tuple[str, str, str]], across_scripts: bool
) -> None:
    a, b = ("".join(part[which] + part[2] for part in parts) for which in (0, 1))
    vowel = 0.15 if across_scripts else 0.35
    longest = max(len(parts) + vowel * (len(name) - len(parts)) for name in (a, b))
    expected = 1.0 - _distance(a, b, vowel) / longest if a != b else 1.0
    assert Likeness(a).to(b, across_scripts=across_scripts) == pytest.approx(max(0.0, expected))
