"""Sending to Apache Kafka so that no record ever overtakes one that was not taken.

An idempotent producer keeps batches in order while it retries them; but when a batch fails for
good (its time is over, the broker refuses it), the producer goes on with the next ones of its
partition. Consumers would hear of a later event without the earlier one. So records are sent in
rounds: of each partition a round holds at most one batch, which a broker takes whole or not at
all, and the next round begins when all of this one are acknowledged. Whatever a broker takes,
however late, then follows without a gap on what it took before.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from .kafka_client import CONNECT_MS, KafkaSettings, administering, connect, copies, speaking
from .kafka_topics import LARGEST_BATCH
from .partitioner import partition_for
from .port import BusUnavailable, Outgoing, Partition, UnknownTopic

#: As long as a heartbeat counts: who waits longer is told of as silent.
_ACKNOWLEDGE_MS = 15_000
_REQUEST_MS = 10_000
#: A round is flushed as soon as it is handed over; until then nothing of it may leave.
_LINGER_MS = _ACKNOWLEDGE_MS - _REQUEST_MS
_LOOK_SECONDS, _PAUSE_SECONDS = 1.0, 0.02
#: What a round holds of one partition, uncompressed, so that it fits one batch.
_ROUND_BYTES = 800_000
_BATCH_BYTES = 1_000_000
#: More than a record's or a header's lengths, times and offsets take.
_RECORD_BYTES, _HEADER_BYTES = 64, 16


class KafkaSender:
    """Sends with an idempotent producer, acks=all, and checks every acknowledgement."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._producer: KafkaProducer | None = None
        self._counts: dict[str, int] = {}

    def send(self, records: Sequence[Outgoing]) -> None:
        """Send all and wait for every acknowledgement; see :meth:`Producer.send`.

        After a failure the client is thrown away: what was acknowledged is sent again by the
        caller, in order, and consumers know it by its position.
        """
        try:
            with speaking():
                placed = [(self._place(record), record) for record in records]
                for part in _rounds(placed):
                    self._send_round(part)
        except BaseException:
            self.close()
            raise

    def _send_round(self, records: Sequence[tuple[Partition, Outgoing]]) -> None:
        producer = self._connect()
        futures = [
            producer.send(
                record.topic,
                key=record.key,
                value=record.value,
                headers=list(record.headers),
                partition=place.number,
            )
            for place, record in records
        ]
        deadline = time.monotonic() + _ACKNOWLEDGE_MS / 1000
        while not _settled(futures):
            if time.monotonic() > deadline:
                raise BusUnavailable(f"kafka: no acknowledgement in {_ACKNOWLEDGE_MS} ms")
            try:
                producer.flush(_LOOK_SECONDS)
            except KafkaError:
                # The records tell of trouble better; what fails at once must not keep us busy.
                time.sleep(_PAUSE_SECONDS)

    def _connect(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = connect(
                KafkaProducer,
                self._settings,
                acks="all",
                enable_idempotence=True,
                compression_type="zstd",
                batch_size=_BATCH_BYTES,
                linger_ms=_LINGER_MS,
                request_timeout_ms=_REQUEST_MS,
                delivery_timeout_ms=_ACKNOWLEDGE_MS,
                max_request_size=LARGEST_BATCH,
                max_block_ms=CONNECT_MS,
            )
        return self._producer

    def _place(self, record: Outgoing) -> Partition:
        if record.topic not in self._counts:
            with administering(self._settings) as admin:
                found = copies(admin, record.topic)
            if found is None:
                raise UnknownTopic(f"no topic {record.topic}")
            self._counts[record.topic] = len(found)
        return Partition(record.topic, partition_for(record.key, self._counts[record.topic]))

    def close(self) -> None:
        """Let go of the brokers."""
        producer, self._producer = self._producer, None
        if producer is not None:
            # Closing sends what is left first and, when that fails, leaves its thread and sockets
            # behind; what is left here is to be sent again anyway.
            producer._sender.force_close()  # noqa: SLF001
            with suppress(KafkaError):
                producer.close(timeout=1)


def _settled(futures: Sequence[Any]) -> bool:
    """Tell whether every record was acknowledged.

    :raises KafkaError: when one was given up: there is no use in waiting for the others.
    """
    for future in futures:
        if future.is_done and future.failed():
            raise future.exception
    return all(future.is_done for future in futures)


def _rounds(
    records: Sequence[tuple[Partition, Outgoing]],
) -> Iterator[list[tuple[Partition, Outgoing]]]:
    """Part records, in order, so that what a round holds of any partition fits one batch."""
    part: list[tuple[Partition, Outgoing]] = []
    filled: dict[Partition, int] = {}
    for place, record in records:
        size = _size(record)
        if filled.get(place, 0) and filled[place] + size > _ROUND_BYTES:
            yield part
            part, filled = [], {}
        part.append((place, record))
        filled[place] = filled.get(place, 0) + size
    if part:
        yield part


def _size(record: Outgoing) -> int:
    headers: Any = sum(
        len(name.encode()) + len(value) + _HEADER_BYTES for name, value in record.headers
    )
    return len(record.key) + len(record.value) + int(headers) + _RECORD_BYTES
