"""The outbox relay: the event store's own notification log, carried to the bus in order.

It produces, waits for every acknowledgement, and only then records how far it came. Killed in
between, it sends the same events again: consumers know them by source and position. A second
relay can at worst send such repeats too, so the lease is for order and thrift, not for truth.
"""

from eventsourcing.persistence import IntegrityError, Tracking

from . import crash
from .bus.port import Outgoing, Producer
from .entry import Entry
from .message import outgoing
from .store.store import Store

BATCH = 500
_TRACKING = "relay"


class Relay:
    """Carries one store's events to the bus."""

    def __init__(self, store: Store, producer: Producer) -> None:
        self._store = store
        self._producer = producer

    def step(self) -> int:
        """Relay one batch and return how many events it carried; 0 when there was nothing.

        :raises BusUnavailable: when the bus did not acknowledge all; nothing is skipped.
        """
        done = self._store.recorder.max_tracking_id(_TRACKING) or 0
        batch = self._store.notifications(done, BATCH)
        if not batch:
            return 0
        positions = self._store.positions([notification.id for notification in batch])
        records: list[Outgoing] = []
        for notification in batch:
            records += _records(Entry.from_bytes(notification.state), positions[notification.id])
        crash.point("relay.before_produce")
        self._producer.send(records)
        crash.point("relay.produced")
        try:
            self._store.recorder.insert_tracking(Tracking(_TRACKING, batch[-1].id))
        except IntegrityError:
            # Another relay was further already: what we sent were repeats.
            return 0
        crash.point("relay.recorded")
        return len(batch)

    def lag(self) -> int:
        """Return how many stored events have not been relayed."""
        done = self._store.recorder.max_tracking_id(_TRACKING) or 0
        return (self._store.recorder.max_notification_id() or 0) - done


def _records(entry: Entry, position: int) -> list[Outgoing]:
    event = entry.event()
    return [outgoing(entry, position, topic) for topic in (event.TOPIC, *event.FEEDS)]
