"""Messages set aside: shown to others, applied again by hand, never twice, never out of order."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.chassis import parking
from services.chassis.bus.port import Outgoing, Record
from services.chassis.entry import Entry
from services.chassis.outbox import Relay
from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.contracts.refusal import CauseNotHeard
from services.contracts.topics import DEAD_LETTERS, PARTITIONS
from tests.support import ledger


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


@pytest.fixture
def target(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "scoring")


def bug(tx: Transaction, event: Any, entry: Entry) -> None:
    tx.append(f"half:{entry.id}", ledger.echoed("half", "done"))
    if event.name.endswith("!"):
        raise ZeroDivisionError("a bug of ours")


def relay_all(folder: Path, store: Store) -> None:
    producer = ledger.open_bus(folder).producer()
    relay = Relay(store, producer)
    while relay.step():
        pass
    producer.close()


def set_aside(folder: Path, source: Store, target: Store) -> None:
    """K1 stands at its second message; K2 goes on."""
    for key, name in (("K1", "1"), ("K1", "2!"), ("K2", "1"), ("K1", "3"), ("K2", "2")):
        ledger.append(source, key, name)
    relay_all(folder, source)
    ledger.drain(ledger.make_inbox(target, bug), ledger.open_bus(folder))
    assert heartbeat.parked(target) == {"poison": 1, "behind": 1}


def aside(store: Store) -> list[parking.Parked]:
    with store.reading_cursor() as cursor:
        return parking.listed(cursor)


def dead_letters(folder: Path) -> list[Record]:
    consumer = ledger.open_bus(folder).consumer()
    places = [ledger.Partition(DEAD_LETTERS, n) for n in range(PARTITIONS[DEAD_LETTERS])]
    consumer.assign(places)
    for place in places:
        consumer.seek(place, 0)
    found: list[Record] = []
    while more := consumer.poll(0, 100):
        found += more
    consumer.close()
    return found


def test_mended_a_key_is_applied_in_order_and_once(
    tmp_path: Path, source: Store, target: Store
) -> None:
    set_aside(tmp_path, source, target)
    mended = ledger.make_inbox(target, None)
    assert mended.redrive(ledger.TOPIC, b"K1") == 2
    assert mended.redrive(ledger.TOPIC, b"K1") == 0
    assert ledger.order_of(target, "K1") == ["1", "2!", "3"]
    assert heartbeat.parked(target) == {}
    # What comes after it, and what comes again, is as ever.
    ledger.append(source, "K1", "4")
    relay_all(tmp_path, source)
    bus = ledger.open_bus(tmp_path)
    producer = bus.producer()
    producer.send([as_sent(one) for one in read_all(tmp_path)])
    producer.close()
    ledger.drain(mended, bus)
    assert ledger.order_of(target, "K1") == ["1", "2!", "3", "4"]
    assert set(ledger.effects(target)) == {1}


def read_all(folder: Path) -> list[Record]:
    consumer = ledger.open_bus(folder).consumer()
    consumer.assign(ledger.PLACES)
    for place in ledger.PLACES:
        consumer.seek(place, 0)
    found: list[Record] = []
    while more := consumer.poll(0, 100):
        found += more
    consumer.close()
    return found


def as_sent(record: Record) -> Outgoing:
    return Outgoing(record.topic, record.key, record.value, record.headers)


def test_not_mended_it_stays_where_it_stood_and_leaves_no_trace(
    tmp_path: Path, source: Store, target: Store
) -> None:
    set_aside(tmp_path, source, target)
    before, size = aside(target), target.log_size()
    assert ledger.make_inbox(target, bug).redrive(ledger.TOPIC, b"K1") == 0
    assert aside(target) == before
    assert target.log_size() == size
    assert ledger.order_of(target, "K1") == ["1"]


def test_a_key_stops_again_at_its_next_fault(tmp_path: Path, source: Store, target: Store) -> None:
    set_aside(tmp_path, source, target)

    def another(tx: Transaction, event: Any, entry: Entry) -> None:
        if event.name == "3":
            raise KeyError("another bug")

    assert ledger.make_inbox(target, another).redrive(ledger.TOPIC, b"K1") == 1
    [left] = aside(target)
    assert (left.state, left.why) == ("poison", "KeyError: 'another bug'")
    assert ledger.order_of(target, "K1") == ["1", "2!"]


def test_others_see_the_record_as_it_was_and_why_once(
    tmp_path: Path, source: Store, target: Store
) -> None:
    set_aside(tmp_path, source, target)
    relay_all(tmp_path, target)
    relay_all(tmp_path, target)
    shown = dead_letters(tmp_path)
    assert len(shown) == 2
    originals = {(one.key, one.value, one.headers): one for one in read_all(tmp_path)}
    for one in shown:
        own = tuple((n, v) for n, v in one.headers if not n.startswith("dl_"))
        original = originals[one.key, one.value, own]
        told = {n: v.decode() for n, v in one.headers if n.startswith("dl_")}
        assert told.pop("dl_time").endswith("Z")
        why = told.pop("dl_why")
        assert why in {
            "ZeroDivisionError: a bug of ours",
            "an earlier message of its key is set aside",
        }
        assert told == {
            "dl_topic": ledger.TOPIC,
            "dl_partition": str(original.partition),
            "dl_offset": str(original.offset),
            "dl_consumer": "scoring",
        }


def test_what_waits_for_its_cause_is_no_dead_letter(
    tmp_path: Path, source: Store, target: Store
) -> None:
    def needs_cause(tx: Transaction, event: Any, entry: Entry) -> None:
        raise CauseNotHeard("a cause")

    ledger.append(source, "K1", "1")
    relay_all(tmp_path, source)
    ledger.drain(ledger.make_inbox(target, needs_cause), ledger.open_bus(tmp_path))
    assert heartbeat.parked(target) == {"waiting": 1}
    relay_all(tmp_path, target)
    assert dead_letters(tmp_path) == []


@pytest.mark.parametrize("key", [b"K1", b"\xff\x00key", b"", b"k" * 9_000])
@pytest.mark.parametrize("value", [b"\xff\x00", b""])
def test_bytes_that_are_no_message_are_kept_whole_and_once(
    tmp_path: Path, target: Store, key: bytes, value: bytes
) -> None:
    bus = ledger.open_bus(tmp_path)
    hostile = Outgoing(ledger.TOPIC, key, value, (("ce_id", b"\xff\x00"), ("x", b"")))
    producer = bus.producer()
    producer.send([hostile, hostile])
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    [kept] = aside(target)
    assert as_sent(kept.record) == hostile
    assert ledger.make_inbox(target, None).redrive(ledger.TOPIC, key) == 0
    assert as_sent(aside(target)[0].record) == hostile
    relay_all(tmp_path, target)
    [shown] = dead_letters(tmp_path)
    assert (shown.key, shown.value, shown.headers[:2]) == (key, value, hostile.headers)


def test_an_unreadable_message_holds_up_no_other_key(
    tmp_path: Path, source: Store, target: Store
) -> None:
    """K1 and K5 share a partition: the place in the order counts, readable or not."""
    for key, name in (("K5", "0"), ("K1", "1"), ("K5", "1"), ("K1", "2"), ("K5", "2")):
        ledger.append(source, key, name)
    relay_all(tmp_path, source)
    before, first, *rest = sorted(read_all(tmp_path), key=lambda one: one.offset)
    (tmp_path / "other").mkdir()
    bus = ledger.open_bus(tmp_path / "other")
    producer = bus.producer()
    producer.send([as_sent(before), replace(as_sent(first), value=b"{"), *map(as_sent, rest)])
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    assert ledger.order_of(target, "K5") == ["0", "1", "2"]
    assert heartbeat.parked(target) == {"poison": 1, "behind": 1}
    assert heartbeat.gaps(target) == []


@pytest.mark.parametrize(
    "origin",
    [
        {"ce_source": "lingpao.intake\x00", "ce_position": "0"},
        {"ce_source": "s" * 5_000, "ce_position": "0"},
        {"ce_source": "lingpao.intake", "ce_position": str(2**53 - 1)},
        {"ce_source": "lingpao.intake", "ce_position": "7", "ce_previous": "5"},
        {"ce_source": "lingpao.registry", "ce_position": "9", "ce_previous": "5"},
        {"ce_source": "nobody", "ce_position": "9", "ce_previous": "5"},
    ],
)
def test_junk_that_claims_a_place_moves_no_mark_and_opens_no_gap(
    tmp_path: Path, source: Store, target: Store, origin: dict[str, str]
) -> None:
    bus = ledger.open_bus(tmp_path)
    headers = tuple((name, value.encode()) for name, value in origin.items())
    producer = bus.producer()
    producer.send([Outgoing(ledger.TOPIC, b"K5", b"junk", headers)])
    for n in range(4):
        ledger.append(source, "K1", str(n))
    relay_all(tmp_path, source)
    ledger.drain(ledger.make_inbox(target, None), bus)
    producer.close()
    assert ledger.order_of(target, "K1") == ["0", "1", "2", "3"]
    assert (heartbeat.gaps(target), heartbeat.parked(target)) == ([], {"poison": 1})


def test_a_true_message_on_anothers_topic_is_no_message(
    tmp_path: Path, source: Store, target: Store
) -> None:
    """Whoever may write to the topic must not speak in another service's name."""
    elsewhere = ledger.open_store(tmp_path / "else", "registry")
    ledger.append(elsewhere, "K1", "forged")
    relay_all(tmp_path, elsewhere)
    ledger.append(source, "K2", "true")
    relay_all(tmp_path, source)
    ledger.drain(ledger.make_inbox(target, None), ledger.open_bus(tmp_path))
    assert ledger.order_of(target, "K1") == []
    assert ledger.order_of(target, "K2") == ["true"]
    with target.writing() as tx:
        assert [pin.origin for pin in tx.pins()] == ["lingpao.intake"]
    # Nor does an operator's hand give it effect.
    assert ledger.make_inbox(target, None).redrive(ledger.TOPIC, b"K1") == 0
    assert ledger.order_of(target, "K1") == []


def test_only_what_is_no_message_can_be_let_go(
    tmp_path: Path, source: Store, target: Store
) -> None:
    bus = ledger.open_bus(tmp_path)
    producer = bus.producer()
    producer.send([Outgoing(ledger.TOPIC, b"K1", b"junk", ())])
    producer.close()
    ledger.append(source, "K1", "1")
    ledger.append(source, "K2", "1!")
    relay_all(tmp_path, source)
    ledger.drain(ledger.make_inbox(target, bug), bus)
    junk, behind, true = sorted(aside(target), key=lambda one: (one.record.key, one.number))
    with target.recorder.writing() as cursor:
        assert not parking.discard(cursor, true.number)
        assert not parking.discard(cursor, behind.number)
        assert parking.discard(cursor, junk.number)
        assert not parking.discard(cursor, junk.number)
    assert ledger.make_inbox(target, None).redrive(ledger.TOPIC, b"K1") == 1
    assert ledger.order_of(target, "K1") == ["1"]


def test_one_too_large_to_be_shown_is_told_of(tmp_path: Path, target: Store) -> None:
    bus = ledger.open_bus(tmp_path)
    producer = bus.producer()
    producer.send([Outgoing(ledger.TOPIC, b"K", b"x" * 600_000, (("a", b"1"),))])
    producer.close()
    ledger.drain(ledger.make_inbox(target, None), bus)
    relay_all(tmp_path, target)
    [shown] = dead_letters(tmp_path)
    assert (shown.key, shown.value) == (b"K", b"")
    assert dict(shown.headers)["dl_omitted"] == b"600002"
    assert len(aside(target)[0].record.value) == 600_000


def test_many_that_wait_are_tried_in_turns(tmp_path: Path, source: Store, target: Store) -> None:
    tried: list[str] = []

    def needs_cause(tx: Transaction, event: Any, entry: Entry) -> None:
        tried.append(event.enterprise)
        raise CauseNotHeard("a cause")

    for n in range(250):
        ledger.append(source, f"W{n}", "1")
    relay_all(tmp_path, source)
    inbox = ledger.make_inbox(target, needs_cause)
    ledger.drain(inbox, ledger.open_bus(tmp_path))
    tried.clear()
    for _ in range(5):
        inbox.retry_waiting()
    assert len(tried) == 500, "a hundred a pass"
    assert len(set(tried)) == 250, "and all of them in turn"
