"""The texts of a name as the index keeps them: what can be told from the folded name is left out.

Of the default names three in four are spelled as they are folded, or with a capital to each word of plain letters.
"""

from __future__ import annotations

SAME = ""
CAPITALS = None


def shorten_name(name: str, folded: str) -> str | None:
    """The name as it is kept: nothing where it is the folded name, None where it is that with a capital to each word.

    Examples
    --------
    >>> [shorten_name(name, name.lower()) for name in ("حلب", "Al Bukamal", "Deir ez Zor")]
    ['', None, 'Deir ez Zor']
    """
    if name == folded:
        return SAME
    # Plain letters alone: what the capital of another letter is depends on the version of Python.
    return CAPITALS if folded.isascii() and name == folded.title() else name


def full_name(kept: str | None, folded: str) -> str:
    """Undo :func:`shorten_name`."""
    return kept or (folded.title() if kept is CAPITALS else folded)


def shorten_plain(plain: str, folded: str) -> str | None:
    """The plain form as it is kept: without spaces, as it is compared, and None where it is the folded name so.

    Examples
    --------
    >>> shorten_plain("tal abiad", "tall abyad"), shorten_plain("tal lail", "tal lail")
    ('talabiad', None)
    """
    bare = plain.replace(" ", "")
    return None if bare == folded.replace(" ", "") else bare


def full_plain(kept: str | None, folded: str) -> str:
    """The plain form without spaces, from what :func:`shorten_plain` gave."""
    return folded.replace(" ", "") if kept is None else kept
