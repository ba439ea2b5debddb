"""Exactly-once effects under duplicates, delays, poison and missing causes. Real files, no server."""

import hashlib
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.chassis import inbox as inbox_module
from services.chassis.bus.port import Outgoing, Partition, Record
from services.chassis.entry import Entry
from services.chassis.inbox import Fenced, Inbox
from services.chassis.outbox import Relay, send_again
from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Views
from services.contracts.intake import EnterpriseRegistered
from services.contracts.refusal import CauseNotHeard
from services.contracts.scoring import ConflictOfInterestDeclared
from tests.support import ledger

KEYS = [f"K{n}" for n in range(6)]


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


@pytest.fixture
def target(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "scoring")


def everything(source: Store) -> list[Outgoing]:
    """All of a store's events as the relay would send them."""
    sent: list[Outgoing] = []

    class Catching:
        def send(self, records: list[Outgoing]) -> None:
            sent.extend(records)

        def close(self) -> None:
            """Nothing to let go of."""

    Relay(source, Catching()).step()
    return sent


def test_an_event_takes_effect_once_however_often_it_is_sent(
    tmp_path: Path, source: Store, target: Store
) -> None:
    bus = ledger.open_bus(tmp_path)
    for n in range(60):
        ledger.append(source, KEYS[n % 6], f"{n:03}")
    sent = everything(source)
    rng = random.Random(137)
    box = ledger.make_inbox(target, None)
    producer = bus.producer()
    # A relay that dies and starts again sends from an earlier position on, at new offsets.
    done = 0
    while done < len(sent):
        again, further = rng.randrange(done + 1), done + rng.randrange(1, 15)
        producer.send(sent[again:further])
        done = further
        ledger.drain(box, bus)
    producer.send(sent)
    ledger.drain(box, bus)
    producer.close()
    assert len(ledger.effects(target)) == 60
    assert set(ledger.effects(target)) == {1}
    for key in KEYS:
        assert ledger.order_of(target, key) == sorted(ledger.order_of(target, key))


def test_without_the_source_mark_the_same_schedule_doubles_effects(
    tmp_path: Path, source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard is what holds: take it away and the duplicates count twice."""
    monkeypatch.setattr(inbox_module, "_advance", lambda *_: True)
    bus = ledger.open_bus(tmp_path)
    ledger.append(source, "K", "1")
    sent = everything(source)
    producer = bus.producer()
    producer.send([*sent, *sent])
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    assert ledger.effects(target) == [2]


def test_a_stale_worker_writes_nothing(tmp_path: Path, source: Store, target: Store) -> None:
    bus = ledger.open_bus(tmp_path)
    ledger.append(source, "K", "1")
    producer = bus.producer()
    producer.send(everything(source))
    producer.close()
    box = ledger.make_inbox(target, None)
    consumer = bus.consumer()
    consumer.assign(ledger.PLACES)
    for place in ledger.PLACES:
        consumer.seek(place, 0)
    [record] = consumer.poll(1, 10)
    box.apply(record.place, [record], 0)
    with pytest.raises(Fenced):
        box.apply(record.place, [record], 0)
    consumer.close()
    assert ledger.effects(target) == [1]
    assert box.next_offset(record.place) == 1


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (b"{", None),
        (b'{"b":1, "a":2}', None),
        (b"\xff", None),
        (b'{"enterprise":"K"}', None),
        (b"[" * 100_000, None),
        (b'{"name":' + b"1" * 5000 + b"}", None),
    ],
)
def test_a_poisoned_message_sets_its_key_aside_and_no_other(
    tmp_path: Path,
    source: Store,
    target: Store,
    value: bytes,
    headers: tuple[tuple[str, bytes], ...] | None,
) -> None:
    bus = ledger.open_bus(tmp_path)
    for name in ("1", "2"):
        for key in ("other", "K"):
            ledger.append(source, key, name)
    sent = everything(source)
    bad = Outgoing(sent[1].topic, b"K", value, sent[1].headers if headers is None else headers)
    producer = bus.producer()
    producer.send([sent[0], bad, *sent[2:]])
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    assert ledger.order_of(target, "other") == ["1", "2"]
    assert ledger.order_of(target, "K") == []
    assert heartbeat.parked(target) == {"poison": 1, "behind": 1}


def test_a_message_that_is_missing_holds_its_partition_until_it_comes(
    tmp_path: Path, source: Store, target: Store
) -> None:
    """A batch expired and a later one landed: the source, told of no success, sends both again."""
    bus = ledger.open_bus(tmp_path)
    box = ledger.make_inbox(target, None)
    for name in ("1", "2", "3"):
        for key in ("K0", "K2"):
            ledger.append(source, key, name)
    sent = everything(source)
    producer = bus.producer()
    producer.send([one for one in sent if one not in sent[2:3]])
    ledger.drain(box, bus)
    assert ledger.order_of(target, "K0") == ["1"]
    assert ledger.order_of(target, "K2") == ["1", "2", "3"]
    assert [gap.partition(" ")[2] for gap in heartbeat.gaps(target)] == ["misses lingpao.intake@2"]
    producer.send(sent[2:])
    producer.close()
    ledger.drain(box, bus)
    assert ledger.order_of(target, "K0") == ["1", "2", "3"]
    assert (heartbeat.gaps(target), set(ledger.effects(target))) == ([], {1})
    assert heartbeat.parked(target) == {}


def test_a_bus_that_lost_what_it_acknowledged_is_filled_again(
    tmp_path: Path, source: Store, target: Store
) -> None:
    bus = ledger.open_bus(tmp_path)
    box = ledger.make_inbox(target, None)
    for name in ("1", "2"):
        ledger.append(source, "K", name)
    producer = bus.producer()
    producer.send(everything(source)[:1])
    ledger.append(source, "K", "3")
    assert Relay(source, producer).step() == 1
    ledger.drain(box, bus)
    assert (ledger.order_of(target, "K"), len(heartbeat.gaps(target))) == (["1"], 1)
    send_again(source)
    assert Relay(source, producer).step() == 3
    producer.close()
    ledger.drain(box, bus)
    assert ledger.order_of(target, "K") == ["1", "2", "3"]
    assert heartbeat.gaps(target) == []


def test_a_relay_in_mid_step_does_not_undo_sending_again(tmp_path: Path, source: Store) -> None:
    class Interrupted:
        """A bus on which, while it sends, an operator asks for everything again."""

        def __init__(self) -> None:
            self.sends = 0

        def send(self, records: list[Outgoing]) -> None:
            self.sends += 1
            if self.sends == 2:
                send_again(source)

        def close(self) -> None:
            """Nothing to let go of."""

    for n in range(3):
        ledger.append(source, "K", str(n))
    relay = Relay(source, Interrupted())
    assert relay.step() == 3
    ledger.append(source, "K", "3")
    assert relay.step() == 0
    assert relay.lag() == 4
    assert relay.step() == 4


def test_a_reaction_that_fails_leaves_no_trace_and_parks_its_key(
    tmp_path: Path, source: Store, target: Store
) -> None:
    def fail(tx: Transaction, event: Any, entry: Entry) -> None:
        tx.append("half:done", event)
        if event.enterprise == "K":
            raise ZeroDivisionError("a bug of ours")

    bus = ledger.open_bus(tmp_path)
    for key in ("K", "other"):
        ledger.append(source, key, "1")
    producer = bus.producer()
    producer.send(everything(source))
    producer.close()
    ledger.drain(ledger.make_inbox(target, fail), bus)
    assert heartbeat.parked(target) == {"poison": 1}
    assert target.log_size() == 1
    assert ledger.order_of(target, "K") == []


def test_a_message_without_its_cause_waits_and_then_applies_in_order(
    tmp_path: Path, source: Store, target: Store
) -> None:
    def needs_cause(tx: Transaction, event: Any, entry: Entry) -> None:
        if event.enterprise == "K" and tx.views.get("order", "cause") is None:
            raise CauseNotHeard("the cause")

    bus = ledger.open_bus(tmp_path)
    box = ledger.make_inbox(target, needs_cause)
    producer = bus.producer()
    for name in ("1", "2", "3"):
        ledger.append(source, "K", name)
    producer.send(everything(source))
    ledger.drain(box, bus)
    assert heartbeat.parked(target) == {"waiting": 1, "behind": 2}
    assert ledger.order_of(target, "K") == []
    ledger.append(source, "cause", "0")
    producer.send(everything(source)[-1:])
    producer.close()
    ledger.drain(box, bus)
    assert heartbeat.parked(target) == {}
    assert ledger.order_of(target, "K") == ["1", "2", "3"]
    assert set(ledger.effects(target)) == {1}


@pytest.mark.parametrize("position", [b"-1", b"9223372036854775807", b"1" * 30])
def test_a_position_that_no_log_can_have_poisons_its_key_and_moves_no_mark(
    tmp_path: Path, source: Store, target: Store, position: bytes
) -> None:
    bus = ledger.open_bus(tmp_path)
    ledger.append(source, "K", "1")
    ledger.append(source, "other", "1")
    sent = everything(source)
    headers = tuple((n, position if n == "ce_position" else v) for n, v in sent[0].headers)
    producer = bus.producer()
    producer.send([replace(sent[0], headers=headers), *sent])
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    assert heartbeat.parked(target) == {"poison": 1, "behind": 1}
    assert ledger.order_of(target, "other") == ["1"]


def test_a_cause_may_come_from_the_services_own_commands(
    tmp_path: Path, source: Store, target: Store
) -> None:
    def needs_own_word(tx: Transaction, event: Any, entry: Entry) -> None:
        if tx.views.get("order", "own") is None:
            raise CauseNotHeard("the service's own word")

    bus = ledger.open_bus(tmp_path)
    for name in ("1", "2"):
        ledger.append(source, "K", name)
    producer = bus.producer()
    producer.send(everything(source))
    producer.close()
    box = ledger.make_inbox(target, needs_own_word)
    ledger.drain(box, bus)
    box.retry_waiting()
    assert heartbeat.parked(target) == {"waiting": 1, "behind": 1}
    with target.writing() as tx:
        tx.append("own", ledger.echoed("own", "said"))
    box.retry_waiting()
    assert heartbeat.parked(target) == {}
    assert ledger.order_of(target, "K") == ["1", "2"]
    box.retry_waiting()
    assert set(ledger.effects(target)) == {1}


def test_a_document_that_has_not_arrived_is_waited_for(
    tmp_path: Path, source: Store, target: Store
) -> None:
    rows = b'{"rank":1}\n'

    def read(tx: Transaction, event: Any, entry: Entry) -> None:
        tx.documents.get(event.name)

    bus = ledger.open_bus(tmp_path)
    ledger.append(source, "K", hashlib.sha256(rows).hexdigest())
    producer = bus.producer()
    producer.send(everything(source))
    producer.close()
    box = ledger.make_inbox(target, read)
    ledger.drain(box, bus)
    assert heartbeat.parked(target) == {"waiting": 1}
    target.documents.put(rows, "application/x-ndjson")
    box.retry_waiting()
    assert (heartbeat.parked(target), ledger.effects(target)) == ({}, [1])


def test_a_failed_reaction_leaves_nothing_for_the_next_message_to_be_marked_with(
    tmp_path: Path, source: Store
) -> None:
    """The own event that failed never stood anywhere, so no read model may say it did."""

    def project(views: Views, event: Any, entry: Entry) -> None:
        if isinstance(event, ConflictOfInterestDeclared):
            raise ZeroDivisionError("a bug of ours")
        ledger.count(views, event, entry)

    def react(tx: Transaction, event: Any, entry: Entry) -> None:
        if event.enterprise == "K":
            tx.append("echo", ledger.echoed("K", "1"))

    target = ledger.open_store(tmp_path, "scoring", project)
    place = Partition(ledger.TOPIC, 0)
    for key in ("K", "other"):
        ledger.append(source, key, "1")
    records = [
        Record(sent.topic, 0, at, sent.key, sent.value, sent.headers)
        for at, sent in enumerate(everything(source))
    ]
    Inbox(target, project, {EnterpriseRegistered: [react]}).apply(place, records, 0)
    assert heartbeat.parked(target) == {"poison": 1}
    assert ledger.order_of(target, "other") == ["1"]
    with target.reading() as views:
        assert views.told("order", "other") == ""


def test_a_fault_of_the_store_applies_nothing_and_is_tried_again(
    tmp_path: Path, source: Store, target: Store
) -> None:
    faults = [OSError("disk full")]

    def sometimes(tx: Transaction, event: Any, entry: Entry) -> None:
        if faults:
            raise faults.pop()

    bus = ledger.open_bus(tmp_path)
    ledger.append(source, "K", "1")
    producer = bus.producer()
    producer.send(everything(source))
    producer.close()
    box = ledger.make_inbox(target, sometimes)
    with pytest.raises(OSError, match="disk full"):
        ledger.drain(box, bus)
    assert ledger.effects(target) == []
    assert all(box.next_offset(place) == 0 for place in ledger.PLACES)
    ledger.drain(box, bus)
    assert ledger.effects(target) == [1]


def test_pins_tell_how_much_of_a_log_was_heard(
    tmp_path: Path, source: Store, target: Store
) -> None:
    bus = ledger.open_bus(tmp_path)
    for n in range(3):
        ledger.append(source, "K", str(n))
    producer = bus.producer()
    producer.send(everything(source))
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    with target.writing() as tx:
        [pin] = tx.pins()
    assert (pin.origin, pin.size) == ("lingpao.intake", 3)
    assert Partition(ledger.TOPIC, 0) in ledger.PLACES
