"""Words of kind: what "province", "mountains" or محافظة beside a name says about the place. Evidence, set aside."""

from __future__ import annotations

from gazetteer.names.folding import fold
from gazetteer.place import Kind
from gazetteer.values import value


@value
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
            "governorate|governate|muhafazah|muhafaza|mohafazat|ili|wilayah|wilaya|oblast|krai|prefecture|"
            "voivodeship|emirate|ostan|state|bundesland|countryside|kirsali"
        ),
    ),
    (_DIVISION, "province|provinces|county|department|canton|provinz|vilayet|vilayeti"),
    ((Kind.ADMIN2, Kind.QUARTER), "district|subdistrict|sub district|qada|caza"),
    ((Kind.ADMIN2,), "ilcesi|kazasi|nahiyesi"),
    ((Kind.QUARTER,), "neighborhood|neighbourhood|quarter|mahallesi|semti|suburb|suburbs"),
    ((Kind.ADMIN1, *_REGION), "region|bolgesi"),
    (
        _REGION,
        "plain|plains|valley|plateau|steppe|basin|barrens|heights|highlands|marshes|peninsula|ovasi|vadisi|yaylasi",
    ),
    (
        _RANGE,
        (
            "mountains|mountain|mountain range|mountain area|mountain region|mts|mtns|range|hills|massif|gebirge|"
            "daglari|dagi"
        ),
    ),
    ((Kind.DESERT,), "desert|desert area|colu"),
    ((Kind.ISLAND,), "island|islands|adasi"),
    ((Kind.SEA,), "sea|gulf|bay|denizi|korfezi"),
    ((Kind.LAKE, Kind.DAM), "lake|reservoir|golu|baraj golu"),
    ((Kind.RIVER,), "river|nehri|irmagi|cayi"),
    (_CITY, "city|town|village|municipality|sehri|koyu|kasabasi|belediyesi|il merkezi|stadt"),
    (
        (Kind.CROSSING,),
        (
            "crossing|border crossing|border post|border point|crossing point|border gate|checkpoint|border|"
            "border terminal|land crossing|land port|sinir kapisi|gumruk kapisi|hudut kapisi|kapisi"
        ),
    ),
    (
        (Kind.BASE,),
        "base|military base|army base|garrison|barracks|outpost|us base|american base|russian base|ussu|askeri ussu",
    ),
    (
        _AIR,
        (
            "airbase|air base|military airport|military airfield|military airbase|airfield|airstrip|hava ussu|"
            "askeri havaalani"
        ),
    ),
    (
        (Kind.AIRPORT, Kind.BASE),
        "airport|international airport|civil airport|havalimani|havaalani|uluslararasi havalimani",
    ),
    (
        (Kind.CAMP,),
        (
            "camp|refugee camp|camps|idp camp|idps camp|displacement camp|palestinian camp|palestinian refugee camp|"
            "tent city|kampi|multeci kampi|cadir kenti|cadirkenti"
        ),
    ),
    ((Kind.DAM, Kind.LAKE), "dam|barrage|baraji"),
    (
        (Kind.OILFIELD,),
        (
            "oilfield|oil field|oilfields|oil fields|oil well|oil wells|gas field|gas fields|gasfield|gas plant|"
            "oil and gas field|field|petrol sahasi"
        ),
    ),
    ((Kind.SITE,), "kalesi|cezaevi|harabeleri"),
    (
        (),
        (
            "area|outskirts|surroundings|vicinity|pocket|front|axis|sector|environs|الحدودي|الحدوديه|العسكري|العسكريه|"
            "الدولي|الدوليه|النفطي|النفطيه|الجويه|البري|للاجيين|للنازحين|الفلسطيني|الفلسطينيين"
        ),
    ),
)
# What stands before a name. "of" forms, French, and the order of Arabic, Kurdish and Persian.
_BEFORE: _Phrases = (
    (
        _A1,
        (
            "governorate of|state of|emirate of|muhafazat|muhafazah|mohafazat|gouvernorat de|gouvernorat d|"
            "gouvernorat du|gouvernorat de la|gouvernorat des|mohafazat de|wilayat|wilaya de|gouvernement|parezgeha|"
            "parezgehe|parezgeh|ustan|ostan|محافظه|ولايه|ريف|استان|پاريزگاي|پاريزگه|oblast of"
        ),
    ),
    (
        _DIVISION,
        (
            "province of|county of|provincia de|province de|province d|province du|province de la|departement de|"
            "department of|provinz|canton of|canton de|canton d|kantona"
        ),
    ),
    (
        (Kind.ADMIN2,),
        (
            "district of|qada|caza of|caza de|caza d|caza du|kaza of|nahiyat|nahiya|mintaqat|navceya|navcheya|qeza|"
            "قضا|ناحيه|منطقه|لوا|قهزاي|ناحيهي"
        ),
    ),
    ((Kind.ADMIN2, Kind.QUARTER), "district de|district d|district du"),
    (
        (Kind.QUARTER,),
        "neighborhood of|neighbourhood of|quarter of|hayy|quartier de|quartier d|quartier du|quartier|taxa|حي|ضاحيه",
    ),
    ((Kind.ADMIN1, *_REGION), "region of|region de|region d|region du|herema"),
    (
        _REGION,
        (
            "valley of|vallee de|vallee de la|vallee du|vallee d|plaine de|plaine de la|plaine du|plaine d|plateau de|"
            "plateau du|plateau d|hauteurs de|hauteurs du|sahl|desta|سهل|جرود|هضبه|مرتفعات|دشتي|دهشتي"
        ),
    ),
    (
        _RANGE,
        (
            "mount|mt|mountains of|mountain of|jabal|jebel|jabel|gebel|djebel|djabal|dschabal|dschebel|jibal|djebal|"
            "monts|monts de|monts du|monts d|mont|montagnes de|montagnes du|montagnes d|montagne de|montagne d|"
            "massif de|massif du|chaine de|ciyaye|ciyayen|ciya|cheya|chiyaye|جبال|جبل|كوه|چياي"
        ),
    ),
    ((Kind.DESERT,), "desert of|desert de|desert du|desert d|badiat|badiyat|sahra|باديه|صحرا"),
    ((Kind.ISLAND,), "island of|isle of|ile de|ile d|جزيره"),
    ((Kind.SEA,), "sea of|gulf of|bay of|mer|mer de|golfe de|golfe d|بحر|خليج"),
    ((Kind.LAKE,), "lake|lac|lac de|lac du|lac d|buhayrat|buhayra|gola|بحيره|دهرياچهي"),
    (
        (Kind.RIVER,),
        "river|nahr|fleuve|riviere|riviere de|ceme|robare|rubare|cema|نهر|رووباري",
    ),
    (
        _CITY,
        (
            "city of|town of|village of|ancient city of|old city of|border town of|border city of|ville de|ville d|"
            "ville du|village de|village d|localite de|localite d|stadt|madinat|madinah|medinat|baldat|baldah|qaryat|"
            "qarya|bajare|bajar|gunde|gund|bajaroka|"
            "مدينه|بلده|قريه|شار|شاري|شاروچكهي|شهر|گوندي"
        ),
    ),
    (
        (Kind.CROSSING,),
        (
            "crossing of|border crossing of|border post of|maabar|mabar|manfadh|manfaz|poste frontiere de|"
            "poste frontiere d|poste frontalier de|poste frontalier d|point de passage de|point de passage d|"
            "deriye sinor|deriye|معبر|منفذ|نقطه حدوديه|مهرزي|دهروازهي"
        ),
    ),
    ((Kind.BASE,), "base of|base de|base d|base militaire de|base militaire d|qaidat|قاعده|معسكر"),
    (
        _AIR,
        (
            "airbase of|base aerienne de|base aerienne d|base aerienne du|base aerienne|aerodrome de|aerodrome d|"
            "قاعده جويه"
        ),
    ),
    (
        (Kind.AIRPORT, Kind.BASE),
        (
            "airport of|matar|aeroport de|aeroport d|aeroport du|aeroport international de|aeroport international d|"
            "aeroport militaire de|aeroport militaire d|balafirgeha|مطار|فروكهخانهي"
        ),
    ),
    (
        (Kind.CAMP,),
        (
            "camp|camp de|camp d|camp du|camp de refugies de|camp de refugies d|camp palestinien de|"
            "camp palestinien d|mukhayyam|mukhayam|moukhayam|kampa|wargeha|مخيم|مخيمات|كهمپي"
        ),
    ),
    ((Kind.DAM, Kind.LAKE), "dam of|barrage de|barrage d|barrage du|sadd|bendava|سد|بهنداوي"),
    (
        (Kind.OILFIELD,),
        (
            "oilfield of|champ petrolier de|champ petrolier d|champ petrolifere de|champ petrolifere d|champ gazier de|"
            "champ gazier d|haql|haqil|حقل|حقول|حقل غاز"
        ),
    ),
    ((Kind.SITE,), "prison de|prison d|raffinerie de|citadelle de|citadelle d|سجن|مصفاه|مصفي"),
    (
        (),
        (
            "area of|outskirts of|on outskirts of|near|around|outside|suburbs of|vicinity of|surroundings of|"
            "countryside of|rural areas of|environs of|nahe|pres de|pres d|aux abords de|aux environs de|"
            "environs de|banlieue de|peripherie de|region autour de|قرب|اطراف|محيط|ضواحي|بالقرب من"
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
