"""Heartbeats: when each loop of a worker last ticked, and how far behind it is.

Readiness reads them, so that a loop that died silently shows.
"""

from dataclasses import dataclass

from services.chassis.errand import OutsideUnavailable

from .store import Store

#: The loops of every worker without which it does not work.
LOOPS = ("inbox", "relay", "timers")
#: The loop that has checkpoints signed; the signer may be away for a while.
CHECKPOINTS = "checkpoints"
#: A loop that has not ticked for this many seconds is taken for dead.
STALE_SECONDS = 15.0
_FORGOTTEN_SECONDS = 3_600.0


@dataclass(frozen=True)
class Beat:
    """The last tick of a loop: seconds ago, events behind, and what troubles it."""

    loop: str
    age: float
    lag: int
    trouble: str

    @property
    def fresh(self) -> bool:
        """Whether the loop ticks."""
        return self.age < STALE_SECONDS

    @property
    def waits(self) -> bool:
        """Whether it only waits for something outside that does not answer."""
        return self.trouble.startswith(f"{OutsideUnavailable.__name__}:")

    def well(self, *, may_wait: bool) -> bool:
        """Whether it does its work, or at most waits where it ``may_wait``."""
        return self.healthy or (may_wait and self.fresh and self.waits)

    @property
    def healthy(self) -> bool:
        """Whether the loop ticks and has no trouble."""
        return self.fresh and not self.trouble


def beat(store: Store, worker: str, loop: str, lag: int, trouble: str = "") -> None:
    """Record a tick of a worker's loop.

    :param worker: its name, which begins with its host's.
    """
    with store.recorder.writing() as cursor:
        cursor.execute(
            "INSERT INTO heartbeat (worker, loop, at, lag, trouble) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (worker, loop) DO UPDATE SET at = excluded.at, lag = excluded.lag,"
            " trouble = excluded.trouble",
            (worker, loop, store.recorder.now(cursor), lag, trouble),
        )


def silence(store: Store, worker: str) -> None:
    """Forget a worker that stops, and those that have been silent for long."""
    with store.recorder.writing() as cursor:
        cursor.execute(
            "DELETE FROM heartbeat WHERE worker = ? OR at < ?",
            (worker, store.recorder.now(cursor) - _FORGOTTEN_SECONDS),
        )


def beats(store: Store, host: str = "") -> list[Beat]:
    """Return how each loop is: of all workers that tick, or of those on one host.

    A worker that fell silent is no trouble while another ticks, for its work passes on; one that
    ticks and has trouble is, for it holds its part of the work.
    """
    with store.reading_cursor() as cursor:
        now = store.recorder.now(cursor)
        cursor.execute("SELECT worker, loop, at, lag, trouble FROM heartbeat ORDER BY worker")
        found = [
            Beat(row["loop"], now - row["at"], row["lag"], row["trouble"])
            for row in cursor.fetchall()
            if not host or row["worker"].startswith(f"{host}/")
        ]
    loops = sorted({beat.loop for beat in found})
    return [_together([beat for beat in found if beat.loop == loop]) for loop in loops]


def _together(found: list[Beat]) -> Beat:
    newest = min(found, key=lambda beat: beat.age)
    fresh = [beat for beat in found if beat.fresh]
    if not fresh:
        return newest
    troubles = "; ".join(dict.fromkeys(beat.trouble for beat in fresh if beat.trouble))
    return Beat(newest.loop, newest.age, max(beat.lag for beat in fresh), troubles)


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
