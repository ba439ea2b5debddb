"""Two services without a domain on Kafka, as real worker processes: watched, counted, killed."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from services.chassis.bus.kafka import KafkaBus, KafkaSettings
from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from services.contracts.topics import TOPICS
from tests.support import ledger
from tests.support.kafka import Broker
from tests.support.tiny_service import spawn_on_kafka

SECONDS = 60
KEYS = 5
#: Of one processor, over an outage: a loop that does not wait takes all of it.
BUSY = 0.5


@contextmanager
def workers(folder: Path, address: str, *names: str) -> Iterator[list["Popen[bytes]"]]:
    """A worker process for each name."""
    running = [spawn_on_kafka(folder, name, address) for name in names]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def make_topics(broker: Broker) -> None:
    KafkaBus(KafkaSettings(broker.address)).ensure_topics(TOPICS)


def append(store: Store, numbers: range) -> None:
    """Events of a few keys, whose names tell their order."""
    for n in numbers:
        ledger.append(store, f"K{n % KEYS}", f"{n:04}")


def until(found: Callable[[], bool], what: str) -> None:
    """Wait with a deadline.

    :raises AssertionError: naming what did not come.
    """
    deadline = time.monotonic() + SECONDS
    while not found():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def arrived(source: Store, target: Store) -> None:
    """Wait until every event was heard, echoed and its bell rung."""
    wanted = 2 * source.log_size()
    until(lambda: target.log_size() >= wanted, f"{target.log_size()} of {wanted}")


def check(source: Store, target: Store) -> None:
    """Each event took effect once, each key's in order, none is missing.

    :raises AssertionError: otherwise.
    """
    events = source.log_size()
    assert target.log_size() == 2 * events
    effects = ledger.effects(target)
    assert set(effects) == {1}
    assert len(effects) == 3 * events, "heard, echoed, rung"
    assert heartbeat.parked(target) == {}
    heard = []
    for key in range(KEYS):
        names = ledger.order_of(target, f"K{key}")
        firsts = [name for at, name in enumerate(names) if name not in names[:at]]
        assert firsts == sorted(firsts)
        assert all(names.count(name) == 2 for name in names)
        heard += firsts
    assert sorted(heard) == [f"{n:04}" for n in range(events)]


def trouble(store: Store, loop: str) -> str:
    """What a loop's heartbeat says is wrong."""
    return {beat.loop: beat.trouble for beat in heartbeat.beats(store)}.get(loop, "")


def ready(*stores: Store) -> bool:
    """Whether readiness would say yes."""
    beats = [beat for store in stores for beat in heartbeat.beats(store)]
    loops = len((*heartbeat.LOOPS, heartbeat.CHECKPOINTS))
    return len(beats) == loops * len(stores) and all(beat.healthy for beat in beats)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def not_busy(running: list["Popen[bytes]"]) -> Iterator[None]:
    """Workers that wait compute little while the block lasts, and live.

    :raises AssertionError: otherwise.
    """
    before = [processor_seconds(process.pid) for process in running]
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    assert [process.poll() for process in running] == [None] * len(running)
    for process, spent in zip(running, before, strict=True):
        assert (processor_seconds(process.pid) - spent) / took < BUSY
