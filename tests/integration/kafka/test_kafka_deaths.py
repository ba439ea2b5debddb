"""A broker killed again and again under load, or hanging: nothing lost, nothing twice, in order."""

import itertools
import threading
import time
from pathlib import Path

from tests.support import ledger
from tests.support.kafka import own_broker
from tests.support.on_kafka import (
    append,
    arrived,
    check,
    make_topics,
    not_busy,
    ready,
    trouble,
    until,
    workers,
)

KILLS = 4


def test_a_broker_killed_again_and_again_in_a_stream_loses_nothing(tmp_path: Path) -> None:
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    stop = threading.Event()

    def stream() -> None:
        for n in itertools.count():
            append(source, range(n, n + 1))
            if stop.wait(0.02):
                return

    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        with workers(tmp_path, broker.address, "intake", "scoring"):
            streaming = threading.Thread(target=stream)
            streaming.start()
            try:
                for _ in range(KILLS):
                    seen = target.log_size()
                    until(lambda seen=seen: target.log_size() > seen + 50, "nothing arrives")
                    broker.kill()
                    broker.start()
            finally:
                stop.set()
                streaming.join()
            arrived(source, target)
    check(source, target)


def test_a_broker_that_hangs_is_told_and_what_it_held_arrives_once(tmp_path: Path) -> None:
    """Longer than anybody waits for an acknowledgement: it is there, but answers nothing."""
    source = ledger.open_store(tmp_path, "intake")
    target = ledger.open_store(tmp_path, "scoring")
    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        with workers(tmp_path, broker.address, "intake", "scoring") as running:
            append(source, range(50))
            arrived(source, target)
            with broker.frozen(), not_busy(running):
                append(source, range(50, 150))
                until(lambda: "BusUnavailable" in trouble(source, "relay"), "the relay is silent")
                until(lambda: "BusUnavailable" in trouble(target, "inbox"), "the inbox is silent")
                time.sleep(2)
                append(source, range(150, 200))
            arrived(source, target)
            until(lambda: ready(source, target), "not ready again")
    check(source, target)
