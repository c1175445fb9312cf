"""Names that say what they lie in: "Nubl, Aleppo", "Manbij in Aleppo province", "Aleppo's Sheikh Maqsoud"."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.names.patterns import pattern

_COMMA = pattern(r"^(.+?)\s*[,،]\s*([^,،]+)$")
_COMMA_FIRST = pattern(r"^([^,،]+?)\s*[,،]\s*(.+)$")
_BRACKETS = pattern(r"^(.+?)\s*\((?:in )?([^()]+)\)$")
_IN = pattern(r"^(.+?)\s+(?:in|fi|في|dans|à|en)\s+(?:the\s+)?(.+)$")
_POSSESSIVE = pattern(r"^(.+?)['’](?:s|nin|nın|nun|nün|in|ın|un|ün)?\s+(.+)$")


def split_containment(name: str) -> Iterator[tuple[str, str]]:
    """What a name may say lies in what, the likeliest reading first; nothing for a name that says no such thing.

    Parameters
    ----------
    name : str
        As reported.

    Yields
    ------
    tuple of str
        The place, and what it lies in.

    Examples
    --------
    >>> list(split_containment("Nubl, Aleppo")), list(split_containment("Syria's Idlib"))
    ([('Nubl', 'Aleppo')], [('Idlib', 'Syria')])
    >>> list(split_containment("Hit, Anbar, Iraq"))
    [('Hit, Anbar', 'Iraq'), ('Hit', 'Anbar, Iraq')]
    """
    name = name.strip()
    found: dict[tuple[str, str], None] = {}
    for way in (_COMMA, _COMMA_FIRST, _BRACKETS, _IN):
        if match := way.match(name):
            found[match[1], match[2]] = None
    if match := _POSSESSIVE.match(name):
        found[match[2], match[1]] = None
    yield from found
