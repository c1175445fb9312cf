"""Text that strangers wrote: make what cannot be seen visible, and make file names that every system takes.

A story's text is data and never becomes markup (that is the page's affair), but some characters mislead readers
even as data: control characters, and the Unicode marks that reorder what follows on screen ("Trojan source").
:func:`visible` puts a sign in the place of each:

==============================================================  ====================================
character                                                       sign
==============================================================  ====================================
C0 controls other than tab and line feed                        U+2400 block, e.g. ␛ for ESC, ␀ for NUL
DEL                                                             ␡
half a surrogate pair, the noncharacters U+FFFE and U+FFFF      � (U+FFFD)
next line, line separator, paragraph separator                  ␤
other C1 controls, bidi embeddings, overrides and isolates,     the code in brackets, e.g. ⟦U+202E⟧
byte order mark, annotation controls
==============================================================  ====================================

Left-to-right, right-to-left and Arabic letter marks and the joiners stay: Arabic and Persian text needs them, and
none of them reorders anything beyond its neighbours.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_HOSTILE_ASCII = bytes(code for code in range(0x80) if _HOSTILE.match(chr(code)))
LINE_SEPARATORS = "\x85\u2028\u2029"
_LINE_END = re.compile("\r\n?")
_CONTROL_NAMES = {0x00: "NULL", 0x08: "BACKSPACE", 0x0D: "CARRIAGE RETURN", 0x1B: "ESCAPE", 0x7F: "DELETE"}

# Device names that Windows takes for a file, whatever the extension.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin", "conout", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def visible(text: str) -> str:
    r"""Put a visible sign in the place of each character that hides or reorders text; line ends become ``\n``.

    Examples
    --------
    >>> visible("safe\u202egpj.exe")
    'safe⟦U+202E⟧gpj.exe'
    >>> visible("one\r\ntwo\x1b[31m")
    'one\ntwo␛[31m'
    """
    if "\r" in text:
        text = _LINE_END.sub("\n", text)
    return _HOSTILE.sub(_sign, text)


def visible_texts(texts: Sequence[str | None]) -> list[str | None]:
    r"""The same for very many texts at once; most have nothing to replace, and are looked at together.

    Examples
    --------
    >>> visible_texts(["one", None, "two\x1b[31m"])
    ['one', None, 'two␛[31m']
    """
    together = "".join(filter(None, texts))
    if together.isascii():
        fine = len(together.encode().translate(None, _HOSTILE_ASCII)) == len(together)
    else:
        fine = _HOSTILE.search(together) is None
    return list(texts) if fine else [text if text is None else visible(text) for text in texts]


def hostile_characters(text: str) -> tuple[str, ...]:
    r"""Name the characters that :func:`visible` replaces, each once, in the order of the text.

    Examples
    --------
    >>> hostile_characters("a\u202eb\u202e")
    ('U+202E RIGHT-TO-LEFT OVERRIDE',)
    >>> hostile_characters("العربية")
    ()
    """
    found = dict.fromkeys(_HOSTILE.findall(_LINE_END.sub("\n", text)))
    return tuple(f"U+{ord(c):04X} {unicodedata.name(c, _CONTROL_NAMES.get(ord(c), _unnamed(c)))}" for c in found)


def slug(text: str, *, fallback: str = "map", max_length: int = 60) -> str:
    """A name made of ``a-z``, ``0-9`` and ``-`` that any file system takes; equal texts give equal names.

    Where letters are lost (a title in Arabic) or the name is one that Windows keeps for a device, eight hex digits
    of the text's SHA-256 are appended, so that different titles keep different names.

    Parameters
    ----------
    text : str
        Any text.
    fallback : str
        What the name begins with when nothing of the text is left.
    max_length : int
        Longest name returned, at least 16.

    Examples
    --------
    >>> slug("Übergang bei Kaş, 2017")
    'ubergang-bei-kas-2017'
    >>> slug("CON"), slug("دير الزور") == slug("الرقة")
    ('con-a3dbc4b6', False)
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    ascii_text = plain.encode("ascii", "ignore").decode("ascii")
    lost = any(c.isalnum() and not c.isascii() for c in plain)
    name = re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")
    if not lost and name and name not in _RESERVED and len(name) <= max_length:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    stem = (name or fallback)[: max_length - len(digest) - 1].rstrip("-")
    return f"{stem}-{digest}"


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if match[0] in LINE_SEPARATORS:
        return "\u2424"
    if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE:
        return "\ufffd"
    return f"⟦U+{code:04X}⟧"


def _unnamed(character: str) -> str:
    return "LONE SURROGATE" if 0xD800 <= ord(character) <= 0xDFFF else "CONTROL CHARACTER"
