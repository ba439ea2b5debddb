"""Many processes at one store: made once, one serial log, every leaf in its place."""

import json
import sqlite3
import threading
from itertools import pairwise
from pathlib import Path

from eventsourcing.persistence import Notification

from services.chassis.entry import Entry
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.store.store import Store
from tests.support import at_the_store, ledger

WRITERS, APPENDS = "abcdefgh", 100


class Tail(threading.Thread):
    """Follows a store's notifications as a relay does, from the last id it saw, while others write."""

    def __init__(self, store: Store, size: int) -> None:
        super().__init__()
        self.store, self.size = store, size
        self.seen: list[Notification] = []
        self.looked = 0
        self.over = threading.Event()

    def run(self) -> None:
        last = 0
        while len(self.seen) < self.size and not self.over.is_set():
            batch = self.store.notifications(last, 50)
            self.seen += batch
            self.looked += bool(batch)
            last = batch[-1].id if batch else last


def test_appends_of_many_processes_make_one_dense_log(tmp_path: Path) -> None:
    store = ledger.open_store(tmp_path, "intake")
    size = 2 * APPENDS * len(WRITERS)
    tail = Tail(store, size)
    tail.start()
    work = [("append", name, str(APPENDS)) for name in WRITERS]
    try:
        assert at_the_store.together(tmp_path, *work) == [0] * len(WRITERS)
        tail.join(30)
    finally:
        tail.over.set()
        tail.join()

    stored = store.log_entries(0, size + 1)
    assert len(stored) == store.log_size() == size
    assert [one.state for one in tail.seen] == stored, "a reader that tails it misses none"
    assert tail.looked > len(WRITERS), "it read while they wrote, or nothing was shown"
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT position, event_id, hash FROM log_leaf ORDER BY position")
        leaves = [tuple(row) if isinstance(row, sqlite3.Row) else tuple(row.values())
                  for row in cursor.fetchall()]  # fmt: skip
    assert leaves == [
        (at, json.loads(state)["id"], leaf_hash(state)) for at, state in enumerate(stored)
    ]
    ids = [one.id for one in tail.seen]
    positions = store.positions(ids)
    assert [positions[id] for id in ids] == list(range(size))
    with store.writing() as tx:
        assert tx.log().root == root_of(map(leaf_hash, stored))
        shared = [entry.streamversion for entry in tx.entries("shared")]
        assert shared == list(range(1, size // 2 + 1))
        for name in WRITERS:
            own = tx.entries(f"own:{name}")
            assert [entry.data["name"] for entry in own] == [f"{n:04}" for n in range(APPENDS)]
    assert all(Entry.from_bytes(state).to_bytes() == state for state in stored)
    assert ledger.effects(store) == [1] * size
    writers = [entry.data["name"][0] for entry in map(Entry.from_bytes, stored[::2])]
    turns = sum(one != following for one, following in pairwise(writers))
    assert turns > len(WRITERS), "the writers did not run at the same time: nothing was shown"
    store.close()


def test_a_store_made_by_many_processes_at_once_is_made_once(tmp_path: Path) -> None:
    for attempt in range(2):
        folder = tmp_path / str(attempt)
        assert at_the_store.together(folder, *[("migrate",)] * 4) == [0] * 4
        store = ledger.open_store(folder, "intake")
        ledger.append(store, "K", "1")
        assert store.log_size() == 1
        store.close()
