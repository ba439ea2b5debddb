"""The inbox: what is heard on the bus takes effect exactly once.

A batch's effects (read models, new events) and two marks commit in one transaction. The source
mark (per source, topic and partition) dedupes: a message at or below it was applied before. The
offset mark (per partition) says where to read on, and fences: a worker whose offset is not the
stored one is stale and must not write. Kafka's own group offsets play no part. A message whose
predecessor is missing moves no source mark, so it counts when it comes again in order.
"""

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.contracts.event import Event
from services.contracts.refusal import CauseNotHeard

from . import crash, parking
from .bus.port import Partition, Record
from .documents import DocumentMissing
from .entry import Entry, UnknownEvent
from .message import Heard, Origin, heard, origin_of
from .parking import BEHIND, POISON, WAITING
from .store.ledger import is_passing
from .store.sql import Cursor
from .store.store import Store
from .store.transaction import Context, Projector, Transaction

Reaction = Callable[[Transaction, Any, Entry], None]

_log = logging.getLogger(__name__)

#: Keys tried again in one pass, so that many that wait hold nobody up.
_KEYS_A_PASS = 100


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
            _move(tx.cursor, place, records[-1].offset + 1)
            crash.point("inbox.marked")
        crash.point("inbox.committed")

    def retry_waiting(self) -> None:
        """Try parked messages again whose cause may have come from this service's own commands."""
        with self._store.reading_cursor() as cursor:
            if not parking.waiting_keys(cursor, 1):
                return
        with self._store.writing() as tx:
            self._retry(tx)

    def redrive(self, topic: str, key: bytes) -> int:
        """Apply a key's messages that were set aside, oldest first, until one still fails.

        They are applied from the table, whatever the marks say; each leaves it with its effect,
        so none is applied twice.

        :return: how many took effect.
        """
        with self._store.writing() as tx:
            applied = self._retry_key(tx, topic, key, poison_too=True)
            if applied:
                self._retry(tx)
            crash.point("inbox.redriven")
            return applied

    def _apply_one(self, tx: Transaction, record: Record) -> bool:
        try:
            message = _said_by_its_own(record)
        except UnknownEvent as error:
            # Its place in the order counts all the same, or the other keys would wait for it; but
            # nothing unreadable may jump ahead.
            origin = origin_of(record)
            if (
                origin is None
                or _stands_apart(tx.cursor, record, origin)
                or _advance(tx.cursor, record, origin)
            ):
                parking.park(tx.cursor, record, None, POISON, str(error))
            return False
        if not _advance(tx.cursor, record, message.origin):
            return False
        if parking.is_parked(tx.cursor, record.topic, record.key):
            why = "an earlier message of its key is set aside"
            parking.park(tx.cursor, record, message, BEHIND, why)
            return False
        fault = self._hear(tx, message)
        if fault is not None:
            parking.park(tx.cursor, record, message, *fault)
        return fault is None

    def _hear(self, tx: Transaction, message: Heard) -> tuple[str, str] | None:
        """Let a message take effect; else tell in which state it stays aside, and why."""
        try:
            with tx.savepoint():
                self._take_effect(tx, message)
        except (CauseNotHeard, DocumentMissing) as cause:
            return WAITING, str(cause)
        except Exception as fault:
            if _is_trouble(fault):
                raise
            _log.exception("message set aside: %s %s", message.entry.type, message.entry.id)
            return POISON, f"{type(fault).__name__}: {fault}"
        return None

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
            for topic, key in parking.waiting_keys(tx.cursor, _KEYS_A_PASS):
                moved = self._retry_key(tx, topic, key) > 0 or moved

    def _retry_key(
        self, tx: Transaction, topic: str, key: bytes, *, poison_too: bool = False
    ) -> int:
        applied = 0
        while (oldest := parking.first(tx.cursor, topic, key)) is not None:
            if oldest.state == POISON and not poison_too:
                break
            try:
                fault = self._hear(tx, _said_by_its_own(oldest.record))
            except UnknownEvent as error:
                fault = POISON, str(error)
            if fault is not None:
                parking.restate(tx.cursor, oldest.number, *fault)
                break
            parking.unpark(tx.cursor, oldest.number)
            applied += 1
        return applied


def start_from(store: Store, offsets: Mapping[Partition, int]) -> None:
    """Read on from other offsets, for a bus that was made anew; the source marks dedupe."""
    with store.recorder.writing() as cursor:
        for place, offset in offsets.items():
            _move(cursor, place, offset)


def _move(cursor: Cursor, place: Partition, offset: int) -> None:
    cursor.execute(
        "INSERT INTO inbox_offset (topic, part, next_offset) VALUES (?, ?, ?)"
        " ON CONFLICT (topic, part) DO UPDATE SET next_offset = excluded.next_offset",
        (*place, offset),
    )


def _is_trouble(fault: Exception) -> bool:
    """Tell trouble of the store or the machine from a message's own: the batch comes again."""
    return isinstance(fault, OSError | sqlite3.OperationalError) or is_passing(fault)


def _said_by_its_own(record: Record) -> Heard:
    """Read a record of a service's own topic.

    :raises UnknownEvent: when it is no message, or another than the topic's service said it.
    """
    message = heard(record)
    if message.origin.source != record.topic:
        raise UnknownEvent(f"{message.origin.source} does not speak on {record.topic}")
    return message


def _stands_apart(cursor: Cursor, record: Record, origin: Origin) -> bool:
    """Tell whether an unreadable record claims a place that is not the very next one."""
    if origin.source != record.topic:
        return True
    mark = _mark(cursor, record, origin.source)
    return origin.position > mark and origin.previous != mark


def _mark(cursor: Cursor, record: Record, source: str) -> int:
    cursor.execute(
        "SELECT position FROM inbox_source WHERE source = ? AND topic = ? AND part = ?",
        (source, record.topic, record.partition),
    )
    row = cursor.fetchone()
    return int(row["position"]) if row else -1


def _next_offset(cursor: Cursor, place: Partition) -> int:
    cursor.execute(
        "SELECT next_offset FROM inbox_offset WHERE topic = ? AND part = ?", tuple(place)
    )
    row = cursor.fetchone()
    return int(row["next_offset"]) if row else 0


def _advance(cursor: Cursor, record: Record, origin: Origin) -> bool:
    """Move the source mark; False when the message must have no effect now.

    It must not when it was there before. Nor when the one before it in its partition has not
    come: the source will send both again, in order, for it never had that one acknowledged. The
    gap is remembered until then, and readiness says so.
    """
    source, position, previous = origin.source, origin.position, origin.previous
    where = (source, record.topic, record.partition)
    mark = _mark(cursor, record, source)
    if position <= mark:
        return False
    if previous is not None and previous > mark:
        _log.error("%s: %s/%s misses position %s", *where, previous)
        cursor.execute(
            "INSERT INTO inbox_gap (source, topic, part, wanted, record_offset)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, topic, part) DO NOTHING",
            (*where, previous, record.offset),
        )
        return False
    cursor.execute(
        "INSERT INTO inbox_source (source, topic, part, position) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (source, topic, part) DO UPDATE SET position = excluded.position",
        (*where, position),
    )
    cursor.execute(
        "DELETE FROM inbox_gap WHERE source = ? AND topic = ? AND part = ? AND wanted <= ?",
        (*where, position),
    )
    cursor.execute(
        "INSERT INTO heard (source, size) VALUES (?, ?)"
        " ON CONFLICT (source) DO UPDATE SET size = excluded.size"
        " WHERE heard.size < excluded.size",
        (source, position + 1),
    )
    return True
