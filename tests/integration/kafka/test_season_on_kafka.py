"""The season with Apache Kafka as the bus: the same boards, and a broker that dies in between."""

import json
import sqlite3
from pathlib import Path

import httpx
from kafka import KafkaConsumer, TopicPartition

from services.chassis.bus.port import Record
from services.chassis.message import heard
from tests.integration.test_season import BOARDS, as_golden, board, golden
from tests.support.kafka import console_consumer, own_broker
from tests.support.running import running_system

REVOKED = b"91140599DEM000022W"


def test_the_season_on_kafka_gives_the_same_boards(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    with (
        own_broker(tmp_path / "kafka") as broker,
        running_system(tmp_path / "data", demo=True, kafka=broker.address) as system,
    ):
        for category in BOARDS:
            assert as_golden(board(system, category)) == golden(category)
        assert not (tmp_path / "data" / "bus").exists()
        for service in ("intake", "scoring", "registry"):
            assert httpx.get(f"{system.url}/{service}/readyz").json()["set_aside"] == {}
        entries = {
            row[0]
            for service in ("intake", "scoring", "registry")
            for row in sqlite3.connect(tmp_path / "data" / service / "store.sqlite").execute(
                "SELECT state FROM stored_events"
            )
        }
        messages = _everything(broker.address)
        assert {one.entry.to_bytes() for one in messages} == entries
        [revocation] = [one for one in messages if one.entry.type == "lingpao.registry.revoked.v1"]
        assert revocation.entry.subject.encode() == REVOKED
        assert json.loads(revocation.entry.to_bytes())["data"]["last_barred_day"] == "2025-05-17"
        # Whoever subscribes with Kafka's own tools reads it as well.
        printed = console_consumer(broker.address, "lingpao.revocations", 1)
        assert "ce_type:lingpao.registry.revoked.v1" in printed
        assert f"ce_id:{revocation.entry.id}" in printed
        assert REVOKED.decode() in printed
        print(printed)


def _everything(address: str) -> list:  # type: ignore[type-arg]
    """Read every service topic from its first record."""
    consumer = KafkaConsumer(bootstrap_servers=address, group_id=None, enable_auto_commit=False)
    places = [
        TopicPartition(f"lingpao.{service}", number)
        for service in ("intake", "scoring", "registry")
        for number in sorted(consumer.partitions_for_topic(f"lingpao.{service}"))
    ]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    wanted = sum(consumer.end_offsets(places).values())
    found: list[Record] = []
    while len(found) < wanted:
        for batch in consumer.poll(1000).values():
            found += [
                Record(o.topic, o.partition, o.offset, o.key, o.value, tuple(o.headers))
                for o in batch
            ]
    consumer.close()
    return [heard(record) for record in found]
