"""The embedded bus: a durable log of topics and partitions in one SQLite file.

For one machine, with no server to install. It keeps Kafka's promises as the port states them:
dense offsets per partition, order per key, acknowledged means durable (synchronous=FULL), and a
position outside the log is an error, never a jump.
"""

import json
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from services.contracts.topics import Topic

from .partitioner import partition_for
from .port import BusUnavailable, OffsetOutOfRange, Outgoing, Partition, Record, UnknownTopic

_BUSY_SECONDS = 30.0
_LOOK_AGAIN_SECONDS = 0.01

_TABLES = """
CREATE TABLE IF NOT EXISTS topic (name TEXT PRIMARY KEY, partitions INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS part (
    topic TEXT NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, number));
CREATE TABLE IF NOT EXISTS record (
    topic TEXT NOT NULL, part INTEGER NOT NULL, offset INTEGER NOT NULL, key BLOB NOT NULL,
    headers TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (topic, part, offset)
) WITHOUT ROWID;
"""


class EmbeddedBus:
    """The bus in a file. Every producer and consumer has its own connection."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ensure_topics(self, topics: Iterable[Topic]) -> None:
        """Create the file and the topics that are missing; safe from many processes at once.

        :raises ValueError: when a topic exists with another number of partitions.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite does not wait for another that switches a new file to WAL: it fails at once.
        lock = FileLock(self._path.with_suffix(".migrate.lock"))
        with lock, _connect(self._path, create=True) as connection:
            connection.executescript(_TABLES)
            with _writing(connection):
                for topic in topics:
                    self._ensure(connection, topic)

    @staticmethod
    def _ensure(connection: sqlite3.Connection, topic: Topic) -> None:
        row = connection.execute(
            "SELECT partitions FROM topic WHERE name = ?", (topic.name,)
        ).fetchone()
        if row and row[0] != topic.partitions:
            raise ValueError(f"{topic.name} has {row[0]} partitions for life")
        if row:
            return
        connection.execute("INSERT INTO topic VALUES (?, ?)", (topic.name, topic.partitions))
        for number in range(topic.partitions):
            connection.execute("INSERT INTO part VALUES (?, ?, 0, 0)", (topic.name, number))

    def producer(self) -> "EmbeddedProducer":
        """Connect for sending."""
        return EmbeddedProducer(_open(self._path))

    def consumer(self) -> "EmbeddedConsumer":
        """Connect for reading."""
        return EmbeddedConsumer(_open(self._path))

    def truncate(self, place: Partition, before: int) -> None:
        """Drop the records of a partition below an offset, as retention or an operator would."""
        with _connect(self._path) as connection, _writing(connection):
            connection.execute(
                "UPDATE part SET first = max(first, min(?, next)) WHERE topic = ? AND number = ?",
                (before, *place),
            )
            connection.execute(
                "DELETE FROM record WHERE topic = ? AND part = ? AND offset < ?", (*place, before)
            )


class EmbeddedProducer:
    """Appends batches; a batch is durable whole or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._partitions: dict[str, int] = {}

    def send(self, records: Sequence[Outgoing]) -> None:
        """Append the records in order; see :meth:`Producer.send`."""
        try:
            with _writing(self._connection):
                for record in records:
                    self._append(record)
        except sqlite3.OperationalError as error:
            raise BusUnavailable(f"embedded bus: {error}") from error

    def _append(self, record: Outgoing) -> None:
        place = (record.topic, partition_for(record.key, self._count(record.topic)))
        (offset,) = self._connection.execute(
            "UPDATE part SET next = next + 1 WHERE topic = ? AND number = ? RETURNING next - 1",
            place,
        ).fetchone()
        headers = json.dumps([(name, _to_text(value)) for name, value in record.headers])
        self._connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
            (*place, offset, record.key, headers, record.value),
        )

    def _count(self, topic: str) -> int:
        if topic not in self._partitions:
            row = self._connection.execute(
                "SELECT partitions FROM topic WHERE name = ?", (topic,)
            ).fetchone()
            if row is None:
                raise UnknownTopic(f"no topic {topic}")
            self._partitions[topic] = row[0]
        return self._partitions[topic]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class EmbeddedConsumer:
    """Reads assigned partitions from sought offsets, taking turns among them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next: dict[Partition, int] = {}
        self._turn = 0

    def assign(self, places: Collection[Partition]) -> None:
        """Read these partitions and no others."""
        self._next = {place: self._next.get(place, 0) for place in places}

    def seek(self, place: Partition, offset: int) -> None:
        """Read on from this offset."""
        if place not in self._next:
            raise UnknownTopic(f"{place.topic}/{place.number} is not assigned")
        self._next[place] = offset

    def poll(self, timeout: float, limit: int) -> list[Record]:
        """Return records, or none after ``timeout`` seconds; see :meth:`Consumer.poll`."""
        deadline = time.monotonic() + timeout
        while True:
            # Read before looking, so that a commit between the two is not slept through.
            seen = self._version()
            found = self._fetch(limit)
            if found:
                return found
            while self._version() == seen:
                if time.monotonic() >= deadline:
                    return []
                time.sleep(_LOOK_AGAIN_SECONDS)

    def _version(self) -> int:
        # SQLite changes this number whenever another connection has committed.
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _fetch(self, limit: int) -> list[Record]:
        found: list[Record] = []
        places = sorted(self._next)
        self._turn += 1
        try:
            for at in range(len(places)):
                place = places[(at + self._turn) % len(places)]
                if len(found) < limit:
                    found += self._fetch_one(place, limit - len(found))
        except sqlite3.OperationalError as error:
            raise BusUnavailable(f"embedded bus: {error}") from error
        # Only what is handed out moves a position: trouble in one partition skips none of another.
        for record in found:
            self._next[record.place] = record.offset + 1
        return found

    def _fetch_one(self, place: Partition, limit: int) -> list[Record]:
        wanted = self._next[place]
        first, end = self._range(place)
        if not first <= wanted <= end:
            raise OffsetOutOfRange(place, wanted, first, end)
        rows = self._connection.execute(
            "SELECT offset, key, headers, value FROM record"
            " WHERE topic = ? AND part = ? AND offset >= ? ORDER BY offset LIMIT ?",
            (*place, wanted, limit),
        ).fetchall()
        return [
            Record(*place, offset, key, value, tuple((n, _to_bytes(v)) for n, v in json.loads(h)))
            for offset, key, h, value in rows
        ]

    def _range(self, place: Partition) -> tuple[int, int]:
        row = self._connection.execute(
            "SELECT first, next FROM part WHERE topic = ? AND number = ?", place
        ).fetchone()
        if row is None:
            raise UnknownTopic(f"no partition {place.topic}/{place.number}")
        return row[0], row[1]

    def beginning_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the first offset still kept of each partition."""
        return {place: self._range(place)[0] for place in places}

    def end_offsets(self, places: Iterable[Partition]) -> dict[Partition, int]:
        """Return the offset after the last record of each partition."""
        return {place: self._range(place)[1] for place in places}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _to_text(value: bytes) -> str:
    """Write a header's value, which is nearly always text, so that any bytes come back."""
    return value.decode("utf-8", "surrogateescape")


def _to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _open(path: Path, *, create: bool = False) -> sqlite3.Connection:
    mode = "rwc" if create else "rw"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    except sqlite3.OperationalError as error:
        raise BusUnavailable(f"embedded bus at {path}: {error}") from error
    return connection


@contextmanager
def _connect(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    connection = _open(path, create=create)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _writing(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
