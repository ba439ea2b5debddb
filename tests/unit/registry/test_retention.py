"""Words, receipts and files go when their time is over, by an injected clock (R25)."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.chassis import erasure, retention
from services.chassis.schedule import Period, default
from services.chassis.store.store import Store
from services.contracts import registry as r
from services.registry.usecases.private import PRIVATE
from tests.support.kept_words import (
    ANSWERED,
    BANK,
    SECRET,
    Clock,
    filed,
    open_store,
    shown,
    told,
)
from tests.support.remains import store_files_with


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return open_store(tmp_path, clock)


def days(clock: Clock, count: int) -> None:
    clock.now = ANSWERED + timedelta(days=count)


def test_words_go_when_their_time_is_over_and_not_a_day_before_R25(
    store: Store, clock: Clock
) -> None:
    commitment = filed(store)
    open_one = filed(store, "o2", answered=False)
    for later in (0, 364, 365):
        days(clock, later)
        assert sum(retention.apply(store, PRIVATE).values()) == 0
    days(clock, 366)
    [row] = [one for one in retention.counts(store, PRIVATE) if one.row.kind == "objection"]
    assert (row.kept, row.due) == (2, 1)
    assert shown(store, commitment)["text"] == SECRET, "showing changes nothing"
    assert retention.apply(store, PRIVATE)["objection"] == 1
    assert shown(store, commitment)["cause"] == "retention"
    [(entry, event)] = told(store)
    assert (entry.actor, event.cause) == ("system", "retention")
    assert entry.reason == "保存期限届满 R25 objection P1Y"
    assert retention.apply(store, PRIVATE)["objection"] == 0, "what waits for its answer stays"
    assert shown(store, open_one)["text"] == SECRET


def test_an_installations_own_period_holds_R25(store: Store, clock: Clock) -> None:
    filed(store)
    table = dict(default())
    object.__setattr__(store.settings, "retention", table)
    table["objection"] = type(table["objection"])(
        **{**vars(table["objection"]), "keep": Period.read("P10D")}
    )
    days(clock, 11)
    assert retention.apply(store, PRIVATE)["objection"] == 1


def rounds(store: Store, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(retention, "_LOOK_SECONDS", -1.0)
    return retention.errand(PRIVATE)(store)


def test_the_worker_makes_one_round_a_day_and_makes_up_for_days_it_slept_R25(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(store)
    step = rounds(store, monkeypatch)
    assert step() == (0, 0)
    days(clock, 366)
    assert step() == (1, 0), "the day on which it is due"
    filed(store, "o2")
    days(clock, 366 + 366)
    # The machine slept for years.
    days(clock, 366 + 800)
    assert step() == (1, 0)
    assert step() == (0, 0)
    assert store_files_with(SECRET, store) == []
    assert len(told(store)) == 2


def test_a_round_that_was_cut_off_is_taken_up_again_the_same_day_R25(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        filed(store, f"o{n}")
    monkeypatch.setattr(retention, "_BATCH", 2)
    step = rounds(store, monkeypatch)
    days(clock, 400)
    wipe = retention._drop_receipts

    def cut_off(store: Store) -> int:
        monkeypatch.setattr(retention, "_drop_receipts", wipe)
        raise OSError("power")

    monkeypatch.setattr(retention, "_drop_receipts", cut_off)
    with pytest.raises(OSError, match="power"):
        step()
    assert len(told(store)) == 5
    assert step() == (0, 0)
    assert len(told(store)) == 5
    assert store_files_with(SECRET, store) == []


def test_receipts_and_delivered_keys_go_by_real_time_R25(store: Store) -> None:
    file = retention.first_keys_file(store)
    file.parent.mkdir(parents=True)
    file.write_text("{}", "utf-8")
    old = datetime.now(UTC).timestamp() - 40 * 86_400
    with store.writing() as tx:
        for number, at in enumerate([old] * 150 + [tx.machine_seconds()] * 3):
            tx.cursor.execute(
                "INSERT INTO receipt (scope, idempotency_key, request_sha256, status, body, at)"
                " VALUES ('s', ?, 'x', 201, '{}', ?)",
                (str(number), at),
            )
    gone = retention.apply(store, PRIVATE)
    assert (gone["receipt"], gone["first_keys"], file.exists()) == (150, 0, True)
    os.utime(file, (old, old))
    due = {one.row.kind: (one.kept, one.due) for one in retention.counts(store, PRIVATE)}
    assert (due["receipt"], due["first_keys"]) == ((3, 0), (1, 1))
    assert retention.apply(store, PRIVATE)["first_keys"] == 1
    assert not file.exists()
    assert retention.apply(store, PRIVATE)["first_keys"] == 0


def test_words_that_nothing_claims_are_counted_and_stay_R25(store: Store, clock: Clock) -> None:
    with store.writing() as tx:
        tx.keep_private(text=SECRET)
    filed(store)
    assert retention.unclaimed(store) == 1
    days(clock, 9_000)
    retention.apply(store, PRIVATE)
    assert retention.unclaimed(store) == 1


def test_a_contact_that_was_replaced_goes_in_its_time_and_the_new_one_stays_R25(
    store: Store, clock: Clock
) -> None:
    kept = []
    for n in range(2):
        with store.writing() as tx:
            kept.append(tx.keep_private(text=f"{SECRET}{n}"))
            event = r.ContactRecorded(organisation=BANK, commitment=kept[-1])
            tx.append(f"contact:{BANK}", event)
        days(clock, n + 1)
    days(clock, 400)
    assert retention.apply(store, PRIVATE)["contact"] == 1
    assert "erased" in shown(store, kept[0])
    assert "text" in shown(store, kept[1])
    with store.reading() as views:
        assert {one["organisation"] for one in erasure.found(views, BANK)} == {BANK}
