"""The worker's reader under trouble: what was polled and not applied is polled again."""

from pathlib import Path
from typing import Any

import pytest

from services.chassis.bus.partitioner import partition_for
from services.chassis.bus.port import OffsetOutOfRange, Partition
from services.chassis.entry import Entry
from services.chassis.inbox import Inbox
from services.chassis.outbox import Relay, send_again
from services.chassis.store.leases import Leases
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.chassis.worker import InboxReader
from services.contracts.intake import EnterpriseRegistered
from tests.support import ledger

#: Two keys that lie in different partitions.
ONE, OTHER = "K0", "K1"


class Disk:
    """A disk that may be in trouble, for everything that uses it."""

    def __init__(self) -> None:
        self.well = True

    def use(self, *_: object) -> None:
        if not self.well:
            raise OSError("input/output error")


class OnDisk(Inbox):
    """An inbox whose store lies on such a disk."""

    def __init__(self, store: Store, disk: Disk) -> None:
        def react(tx: Transaction, event: Any, entry: Entry) -> None:
            disk.use()

        super().__init__(store, ledger.count, {EnterpriseRegistered: [react]})
        self._disk = disk

    def next_offset(self, place: Partition) -> int:
        self._disk.use()
        return super().next_offset(place)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.chassis.worker._POLL_SECONDS", 0.0)


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


@pytest.fixture
def target(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "scoring")


def reader(tmp_path: Path, target: Store, disk: Disk | None = None) -> InboxReader:
    inbox = OnDisk(target, disk or Disk())
    consumer = ledger.open_bus(tmp_path).consumer()
    return InboxReader(inbox, consumer, Leases(target, "me"), ledger.PLACES)


def send(tmp_path: Path, source: Store, *pairs: tuple[str, str]) -> None:
    for key, name in pairs:
        ledger.append(source, key, name)
    producer = ledger.open_bus(tmp_path).producer()
    while Relay(source, producer).step():
        pass
    producer.close()


def until_quiet(made: InboxReader) -> None:
    while made.step()[0]:
        pass


def test_the_keys_of_these_tests_lie_apart() -> None:
    assert partition_for(ONE.encode(), 12) != partition_for(OTHER.encode(), 12)


def test_a_disk_in_trouble_loses_nothing_of_any_partition(
    tmp_path: Path, source: Store, target: Store
) -> None:
    disk = Disk()
    made = reader(tmp_path, target, disk)
    send(tmp_path, source, (ONE, "1"), (OTHER, "1"))
    until_quiet(made)
    send(tmp_path, source, (ONE, "2"), (OTHER, "2"))
    disk.well = False
    for _ in range(3):
        with pytest.raises(OSError, match="input/output"):
            made.step()
    disk.well = True
    send(tmp_path, source, (ONE, "3"), (OTHER, "3"))
    until_quiet(made)
    assert ledger.order_of(target, ONE) == ledger.order_of(target, OTHER) == ["1", "2", "3"]
    assert set(ledger.effects(target)) == {1}


def test_one_partition_truncated_below_the_mark_loses_nothing_of_another(
    tmp_path: Path, source: Store, target: Store
) -> None:
    made = reader(tmp_path, target)
    send(tmp_path, source, (ONE, "1"), (OTHER, "1"))
    until_quiet(made)
    send(tmp_path, source, (ONE, "2"), (ONE, "3"), (OTHER, "2"))
    lost = Partition(ledger.TOPIC, partition_for(ONE.encode(), 12))
    ledger.open_bus(tmp_path).truncate(lost, 2)
    for _ in range(12):
        with pytest.raises(OffsetOutOfRange):
            made.step()
    # An operator restores the mark by hand; everything else goes on where it was.
    with target.writing() as tx:
        tx.cursor.execute("UPDATE inbox_offset SET next_offset = 2 WHERE part = ?", (lost.number,))
    until_quiet(made)
    assert ledger.order_of(target, OTHER) == ["1", "2"]
    # What was lost is missed, not passed over, until the source sends it again.
    assert ledger.order_of(target, ONE) == ["1"]
    send_again(source)
    send(tmp_path, source)
    until_quiet(made)
    assert ledger.order_of(target, ONE) == ["1", "2", "3"]
    assert set(ledger.effects(target)) == {1}


def test_a_bus_that_lost_its_records_is_an_alarm_that_stays(
    tmp_path: Path, source: Store, target: Store
) -> None:
    send(tmp_path, source, (ONE, "1"))
    until_quiet(reader(tmp_path, target))
    for path in tmp_path.glob("bus.sqlite*"):
        path.unlink()
    made = reader(tmp_path, target)
    for _ in range(3):
        with pytest.raises(OffsetOutOfRange):
            made.step()
    assert ledger.effects(target) == [1]


def test_a_reader_whose_leases_ran_out_is_fenced_and_reads_on(
    tmp_path: Path, source: Store, target: Store, caplog: pytest.LogCaptureFixture
) -> None:
    slept, awake = reader(tmp_path, target), reader(tmp_path, target)
    send(tmp_path, source, (ONE, "1"), (OTHER, "1"))
    until_quiet(slept)
    Leases(target, "me").release()
    send(tmp_path, source, (ONE, "2"), (OTHER, "2"))
    until_quiet(awake)
    assert "fenced" not in caplog.text
    send(tmp_path, source, (OTHER, "3"))
    # It believes it holds everything and polls what the other has applied.
    until_quiet(slept)
    assert caplog.text.count("fenced") == 2
    until_quiet(awake)
    assert ledger.order_of(target, ONE) == ["1", "2"]
    assert ledger.order_of(target, OTHER) == ["1", "2", "3"]
    assert set(ledger.effects(target)) == {1}


def test_partitions_given_up_to_another_worker_are_read_on_by_it(
    tmp_path: Path, source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shares move between two readers at every step; each record has one effect."""
    monkeypatch.setattr("services.chassis.worker.LEASE_SECONDS", 0.0)
    readers = [
        InboxReader(
            OnDisk(target, Disk()),
            ledger.open_bus(tmp_path).consumer(),
            Leases(target, owner),
            ledger.PLACES,
        )
        for owner in ("one", "two", "three")
    ]
    leases = [Leases(target, owner) for owner in ("one", "two", "three")]
    for n in range(30):
        send(tmp_path, source, *((f"K{key}", f"{n:02}") for key in range(4)))
        readers[n % 3].step()
        if n % 7 == 6:
            # Its leases run out unnoticed, as when a machine sleeps.
            leases[n % 3].release()
    for _ in range(3):
        for made in readers:
            until_quiet(made)
    for key in range(4):
        assert ledger.order_of(target, f"K{key}") == [f"{n:02}" for n in range(30)]
    assert set(ledger.effects(target)) == {1}
