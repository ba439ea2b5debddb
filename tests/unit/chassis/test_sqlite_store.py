"""The store where it is a file: whose it is, and how an older one comes to today's shape."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.chassis import parking
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.store.ledger import hashes_in
from services.chassis.store.migration import migrate
from services.chassis.store.migrations.run import sqlite_engine, upgrade
from services.chassis.store.store import SHAPE, NotMigrated, Store
from tests.support import ledger


def test_another_services_store_is_refused(tmp_path: Path) -> None:
    migrate(ledger.settings(tmp_path, "intake"))
    (tmp_path / "scoring").mkdir()
    (tmp_path / "intake" / "store.sqlite").rename(tmp_path / "scoring" / "store.sqlite")
    with pytest.raises(NotMigrated, match="intake"):
        Store(ledger.settings(tmp_path, "scoring"), ledger.count)
    with pytest.raises(NotMigrated, match="migrate"):
        Store(ledger.settings(tmp_path, "intake"), ledger.count)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    settings = ledger.settings(tmp_path, "intake")
    settings.database.parent.mkdir()
    sqlite3.connect(settings.database).close()
    settings.database.touch()
    with pytest.raises(NotMigrated):
        Store(settings, ledger.count)


def test_a_store_of_other_tables_is_refused_until_it_is_migrated(tmp_path: Path) -> None:
    settings = ledger.settings(tmp_path, "intake")
    migrate(settings)
    with closing(sqlite3.connect(settings.database)) as store, store:
        store.execute("UPDATE alembic_version SET version_num = '0002'")
    with pytest.raises(NotMigrated, match="lingpao migrate"):
        Store(settings, ledger.count)


def test_the_shape_asked_for_is_the_last_step(tmp_path: Path) -> None:
    migrate(ledger.settings(tmp_path, "intake"))
    with closing(sqlite3.connect(tmp_path / "intake" / "store.sqlite")) as store:
        assert store.execute("SELECT version_num FROM alembic_version").fetchall() == [(SHAPE,)]


def test_what_was_set_aside_before_step_0002_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    engine = sqlite_engine(path)
    upgrade(engine, "0001")
    with closing(sqlite3.connect(path)) as old, old:
        old.executemany(
            "INSERT INTO parked (topic, part, key, state, why, source, event_id, headers, value)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [("lingpao.intake", 3, "晋城", state, "?", "s", state, "[]", b"{}")
             for state in ("poison", "behind")],
        )  # fmt: skip
    upgrade(engine)
    upgrade(engine)
    with closing(sqlite3.connect(path)) as new:
        new.row_factory = sqlite3.Row
        kept = parking.listed(new.cursor())
    assert [(one.record.key, one.state, one.event_id) for one in kept] == [
        ("晋城".encode(), "poison", "poison"),
        ("晋城".encode(), "behind", "behind"),
    ]


def test_the_trees_inner_hashes_are_made_for_entries_older_than_step_0004(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    engine = sqlite_engine(path)
    upgrade(engine, "0003")
    leaves = [leaf_hash(str(n).encode()) for n in range(70_000)]
    with closing(sqlite3.connect(path)) as old, old:
        old.executemany(
            "INSERT INTO log_leaf (position, notification_id, event_id, hash) VALUES (?, ?, ?, ?)",
            [(n, n, str(n), leaf) for n, leaf in enumerate(leaves)],
        )
    upgrade(engine)
    with closing(sqlite3.connect(path)) as new:
        new.row_factory = sqlite3.Row
        made = hashes_in(new.cursor(), 1, 0, 300)
        assert made == [root_of(leaves[at : at + 256]) for at in range(0, 69_888, 256)]
        assert hashes_in(new.cursor(), 2, 0, 300) == [root_of(leaves[:65_536])]


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    engine = sqlite_engine(path)
    upgrade(engine, "0001")
    with closing(sqlite3.connect(path)) as old, old:
        # In the way of the last table of the step.
        old.execute("CREATE TABLE inbox_gap (other TEXT)")
    with pytest.raises(sa.exc.OperationalError, match="already exists"):
        upgrade(engine)
    with closing(sqlite3.connect(path)) as store:
        columns = {row[1] for row in store.execute("PRAGMA table_info(parked)")}
        tables = {row[0] for row in store.execute("SELECT name FROM sqlite_master")}
    assert "digest" not in columns
    assert "outbox_last" not in tables
