"""What every bus adapter must do, in Kafka's terms. An adapter's test gives it a bus."""

import pickle
import threading
import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator

import pytest

from services.chassis.bus.partitioner import partition_for
from services.chassis.bus.port import (
    Bus,
    Consumer,
    OffsetOutOfRange,
    Outgoing,
    Partition,
    Record,
    UnknownTopic,
)
from services.contracts.topics import Topic
from tests.support import sending

WAIT = 10.0


class BusContract(ABC):
    """Inherit, and give the fixture ``bus`` and the method ``truncate``."""

    @pytest.fixture
    def topic(self, bus: Bus) -> Topic:
        made = Topic(f"lingpao.test-{uuid.uuid4().hex}", key="any", partitions=3)
        bus.ensure_topics([made])
        return made

    @pytest.fixture
    def consumer(self, bus: Bus) -> Iterator[Consumer]:
        made = bus.consumer()
        yield made
        made.close()

    @abstractmethod
    def truncate(self, bus: Bus, place: Partition, before: int) -> None:
        """Drop a partition's records below an offset."""

    def reopen(self, bus: Bus) -> Bus:
        """The same bus as a process that starts anew would see it."""
        return pickle.loads(pickle.dumps(bus))

    @staticmethod
    def places(topic: Topic) -> list[Partition]:
        return [Partition(topic.name, number) for number in range(topic.partitions)]

    @staticmethod
    def send(bus: Bus, topic: Topic, *pairs: tuple[str, str]) -> None:
        producer = bus.producer()
        producer.send(
            [Outgoing(topic.name, k.encode(), v.encode(), (("ce_id", b"1"),)) for k, v in pairs]
        )
        producer.close()

    def read(self, consumer: Consumer, topic: Topic, count: int) -> list[Record]:
        consumer.assign(self.places(topic))
        for place in self.places(topic):
            consumer.seek(place, 0)
        found: list[Record] = []
        while len(found) < count and (more := consumer.poll(WAIT, 100)):
            found += more
        return found

    def test_what_was_acknowledged_is_read(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        headers = (("ce_id", b"7"), ("ce_subject", "晋城".encode()))
        value = b"\x00\xff" + "领跑".encode()
        producer = bus.producer()
        producer.send([Outgoing(topic.name, b"k", value, headers)])
        producer.close()
        [record] = self.read(consumer, topic, 1)
        assert (record.key, record.value, record.headers) == (b"k", value, headers)
        assert record.partition == partition_for(b"k", topic.partitions)

    def test_any_bytes_and_header_order_are_kept(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        every = bytes(range(256))
        headers = (("b", every), ("a", b""), ("b", b"again"), ("ce_reason", "依据 §3".encode()))
        sent = [
            Outgoing(topic.name, every, every, headers),
            Outgoing(topic.name, every, b"", ()),
            Outgoing(topic.name, b"", b"v", ()),
        ]
        producer = bus.producer()
        producer.send(sent)
        producer.close()
        found = self.read(consumer, topic, 3)
        assert {(r.key, r.value, r.headers) for r in found} == {
            (s.key, s.value, s.headers) for s in sent
        }

    def test_what_was_acknowledged_outlives_its_clients(self, bus: Bus, topic: Topic) -> None:
        self.send(bus, topic, *((f"k{n}", str(n)) for n in range(9)))
        again = self.reopen(bus)
        again.ensure_topics([topic])
        self.send(again, topic, ("k9", "9"))
        reader = again.consumer()
        found = self.read(reader, topic, 10)
        reader.close()
        assert sorted(r.value for r in found) == [str(n).encode() for n in range(10)]

    def test_an_empty_batch_is_nothing(self, bus: Bus, topic: Topic, consumer: Consumer) -> None:
        self.send(bus, topic)
        assert set(consumer.end_offsets(self.places(topic)).values()) == {0}

    def test_order_holds_within_a_key_across_batches(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        for batch in range(5):
            self.send(bus, topic, *((f"k{n % 4}", f"{batch}.{n}") for n in range(20)))
        records = self.read(consumer, topic, 100)
        for key in {record.key for record in records}:
            values = [r.value.decode() for r in records if r.key == key]
            assert values == sorted(values, key=lambda v: [int(part) for part in v.split(".")])
            assert len({r.partition for r in records if r.key == key}) == 1
        assert len(records) == 100

    def test_offsets_are_dense_from_zero(self, bus: Bus, topic: Topic, consumer: Consumer) -> None:
        self.send(bus, topic, *((f"k{n}", "v") for n in range(30)))
        records = self.read(consumer, topic, 30)
        for place in self.places(topic):
            offsets = [r.offset for r in records if r.place == place]
            assert offsets == list(range(len(offsets)))
            assert consumer.end_offsets([place])[place] == len(offsets)
            assert consumer.beginning_offsets([place])[place] == 0

    def test_seek_reads_on_from_there(self, bus: Bus, topic: Topic, consumer: Consumer) -> None:
        self.send(bus, topic, *(("k", str(n)) for n in range(10)))
        place = Partition(topic.name, partition_for(b"k", topic.partitions))
        consumer.assign([place])
        consumer.seek(place, 7)
        found: list[Record] = []
        while len(found) < 3:
            found += consumer.poll(WAIT, 100)
        assert [record.value for record in found] == [b"7", b"8", b"9"]

    def test_a_poll_keeps_to_its_limit_and_skips_nothing(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, *((f"k{n}", str(n)) for n in range(40)))
        consumer.assign(self.places(topic))
        for place in self.places(topic):
            consumer.seek(place, 0)
        found: list[Record] = []
        while len(found) < 40:
            batch = consumer.poll(WAIT, 3)
            assert 1 <= len(batch) <= 3
            found += batch
        for place in self.places(topic):
            offsets = [r.offset for r in found if r.place == place]
            assert offsets == list(range(len(offsets)))

    def test_seek_goes_back_over_what_was_polled(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, *(("k", str(n)) for n in range(6)))
        place = Partition(topic.name, partition_for(b"k", topic.partitions))
        consumer.assign([place])
        for _ in range(3):
            consumer.seek(place, 1)
            assert [record.offset for record in consumer.poll(WAIT, 2)] == [1, 2]

    def test_nothing_assigned_is_an_empty_poll(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, ("k", "v"))
        assert len(self.read(consumer, topic, 1)) == 1
        consumer.assign([])
        self.send(bus, topic, ("k", "w"))
        assert consumer.poll(0.2, 100) == []

    def test_nothing_new_is_an_empty_poll(self, topic: Topic, consumer: Consumer) -> None:
        consumer.assign(self.places(topic))
        for place in self.places(topic):
            consumer.seek(place, 0)
        assert consumer.poll(0.2, 100) == []

    def test_a_waiting_poll_sees_what_is_sent_meanwhile(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        consumer.assign(self.places(topic))
        for place in self.places(topic):
            consumer.seek(place, 0)
        later = threading.Timer(0.2, lambda: self.send(bus, topic, ("k", "late")))
        later.start()
        found = consumer.poll(WAIT, 100)
        later.join()
        assert [record.value for record in found] == [b"late"]

    def test_a_position_past_the_end_halts(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, ("k", "v"))
        place = Partition(topic.name, partition_for(b"k", topic.partitions))
        consumer.assign([place])
        consumer.seek(place, 5)
        with pytest.raises(OffsetOutOfRange):
            consumer.poll(WAIT, 100)

    def test_a_truncated_position_halts_and_never_jumps(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, *(("k", str(n)) for n in range(6)))
        place = Partition(topic.name, partition_for(b"k", topic.partitions))
        self.truncate(bus, place, 4)
        assert consumer.beginning_offsets([place])[place] == 4
        consumer.assign([place])
        consumer.seek(place, 2)
        with pytest.raises(OffsetOutOfRange):
            consumer.poll(WAIT, 100)
        consumer.seek(place, 4)
        assert [record.value for record in consumer.poll(WAIT, 100)] == [b"4", b"5"]

    def test_a_lost_position_costs_the_other_partitions_nothing(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, *((f"k{n}", str(n)) for n in range(30)))
        ends = consumer.end_offsets(self.places(topic))
        lost = self.places(topic)[1]
        self.truncate(bus, lost, ends[lost] - 1)
        consumer.assign(self.places(topic))
        for place in self.places(topic):
            consumer.seek(place, 0)
        found: list[Record] = []
        halts: list[OffsetOutOfRange] = []
        while len(found) < 30 - (ends[lost] - 1):
            try:
                more = consumer.poll(WAIT, 4)
            except OffsetOutOfRange as halt:
                halts.append(halt)
                consumer.seek(lost, halt.beginning)
                continue
            assert more
            found += more
        assert [(halt.place, halt.wanted) for halt in halts] == [(lost, 0)]
        for place in self.places(topic):
            first = ends[lost] - 1 if place == lost else 0
            assert [r.offset for r in found if r.place == place] == list(range(first, ends[place]))

    def test_two_workers_share_a_topic_without_overlap(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        self.send(bus, topic, *((f"k{n}", str(n)) for n in range(40)))
        other = bus.consumer()
        halves = (self.places(topic)[:1], self.places(topic)[1:])
        seen: list[bytes] = []
        for reader, half in zip((consumer, other), halves, strict=True):
            reader.assign(half)
            for place in half:
                reader.seek(place, 0)
            want = sum(reader.end_offsets(half).values())
            mine: list[Record] = []
            while len(mine) < want:
                mine += reader.poll(WAIT, 100)
            assert {record.place for record in mine} <= set(half)
            seen += [record.value for record in mine]
        other.close()
        assert sorted(seen, key=int) == [str(n).encode() for n in range(40)]

    def test_topics_are_never_made_by_use(self, bus: Bus) -> None:
        producer = bus.producer()
        with pytest.raises(UnknownTopic):
            producer.send([Outgoing("lingpao.nowhere", b"k", b"v", ())])
        producer.close()

    def test_a_topic_is_made_once_and_keeps_its_partitions(self, bus: Bus, topic: Topic) -> None:
        bus.ensure_topics([topic])
        with pytest.raises(ValueError, match="partitions"):
            bus.ensure_topics([Topic(topic.name, key="any", partitions=4)])

    def test_producing_processes_lose_nothing_and_keep_each_its_order(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        names, batches = ("one", "two", "three"), 20
        processes = [sending.start(bus, topic.name, name, batches) for name in names]
        said = [process.communicate(timeout=120)[0].split() for process in processes]
        assert [process.returncode for process in processes] == [0] * len(names)
        assert [len(lines) for lines in said] == [batches] * len(names)
        wanted = [v for name in names for n in range(batches) for v in sending.values(name, n)]
        found = self.read(consumer, topic, len(wanted))
        assert sorted(r.value.decode() for r in found) == sorted(wanted)
        for key in {r.key for r in found}:
            for name in names:
                mine = [
                    r.value for r in found if r.key == key and r.value.startswith(name.encode())
                ]
                assert mine == sorted(mine)

    def test_concurrent_producers_lose_nothing(
        self, bus: Bus, topic: Topic, consumer: Consumer
    ) -> None:
        def work(name: str) -> None:
            for n in range(20):
                self.send(bus, topic, (name, f"{name}{n}"))

        threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        records = self.read(consumer, topic, 80)
        assert len({record.value for record in records}) == 80
