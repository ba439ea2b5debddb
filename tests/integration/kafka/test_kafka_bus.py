"""Apache Kafka behind the bus port: the same contract, against a real broker."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaConfigurationError

from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.bus.port import Bus, BusUnavailable, Outgoing, Partition
from services.contracts.topics import TOPICS, Topic
from tests.contract.bus_contract import BusContract
from tests.support.kafka import broker, console_consumer
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


@contextmanager
def administrator(address: str) -> Iterator[KafkaAdminClient]:
    admin = KafkaAdminClient(bootstrap_servers=address)
    yield admin
    admin.close()


def settings_of(admin: KafkaAdminClient, name: str) -> dict[str, str]:
    told = admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name)], config_filter="all"
    )
    return {key: one["value"] for key, one in told["topic"][name].items()}


def test_topics_are_made_as_declared(address: str) -> None:
    bus = KafkaBus(KafkaSettings(address))
    bus.ensure_topics(TOPICS)
    bus.ensure_topics(TOPICS)
    with administrator(address) as admin:
        told = {one["name"]: one for one in admin.describe_topics([one.name for one in TOPICS])}
        for topic in TOPICS:
            assert len(told[topic.name]["partitions"]) == topic.partitions
            found = settings_of(admin, topic.name)
            assert {name: found[name] for name in topic.config} == topic.config
            assert found["min.insync.replicas"] == "1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cleanup.policy", "compact"),
        ("retention.ms", "604800000"),
        ("retention.bytes", "1073741824"),
        ("max.message.bytes", "100000"),
    ],
)
def test_a_topic_that_is_otherwise_than_declared_is_refused(
    address: str, name: str, value: str
) -> None:
    bus = KafkaBus(KafkaSettings(address))
    topic = Topic(f"lingpao.drifted-{name}", key="any", partitions=2)
    bus.ensure_topics([topic])
    with administrator(address) as admin:
        declared = settings_of(admin, topic.name)[name]
        resource = ConfigResource(ConfigResourceType.TOPIC, topic.name, {name: value})
        admin.alter_configs([resource])
        deadline = time.monotonic() + 10
        while settings_of(admin, topic.name)[name] != value:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with pytest.raises(ValueError, match=name) as refusal:
        bus.ensure_topics([topic])
    assert str(refusal.value) == f"{topic.name}: {name} is {value}, {declared} is declared"


def test_a_compacted_topic_is_checked_for_its_own_settings(address: str) -> None:
    bus = KafkaBus(KafkaSettings(address))
    topic = Topic("lingpao.state", key="any", partitions=1, compacted=True)
    bus.ensure_topics([topic])
    bus.ensure_topics([topic])
    sooner = replace(topic, compaction_lag=topic.compaction_lag / 2)
    with pytest.raises(ValueError, match=r"min\.compaction\.lag\.ms is 86400000, 43200000"):
        bus.ensure_topics([sooner])
    with pytest.raises(ValueError, match=r"cleanup\.policy is compact, delete is declared"):
        bus.ensure_topics([replace(topic, compacted=False)])


def test_other_partitions_and_too_few_copies_are_refused(address: str) -> None:
    topic = Topic("lingpao.counted", key="any", partitions=2)
    KafkaBus(KafkaSettings(address)).ensure_topics([topic])
    with pytest.raises(ValueError, match=r"counted has 2 partitions for life, 3 are"):
        KafkaBus(KafkaSettings(address)).ensure_topics([replace(topic, partitions=3)])
    with pytest.raises(ValueError, match=r"counted: 1 copies, 3 are declared"):
        KafkaBus(KafkaSettings(address, replication=3)).ensure_topics([topic])


def test_kafkas_own_consumer_reads_what_we_send(address: str) -> None:
    topic = Topic(f"lingpao.read-{uuid.uuid4().hex}", key="any", partitions=1)
    bus = KafkaBus(KafkaSettings(address))
    bus.ensure_topics([topic])
    producer = bus.producer()
    headers = (("ce_type", b"t.v1"), ("ce_reason", "依据".encode()))
    producer.send([Outgoing(topic.name, b"k%d" % n, b'{"n":%d}' % n, headers) for n in range(2)])
    producer.close()
    assert console_consumer(address, topic.name, 2).splitlines() == [
        f'ce_type:t.v1,ce_reason:依据\tk{n}\t{{"n":{n}}}' for n in range(2)
    ]


@pytest.mark.parametrize("servers", ["kafka", "kafka:", ":9092", "kafka:port"])
def test_an_address_that_is_none_is_said(servers: str) -> None:
    with pytest.raises(KafkaConfigurationError, match="is no host:port"):
        KafkaBus(KafkaSettings(servers)).consumer()


def test_no_broker_is_said_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    bus = KafkaBus(KafkaSettings(f"127.0.0.1:{free_port()}"))
    with pytest.raises(BusUnavailable):
        bus.consumer()
    with pytest.raises(BusUnavailable):
        bus.producer().send([Outgoing("lingpao.intake", b"k", b"v", ())])
    with pytest.raises(BusUnavailable):
        bus.ensure_topics(TOPICS)
