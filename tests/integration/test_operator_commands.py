"""What an operator types: dead letters, sending again, keys, health; on real stores and workers."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.chassis import parking
from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.port import Outgoing
from services.chassis.message import outgoing
from services.chassis.settings import Settings
from services.chassis.store.store import Store
from services.composition import open_store
from services.contracts.topics import DEAD_LETTERS
from tests.support import ledger
from tests.support.published import check, everything
from tests.support.running import ROOT, lingpao

SECONDS = 60


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    found = {"LINGPAO_DATA": str(tmp_path / "data")}
    made = lingpao("migrate", env=found)
    assert made.returncode == 0, made.stderr
    return found


@contextlib.contextmanager
def worker(env: dict[str, str], service: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "services.cli", "worker", service],
        cwd=ROOT,
        env={**os.environ, **env, **more},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(seen: Callable[[], Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def bus_of(env: dict[str, str]) -> EmbeddedBus:
    return EmbeddedBus(Path(env["LINGPAO_DATA"]) / "bus" / "bus.sqlite")


def aside(store: Store) -> list[parking.Parked]:
    with store.reading_cursor() as cursor:
        return parking.listed(cursor)


def send_poison(env: dict[str, str], *names: str) -> None:
    """Messages of intake whose data are not what their type says."""
    folder = Path(env["LINGPAO_DATA"]) / "elsewhere"
    source = ledger.open_store(folder, "intake")
    sent: list[Outgoing] = []
    for name in names:
        ledger.append(source, "K", name)
        position = source.log_size() - 1
        entry = ledger.Entry.from_bytes(source.log_entries(position, 1)[0])
        previous = position - 1 if position else None
        whole = outgoing(entry, position, ledger.TOPIC, previous)
        sent.append(Outgoing(whole.topic, whole.key, b'{"enterprise":"K"}', whole.headers))
    source.close()
    producer = bus_of(env).producer()
    producer.send(sent)
    producer.close()


def dead_letters(env: dict[str, str]) -> list[Any]:
    return [one for one in everything(bus_of(env)) if one.topic == DEAD_LETTERS]


@pytest.mark.parametrize("crash", ["", "relay.dead_letters_produced"])
def test_a_dead_letter_is_listed_shown_and_seen_on_its_topic(
    env: dict[str, str], crash: str
) -> None:
    send_poison(env, "1", "2")
    store = open_store("scoring", env={**os.environ, **env})
    if crash:
        with worker(env, "scoring", LINGPAO_CRASHPOINT=crash) as dying:
            assert dying.wait(SECONDS) == -signal.SIGKILL
    with worker(env, "scoring"):
        until(lambda: len(aside(store)) == 2 and len(dead_letters(env)) == (4 if crash else 2))
    store.close()
    listed = lingpao("dead-letters", "list", "scoring", "--json", env=env)
    assert listed.returncode == 0, listed.stderr
    first, second = map(json.loads, listed.stdout.splitlines())
    assert (first["state"], second["state"]) == ("poison", "behind")
    assert "name" in first["why"], "it says which field is missing"
    shown = lingpao("dead-letters", "show", "scoring", str(first["number"]), env=env)
    assert json.loads(shown.stdout) == first
    assert json.loads(first["value"]) == {"enterprise": "K"}
    assert "poison" in lingpao("dead-letters", "list", "scoring", env=env).stdout
    # Killed after it was told and before that was known, it is told again: the same record.
    told = {(one.value, dict(one.headers)["ce_id"]) for one in dead_letters(env)}
    assert len(told) == 2
    for one in dead_letters(env):
        assert check(one)


@pytest.mark.parametrize("arguments", [("--all",), ("1",)])
def test_what_still_fails_stays_aside_and_says_so(
    env: dict[str, str], arguments: tuple[str, ...]
) -> None:
    send_poison(env, "1", "2")
    store = open_store("scoring", env={**os.environ, **env})
    with worker(env, "scoring"):
        until(lambda: len(aside(store)) == 2)
    before = aside(store)
    tried = lingpao("dead-letters", "redrive", "scoring", *arguments, env=env)
    assert tried.returncode == 1
    assert "applied 0" in tried.stdout
    assert aside(store) == before
    store.close()


@pytest.mark.parametrize("crash", ["", "inbox.redriven"])
def test_mended_by_hand_it_is_applied_once_whatever_kills_it(
    env: dict[str, str], crash: str
) -> None:
    """The message was unreadable on the way; the operator puts the right bytes in its place."""
    send_poison(env, "1", "2")
    store = open_store("scoring", env={**os.environ, **env})
    with worker(env, "scoring"):
        until(lambda: len(aside(store)) == 2)
    with store.recorder.writing() as cursor:
        for number in (1, 2):
            value = (
                b'{"enterprise":"K","kind":"village_bank","name":"%d","region":"140599"}' % number
            )
            cursor.execute("UPDATE parked SET value = ? WHERE number = ?", (value, number))
    if crash:
        killed = lingpao(
            "dead-letters", "redrive", "scoring", "--all", env={**env, "LINGPAO_CRASHPOINT": crash}
        )
        assert killed.returncode == -signal.SIGKILL
        assert len(aside(store)) == 2, "killed before the commit, nothing has happened"
    mended = lingpao("dead-letters", "redrive", "scoring", "--all", env=env)
    assert (mended.returncode, aside(store)) == (0, [])
    assert "applied 2" in mended.stdout
    with store.reading() as views:
        known = views.get("enterprise", "K")
    assert known is not None
    assert known["name"] == "2"
    store.close()


def test_junk_is_let_go_by_hand_and_its_key_alone_goes_on(env: dict[str, str]) -> None:
    producer = bus_of(env).producer()
    junk = [Outgoing(ledger.TOPIC, key, b"junk", ()) for key in (b"K", b"other")]
    producer.send(junk)
    producer.close()
    send_poison(env, "1")
    store = open_store("scoring", env={**os.environ, **env})
    with worker(env, "scoring"):
        until(lambda: len(aside(store)) == 3)
    numbers = {(one.record.key, one.state): one.number for one in aside(store)}
    true = lingpao(
        "dead-letters", "discard", "scoring", str(numbers[b"K", "behind"]), "--reason", "x", env=env
    )
    assert (true.returncode, len(aside(store))) == (1, 3), "a true message is never let go"
    gone = lingpao(
        "dead-letters", "discard", "scoring", str(numbers[b"K", "poison"]), "--reason", "x", env=env
    )
    assert (gone.returncode, "applied 0" in gone.stdout) == (0, True), gone.stderr
    # What stood behind it was tried and has its own fault; the other key was not touched.
    assert {(one.record.key, one.state) for one in aside(store)} == {
        (b"K", "poison"), (b"other", "poison"),
    }  # fmt: skip
    assert "name" in next(one.why for one in aside(store) if one.record.key == b"K")
    store.close()


def test_a_bus_made_anew_is_filled_and_read_again(env: dict[str, str]) -> None:
    assert lingpao("keys", env=env).returncode == 0
    store = open_store("intake", env={**os.environ, **env})

    def keys() -> int:
        with store.reading() as views:
            return len(views.all("access_key"))

    with worker(env, "registry"), worker(env, "intake"):
        until(lambda: keys() > 0)
        until(lambda: lingpao("health", "intake", env=env).returncode == 0)
    heard = keys()
    for path in (Path(env["LINGPAO_DATA"]) / "bus").glob("bus.sqlite*"):
        path.unlink()
    assert lingpao("migrate", env=env).returncode == 0
    assert lingpao("resend", "registry", env=env).returncode == 0
    assert lingpao("reread", "intake", env=env).returncode == 0
    with worker(env, "registry"), worker(env, "intake"):
        until(lambda: lingpao("rebuild", "intake", env=env).returncode == 0)
    assert keys() == heard
    store.close()


def test_wrong_numbers_and_no_numbers_are_told(env: dict[str, str]) -> None:
    nothing = lingpao("dead-letters", "list", "scoring", env=env)
    assert nothing.returncode == 0
    unknown = lingpao("dead-letters", "redrive", "scoring", "7", env=env)
    assert (unknown.returncode, "7" in unknown.stderr) == (1, True)
    assert lingpao("dead-letters", "show", "scoring", "7", env=env).returncode == 1
    assert lingpao("dead-letters", "redrive", "scoring", env=env).returncode == 2
    assert lingpao("dead-letters", "redrive", "scoring", "1", "--all", env=env).returncode == 2


def test_keys_are_told_once(env: dict[str, str]) -> None:
    first = lingpao("keys", env=env)
    assert first.returncode == 0, first.stderr
    made = json.loads(first.stdout)
    assert {"operator", "bureau", "evaluation_body", "enterprise"} <= set(made)
    again = lingpao("keys", env=env)
    assert (again.returncode, again.stdout) == (1, "")
    assert "once" in again.stderr
    another = lingpao("keys", "--another", "operator", env=env)
    assert another.stdout.startswith("lp_")
    assert another.stdout.strip() != made["operator"]


def test_what_is_away_is_told_in_a_sentence(env: dict[str, str]) -> None:
    nowhere = {"LINGPAO_DATABASE": "postgresql://x:y@127.0.0.1:1/lingpao_{service}"}
    for command in (["health", "intake"], ["dead-letters", "list", "intake"], ["migrate"]):
        told = lingpao(*command, env={**env, **nowhere})
        assert told.returncode == 1, command
        assert "Traceback" not in told.stderr, command
    kafka = {"LINGPAO_KAFKA": "127.0.0.1:1"}
    for command in (["rebuild", "intake"], ["reread", "scoring"], ["migrate"]):
        told = lingpao(*command, env={**env, **kafka})
        assert (told.returncode, "Traceback" in told.stderr) == (1, False), told.stderr


def test_secrets_are_in_no_message() -> None:
    settings = Settings(
        "intake", Path("x"), b"the-pepper", postgres="password=hidden", kafka="",
        kafka_security={"sasl_plain_password": "hidden"},
    )  # fmt: skip
    assert "hidden" not in repr(settings)
    assert "pepper" not in repr(settings)
    told = lingpao("health", "intake", env={
        "LINGPAO_DATA": "/tmp", "LINGPAO_PEPPER_FILE": __file__,
        "LINGPAO_DATABASE": "postgresql://x:pa%zzword@h/lingpao_{service}",
    })  # fmt: skip
    assert told.returncode == 1
    assert "zzword" not in told.stderr


def test_health_is_the_workers_own(env: dict[str, str]) -> None:
    never = lingpao("health", "intake", env=env)
    assert never.returncode == 1
    assert "has never run" in never.stdout
    with worker(env, "intake"):
        until(lambda: lingpao("health", "intake", env=env).returncode == 0)


def test_a_store_that_was_never_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    env = {"LINGPAO_DATA": str(tmp_path)}
    for command in (["keys"], ["health", "intake"], ["worker", "intake"], ["resend", "intake"]):
        told = lingpao(*command, env=env)
        assert told.returncode == 1, command
        assert "lingpao migrate" in told.stderr
        assert "Traceback" not in told.stderr


def test_sent_again_everything_is_on_the_bus_twice(env: dict[str, str]) -> None:
    assert lingpao("keys", env=env).returncode == 0
    store = open_store("registry", env={**os.environ, **env})
    size = store.log_size()
    with worker(env, "registry"):
        until(lambda: len(everything(bus_of(env))) == size)
        assert lingpao("resend", "registry", env=env).returncode == 0
        until(lambda: len(everything(bus_of(env))) == 2 * size)
    store.close()


def test_a_rebuild_killed_at_its_last_instruction_has_not_happened(env: dict[str, str]) -> None:
    assert lingpao("keys", env=env).returncode == 0
    store = open_store("registry", env={**os.environ, **env})

    def documents() -> list[tuple[Any, ...]]:
        with store.reading_cursor() as cursor:
            cursor.execute("SELECT kind, id, body, told FROM view ORDER BY kind, id")
            return [tuple(row) for row in cursor.fetchall()]

    before = documents()
    with store.recorder.writing() as cursor:
        cursor.execute("DELETE FROM view WHERE kind = 'account'")
    lost = documents()
    crash = {"LINGPAO_CRASHPOINT": "rebuild.swapped"}
    assert lingpao("rebuild", "registry", env={**env, **crash}).returncode == -signal.SIGKILL
    assert documents() == lost
    # Its lease runs out by itself.
    until(lambda: lingpao("rebuild", "registry", env=env).returncode == 0)
    assert documents() == before
    store.close()
    wrong = lingpao("rebuild", "registry", "nonsense", env=env)
    assert (wrong.returncode, "nonsense" in wrong.stderr) == (1, True)
    assert "Traceback" not in wrong.stderr
