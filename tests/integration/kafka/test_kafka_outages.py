"""A broker that is absent at the start, or dies and comes back: real workers wait and go on."""

import signal
import time
from pathlib import Path

import pytest

from services.chassis.store.store import Store
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
from tests.support.running import free_port


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


@pytest.fixture
def target(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "scoring")


def test_a_broker_absent_at_start_is_told_and_met_when_it_comes(
    tmp_path: Path, source: Store, target: Store
) -> None:
    port = free_port()
    with workers(tmp_path, f"127.0.0.1:{port}", "intake", "scoring") as running:
        append(source, range(50))
        until(lambda: "nobody answers" in trouble(source, "relay"), "the relay says nothing")
        until(lambda: "nobody answers" in trouble(target, "inbox"), "the inbox says nothing")
        with not_busy(running):
            time.sleep(5)
        assert not ready(source)
        assert not ready(target)
        assert target.log_size() == 0
        with own_broker(tmp_path / "kafka", port=port) as broker:
            # There, but nobody has made the topics: also told, also waited for.
            until(lambda: "UnknownTopic" in trouble(source, "relay"), "no word of the topics")
            make_topics(broker)
            arrived(source, target)
            until(lambda: ready(source, target), "not ready again")
    check(source, target)


def test_a_broker_lost_and_back_loses_nothing_and_the_stores_go_on(
    tmp_path: Path, source: Store, target: Store
) -> None:
    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        with workers(tmp_path, broker.address, "intake", "scoring") as running:
            append(source, range(100))
            arrived(source, target)
            until(lambda: ready(source, target), "not ready")
            broker.kill()
            append(source, range(100, 200))
            with not_busy(running):
                until(lambda: "BusUnavailable" in trouble(target, "inbox"), "the inbox is silent")
                append(source, range(200, 300))
                time.sleep(5)
            assert not ready(target)
            assert target.log_size() == 200, "nothing was heard meanwhile"
            broker.start()
            arrived(source, target)
            until(lambda: ready(source, target), "not ready again")
    check(source, target)


def test_a_worker_stops_when_told_while_the_broker_is_away(
    tmp_path: Path, source: Store, target: Store
) -> None:
    """In the midst of sending, and waiting for acknowledgements that will not come."""
    with own_broker(tmp_path / "kafka") as broker:
        make_topics(broker)
        with workers(tmp_path, broker.address, "intake", "scoring") as running:
            append(source, range(5))
            arrived(source, target)
            broker.kill()
            append(source, range(5, 10))
            time.sleep(1)
            for process in running:
                process.send_signal(signal.SIGTERM)
            # A supervisor kills whoever takes longer.
            assert [process.wait(30) for process in running] == [0, 0]
