"""Words of kind: what "province", "mountains" or محافظة beside a name says about the place. Evidence, set aside."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.names.folding import fold
from gazetteer.place import Kind


@dataclass(frozen=True, slots=True)
class KindSplit:
    """A name parted into the name proper and its words of kind.

    ``core`` is folded and never empty unless the whole name folds to nothing; ``kinds`` are the kinds that the
    words allow (empty: they say nothing of it); ``words`` are the phrases set aside, folded, in their order.
    """

    core: str
    kinds: frozenset[Kind] = frozenset()
    words: tuple[str, ...] = ()


_Phrases = tuple[tuple[tuple[Kind, ...], str], ...]  # kinds, and the phrases that say them with | between

_A1 = (Kind.ADMIN1,)
_DIVISION = (Kind.ADMIN1, Kind.ADMIN2)
_CITY = (Kind.CITY, Kind.QUARTER)
_REGION = (Kind.REGION,)
_RANGE = (Kind.MOUNTAINS,)
_AIR = (Kind.AIRPORT, Kind.BASE)

# What stands after a name. English order, and the suffixes of Turkish and German.
_AFTER: _Phrases = (
    (
        _A1,
        (
            "governorate|governate|muhafazah|muhafaza|mohafazat|vilayet|ili|wilayah|wilaya|oblast|krai|prefecture|"
            "voivodeship|emirate|ostan|state|bundesland|countryside"
        ),
    ),
    (_DIVISION, "province|provinces|county|department|canton|provinz|vilayeti"),
    ((Kind.ADMIN2, Kind.QUARTER), "district|ilcesi|subdistrict|sub district|qada|caza"),
    ((Kind.QUARTER,), "neighborhood|neighbourhood|quarter|mahallesi|suburb|suburbs"),
    ((Kind.ADMIN1, *_REGION), "region"),
    (_REGION, "plain|plains|valley|plateau|steppe|basin|barrens|heights|highlands|marshes|peninsula"),
    (
        _RANGE,
        (
            "mountains|mountain|mountain range|mountain area|mountain region|mts|mtns|range|hills|massif|gebirge|"
            "daglari|dagi"
        ),
    ),
    ((Kind.DESERT,), "desert|desert area|colu"),
    ((Kind.ISLAND,), "island|islands|adasi"),
    ((Kind.SEA,), "sea|gulf|bay"),
    ((Kind.LAKE, Kind.DAM), "lake|reservoir|golu|baraj golu"),
    ((Kind.RIVER,), "river|nehri"),
    (_CITY, "city|town|village|municipality|sehri|koyu|stadt"),
    (
        (Kind.CROSSING,),
        "crossing|border crossing|border post|border point|crossing point|border gate|checkpoint|sinir kapisi|border",
    ),
    ((Kind.BASE,), "base|military base|army base|garrison|barracks|outpost|us base"),
    (_AIR, "airbase|air base|military airport|airfield|military airbase|military airfield|hava ussu"),
    ((Kind.AIRPORT, Kind.BASE), "airport|international airport|havalimani"),
    ((Kind.CAMP,), "camp|refugee camp|camps|idp camp|displacement camp|kampi"),
    ((Kind.DAM, Kind.LAKE), "dam|baraji"),
    ((Kind.OILFIELD,), "oilfield|oil field|oilfields|oil fields|oil well|gas field|gas plant|field"),
    ((), "area|outskirts|surroundings|vicinity|pocket|front|axis|sector|الحدودي|العسكري|العسكريه|الدولي"),
)
# What stands before a name. "of" forms, French, and the order of Arabic, Kurdish and Persian.
_BEFORE: _Phrases = (
    (
        _A1,
        (
            "governorate of|state of|emirate of|muhafazat|muhafazah|mohafazat|gouvernorat de|gouvernorat d|wilayat|"
            "wilaya de|gouvernement|parezgeha|parezgehe|ustan|ostan|محافظه|ولايه|ريف|استان|پاريزگاي|پاريزگه|oblast of"
        ),
    ),
    (_DIVISION, "province of|county of|provincia de|province de|departement de|department of|provinz"),
    ((Kind.ADMIN2,), "district of|qada|caza of|caza de|kaza of|nahiyat|nahiya|قضا|ناحيه|منطقه"),
    ((Kind.QUARTER,), "neighborhood of|neighbourhood of|quarter of|hayy|حي|ضاحيه"),
    ((Kind.ADMIN1, *_REGION), "region of|region de"),
    (_REGION, "valley of|sahl|سهل|جرود|هضبه"),
    (
        _RANGE,
        (
            "mount|mt|mountains of|mountain of|jabal|jebel|jabel|gebel|djebel|jibal|djebal|monts|mont|montagnes de|"
            "montagnes du|ciyaye|ciyayen|ciya|جبال|جبل|كوه|چياي"
        ),
    ),
    ((Kind.DESERT,), "desert of|badiat|badiyat|sahra|باديه|صحرا"),
    ((Kind.ISLAND,), "island of|isle of|ile de|جزيره"),
    ((Kind.SEA,), "sea of|gulf of|bay of|بحر|خليج"),
    ((Kind.LAKE,), "lake|lac|buhayrat|بحيره"),
    ((Kind.RIVER,), "river|nahr|fleuve|نهر"),
    (
        _CITY,
        (
            "city of|town of|village of|ancient city of|old city of|border town of|ville de|ville d|stadt|madinat|"
            "madinah|medinat|baldat|qaryat|bajare|gunde|"
            "مدينه|بلده|قريه|شار|شاري|شهر|گوندي"
        ),
    ),
    ((Kind.CROSSING,), "crossing of|maabar|mabar|manfadh|معبر|منفذ|نقطه حدوديه"),
    ((Kind.BASE,), "base of|قاعده"),
    (_AIR, "airbase of|قاعده جويه"),
    ((Kind.AIRPORT, Kind.BASE), "airport of|matar|aeroport de|مطار"),
    ((Kind.CAMP,), "camp|mukhayyam|moukhayam|مخيم"),
    ((Kind.DAM, Kind.LAKE), "dam of|sadd|سد"),
    ((Kind.OILFIELD,), "oilfield of|haql|حقل|حقول"),
    (
        (),
        (
            "area of|outskirts of|on outskirts of|near|around|outside|suburbs of|vicinity of|surroundings of|"
            "countryside of|nahe|pres de|قرب|اطراف|محيط"
        ),
    ),
)


def _table(phrases: _Phrases, end: int) -> dict[str, list[tuple[tuple[str, ...], frozenset[Kind]]]]:
    """The phrases by their outermost word, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], frozenset[Kind]]]] = {}
    for kinds, words in phrases:
        for phrase in words.split("|"):
            tokens = tuple(phrase.split())
            found.setdefault(tokens[end], []).append((tokens, frozenset(kinds)))
    for entries in found.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return found


_PHRASES = frozenset(phrase for table in (_BEFORE, _AFTER) for _, words in table for phrase in words.split("|"))
_PREFIXES = _table(_BEFORE, 0)
_SUFFIXES = _table(_AFTER, -1)
_LEADING = frozenset({"the", *_PREFIXES})


def _match(
    table: dict[str, list[tuple[tuple[str, ...], frozenset[Kind]]]], tokens: list[str], end: int
) -> tuple[tuple[str, ...], frozenset[Kind]] | None:
    """The longest phrase of the table at this end (0 or -1) of the tokens that leaves at least one of them."""
    for phrase, kinds in table.get(tokens[end], ()):
        size = len(phrase)
        if size < len(tokens) and (tokens[:size] if end == 0 else tokens[-size:]) == list(phrase):
            return phrase, kinds
    return None


def split_kind(name: str) -> KindSplit:
    """Set the words of kind at both ends of a name aside.

    Applied alike to what a reporter wrote and to every name of the index, so that both meet at the same core;
    ``split_kind(split.core) == KindSplit(split.core)``. A leading "the" goes too.

    Parameters
    ----------
    name : str
        In any script; words of kind are known in English, French, German, Turkish, Arabic, Kurdish and Persian.

    Examples
    --------
    >>> split = split_kind("the outskirts of Deir el-Zour province")
    >>> split.core, sorted(split.kinds), split.words
    ('deir el zour', [<Kind.ADMIN1: 'admin1'>, <Kind.ADMIN2: 'admin2'>], ('outskirts of', 'province'))
    >>> split_kind("جبال القلمون").kinds == split_kind("Qalamoun Mountains").kinds == {Kind.MOUNTAINS}
    True
    >>> split_kind("Mountain").core
    'mountain'
    """
    return split_folded(fold(name))


def split_folded(folded: str) -> KindSplit:
    """:func:`split_kind` of a name that is folded already."""
    tokens = folded.split()
    if len(tokens) < 2 or (tokens[0] not in _LEADING and tokens[-1] not in _SUFFIXES):
        return KindSplit(folded)  # most names
    kinds: frozenset[Kind] = frozenset()
    before: list[str] = []
    after: list[str] = []
    while len(tokens) > 1:
        if tokens[0] == "the":
            del tokens[0]
        elif found := _match(_PREFIXES, tokens, 0):
            before.append(" ".join(found[0]))
            del tokens[: len(found[0])]
            kinds |= found[1]
        elif found := _match(_SUFFIXES, tokens, -1):
            after.insert(0, " ".join(found[0]))
            del tokens[-len(found[0]) :]
            kinds |= found[1]
        else:
            break
    return KindSplit(" ".join(tokens), kinds, (*before, *after))


def is_generic(name: str) -> bool:
    """Whether a name is nothing but a word of kind: "the province", "border".

    Examples
    --------
    >>> is_generic("the province"), is_generic("Homs province")
    (True, False)
    """
    return fold(name).removeprefix("the ") in _PHRASES
