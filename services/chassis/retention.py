"""Applying the retention schedule: what has been kept long enough goes, once a day (R25).

Words go by an event each, receipts and files without one, for no entry knows of them. The day of
the last round is in the store, so a machine that slept makes up for it once, and a round that was
killed is taken up again: what it had erased is erased, and told, already.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from services.contracts.erasure import RETENTION

from . import crash, erasure
from .clock import from_text, shanghai_date
from .erasure import Private
from .errand import Errand, Step
from .schedule import Row
from .store import wiping
from .store.sql import Cursor
from .store.store import Store
from .store.transaction import Context
from .store.views import Body, Views

#: The name of the errand, and of its chain of events.
ERRAND = "retention"
RECEIPT, LOOSE_DOCUMENT, FIRST_KEYS = "receipt", "loose_document", "first_keys"
_DAY = "retention_day"
_BATCH = 100
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Count:
    """How many records of a kind a store keeps, and how many have been kept long enough."""

    row: Row
    kept: int
    due: int


def first_keys_file(store: Store) -> Path:
    """Return the file of the first keys, which their holders should have by now."""
    return store.settings.data / "keys" / "access.json"


def counts(store: Store, private: Private) -> list[Count]:
    """Return what is kept and what is due, kind by kind; nothing is changed."""
    schedule = store.settings.retention
    with store.reading_cursor() as cursor:
        views, now = Views(cursor), store.now(cursor)
        kept = erasure.kept(views)
        due = list(_due_words(store, private, views, shanghai_date(now)))
        cursor.execute("SELECT at FROM receipt ORDER BY at")
        receipts = [_day(row["at"]) for row in cursor.fetchall()]
        real_today = _day(store.recorder.now(cursor))
    found = [
        Count(schedule[kind], *(sum(row["kind"] == kind for row in rows) for rows in (kept, due)))
        for kind in private.kinds
    ]
    found.append(_count(schedule[RECEIPT], receipts, real_today))
    if LOOSE_DOCUMENT in private.files:
        loose = [shanghai_date(since) for _, since in store.documents.loose()]
        found.append(_count(schedule[LOOSE_DOCUMENT], loose, shanghai_date(now)))
    if FIRST_KEYS in private.files:
        found.append(_count(schedule[FIRST_KEYS], _made(first_keys_file(store)), real_today))
    return found


def unclaimed(store: Store) -> int:
    """Return how many kept words belong to no matter that is known: no period ends for them."""
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT commitment FROM private_text")
        there = {row["commitment"] for row in cursor.fetchall()}
        listed = erasure.kept(Views(cursor))
    return len(there - {row["commitment"] for row in listed if row["kind"] != erasure.UNCLAIMED})


def apply(store: Store, private: Private) -> dict[str, int]:
    """Erase and remove what is due; return how many of each kind went.

    Safe to be killed, to be run again, and to run beside another.
    """
    schedule = store.settings.retention
    gone = dict.fromkeys(private.kinds, 0)
    while batch := _erase_batch(store, private):
        for kind in batch:
            gone[kind] += 1
    gone[RECEIPT] = _drop_receipts(store)
    with store.reading_cursor() as cursor:
        today, real_today = shanghai_date(store.now(cursor)), _day(store.recorder.now(cursor))
    if LOOSE_DOCUMENT in private.files:
        row = schedule[LOOSE_DOCUMENT]
        gone[LOOSE_DOCUMENT] = store.documents.remove_loose(
            lambda since: row.is_over(shanghai_date(since), today)
        )
    if FIRST_KEYS in private.files:
        file = first_keys_file(store)
        old = _count(schedule[FIRST_KEYS], _made(file), real_today).due
        if old:
            file.unlink(missing_ok=True)
        gone[FIRST_KEYS] = old
    return gone


def errand(private: Private) -> Errand:
    """Return the worker's daily round, and the cleaning of files after any erasure."""

    def make(store: Store) -> Step:
        looked = 0.0

        def step() -> tuple[int, int]:
            nonlocal looked
            if time.monotonic() < looked + _LOOK_SECONDS:
                return 0, 0
            looked = time.monotonic()
            with store.reading_cursor() as cursor:
                today, last = shanghai_date(store.now(cursor)).isoformat(), _last_day(cursor)
            done = 0
            if last < today:
                done = sum(apply(store, private).values())
                crash.point("retention.applied")
                with store.recorder.writing() as cursor:
                    _end_day(cursor, today)
            return done, int(not wiping.wipe(store.recorder))

        return step

    return make


def _last_day(cursor: Cursor) -> str:
    """Return the day of the last whole round, empty before the first."""
    cursor.execute("SELECT value FROM meta WHERE name = ?", (_DAY,))
    row = cursor.fetchone()
    return str(row["value"]) if row else ""


def _end_day(cursor: Cursor, day: str) -> None:
    cursor.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (_DAY, day),
    )


def _erase_batch(store: Store, private: Private) -> list[str]:
    """Erase some of the words that are due, in one transaction; return their kinds."""
    erased: list[str] = []
    with store.writing(Context(store.system, correlation=ERRAND)) as tx:
        for row in islice(_due_words(store, private, tx.views, tx.today), _BATCH):
            keep = store.settings.retention[row["kind"]].keep.text
            reason = f"保存期限届满 R25 {row['kind']} {keep}"
            erasure.erase(tx, private, [row], cause=RETENTION, reason=reason)
            erased.append(row["kind"])
    return erased


def _due_words(store: Store, private: Private, views: Views, today: date) -> Iterator[Body]:
    for row in erasure.kept(views):
        standing = private.standing(views, row)
        if standing.since is not None and not standing.needed:
            since = shanghai_date(from_text(standing.since))
            if store.settings.retention[row["kind"]].is_over(since, today):
                yield row


def _drop_receipts(store: Store) -> int:
    row, dropped = store.settings.retention[RECEIPT], 0
    while True:
        with store.recorder.writing() as cursor:
            today = _day(store.recorder.now(cursor))
            cursor.execute(
                "SELECT scope, idempotency_key, at FROM receipt ORDER BY at LIMIT ?", (_BATCH,)
            )
            due = [one for one in cursor.fetchall() if row.is_over(_day(one["at"]), today)]
            for one in due:
                cursor.execute(
                    "DELETE FROM receipt WHERE scope = ? AND idempotency_key = ?",
                    (one["scope"], one["idempotency_key"]),
                )
        dropped += len(due)
        if len(due) < _BATCH:
            return dropped


def _count(row: Row, days: list[date], today: date) -> Count:
    return Count(row, len(days), sum(row.is_over(day, today) for day in days))


def _made(file: Path) -> list[date]:
    """Return the day on which a file was written, or nothing where there is none."""
    try:
        return [_day(file.stat().st_mtime)]
    except FileNotFoundError:
        return []


def _day(seconds: float) -> date:
    return shanghai_date(datetime.fromtimestamp(seconds, UTC))
