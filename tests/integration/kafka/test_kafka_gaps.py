"""No record overtakes one that was not taken, whatever the broker does to the sender."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.bus import kafka_sender
from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.bus.port import BusUnavailable, Outgoing, Partition
from services.contracts.topics import Topic
from tests.support.kafka import Broker, own_broker

PATIENCE_MS = 3_000
FROZEN = (0.0, 2.0, 2.9, 3.0, 3.1, 4.5)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with own_broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender's own times, five times as short."""
    monkeypatch.setattr(kafka_sender, "_ACKNOWLEDGE_MS", PATIENCE_MS)
    monkeypatch.setattr(kafka_sender, "_REQUEST_MS", PATIENCE_MS * 2 // 3)
    monkeypatch.setattr(kafka_sender, "_LINGER_MS", PATIENCE_MS // 3)


def records(topic: str, numbers: range, size: int) -> list[Outgoing]:
    """Incompressible, so that they fill batches."""
    return [Outgoing(topic, b"K", b"%08d" % n + os.urandom(size), ()) for n in numbers]


def found(bus: KafkaBus, topic: str) -> list[int]:
    reader = bus.consumer()
    place = Partition(topic, 0)
    reader.assign([place])
    reader.seek(place, 0)
    end = reader.end_offsets([place])[place]
    values: list[int] = []
    while len(values) < end:
        values += [int(record.value[:8]) for record in reader.poll(5, 500)]
    reader.close()
    return values


def assert_gapless(values: list[int]) -> None:
    """Repeats are allowed, a record before its predecessor is not."""
    highest = -1
    for value in values:
        assert value <= highest + 1, f"{value} came before {highest + 1}"
        highest = max(highest, value)


@pytest.mark.usefixtures("impatient")
def test_a_broker_frozen_about_as_long_as_we_wait_leaves_no_gap(broker: Broker) -> None:
    """With batches of the library's own size, most of these leave records missing in between."""
    bus = KafkaBus(KafkaSettings(broker.address))
    failures = 0
    for at, seconds in enumerate(FROZEN):
        topic = f"lingpao.frozen-{at}"
        bus.ensure_topics([Topic(topic, key="any", partitions=1)])
        sender = bus.producer()
        sender.send(records(topic, range(1), 10))
        # More than one round: 1.2 MB, of which a round takes 0.8.
        batch = records(topic, range(1, 401), 3_000)
        done = threading.Event()

        def freeze(seconds: float = seconds, done: threading.Event = done) -> None:
            with broker.frozen():
                done.set()
                time.sleep(seconds)

        freezing = threading.Thread(target=freeze)
        freezing.start()
        done.wait()
        try:
            sender.send(batch)
        except BusUnavailable:
            failures += 1
            freezing.join()
            assert_gapless(found(bus, topic))
            # What the relay does: the whole batch again.
            while True:
                try:
                    sender.send(batch)
                    break
                except BusUnavailable:
                    continue
        freezing.join()
        sender.close()
        values = found(bus, topic)
        assert_gapless(values)
        assert max(values) == 400
    assert 0 < failures < len(FROZEN), "frozen both too shortly and too long for us"


@pytest.mark.usefixtures("impatient")
def test_a_sender_that_fails_again_and_again_leaves_nothing_behind(broker: Broker) -> None:
    bus = KafkaBus(KafkaSettings(broker.address))
    topic = "lingpao.failing"
    bus.ensure_topics([Topic(topic, key="any", partitions=1)])
    sender = bus.producer()
    sender.send(records(topic, range(1), 10))
    sender.close()
    threads, files = threading.active_count(), open_files()
    for n in range(1, 4):
        sender.send(records(topic, range(n, n + 1), 10))
        with broker.frozen(), pytest.raises(BusUnavailable):
            sender.send(records(topic, range(n + 1, n + 3), 10))
    sender.close()
    deadline = time.monotonic() + 30
    while threading.active_count() > threads or open_files() > files:
        assert time.monotonic() < deadline, "threads or sockets are left"
        time.sleep(0.1)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_many_rounds_arrive_whole_and_in_order(broker: Broker) -> None:
    """5 MB for one partition and as much for others, some records alone larger than a batch."""
    bus = KafkaBus(KafkaSettings(broker.address))
    topics = [Topic(f"lingpao.rounds-{n}", key="any", partitions=1) for n in range(2)]
    bus.ensure_topics(topics)
    sent = {topic.name: records(topic.name, range(100), 50_000) for topic in topics}
    large = [n * 20 for n in range(5)]
    for n in large:
        name = topics[0].name
        sent[name][n] = Outgoing(name, b"K", b"%08d" % n + os.urandom(900_000), ())
    sender = bus.producer()
    sender.send([one for pair in zip(*sent.values(), strict=True) for one in pair])
    sender.close()
    for topic in topics:
        assert found(bus, topic.name) == list(range(100))
