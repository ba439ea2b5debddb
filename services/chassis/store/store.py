"""Opening a service's store, and the transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from eventsourcing.persistence import Notification, OperationalError, ProgrammingError

from services.chassis import clock
from services.chassis.documents import Documents
from services.chassis.entry import Actor
from services.chassis.settings import BadSettings, Settings

from .ledger import Ledger, hashes_in, is_passing
from .sql import Cursor
from .transaction import Context, Projector, Transaction, read_private
from .views import Views

#: The step of the migrations that this version of the code stands on.
SHAPE = "0005"
#: The fact that a store stands still at a moment: it was made again from its log, to be read.
AS_OF = "as_of"


class NotMigrated(RuntimeError):
    """The store has not been made, or belongs to another service or kind."""


class StandsStill(RuntimeError):
    """The store was made again as it was known at a moment: nothing is written in it."""


def open_ledger(settings: Settings) -> Ledger:
    """Open the recorder that the settings name: PostgreSQL, or SQLite in the data folder."""
    # Each is imported only where it is used.
    if settings.postgres:
        from .postgres import PostgresLedger

        return PostgresLedger(settings.postgres)
    from .sqlite import SqliteLedger

    return SqliteLedger(settings.database)


def facts(cursor: Cursor) -> dict[str, str]:
    """Return the facts about the store itself: which service, simulated or not, its time."""
    cursor.execute("SELECT name, value FROM meta")
    return {row["name"]: row["value"] for row in cursor.fetchall()}


class Store:
    """A service's own event store. No other service ever opens it.

    :raises NotMigrated: when the store does not exist yet or is another service's.
    """

    def __init__(
        self, settings: Settings, project: Projector, now: clock.Clock = clock.system_clock
    ) -> None:
        if not settings.postgres and not settings.database.is_file():
            raise NotMigrated(f"no store at {settings.place}: run `lingpao migrate` first")
        self.settings = settings
        self.documents = Documents(settings.documents)
        self.source = f"lingpao.{settings.service}"
        self._project = project
        self._now = now
        self.recorder = open_ledger(settings)
        try:
            with self.recorder.reading() as cursor:
                meta = facts(cursor)
                cursor.execute("SELECT version_num FROM alembic_version")
                version = cursor.fetchone()["version_num"]
        except (ProgrammingError, OperationalError) as error:
            if is_passing(error):
                raise
            raise NotMigrated(f"no store at {settings.place}: run `lingpao migrate`") from error
        if version != SHAPE:
            raise NotMigrated(f"{settings.place} has other tables: run `lingpao migrate`")
        if meta.get("service") != settings.service:
            raise NotMigrated(f"{settings.place} is the store of {meta.get('service')}")
        self.simulated = meta["simulated"] == "yes"
        #: The moment at which the store stands still; None for one that lives.
        self.as_of = clock.from_text(meta[AS_OF]) if AS_OF in meta else None
        if settings.simulation and not self.simulated:
            raise BadSettings("a simulated clock is refused: this store was not created for it")

    @property
    def system(self) -> Actor:
        """The service itself, acting on what it heard or on time."""
        return Actor(id="system", organisation=self.source, role="system")

    @contextmanager
    def writing(self, context: Context | None = None) -> Iterator[Transaction]:
        """Open one serial transaction; it commits when the block ends without an exception.

        :raises StandsStill: when the store only tells what was known at a moment.
        """
        if self.as_of is not None:
            raise StandsStill(f"{self.settings.place} stands at {self.as_of.isoformat()}")
        with self.recorder.writing() as cursor:
            yield Transaction(
                cursor,
                self.recorder,
                self._project,
                self.documents,
                source=self.source,
                now=self.now(cursor),
                simulated=self.simulated,
                context=context or Context(self.system, correlation=""),
            )

    @contextmanager
    def reading(self) -> Iterator[Views]:
        """Read one consistent snapshot of the read models."""
        with self.recorder.reading() as cursor:
            yield Views(cursor)

    @contextmanager
    def reading_cursor(self) -> Iterator[Cursor]:
        """Read one consistent snapshot of the chassis's own tables."""
        with self.recorder.reading() as cursor:
            yield cursor

    def now(self, cursor: Cursor) -> datetime:
        """Return the present moment: the machine's, or the one set by hand in a simulation.

        Where the store stands still it is that moment for ever.
        """
        if self.as_of is not None:
            return self.as_of
        if not self.simulated:
            return self._now()
        return clock.from_text(facts(cursor)["simulated_now"])

    def set_simulated_now(self, cursor: Cursor, moment: datetime) -> None:
        """Set the clock of a simulation.

        :raises ValueError: when the store is real, or the moment lies before the one set last.
        """
        if not self.simulated:
            raise ValueError("the store was not created as a simulation")
        before = self.now(cursor)
        if before > moment:
            raise ValueError(f"simulated time is {before.isoformat()} already, forward only")
        cursor.execute(
            "UPDATE meta SET value = ? WHERE name = 'simulated_now'", (clock.to_text(moment),)
        )

    def notifications(self, after: int, limit: int) -> list[Notification]:
        """Return stored events after a notification id, in commit order."""
        return list(self.recorder.select_notifications(after, limit, inclusive_of_start=False))

    def positions(self, notification_ids: list[int]) -> dict[int, int]:
        """Return the log index of each notification id."""
        if not notification_ids:
            return {}
        with self.recorder.reading() as cursor:
            cursor.execute(
                "SELECT notification_id, position FROM log_leaf"
                " WHERE notification_id BETWEEN ? AND ?",
                (notification_ids[0], notification_ids[-1]),
            )
            return {row["notification_id"]: row["position"] for row in cursor.fetchall()}

    def log_size(self) -> int:
        """Return how many entries the log holds."""
        with self.recorder.reading() as cursor:
            cursor.execute("SELECT size FROM log_tree WHERE one = 1")
            row = cursor.fetchone()
        return int(row["size"]) if row else 0

    def log_entries(self, first: int, count: int) -> list[bytes]:
        """Return the bytes of ``count`` entries from log index ``first``."""
        with self.recorder.reading() as cursor:
            return self.entries_in(cursor, first, count)

    def hashes(self, level: int, first: int, count: int) -> list[bytes]:
        """Return hashes of the log's tree: leaves on level 0, above them roots of 256 below."""
        with self.recorder.reading() as cursor:
            return hashes_in(cursor, level, first, count)

    def entries_in(self, cursor: Cursor, first: int, count: int) -> list[bytes]:
        """Return entries as a transaction sees them."""
        cursor.execute(
            "SELECT e.state FROM log_leaf l"  # noqa: S608 - a name of ours
            f" JOIN stored_events e ON e.{self.recorder.ID_COLUMN} = l.notification_id"
            " WHERE l.position >= ? AND l.position < ? ORDER BY l.position",
            (first, first + count),
        )
        return [bytes(row["state"]) for row in cursor.fetchall()]

    def private_words(self, commitment: str) -> dict[str, str] | None:
        """Return kept words, None when there were none or they were erased."""
        with self.recorder.reading() as cursor:
            return read_private(cursor, commitment)

    def close(self) -> None:
        """Close the connections."""
        self.recorder.close()
