"""Words of direction beside a name: "northern Iraq", "south of Hasakah". They say which part, not another place."""

from __future__ import annotations

from gazetteer.names.folding import fold
from gazetteer.names.patterns import pattern

_SIDES = (
    "north|south|east|west|northern|southern|eastern|western|northeast|northwest|southeast|southwest|northeastern|"
    "northwestern|southeastern|southwestern|central"
)
_ENGLISH = rf"(?:far |extreme |mid )?(?:(?:{_SIDES}) (?:and )?)?(?:{_SIDES})"
_FRENCH = r"(?:nord|sud|est|ouest|centre)(?: (?:est|ouest))?"
_ARABIC = "شمال|جنوب|شرق|غرب|وسط|شمالي|جنوبي|شرقي|غربي"
_ARABIC_AFTER = "الشمالي|الجنوبي|الشرقي|الغربي|الاوسط"
# What stands before the name, of each the longest form; then what stands after it or within.
_BEFORE = pattern(
    rf"^(?:(?:about |some |around )?\d+ ?(?:km|kms|kilometers|kilometres|miles|mi) )?(?:to |in |on |at )?(?:the )?(?:"
    rf"{_ENGLISH} of(?: the)?|{_ENGLISH}|"
    rf"(?:dans |a )?(?:le |l |au )?{_FRENCH} (?:de la|de l|de|du|des|d)|"
    rf"downtown|rural|kuzey|guney|dogu|bati|kuzeydogu|kuzeybati|guneydogu|guneybati|bakure|basure|rojhilate|rojavaye|"
    rf"(?:{_ARABIC}) (?:{_ARABIC})|(?:{_ARABIC})) (?=\w)"
)
_COUNTRYSIDE = pattern(rf"^(.+?)s? (?:{_ENGLISH}) (countryside|suburbs|outskirts|province|governorate|district)$")
_AFTER = pattern(rf"(?<=\w) (?:{_ARABIC_AFTER})(?: (?:{_ARABIC_AFTER}))?$")


def strip_direction(name: str) -> tuple[str, str]:
    """A name without the words that say which part of the place is meant, or how it lies to it.

    Parameters
    ----------
    name : str
        In English, French, Turkish, Kurdish or Arabic.

    Returns
    -------
    tuple of str
        The rest of the name, folded, and the words taken from it; the name itself and ``""`` when it has none.

    Examples
    --------
    >>> strip_direction("northern Iraq"), strip_direction("20 km south of Hasakah")
    (('iraq', 'northern'), ('hasakah', '20 km south of'))
    >>> strip_direction("Palmyra")
    ('Palmyra', '')
    """
    folded = fold(name)
    if found := _BEFORE.match(folded):
        return folded[found.end() :], found[0].strip()
    if found := _COUNTRYSIDE.match(folded):
        rest = f"{found[1]} {found[2]}"
        return rest, folded[len(found[1]) :].removeprefix("s").removesuffix(found[2]).strip()
    if found := _AFTER.search(folded):
        return folded[: found.start()], found[0].strip()
    return name, ""
