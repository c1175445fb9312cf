"""Counting rows as they are read: how many, which of them are bad, and when there are too many of those."""

from __future__ import annotations

from dataclasses import dataclass, field

from gazetteer.errors import IndexDataError

_MOST_BROKEN = 0.001
"""Share of bad rows above which a file is taken for damaged, and nothing of it is used."""
_SHOWN = 5
_ENOUGH_TO_JUDGE = 10_000
_HOPELESS = 0.1


class BadRowError(ValueError):
    """One row cannot be used; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: its file, where it stands there (":17", ", feature 3"), and what is wrong with it."""

    file: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.file}{self.where}: {self.why}"


@dataclass(slots=True)
class Tally:
    """The rows of one file so far. ``shown`` are the first bad ones; ``notices`` what else its reader has to say."""

    file: str
    rows: int = 0
    bad: int = 0
    shown: list[BadRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def bad_row(self, where: str, why: str) -> None:
        """Count a bad row.

        Raises
        ------
        IndexDataError
            One row in ten is bad: to read on would be a waste.
        """
        self.bad += 1
        if len(self.shown) < _SHOWN:
            self.shown.append(BadRow(self.file, where, why))
        if self.rows > _ENOUGH_TO_JUDGE and self.bad > _HOPELESS * self.rows:
            self.check()

    def check(self) -> None:
        """Refuse the file when too many of its rows are bad.

        Raises
        ------
        IndexDataError
            More than one row in a thousand is bad.
        """
        if self.bad > _MOST_BROKEN * self.rows:
            first = "\n".join(f"  {row}" for row in self.shown)
            raise IndexDataError(
                f"{self.file}: {self.bad:,} of {self.rows:,} rows are bad, more than one in a thousand; nothing of it "
                f"was taken; try mending them and importing it again. The first:\n{first}"
            )
