"""How a service's workers are, told so that one does not hide another's trouble."""

from pathlib import Path

import pytest

from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from tests.support import ledger


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


def age(store: Store, worker: str, seconds: float) -> None:
    with store.recorder.writing() as cursor:
        cursor.execute("UPDATE heartbeat SET at = at - ? WHERE worker = ?", (seconds, worker))


def test_nobody_has_ticked(store: Store) -> None:
    assert heartbeat.beats(store) == []


def test_a_well_worker_hides_no_others_trouble(store: Store) -> None:
    heartbeat.beat(store, "one/1", "inbox", 3, "BusUnavailable: away")
    heartbeat.beat(store, "two/1", "inbox", 9)
    [together] = heartbeat.beats(store)
    assert (together.healthy, together.trouble, together.lag) == (False, "BusUnavailable: away", 9)
    [mine] = heartbeat.beats(store, "two")
    assert mine.healthy
    heartbeat.beat(store, "one/1", "inbox", 0)
    assert heartbeat.beats(store)[0].healthy


def test_one_that_died_in_trouble_is_none_while_another_ticks(store: Store) -> None:
    heartbeat.beat(store, "one/1", "inbox", 3, "OSError: disk full")
    heartbeat.beat(store, "two/1", "inbox", 0)
    age(store, "one/1", heartbeat.STALE_SECONDS)
    assert heartbeat.beats(store)[0].healthy
    age(store, "two/1", heartbeat.STALE_SECONDS)
    [newest] = heartbeat.beats(store)
    assert not newest.healthy


def test_who_stops_is_forgotten_and_so_is_who_has_long_been_silent(store: Store) -> None:
    for worker in ("one/1", "two/1", "three/1"):
        heartbeat.beat(store, worker, "inbox", 0)
    age(store, "two/1", 4_000)
    heartbeat.silence(store, "one/1")
    assert [len(heartbeat.beats(store, host)) for host in ("one", "two", "three")] == [0, 0, 1]


def test_hosts_of_similar_names_are_told_apart(store: Store) -> None:
    heartbeat.beat(store, "web-1/7", "inbox", 0)
    assert heartbeat.beats(store, "web") == []
