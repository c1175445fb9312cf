"""What places are called beside their names: "Syrian", "Ont.", "CA" after a comma; read where a name may be one."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from gazetteer.names import fold

_CODE_LETTERS = 2
_DIVISION = "-"  # behind the country in the id of a first-level division: US-OR


def may_be_byname(name: str) -> bool:
    """Whether a name looks like an abbreviation: capitals only, or with a full stop.

    Examples
    --------
    >>> [may_be_byname(name) for name in ("USA", "Ont.", "U.A.E.", "Homs")]
    [True, True, True, False]
    """
    return name.isascii() and (name.isupper() or name.endswith("."))


def looks_adjective(name: str) -> bool:
    """Whether a name ends as adjectives of places and names of peoples do.

    Examples
    --------
    >>> [looks_adjective(name) for name in ("Syrian", "Danes", "Welsh", "Aleppo")]
    [True, True, True, False]
    """
    return name.endswith(("an", "ans", "ese", "sh", "ch", "i", "s", "er"))


def is_bare_code(name: str) -> bool:
    """Whether a name is two capitals and no more, which as often are something else.

    Examples
    --------
    >>> is_bare_code("CA"), is_bare_code("N.Y."), is_bare_code("USA")
    (True, False, False)
    """
    return len(name) == _CODE_LETTERS and name.isascii() and name.isalpha() and name.isupper()


def area_called(name: str, *, countries: Collection[str] = (), after_comma: bool = False) -> str | None:
    """The id of the area that an adjective or an abbreviation stands for.

    Abbreviations count as they are spelled, their full stop included, but for one behind a comma. Two bare letters are
    the code of a division only behind a comma, or where the story is about its country.

    Parameters
    ----------
    name : str
        As reported.
    countries : collection of str
        ISO codes of the countries of the story.
    after_comma : bool
        The name stands behind another and a comma: "Portland, OR".

    Examples
    --------
    >>> area_called("Iraqi"), area_called("Calif."), area_called("OR"), area_called("OR", after_comma=True)
    ('IQ', 'US-CA', None, 'US-OR')
    """
    from gazetteer.world import read_bynames  # csv, which no other look-up needs

    bynames = read_bynames()
    name = name.strip()
    found = bynames.abbreviations.get(name)
    if found is None and after_comma:
        found = bynames.abbreviations.get(f"{name}.")
    if found is not None:
        told = (
            not is_bare_code(name)
            or found[_CODE_LETTERS : _CODE_LETTERS + 1] != _DIVISION
            or after_comma
            or found[:2] in countries
        )
        return found if told else None
    if name.isupper() and len(name) > 1:
        return None
    return bynames.adjectives.get(name) or _folded().get(fold(name))


@cache
def _folded() -> dict[str, str]:
    from gazetteer.world import read_bynames

    return {fold(word): id_ for word, id_ in reversed(list(read_bynames().adjectives.items()))}
