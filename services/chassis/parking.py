"""Messages set aside: those that wait for a cause, the poisoned, and the later ones of their keys.

They lie in one table in the order they came, with their very bytes, and leave it only by taking
effect. Nothing here asks the marks: a message set aside has moved them already.
"""

import hashlib
import json
import time
from dataclasses import dataclass

from .bus.port import Record
from .message import Heard
from .store.sql import Cursor, Row

WAITING, POISON, BEHIND = "waiting", "poison", "behind"


@dataclass(frozen=True)
class Parked:
    """A message set aside. ``at`` is when, in seconds since 1970."""

    number: int
    record: Record
    state: str
    why: str
    source: str
    event_id: str
    at: float


def park(cursor: Cursor, record: Record, message: Heard | None, state: str, why: str) -> None:
    """Set a message aside, behind those of its key; the very same record only once."""
    headers = json.dumps([(name, value.hex()) for name, value in record.headers])
    parts = (record.topic.encode(), record.key, headers.encode(), record.value)
    digest = hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()
    cursor.execute(
        "INSERT INTO parked (topic, part, record_offset, key, state, why, source, event_id,"
        " headers, value, digest, at, told, key_sha256, tried)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0)"
        " ON CONFLICT (digest) DO NOTHING",
        (
            record.topic,
            record.partition,
            record.offset,
            record.key,
            state,
            _storable(why),
            _storable(message.entry.source if message else ""),
            _storable(message.entry.id if message else ""),
            headers,
            record.value,
            digest,
            time.time(),
            _named(record.key),
        ),
    )


def unpark(cursor: Cursor, number: int) -> None:
    """Take a message out: it has taken effect."""
    cursor.execute("DELETE FROM parked WHERE number = ?", (number,))


def restate(cursor: Cursor, number: int, state: str, why: str) -> None:
    """Write down why a message still stands where it stood."""
    cursor.execute(
        "UPDATE parked SET state = ?, why = ?, tried = ? WHERE number = ?",
        (state, _storable(why), time.time(), number),
    )


def is_parked(cursor: Cursor, topic: str, key: bytes) -> bool:
    """Tell whether a key has messages set aside."""
    cursor.execute(
        "SELECT 1 AS found FROM parked WHERE topic = ? AND key_sha256 = ? LIMIT 1",
        (topic, _named(key)),
    )
    return cursor.fetchone() is not None


def waiting_keys(cursor: Cursor, limit: int) -> list[tuple[str, bytes]]:
    """Return topic and key of what waits for a cause, those tried longest ago first."""
    cursor.execute(
        "SELECT topic, key, MIN(tried) AS tried, MIN(number) AS first FROM parked"
        " WHERE state = ? GROUP BY topic, key ORDER BY tried, first LIMIT ?",
        (WAITING, limit),
    )
    return [(row["topic"], bytes(row["key"])) for row in cursor.fetchall()]


def first(cursor: Cursor, topic: str, key: bytes) -> Parked | None:
    """Return the oldest message of a key, None when there is none."""
    cursor.execute(
        "SELECT * FROM parked WHERE topic = ? AND key_sha256 = ? ORDER BY number LIMIT 1",
        (topic, _named(key)),
    )
    row = cursor.fetchone()
    return None if row is None else _read(row)


def listed(cursor: Cursor, *, untold: bool = False, limit: int = 1_000_000) -> list[Parked]:
    """Return messages set aside, oldest first.

    :param untold: only dead letters that the dead-letter topic does not have yet.
    """
    only = " WHERE told = 0 AND state <> 'waiting'" if untold else ""
    cursor.execute(f"SELECT * FROM parked{only} ORDER BY number LIMIT ?", (limit,))  # noqa: S608
    return [_read(row) for row in cursor.fetchall()]


def mark_told(cursor: Cursor, numbers: list[int]) -> None:
    """Remember that the dead-letter topic has these."""
    for number in numbers:
        cursor.execute("UPDATE parked SET told = 1 WHERE number = ?", (number,))


def discard(cursor: Cursor, number: int) -> bool:
    """Let go of a record that is no message; False when it is one, or is not there.

    A true message is never let go: it takes effect, or it waits.
    """
    cursor.execute(
        "DELETE FROM parked WHERE number = ? AND state = ? AND event_id = '' RETURNING number",
        (number, POISON),
    )
    return cursor.fetchone() is not None


def _named(key: bytes) -> str:
    """Return what a key is found by: keys may be longer than an index takes."""
    return hashlib.sha256(key).hexdigest()


def _storable(text: str) -> str:
    """Show what a text column cannot hold."""
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode()


def _read(row: Row) -> Parked:
    headers = tuple((name, bytes.fromhex(value)) for name, value in json.loads(row["headers"]))
    record = Record(
        row["topic"],
        row["part"],
        row["record_offset"],
        bytes(row["key"]),
        bytes(row["value"]),
        headers,
    )
    return Parked(
        row["number"], record, row["state"], row["why"], row["source"], row["event_id"], row["at"]
    )
