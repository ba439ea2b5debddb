"""The outbox relay: the event store's own notification log, carried to the bus in order.

It produces, waits for every acknowledgement, and only then records how far it came. Killed in
between, it sends the same events again: consumers know them by source and position. A second
relay can at worst send such repeats too, so the lease is for order and thrift, not for truth.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from eventsourcing.persistence import Tracking

from services.contracts.topics import DEAD_LETTERS, PARTITIONS

from . import crash, parking
from .bus.partitioner import partition_for
from .bus.port import Outgoing, Partition, Producer
from .clock import to_text
from .entry import Entry
from .message import outgoing
from .parking import Parked
from .store.store import Store

BATCH = 500
_TRACKING = "relay"
#: A dead letter longer than this is told of without its headers and value.
_LARGEST_BYTES = 500_000


class _MovedMeanwhile(RuntimeError):
    """The relay's mark is no longer where this step found it."""


class Relay:
    """Carries one store's events to the bus."""

    def __init__(self, store: Store, producer: Producer) -> None:
        self._store = store
        self._producer = producer

    def step(self) -> int:
        """Relay one batch and return how many events it carried; 0 when there was nothing.

        :raises BusUnavailable: when the bus did not acknowledge all; nothing is skipped.
        """
        last = self._last()
        done = self._store.recorder.max_tracking_id(_TRACKING) or 0
        batch = self._store.notifications(done, BATCH)
        if not batch:
            return self._tell_dead_letters()
        positions = self._store.positions([notification.id for notification in batch])
        records: list[Outgoing] = []
        for notification in batch:
            position = positions[notification.id]
            records += _records(Entry.from_bytes(notification.state), position, last)
        crash.point("relay.before_produce")
        self._producer.send(records)
        crash.point("relay.produced")
        try:
            self._record(done, batch[-1].id, last)
        except _MovedMeanwhile:
            # By another relay, and what we sent were repeats; or by `send_again`, which counts.
            return 0
        crash.point("relay.recorded")
        return len(batch)

    def lag(self) -> int:
        """Return how many stored events have not been relayed."""
        done = self._store.recorder.max_tracking_id(_TRACKING) or 0
        return (self._store.recorder.max_notification_id() or 0) - done

    def _last(self) -> dict[Partition, int]:
        """Return the position sent last to each partition.

        Read before the mark: should another relay move both in between, the older one here is
        only a weaker promise.
        """
        with self._store.reading_cursor() as cursor:
            cursor.execute("SELECT topic, part, position FROM outbox_last")
            return {
                Partition(row["topic"], row["part"]): row["position"] for row in cursor.fetchall()
            }

    def _record(self, before: int, done: int, last: Mapping[Partition, int]) -> None:
        recorder = self._store.recorder
        with recorder.writing() as cursor:
            if recorder.tracked(cursor, _TRACKING) != before:
                raise _MovedMeanwhile
            recorder.track(cursor, Tracking(_TRACKING, done))
            for place, position in last.items():
                cursor.execute(
                    "INSERT INTO outbox_last (topic, part, position) VALUES (?, ?, ?)"
                    " ON CONFLICT (topic, part) DO UPDATE SET position = excluded.position"
                    " WHERE outbox_last.position < excluded.position",
                    (*place, position),
                )

    def _tell_dead_letters(self) -> int:
        """Send what was set aside for good to the dead-letter topic, for others to see."""
        with self._store.reading_cursor() as cursor:
            untold = parking.listed(cursor, untold=True, limit=BATCH)
        if not untold:
            return 0
        service = self._store.settings.service
        self._producer.send([_dead_letter(one, service) for one in untold])
        crash.point("relay.dead_letters_produced")
        with self._store.recorder.writing() as cursor:
            parking.mark_told(cursor, [one.number for one in untold])
        return len(untold)


def send_again(store: Store) -> None:
    """Let the relay begin anew: every event goes out once more, in order.

    For a bus that has lost what it acknowledged. Consumers skip what they have heard.
    """
    with store.recorder.writing() as cursor:
        store.recorder.untrack(cursor, _TRACKING)
        cursor.execute("DELETE FROM outbox_last")


def _records(entry: Entry, position: int, last: dict[Partition, int]) -> list[Outgoing]:
    """Write an entry for each of its topics; ``last`` moves on with it."""
    event = entry.event()
    made = []
    for topic in (event.TOPIC, *event.FEEDS):
        place = Partition(topic, partition_for(event.key.encode(), PARTITIONS[topic]))
        made.append(outgoing(entry, position, topic, last.get(place)))
        last[place] = position
    return made


def _dead_letter(one: Parked, service: str) -> Outgoing:
    record = one.record
    told = {
        "dl_topic": record.topic,
        "dl_partition": str(record.partition),
        "dl_offset": str(record.offset),
        "dl_consumer": service,
        "dl_why": one.why,
        "dl_time": to_text(datetime.fromtimestamp(one.at, UTC)),
    }
    size = len(record.value) + sum(len(name) + len(value) for name, value in record.headers)
    own, value = record.headers, record.value
    if size > _LARGEST_BYTES:
        # It was small on the bus, compressed with others; alone it may be more than a topic takes.
        told["dl_omitted"] = str(size)
        own, value = (), b""
    headers = tuple((name, text.encode()) for name, text in told.items())
    return Outgoing(DEAD_LETTERS, record.key, value, own + headers)
