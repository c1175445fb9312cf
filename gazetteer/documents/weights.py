"""What each piece of evidence counts for: one point is a tenfold population.

Set by hand on news articles and kept few; nothing here is about one article, newspaper or place.
"""

from __future__ import annotations

from gazetteer.place import Kind

FAME: dict[Kind, float] = {Kind.COUNTRY: 3.5, Kind.ADMIN1: 1.2, Kind.ADMIN2: -0.3, Kind.QUARTER: -0.5}
"""How much more often than a town of its population a place of the kind is meant; for kinds not named here 0."""

USUAL_POPULATION: dict[Kind, float] = {
    Kind.ADMIN1: 3e5, Kind.ADMIN2: 5e4, Kind.COUNTRY: 1e5, Kind.SEA: 1e9, Kind.DESERT: 1e8, Kind.MOUNTAINS: 1e8,
    Kind.RIVER: 1e7, Kind.LAKE: 1e7, Kind.ISLAND: 1e6,
}  # fmt: skip
"""The town that a place without people of its own is as well known as. Regions go by their size."""

OWN_NAME = 0.6
"""The name is the one shown for the place, rather than one of its others."""

BYNAME = 9.0
"""An adjective or abbreviation of an area: hardly ever anything else in running text."""

KIND_WORDS = 6.0
"""The name's words of kind say what the place is: Travis County, Homs Governorate."""

SEAT = -1.5
"""A division around a town of its name, by the bare name: Homs is the town. Divisions that are as well known as their
towns have their population on record, and go by that."""

PART = -2.0
"""Only a part of the name is what the place is called: Elysian for Elysian Fields."""

SPELLED = -1.0
"""The name is only spelled like one of the place; for a village that is too much, unless the article speaks for it."""

UNLIKE = -6.0
"""Beside it, times the share of the name that differs."""

SHORT_CAPITALS = -3.0
"""Two or three capitals are an abbreviation, hardly ever one of the codes that towns have among their names."""

COUNTRY = 2.0
"""The share of the article's names that lie in the same country."""

DIVISION = 2.5
"""The share of the article's names that lie in the same first-level division."""

NEAR = 3.0
"""Other towns of the article are near, at most; half of it for one at :data:`NEAR_KM`."""

NEAR_KM = 80.0
"""The distance over which nearness fades by a factor of e."""

INSIDE = 6.0
"""The text says what it lies in: Paris, Texas; a village in Homs."""

OUTSIDE = -1.5
"""The text puts it into a country or division that it does not lie in."""

AROUND = 2.5
"""The text names a place inside it just before: Springfield, Ill."""

ROW = 2.0
"""The names that stand in a list with it are of its kind: countries, divisions or towns."""

STORY_COUNTRY = 2.0
"""It lies in a country that the story is known to be about."""

HOME = 2.5
"""It lies at the home of the publisher; half of it for the rest of the home's division."""

HOME_KM = 100.0
"""The distance over which the pull of the home fades by a factor of e."""

DATELINE = 4.0
"""It is a town, and the name stands where an agency says from which town it reports: "WASHINGTON (AP) -"."""

WITHIN_NAMED = 0.85
"""Share of spots that lie in the town that their own name, or the text just after, says: Delhi High Court."""

WITHIN_NEAREST = 0.7
"""Share of spots that lie in the town that the text names nearest."""

ROUNDS = 3
"""How often the names are weighed again with what the others came to."""

CHOICES = 200
"""At most so many places of a name are weighed, those first that are likeliest before any evidence."""

UNKNOWN = 4.6
"""What a place of the name that the gazetteer does not have would get: a village that nothing else speaks for is
hardly better than that."""

STEEPNESS = 0.65
"""How fast the score, a logistic curve of the lead over the next place, rises with it; fitted, so that the score is the
share of such answers that are right."""

LEAST = 0.45
"""Below this score nothing is chosen."""
