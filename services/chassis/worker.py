"""A service's worker: the relay, the inbox, the timers and errands, each a loop in its own thread.

The worker owns the bus's clients; no web process ever makes one. A loop that meets trouble says
so in its heartbeat, waits longer each time up to a limit, and goes on: nothing is skipped.
"""

import logging
import os
import signal
import socket
import sqlite3
import threading
import time
import uuid
from datetime import timedelta

from eventsourcing.persistence import PersistenceError

from . import checkpoints, crash, witnesses
from .bus.port import Bus, BusUnavailable, Consumer, OffsetOutOfRange, Partition, Record
from .clock import to_text
from .errand import Errand, OutsideUnavailable, Step
from .inbox import Fenced, Inbox
from .outbox import Relay
from .service import Service, places_of
from .signer.client import Signer
from .store import heartbeat
from .store.leases import SECONDS as LEASE_SECONDS
from .store.leases import Leases
from .store.ledger import is_passing
from .store.store import Store
from .store.timers import Timer
from .store.transaction import Context

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 0.02
_POLL_SECONDS = 0.5
_BEAT_SECONDS = 2.0
_WATCH_SECONDS = 1.0
_BATCH = 500
_BACKOFF_FIRST, _BACKOFF_MOST = 0.1, 5.0
_POSTPONED = timedelta(minutes=1)


class Worker:
    """Runs a service's loops until told to stop."""

    def __init__(self, service: Service, store: Store, bus: Bus) -> None:
        self._service = service
        self._store = store
        self._bus = bus
        self._stop = threading.Event()
        self.owner = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._leases = Leases(store, self.owner)

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; then finish the steps under way and let go."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        loops = [
            _Loop(name, self.owner, step, self._store, self._stop)
            for name, step in (
                ("relay", self._alone("relay", self._relay)),
                ("inbox", self._inbox()),
                ("timers", self._timers()),
                (heartbeat.CHECKPOINTS, self._alone(heartbeat.CHECKPOINTS, self._checkpoints())),
                *((name, self._alone(name, make)) for name, make in self._errands().items()),
            )
        ]
        for loop in loops:
            loop.start()
        ended = False
        while not self._stop.wait(_WATCH_SECONDS):
            if not all(loop.is_alive() for loop in loops):
                _log.critical("a loop has ended: stopping, to be started anew")
                self._stop.set()
                ended = True
        for loop in loops:
            loop.join()
        self._leases.release()
        heartbeat.silence(self._store, self.owner)
        if ended:
            raise SystemExit(1)

    def _alone(self, name: str, make: Errand) -> Step:
        """Return a step that one worker at a time takes, as long as it holds the lease."""
        made: Step | None = None
        held_until = 0.0

        def step() -> tuple[int, int]:
            nonlocal made, held_until
            if time.monotonic() > held_until:
                if not self._leases.take(name):
                    return 0, 0
                held_until = time.monotonic() + LEASE_SECONDS / 3
            if made is None:
                made = make(self._store)
            return made()

        return step

    def _relay(self, store: Store) -> Step:
        relay = Relay(store, self._bus.producer())
        return lambda: (relay.step(), relay.lag())

    def _errands(self) -> dict[str, Errand]:
        found = dict(self._service.errands)
        if self._store.settings.witnesses:
            found["witnesses"] = witnesses.errand(self._store.settings.witnesses)
        return found

    def _checkpoints(self) -> Errand:
        settings = self._store.settings
        signer = Signer(settings.signer, settings.signer_secret) if settings.signer else None
        return checkpoints.keeper(self._bus, signer)

    def _inbox(self) -> Step:
        reader: InboxReader | None = None

        def step() -> tuple[int, int]:
            nonlocal reader
            if reader is None:
                inbox = Inbox(self._store, self._service.project, self._service.reactions)
                places = places_of(self._service)
                reader = InboxReader(inbox, self._bus.consumer(), self._leases, places)
            return reader.step()

        return step

    def _timers(self) -> Step:
        def step() -> tuple[int, int]:
            with self._store.reading_cursor() as cursor:
                now = self._store.now(cursor)
                cursor.execute("SELECT MIN(due) AS first FROM timer")
                first = cursor.fetchone()["first"]
            if first is None or first > to_text(now):
                return 0, 0
            return int(self.fire_one()), 0

        return step

    def fire_one(self) -> bool:
        """Handle the earliest timer that is due, in one transaction; False when none is."""
        timer: Timer | None = None
        try:
            with self._store.writing() as tx:
                timer = tx.timers.due(tx.now)
                if timer is None:
                    return False
                tx.timers.cancel(timer.name)
                tx.acting_as(Context(self._store.system, correlation=f"timer:{timer.name}"))
                self._service.timers[timer.kind](tx, timer.payload)
                crash.point("timer.handled")
        except (PersistenceError, OSError, sqlite3.OperationalError):
            raise
        except Exception:
            if timer is not None:
                self._postpone(timer)
            raise
        return True

    def _postpone(self, timer: Timer) -> None:
        """Let the others go first: one timer that cannot be handled must not hold them up."""
        with self._store.writing() as tx:
            later = tx.now + _POSTPONED
            tx.timers.set(timer.name, later, timer.kind, **timer.payload)


class InboxReader:
    """Polls the partitions this worker holds and hands them to the inbox, batch by batch."""

    def __init__(
        self, inbox: Inbox, consumer: Consumer, leases: Leases, places: list[Partition]
    ) -> None:
        self._inbox = inbox
        self._consumer = consumer
        self._leases = leases
        self._names = {f"{place.topic}/{place.number}": place for place in places}
        self._position: dict[Partition, int] = {}
        #: The partitions read from their marks; None when all must be sought first.
        self._sought: set[Partition] | None = None
        self._share_until = 0.0
        self._retry_at = 0.0

    def step(self) -> tuple[int, int]:
        """Poll once and apply; return how many records were applied and how many are left.

        :raises OffsetOutOfRange: when the stored position is not on the bus: a person must look.
        """
        self._share()
        try:
            records = self._consumer.poll(_POLL_SECONDS, _BATCH)
            by_place: dict[Partition, list[Record]] = {}
            for record in records:
                by_place.setdefault(record.place, []).append(record)
            for place, batch in by_place.items():
                self._apply(place, batch)
        except BaseException:
            # A poll moves the consumer on, applied or not: read every mark again, or lose some.
            self._sought, self._share_until = None, 0.0
            raise
        if time.monotonic() > self._retry_at:
            self._inbox.retry_waiting()
            self._retry_at = time.monotonic() + 1.0
        return len(records), self._lag() if len(records) == _BATCH else 0

    def _share(self) -> None:
        if time.monotonic() < self._share_until:
            return
        held = {self._names[name] for name in self._leases.share("inbox", list(self._names))}
        if held != self._sought:
            # Until every seek has succeeded none counts, so that one in trouble is met again.
            self._sought, self._position = None, {}
            self._consumer.assign(held)
            for place in held:
                self._seek(place)
            self._sought = held
        self._share_until = time.monotonic() + LEASE_SECONDS / 3

    def _seek(self, place: Partition) -> None:
        offset = self._inbox.next_offset(place)
        beginning = self._consumer.beginning_offsets([place])[place]
        end = self._consumer.end_offsets([place])[place]
        if not beginning <= offset <= end:
            raise OffsetOutOfRange(place, offset, beginning, end)
        self._consumer.seek(place, offset)
        self._position[place] = offset

    def _apply(self, place: Partition, batch: list[Record]) -> None:
        try:
            self._inbox.apply(place, batch, self._position[place])
        except Fenced:
            _log.warning("fenced at %s/%s: reading the mark again", *place)
            self._seek(place)
            return
        self._position[place] = batch[-1].offset + 1

    def _lag(self) -> int:
        ends = self._consumer.end_offsets(self._position)
        return sum(ends[place] - offset for place, offset in self._position.items())


class _Loop(threading.Thread):
    """Calls a step over and over, with heartbeat and backoff."""

    def __init__(
        self,
        name: str,
        worker: str,
        step: Step,
        store: Store,
        stop: threading.Event,
    ) -> None:
        super().__init__(name=name)
        self._worker = worker
        self._step = step
        self._store = store
        self._stop_asked = stop
        self._beat_at = 0.0

    def run(self) -> None:
        wait = _BACKOFF_FIRST
        while not self._stop_asked.is_set():
            try:
                done, lag = self._step()
                self._beat(lag)
            except Exception as error:  # noqa: BLE001 - a loop outlives whatever its step meets
                self._report(error)
                self._stop_asked.wait(wait)
                wait = min(wait * 2, _BACKOFF_MOST)
                continue
            wait = _BACKOFF_FIRST
            if not done:
                self._stop_asked.wait(_IDLE_SECONDS)

    def _beat(self, lag: int) -> None:
        if time.monotonic() > self._beat_at:
            heartbeat.beat(self._store, self._worker, self.name, lag)
            self._beat_at = time.monotonic() + _BEAT_SECONDS

    def _report(self, error: Exception) -> None:
        if isinstance(error, BusUnavailable | OutsideUnavailable) or is_passing(error):
            _log.warning("%s waits: %s", self.name, error)
        else:
            _log.exception("%s met trouble and will try again", self.name)
        self._beat_at = 0.0
        lag = error.waiting if isinstance(error, OutsideUnavailable) else 0
        try:
            heartbeat.beat(
                self._store, self._worker, self.name, lag, f"{type(error).__name__}: {error}"
            )
        except Exception:  # noqa: BLE001 - nor does it end when even this fails
            _log.exception("%s could not even record its trouble", self.name)
