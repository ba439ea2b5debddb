"""The audit from the bus alone: every entry by its source and position, checkpoints from theirs."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.auditor.audit.remembered import Remembered
from services.auditor.audit.run import Audit, run
from services.auditor.source import Source, Unreachable
from services.chassis import announcement, message
from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.port import Outgoing, Partition
from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.note import Note
from services.cli.bus_files import place_of_bus, with_notes
from services.cli.main import main
from services.contracts.checkpoint import CheckpointSigned
from services.contracts.topics import CHECKPOINTS, TOPICS
from tests.support.audited import (
    SERVICES,
    Held,
    Silent,
    entries_of,
    export,
    keys,
    log_files,
    policy,
    whole_season,
)

SEASON = whole_season()
EXPORT = export(SEASON)
Edit = Callable[[list[Outgoing]], None]


def entries(service: str) -> list[Outgoing]:
    """What a service's outbox sends."""
    topic = f"lingpao.{service}"
    log = SEASON.logs[service]
    return [message.outgoing(one.entry, one.index, topic) for one in log]


def checkpoint(service: str, size: int) -> Outgoing:
    """What a service tells of its log as it was signed at a size."""
    note = log_files(service, entries_of(SEASON, service)[:size])[f"/{service}/log/checkpoint"]
    said = Checkpoint.parse(Note.parse(note).text)
    root = base64.b64encode(said.root).decode()
    told = CheckpointSigned(
        source=f"lingpao.{service}", size=said.size, root=root, note=note.decode()
    )
    return announcement.outgoing(told)


def bus_with(folder: Path, edit: Edit = lambda _: None, *more: Outgoing) -> Path:
    """A bus with the season, the messages of the registry changed."""
    path = folder / "bus.sqlite"
    bus = EmbeddedBus(path)
    bus.ensure_topics(TOPICS)
    producer = bus.producer()
    for service in SERVICES:
        sent = entries(service)
        if service == "registry":
            edit(sent)
        producer.send(sent)
        for size in (len(SEASON.logs[service]) // 2, len(SEASON.logs[service])):
            producer.send([checkpoint(service, size)])
    producer.send(more)
    producer.close()
    return path


def audited(path: Path, *, documents: bool = True) -> Audit:
    place, files = place_of_bus("bus", EmbeddedBus(path))
    if documents:
        place = replace(place, documents=Source(Held(EXPORT)).document)
    return run(place, policy(), with_notes(Remembered(), files, policy()), Silent())


def found(path: Path) -> list[tuple[str, int, str]]:
    return [(one.service, one.index, one.kind) for one in audited(path).findings]


def test_the_bus_alone_has_every_entry_and_with_documents_every_board(tmp_path: Path) -> None:
    path = bus_with(tmp_path)
    told = audited(path)
    assert told.findings == []
    assert (told.entries, told.boards, told.derived) == (282, 2, True)
    assert not audited(path, documents=False).derived


def test_messages_that_came_twice_and_in_another_order_are_the_same_log(tmp_path: Path) -> None:
    def repeated(sent: list[Outgoing]) -> None:
        sent += sent[3:9]
        sent.reverse()

    assert found(bus_with(tmp_path, repeated)) == []


def words(one: Outgoing) -> Outgoing:
    """The message with other words in it."""
    headers = [(n, b"another" if n == "ce_actor" else v) for n, v in one.headers]
    return replace(one, headers=tuple(headers))


def test_a_message_that_is_gone_is_named(tmp_path: Path) -> None:
    assert found(bus_with(tmp_path, lambda sent: sent.__delitem__(17)))[0] == (
        "registry", 17, "missing",
    )  # fmt: skip


def test_a_message_told_in_two_ways_is_named(tmp_path: Path) -> None:
    assert found(bus_with(tmp_path, lambda sent: sent.append(words(sent[17])))) == [
        ("registry", 17, "message")
    ]


def test_a_message_that_was_changed_lies_between_two_checkpoints(tmp_path: Path) -> None:
    def changed(sent: list[Outgoing]) -> None:
        sent[200] = words(sent[200])

    told = audited(bus_with(tmp_path, changed)).findings
    assert (told[0].service, told[0].index, told[0].kind) == ("registry", 130, "entries")
    assert "entries 130 to 260" in told[0].why


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, value=b"{"),
        lambda one: replace(one, value=b'{"x":1.5}'),
        lambda one: replace(one, headers=()),
        lambda one: replace(one, key=b"\xff", value=b""),
        lambda one: replace(one, headers=tuple((n, b"\xff") for n, _ in one.headers)),
    ],
)
def test_a_record_that_is_no_message_is_named(tmp_path: Path, spoil: Callable) -> None:
    path = bus_with(tmp_path, lambda sent: sent.append(spoil(sent[17])))
    assert {kind for _, _, kind in found(path)} == {"message"}


def test_a_service_that_speaks_on_anothers_topic_is_named(tmp_path: Path) -> None:
    stray = replace(entries("intake")[3], topic="lingpao.registry")
    assert found(bus_with(tmp_path, lambda _: None, stray)) == [("registry", -1, "message")]


def test_a_checkpoint_message_that_is_none_is_named(tmp_path: Path) -> None:
    bad = replace(checkpoint("intake", 3), value=b"{}")
    assert found(bus_with(tmp_path, lambda _: None, bad)) == [("intake", -1, "message")]
    stray = replace(bad, key=b"nobody")
    told = found(bus_with(tmp_path / "2", lambda _: None, stray))
    assert {service for service, _, _ in told} == set(SERVICES)


def test_a_checkpoint_that_nobody_signed_is_not_believed(tmp_path: Path) -> None:
    said = CheckpointSigned(
        source="lingpao.intake",
        size=10**6,
        root=base64.b64encode(bytes(32)).decode(),
        note=Note(Checkpoint("log.example/intake", 10**6, bytes(32)).body, ()).to_bytes().decode(),
    )
    path = bus_with(tmp_path, lambda _: None, announcement.outgoing(said))
    assert found(path)[0] == ("intake", -1, "checkpoint")


def test_what_was_cut_off_the_beginning_is_missing(tmp_path: Path) -> None:
    path = bus_with(tmp_path)
    bus = EmbeddedBus(path)
    for number in range(12):
        bus.truncate(Partition("lingpao.intake", number), 1)
    told = found(path)
    assert told[0][0] == "intake"
    assert {kind for _, _, kind in told} == {"missing"}


def test_a_bus_without_checkpoints_proves_nothing(tmp_path: Path) -> None:
    path = bus_with(tmp_path)
    end = EmbeddedBus(path).consumer().end_offsets([Partition(CHECKPOINTS, 0)])
    EmbeddedBus(path).truncate(Partition(CHECKPOINTS, 0), next(iter(end.values())))
    told = found(path)
    assert told == [(service, -1, "unreachable") for service in sorted(SERVICES)]


def test_what_is_not_on_a_bus_is_not_made_up(tmp_path: Path) -> None:
    _, files = place_of_bus("bus", EmbeddedBus(bus_with(tmp_path)))
    for path in ("/registry/log/key", "/registry/log/tile/0/000", "/scoring/documents/x"):
        with pytest.raises(Unreachable, match="not on the bus"):
            files.get(path)


# -- the command -----------------------------------------------------------------------------


def command(folder: Path, *more: str, trusted: Sequence[str] = SERVICES) -> Result:
    words = ["audit", "--bus", str(folder / "bus.sqlite"), "--memory", str(folder / "memory")]
    for service in trusted:
        words += ["--key", keys(service)[0].verifier.text]
    result = CliRunner().invoke(main, [*words, *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_command_says_what_it_did_not_check(tmp_path: Path) -> None:
    bus_with(tmp_path)
    done = command(tmp_path)
    assert done.exit_code == 0, done.output
    assert "scores and boards were not derived" in done.output
    assert "all consistent: 282" in done.output


def test_the_command_derives_boards_with_documents_from_elsewhere(tmp_path: Path) -> None:
    bus_with(tmp_path)
    for path, data in EXPORT.items():
        place = tmp_path / "export" / path.lstrip("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    done = command(tmp_path, "--documents", str(tmp_path / "export"))
    assert done.exit_code == 0, done.output
    assert "2 版排行榜" in done.output


def test_a_bus_needs_somebody_to_trust(tmp_path: Path) -> None:
    bus_with(tmp_path)
    done = command(tmp_path, trusted=())
    assert done.exit_code == 2
    assert "--policy" in done.output


def test_a_bus_and_kafka_at_once_make_no_sense(tmp_path: Path) -> None:
    bus_with(tmp_path)
    assert command(tmp_path, "--kafka", "localhost:9092").exit_code == 2
    alone = CliRunner().invoke(main, ["audit", "here", "--documents", "there"])
    assert alone.exit_code == 2
