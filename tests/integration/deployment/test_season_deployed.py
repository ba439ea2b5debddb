"""The season of 2021 on the deployment of docker-compose.yml: two replicas of every web and worker
on Kafka and PostgreSQL behind nginx, a worker killed on the way, and the boards of the small
system that has neither.
"""

import hashlib
import json
import os
import signal
import stat
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from kafka import KafkaConsumer, TopicPartition

from services.chassis.bus.port import Record
from services.chassis.entry import Entry
from services.chassis.message import Heard, heard
from tests.integration.test_season import BEGINS, BOARDS, as_golden, golden
from tests.support.compose import Container
from tests.support.deployed import deployment
from tests.support.deployment import SERVICES, WEBS, WORKERS, Deployment
from tests.support.running import System, running_system

# Building the image's environment, two systems and two seasons come before the first test.
pytestmark = pytest.mark.timeout(900)

REPLICAS = 2
#: Of about 440 entries; by then the registry works on all its partitions.
KILL_AFTER = 200
LOAD_SECONDS = 240
VIEWS = "SELECT kind, COUNT(*) FROM view GROUP BY kind ORDER BY kind"


@dataclass
class Played:
    """A deployment in which the season has been played, a worker killed when so many events were
    stored.
    """

    made: Deployment
    keys_file: Path
    killed_at: int


def entries(made: Deployment, service: str) -> list[Entry]:
    """Everything a service has stored, in order, read from its database."""
    with psycopg.connect(made.administrator(service)) as store:
        rows = store.execute("SELECT state FROM stored_events ORDER BY notification_id").fetchall()
    return [Entry.from_bytes(bytes(state)) for (state,) in rows]


def relaying(made: Deployment, service: str) -> Container:
    """The one of a service's workers that carries its events to Kafka at this moment."""
    with psycopg.connect(made.administrator(service)) as store:
        row = store.execute("SELECT owner FROM lease WHERE name = 'relay'").fetchone()
    assert row is not None
    pid = int(row[0].split("/")[1])
    workers = made.replicas(f"{service}-worker")
    [found] = [one for one in workers if one.process is not None and one.process.pid == pid]
    return found


def counted(made: Deployment, query: str) -> dict[str, int]:
    found = {}
    for service in SERVICES:
        with psycopg.connect(made.administrator(service)) as store:
            row = store.execute(query).fetchone()
            assert row is not None
            found[service] = row[0]
    return found


@pytest.fixture(scope="module")
def played() -> Iterator[Played]:
    with deployment(simulation=BEGINS, replicas=REPLICAS) as made:
        keys_file = made.folder / "keys.json"
        keys = made.containers["migrate-1"].run("lingpao", "keys")
        assert keys.returncode == 0, keys.stderr
        keys_file.write_text(keys.stdout, "utf-8")
        with made.load(keys_file) as loader:
            deadline = time.monotonic() + LOAD_SECONDS
            while (stored := sum(counted(made, "SELECT count(*) FROM stored_events").values())) < (
                KILL_AFTER
            ):
                assert loader.poll() is None, loader.communicate()[0]
                assert time.monotonic() < deadline, stored
                time.sleep(0.02)
            killed = relaying(made, "registry")
            killed.kill()
            told, _ = loader.communicate(timeout=LOAD_SECONDS)
        assert loader.returncode == 0, told
        # As `restart: unless-stopped` would have done at once; so the other went on alone.
        assert killed.process is not None
        assert killed.process.returncode == -signal.SIGKILL
        killed.start()
        killed.wait_until_healthy()
        yield Played(made, keys_file, stored)
        statuses = made.stop()
        assert statuses.pop("kafka-1") == 128 + signal.SIGTERM
        assert statuses == dict.fromkeys(statuses, 0)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running_system(tmp_path_factory.mktemp("embedded") / "data", demo=True) as made:
        yield made


def test_a_process_has_the_command_and_environment_of_the_file_and_nothing_else(
    played: Played,
) -> None:
    running = played.made.replicas(*WEBS, *WORKERS, "gateway")
    assert len(running) == 2 * REPLICAS * len(SERVICES) + 1
    for one in running:
        assert one.process is not None
        assert one.process.poll() is None
        arguments, environment = one.really()
        assert arguments == one.service["command"]
        environment.pop("PATH", None)
        assert environment == {**one.image_environment, **one.service.get("environment", {})}
        if os.geteuid() == 0:
            pid = one.process.pid
            assert set(status(pid, "Uid")) == {one.user.split(":")[0]}
            assert set(status(pid, "Gid")) == {one.user.split(":")[1]}
            assert {int(word, 16) for word in status(pid, "CapBnd")} == {0}
            assert status(pid, "NoNewPrivs") == ["1"]


def status(pid: int, name: str) -> list[str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [words] = [line.split("\t")[1:] for line in lines if line.startswith(f"{name}:")]
    return words


def test_every_health_check_as_it_is_written_finds_it_healthy(played: Played) -> None:
    checked = 0
    for one in played.made.containers.values():
        if "healthcheck" in one.service:
            found = one.check_health()
            assert found.returncode == 0, f"{one.name}: {found.stdout}{found.stderr}"
            checked += 1
    assert checked == 3 + 2 * REPLICAS * len(SERVICES) + 1


def test_migrating_again_changes_nothing(played: Played) -> None:
    def everything_stored() -> dict[str, int]:
        return counted(played.made, "SELECT count(*) FROM stored_events") | counted(
            played.made, "SELECT count(*) FROM information_schema.columns"
        )

    before = everything_stored()
    migrate = played.made.containers["migrate-1"]
    again = migrate.run(*migrate.service["command"])
    assert again.returncode == 0, again.stderr
    assert everything_stored() == before


def test_keys_are_made_once(played: Played) -> None:
    roles = json.loads(played.keys_file.read_text("utf-8"))
    assert "operator" in roles
    before = counted(played.made, "SELECT count(*) FROM stored_events")
    again = played.made.containers["migrate-1"].run("lingpao", "keys")
    assert again.stdout == ""
    assert counted(played.made, "SELECT count(*) FROM stored_events") == before


@pytest.mark.parametrize("category", BOARDS)
def test_the_board_is_that_worked_out_by_hand_and_that_of_the_embedded_run_byte_for_byte(
    played: Played, embedded: System, category: str
) -> None:
    ours = httpx.get(f"{played.made.url}/registry/v1/boards/{BOARDS[category]}")
    theirs = httpx.get(f"{embedded.url}/registry/v1/boards/{BOARDS[category]}")
    assert as_golden(ours.json()) == golden(category)
    assert as_comparable(ours) == as_comparable(theirs)
    rows = [
        rows_document(url, answer.json())
        for url, answer in ((played.made.url, ours), (embedded.url, theirs))
    ]
    assert rows[0] == rows[1]


def renamed(text: str, rows: list[dict[str, Any]]) -> str:
    """Name applications and standards for their bank: each run draws their ids at random."""
    for row in rows:
        for kind in ("application", "standard"):
            assert len(row[kind]) == 32
            text = text.replace(row[kind], f"{kind} of {row['enterprise']}".ljust(32, "."))
    return text


def as_comparable(answer: httpx.Response) -> bytes:
    """The answer's bytes, the random ids renamed and what hashes them taken out.

    The order inside a shared rank is that of the ids and has no meaning (R11).
    """
    told = json.loads(renamed(answer.text, answer.json()["row_list"]))
    for random in ("notice", "publication"):
        assert len(told.pop(random)) == 32
    assert len(told["rows"].pop("sha256")) == 64
    told["row_list"].sort(key=lambda row: (row["rank"], row["enterprise"]))
    told["leaders"].sort(key=lambda row: (row["rank"], row["enterprise"]))
    return json.dumps(told, ensure_ascii=False).encode()


def rows_document(url: str, board: dict[str, Any]) -> list[bytes]:
    """The document that was published, whose hash the events bear, line by line."""
    sha256 = board["rows"]["sha256"]
    content = httpx.get(f"{url}/scoring/documents/{sha256}").content
    assert hashlib.sha256(content).hexdigest() == sha256
    assert len(content) == board["rows"]["size"]
    lines = renamed(content.decode(), board["row_list"]).splitlines()
    return [
        line.encode()
        for line in sorted(
            lines, key=lambda line: (json.loads(line)["rank"], json.loads(line)["enterprise"])
        )
    ]


def test_nothing_was_stored_or_took_effect_twice(played: Played, embedded: System) -> None:
    for service in SERVICES:
        ours = entries(played.made, service)
        rows = embedded.rows(service, "SELECT state FROM stored_events")
        theirs = [Entry.from_bytes(bytes(state)) for (state,) in rows]
        assert Counter(one.type for one in ours) == Counter(one.type for one in theirs)
        assert len({one.id for one in ours}) == len(ours)
        with psycopg.connect(played.made.administrator(service)) as database:
            assert database.execute(VIEWS).fetchall() == embedded.rows(service, VIEWS)
    assert counted(played.made, "SELECT count(*) FROM parked") == dict.fromkeys(SERVICES, 0)


def test_every_event_is_on_its_topic_and_was_read_to_the_end(played: Played) -> None:
    stored = {service: entries(played.made, service) for service in SERVICES}
    sources = {one.id: service for service, told in stored.items() for one in told}
    sent = produced(played.made.kafka)
    times = Counter(one.entry.id for one in sent)
    assert set(times) == set(sources)
    # A relay killed between an acknowledgement and its mark sends again, and readers know it by
    # its position. Nobody else had a reason to.
    again = {id for id, count in times.items() if count > 1}
    assert {sources[id] for id in again} <= {"registry"}
    by_service = Counter(sources[one.entry.id] for one in sent)
    read = counted(
        played.made, "SELECT sum(next_offset)::int FROM inbox_offset WHERE topic LIKE 'lingpao.%'"
    )
    assert read == {
        service: sum(by_service[other] for other in SERVICES if other != service)
        for service in SERVICES
    }
    print(
        f"\nkilled after {played.killed_at} events; stored {len(sources)},"
        f" produced {len(sent)} (again: {len(again)}), read {read}"
    )
    for service in SERVICES:
        shown = httpx.get(f"{played.made.url}/{service}/readyz").json()
        assert shown["set_aside"] == {}
        assert all(loop["lag"] == 0 for loop in shown["loops"].values()), shown


def produced(address: str) -> list[Heard]:
    """Everything on the services' topics, from their first record to their last."""
    consumer = KafkaConsumer(bootstrap_servers=address, group_id=None, enable_auto_commit=False)
    places = [
        TopicPartition(f"lingpao.{service}", number)
        for service in SERVICES
        for number in sorted(consumer.partitions_for_topic(f"lingpao.{service}"))
    ]
    consumer.assign(places)
    consumer.seek_to_beginning(*places)
    ends = consumer.end_offsets(places)
    found: list[Record] = []
    while any(consumer.position(place) < end for place, end in ends.items()):
        for batch in consumer.poll(1000).values():
            found += [
                Record(o.topic, o.partition, o.offset, o.key, o.value, tuple(o.headers))
                for o in batch
            ]
    consumer.close()
    return [heard(record) for record in found]


def test_a_container_holds_its_own_secrets_and_no_others(played: Played) -> None:
    for one in played.made.replicas(*WEBS, *WORKERS):
        held = {path.name for path in (one.folder / "secrets").iterdir()}
        signing = {"signer"} if "-worker-" in one.name else set()
        assert held == {"pepper", f"database-{one.name.split('-')[0]}"} | signing
    assert stat.S_IMODE((played.made.folder / "secrets").stat().st_mode) == 0o700
