"""TLS and passwords against a real broker: let in by the settings, refused in plain words."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kafka.errors import KafkaConfigurationError

from services import composition
from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.bus.port import BusUnavailable, Outgoing, Partition
from services.chassis.settings import Settings
from services.chassis.store import heartbeat
from services.contracts.topics import TOPICS
from tests.support import certificates, ledger
from tests.support.kafka import Broker, own_broker
from tests.support.on_kafka import append, arrived, check, not_busy, trouble, until
from tests.support.tiny_service import spawn_on_kafka

TOPIC = TOPICS[0]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with own_broker(tmp_path_factory.mktemp("kafka"), secure=True) as made:
        KafkaBus(KafkaSettings(made.address, security=made.security)).ensure_topics(TOPICS)
        yield made


def settings(folder: Path, broker: Broker, security: dict[str, Any]) -> Settings:
    """As a service reads them: the words for Kafka from a file."""
    (folder / "pepper").write_bytes(b"pepper")
    (folder / "security.json").write_text(json.dumps(security))
    return Settings.read(
        "intake",
        {
            "LINGPAO_DATA": str(folder),
            "LINGPAO_PEPPER_FILE": str(folder / "pepper"),
            "LINGPAO_KAFKA": broker.address,
            "LINGPAO_KAFKA_SECURITY_FILE": str(folder / "security.json"),
        },
    )


def test_who_has_the_password_and_trusts_the_certificate_is_let_in(
    tmp_path: Path, broker: Broker
) -> None:
    bus = composition.open_bus(settings(tmp_path, broker, broker.security))
    bus.ensure_topics(TOPICS)
    producer, consumer = bus.producer(), bus.consumer()
    place = Partition(TOPICS[1].name, 0)
    before = consumer.end_offsets([place])[place]
    keys = [f"k{n}".encode() for n in range(60)]
    producer.send([Outgoing(place.topic, key, b"v", ()) for key in keys])
    consumer.assign([place])
    consumer.seek(place, before)
    found = consumer.poll(10, 100)
    assert found
    assert {record.key for record in found} < set(keys)
    producer.close()
    consumer.close()


REFUSED: dict[str, tuple[Callable[[Path, dict[str, Any]], dict[str, Any]], str]] = {
    "a wrong password": (
        lambda _, good: {**good, "sasl_plain_password": "guess"},
        "invalid credentials|user and password",
    ),
    "an unknown user": (
        lambda _, good: {**good, "sasl_plain_username": "nobody"},
        "invalid credentials|user and password",
    ),
    "another authority": (
        lambda folder, good: {
            **good,
            "ssl_cafile": str(certificates.authority(folder / "other.pem", "other").file),
        },
        "CERTIFICATE_VERIFY_FAILED",
    ),
    "no encryption": (lambda _, good: {}, "check security_protocol"),
    "no password": (
        lambda _, good: {"security_protocol": "SSL", "ssl_cafile": good["ssl_cafile"]},
        "check security_protocol",
    ),
    "another mechanism": (
        lambda _, good: {**good, "sasl_mechanism": "PLAIN"},
        "UnsupportedSaslMechanism|check security_protocol",
    ),
}


@pytest.mark.parametrize("how", REFUSED)
def test_refused_in_words_and_within_seconds(tmp_path: Path, broker: Broker, how: str) -> None:
    change, words = REFUSED[how]
    bus = composition.open_bus(settings(tmp_path, broker, change(tmp_path, broker.security)))
    with pytest.raises(BusUnavailable, match=words):
        bus.consumer()


def test_refused_for_every_kind_of_client(tmp_path: Path, broker: Broker) -> None:
    bad = {**broker.security, "sasl_plain_password": "guess"}
    bus = composition.open_bus(settings(tmp_path, broker, bad))
    with pytest.raises(BusUnavailable, match="not let in"):
        bus.ensure_topics(TOPICS)
    producer = bus.producer()
    with pytest.raises(BusUnavailable, match="not let in"):
        producer.send([Outgoing(TOPIC.name, b"k", b"v", ())])


def test_settings_that_make_no_sense_are_told_as_such(tmp_path: Path, broker: Broker) -> None:
    good = broker.security
    (tmp_path / "broken.pem").write_text("no certificate")
    for bad, words in (
        ({**good, "sasl_pasword": "a slip of the pen"}, "sasl_pasword"),
        ({**good, "ssl_cafile": str(tmp_path / "nowhere.pem")}, "nowhere.pem"),
        ({**good, "ssl_cafile": str(tmp_path / "broken.pem")}, "broken.pem"),
        ({**good, "ssl_certfile": str(tmp_path / "broken.pem")}, "broken.pem"),
    ):
        bus = composition.open_bus(settings(tmp_path, broker, bad))
        with pytest.raises(KafkaConfigurationError, match=words):
            bus.consumer()


def test_a_worker_tells_that_it_is_refused_and_works_when_let_in(
    tmp_path: Path, broker: Broker
) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    security = tmp_path / "kafka.json"
    security.write_text(json.dumps({**broker.security, "sasl_plain_password": "guess"}))
    names = ("intake", "scoring")
    append(source, range(20))

    def spawn() -> list[Any]:
        return [spawn_on_kafka(tmp_path, name, broker.address, security=security) for name in names]

    running = spawn()
    try:
        with not_busy(running):
            until(lambda: "not let in" in trouble(source, "relay"), "the relay says nothing")
            until(lambda: "not let in" in trouble(target, "inbox"), "the inbox says nothing")
        assert not all(beat.healthy for beat in heartbeat.beats(target))
        for process in running:
            process.terminate()
        assert [process.wait(30) for process in running] == [0, 0]
        security.write_text(json.dumps(broker.security))
        running = spawn()
        arrived(source, target)
    finally:
        for process in running:
            process.kill()
            process.wait()
    check(source, target)
