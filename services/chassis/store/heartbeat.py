"""Heartbeats: when each loop of a worker last ticked, and how far behind it is.

Readiness reads them, so that a loop that died silently shows.
"""

import time
from dataclasses import dataclass

from .store import Store

#: The loops of every worker.
LOOPS = ("inbox", "relay", "timers")
#: A loop that has not ticked for this many seconds is taken for dead.
STALE_SECONDS = 15.0


@dataclass(frozen=True)
class Beat:
    """The last tick of a loop: seconds ago, events behind, and what troubles it."""

    loop: str
    age: float
    lag: int
    trouble: str

    @property
    def healthy(self) -> bool:
        """Whether the loop ticks and has no trouble."""
        return self.age < STALE_SECONDS and not self.trouble


def beat(store: Store, loop: str, lag: int, trouble: str = "") -> None:
    """Record a tick."""
    with store.recorder.writing() as cursor:
        cursor.execute(
            "INSERT INTO heartbeat (loop, at, lag, trouble) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (loop) DO UPDATE SET at = excluded.at, lag = excluded.lag,"
            " trouble = excluded.trouble",
            (loop, time.time(), lag, trouble),
        )


def beats(store: Store) -> list[Beat]:
    """Return the last tick of every loop."""
    now = time.time()
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT loop, at, lag, trouble FROM heartbeat ORDER BY loop")
        return [
            Beat(row["loop"], now - row["at"], row["lag"], row["trouble"])
            for row in cursor.fetchall()
        ]


def parked(store: Store) -> dict[str, int]:
    """Return how many messages are set aside, by state."""
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT state, COUNT(*) AS n FROM parked GROUP BY state")
        return {row["state"]: row["n"] for row in cursor.fetchall()}


def gaps(store: Store) -> list[str]:
    """Return where a source's message is missing, as ``topic/partition misses source@position``."""
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT source, topic, part, wanted FROM inbox_gap ORDER BY topic, part")
        return [
            f"{row['topic']}/{row['part']} misses {row['source']}@{row['wanted']}"
            for row in cursor.fetchall()
        ]
