"""`eventsourcing`'s SQLite recorder, with the log's leaf in the event's own transaction."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.sqlite import SQLiteCursor, SQLiteProcessRecorder

from services.chassis.entry import Entry
from services.chassis.log.merkle import Frontier, leaf_hash

from .schema import TABLES


class Recorded:
    """An entry with its place in a stream, in the shape `eventsourcing` moves about."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.originator_id = entry.stream
        self.originator_version = entry.streamversion


class EntryMapper(Mapper[str]):
    """Stores an entry as its canonical bytes: the stored state is the log entry itself."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Turn a :class:`Recorded` into the row to store.

        :raises canon.NotCanonical: when the entry has no canonical form.
        """
        if not isinstance(domain_event, Recorded):
            raise TypeError(f"{type(domain_event).__name__} is not a Recorded entry")
        entry = domain_event.entry
        return StoredEvent(
            originator_id=entry.stream,
            originator_version=entry.streamversion,
            topic=entry.type,
            state=entry.to_bytes(),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """Read a stored row back.

        :raises UnknownEvent: when its bytes are no entry.
        """
        return Recorded(Entry.from_bytes(stored_event.state))


class LedgerRecorder(SQLiteProcessRecorder):
    """Every stored event becomes a leaf, in order, in the same transaction.

    ``insert_events`` of the library goes through here too, so nothing can be stored outside
    the log.
    """

    def construct_create_table_statements(self) -> list[str]:
        """Add the tables of the chassis to the library's."""
        return [*super().construct_create_table_statements(), *TABLES]

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        ids = super()._insert_events(c, stored_events, **kwargs)
        c.execute("SELECT size, nodes FROM log_tree WHERE one = 1")
        row = c.fetchone()
        tree = Frontier.from_bytes(row["size"], row["nodes"]) if row else Frontier()
        for notification_id, stored in zip(ids or (), stored_events, strict=True):
            leaf = leaf_hash(stored.state)
            c.execute(
                "INSERT INTO log_leaf (position, notification_id, event_id, hash)"
                " VALUES (?, ?, ?, ?)",
                (tree.size, notification_id, json.loads(stored.state)["id"], leaf),
            )
            tree = tree.append(leaf)
        c.execute(
            "INSERT INTO log_tree (one, size, nodes) VALUES (1, ?, ?)"
            " ON CONFLICT (one) DO UPDATE SET size = excluded.size, nodes = excluded.nodes",
            (tree.size, tree.to_bytes()),
        )
        return ids

    @contextmanager
    def writing(self) -> Iterator[SQLiteCursor]:
        """One transaction that holds the store's write lock from its first instruction.

        The library opens a deferred ``BEGIN``; a transaction that reads before it writes would
        then fail at once when another has written meanwhile. Taking the lock first makes the
        commands of a service serial, so a decision is never made on a stale read.
        """
        with self.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def reading(self) -> Iterator[SQLiteCursor]:
        """One consistent snapshot, never blocked by a writer."""
        with self.datastore.transaction(commit=False) as cursor:
            yield cursor


def is_busy(error: BaseException) -> bool:
    """Tell whether the store was only busy: the same call may succeed later."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)
