"""A text as words with offsets, and its runs of capitalised words: what every rule of the finder looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress

from gazetteer.mentions.wordlists import read_words, small_words


def _word_pattern(endings: str) -> re.Pattern[str]:
    # A word: initials with their dots ("U.S.", "D.C."), or letters and digits, with apostrophes inside ("Sana'a") but
    # without the possessive 's. Splitting by it gives what stands between the words, too. Most words are letters only,
    # and most time of a text goes into this pattern: it begins with what all words begin with, then tries what most go
    # on with.
    parts = rf"(?:['’‘ʼ`](?!(?:{endings})\b)[^\W_]+(?:['’‘ʼ`](?!(?:{endings})\b)[^\W_]+)*|)"
    return re.compile(rf"([^\W_](?:[^\W_]+{parts}|\.(?<=[A-Z]\.)[A-Z](?:\.[A-Z])*\b\.?|(?:\B|(?<!\w['’][sS])){parts}))")


_WORD = _word_pattern("[sS]")
# Turkish sets its case endings off by an apostrophe ("Haseke'nin", "Kobanê'de"); those of one letter are left alone,
# for the sake of Sana'a and al-Ra'i. Elsewhere "Sa'da" and "Mu'ta" are names, so the text must be Turkish, or Kurdish.
_TURKISH_WORD = _word_pattern("[sS]|[dt][ea](?:n|ki)?|n?[iıuü]n|n[de][ea]n?|y[aeiıuü]|y?l[ea]")
_IS_TURKISH = re.compile("[ğşıİĞŞ]")
# A capital behind an elided article counts ("d'Enghien"), and so does an ordinal ("14th Street").
_CAPITALISED = re.compile(r"[dl]['’][^\W\d_a-z]|\d+(?:st|nd|rd|th)$")
# Signs of what is no running text: addresses of pages and of mail, handles, hashtags; and the header line of a saved
# page, which is fields in capitals, the last of them an address.
_ADDRESS = re.compile(r"://|@|www\.|#\w|\.(?:com|org|net)\b")
_ADDRESS_SIGNS = ("://", "@", "www.", "#", ".com", ".org", ".net")
_HEADER_LINE = re.compile(r"^[A-Z]+: .{0,1000} [A-Z]+: https?://\S+$", re.MULTILINE)
_SPACE = re.compile(r"\s|$")
POSSESSIVE_JOINTS = frozenset({"'s ", "’s "})
"""What stands between the words of "King's Lynn" and of "Walker's farm": only a list of names can tell."""
_JOINTS = frozenset({" ", "-", "\u2010", "\u2011", "\xa0"})
_DOTTED_JOINTS = frozenset({". ", "."})
_STOPS = frozenset('.!?:;\n“"•|—–')


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text. ``starts`` and ``ends`` are character offsets; a possessive 's is outside its word.

    ``gaps[i]`` is what stands before word ``i``, and the last gap what stands behind the last word. ``runs`` are spans
    of words, ``(first, last + 1)``, that are capitalised and stand together; ``run_of`` gives for each word the number
    of its run, -1 for a word that is not capitalised. ``seen`` are the different words.
    """

    text: str
    words: list[str]
    gaps: list[str]
    starts: list[int]
    ends: list[int]
    runs: list[tuple[int, int]]
    run_of: list[int]
    seen: frozenset[str]

    def joined(self, i: int) -> bool:
        """Whether word ``i`` and the one before it may be parts of one name."""
        return _joined(self.words, self.gaps, i)

    def opens_sentence(self, i: int) -> bool:
        """Whether the capital of word ``i`` may be owed to its position alone."""
        return _opens_sentence(self.words, self.gaps, i)

    def run(self, i: int) -> tuple[int, int]:
        """The run of word ``i``, which is capitalised."""
        return self.runs[self.run_of[i]]

    def span(self, first: int, end: int) -> str:
        """The text from word ``first`` up to and without word ``end``."""
        return self.text[self.starts[first] : self.ends[end - 1]]


def tokenize(text: str) -> Tokens:
    """Split a text into words, and find its runs of capitalised ones.

    Addresses of pages and of mail, handles and hashtags are passed over, and so is the header line of a saved page
    (fields in capitals, one of them an address).

    Examples
    --------
    >>> tokens = tokenize("Mr. Assad's troops in Deir el-Zour, Syria. See www.example.org/Damascus")
    >>> [tokens.span(*run) for run in tokens.runs]
    ['Mr. Assad', 'Deir', 'Zour', 'Syria']
    """
    prose = _without_addresses(text)
    parts = (_TURKISH_WORD if _IS_TURKISH.search(prose) else _WORD).split(prose)
    offsets = list(accumulate(map(len, parts)))
    words, gaps = parts[1::2], parts[0::2]
    seen = frozenset(words)
    runs, run_of = _runs(words, gaps, seen)
    return Tokens(prose, words, gaps, offsets[0:-1:2], offsets[1::2], runs, run_of, seen)


def words_of(name: str) -> list[str]:
    """The words of a name, as a text would be split into them."""
    return _WORD.findall(name)


def _joined(words: list[str], gaps: list[str], i: int) -> bool:
    gap = gaps[i]
    if gap in _JOINTS:
        return True
    return gap in _DOTTED_JOINTS and i > 0 and (words[i - 1] in small_words("dotted") or len(words[i - 1]) == 1)


def _opens_sentence(words: list[str], gaps: list[str], i: int) -> bool:
    return i == 0 or not (_STOPS.isdisjoint(gaps[i]) or _joined(words, gaps, i))


def _runs(words: list[str], gaps: list[str], seen: frozenset[str]) -> tuple[list[tuple[int, int]], list[int]]:
    function, articles = _function_words(), small_words("articles")
    # Few words are capitalised: the different ones are looked at, not each, most of them just for small letters.
    others = [word for word in seen if not (word.islower() and word.isalpha())]
    capitalised = {word for word in others if word[0].isupper() or _CAPITALISED.match(word)}
    runs: list[tuple[int, int]] = []
    run_of = [-1] * len(words)
    previous = -2
    for i in compress(range(len(words)), map(capitalised.__contains__, words)):
        word = words[i]
        if word in function and (word.lower() not in articles or _opens_sentence(words, gaps, i)):
            continue
        if i == previous + 1 and _joined(words, gaps, i):
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
        run_of[i] = len(runs) - 1
        previous = i
    return runs, run_of


def _without_addresses(text: str) -> str:
    """The text with line ends in the place of what is no prose, so that every offset stays."""
    if not any(sign in text for sign in _ADDRESS_SIGNS):
        return text
    if "://" in text:
        text = _HEADER_LINE.sub(lambda found: "\n" * len(found[0]), text)
    pieces: list[str] = []
    done = 0
    for found in _ADDRESS.finditer(text):
        if found.start() < done:
            continue
        start = max(done, *(text.rfind(space, done, found.start()) + 1 for space in " \n"))
        space = _SPACE.search(text, found.end())
        end = space.start() if space else len(text)
        pieces += (text[done:start], "\n" * (end - start))
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


@cache
def _function_words() -> frozenset[str]:
    """Words that are no names although a sentence begins with them, as written there and in capitals."""
    words = read_words("function_words.txt")
    return words | {word.upper() for word in words if len(word) > 2}
