"""Many processes at one store: made once, one serial log, every leaf in its place."""

import json
import sqlite3
from itertools import pairwise
from pathlib import Path

from services.chassis.entry import Entry
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.settings import Settings
from services.chassis.store.store import migrate
from tests.support import at_the_store, ledger

WRITERS, APPENDS = ("a", "b", "c", "d"), 200


def test_appends_of_many_processes_make_one_dense_log(tmp_path: Path) -> None:
    migrate(Settings("intake", tmp_path, b"pepper"))
    work = [("append", name, str(APPENDS)) for name in WRITERS]
    assert at_the_store.together(tmp_path, *work) == [0] * len(WRITERS)

    size = 2 * APPENDS * len(WRITERS)
    store = ledger.open_store(tmp_path, "intake")
    stored = store.log_entries(0, size + 1)
    assert len(stored) == store.log_size() == size
    database = sqlite3.connect(tmp_path / "intake" / "store.sqlite")
    leaves = database.execute("SELECT position, event_id, hash FROM log_leaf").fetchall()
    notified = database.execute(
        "SELECT state FROM stored_events ORDER BY rowid"  # the relay's own order
    ).fetchall()
    database.close()
    assert sorted(leaves) == [
        (at, json.loads(state)["id"], leaf_hash(state)) for at, state in enumerate(stored)
    ]
    assert [state for (state,) in notified] == stored
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
        assert at_the_store.together(folder, *[("migrate",)] * 6) == [0] * 6
        store = ledger.open_store(folder, "intake")
        ledger.append(store, "K", "1")
        assert store.log_size() == 1
        store.close()
