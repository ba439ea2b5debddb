"""Checkpoints with a real signer process: signed as the log grows, told, heard, never rolled back."""

import base64
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from services.chassis import checkpoints, witnesses
from services.chassis.bus.port import Bus
from services.chassis.errand import OutsideUnavailable, Step
from services.chassis.log.keys import VerifierKey
from services.chassis.log.policy import Policy, text
from services.chassis.signer.client import RolledBack, Signer
from services.chassis.signer.witness_file import Witness
from services.chassis.store.store import Store, facts
from tests.support import ledger
from tests.support.running import ROOT

SECRET = b"secret of sixteen and more"


class Process:
    """A signer as `lingpao up` starts it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.address = data / "signer" / "address"
        secret = data / "keys" / "signer-secret"
        secret.parent.mkdir()
        secret.write_bytes(SECRET)
        self.start()

    def start(self) -> None:
        self.address.unlink(missing_ok=True)
        with (self.data / "signer.err").open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.cli", "signer", "--data", str(self.data)],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stderr=said,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while not self.address.exists():
            assert self.process.poll() is None, (self.data / "signer.err").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)

    def kill(self) -> None:
        # gunicorn's child as well.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    @property
    def client(self) -> Signer:
        return Signer(str(self.address), SECRET)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    process = Process(tmp_path_factory.mktemp("signer"))
    yield process
    process.process.terminate()
    process.process.wait()


@pytest.fixture
def signer(shared: Process) -> Process:
    """The process with nothing signed yet."""
    shared.kill()
    with closing(sqlite3.connect(shared.data / "signer" / "memory.sqlite")) as raw, raw:
        raw.execute("DELETE FROM seen")
    shared.start()
    return shared


@pytest.fixture
def bus(tmp_path: Path) -> Bus:
    return ledger.open_bus(tmp_path)


def keeper(store: Store, bus: Bus, signer: Process | None) -> Step:
    return checkpoints.keeper(bus, signer.client if signer else None)(store)


def newest(store: Store) -> checkpoints.Kept | None:
    with store.reading_cursor() as cursor:
        return checkpoints.newest(cursor)


def policy(store: Store) -> Policy:
    with store.reading_cursor() as cursor:
        keys = [VerifierKey.parse(line) for line in facts(cursor)["log_keys"].split("\n")]
    return Policy.parse(text(keys, [], 0).encode())


def after_a_while(step: Step) -> None:
    """Take a step past the pause between two signatures."""
    time.sleep(0.3)
    step()


def test_the_log_is_signed_as_it_grows(tmp_path: Path, bus: Bus, signer: Process) -> None:
    store = ledger.open_store(tmp_path, "intake")
    step = keeper(store, bus, signer)
    for size in (1, 2, 300):
        while store.log_size() < size:
            ledger.append(store, "K", str(store.log_size()))
        after_a_while(step)
        kept = newest(store)
        assert kept is not None
        assert kept.told
        trusted = policy(store).open(kept.note.encode())
        with store.writing() as tx:
            assert (trusted.checkpoint.size, trusted.checkpoint.root) == (size, tx.log().root)


def test_a_signer_that_is_away_is_waited_for_and_goes_on_where_it_was(
    tmp_path: Path, bus: Bus, signer: Process
) -> None:
    store = ledger.open_store(tmp_path, "intake")
    step = keeper(store, bus, signer)
    ledger.append(store, "K", "1")
    after_a_while(step)
    signer.kill()
    ledger.append(store, "K", "2")
    with pytest.raises(OutsideUnavailable, match="signer"):
        after_a_while(step)
    signer.start()
    after_a_while(step)
    kept = newest(store)
    assert kept is not None
    assert kept.size == 2


def test_an_answer_that_was_lost_is_asked_for_again(
    tmp_path: Path, bus: Bus, signer: Process
) -> None:
    store = ledger.open_store(tmp_path, "intake")
    step = keeper(store, bus, signer)
    ledger.append(store, "K", "1")
    after_a_while(step)
    with store.recorder.writing() as cursor:
        cursor.execute("DELETE FROM log_checkpoint")
    ledger.append(store, "K", "2")
    after_a_while(step)
    kept = newest(store)
    assert kept is not None
    assert kept.size == 2


def test_a_store_brought_back_from_yesterday_gets_no_signature(
    tmp_path: Path, bus: Bus, signer: Process
) -> None:
    store = ledger.open_store(tmp_path, "intake")
    ledger.append(store, "K", "1")
    after_a_while(keeper(store, bus, signer))
    store.close()
    yesterday = tmp_path / "yesterday"
    shutil.copytree(tmp_path / "intake", yesterday)
    store = ledger.open_made(tmp_path, "intake")
    ledger.append(store, "K", "2")
    after_a_while(keeper(store, bus, signer))
    store.close()
    shutil.rmtree(tmp_path / "intake")
    shutil.copytree(yesterday, tmp_path / "intake")
    store = ledger.open_made(tmp_path, "intake")
    with pytest.raises(RolledBack, match="2 entries of intake were signed, and the store has 1"):
        keeper(store, bus, signer)()
    # Nor when it has grown as far by another way.
    ledger.append(store, "K", "another")
    ledger.append(store, "K", "and one more")
    with pytest.raises(RolledBack):
        keeper(store, bus, signer)()


def test_a_leaf_that_was_changed_gets_no_signature(
    tmp_path: Path, bus: Bus, signer: Process
) -> None:
    store = ledger.open_store(tmp_path, "intake")
    for n in range(3):
        ledger.append(store, "K", str(n))
    after_a_while(keeper(store, bus, signer))
    with closing(sqlite3.connect(tmp_path / "intake" / "store.sqlite")) as raw, raw:
        raw.execute("UPDATE log_leaf SET hash = zeroblob(32) WHERE position = 1")
    ledger.append(store, "K", "more")
    with pytest.raises(RolledBack):
        keeper(store, bus, signer)()


def test_the_others_hear_it_and_their_decisions_cite_it(
    tmp_path: Path, bus: Bus, signer: Process
) -> None:
    store = ledger.open_store(tmp_path, "intake")
    for n in range(3):
        ledger.append(store, "K", str(n))
    after_a_while(keeper(store, bus, signer))
    other = ledger.open_store(tmp_path, "scoring")
    listener = keeper(other, bus, None)
    assert listener()[0] == 1
    assert listener()[0] == 0
    with other.recorder.writing() as cursor:
        cursor.execute("INSERT INTO heard (source, size) VALUES ('lingpao.intake', 2)")
        cursor.execute("INSERT INTO inbox_source VALUES ('lingpao.intake', 'lingpao.intake', 4, 1)")
    with other.writing() as tx:
        [pin] = tx.pins()
    with store.writing() as tx:
        root = tx.log().root
    assert (pin.origin, pin.size) == ("lingpao.intake", 3)
    assert base64.b64decode(pin.root) == root
    assert pin.marks == (-1, -1, -1, -1, 1, *[-1] * 7)


def test_a_witness_cosigns_what_grew_and_no_fork(tmp_path: Path, bus: Bus, signer: Process) -> None:
    store = ledger.open_store(tmp_path, "intake")
    ledger.append(store, "K", "1")
    after_a_while(keeper(store, bus, signer))
    with store.reading_cursor() as cursor:
        logs = facts(cursor)["log_keys"].split("\n")
    with witness(tmp_path / "witness", logs) as watching:
        ask = witnesses.errand([watching])(store)
        assert ask()[0] == 2
        assert cosigned_by(store, logs, watching) == 2
        ledger.append(store, "K", "2")
        after_a_while(keeper(store, bus, signer))
        after_a_while(lambda: (time.sleep(0.8), ask())[1])
        assert cosigned_by(store, logs, watching) == 2
        # A log whose signer was deceived too: the witness remembers what it was shown.
        with closing(sqlite3.connect(tmp_path / "witness" / "memory.sqlite")) as raw, raw:
            raw.execute("UPDATE seen SET root = zeroblob(32)")
        ledger.append(store, "K", "3")
        after_a_while(keeper(store, bus, signer))
        with pytest.raises(OutsideUnavailable, match="422"):
            after_a_while(lambda: (time.sleep(0.8), ask())[1])
    with pytest.raises(OutsideUnavailable, match="refused"):
        after_a_while(lambda: (time.sleep(0.8), ask())[1])


def cosigned_by(store: Store, logs: list[str], watching: Witness) -> int:
    kept = newest(store)
    assert kept is not None
    assert kept.witnesses == 1
    asks = text([VerifierKey.parse(key) for key in logs], watching.keys, 2)
    return len(Policy.parse(asks.encode()).open(kept.note.encode()).witnesses)


@contextmanager
def witness(home: Path, logs: list[str]) -> Iterator[Witness]:
    """A witness as somebody else runs it."""
    home.mkdir()
    told = [f"--log={key}" for key in logs]
    command = ["witness", "--data", str(home), "--bind", "127.0.0.1:0", "--name", "w.example/1"]
    with (home / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.cli", *command, *told],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + 60
        while not (home / "address").exists():
            assert process.poll() is None, (home / "out").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
        lines = (home / "out").read_text().split("\n")
        keys = [VerifierKey.parse(line.strip()) for line in lines if line.startswith("  ")]
        yield Witness((home / "address").read_text().strip(), tuple(keys))
    finally:
        process.terminate()
        process.wait()
