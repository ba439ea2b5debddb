"""The event store is the log: events, leaves, index and read models commit together."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from services.chassis.bus.port import Record
from services.chassis.entry import Entry, UnknownEvent, event_from
from services.chassis.log import canon
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.message import heard, outgoing
from services.chassis.settings import BadSettings, Settings
from services.chassis.store.migration import migrate
from services.chassis.store.store import NotMigrated, Store
from services.contracts import event as contracts
from services.contracts.intake import EnterpriseRegistered
from tests.support import ledger

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
SIMULATED = datetime(2021, 8, 10, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


def root(store: Store) -> bytes:
    with store.writing() as tx:
        return tx.log().root


def test_every_event_is_a_leaf_in_order(store: Store) -> None:
    for n in range(20):
        ledger.append(store, "K", str(n))
    entries = store.log_entries(0, 100)
    assert len(entries) == store.log_size() == 20
    assert root(store) == root_of(map(leaf_hash, entries))
    assert [json.loads(entry)["data"]["name"] for entry in entries] == [str(n) for n in range(20)]


def test_a_failing_projection_takes_event_and_leaf_with_it(tmp_path: Path) -> None:
    def fail(views: object, event: object, entry: object) -> None:
        raise RuntimeError("no")

    store = ledger.open_store(tmp_path, "intake", fail)
    with pytest.raises(RuntimeError, match="no"):
        ledger.append(store, "K", "1")
    assert store.log_size() == 0
    assert store.notifications(0, 10) == []


def test_a_transaction_that_fails_late_leaves_the_log_as_it_was(store: Store) -> None:
    ledger.append(store, "K", "1")
    before = root(store)

    def fail_late() -> None:
        with store.writing() as tx:
            tx.append("s", *(ledger.registered("K", str(n)) for n in range(5)))
            tx.timers.set("bell", SIMULATED, "bell")
            assert tx.log().size == 6
            raise RuntimeError("late")

    with pytest.raises(RuntimeError, match="late"):
        fail_late()
    assert (store.log_size(), root(store)) == (1, before)
    assert ledger.order_of(store, "K") == ["1"]
    with store.writing() as tx:
        assert tx.timers.due(tx.now) is None
        tx.append("s", ledger.registered("K", "2"))
    assert root(store) == root_of(map(leaf_hash, store.log_entries(0, 9)))
    ids = [one.id for one in store.notifications(0, 9)]
    assert ids == sorted(ids), "ids may have gaps"
    assert list(store.positions(ids).values()) == [0, 1], "the index has none"


def test_the_library_itself_cannot_store_outside_the_log(store: Store) -> None:
    ledger.append(store, "K", "1")
    state = store.log_entries(0, 1)[0]
    other = canon.encode({**json.loads(state), "id": "another"})
    store.recorder.insert_events([StoredEvent("stream", 1, "type", other)])
    assert store.log_size() == 2
    assert root(store) == root_of(map(leaf_hash, [state, other]))


def test_an_event_id_is_stored_once_for_ever(store: Store) -> None:
    ledger.append(store, "K", "1")
    state = store.log_entries(0, 1)[0]
    with pytest.raises(Exception, match=r"(?i)unique"):
        store.recorder.insert_events([StoredEvent("elsewhere", 1, "type", state)])
    assert store.log_size() == 1


def test_an_entry_longer_than_a_log_takes_is_refused(store: Store) -> None:
    ledger.append(store, "K", "")
    spare = canon.MAX_ENTRY_BYTES - len(store.log_entries(0, 1)[0])
    with pytest.raises(canon.NotCanonical):
        ledger.append(store, "K", "x" * (spare + 1))
    with store.writing() as tx:
        # The stream's name holds the enterprise's, so the room is the same but for the digits.
        tx.append("enterprise:K:", ledger.registered("K", "x" * spare), reason="R9")
    assert len(store.log_entries(1, 1)[0]) == canon.MAX_ENTRY_BYTES


def test_a_message_carries_the_very_entry(store: Store) -> None:
    ledger.append(store, "K", "晋城")
    state = store.log_entries(0, 1)[0]
    sent = outgoing(Entry.from_bytes(state), 0, "lingpao.intake")
    back = heard(Record(sent.topic, 0, 0, sent.key, sent.value, sent.headers))
    assert back.entry.to_bytes() == state


def test_an_entry_of_the_first_day_is_readable_for_ever() -> None:
    for path in sorted(GOLDEN.glob("*.json")):
        data = path.read_bytes().removesuffix(b"\n")
        entry = Entry.from_bytes(data)
        assert entry.to_bytes() == data
        assert entry.type == entry.event().TYPE
    assert list(GOLDEN.glob("*.json"))


def test_an_old_version_is_upcast_on_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    new = EnterpriseRegistered.TYPE
    monkeypatch.setitem(
        contracts.UPCASTERS,
        "lingpao.intake.enterprise_registered.v0",
        (new, lambda data: {**data, "region": "140500"}),
    )
    old = {"enterprise": "K", "name": "n", "kind": "k"}
    made = event_from("lingpao.intake.enterprise_registered.v0", old)
    assert made == EnterpriseRegistered(enterprise="K", name="n", kind="k", region="140500")


@pytest.mark.parametrize("data", [{}, {"enterprise": 1}])
def test_data_that_do_not_fit_their_type_are_refused(data: dict[str, object]) -> None:
    with pytest.raises(UnknownEvent):
        event_from(EnterpriseRegistered.TYPE, data)


def test_a_real_store_has_no_clock_to_set_and_a_simulation_stays_one(tmp_path: Path) -> None:
    real = ledger.settings(tmp_path / "real", "intake")
    migrate(real)
    simulated = ledger.settings(tmp_path / "real", "intake", simulation=SIMULATED)
    for refused in (lambda: migrate(simulated), lambda: Store(simulated, ledger.count)):
        with pytest.raises(BadSettings):
            refused()
    store = Store(real, ledger.count)
    with store.writing() as tx, pytest.raises(ValueError, match="simulation"):
        store.set_simulated_now(tx.cursor, SIMULATED)


def test_a_simulation_cannot_become_real(tmp_path: Path) -> None:
    migrate(ledger.settings(tmp_path, "intake", simulation=SIMULATED))
    real = ledger.settings(tmp_path, "intake")
    with pytest.raises(BadSettings, match="stays so"):
        migrate(real)
    store = Store(real, ledger.count)
    assert store.simulated
    ledger.append(store, "K", "1")
    assert Entry.from_bytes(store.log_entries(0, 1)[0]).simulated


def test_a_store_left_half_made_is_refused_and_made_again(tmp_path: Path) -> None:
    """Killed after the tables and before the facts about the store."""
    settings = ledger.settings(tmp_path, "intake")
    migrate(settings)
    store = Store(settings, ledger.count)
    with store.recorder.writing() as cursor:
        cursor.execute("DELETE FROM meta")
    store.close()
    with pytest.raises(NotMigrated):
        Store(settings, ledger.count)
    migrate(settings)
    assert Store(settings, ledger.count).log_size() == 0


def test_simulated_time_moves_forward_only_and_every_event_says_so(tmp_path: Path) -> None:
    settings = ledger.settings(tmp_path, "intake", simulation=SIMULATED)
    migrate(settings)
    store = Store(settings, ledger.count)
    with store.writing() as tx:
        store.set_simulated_now(tx.cursor, SIMULATED.replace(day=11))
        with pytest.raises(ValueError, match="forward"):
            store.set_simulated_now(tx.cursor, SIMULATED)
    ledger.append(store, "K", "1")
    entry = Entry.from_bytes(store.log_entries(0, 1)[0])
    assert (entry.simulated, entry.time) == (True, "2021-08-11T00:00:00.000000Z")


def test_the_setting_that_loses_events_is_refused(tmp_path: Path) -> None:
    env = {"LINGPAO_DATA": str(tmp_path), "POSTGRES_ENABLE_DB_FUNCTIONS": "y"}
    with pytest.raises(BadSettings, match="POSTGRES_ENABLE_DB_FUNCTIONS"):
        Settings.read("intake", env)


def test_private_words_can_go_and_the_log_stays_whole_R25(store: Store) -> None:
    with store.writing() as tx:
        commitment = tx.keep_private(text="电话 000")
        tx.append("enterprise:K", ledger.registered("K", commitment), reason="R25")
    before = root(store)
    assert "电话".encode() not in store.log_entries(0, 1)[0]
    assert store.private_words(commitment) == {"text": "电话 000"}
    with store.writing() as tx:
        tx.cursor.execute("DELETE FROM private_text WHERE commitment = ?", (commitment,))
    assert store.private_words(commitment) is None
    assert root(store) == before == root_of(map(leaf_hash, store.log_entries(0, 9)))


def test_pages_follow_each_other_without_gap_or_overlap(store: Store) -> None:
    with store.writing() as tx:
        for n in range(25):
            tx.views.put("thing", f"id{n:02}", {"n": n}, keys={"odd": str(n % 2)}, sort=str(n % 5))
    seen: list[int] = []
    after: str | None = ""
    with store.reading() as views:
        while after is not None:
            page = views.page("thing", "odd", "1", after=after, limit=4)
            seen += [item["n"] for item in page.items]
            after = page.next
    assert sorted(seen) == list(range(1, 25, 2))
    assert len(seen) == 12


def test_the_trees_inner_hashes_are_kept_as_it_grows(store: Store) -> None:
    with store.writing() as tx:
        tx.append("K", *[ledger.echoed("K", str(n)) for n in range(600)])
    leaves = [leaf_hash(entry) for entry in store.log_entries(0, 600)]
    assert store.hashes(0, 250, 10) == leaves[250:260]
    assert store.hashes(1, 0, 256) == [root_of(leaves[:256]), root_of(leaves[256:512])]
    assert store.hashes(1, 1, 1) == [root_of(leaves[256:512])]
    assert store.hashes(2, 0, 256) == []
