"""The embedded bus keeps the bus contract, and keeps what it acknowledged."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import DefaultPartitioner
from kafka.partitioner.default import murmur2 as kafkas_murmur2

from services.chassis.bus.embedded import EmbeddedBus, EmbeddedConsumer
from services.chassis.bus.partitioner import murmur2, partition_for
from services.chassis.bus.port import Bus, BusUnavailable, Outgoing, Partition
from services.contracts.topics import Topic
from tests.contract.bus_contract import BusContract
from tests.support import sending
from tests.support.running import ROOT


class TestEmbeddedBus(BusContract):
    @pytest.fixture
    def bus(self, tmp_path: Path) -> EmbeddedBus:
        made = EmbeddedBus(tmp_path / "bus.sqlite")
        made.ensure_topics([])
        return made

    def truncate(self, bus: Bus, place: Partition, before: int) -> None:
        assert isinstance(bus, EmbeddedBus)
        bus.truncate(place, before)


def test_a_bus_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(BusUnavailable):
        EmbeddedBus(tmp_path / "nowhere" / "bus.sqlite").producer()


class Cluster:
    """As much of a cluster as Kafka's partitioner asks for."""

    def __init__(self, partitions: int) -> None:
        self._partitions = set(range(partitions))

    def topics(self) -> set[str]:
        return {"t"}

    def partitions_for_topic(self, topic: str) -> set[int]:
        return self._partitions

    available_partitions_for_topic = partitions_for_topic


@given(st.binary(max_size=70), st.integers(1, 64))
def test_the_partitioner_is_kafkas_own(key: bytes, partitions: int) -> None:
    assert murmur2(key) == kafkas_murmur2(key) & 0xFFFFFFFF
    kafkas = DefaultPartitioner().partition("t", key, key, b"", b"", Cluster(partitions))
    assert partition_for(key, partitions) == kafkas


def test_every_partition_gets_its_turn(tmp_path: Path) -> None:
    """A partition that never runs dry does not keep the others waiting."""
    bus = EmbeddedBus(tmp_path / "bus.sqlite")
    topic = Topic("lingpao.test", key="any", partitions=4)
    bus.ensure_topics([topic])
    producer, consumer = bus.producer(), bus.consumer()
    producer.send([Outgoing(topic.name, f"k{n}".encode(), b"v", ()) for n in range(200)])
    places = [Partition(topic.name, number) for number in range(4)]
    consumer.assign(places)
    seen = [consumer.poll(0, 1)[0].place for _ in range(8)]
    assert {place: seen.count(place) for place in places} == dict.fromkeys(places, 2)
    producer.close()
    consumer.close()


def test_trouble_while_fetching_moves_no_position(tmp_path: Path) -> None:
    """Interrupted after any amount of work, as by a disk that answers no more: none is skipped."""
    bus = EmbeddedBus(tmp_path / "bus.sqlite")
    topic = Topic("lingpao.test", key="any", partitions=4)
    bus.ensure_topics([topic])
    producer = bus.producer()
    producer.send([Outgoing(topic.name, f"k{n}".encode(), b"v", ()) for n in range(40)])
    producer.close()
    places = [Partition(topic.name, number) for number in range(4)]
    interrupted = 0
    for work in range(1, 60):
        connection = sqlite3.connect(tmp_path / "bus.sqlite", isolation_level=None)
        consumer = EmbeddedConsumer(connection)
        consumer.assign(places)
        left = iter([0] * work)
        connection.set_progress_handler(lambda left=left: next(left, 1), 20)
        found = []
        try:
            found += consumer.poll(0, 100)
        except BusUnavailable:
            interrupted += 1
        connection.set_progress_handler(None, 0)
        while more := consumer.poll(0, 100):
            found += more
        for place in places:
            offsets = [record.offset for record in found if record.place == place]
            assert offsets == list(range(len(offsets)))
        assert len(found) == 40
        consumer.close()
    assert interrupted > 10


def test_what_a_process_killed_at_once_had_acknowledged_is_there(tmp_path: Path) -> None:
    bus = EmbeddedBus(tmp_path / "bus.sqlite")
    topic = Topic("lingpao.test", key="any", partitions=3)
    bus.ensure_topics([topic])
    places = [Partition(topic.name, number) for number in range(3)]
    for life in range(4):
        process = sending.start(bus, topic.name, f"life{life}", 10**6)
        assert process.stdout
        said = [int(process.stdout.readline()) for _ in range(5 + life * 3)]
        process.kill()
        said += [int(line) for line in process.stdout]
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        consumer = bus.consumer()
        consumer.assign(places)
        found: list[str] = []
        while more := consumer.poll(0, 1000):
            found += [record.value.decode() for record in more]
        consumer.close()
        mine = sorted(value for value in found if value.startswith(f"life{life}"))
        acknowledged = [v for n in said for v in sending.values(f"life{life}", n)]
        assert mine[: len(acknowledged)] == acknowledged
        # A batch is there whole or not at all; at most one was there and not yet told.
        assert len(mine) - len(acknowledged) in (0, sending.PER_BATCH)


def test_many_processes_may_make_the_bus_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.support import ledger\n"
        "for line in sys.stdin:\n"
        "    ledger.open_bus(Path(line.strip())); print('made', flush=True)"
    )
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) for _ in range(6)
    ]
    try:
        for attempt in range(8):
            for process in processes:
                assert process.stdin
                print(tmp_path / str(attempt), file=process.stdin, flush=True)
            for process in processes:
                assert process.stdout
                assert process.stdout.readline() == "made\n"
    finally:
        for process in processes:
            process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0] * 6
