"""The one step that makes and changes tables; every other process finds them made."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from filelock import FileLock

from services.chassis import clock
from services.chassis.settings import BadSettings, Settings

from .migrations.run import postgres_engine, sqlite_engine, upgrade
from .store import facts, open_ledger

#: The lock under which a database is migrated: any number but the write lock's.
_MIGRATION_LOCK = 2


def migrate(settings: Settings) -> None:
    """Bring a service's store to today's shape, under a lock; safe to run again and from many.

    Every process that opened a new store by itself would race the others and die
    (measured in the library), so only this step makes tables.

    :raises BadSettings: when the store exists as another kind than the settings ask for.
    """
    with _migrating(settings) as engine:
        ledger = open_ledger(settings)
        ledger.create_table()
        upgrade(engine)
        with ledger.writing() as cursor:
            kind = "yes" if settings.simulation else "no"
            first = {"service": settings.service, "simulated": kind}
            if settings.simulation:
                first["simulated_now"] = clock.to_text(settings.simulation)
            for name, value in first.items():
                cursor.execute(
                    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                    (name, value),
                )
            found = facts(cursor)
        ledger.close()
    if found["simulated"] != kind:
        raise BadSettings(
            f"{settings.place} was created {'as' if found['simulated'] == 'yes' else 'without being'}"
            " a simulation and stays so; use another one"
        )


@contextmanager
def _migrating(settings: Settings) -> Iterator[sa.Engine]:
    """Hold the store's migration lock."""
    if settings.postgres:
        engine = postgres_engine(lambda: psycopg.connect(settings.postgres))
        with psycopg.connect(settings.postgres, autocommit=True) as connection:
            encoding = connection.execute("SHOW server_encoding").fetchone()
            if encoding != ("UTF8",):
                raise BadSettings(f"{settings.place} is {encoding}, not UTF8: make it anew so")
            # Held by the session, for the steps have transactions of their own.
            connection.execute("SELECT pg_advisory_lock(%s)", (_MIGRATION_LOCK,))
            yield engine
        return
    path = settings.database
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".migrate.lock")):
        yield sqlite_engine(path)
