"""Streets, halls and offices that no gazetteer has: put into the town that the text names them with."""

from __future__ import annotations

import re

from gazetteer.names import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that end the name of something inside a town, or of an office of the town.
_VENUES = _words(
    """
    academy airport arena auditorium avenue ave bank barracks basilica beach boulevard blvd bridge building
    bungalow bureau cafe campus cathedral cemetery center centre chapel church cinema clinic club college
    complex convent council court courthouse crescent depot dock drive embassy exchange expressway factory farm
    farms field forum fort fountain gallery garden gardens gate hall headquarters high highway hospital hotel
    house inn institute intersection jail junction lane lab laboratory library lighthouse mall market marina
    memorial metro mill mine ministry monastery monument mosque motel museum office observatory opera palace
    park parkway pier plant plaza police port prison pub quarter railway railroad refinery restaurant road rd
    roundabout school seminary shop shrine speedway square stadium station store street st studio studios subway
    synagogue temple terminal terrace theater theatre tower towers tunnel university villa warehouse way wharf
    works zoo
    """
)
# Words that do not tell one place from another.
_BLAND = _words(
    """
    north south east west northern southern eastern western northeast northwest southeast southwest northeastern
    northwestern southeastern southwestern central upper lower middle inner outer greater new old great grand
    high first second third national international royal saint city town county village state states republic
    province district region area island islands isle valley delta river lake creek bay hill hills mountain
    mountains point coast border heights springs gateway plantation midlands division department regional
    general public
    """
)
# Words that begin it.
_LEADS = _words("university hotel church college museum palais rue")
_ROAD = re.compile(r"[A-Z]{1,2}-?\d{1,4}")
_ADDRESS = re.compile(r"\d+ \w")


def is_venue(surface: str) -> bool:
    """Whether a name is, by its wording, that of a spot inside a town, or of an office there.

    Examples
    --------
    >>> [is_venue(name) for name in ("St Mary's Hospital", "12 King", "M25", "University of Derry", "Derry")]
    [True, True, True, True, False]
    """
    words = fold(surface).split()
    if len(words) > 1 and (words[-1] in _VENUES or words[0] in _LEADS):
        return True
    return bool(_ROAD.fullmatch(surface) or _ADDRESS.match(surface))


def is_bland(words: str) -> bool:
    """Whether a part of a name says no more than what it is, or on which side: Street, Northern.

    Examples
    --------
    >>> is_bland("street"), is_bland("eastern"), is_bland("orleans")
    (True, True, False)
    """
    return all(word in _VENUES or word in _BLAND for word in words.split())
