"""Three brokers with copies: one dies, and nobody who sends or hears need wait for it."""

import itertools
import threading
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.bus.port import BusUnavailable
from services.chassis.store.store import Store
from services.contracts.topics import TOPICS, Topic
from tests.support import ledger
from tests.support.kafka import cluster
from tests.support.on_kafka import append, arrived, check, ready, until, workers


def test_one_of_three_brokers_dies_and_then_another_and_nothing_waits(tmp_path: Path) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    stop = threading.Event()

    def stream() -> None:
        for n in itertools.count():
            append(source, range(n, n + 1))
            if stop.wait(0.02):
                return

    with cluster(tmp_path / "kafka", 3) as brokers:
        servers = ",".join(one.address for one in brokers)
        bus = KafkaBus(KafkaSettings(servers, replication=3))
        bus.ensure_topics(TOPICS)
        bus.ensure_topics(TOPICS)
        check_copies(servers)
        with workers(tmp_path, servers, "intake", "scoring"):
            streaming = threading.Thread(target=stream)
            streaming.start()
            try:
                for victim in brokers[1:]:
                    flows_on(target)
                    victim.kill()
                    flows_on(target)
                    victim.start()
                    flows_on(target)
                    until(lambda: in_sync(servers), "the copies did not catch up")
            finally:
                stop.set()
                streaming.join()
            arrived(source, target)
            until(lambda: ready(source, target), "not ready")
    check(source, target)


def flows_on(target: Store) -> None:
    seen = target.log_size()
    until(lambda: target.log_size() > seen + 100, "nothing arrives")


def check_copies(servers: str) -> None:
    for told in partitions(servers):
        assert len(told["replica_nodes"]) == 3


def in_sync(servers: str) -> bool:
    return all(len(told["isr_nodes"]) == 3 for told in partitions(servers))


def partitions(servers: str) -> list[dict[str, list[int]]]:
    admin = KafkaAdminClient(bootstrap_servers=servers.split(","))
    told = admin.describe_topics([topic.name for topic in TOPICS])
    admin.close()
    return [one for topic in told for one in topic["partitions"]]


def test_more_copies_than_brokers_are_refused(tmp_path: Path) -> None:
    with cluster(tmp_path / "kafka", 1) as [broker]:
        bus = KafkaBus(KafkaSettings(broker.address, replication=3))
        with pytest.raises(BusUnavailable, match="InvalidReplicationFactor"):
            bus.ensure_topics([Topic("lingpao.copied", key="any")])
