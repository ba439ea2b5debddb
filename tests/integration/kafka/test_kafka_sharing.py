"""Several workers of a service share a topic's partitions: one sleeps, one dies, none doubles."""

import logging
import signal
import time
from pathlib import Path

import pytest

from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.outbox import Relay
from services.chassis.store.leases import Leases
from services.chassis.store.store import Store
from services.chassis.worker import InboxReader
from tests.support import ledger
from tests.support.kafka import own_broker
from tests.support.on_kafka import append, arrived, check, make_topics, until, workers


def holders(store: Store, what: str) -> list[tuple[int, int]]:
    """Which process holds how many of the living leases of a kind, most first."""
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT owner, name, expires FROM lease")
        held = [
            int(row["owner"].split("/")[1])
            for row in cursor.fetchall()
            if row["name"].startswith(what) and row["expires"] >= time.time()
        ]
    return sorted(((pid, held.count(pid)) for pid in set(held)), key=lambda one: -one[1])


def shares(store: Store) -> list[int]:
    """How many of the 12 partitions each worker holds."""
    return [count for _, count in holders(store, "inbox/lingpao.")]


def test_one_that_sleeps_past_its_leases_is_replaced_and_doubles_nothing(tmp_path: Path) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        with workers(tmp_path, broker.address, "intake", *["scoring"] * 3) as running:
            append(source, range(60))
            until(lambda: shares(target) == [4, 4, 4], "not shared by three")
            arrived(source, target)
            sleeper = running[1]
            # With the store locked by us it does not fall asleep holding a lock.
            with target.writing():
                sleeper.send_signal(signal.SIGSTOP)
            append(source, range(60, 160))
            # It holds four partitions still, until they run out; then all is heard without it.
            arrived(source, target)
            until(lambda: shares(target) == [6, 6], "the others did not take over")
            append(source, range(160, 260))
            sleeper.send_signal(signal.SIGCONT)
            append(source, range(260, 300))
            until(lambda: shares(target) == [4, 4, 4], "it did not come back")
            append(source, range(300, 340))
            arrived(source, target)
            assert [process.poll() for process in running] == [None] * 4
    check(source, target)


def test_the_leading_relay_and_a_reader_killed_at_once_are_replaced(tmp_path: Path) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        with workers(tmp_path, broker.address, *["intake"] * 2, *["scoring"] * 3) as running:
            append(source, range(60))
            until(lambda: shares(target) == [4, 4, 4], "not shared by three")
            [(leader, _)] = holders(source, "relay")
            victims = [one for one in running[:2] if one.pid == leader] + running[2:3]
            assert len(victims) == 2
            append(source, range(60, 160))
            for process in victims:
                process.kill()
            append(source, range(160, 260))
            arrived(source, target)
            until(lambda: shares(target) == [6, 6], "the others did not take over")
            [(successor, _)] = holders(source, "relay")
            assert successor != leader
    check(source, target)


def test_who_still_believes_in_its_lease_is_fenced_by_the_store(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It polled while others moved the marks: its batch must have no effect."""
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        bus = KafkaBus(KafkaSettings(broker.address))
        producer = bus.producer()
        relay = Relay(source, producer)
        stale, first = reader(bus, target, "stale")
        append(source, range(20))
        relay.step()
        drain(stale, 20)
        # Others think it gone, it does not: as when it slept in between.
        first.release()
        stale._share_until = time.monotonic() + 600
        append(source, range(20, 40))
        relay.step()
        other, _ = reader(bus, target, "other")
        drain(other, 20)
        assert set(ledger.effects(target)) == {1}
        assert len(ledger.effects(target)) == 40
        with caplog.at_level(logging.WARNING):
            drain(stale, 20)
        assert "fenced" in caplog.text
        assert set(ledger.effects(target)) == {1}
        assert len(ledger.effects(target)) == 40
        # It has read the marks again and goes on from there, unless another is before it.
        append(source, range(40, 60))
        relay.step()
        drain(stale, 20)
        assert set(ledger.effects(target)) == {1}
        assert len(ledger.effects(target)) == 60
        producer.close()
        for one in (stale, other):
            one._consumer.close()


def reader(bus: KafkaBus, target: Store, owner: str) -> tuple[InboxReader, Leases]:
    leases = Leases(target, owner)
    inbox = ledger.make_inbox(target, None)
    return InboxReader(inbox, bus.consumer(), leases, ledger.PLACES), leases


def drain(one: InboxReader, wanted: int) -> None:
    """Let it read as many records, with or without effect."""
    seen = 0
    deadline = time.monotonic() + 30
    while seen < wanted:
        assert time.monotonic() < deadline, f"{seen} of {wanted}"
        seen += one.step()[0]
