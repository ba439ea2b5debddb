"""Timers: rows that say what to do at a moment, so that a machine that slept catches up."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.chassis import clock

from .sql import Cursor, Row


@dataclass(frozen=True)
class Timer:
    """One thing to do; ``name`` is unique, ``kind`` says who handles it."""

    name: str
    due: datetime
    kind: str
    payload: dict[str, Any]


class Timers:
    """The timers of a service inside one transaction."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def set(self, name: str, due: datetime, kind: str, /, **payload: Any) -> None:
        """Set a timer, or move the one of that name."""
        self._cursor.execute(
            "INSERT INTO timer (name, due, kind, payload) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET due = excluded.due, kind = excluded.kind,"
            " payload = excluded.payload",
            (name, clock.to_text(due), kind, json.dumps(payload)),
        )

    def cancel(self, name: str) -> None:
        """Remove a timer; nothing happens when there is none."""
        self._cursor.execute("DELETE FROM timer WHERE name = ?", (name,))

    def due(self, now: datetime) -> Timer | None:
        """Return the earliest timer that is due, or None."""
        self._cursor.execute(
            "SELECT name, due, kind, payload FROM timer WHERE due <= ? ORDER BY due, name LIMIT 1",
            (clock.to_text(now),),
        )
        row = self._cursor.fetchone()
        return None if row is None else _timer(row)

    def get(self, name: str) -> Timer | None:
        """Return a timer that waits, or None."""
        self._cursor.execute("SELECT name, due, kind, payload FROM timer WHERE name = ?", (name,))
        row = self._cursor.fetchone()
        return None if row is None else _timer(row)

    def of(self, kind: str) -> list[Timer]:
        """Return every waiting timer of a kind, the earliest first."""
        self._cursor.execute(
            "SELECT name, due, kind, payload FROM timer WHERE kind = ? ORDER BY due, name", (kind,)
        )
        return [_timer(row) for row in self._cursor.fetchall()]


def _timer(row: Row) -> Timer:
    due = clock.from_text(row["due"])
    return Timer(row["name"], due, row["kind"], json.loads(row["payload"]))
