"""Leases: who does a job just now, and which partitions are whose.

A lease lasts a few real seconds and is renewed while its owner lives. It spreads work and keeps
a second relay quiet; it is never what correctness rests on: the marks in the store fence a
worker whose lease ran out unnoticed. Real time is right here, simulated or not: the store's own,
so that hosts whose clocks differ agree.
"""

from .sql import Cursor
from .store import Store

SECONDS = 10.0


class Leases:
    """The leases of one store, seen by one owner (a worker)."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner

    def take(self, name: str) -> bool:
        """Take or renew a lease; False while another owner's has not run out."""
        with self._store.recorder.writing() as cursor:
            now = self._store.recorder.now(cursor)
            cursor.execute(
                "INSERT INTO lease (name, owner, expires) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner,"
                " expires = excluded.expires"
                " WHERE lease.owner = excluded.owner OR lease.expires < ? RETURNING owner",
                (name, self._owner, now + SECONDS, now),
            )
            return cursor.fetchone() is not None

    def keep(self, cursor: Cursor, name: str) -> bool:
        """Renew a lease inside a transaction; False when it has passed to another owner.

        Until the commit nobody else can take it.
        """
        cursor.execute(
            "UPDATE lease SET expires = ? WHERE name = ? AND owner = ? RETURNING owner",
            (self._store.recorder.now(cursor) + SECONDS, name, self._owner),
        )
        return cursor.fetchone() is not None

    def share(self, group: str, items: list[str]) -> list[str]:
        """Take a fair share of ``items`` among the living workers of a group.

        :return: the items now held by this owner; the rest belongs to others for the moment.
        """
        with self._store.recorder.writing() as cursor:
            now = self._store.recorder.now(cursor)
            self._renew(cursor, f"{group}/member/{self._owner}", now)
            cursor.execute(
                "SELECT name, owner FROM lease WHERE expires >= ? AND name LIKE ?",
                (now, f"{group}/%"),
            )
            living = {row["name"]: row["owner"] for row in cursor.fetchall()}
            members = sum(name.startswith(f"{group}/member/") for name in living)
            fair = -(-len(items) // members)
            mine = [item for item in items if living.get(f"{group}/{item}") == self._owner]
            free = [item for item in items if f"{group}/{item}" not in living]
            kept = (mine + free)[:fair]
            for item in mine[fair:]:
                cursor.execute("DELETE FROM lease WHERE name = ?", (f"{group}/{item}",))
            for item in kept:
                self._renew(cursor, f"{group}/{item}", now)
        return kept

    def _renew(self, cursor: Cursor, name: str, now: float) -> None:
        cursor.execute(
            "INSERT INTO lease (name, owner, expires) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires = excluded.expires",
            (name, self._owner, now + SECONDS),
        )

    def release(self) -> None:
        """Give up every lease, on a clean stop."""
        with self._store.recorder.writing() as cursor:
            cursor.execute("DELETE FROM lease WHERE owner = ?", (self._owner,))
