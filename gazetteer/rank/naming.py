"""The evidence of the name itself: how it stands to a name of the index, and what its words of kind say."""

from __future__ import annotations

import unicodedata

from gazetteer.names import fold, split_kind
from gazetteer.names.kinds import split_folded
from gazetteer.names.likeness import Likeness
from gazetteer.names.skeleton import is_arabic, plain_core, plain_key
from gazetteer.place import Context, Kind, Place, Reason
from gazetteer.rank.kinship import akin
from gazetteer.rank.weights import (
    CODE,
    DIVISION_MISSING,
    KIND,
    KIND_AKIN,
    KIND_CLASH,
    NAME,
    NEAREST,
    OTHER_NAME,
    POPULATION,
    SPELLING,
    WORDS_APART,
    WORDS_MISSING,
)
from gazetteer.values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer.index import NameHit

_SAME_NAME = 0.9  # so much alike, two names are one in two spellings
_ALIKE = 0.88  # names of one key are taken for each other only when so much alike
_FEW_SIGNS, _FEW_ALIKE = 2, 0.95  # the same of a key so short
_CODE_LENGTH = 3


@value
class Comparison:
    """The name as asked for beside one of the index.

    ``alike`` is 1 for the name itself; ``whole`` says that not even words of kind differ. ``words`` are those of the
    name of the index, ``missing`` that it has some which the name as asked for says in no way. ``spelled`` is how alike
    the two are written.
    """

    alike: float
    points: float
    words: frozenset[str]
    whole: bool = False
    missing: bool = False
    spelled: float = 1.0

    @property
    def text(self) -> str:
        """The comparison for people."""
        if self.alike == 1.0:
            return "is the name" if self.whole else "is the name, words of kind aside"
        return f"is spelled {self.spelled:.0%} alike"


class Asked:
    """The name as asked for, read once, and what it says of the names that may be meant.

    Where one of ``names``, those of the index, is written just so, with the marks above and below its letters, the
    others are merely spelled like it: Çelê is Çukurca to the Kurds, and not Çele.
    """

    def __init__(self, name: str, context: Context, names: Iterable[str] = ()) -> None:
        self._written = ""
        if not name.isascii() and not is_arabic(name):
            written = _written(name)
            self._written = written if any(written == _written(own) for own in names) else ""
        self.folded, self.split, self.context = fold(name), split_kind(name), context
        self.stated = frozenset({context.kind}) if context.kind else self.split.kinds
        self._words = frozenset(self.split.words)
        plain = plain_core(self.split.core)
        self._key, self._likeness, self._arabic = plain_key(plain), Likeness(plain), is_arabic(name)
        self._compared: dict[str, Comparison] = {}
        self._spellings: dict[tuple[str, bool], tuple[float, float]] = {}

    def name_reason(self, hit: NameHit) -> Reason:
        """What the name is worth: code ``name`` when it is one of the place's own, ``spelling`` when it is like one."""
        found = self._compare(hit.folded, hit.plain)
        marked = bool(self._written) and found.whole
        if marked and _written(hit.name) != self._written:
            return Reason("spelling", f"{hit.name!r} is the name but for its marks", SPELLING + OTHER_NAME)
        code, text, points = "name" if found.alike == 1.0 else "spelling", f"{hit.name!r} {found.text}", found.points
        if found.missing:
            points += DIVISION_MISSING if hit.place.kind is Kind.ADMIN1 else WORDS_MISSING
        # A name that matches down to its words of kind (Beqaa Valley) is as good as the one shown.
        # So is one that matches down to marks that few write.
        if not (found.whole and (found.words or marked)) and not self._goes_by(hit.place):
            text += ", another of its names"
            points += OTHER_NAME + (
                CODE if hit.place.kind is Kind.CITY and len(hit.folded) <= _CODE_LENGTH and found.whole else 0
            )
        return Reason(code, text, points)

    def kind_reason(self, hit: NameHit) -> Reason | None:
        """What the words of kind say of the place; None when they say nothing."""
        place = hit.place
        if not self.stated:
            return None
        if place.kind in self.stated:
            return Reason("kind", f"is {place.kind.phrase}, as stated", KIND)
        if self.context.kind is None and self._words <= self._compare(hit.folded).words:
            return None  # the words are part of the place's own name: Salt Lake City is no lake
        if akin(place.kind, self.stated):
            return Reason("kind", f"is {place.kind.phrase}, which may be called so", KIND_AKIN)
        return Reason("kind", f"is {place.kind.phrase}, which was not said", KIND_CLASH)

    def most(self, hit: NameHit) -> float:
        """The most that the name can be worth, whatever the place; with the people of one that is called so."""
        found = self._compare(hit.folded, hit.plain)
        points = found.points + max(DIVISION_MISSING, WORDS_MISSING) if found.missing else found.points
        return max(0.0, points) + (POPULATION if found.alike == 1.0 else 0.0)

    def _compare(self, folded: str, form: str = "") -> Comparison:
        """The name beside one of the index; many places share one, so that each is compared once.

        ``form`` is the plain form of that, where the index tells it.
        """
        if (known := self._compared.get(folded)) is not None:
            return known
        own = split_folded(folded)
        words = frozenset(own.words)
        # Words of kind in the place's own name that the report lacks; another word for the same kind will do.
        missing = bool(words - self._words) and not own.kinds & self.stated
        if folded == self.folded:
            found = Comparison(1.0, NAME, words, whole=True)
        elif own.core == self.split.core:
            found = Comparison(1.0, NAME + WORDS_APART, words, missing=missing)
        else:
            form = form or plain_core(own.core)
            alike, points = self._spelled(form, is_arabic(folded))
            found = Comparison(min(alike, 0.99), points, words, missing=missing, spelled=alike)
        self._compared[folded] = found
        return found

    def _spelled(self, form: str, arabic: bool) -> tuple[float, float]:
        """How alike the names are in their plain forms, and what that is worth."""
        if (known := self._spellings.get((form, arabic))) is not None:
            return known
        alike = self._likeness.to(form, across_scripts=self._arabic != arabic)
        akin_by_key = plain_key(form) == self._key
        if akin_by_key:
            akin_by_key = alike >= (_FEW_ALIKE if len(self._key) <= _FEW_SIGNS else _ALIKE)
        points = SPELLING * max(0.0, 2 * alike - 1) if akin_by_key else NEAREST * alike
        self._spellings[form, arabic] = alike, points
        return alike, points

    def _goes_by(self, place: Place) -> bool:
        """Whether the name is, give or take its spelling, one that the place is shown under."""
        shown = (self._compare(fold(name)) for name in (place.name, place.name_local) if name)
        return any(own.alike >= _SAME_NAME and (place.kind is not Kind.CITY or not own.missing) for own in shown)


def _written(name: str) -> str:
    """The name as it is written, but for capitals and the ways to code one letter with its mark."""
    return unicodedata.normalize("NFC", name.strip()).casefold()
