"""Rebuilding read models from events, beside the ones in use, with the service up.

What a service knows comes from two places: its own log, and what it has heard on the bus. Both are
read again from the beginning into side tables, up to the very marks of the store; then, with the
write lock held for the last few entries, the tables change places. Reactions do not run: what they
decided are events, and those are read as well.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass

from . import crash
from .bus.port import Bus, Consumer
from .replay import Heads, Reached
from .service import Service, places_of
from .store.leases import Leases
from .store.ledger import is_passing
from .store.sql import Cursor
from .store.store import Store
from .store.views import Views

_ASIDE = "_next"
_BATCH = 500
_TRIES, _PAUSE_SECONDS = 60, 0.5


class RebuildInProgress(RuntimeError):
    """Another process rebuilds this service just now."""


class _InTheWay(RuntimeError):
    """Somebody reads the tables that are to be swapped."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found: documents written, and how many differ from those in use before."""

    entries: int
    documents: int
    differ: int


class Rebuild:
    """One rebuild of one service's read models."""

    def __init__(self, service: Service, store: Store, bus: Bus, owner: str) -> None:
        self._service = service
        self._store = store
        self._bus = bus
        self._leases = Leases(store, owner)
        self._entries = 0

    def run(self, kind: str = "") -> Rebuilt:
        """Rebuild all documents, or those of one kind.

        :raises RebuildInProgress: when another one runs.
        :raises CannotRebuild: when an entry finds no place in the order.
        :raises LookupError: when no document is of that kind.
        """
        with closing(self._bus.consumer()) as consumer:
            if not self._leases.take("rebuild"):
                raise RebuildInProgress(self._service.name)
            return self._run(consumer, kind)

    def _run(self, consumer: Consumer, kind: str) -> Rebuilt:
        try:
            with self._working() as cursor:
                self._drop(cursor)
                self._make(cursor)
            heads = Heads(self._store, consumer, places_of(self._service))
            while heads.lag(reached := self._reached()) > _BATCH:
                while self._write_batch(heads, reached):
                    pass
            return self._finish(heads, kind)
        finally:
            with suppress(RebuildInProgress), self._working() as cursor:
                self._drop(cursor)
            self._leases.release()

    @contextmanager
    def _working(self) -> Iterator[Cursor]:
        """One transaction on the side tables, which are ours as long as the lease is."""
        with self._store.recorder.aside() as cursor:
            self._check(cursor)
            yield cursor

    def _check(self, cursor: Cursor) -> None:
        if not self._leases.keep(cursor, "rebuild"):
            raise RebuildInProgress(f"{self._service.name}: another one has begun meanwhile")

    def _reached(self) -> Reached:
        with self._store.reading_cursor() as cursor:
            return Reached.read(cursor)

    def _write_batch(self, heads: Heads, reached: Reached) -> int:
        with self._working() as cursor:
            return self._write(cursor, heads, reached, _BATCH)

    def _write(self, cursor: Cursor, heads: Heads, reached: Reached, most: int) -> int:
        views = Views(cursor, _ASIDE)
        done = heads.tell(views, self._service.project, cursor, reached, most)
        self._entries += done
        return done

    def _finish(self, heads: Heads, kind: str) -> Rebuilt:
        """Tell the last entries and swap, where nobody reads for a moment."""
        for _ in range(_TRIES):
            with suppress(_InTheWay):
                return self._try_to_finish(heads, kind)
            time.sleep(_PAUSE_SECONDS)
        raise RebuildInProgress(f"{self._service.name}: a long reader holds the read models")

    def _try_to_finish(self, heads: Heads, kind: str) -> Rebuilt:
        with self._store.recorder.writing() as cursor:
            self._check(cursor)
            if not kind:
                # Before anything is told: what a failed try had told would be missing in the next.
                self._take_alone(cursor)
            reached = Reached.read(cursor)
            while self._write(cursor, heads, reached, _BATCH):
                pass
            heads.check_whole(reached)
            found = self._compare(cursor, kind)
            if kind:
                self._swap_kind(cursor, kind)
            else:
                self._swap(cursor)
            # What was heard of each source follows from the marks.
            cursor.execute("DELETE FROM heard")
            cursor.execute(
                "INSERT INTO heard (source, size)"
                " SELECT source, MAX(position) + 1 FROM inbox_source GROUP BY source"
            )
            crash.point("rebuild.swapped")
        return found

    def _take_alone(self, cursor: Cursor) -> None:
        try:
            self._store.recorder.take_alone(cursor, "view", "view_key")
        except Exception as error:
            if is_passing(error):
                raise _InTheWay from error
            raise

    def _compare(self, cursor: Cursor, kind: str) -> Rebuilt:
        only = " WHERE kind = ?" if kind else ""
        params = (kind,) if kind else ()
        counts = []
        for table in ("view", f"view{_ASIDE}"):
            cursor.execute(f"SELECT COUNT(*) AS n FROM {table}{only}", params)
            counts.append(cursor.fetchone()["n"])
        if kind and not any(counts):
            raise LookupError(f"{self._service.name} has no documents of kind {kind}")
        cursor.execute(
            f"SELECT COUNT(*) AS n FROM (SELECT kind, id, body, told FROM view{only}"
            f" INTERSECT SELECT kind, id, body, told FROM view{_ASIDE}{only}) AS same",
            params * 2,
        )
        same = cursor.fetchone()["n"]
        return Rebuilt(self._entries, counts[1], max(counts) - same)

    def _make(self, cursor: Cursor) -> None:
        text = f"{self._store.recorder.TEXT} NOT NULL"
        cursor.execute(
            f"CREATE TABLE view{_ASIDE} (kind {text}, id {text}, body {text}, told {text},"
            " PRIMARY KEY (kind, id))"
        )
        cursor.execute(
            f"CREATE TABLE view_key{_ASIDE} (kind {text}, name {text}, value {text}, sort {text},"
            f" id {text}, PRIMARY KEY (kind, name, value, sort, id))"
        )
        # An index keeps its name when its table gets another, so each has one of its own.
        cursor.execute(
            f"CREATE INDEX view_key_by_id_{time.time_ns()} ON view_key{_ASIDE} (kind, id)"
        )

    def _drop(self, cursor: Cursor) -> None:
        for table in ("view", "view_key"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}{_ASIDE}")

    def _swap(self, cursor: Cursor) -> None:
        for table in ("view", "view_key"):
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"ALTER TABLE {table}{_ASIDE} RENAME TO {table}")

    def _swap_kind(self, cursor: Cursor, kind: str) -> None:
        for table, columns in (
            ("view", "kind, id, body, told"),
            ("view_key", "kind, name, value, sort, id"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE kind = ?", (kind,))
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}{_ASIDE}"
                " WHERE kind = ?",
                (kind,),
            )
