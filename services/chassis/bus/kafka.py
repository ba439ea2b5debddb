"""The Kafka adapter of the bus port (kafka-python).

The worker alone makes these clients: they do not survive a fork, and connecting may take seconds.
Positions are the store's; no consumer group is joined and nothing is committed to Kafka.
"""

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import KafkaError, OffsetOutOfRangeError

from services.contracts.topics import Topic

from .kafka_client import CONNECT_MS, KafkaSettings, connect, kafkas, speaking
from .kafka_sender import KafkaSender
from .kafka_topics import ensure_topics
from .port import BusUnavailable, OffsetOutOfRange, Partition, Record, UnknownTopic

__all__ = ["KafkaBus", "KafkaSettings"]

#: An idle consumer asks this often whether the broker is still there: polls alone never say.
_CHECK_SECONDS = 2.0


class KafkaBus:
    """A Kafka cluster."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Create what is missing and compare what is there.

        :raises ValueError: when a topic exists and is not as declared.
        """
        ensure_topics(self._settings, topics)

    def producer(self) -> KafkaSender:
        """Return a sender; it connects when it first sends."""
        return KafkaSender(self._settings)

    def consumer(self) -> "KafkaReader":
        """Connect for reading.

        :raises BusUnavailable: when no broker lets us in.
        """
        return KafkaReader(self._settings)


class KafkaReader:
    """Reads assigned partitions from sought offsets.

    After trouble the client is thrown away; the next call makes another, which goes on from the
    same offsets.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._next: dict[Partition, int | None] = {}
        self._consumer: KafkaConsumer | None = None
        self._checked = time.monotonic()
        self._connect()

    def assign(self, places: Collection[Partition]) -> None:
        """Read these partitions and no others."""
        self._next = {place: self._next.get(place) for place in sorted(places)}
        with self._connected() as consumer:
            consumer.assign([kafkas(place) for place in self._next])

    def seek(self, place: Partition, offset: int) -> None:
        """Read on from this offset."""
        if place not in self._next:
            raise UnknownTopic(f"{place.topic}/{place.number} is not assigned")
        self._next[place] = offset
        with self._connected() as consumer:
            consumer.seek(kafkas(place), offset)

    def poll(self, timeout: float, limit: int) -> list[Record]:
        """Return records, or none after ``timeout`` seconds; see :meth:`Consumer.poll`."""
        if not self._next:
            time.sleep(timeout)
            return []
        try:
            with self._connected() as consumer:
                batches = consumer.poll(int(timeout * 1000), max_records=limit)
        except OffsetOutOfRangeError as error:
            raise self._out_of_range(error) from error
        records = [_record(one) for batch in batches.values() for one in batch]
        for record in records:
            self._next[record.place] = record.offset + 1
        if records:
            self._checked = time.monotonic()
        elif time.monotonic() - self._checked > _CHECK_SECONDS:
            self.end_offsets([next(iter(self._next))])
            self._checked = time.monotonic()
        return records

    def _out_of_range(self, error: OffsetOutOfRangeError) -> OffsetOutOfRange:
        [(told, wanted), *_] = error.args[0].items()
        place = Partition(told.topic, told.partition)
        beginning = self.beginning_offsets([place])[place]
        return OffsetOutOfRange(place, wanted, beginning, self.end_offsets([place])[place])

    def beginning_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the first offset still kept of each partition."""
        with self._connected() as consumer:
            return _offsets(consumer.beginning_offsets, places)

    def end_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the offset after the last record of each partition."""
        with self._connected() as consumer:
            return _offsets(consumer.end_offsets, places)

    @contextmanager
    def _connected(self) -> Iterator[KafkaConsumer]:
        try:
            with speaking():
                yield self._consumer or self._connect()
        except BusUnavailable:
            self.close()
            raise

    def _connect(self) -> KafkaConsumer:
        consumer = connect(
            KafkaConsumer,
            self._settings,
            group_id=None,
            enable_auto_commit=False,
            # A lost position must halt, not jump: anything but earliest or latest does.
            auto_offset_reset="none",
        )
        self._consumer = consumer
        consumer.assign([kafkas(place) for place in self._next])
        for place, offset in self._next.items():
            if offset is not None:
                consumer.seek(kafkas(place), offset)
        return consumer

    def close(self) -> None:
        """Let go of the brokers."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            with suppress(KafkaError):
                consumer.close(autocommit=False)


def _offsets(ask: Any, places: Iterable[Partition]) -> dict[Partition, int]:
    found = ask([kafkas(place) for place in places], timeout_ms=CONNECT_MS)
    return {Partition(one.topic, one.partition): offset for one, offset in found.items()}


def _record(one: Any) -> Record:
    # What Kafka leaves out altogether, as in a tombstone, is empty here: the port knows bytes only.
    headers = tuple((name, value or b"") for name, value in one.headers)
    key, value = one.key or b"", one.value or b""
    return Record(one.topic, one.partition, one.offset, key, value, headers)
