"""The ledger on PostgreSQL: one database a service, any number of web processes and workers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from eventsourcing.persistence import OperationalError, StoredEvent, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresProcessRecorder
from psycopg.conninfo import conninfo_to_dict

from .ledger import LOCK_SECONDS, add_leaves, is_passing
from .sql import Cursor

#: The store's write lock: any number, the same in every process of the service.
_WRITE_LOCK = 1
#: A process that froze while it held the lock is cut off after this many seconds.
_IDLE_SECONDS = 60
#: Connections of one process, and how long a request waits for a free one, in seconds.
_CONNECTIONS = 10
#: While the swap of a rebuild waits for a long reader, all others wait behind it: not for long.
_ALONE_MS = 500
_POOL_SECONDS = 5.0
#: A rebuild swaps the tables of the read models, an erasure that of private words. Whoever reads
#: holds them first: the snapshot is taken after that, so it never is of a time when the new ones
#: were not whole.
_READING = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    " LOCK TABLE view, view_key, private_text IN ACCESS SHARE MODE"
)


class _Cursor:
    """A psycopg cursor that takes the chassis's ``?`` and tells a lost connection apart."""

    def __init__(self, raw: psycopg.Cursor[Any]) -> None:
        self.raw = raw

    def execute(self, statement: str, params: Sequence[Any] = (), /) -> None:
        """Run one statement.

        :raises OperationalError: when the server is away, the lock was not got in time, or the
            transaction was cut off.
        """
        try:
            self.raw.execute(_in_its_dialect(statement), params)
        except psycopg.Error as error:
            if is_passing(error):
                raise OperationalError(str(error)) from error
            raise

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return self.raw.fetchone()

    def fetchall(self) -> Any:
        """Return all rows left."""
        return self.raw.fetchall()


@cache
def _in_its_dialect(statement: str) -> bytes:
    """Write psycopg's placeholders; the statements are the chassis's own, a few dozen."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


class PostgresLedger(PostgresProcessRecorder):
    """The library's recorder; every stored event becomes a leaf in the same transaction.

    The library locks its events table, so that notification ids become visible in their order.
    Here an advisory lock does, taken before anything is read: it makes commands serial as well,
    and unlike the table's it never meets VACUUM.
    """

    #: The column of the events table that holds the notification id.
    ID_COLUMN = "notification_id"
    TEXT = 'TEXT COLLATE "C"'
    BYTES = "BYTEA"

    def __init__(self, conninfo: str) -> None:
        wanted = conninfo_to_dict(conninfo)
        datastore = PostgresDatastore(
            dbname=str(wanted.pop("dbname", "")),
            host=str(wanted.pop("host", "")),
            port=str(wanted.pop("port", "5432")),
            user=str(wanted.pop("user", "")),
            password=str(wanted.pop("password", "")),
            connect_timeout=_POOL_SECONDS,
            idle_in_transaction_session_timeout=_IDLE_SECONDS,
            max_overflow=_CONNECTIONS - 1,
            # A server that was restarted costs no request: its dead connections are seen before.
            pre_ping=True,
            originator_id_type="text",
        )
        # What else the address says (sslmode, sslrootcert …) is for libpq.
        assert isinstance(datastore.pool.kwargs, dict)  # noqa: S101 - as the library makes it
        datastore.pool.kwargs.update(wanted)
        super().__init__(datastore)

    def record(self, cursor: Cursor, events: Sequence[StoredEvent]) -> None:
        """See :meth:`Ledger.record`."""
        assert isinstance(cursor, _Cursor)  # noqa: S101 - made by `writing`
        self._insert_stored_events(cursor.raw, events)
        ids = self._fetch_ids_after_insert_events(cursor.raw, events)
        add_leaves(cursor, events, ids or ())

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        """Store events outside a command; they become leaves all the same.

        :raises TypeError: for options of the library that go round the log.
        """
        if kwargs:
            raise TypeError(f"a ledger takes no {', '.join(kwargs)}")
        with self.writing() as cursor:
            self.record(cursor, stored_events)

    def _lock_table(self, curs: psycopg.Cursor[Any]) -> None:
        curs.execute("SELECT pg_advisory_xact_lock(%s)", (_WRITE_LOCK,))

    def track(self, cursor: Cursor, tracking: Tracking) -> None:
        """See :meth:`Ledger.track`."""
        assert isinstance(cursor, _Cursor)  # noqa: S101 - made by `writing`
        self._insert_tracking(cursor.raw, tracking)

    def tracked(self, cursor: Cursor, name: str) -> int:
        """See :meth:`Ledger.tracked`."""
        assert isinstance(cursor, _Cursor)  # noqa: S101 - made by `writing`
        return self._max_tracking_id(name, cursor.raw) or 0

    def now(self, cursor: Cursor) -> float:
        """See :meth:`Ledger.now`."""
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8 AS now")
        return float(cursor.fetchone()["now"])

    def untrack(self, cursor: Cursor, name: str) -> None:
        """See :meth:`Ledger.untrack`."""
        cursor.execute(
            f"DELETE FROM {self.tracking_table_name} WHERE application_name = ?",  # noqa: S608
            (name,),
        )

    @contextmanager
    def writing(self) -> Iterator[_Cursor]:
        """See :meth:`Ledger.writing`."""
        with self.datastore.transaction(commit=True) as raw:
            raw.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            self._lock_table(raw)
            yield _Cursor(raw)

    @contextmanager
    def aside(self) -> Iterator[_Cursor]:
        """See :meth:`Ledger.aside`."""
        with self.datastore.transaction(commit=True) as raw:
            yield _Cursor(raw)

    @contextmanager
    def reading(self) -> Iterator[_Cursor]:
        """See :meth:`Ledger.reading`."""
        with self.datastore.transaction(commit=False) as raw:
            raw.execute(_READING)
            yield _Cursor(raw)

    def take_alone(self, cursor: Cursor, *tables: str) -> None:
        """See :meth:`Ledger.take_alone`.

        :raises OperationalError: when somebody reads them longer than a moment; try again.
        """
        cursor.execute(f"SET LOCAL lock_timeout = '{_ALONE_MS}ms'")
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")

    def settle(self) -> bool:
        """See :meth:`Ledger.settle`. The file of a dropped table goes with the commit."""
        return True

    def close(self) -> None:
        """Close the connections."""
        self.datastore.close()
