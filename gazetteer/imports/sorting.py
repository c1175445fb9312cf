"""From rows put aside to the tables of an index file: in SQL, as SQLite sorts what exceeds its cache on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial

from gazetteer.index.info import Progress
from gazetteer.index.schema import INDEXES, PLACE_COLUMNS
from gazetteer.index.tiers import tiers_statement

SETTINGS = (
    # A part that is not finished is thrown away: no journal, and one flush at the end.
    "journal_mode = OFF", "synchronous = OFF", "aside.journal_mode = OFF", "aside.synchronous = OFF",
    "temp_store = FILE", "cache_size = -98304", "aside.cache_size = -16384",
)  # fmt: skip

PUT_ASIDE = f"""
CREATE TABLE aside.place ({", ".join(PLACE_COLUMNS)});
CREATE TABLE aside.name (key, population, place, folded, country, name, plain);
CREATE TABLE aside.more_name (place, key, folded, name, plain);
CREATE TABLE aside.shown (number INTEGER PRIMARY KEY, name, arabic);
CREATE TABLE aside.pair (place, parent);
CREATE TABLE aside.coded (place, code);
CREATE TABLE aside.division (code PRIMARY KEY, number) WITHOUT ROWID;
CREATE TABLE aside.known (number INTEGER PRIMARY KEY, population, country);
CREATE TABLE aside.arabic (country PRIMARY KEY);
"""
"""In the order of their arrival: places, their names, names by GeoNames' number alone, names to be shown, what lies in
what, in which second-level division places lie by its code, and which division has the code. ``known`` are the places
of other files for which names by number may come."""

# Of a name that is borne by thousands, those in the story's countries are wanted.
_BY_COUNTRY = "CREATE INDEX name_country ON name (key, country, population DESC)"
# Of rows that bring one place, or one name of it, several times, the first stands.
_PLACES = (
    "INSERT OR IGNORE INTO main.place SELECT {columns} FROM aside.place AS put {joins} ORDER BY put.number, put.rowid"
)
_SHOWN = {
    "number": "put.number",
    "name": "coalesce(shown.name, put.name)",
    "name_local": "CASE WHEN put.country IN (SELECT country FROM aside.arabic) "
    "THEN coalesce(shown.arabic, put.name_local) ELSE put.name_local END",
}
_NAMES = """
INSERT OR IGNORE INTO main.name (key, population, place, folded, country, name, plain)
SELECT key, population, place, folded, country, name, plain FROM (
    SELECT key, population, place, folded, country, name, plain, 0 AS later, rowid AS turn FROM aside.name
    UNION ALL
    SELECT key, coalesce(brought.population, known.population), more.number, folded,
        coalesce(brought.country, known.country), more.name, more.plain, 1, turn
    FROM (
        SELECT coalesce(same.place, put.place) AS number, put.key, put.folded, put.name, put.plain,
            put.rowid AS turn
        FROM aside.more_name AS put LEFT JOIN main.same ON same.number = put.place
    ) AS more
    LEFT JOIN main.place AS brought ON brought.number = more.number
    LEFT JOIN aside.known ON known.number = more.number
    WHERE brought.number IS NOT NULL OR known.number IS NOT NULL
) ORDER BY key, population DESC, place, folded, later, turn
"""
_UNPLACED = """
SELECT count(*) FROM aside.more_name AS put LEFT JOIN main.same ON same.number = put.place
LEFT JOIN main.place AS brought ON brought.number = coalesce(same.place, put.place)
LEFT JOIN aside.known ON known.number = coalesce(same.place, put.place)
WHERE brought.number IS NULL AND known.number IS NULL
"""
_PARENTS = """
INSERT OR IGNORE INTO main.parent
SELECT coalesce(child.place, put.place) AS below, coalesce(above.place, put.parent) AS over
FROM (
    SELECT place, parent FROM aside.pair
    UNION ALL
    SELECT place, number AS parent FROM aside.coded JOIN aside.division USING (code)
) AS put
LEFT JOIN main.same AS child ON child.number = put.place
LEFT JOIN main.same AS above ON above.number = put.parent
WHERE below <> over ORDER BY below, over
"""
_TIDY = "DELETE FROM main.elsewhere WHERE id IN (SELECT id FROM main.place)"
_STEPS_OF_SQLITE = 1_000_000  # of its machine, between two signs of life: a good part of a second


def sort_into_tables(
    connection: sqlite3.Connection, arabic: Iterable[str], progress: Progress
) -> tuple[int, int, int, int]:
    """Fill the tables of an index from what was put aside, and make its indexes.

    Parameters
    ----------
    connection : sqlite3.Connection
        The tables are in ``main``, what was put aside in ``aside``.
    arabic : iterable of str
        Countries whose places show their Arabic name, where one was given.
    progress : callable
        Called with (stage, done, total), now and then, also while a long step runs.

    Returns
    -------
    places, names, parents, unplaced : int
        How many there are; how many names were of places that nothing brings.

    Raises
    ------
    KeyboardInterrupt
        The user has had enough.
    """
    connection.executemany("INSERT OR IGNORE INTO aside.arabic VALUES (?)", ((country,) for country in arabic))
    columns = ", ".join(_SHOWN.get(column, f"put.{column}") for column in PLACE_COLUMNS)
    joins = "LEFT JOIN aside.shown ON shown.number = put.number"
    statements = (_PLACES.format(columns=columns, joins=joins), _NAMES, _PARENTS, _TIDY)
    steps = len(statements) + len(INDEXES) + 2

    def run(statement: str, done: int) -> int:
        return _run(connection, statement, partial(progress, "sorting", done, steps))

    places, names, parents, *_ = (run(statement, done) for done, statement in enumerate(statements))
    for done, statement in enumerate((tiers_statement(connection), *INDEXES, _BY_COUNTRY), len(statements)):
        run(statement, done)
    progress("sorting", steps, steps)
    ((unplaced,),) = connection.execute(_UNPLACED)
    return places, names, parents, unplaced


def _run(connection: sqlite3.Connection, statement: str, sign_of_life: Callable[[], None]) -> int:
    """Run a statement that may take minutes; gives the number of rows that it made."""

    def tick() -> int:
        sign_of_life()
        return 0

    sign_of_life()
    connection.set_progress_handler(tick, _STEPS_OF_SQLITE)
    try:
        return connection.execute(statement).rowcount
    except sqlite3.OperationalError as error:
        # An exception inside the handler, such as Ctrl-C, reaches us as this.
        if "interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
