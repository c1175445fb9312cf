"""What each piece of evidence is worth: all the numbers of the ranking.

A score is the sum of the points of a candidate's reasons, kept within 0 and 1. The weights were set by hand on news of
Syria, Iraq and Lebanon, so that a name that is merely spelled like a place's own needs the story's countries behind it,
and so that of two places of one name the more populous is taken only when it has about ten times the people.
"""

from __future__ import annotations

NAME = 0.50
"""The name is one of the place's own."""
WORDS_APART = -0.07
"""The same but for words of kind, which then speak for themselves: Raqqa province, of a place called Raqqa."""
WORDS_MISSING = -0.30
"""The place's own name has words of kind that the report lacks: Assad is not Lake Assad, nor Salt Salt Lake City."""
DIVISION_MISSING = -0.14
"""The same of a first-level division, which is often called by its name alone: Anbar, of Anbar Governorate."""
CODE = -0.15
"""Three letters or fewer that the town is not shown under: the code of its airport, as likely something else."""
OTHER_NAME = -0.05
"""The name is not the one that the place goes by: an older one, a foreign one, one of a part of it."""
SPELLING = 0.42
"""The name is spelled otherwise, in a way that romanisations differ; nothing when half the letters do."""
NEAREST = 0.15
"""The name is merely near in its letters, times their likeness: good for a suggestion, never for an answer."""
COUNTRY = 0.18
"""The place lies in a country of the story."""
ELSEWHERE = -0.25
"""It does not, and nobody outside its country would know it; less for a place that the world knows by this name."""
POPULATION = 0.18
"""Ten million people or more; nothing below ten thousand, by the logarithm between. Only for a name that is the place's
own: the spellings of a large town are all on record, so that a name merely like one is rather a small town's."""
NO_PEOPLE = -0.03
"""A town of which the list of towns knows no people: hardly more than a hamlet."""
KIND = 0.08
"""The kind is the one that the wording or the context states."""
KIND_AKIN = -0.05
"""The kind may be called so: a base that is called a town."""
KIND_CLASH = -0.50
"""The kind is another: an airport is not the town that it is named for, nor a province."""
TOWN_FIRST = -0.15
"""A division that bears the name of a town, where nothing says that the division is meant."""
CURATED = 0.09
"""A person wrote the row because news of the story's countries means this place; half, where no country says so."""
NEAR = 0.20
"""At the point that the context gives; fades by a factor of e every 150 km."""

ACCEPT = 0.45
"""Below this score nothing is taken for the place."""
MARGIN = 0.06
"""With less than this between two different places, neither is taken."""
LEAST_NAME = 0.20
"""With less than this from the name itself nothing is taken, whatever else speaks for it."""
