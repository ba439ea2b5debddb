"""Erased words leave no byte in the store's files, whatever else is written and read (R25)."""

import random
from pathlib import Path

import pytest

from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.store import wiping
from services.chassis.store.store import Store
from tests.support import ledger
from tests.support.remains import store_files_with

SECRET = "晋城某人的电话一三五七九"
KEPT = "仍须保留的话"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


def keep(store: Store, text: str) -> str:
    with store.writing() as tx:
        commitment = tx.keep_private(text=text)
        tx.append(f"enterprise:K:{commitment}", ledger.registered("K", commitment), reason="R25")
    return commitment


def padding(chance: random.Random, most: int) -> str:
    """Text of a random length that no database can compress, or the words could not be found."""
    return "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(chance.randint(0, most)))


def erase(store: Store, *commitments: str) -> None:
    with store.writing() as tx:
        for commitment in commitments:
            tx.drop_private(commitment)


def is_asked(store: Store) -> bool:
    with store.reading_cursor() as cursor:
        return bool(wiping.asked(cursor))


@pytest.mark.parametrize("long", [0, 30, 900, 20_000, 100_000])
def test_no_byte_of_erased_words_is_left_and_the_rest_is_whole_R25(store: Store, long: int) -> None:
    chance = random.Random(long)
    secret = [keep(store, SECRET + padding(chance, long)) for _ in range(20)]
    kept = [keep(store, KEPT + padding(chance, long)) for _ in range(20)]
    mixed = [keep(store, SECRET), *secret]
    chance.shuffle(mixed)
    before = store.log_entries(0, 100)
    assert store_files_with(SECRET, store)
    erase(store, *mixed)
    assert is_asked(store)
    assert wiping.wipe(store.recorder)
    assert not is_asked(store)
    assert store_files_with(SECRET, store) == []
    assert store_files_with(KEPT, store)
    for commitment in kept:
        assert KEPT in (store.private_words(commitment) or {})["text"]
    assert all(store.private_words(commitment) is None for commitment in mixed)
    assert store.log_entries(0, 100) == before
    with store.writing() as tx:
        assert tx.log().root == root_of(map(leaf_hash, before))


def test_words_kept_and_erased_again_and_again_leave_nothing_R25(store: Store) -> None:
    """Pages split, merge and move meanwhile."""
    chance = random.Random(25)
    there: list[str] = []
    for n in range(80):
        there.append(keep(store, f"{SECRET}{n}" + padding(chance, 1_200)))
        if chance.random() < 0.4:
            erase(store, there.pop(chance.randrange(len(there))))
    erase(store, *there)
    assert wiping.wipe(store.recorder)
    assert store_files_with(SECRET, store) == []
    again = keep(store, KEPT)
    assert store.private_words(again) == {"text": KEPT}


def test_nothing_is_done_where_nothing_was_erased(store: Store) -> None:
    keep(store, KEPT)
    assert wiping.wipe(store.recorder)
    assert store_files_with(KEPT, store)


def test_while_somebody_reads_it_waits_and_then_it_is_done_R25(store: Store) -> None:
    commitment = keep(store, SECRET)
    with store.reading_cursor() as cursor:
        # A snapshot begins with its first reading.
        cursor.execute("SELECT COUNT(*) AS n FROM private_text")
        erase(store, commitment)
        assert not wiping.wipe(store.recorder)
        assert is_asked(store)
    assert wiping.wipe(store.recorder)
    assert store_files_with(SECRET, store) == []


def test_an_erasure_that_comes_meanwhile_is_not_forgotten_R25(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = keep(store, SECRET), keep(store, f"{SECRET}二")
    erase(store, first)
    settle = store.recorder.settle

    def settle_late() -> bool:
        monkeypatch.undo()
        erase(store, second)
        return settle()

    monkeypatch.setattr(store.recorder, "settle", settle_late)
    assert not wiping.wipe(store.recorder)
    assert is_asked(store)
    assert wiping.wipe(store.recorder)
    assert store_files_with(SECRET, store) == []


def test_a_transaction_that_fails_erases_nothing_R25(store: Store) -> None:
    commitment = keep(store, SECRET)

    def fail_late() -> None:
        with store.writing() as tx:
            tx.drop_private(commitment)
            raise RuntimeError("late")

    with pytest.raises(RuntimeError, match="late"):
        fail_late()
    assert store.private_words(commitment) == {"text": SECRET}
    assert not is_asked(store)
