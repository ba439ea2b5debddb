"""The ledger on SQLite: one file a service, for one machine (WAL, synchronous=FULL)."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.sqlite import SQLiteCursor, SQLiteDatastore, SQLiteProcessRecorder

from .ledger import LOCK_SECONDS, add_leaves
from .sql import Cursor

#: Who empties the write-ahead log keeps writers waiting no longer than this for slow readers.
_SETTLE_SECONDS = 1.0


class SqliteLedger(SQLiteProcessRecorder):
    """The library's recorder; every stored event becomes a leaf in the same transaction."""

    #: The column of the events table that holds the notification id.
    ID_COLUMN = "rowid"
    TEXT = "TEXT"
    BYTES = "BLOB"

    def __init__(self, path: Path) -> None:
        self._path = path
        super().__init__(
            SQLiteDatastore(
                str(path),
                lock_timeout=LOCK_SECONDS,
                # The threads of one process wait for each other as processes do.
                pool_timeout=LOCK_SECONDS,
                originator_id_type="text",
            )
        )

    def record(self, cursor: Cursor, events: Sequence[StoredEvent]) -> None:
        """See :meth:`Ledger.record`."""
        self._insert_events(cursor, events)  # type: ignore[arg-type] # a SQLiteCursor is one

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        # The library's own insert_events ends here too, so nothing is stored outside the log.
        ids = super()._insert_events(c, stored_events, **kwargs)
        add_leaves(c, stored_events, ids or ())
        return ids

    def track(self, cursor: Cursor, tracking: Tracking) -> None:
        """See :meth:`Ledger.track`."""
        self._insert_tracking(cursor, tracking)  # type: ignore[arg-type] # a SQLiteCursor is one

    def tracked(self, cursor: Cursor, name: str) -> int:
        """See :meth:`Ledger.tracked`."""
        return self._max_tracking_id(name, cursor) or 0  # type: ignore[arg-type] # it is one

    def now(self, cursor: Cursor) -> float:  # noqa: ARG002 - one host, one clock
        """See :meth:`Ledger.now`."""
        return time.time()

    def untrack(self, cursor: Cursor, name: str) -> None:
        """See :meth:`Ledger.untrack`."""
        cursor.execute("DELETE FROM tracking WHERE application_name = ?", (name,))

    @contextmanager
    def writing(self) -> Iterator[SQLiteCursor]:
        """See :meth:`Ledger.writing`.

        The library opens a deferred ``BEGIN``; a transaction that reads before it writes would
        then fail at once when another has written meanwhile.
        """
        with self.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous = FULL")
            # What is deleted is overwritten with zeros, so that no free page keeps words (R25).
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def aside(self) -> AbstractContextManager[SQLiteCursor]:
        """See :meth:`Ledger.aside`. A SQLite file has one writer, whatever it writes."""
        return self.writing()

    @contextmanager
    def reading(self) -> Iterator[SQLiteCursor]:
        """See :meth:`Ledger.reading`."""
        with self.datastore.transaction(commit=False) as cursor:
            yield cursor

    def take_alone(self, cursor: Cursor, *tables: str) -> None:
        """See :meth:`Ledger.take_alone`. A reader's snapshot keeps the tables as they were."""

    def settle(self) -> bool:
        """See :meth:`Ledger.settle`. The write-ahead log holds old pages until it is emptied."""
        connection = sqlite3.connect(self._path, timeout=_SETTLE_SECONDS)
        try:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
        return not busy

    def close(self) -> None:
        """Close the connections."""
        self.datastore.close()
