"""Apache Kafka behind the bus port: the same contract, against a real broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient

from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.bus.port import Bus, BusUnavailable, Outgoing, Partition
from services.contracts.topics import TOPICS
from tests.contract.bus_contract import BusContract
from tests.support.kafka import broker
from tests.support.running import free_port


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


class TestKafkaBus(BusContract):
    @pytest.fixture
    def bus(self, address: str) -> KafkaBus:
        self.address = address
        return KafkaBus(KafkaSettings(address))

    def truncate(self, bus: Bus, place: Partition, before: int) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self.address)
        admin.delete_records({TopicPartition(place.topic, place.number): before})
        admin.close()


def test_topics_are_made_as_declared(address: str) -> None:
    bus = KafkaBus(KafkaSettings(address))
    bus.ensure_topics(TOPICS)
    bus.ensure_topics(TOPICS)
    admin = KafkaAdminClient(bootstrap_servers=address)
    told = {one["name"]: one for one in admin.describe_topics([topic.name for topic in TOPICS])}
    admin.close()
    assert {name: len(one["partitions"]) for name, one in told.items()} == {
        topic.name: topic.partitions for topic in TOPICS
    }


def test_no_broker_is_said_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    bus = KafkaBus(KafkaSettings(f"127.0.0.1:{free_port()}"))
    with pytest.raises(BusUnavailable):
        bus.consumer()
    with pytest.raises(BusUnavailable):
        bus.producer().send([Outgoing("lingpao.intake", b"k", b"v", ())])
    with pytest.raises(BusUnavailable):
        bus.ensure_topics(TOPICS)
