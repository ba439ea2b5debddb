"""What the services ask of a bus: partitions, offsets, keys, acknowledgements. Kafka's terms.

Two adapters fit it: ``embedded`` (a durable SQLite log, the default on one machine) and Kafka.
One contract suite runs against both (tests/contract/bus_contract.py).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from services.contracts.topics import Topic


class Partition(NamedTuple):
    """One partition of a topic; order holds inside it."""

    topic: str
    number: int


@dataclass(frozen=True)
class Outgoing:
    """A record to send. ``key`` decides the partition."""

    topic: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Record:
    """A record as a consumer gets it."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]

    @property
    def place(self) -> Partition:
        """The partition it lies in."""
        return Partition(self.topic, self.partition)


class BusUnavailable(ConnectionError):
    """The bus cannot be reached now; nothing was lost, try again later."""


class UnknownTopic(LookupError):
    """No such topic or partition; topics are created from the declaration, never by use."""


class OffsetOutOfRange(RuntimeError):
    """The position asked for is no longer, or not yet, on the bus: halt, never jump."""

    def __init__(self, place: Partition, wanted: int, beginning: int, end: int) -> None:
        self.place, self.wanted, self.beginning, self.end = place, wanted, beginning, end
        super().__init__(
            f"{place.topic}/{place.number}: offset {wanted} is outside {beginning}..{end}"
        )


class Producer(Protocol):
    """Sends records in order."""

    def send(self, records: Sequence[Outgoing]) -> None:
        """Send all, in order per key, and return once every one is acknowledged as durable.

        :raises BusUnavailable: when one is not; some before it may have arrived, send all again.
        :raises UnknownTopic: when a topic does not exist.
        """

    def close(self) -> None:
        """Let go of the bus."""


class Consumer(Protocol):
    """Reads the partitions it is told to, from the offsets it is told to. Never commits."""

    def assign(self, places: Collection[Partition]) -> None:
        """Read these partitions and no others; offsets of newly assigned ones must be sought."""

    def seek(self, place: Partition, offset: int) -> None:
        """Read on from this offset."""

    def poll(self, timeout: float, limit: int) -> list[Record]:
        """Return at most ``limit`` records, waiting up to ``timeout`` seconds for the first.

        :raises OffsetOutOfRange: when a position has been truncated away or lies past the end.
        :raises BusUnavailable: when the bus cannot be reached.
        """

    def beginning_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the first offset still kept of each partition."""

    def end_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the offset after the last record of each partition."""

    def close(self) -> None:
        """Let go of the bus."""


class Bus(Protocol):
    """A way to the bus. Making one touches nothing; producers and consumers connect."""

    def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Create what is missing.

        :raises ValueError: when a topic exists with another number of partitions.
        """

    def producer(self) -> Producer:
        """Connect for sending."""

    def consumer(self) -> Consumer:
        """Connect for reading."""
