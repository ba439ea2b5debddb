"""Own entries and heard ones, told again in an order that respects cause and time.

Each stream (the own log; each partition of the bus) keeps its order. Between streams the earlier
entry comes first; at the same instant one whose cause has been told goes before one whose cause
has not. An entry whose read model is not ready for it waits until others were told.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from services.contracts.refusal import CauseNotHeard
from services.contracts.topics import PARTITIONS

from .bus.partitioner import partition_for
from .bus.port import BusUnavailable, Consumer, OffsetOutOfRange, Partition, Record
from .entry import Entry, UnknownEvent
from .message import Origin, heard, origin_of
from .store.sql import Cursor
from .store.store import Store
from .store.transaction import Projector
from .store.views import Views

_BATCH = 500
_POLL_SECONDS = 10.0
#: Causes lie close by; only the order within one instant asks for them.
_REMEMBERED = 100_000


class CannotRebuild(RuntimeError):
    """An entry fits nowhere: its projection failed after everything before it was told."""


@dataclass(frozen=True)
class Reached:
    """How far the store has come: its own log, the bus, and what it has set aside.

    ``marks`` are the positions heard last, by source and partition; ``aside`` are the records set
    aside, by partition and offset.
    """

    size: int
    offsets: dict[Partition, int]
    marks: dict[tuple[str, Partition], int]
    aside: frozenset[tuple[Partition, int]]

    @classmethod
    def read(cls, cursor: Cursor) -> "Reached":
        """Read all of it inside one transaction."""
        cursor.execute("SELECT size FROM log_tree WHERE one = 1")
        row = cursor.fetchone()
        cursor.execute("SELECT topic, part, next_offset FROM inbox_offset")
        offsets = {
            Partition(one["topic"], one["part"]): one["next_offset"] for one in cursor.fetchall()
        }
        cursor.execute("SELECT source, topic, part, position FROM inbox_source")
        marks = {
            (one["source"], Partition(one["topic"], one["part"])): one["position"]
            for one in cursor.fetchall()
        }
        cursor.execute("SELECT topic, part, record_offset FROM parked")
        aside = frozenset(
            (Partition(one["topic"], one["part"]), one["record_offset"])
            for one in cursor.fetchall()
        )
        return cls(row["size"] if row else 0, offsets, marks, aside)


@dataclass
class _Head:
    """The next entry of a stream; ``token`` is where an own one stands on the bus."""

    entry: Entry
    token: str = ""


@dataclass
class _Stream:
    waiting: deque[_Head] = field(default_factory=deque)
    position: int = 0
    marks: dict[str, int] = field(default_factory=dict)
    blocked: BaseException | None = None


class Heads:
    """The streams of one store, from their beginnings."""

    def __init__(self, store: Store, consumer: Consumer, places: Sequence[Partition]) -> None:
        self._store = store
        self._consumer = consumer
        self._own = _Stream()
        self._heard = {place: _Stream() for place in places}
        self._told: OrderedDict[str, None] = OrderedDict()
        #: What was set aside when its turn came, and what has taken effect since.
        self._kept: dict[tuple[Partition, int], _Head] = {}
        self._freed = _Stream()
        for place, stream in self._heard.items():
            stream.position = consumer.beginning_offsets([place])[place]
            if stream.position > 0:
                raise OffsetOutOfRange(place, 0, stream.position, stream.position)

    def lag(self, reached: Reached) -> int:
        """Return how many entries are left to where the store has come."""
        left = reached.size - self._own.position
        left += sum(
            reached.offsets.get(place, 0) - stream.position for place, stream in self._heard.items()
        )
        return left

    def check_whole(self, reached: Reached) -> None:
        """Refuse to end where the bus gave less than was heard of it.

        So it is while a service reads a bus again that was made anew, or one that lost something.

        :raises CannotRebuild: then; what is missing would be missing in the read models for good.
        """
        for (source, place), mark in reached.marks.items():
            told = self._heard[place].marks.get(source, -1) if place in self._heard else mark
            if told < mark:
                raise CannotRebuild(
                    f"{place.topic}/{place.number}: heard to {source}@{mark}, read to @{told}:"
                    " wait until the service has read the bus again"
                )

    def tell(
        self, views: Views, project: Projector, cursor: Cursor, reached: Reached, most: int
    ) -> int:
        """Project the next entries up to where the store has come, at most so many.

        :param cursor: the transaction of ``views``; one failed projection undoes only itself.
        :return: how many; 0 at the end.
        :raises CannotRebuild: when none of the streams can go on.
        """
        for name in [name for name in self._kept if name not in reached.aside]:
            self._freed.waiting.append(self._kept.pop(name))
        done = 0
        while done < most and (stream := self._next(cursor, reached)) is not None:
            head = stream.waiting[0]
            cursor.execute("SAVEPOINT one_entry")
            try:
                views.telling = head.token
                project(views, head.entry.event(), head.entry)
            except (CauseNotHeard, KeyError) as error:
                cursor.execute("ROLLBACK TO SAVEPOINT one_entry")
                cursor.execute("RELEASE SAVEPOINT one_entry")
                stream.blocked = error
                continue
            cursor.execute("RELEASE SAVEPOINT one_entry")
            stream.waiting.popleft()
            self._remember(head.entry.id)
            for other in self._streams():
                other.blocked = None
            done += 1
        return done

    def _streams(self) -> list[_Stream]:
        return [self._own, self._freed, *self._heard.values()]

    def _next(self, cursor: Cursor, reached: Reached) -> _Stream | None:
        """Return the stream whose head is to be told now, None at the end."""
        self._fill_own(cursor, reached.size)
        for place, stream in self._heard.items():
            self._fill(place, stream, reached)
        waiting = [stream for stream in self._streams() if stream.waiting]
        free = [stream for stream in waiting if stream.blocked is None]
        if waiting and not free:
            first = min(waiting, key=lambda stream: stream.waiting[0].entry.time)
            entry = first.waiting[0].entry
            raise CannotRebuild(
                f"{entry.type} {entry.id} of {entry.source}: {first.blocked!r}"
            ) from first.blocked
        return min(free, key=self._turn, default=None)

    def _turn(self, stream: _Stream) -> tuple[str, bool]:
        entry = stream.waiting[0].entry
        return entry.time, bool(entry.causationid) and entry.causationid not in self._told

    def _remember(self, id: str) -> None:
        self._told[id] = None
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)

    def _fill_own(self, cursor: Cursor, size: int) -> None:
        # Through the transaction at hand: another one would wait for the tables it holds.
        own = self._own
        if own.waiting or own.position >= size:
            return
        count = min(_BATCH, size - own.position)
        for stored in self._store.entries_in(cursor, own.position, count):
            entry = Entry.from_bytes(stored)
            event = entry.event()
            part = partition_for(event.key.encode(), PARTITIONS[event.TOPIC])
            own.waiting.append(_Head(entry, f"{event.TOPIC}/{part}@{own.position}"))
            own.position += 1

    def _fill(self, place: Partition, stream: _Stream, reached: Reached) -> None:
        end = reached.offsets.get(place, 0)
        while not stream.waiting and stream.position < end:
            self._consumer.assign([place])
            self._consumer.seek(place, stream.position)
            found = self._consumer.poll(_POLL_SECONDS, min(_BATCH, end - stream.position))
            if not found:
                self._explain(place, stream.position, end)
            for record in found:
                stream.position = record.offset + 1
                head = _as_heard(record, stream.marks)
                if head is None:
                    continue
                if (place, record.offset) in reached.aside:
                    self._kept[place, record.offset] = head
                else:
                    stream.waiting.append(head)

    def _explain(self, place: Partition, position: int, end: int) -> NoReturn:
        """Say why nothing came where something should be.

        :raises OffsetOutOfRange: when the bus is shorter than what was heard of it.
        :raises BusUnavailable: otherwise.
        """
        there = self._consumer.end_offsets([place])[place]
        if there < end:
            raise OffsetOutOfRange(place, end, 0, there)
        raise BusUnavailable(f"{place.topic}/{place.number} gave nothing from {position} on")


def _as_heard(record: Record, marks: dict[str, int]) -> _Head | None:
    """Return what the inbox takes: neither repeats, nor what came before something missing."""
    try:
        message = heard(record)
        origin: Origin | None = message.origin
    except UnknownEvent:
        message, origin = None, origin_of(record)
    if origin is None or origin.source != record.topic:
        return None
    mark = marks.get(origin.source, -1)
    if message is None and origin.previous != mark:
        return None
    missing = origin.previous is not None and origin.previous > mark
    if origin.position <= mark or missing:
        return None
    marks[origin.source] = origin.position
    if message is None:
        return None
    return _Head(message.entry)
