"""A ledger: a recorder of `eventsourcing` that writes the log's leaf beside each stored event.

Two recorders are ledgers, one a database: :mod:`.sqlite` and :mod:`.postgres`. What they store,
and in which order, is the same; so every test of the store runs on both.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec
import psycopg
from eventsourcing.persistence import (
    InterfaceError,
    Notification,
    OperationalError,
    PersistenceError,
    StoredEvent,
    Tracking,
)

from services.chassis.entry import Entry
from services.chassis.log.merkle import Frontier, leaf_hash

from .sql import Cursor

_LOST = (psycopg.OperationalError, psycopg.InterfaceError)
#: Connection lost, serialization, resources, operator's intervention, system error.
_PASSING_CLASSES = frozenset({"08", "40", "53", "57", "58"})
#: A lock not got in time; a transaction cut off because it idled.
_PASSING_CODES = frozenset({"55P03", "25P03"})

#: How long a command waits for its turn, in seconds, before it is told to come again.
LOCK_SECONDS = 30


class Ledger(Protocol):
    """What the chassis asks of a recorder."""

    #: The column of the events table that holds the notification id.
    ID_COLUMN: str
    #: The type of a text that sorts by code point, and of bytes.
    TEXT: str
    BYTES: str

    def create_table(self) -> None:
        """Make the library's own tables. Only the migration calls it."""

    def writing(self) -> AbstractContextManager[Cursor]:
        """One transaction that holds the store's write lock from its first instruction.

        Commands of a service are serial, so a decision is never made on a stale read, and
        notification ids become visible in their order: whoever tails them misses none.
        """

    def aside(self) -> AbstractContextManager[Cursor]:
        """One transaction on tables that nobody else writes: it keeps commands waiting no longer
        than the database must.
        """

    def reading(self) -> AbstractContextManager[Cursor]:
        """One consistent snapshot, never blocked by a writer."""

    def record(self, cursor: Cursor, events: Sequence[StoredEvent]) -> None:
        """Store events and their leaves inside a :meth:`writing` transaction.

        :raises IntegrityError: when an event's place in its stream, or its id, is taken; raised
            as the database's own error until the transaction ends.
        """

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Any:
        """The library's own way in; it leads through :meth:`record`."""

    def select_notifications(
        self, start: int | None, limit: int, *, inclusive_of_start: bool = True
    ) -> Sequence[Notification]:
        """Return stored events from a notification id on, in commit order."""

    def max_notification_id(self) -> int | None:
        """Return the id of the newest stored event."""

    def track(self, cursor: Cursor, tracking: Tracking) -> None:
        """Move a mark forward inside a :meth:`writing` transaction.

        :raises IntegrityError: when it stands there or further already.
        """

    def tracked(self, cursor: Cursor, name: str) -> int:
        """Return where a mark stands inside a transaction, 0 when there is none."""

    def now(self, cursor: Cursor) -> float:
        """Return the store's own time, in seconds since 1970: one clock for all its hosts."""

    def untrack(self, cursor: Cursor, name: str) -> None:
        """Take a mark away."""

    def max_tracking_id(self, application_name: str) -> int | None:
        """Return where a mark stands."""

    def take_alone(self, cursor: Cursor, *tables: str) -> None:
        """Wait until nobody reads these tables, and keep readers waiting, to the commit."""

    def settle(self) -> bool:
        """Leave no byte in the files of what was overwritten or dropped before.

        :return: False while a reader still sees the old pages; try again.
        """

    def close(self) -> None:
        """Close the connections."""


class _Named(msgspec.Struct):
    """As much of an entry as its leaf needs."""

    id: str


_ID = msgspec.json.Decoder(_Named)


def to_stored(entry: Entry) -> StoredEvent:
    """Return the row to store: its state is the log entry itself.

    :raises canon.NotCanonical: when the entry has no canonical form.
    """
    return StoredEvent(entry.stream, entry.streamversion, entry.type, entry.to_bytes())


def tree(cursor: Cursor) -> Frontier:
    """Return the log's tree as it stands inside a transaction."""
    cursor.execute("SELECT size, nodes FROM log_tree WHERE one = 1")
    row = cursor.fetchone()
    return Frontier.from_bytes(row["size"], row["nodes"]) if row else Frontier()


def hashes_in(cursor: Cursor, level: int, first: int, count: int) -> list[bytes]:
    """Return hashes of the tree in steps of 256: leaves on level 0, above them complete subtrees.

    Fewer than ``count`` where the tree ends.
    """
    if level:
        cursor.execute(
            "SELECT hash FROM log_node"
            " WHERE level = ? AND number >= ? AND number < ? ORDER BY number",
            (level, first, first + count),
        )
    else:
        cursor.execute(
            "SELECT hash FROM log_leaf WHERE position >= ? AND position < ? ORDER BY position",
            (first, first + count),
        )
    return [bytes(row["hash"]) for row in cursor.fetchall()]


def add_leaves(cursor: Cursor, events: Sequence[StoredEvent], ids: Sequence[int]) -> None:
    """Write a leaf for each event just stored and move the tree's frontier."""
    grown = tree(cursor)
    for notification_id, stored in zip(ids, events, strict=True):
        leaf = leaf_hash(stored.state)
        cursor.execute(
            "INSERT INTO log_leaf (position, notification_id, event_id, hash) VALUES (?, ?, ?, ?)",
            (grown.size, notification_id, _ID.decode(stored.state).id, leaf),
        )
        for level, number, node in grown.completed(leaf):
            cursor.execute(
                "INSERT INTO log_node (level, number, hash) VALUES (?, ?, ?)",
                (level, number, node),
            )
        grown = grown.append(leaf)
    cursor.execute(
        "INSERT INTO log_tree (one, size, nodes) VALUES (1, ?, ?)"
        " ON CONFLICT (one) DO UPDATE SET size = excluded.size, nodes = excluded.nodes",
        (grown.size, grown.to_bytes()),
    )


def _is_passing_code(code: str) -> bool:
    """Judge by SQLSTATE: what the server says of a value or a statement does not pass by itself."""
    return code[:2] in _PASSING_CLASSES or code in _PASSING_CODES


def is_passing(error: BaseException) -> bool:
    """Tell whether the store was only busy or away: the same call may succeed later."""
    if isinstance(error, sqlite3.OperationalError):
        return "locked" in str(error)
    if isinstance(error, psycopg.Error):
        code = error.sqlstate
        # No code at all: the connection was lost, or none was to be had.
        return isinstance(error, _LOST) if not code else _is_passing_code(code)
    cause = error.__cause__
    if isinstance(error, PersistenceError) and isinstance(cause, sqlite3.Error | psycopg.Error):
        return is_passing(cause)
    return isinstance(error, OperationalError | InterfaceError)
