"""Places by position, the well-known ones apart from the rest, so that the first hundred of any box are found at once.

A search wants the most populous places of a box, and must not go through millions of hamlets for a map of the world. So
the places stand in tiers by the rank of their population: the thousand largest, the next four thousand, and so on. In a
tier they stand in strips of one degree of latitude, and in a strip by longitude. A search goes down the tiers until it
has enough, and in each reads those parts of the strips that the box covers.
"""

from __future__ import annotations

import sqlite3

_FIRST, _GROWTH = 1_000, 4

_FILL = """
INSERT INTO spot (tier, strip, lon, lat, place, kind, population)
SELECT CASE {cases} ELSE {last} END AS tier, CAST(lat + 90 AS INTEGER) AS strip, lon, lat, number, kind, population
FROM main.place ORDER BY tier, strip, lon, lat, number
"""


def strips_of(south: float, north: float) -> range:
    """The strips that lie between two latitudes, wholly or in part.

    Examples
    --------
    >>> strips_of(-0.5, 1.2), strips_of(89.5, 90)
    (range(89, 92), range(179, 181))
    """
    return range(int(south + 90), int(north + 90) + 1)


def tiers_statement(connection: sqlite3.Connection) -> str:
    """The statement that fills the table of positions from that of places, which must be full.

    Returns
    -------
    str
        SQL, for the caller to run and to watch.
    """
    populations = connection.execute(
        "SELECT population, count(*) FROM main.place WHERE population > 0 GROUP BY population ORDER BY population DESC"
    )
    floors = []
    seen, full = 0, _FIRST
    for population, places in populations:
        seen += places
        if seen >= full:
            floors.append(population)
            full = seen + _FIRST * _GROWTH ** len(floors)
    cases = " ".join(f"WHEN population >= {floor} THEN {tier}" for tier, floor in enumerate(floors))
    return _FILL.format(cases=cases or "WHEN 0 THEN 0", last=len(floors))
