"""PostgreSQL killed and started again: told in words, nothing lost, nothing twice, no restart of ours."""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.postgres import Server, databases, own_server
from tests.support.running import System, running_system

SECONDS = 90


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with own_server(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(scope="module")
def system(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    address = databases(server.url, "outage")
    folder = tmp_path_factory.mktemp("outage")
    with running_system(folder / "data", database=address) as made:
        yield made


def register(system: System, key: str, name: str) -> httpx.Response:
    return httpx.post(
        f"{system.url}/registry/v1/organisations",
        json={"organisation": name, "name": "晋城市某单位"},
        headers={
            "Authorization": f"Bearer {system.keys['operator']}",
            "Idempotency-Key": key,
        },
        timeout=60,
    )


def until_ready(system: System) -> None:
    deadline = time.monotonic() + SECONDS
    for service in ("intake", "scoring", "registry"):
        while httpx.get(f"{system.url}/{service}/readyz", timeout=60).status_code != 200:
            assert time.monotonic() < deadline, f"{service} did not come back"
            time.sleep(0.2)


def names(system: System) -> list[str]:
    found: list[Any] = system.rows("registry", "SELECT id FROM view WHERE kind = 'organisation'")
    return [row[0] for row in found]


def test_away_it_is_told_and_back_everything_goes_on(
    server: Server, system: System, tmp_path: Path
) -> None:
    assert register(system, "first", "before-outage").status_code == 201
    server.kill()
    keys = {f"during-{n}": uuid.uuid4().hex for n in range(3)}
    for name, key in keys.items():
        refused = register(system, key, name)
        assert refused.status_code == 503, refused.text
        assert refused.headers["Retry-After"]
        assert refused.headers["Content-Type"] == "application/problem+json"
    ready = httpx.get(f"{system.url}/registry/readyz", timeout=60)
    assert ready.status_code == 503

    server.start(tmp_path / "again.log")
    until_ready(system)
    for name, key in keys.items():
        for replayed in (False, True):
            answer = register(system, key, name)
            assert answer.status_code == 201, answer.text
            assert ("Idempotent-Replay" in answer.headers) == replayed
    assert sorted(names(system)).count("before-outage") == 1
    assert {name: names(system).count(name) for name in keys} == dict.fromkeys(keys, 1)


@pytest.mark.parametrize("turn", range(3))
def test_killed_under_load_what_was_answered_stays_and_nothing_is_twice(
    server: Server, system: System, tmp_path: Path, turn: int
) -> None:
    """Each command is repeated under its key until it is answered; the log has one entry of each."""
    asked = [f"load-{turn}-{n}" for n in range(30)]
    told = []
    for n, name in enumerate(asked):
        if n == 10:
            server.kill()
        if n == 12:
            server.start(tmp_path / "again.log")
        answer = register(system, name, name)
        if answer.status_code == 201:
            told.append(name)
        else:
            assert answer.status_code == 503, answer.text
    assert len(told) >= 10
    assert set(told) <= set(names(system)), "what was answered is there"
    for name in asked:
        deadline = time.monotonic() + SECONDS
        while register(system, name, name).status_code != 201:
            assert time.monotonic() < deadline
    count = (
        "SELECT COUNT(*) FROM stored_events WHERE originator_id LIKE "
        f"'organisation:load-{turn}-%' AND topic LIKE '%organisation_registered%'"
    )
    assert system.rows("registry", count) == [(len(asked),)]
    until_ready(system)
    for service in ("intake", "scoring"):
        [(parked,)] = system.rows(service, "SELECT COUNT(*) FROM parked")
        assert parked == 0
