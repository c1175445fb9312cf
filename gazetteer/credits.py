"""Who is to be named for the data, and under which terms it may be used."""

from __future__ import annotations

from gazetteer.values import value


@value
class SourceCredit:
    """A source of the index: who is to be named, and under which terms.

    Parameters
    ----------
    name : str
        Name and version of the data set.
    licence : str
        Its licence, as a reader knows it: ``"CC BY 4.0"``, ``"public domain"``.
    url : str
        The home page of the data set.
    credit : str
        The line that the licence, or courtesy, asks for on every map.
    places : int
        How many places (for water: how many rivers and lakes) the index took from it.
    """

    name: str
    licence: str
    url: str
    credit: str
    places: int = 0
