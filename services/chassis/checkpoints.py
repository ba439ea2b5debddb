"""The log's checkpoints: have the tree signed as it grows, tell it, hear those of the others.

Everything here may be done again at any time: the same tree may be signed twice, a repeat on the bus
says nothing new, and of what is heard only the larger tree counts.
"""

import logging
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.contracts.checkpoint import CheckpointSigned
from services.contracts.topics import CHECKPOINTS

from . import announcement, crash
from .bus.port import Bus, Consumer, Partition, Producer
from .errand import Step
from .log.checkpoint import Checkpoint
from .log.note import Note
from .log.tree import Tree
from .signer.client import Signer
from .signer.memory import Seen
from .store.ledger import tree
from .store.sql import Cursor
from .store.store import Store

_EVERY_SECONDS = 0.25
_PLACE = Partition(CHECKPOINTS, 0)
#: On a bus that does not compact, older checkpoints are passed over: newer ones say more.
_LOOK_BACK = 1_000
_BATCH = 500
#: Checkpoints older than so many entries are let go: a newer one proves all that they prove.
_KEPT = 10_000
_POLL_SECONDS = 0.1
#: A checkpoint that was cosigned is shown before newer ones that were not, for so long.
_LATELY_SECONDS = 60.0
_SELECT = "SELECT size, note, told, witnesses FROM log_checkpoint"

_log = logging.getLogger(__name__)


def keeper(bus: Bus, signer: Signer | None) -> Callable[[Store], Step]:
    """Return the loop for a worker; without a signer it only hears."""

    def make(store: Store) -> Step:
        return _Keeper(store, bus, signer).step

    return make


@dataclass(frozen=True)
class Kept:
    """A checkpoint of the own log: the signed note, whether the bus has it, how many cosigned it."""

    size: int
    note: str
    told: bool
    witnesses: int = 0


class _Keeper:
    def __init__(self, store: Store, bus: Bus, signer: Signer | None) -> None:
        self._store = store
        self._bus = bus
        self._signer = signer
        self._consumer: Consumer | None = None
        self._producer: Producer | None = None
        self._sought = False
        self._not_before = 0.0
        self._confirmed = False

    def step(self) -> tuple[int, int]:
        """Hear, sign and tell once; return how much was done, and how many entries are unsigned.

        :raises RolledBack: when the store is not what was signed before: a person must look.
        :raises OutsideUnavailable: when the signer does not answer.
        """
        done = self._hear()
        if self._signer is None or time.monotonic() < self._not_before:
            return done, 0
        self._not_before = time.monotonic() + _EVERY_SECONDS
        return done + self._sign(self._signer), 0

    def _sign(self, signer: Signer) -> int:
        with self._store.reading_cursor() as cursor:
            grown, last = tree(cursor), newest(cursor)
        # Asked at each start: a store that was brought back from a backup looks well by itself.
        signed = last is not None and last.size == grown.size and self._confirmed
        if last is not None and signed and last.told:
            return 0
        if last is None or not signed:
            last = self._have_signed(signer, Seen(grown.size, grown.root), last.size if last else 0)
        crash.point("checkpoints.signed")
        self._tell(last)
        return 1

    def _have_signed(self, signer: Signer, grown: Seen, old: int) -> Kept:
        proof = Tree(grown.size, self._store.hashes).consistency
        signed = signer.sign(self._store.settings.service, grown, old, proof)
        self._confirmed = True
        kept = Kept(grown.size, signed.note, told=False)
        with self._store.recorder.writing() as cursor:
            cursor.execute(
                "INSERT INTO log_checkpoint (size, note, told, witnesses, at) VALUES (?, ?, 0, 0, ?)"
                " ON CONFLICT (size) DO UPDATE SET note = excluded.note, told = 0, witnesses = 0,"
                " at = excluded.at",
                (kept.size, kept.note, self._store.recorder.now(cursor)),
            )
            cursor.execute("DELETE FROM log_checkpoint WHERE size < ?", (kept.size - _KEPT,))
            cursor.execute(
                "INSERT INTO meta (name, value) VALUES ('log_keys', ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                ("\n".join(signed.keys),),
            )
        return kept

    def _tell(self, kept: Kept) -> None:
        said = Checkpoint.parse(Note.parse(kept.note.encode()).text)
        message = CheckpointSigned(
            source=self._store.source,
            size=said.size,
            root=b64encode(said.root).decode(),
            note=kept.note,
        )
        if self._producer is None:
            self._producer = self._bus.producer()
        self._producer.send([announcement.outgoing(message)])
        crash.point("checkpoints.told")
        with self._store.recorder.writing() as cursor:
            cursor.execute("UPDATE log_checkpoint SET told = 1 WHERE size = ?", (kept.size,))

    def _hear(self) -> int:
        if self._consumer is None:
            self._consumer = self._bus.consumer()
        if not self._sought:
            self._consumer.assign([_PLACE])
            first = self._consumer.beginning_offsets([_PLACE])[_PLACE]
            end = self._consumer.end_offsets([_PLACE])[_PLACE]
            self._consumer.seek(_PLACE, max(first, end - _LOOK_BACK))
            self._sought = True
        records = self._consumer.poll(_POLL_SECONDS, _BATCH)
        newer: dict[str, CheckpointSigned] = {}
        for record in records:
            try:
                said = announcement.heard(record)
            except announcement.NoAnnouncement as error:
                _log.error("%s@%s is passed over: %s", CHECKPOINTS, record.offset, error)
                continue
            known = newer.get(said.source)
            if said.source != self._store.source and (known is None or known.size < said.size):
                newer[said.source] = said
        if newer:
            with self._store.recorder.writing() as cursor:
                for said in newer.values():
                    cursor.execute(
                        "INSERT INTO heard_checkpoint (source, size, root) VALUES (?, ?, ?)"
                        " ON CONFLICT (source) DO UPDATE SET size = excluded.size,"
                        " root = excluded.root WHERE heard_checkpoint.size < excluded.size",
                        (said.source, said.size, said.root),
                    )
        return len(records)


def cosigned(store: Store, kept: Kept, note: str, witnesses: int) -> None:
    """Keep a checkpoint with the lines of witnesses; one signed anew meanwhile stays as it is."""
    with store.recorder.writing() as cursor:
        cursor.execute(
            "UPDATE log_checkpoint SET note = ?, witnesses = ? WHERE size = ? AND note = ?",
            (note, witnesses, kept.size, kept.note),
        )


def newest(cursor: Cursor) -> Kept | None:
    """Return the newest checkpoint of the own log, None before the first."""
    cursor.execute(f"{_SELECT} ORDER BY size DESC LIMIT 1")
    return _kept(cursor.fetchone())


def published(cursor: Cursor, now: float, least: int = 0) -> Kept | None:
    """Return the checkpoint to show: the newest that witnesses cosigned lately, else the newest.

    :param now: the store's own time, in seconds.
    :param least: how many entries it must cover at least.
    """
    cursor.execute(
        f"{_SELECT} WHERE size >= ?"
        " ORDER BY CASE WHEN at > ? THEN witnesses ELSE 0 END DESC, size DESC LIMIT 1",
        (least, now - _LATELY_SECONDS),
    )
    return _kept(cursor.fetchone())


def _kept(row: Any) -> Kept | None:
    if row is None:
        return None
    return Kept(row["size"], row["note"], told=bool(row["told"]), witnesses=row["witnesses"])
