"""The inbox: what is heard on the bus takes effect exactly once.

A batch's effects (read models, new events) and two marks commit in one transaction. The source
mark (per source, topic and partition) dedupes: a message at or below it was applied before. The
offset mark (per partition) says where to read on, and fences: a worker whose offset is not the
stored one is stale and must not write. Kafka's own group offsets play no part.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import PersistenceError

from services.contracts.event import Event
from services.contracts.refusal import CauseNotHeard

from . import crash
from .bus.port import Partition, Record
from .documents import DocumentMissing
from .entry import Entry, UnknownEvent
from .message import Heard, heard
from .store.sql import Cursor
from .store.store import Store
from .store.transaction import Context, Projector, Transaction

Reaction = Callable[[Transaction, Any, Entry], None]

_log = logging.getLogger(__name__)

#: The store or the machine is in trouble, not the message: leave the batch and try it again.
_TRANSIENT = (sqlite3.OperationalError, PersistenceError, OSError)


class Fenced(RuntimeError):
    """Another worker has moved the mark of a partition: this one is stale and stops there."""


class Inbox:
    """Applies records to one service's store."""

    def __init__(
        self,
        store: Store,
        project: Projector,
        reactions: Mapping[type[Event], Sequence[Reaction]],
    ) -> None:
        self._store = store
        self._project = project
        self._reactions = reactions

    def next_offset(self, place: Partition) -> int:
        """Return where to read on in a partition."""
        with self._store.recorder.reading() as cursor:
            return _next_offset(cursor, place)

    def apply(self, place: Partition, records: Sequence[Record], expected: int) -> None:
        """Apply one partition's records and move its marks, all or nothing.

        :param expected: the offset this worker believes is next; the store's word decides.
        :raises Fenced: when the store's mark is another: nothing was applied.
        """
        with self._store.writing() as tx:
            if _next_offset(tx.cursor, place) != expected:
                raise Fenced(f"{place.topic}/{place.number} is no longer at {expected}")
            fresh = [record for record in records if self._apply_one(tx, record)]
            if fresh:
                self._retry(tx)
            crash.point("inbox.applied")
            tx.cursor.execute(
                "INSERT INTO inbox_offset (topic, part, next_offset) VALUES (?, ?, ?)"
                " ON CONFLICT (topic, part) DO UPDATE SET next_offset = excluded.next_offset",
                (*place, records[-1].offset + 1),
            )
            crash.point("inbox.marked")
        crash.point("inbox.committed")

    def retry_waiting(self) -> None:
        """Try parked messages again whose cause may have come from this service's own commands."""
        with self._store.reading_cursor() as cursor:
            if not _waiting_keys(cursor):
                return
        with self._store.writing() as tx:
            self._retry(tx)

    def _apply_one(self, tx: Transaction, record: Record) -> bool:
        try:
            message = heard(record)
        except UnknownEvent as error:
            _park(tx.cursor, record, None, "poison", str(error))
            return False
        if not _advance(tx.cursor, record, message):
            return False
        if _is_parked(tx.cursor, record):
            _park(tx.cursor, record, message, "behind", "an earlier message of its key waits")
            return False
        return self._hear(tx, record, message)

    def _hear(self, tx: Transaction, record: Record, message: Heard) -> bool:
        try:
            with tx.savepoint():
                self._take_effect(tx, message)
        except (CauseNotHeard, DocumentMissing) as cause:
            _park(tx.cursor, record, message, "waiting", str(cause))
            return False
        except _TRANSIENT:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever else is wrong, its key waits for a person
            _log.exception("message set aside: %s %s", message.entry.type, message.entry.id)
            _park(tx.cursor, record, message, "poison", f"{type(fault).__name__}: {fault}")
            return False
        return True

    def _take_effect(self, tx: Transaction, message: Heard) -> None:
        entry = message.entry
        event = entry.event()
        tx.acting_as(Context(self._store.system, entry.correlationid, entry.id))
        self._project(tx.views, event, entry)
        for reaction in self._reactions.get(type(event), ()):
            reaction(tx, event, entry)

    def _retry(self, tx: Transaction) -> None:
        """Try messages that wait for a cause again, oldest first, until none moves."""
        moved = True
        while moved:
            moved = False
            for key_topic in _waiting_keys(tx.cursor):
                moved = self._retry_key(tx, *key_topic) or moved

    def _retry_key(self, tx: Transaction, topic: str, key: str) -> bool:
        moved = False
        while (first := _first_parked(tx.cursor, topic, key)) is not None:
            number, state, record = first
            if state == "poison":
                break
            _unpark(tx.cursor, number)
            if not self._hear(tx, record, heard(record)):
                # It went back to the end of its key: put it where it stood.
                tx.cursor.execute(
                    "UPDATE parked SET number = ? WHERE number = (SELECT MAX(number) FROM parked)",
                    (number,),
                )
                break
            moved = True
        return moved


def _next_offset(cursor: Cursor, place: Partition) -> int:
    cursor.execute(
        "SELECT next_offset FROM inbox_offset WHERE topic = ? AND part = ?", tuple(place)
    )
    row = cursor.fetchone()
    return int(row["next_offset"]) if row else 0


def _advance(cursor: Cursor, record: Record, message: Heard) -> bool:
    """Move the source mark; False when the message was there before."""
    source, position = message.entry.source, message.position
    cursor.execute(
        "INSERT INTO inbox_source (source, topic, part, position) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (source, topic, part) DO UPDATE SET position = excluded.position"
        " WHERE inbox_source.position < excluded.position RETURNING position",
        (source, record.topic, record.partition, position),
    )
    if cursor.fetchone() is None:
        return False
    cursor.execute(
        "INSERT INTO heard (source, size) VALUES (?, ?)"
        " ON CONFLICT (source) DO UPDATE SET size = max(heard.size, excluded.size)",
        (source, position + 1),
    )
    return True


def _park(cursor: Cursor, record: Record, message: Heard | None, state: str, why: str) -> None:
    cursor.execute(
        "INSERT INTO parked (topic, part, key, state, why, source, event_id, headers, value)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record.topic,
            record.partition,
            record.key.decode("utf-8", "backslashreplace"),
            state,
            why,
            message.entry.source if message else "",
            message.entry.id if message else "",
            json.dumps([(name, value.hex()) for name, value in record.headers]),
            record.value,
        ),
    )


def _unpark(cursor: Cursor, number: int) -> None:
    cursor.execute("DELETE FROM parked WHERE number = ?", (number,))


def _is_parked(cursor: Cursor, record: Record) -> bool:
    cursor.execute(
        "SELECT 1 AS found FROM parked WHERE topic = ? AND key = ? LIMIT 1",
        (record.topic, record.key.decode("utf-8", "backslashreplace")),
    )
    return cursor.fetchone() is not None


def _waiting_keys(cursor: Cursor) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT topic, key, MIN(number) AS first FROM parked WHERE state = 'waiting'"
        " GROUP BY topic, key ORDER BY first"
    )
    return [(row["topic"], row["key"]) for row in cursor.fetchall()]


def _first_parked(cursor: Cursor, topic: str, key: str) -> tuple[int, str, Record] | None:
    cursor.execute(
        "SELECT number, state, part, headers, value FROM parked"
        " WHERE topic = ? AND key = ? ORDER BY number LIMIT 1",
        (topic, key),
    )
    row = cursor.fetchone()
    if row is None:
        return None
    headers = tuple((name, bytes.fromhex(value)) for name, value in json.loads(row["headers"]))
    record = Record(topic, row["part"], -1, key.encode(), bytes(row["value"]), headers)
    return row["number"], row["state"], record
