"""What was signed last of each log: it moves forward only, and only by proof.

Its own SQLite file: a backup of a service's store does not bring it back.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from services.chassis.log.merkle import EMPTY_ROOT, BadProof, verify_consistency

_WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Seen:
    """A tree as it was signed: how many entries, and their root."""

    size: int = 0
    root: bytes = EMPTY_ROOT


class OtherSize(Exception):
    """The caller builds on another size than the one signed last; ``size`` is that one."""

    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(f"signed last at size {size}")


class Forked(Exception):
    """The new tree does not contain the one signed last: it gets no signature, ever."""


class Memory:
    """Remembers the newest tree of each log, by its origin."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._connect()) as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS seen"
                " (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL) STRICT"
            )

    def seen(self, origin: str) -> Seen:
        """Return the newest tree of a log; the empty one before the first."""
        with closing(self._connect()) as connection:
            return _seen(connection, origin)

    def advance(self, origin: str, old: int, new: Seen, proof: Sequence[bytes]) -> None:
        """Go forward to a tree that contains the remembered one; durable when this returns.

        :param old: the size that ``proof`` starts from.
        :raises OtherSize: when another size is remembered.
        :raises Forked: when the proof does not hold, or the size is the same and the root not.
        """
        with closing(self._connect()) as connection:
            # Compare and set in one step: of two callers at once one meets the other's size.
            connection.execute("BEGIN IMMEDIATE")
            before = _seen(connection, origin)
            if before.size != old:
                raise OtherSize(before.size)
            try:
                verify_consistency(before.size, before.root, new.size, new.root, proof)
            except BadProof as error:
                raise Forked(f"{origin}: {before.size} → {new.size}: {error}") from error
            connection.execute(
                "INSERT INTO seen (origin, size, root) VALUES (?, ?, ?) ON CONFLICT (origin)"
                " DO UPDATE SET size = excluded.size, root = excluded.root",
                (origin, new.size, new.root),
            )
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA synchronous = EXTRA")
        return connection


def _seen(connection: sqlite3.Connection, origin: str) -> Seen:
    row = connection.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
    return Seen() if row is None else Seen(row[0], row[1])
