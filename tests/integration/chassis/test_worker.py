"""Real workers: killed at random under load, two of one kind at once, stopped cleanly."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from tests.support import ledger
from tests.support.running import ROOT

SEED = 20210427
SECONDS = 180


def spawn(folder: Path, name: str, crashpoint: str = "") -> "subprocess.Popen[bytes]":
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LINGPAO_CRASHPOINT": crashpoint}
    command = [sys.executable, "-m", "tests.support.tiny_service", str(folder), name]
    return subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)


@contextmanager
def workers(folder: Path, *names: str) -> Iterator[list["subprocess.Popen[bytes]"]]:
    running = [spawn(folder, name) for name in names]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


@contextmanager
def locked(bus: Path) -> Iterator[None]:
    with closing(sqlite3.connect(bus, isolation_level=None, timeout=SECONDS)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def wait_for(target: Store, events: int) -> None:
    """Until every event was heard, echoed and its bell rung; a deadline, never a guess."""
    deadline = time.monotonic() + SECONDS
    while target.log_size() < 2 * events:
        assert time.monotonic() < deadline, f"{target.log_size()} of {2 * events} after {SECONDS} s"
        time.sleep(0.05)


def check(target: Store, events: int, keys: int) -> None:
    assert target.log_size() == 2 * events
    assert set(ledger.effects(target)) == {1}
    assert len(ledger.effects(target)) == 3 * events, "heard, echoed, rung"
    for key in range(keys):
        names = ledger.order_of(target, f"K{key}")
        firsts = [name for at, name in enumerate(names) if name not in names[:at]]
        assert firsts == sorted(firsts)
        assert all(names.count(name) == 2 for name in names)


def test_killed_at_random_under_load_nothing_is_lost_or_done_twice(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    ledger.open_bus(tmp_path)
    running = {name: spawn(tmp_path, name) for name in ("intake", "scoring")}
    kills = 0
    try:
        for n in range(300):
            ledger.append(source, f"K{n % 5}", f"{n:04}")
            if rng.random() < 0.05:
                time.sleep(rng.random() * 0.6)
                name = rng.choice(sorted(running))
                running[name].send_signal(signal.SIGKILL)
                assert running[name].wait() == -signal.SIGKILL
                running[name] = spawn(tmp_path, name)
                kills += 1
        wait_for(target, 300)
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    assert kills > 5
    check(target, 300, 5)


def test_two_workers_of_a_service_share_and_neither_doubles(tmp_path: Path) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    ledger.open_bus(tmp_path)
    with workers(tmp_path, "intake", "intake", "scoring", "scoring") as running:
        # Under load while the partitions change hands, and again when each has its half.
        events = 0
        deadline = time.monotonic() + SECONDS
        while sorted(partitions_held(target)) != [6, 6]:
            assert time.monotonic() < deadline
            ledger.append(source, f"K{events % 5}", f"{events:04}")
            events += 1
            time.sleep(0.02)
        for n in range(events, events + 200):
            ledger.append(source, f"K{n % 5}", f"{n:04}")
        events += 200
        wait_for(target, events)
        assert all(process.poll() is None for process in running)
    check(target, events, 5)


def partitions_held(target: Store) -> list[int]:
    """How many partitions each living worker holds."""
    with target.reading_cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) AS n FROM lease WHERE name LIKE 'inbox/lingpao%' GROUP BY owner"
        )
        return [row["n"] for row in cursor.fetchall()]


def test_workers_that_sleep_past_their_leases_wake_and_double_nothing(tmp_path: Path) -> None:
    """Stopped whole, as a paused machine is; others take over; then the sleepers go on."""
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    bus = ledger.open_bus(tmp_path)
    with workers(tmp_path, "intake", "scoring") as sleepers:
        for n in range(20):
            ledger.append(source, f"K{n % 5}", f"{n:04}")
        wait_for(target, 20)
        # With both stores and the bus locked by us none of them sleeps holding a lock.
        with source.writing(), target.writing(), locked(tmp_path / "bus.sqlite"):
            for process in sleepers:
                process.send_signal(signal.SIGSTOP)
        with workers(tmp_path, "intake", "scoring"):
            for n in range(20, 60):
                ledger.append(source, f"K{n % 5}", f"{n:04}")
            wait_for(target, 60)
            for process in sleepers:
                process.send_signal(signal.SIGCONT)
            for n in range(60, 120):
                ledger.append(source, f"K{n % 5}", f"{n:04}")
            wait_for(target, 120)
        assert all(process.poll() is None for process in sleepers)
    check(target, 120, 5)
    ends = bus.consumer().end_offsets(ledger.PLACES)
    inbox = ledger.make_inbox(target, None)
    assert {place: inbox.next_offset(place) for place in ledger.PLACES} == ends


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_timer_killed_in_its_handler_rings_once(tmp_path: Path, count: int) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    ledger.open_bus(tmp_path)
    for n in range(count):
        ledger.append(source, "K0", f"{n:04}")
    with workers(tmp_path, "intake"):
        doomed = spawn(tmp_path, "scoring", f"timer.handled:{count}")
        try:
            assert doomed.wait(SECONDS) == -signal.SIGKILL
        finally:
            doomed.kill()
            doomed.wait()
        assert len(ledger.order_of(target, "bell")) == count - 1, "the last bell did not ring"
        with workers(tmp_path, "scoring"):
            wait_for(target, count)
    check(target, count, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_stops_when_told_and_gives_up_its_leases(
    tmp_path: Path, number: signal.Signals
) -> None:
    target = ledger.open_store(tmp_path, "scoring")
    ledger.open_bus(tmp_path)
    with workers(tmp_path, "scoring") as [process]:
        deadline = time.monotonic() + SECONDS
        while len(heartbeat.beats(target)) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert all(beat.healthy for beat in heartbeat.beats(target))
        process.send_signal(number)
        assert process.wait(5) == 0
    with target.reading_cursor() as cursor:
        cursor.execute("SELECT name FROM lease")
        assert cursor.fetchall() == []


def test_a_truncated_bus_halts_the_inbox_with_an_alarm(tmp_path: Path) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    bus = ledger.open_bus(tmp_path)
    for n in range(20):
        ledger.append(source, "K0", f"{n:04}")
    with workers(tmp_path, "intake"):
        deadline = time.monotonic() + SECONDS
        while not any(bus.consumer().end_offsets(ledger.PLACES).values()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    for place in ledger.PLACES:
        bus.truncate(place, 5)
    with workers(tmp_path, "scoring"):
        trouble = ""
        deadline = time.monotonic() + SECONDS
        while "OffsetOutOfRange" not in trouble and time.monotonic() < deadline:
            beats = {beat.loop: beat for beat in heartbeat.beats(target)}
            trouble = beats["inbox"].trouble if "inbox" in beats else ""
            time.sleep(0.05)
        assert "OffsetOutOfRange" in trouble
        time.sleep(1)
        beats = {beat.loop: beat for beat in heartbeat.beats(target)}
        assert "OffsetOutOfRange" in beats["inbox"].trouble, "the alarm stays"
    assert ledger.effects(target) == []
