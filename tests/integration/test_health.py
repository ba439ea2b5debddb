"""Health that tells the truth: processes are killed and stopped, and it shows."""

import os
import signal
import time
from collections.abc import Callable

import httpx
import pytest

from services.chassis.store.heartbeat import CHECKPOINTS, STALE_SECONDS
from services.composition import service as service_of
from tests.support.running import System

SERVICES = ("intake", "scoring", "registry")
LOOPS = {"inbox", "relay", "timers"}
#: A supervisor's restart and a worker's first beat.
BACK_SECONDS = 30.0


def ready(system: System, service: str) -> httpx.Response:
    return httpx.get(f"{system.url}/{service}/readyz", timeout=10)


def is_ready(system: System, service: str) -> bool:
    return ready(system, service).status_code == 200


def wait_for(what: Callable[[], bool], seconds: float) -> float:
    """Return after how many seconds it was so.

    :raises AssertionError: when it was not in time.
    """
    begun = time.monotonic()
    while not what():
        assert time.monotonic() - begun < seconds, "not in time"
        time.sleep(0.1)
    return time.monotonic() - begun


@pytest.mark.parametrize("service", SERVICES)
def test_a_well_service_says_so_of_each_loop(bare_system: System, service: str) -> None:
    alive = httpx.get(f"{bare_system.url}/{service}/healthz")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    answer = ready(bare_system, service)
    body = answer.json()
    assert (answer.status_code, body["ready"], body["service"]) == (200, True, service)
    assert set(body["loops"]) == LOOPS | {CHECKPOINTS} | set(service_of(service).errands)
    assert all(loop["healthy"] and not loop["trouble"] for loop in body["loops"].values())
    assert body["set_aside"] == {}
    assert body["log_size"] == httpx.get(f"{bare_system.url}/{service}/log/size").json()["size"]


def test_a_killed_worker_is_started_again(bare_system: System) -> None:
    [before] = bare_system.pids()["scoring"]
    os.kill(before, signal.SIGKILL)
    killed = time.time()

    def is_back() -> bool:
        now = bare_system.pids().get("scoring", [])
        return len(now) == 1 and now != [before]

    wait_for(is_back, BACK_SECONDS)

    def beats_anew() -> bool:
        loops = ready(bare_system, "scoring").json()["loops"].values()
        return all(
            loop["healthy"] and loop["seconds_since"] < time.time() - killed for loop in loops
        )

    wait_for(beats_anew, BACK_SECONDS)
    for service in SERVICES:
        assert is_ready(bare_system, service)


def test_a_stopped_worker_shows_in_its_own_service_alone_until_it_goes_on(
    bare_system: System,
) -> None:
    [worker] = bare_system.pids()["intake"]
    os.kill(worker, signal.SIGSTOP)
    try:
        took = wait_for(lambda: not is_ready(bare_system, "intake"), STALE_SECONDS + 5)
        assert took > STALE_SECONDS / 2, "no alarm for a short pause"
        answer = ready(bare_system, "intake")
        assert answer.status_code == 503
        loops = answer.json()["loops"].values()
        assert any(not one["healthy"] and one["seconds_since"] >= STALE_SECONDS for one in loops)
        # Alive is another thing, and so are the others.
        assert httpx.get(f"{bare_system.url}/intake/healthz").status_code == 200
        assert httpx.get(f"{bare_system.url}/intake/v1/standards").status_code == 200
        for other in ("scoring", "registry"):
            assert is_ready(bare_system, other)
    finally:
        os.kill(worker, signal.SIGCONT)
    wait_for(lambda: is_ready(bare_system, "intake"), BACK_SECONDS)
    assert bare_system.pids()["intake"] == [worker], "it went on, and was not replaced"


def test_killed_web_processes_are_replaced_and_sigterm_stops_all(bare_system: System) -> None:
    before = bare_system.pids()["web"]
    for pid in before[1:]:
        os.kill(pid, signal.SIGKILL)

    def answers() -> bool:
        try:
            return all(is_ready(bare_system, service) for service in SERVICES)
        except httpx.TransportError:
            return False

    wait_for(answers, BACK_SECONDS)
    bare_system.process.send_signal(signal.SIGTERM)
    assert bare_system.process.wait(60) == 0
    assert bare_system.pids() == {}
    with pytest.raises(httpx.TransportError):
        ready(bare_system, "intake")
