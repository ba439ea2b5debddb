"""The audit from Apache Kafka alone: service topics and signed checkpoints, and nothing else."""

from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner, Result

from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.cli.main import main
from services.contracts.topics import TOPICS
from tests.support.audited import SERVICES, keys
from tests.support.kafka import own_broker
from tests.unit.auditor.test_audit_bus import EXPORT, SEASON, checkpoint, entries, words


def audit(address: str, folder: Path, *more: str) -> Result:
    asked = ["audit", "--kafka", address, "--memory", str(folder / "memory"), *more]
    for service in SERVICES:
        asked += ["--key", keys(service)[0].verifier.text]
    result = CliRunner().invoke(main, asked)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_season_on_kafka_is_audited_from_there_alone(tmp_path: Path) -> None:
    (tmp_path / "kafka").mkdir()
    for path, data in EXPORT.items():
        place = tmp_path / "export" / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    with own_broker(tmp_path / "kafka") as broker:
        bus = KafkaBus(KafkaSettings(broker.address))
        bus.ensure_topics(TOPICS)
        sender = bus.producer()
        for service in SERVICES:
            sender.send(entries(service))
            sender.send([checkpoint(service, size) for size in (3, len(SEASON.logs[service]))])

        alone = audit(broker.address, tmp_path)
        assert alone.exit_code == 0, alone.output
        assert "all consistent: 282" in alone.output
        assert "scores and boards were not derived" in alone.output
        with_boards = audit(broker.address, tmp_path, "--documents", str(tmp_path / "export"))
        assert with_boards.exit_code == 0, with_boards.output
        assert "2 版排行榜" in with_boards.output

        # Told again with other words; the first told is what was signed.
        sender.send([words(entries("registry")[17])])
        sender.send([replace(entries("intake")[3], value=b"{")])
        sender.close()
        spoilt = audit(broker.address, tmp_path)
        assert spoilt.exit_code == 1
        assert "registry#17" in spoilt.output
        assert "intake#3" in spoilt.output
    away = audit(broker.address, tmp_path)
    assert away.exit_code == 1
    assert "kafka" in away.output
