"""A store made again from the entries of its log, to be read and never written.

The entries go in by the store's own way: the same bytes, the same leaves, so the same tree. What a
service had heard is on the bus again, all of it, and the marks say so; a rebuild then tells the
read models. At last the store stands still at its moment, and refuses every transaction.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from . import clock
from .bus.port import Bus
from .entry import Entry
from .inbox import start_from
from .outbox import Relay
from .service import Service, places_of
from .store.ledger import to_stored, tree
from .store.store import AS_OF, Store

_BATCH = 500


def store_entries(store: Store, entries: Sequence[Entry]) -> bytes:
    """Store a log's entries, oldest first, in a store that has none; return the tree's root."""
    for first in range(0, len(entries), _BATCH):
        with store.recorder.writing() as cursor:
            store.recorder.record(
                cursor, [to_stored(entry) for entry in entries[first : first + _BATCH]]
            )
    with store.reading_cursor() as cursor:
        return tree(cursor).root


def send_all(store: Store, bus: Bus) -> None:
    """Let every entry go out on the bus."""
    with closing(bus.producer()) as producer:
        relay = Relay(store, producer)
        while relay.lag():
            relay.step()


def hear_all(service: Service, store: Store, others: Sequence[Store], bus: Bus) -> None:
    """Set a store's marks as if it had heard all that the others' entries said.

    Reactions do not run: what they decided are entries, in this store or not at all.
    """
    with closing(bus.consumer()) as consumer:
        start_from(store, consumer.end_offsets(places_of(service)))
    for other in others:
        if other.source not in service.listens_to:
            continue
        with other.reading_cursor() as read:
            read.execute(
                "SELECT topic, part, position FROM outbox_last WHERE topic = ?", (other.source,)
            )
            marks = [
                (other.source, row["topic"], row["part"], row["position"])
                for row in read.fetchall()
            ]
        with store.recorder.writing() as cursor:
            for mark in marks:
                cursor.execute(
                    "INSERT INTO inbox_source (source, topic, part, position) VALUES (?, ?, ?, ?)",
                    mark,
                )


def stand_still(store: Store, moment: datetime) -> None:
    """Let the store stand at a moment, for good: whoever opens it next can only read."""
    with store.recorder.writing() as cursor:
        cursor.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?)", (AS_OF, clock.to_text(moment))
        )
