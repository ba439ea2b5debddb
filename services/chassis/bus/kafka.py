"""The Kafka adapter of the bus port (kafka-python).

The worker alone makes these clients: they do not survive a fork, and connecting may take seconds.
Positions are the store's; no consumer group is joined and nothing is committed to Kafka.
"""

import socket
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import (
    KafkaConfigurationError,
    KafkaError,
    OffsetOutOfRangeError,
    TopicAlreadyExistsError,
)

from services.contracts.topics import Topic

from .partitioner import partition_for
from .port import BusUnavailable, OffsetOutOfRange, Outgoing, Partition, Record, UnknownTopic

_CONNECT_MS = 5_000
_ACKNOWLEDGE_SECONDS = 30.0
#: An idle consumer asks this often whether the broker is still there: polls alone never say.
_CHECK_SECONDS = 2.0
_UNKNOWN_TOPIC = 3


@dataclass(frozen=True)
class KafkaSettings:
    """Where the brokers are and how to be let in.

    ``security`` holds kafka-python's own settings for TLS and SASL (``security_protocol``,
    ``ssl_cafile``, ``sasl_mechanism`` …), passed on as they are.
    """

    servers: str
    replication: int = 1
    security: dict[str, Any] = field(default_factory=dict)

    def options(self) -> dict[str, Any]:
        """Return what every client is made with, once a broker takes a connection.

        Asked first because a client that cannot connect blocks for seconds and leaves its
        sockets behind.

        :raises BusUnavailable: when none does.
        """
        if not any(_answers(server) for server in self.servers.split(",")):
            raise BusUnavailable(f"kafka: nobody answers at {self.servers}")
        return {
            "bootstrap_servers": self.servers.split(","),
            "bootstrap_timeout_ms": _CONNECT_MS,
            **self.security,
        }


def _answers(server: str) -> bool:
    host, _, port = server.strip().rpartition(":")
    try:
        socket.create_connection((host, int(port)), _CONNECT_MS / 1000).close()
    except OSError:
        return False
    return True


class KafkaBus:
    """A Kafka cluster."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings

    def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Create what is missing; events are kept for ever, state topics are compacted.

        :raises ValueError: when a topic exists with another number of partitions.
        """
        with _speaking(), _admin(self._settings) as admin:
            for topic in topics:
                found = _partitions(admin, topic.name)
                if found is None:
                    # Another worker may do the same, and a broker tells of a new topic late.
                    with suppress(TopicAlreadyExistsError):
                        admin.create_topics([self._new(topic)])
                    found = _wait_for(admin, topic.name)
                if found != topic.partitions:
                    raise ValueError(f"{topic.name} has {found} partitions for life")

    def _new(self, topic: Topic) -> NewTopic:
        return NewTopic(
            name=topic.name,
            num_partitions=topic.partitions,
            replication_factor=self._settings.replication,
            topic_configs={
                "cleanup.policy": "compact" if topic.compacted else "delete",
                "retention.ms": "-1",
                "retention.bytes": "-1",
            },
        )

    def producer(self) -> "KafkaSender":
        """Return a sender; it connects when it first sends."""
        return KafkaSender(self._settings)

    def consumer(self) -> "KafkaReader":
        """Connect for reading.

        :raises BusUnavailable: when no broker answers.
        """
        with _speaking():
            return KafkaReader(
                KafkaConsumer(
                    **self._settings.options(),
                    group_id=None,
                    enable_auto_commit=False,
                    # A lost position must halt, not jump: anything but earliest or latest does.
                    auto_offset_reset="none",
                )
            )


class KafkaSender:
    """Sends with an idempotent producer, acks=all, and checks every future."""

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
            with _speaking():
                producer = self._connect()
                futures = [self._hand_over(producer, record) for record in records]
                for future in futures:
                    future.get(_ACKNOWLEDGE_SECONDS)
        except BusUnavailable:
            self.close()
            raise

    def _connect(self) -> KafkaProducer:
        if self._producer is None:
            self._producer = KafkaProducer(
                **self._settings.options(),
                acks="all",
                enable_idempotence=True,
                max_in_flight_requests_per_connection=5,
                compression_type="zstd",
                delivery_timeout_ms=int(_ACKNOWLEDGE_SECONDS * 1000),
                max_block_ms=_CONNECT_MS,
            )
        return self._producer

    def _hand_over(self, producer: KafkaProducer, record: Outgoing) -> Any:
        return producer.send(
            record.topic,
            key=record.key,
            value=record.value,
            headers=list(record.headers),
            partition=partition_for(record.key, self._count(record.topic)),
        )

    def _count(self, topic: str) -> int:
        if topic not in self._counts:
            with _admin(self._settings) as admin:
                found = _partitions(admin, topic)
            if found is None:
                raise UnknownTopic(f"no topic {topic}")
            self._counts[topic] = found
        return self._counts[topic]

    def close(self) -> None:
        """Let go of the brokers."""
        if self._producer is not None:
            self._producer.close(timeout=1)
            self._producer = None


class KafkaReader:
    """Reads assigned partitions from sought offsets."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer
        self._places: list[Partition] = []
        self._checked = time.monotonic()

    def assign(self, places: Collection[Partition]) -> None:
        """Read these partitions and no others."""
        self._places = sorted(places)
        with _speaking():
            self._consumer.assign([_kafkas(place) for place in self._places])

    def seek(self, place: Partition, offset: int) -> None:
        """Read on from this offset."""
        with _speaking():
            self._consumer.seek(_kafkas(place), offset)

    def poll(self, timeout: float, limit: int) -> list[Record]:
        """Return records, or none after ``timeout`` seconds; see :meth:`Consumer.poll`."""
        try:
            with _speaking():
                if not self._places:
                    time.sleep(timeout)
                    return []
                batches = self._consumer.poll(int(timeout * 1000), max_records=limit)
        except OffsetOutOfRangeError as error:
            raise self._out_of_range(error) from error
        records = [_record(one) for batch in batches.values() for one in batch]
        if records:
            self._checked = time.monotonic()
        elif time.monotonic() - self._checked > _CHECK_SECONDS:
            self.end_offsets(self._places[:1])
            self._checked = time.monotonic()
        return records

    def _out_of_range(self, error: OffsetOutOfRangeError) -> OffsetOutOfRange:
        [(kafkas, wanted), *_] = error.args[0].items()
        place = Partition(kafkas.topic, kafkas.partition)
        beginning = self.beginning_offsets([place])[place]
        return OffsetOutOfRange(place, wanted, beginning, self.end_offsets([place])[place])

    def beginning_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the first offset still kept of each partition."""
        return self._offsets(self._consumer.beginning_offsets, places)

    def end_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the offset after the last record of each partition."""
        return self._offsets(self._consumer.end_offsets, places)

    @staticmethod
    def _offsets(ask: Any, places: Iterable[Partition]) -> dict[Partition, int]:
        with _speaking():
            found = ask([_kafkas(place) for place in places], timeout_ms=_CONNECT_MS)
        return {Partition(one.topic, one.partition): offset for one, offset in found.items()}

    def close(self) -> None:
        """Let go of the brokers."""
        self._consumer.close(autocommit=False)


@contextmanager
def _speaking() -> Iterator[None]:
    """Tell any trouble with the brokers in the port's word; positions are told apart."""
    try:
        yield
    except (OffsetOutOfRangeError, KafkaConfigurationError):
        raise
    except KafkaError as error:
        raise BusUnavailable(f"kafka: {type(error).__name__} {error}") from error


@contextmanager
def _admin(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    client = KafkaAdminClient(**settings.options())
    try:
        yield client
    finally:
        client.close()


def _partitions(admin: KafkaAdminClient, topic: str) -> int | None:
    """Return how many partitions a topic has, None when there is no such topic."""
    [told] = admin.describe_topics([topic])
    return None if told["error_code"] == _UNKNOWN_TOPIC else len(told["partitions"])


def _wait_for(admin: KafkaAdminClient, topic: str) -> int:
    deadline = time.monotonic() + _ACKNOWLEDGE_SECONDS
    while (found := _partitions(admin, topic)) is None:
        if time.monotonic() > deadline:
            raise BusUnavailable(f"kafka: {topic} was created and is not told of")
        time.sleep(0.05)
    return found


def _kafkas(place: Partition) -> TopicPartition:
    return TopicPartition(place.topic, place.number)


def _record(one: Any) -> Record:
    # What Kafka leaves out altogether, as in a tombstone, is empty here: the port knows bytes only.
    headers = tuple((name, value or b"") for name, value in one.headers)
    key, value = one.key or b"", one.value or b""
    return Record(one.topic, one.partition, one.offset, key, value, headers)
