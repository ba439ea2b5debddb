"""Leaving no byte of erased words in a store's files (R25).

A deleted row is out of reach at once, but its bytes may lie on: in the holes of a page, on a page
that moved, in SQLite's write-ahead log, in PostgreSQL's dead tuples, which VACUUM only forgets. So
the words that are still kept are written into a new table, the old one is dropped whole, and SQLite
empties its log. SQLite's own VACUUM would number the events anew.

A mark in the store says that this is due. It is set in the transaction that erases and is taken
away only when the files are clean, so a process killed in between leaves the work to the next one.
"""

import uuid

from services.chassis import crash

from .ledger import Ledger, is_passing
from .sql import Cursor

_MARK = "wiping"


def ask(cursor: Cursor) -> None:
    """Say, inside a transaction that erases, that the files must be cleaned."""
    cursor.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_MARK, uuid.uuid4().hex),
    )


def asked(cursor: Cursor) -> str:
    """Return the mark of the newest erasure whose bytes may still lie in files; empty for none."""
    cursor.execute("SELECT value FROM meta WHERE name = ?", (_MARK,))
    row = cursor.fetchone()
    return str(row["value"]) if row else ""


def wipe(ledger: Ledger) -> bool:
    """Clean the files if that is due.

    :return: False while somebody reads what was erased; try again.
    """
    with ledger.reading() as cursor:
        mark = asked(cursor)
    if not mark:
        return True
    crash.point("wiping.begun")
    try:
        _move_what_is_kept(ledger)
    except Exception as error:
        if is_passing(error):
            return False
        raise
    crash.point("wiping.moved")
    if not ledger.settle():
        return False
    crash.point("wiping.settled")
    with ledger.writing() as cursor:
        # Another erasure may have come meanwhile.
        cursor.execute("DELETE FROM meta WHERE name = ? AND value = ?", (_MARK, mark))
        return not asked(cursor)


def _move_what_is_kept(ledger: Ledger) -> None:
    text, blob = ledger.TEXT, ledger.BYTES
    with ledger.writing() as cursor:
        ledger.take_alone(cursor, "private_text")
        cursor.execute(
            f"CREATE TABLE private_text_kept (commitment {text} NOT NULL PRIMARY KEY,"
            f" salt {blob} NOT NULL, body {text} NOT NULL)"
        )
        cursor.execute(
            "INSERT INTO private_text_kept (commitment, salt, body) SELECT commitment, salt, body FROM private_text"
        )
        cursor.execute("DROP TABLE private_text")
        cursor.execute("ALTER TABLE private_text_kept RENAME TO private_text")
