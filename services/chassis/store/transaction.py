"""One transaction of a service: load, decide, append, and everything that commits with it.

The write lock is held from the first instruction (docs/decisions/0003-store.md), so what is
read here stays true until the commit.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from typing import Any, Protocol, TypeVar

from services.chassis import clock
from services.chassis.bus.partitioner import partition_for
from services.chassis.documents import Documents
from services.chassis.entry import Actor, Entry, data_of
from services.chassis.log.merkle import Frontier
from services.contracts.event import Event
from services.contracts.topics import PARTITIONS
from services.contracts.values import Pin

from . import wiping
from .ledger import Ledger, to_stored, tree
from .sql import Cursor
from .timers import Timers
from .views import Views

State = TypeVar("State")


def read_private(cursor: Cursor, commitment: str) -> dict[str, str] | None:
    """Return a natural person's words, None when there were none or they were erased (R25)."""
    cursor.execute("SELECT body FROM private_text WHERE commitment = ?", (commitment,))
    row = cursor.fetchone()
    return None if row is None else dict(json.loads(row["body"]))


class Projector(Protocol):
    """Writes one event, own or heard, into the read models."""

    def __call__(self, views: Views, event: Any, entry: Entry, /) -> None:
        """Apply ``event``; ``entry`` tells who, when and why."""


@dataclass(frozen=True)
class Context:
    """In whose name a transaction acts, and what set it off.

    ``causation`` is the id of the event behind a reaction, ``correlation`` of the whole chain.
    """

    actor: Actor
    correlation: str
    causation: str = ""


@dataclass(frozen=True)
class Appended:
    """An entry just stored, with its index in the service's log."""

    entry: Entry
    event: Event
    position: int

    @property
    def token(self) -> str:
        """Where it will stand on the bus: ``topic/partition@position``."""
        topic = self.event.TOPIC
        part = partition_for(self.event.key.encode(), PARTITIONS[topic])
        return f"{topic}/{part}@{self.position}"


class Transaction:
    """What a use case works with. Nothing it does is seen by anybody before the commit."""

    def __init__(
        self,
        cursor: Cursor,
        recorder: Ledger,
        project: Projector,
        documents: Documents,
        *,
        source: str,
        now: datetime,
        simulated: bool,
        context: Context,
    ) -> None:
        self.cursor = cursor
        self.context = context
        self.documents = documents
        self.views = Views(cursor)
        self.timers = Timers(cursor)
        self.now = now
        self.appended: list[Appended] = []
        self._recorder = recorder
        self._project = project
        self._source = source
        self._simulated = simulated

    @property
    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return clock.shanghai_date(self.now)

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.context.actor

    def machine_seconds(self) -> float:
        """Return the store's real time, simulated or not, in seconds since 1970."""
        return self._recorder.now(self.cursor)

    def new_id(self) -> str:
        """Return a fresh opaque id."""
        return uuid.uuid4().hex

    def acting_as(self, context: Context) -> "Transaction":
        """Return this same transaction in another name (a message's, a timer's)."""
        self.context = context
        return self

    def entries(self, stream: str) -> list[Entry]:
        """Return a stream's entries, oldest first."""
        self.cursor.execute(
            "SELECT state FROM stored_events WHERE originator_id = ? ORDER BY originator_version",
            (stream,),
        )
        return [Entry.from_bytes(row["state"]) for row in self.cursor.fetchall()]

    def fold(self, stream: str, evolve: Callable[[State | None, Any], State]) -> State | None:
        """Return the state of a stream, None when it is empty."""
        events: Iterable[Event] = (entry.event() for entry in self.entries(stream))
        return reduce(evolve, events, None)

    def append(self, stream: str, *events: Event, reason: str = "") -> None:
        """Store events at the end of a stream, with their leaves and read models.

        :param reason: why, in official words or as a rule's number.
        :raises canon.NotCanonical: when an event has no canonical form.
        """
        self.cursor.execute(
            "SELECT MAX(originator_version) AS last FROM stored_events WHERE originator_id = ?",
            (stream,),
        )
        version = self.cursor.fetchone()["last"] or 0
        position = self.log().size
        made: list[Appended] = []
        for offset, event in enumerate(events):
            entry = self._entry(stream, version + 1 + offset, event, reason)
            made.append(Appended(entry, event, position + offset))
        self._recorder.record(self.cursor, [to_stored(one.entry) for one in made])
        try:
            for one in made:
                self.views.telling = one.token
                self._project(self.views, one.event, one.entry)
        finally:
            self.views.telling = ""
        self.appended += made

    def _entry(self, stream: str, version: int, event: Event, reason: str) -> Entry:
        return Entry(
            id=str(uuid.uuid4()),
            source=self._source,
            type=event.TYPE,
            subject=event.key,
            time=clock.to_text(self.now),
            stream=stream,
            streamversion=version,
            actor=self.actor.id,
            actororg=self.actor.organisation,
            actorrole=self.actor.role,
            reason=reason,
            correlationid=self.context.correlation,
            causationid=self.context.causation,
            simulated=self._simulated,
            data=data_of(event),
        )

    def log(self) -> Frontier:
        """Return the log's tree as it stands inside this transaction."""
        return tree(self.cursor)

    def pins(self) -> tuple[Pin, ...]:
        """Return what this service has heard of every other log, for decisions to cite."""
        self.cursor.execute(
            "SELECT h.source, h.size AS heard, c.size, c.root FROM heard h"
            " LEFT JOIN heard_checkpoint c ON c.source = h.source ORDER BY h.source"
        )
        return tuple(
            Pin(
                origin=row["source"],
                size=row["heard"] if row["size"] is None else row["size"],
                root=row["root"] or "",
                marks=self._marks(row["source"]),
            )
            for row in self.cursor.fetchall()
        )

    def _marks(self, source: str) -> tuple[int, ...]:
        """Return the position heard last in each partition of a source's own topic."""
        self.cursor.execute(
            "SELECT part, position FROM inbox_source WHERE source = ? AND topic = ?",
            (source, source),
        )
        heard = {row["part"]: row["position"] for row in self.cursor.fetchall()}
        return tuple(heard.get(part, -1) for part in range(PARTITIONS[source]))

    def keep_private(self, **words: str) -> str:
        """Keep a natural person's words where they can be erased; return their commitment (R25).

        The commitment is SHA-256 over a fresh random salt and the words, so it tells nothing
        once the salt is gone. No words give an empty commitment.

        :param words: by what they are: ``text``, ``name``, ``contact``.
        """
        said = {what: word for what, word in words.items() if word}
        if not said:
            return ""
        body = json.dumps(said, ensure_ascii=False, sort_keys=True)
        salt = secrets.token_bytes(32)
        commitment = hashlib.sha256(salt + body.encode()).hexdigest()
        self.cursor.execute(
            "INSERT INTO private_text (commitment, salt, body) VALUES (?, ?, ?)",
            (commitment, salt, body),
        )
        return commitment

    def private_words(self, commitment: str) -> dict[str, str] | None:
        """Return kept words, None when there were none or they were erased."""
        return read_private(self.cursor, commitment)

    def drop_private(self, commitment: str) -> None:
        """Erase kept words and their salt; :mod:`.wiping` sees to the bytes in the files."""
        self.cursor.execute("DELETE FROM private_text WHERE commitment = ?", (commitment,))
        wiping.ask(self.cursor)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what happens inside if it fails, and let the rest of the transaction go on."""
        context, kept = replace(self.context), len(self.appended)
        self.cursor.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            self.cursor.execute("ROLLBACK TO SAVEPOINT step")
            self.cursor.execute("RELEASE SAVEPOINT step")
            self.context = context
            del self.appended[kept:]
            raise
        self.cursor.execute("RELEASE SAVEPOINT step")
        self.context = context
