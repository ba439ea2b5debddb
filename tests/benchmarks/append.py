"""Appending events with their leaves, beside the bare `eventsourcing` recorder.

Both write one entry of the same bytes per commit, to SQLite (WAL, synchronous=FULL) and to a real
PostgreSQL, in alternating rounds; the median of five counts.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresDatastore, PostgresProcessRecorder
from eventsourcing.sqlite import SQLiteDatastore, SQLiteProcessRecorder
from psycopg.conninfo import conninfo_to_dict

from services.chassis.entry import Entry
from services.chassis.settings import Settings
from services.chassis.store.migration import migrate
from services.chassis.store.store import Store
from services.contracts.intake import EnterpriseRegistered
from tests.support.postgres import database, nothing_left, server

ROUNDS, EVENTS = 5, 500


def _event(number: int) -> EnterpriseRegistered:
    return EnterpriseRegistered(
        enterprise=str(number), name="示例银行", kind="village_bank", region="140599"
    )


def _rate(write: Callable[[int], None], first: int) -> float:
    began = time.perf_counter()
    for number in range(first, first + EVENTS):
        write(number)
    return EVENTS / (time.perf_counter() - began)


def run() -> Iterator[str]:
    """Measure on both databases, and yield lines to print."""
    with tempfile.TemporaryDirectory() as scratch, server(Path(scratch)) as admin:
        yield from _measure("SQLite, synchronous=FULL", Path(scratch), "", _bare_sqlite(scratch))
        with nothing_left(admin):
            ours, theirs = database(admin, scratch), database(admin, f"{scratch}/bare")
            yield from _measure("PostgreSQL", Path(scratch), ours, _bare_postgres(theirs))


def _bare_sqlite(folder: str) -> SQLiteProcessRecorder:
    made = SQLiteProcessRecorder(
        SQLiteDatastore(f"{folder}/bare.sqlite", originator_id_type="text")
    )
    made.create_table()
    return made


def _bare_postgres(address: str) -> PostgresProcessRecorder:
    said = conninfo_to_dict(address)
    made = PostgresProcessRecorder(
        PostgresDatastore(
            str(said["dbname"]),
            str(said["host"]),
            str(said["port"]),
            str(said["user"]),
            "",
            originator_id_type="text",
        )
    )
    made.create_table()
    return made


def _measure(
    name: str,
    folder: Path,
    postgres: str,
    bare: SQLiteProcessRecorder | PostgresProcessRecorder,
) -> Iterator[str]:
    settings = Settings("intake", folder, b"pepper", postgres=postgres)
    migrate(settings)
    store = Store(settings, lambda views, event, entry: None)

    def ours(number: int) -> None:
        with store.writing() as tx:
            tx.append(f"enterprise:{number}", _event(number), reason="R7")

    ours(-1)
    state = store.log_entries(0, 1)[0]
    topic = Entry.from_bytes(state).type

    def theirs(number: int) -> None:
        bare.insert_events([StoredEvent(f"enterprise:{number}", 1, topic, state)])

    pairs = [(_rate(ours, at * EVENTS), _rate(theirs, at * EVENTS)) for at in range(ROUNDS)]
    store.close()
    bare.datastore.close()
    mine, peer = (statistics.median(side) for side in zip(*pairs, strict=True))
    yield f"append, 1 event a commit, entry of {len(state)} bytes, {name}, 1 writer"
    yield f"  command transaction with log, index, frontier  {mine:8.0f}/s"
    yield f"  bare recorder, stored bytes only               {peer:8.0f}/s"
    yield f"  ratio                                          {mine / peer:8.2f}"
