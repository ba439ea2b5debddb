"""A real installation: started, stopped, started again; keys, clocks, and what is refused."""

import sqlite3
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.running import System, lingpao, running_system, start

SERVICES = ("intake", "scoring", "registry")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("installation") / "data"


def post(system: System, path: str, body: Any, role: str, **headers: str) -> httpx.Response:
    told = {"Authorization": f"Bearer {system.keys[role]}", "Idempotency-Key": uuid.uuid4().hex}
    return httpx.post(f"{system.url}{path}", json=body, headers={**told, **headers}, timeout=30)


def open_account(system: System, name: str) -> tuple[str, str, str]:
    """Open an auditor's account; return its key id, key and the position of its issue."""
    organisation = {"organisation": name, "name": "审计"}
    assert post(system, "/registry/v1/organisations", organisation, "operator").status_code == 201
    account = {"account": name, "organisation": name, "role": "auditor"}
    assert post(system, "/registry/v1/accounts", account, "operator").status_code == 201
    made = post(system, f"/registry/v1/accounts/{name}/keys", {"days": 1}, "operator")
    return made.json()["key_id"], made.json()["key"], made.headers["Lingpao-Position"]


def applications(system: System, key: str, after: str = "") -> int:
    headers = {"Authorization": f"Bearer {key}", **({"Lingpao-After": after} if after else {})}
    answer = httpx.get(f"{system.url}/intake/v1/applications", headers=headers, timeout=30)
    return answer.status_code


def test_keys_clock_and_restart(data: Path) -> None:
    with running_system(data) as system:
        refused = post(
            system,
            "/registry/v1/simulation/clock",
            {"now": "2021-08-10T09:00:00+08:00"},
            "operator",
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "web.not_a_simulation")

        key_id, key, position = open_account(system, "audit-one")
        assert applications(system, key, after=position) == 200, "heard on the bus"
        killed = post(system, f"/registry/v1/keys/{key_id}/revocation", {}, "operator")
        assert applications(system, key, after=killed.headers["Lingpao-Position"]) == 401

        for path in data.rglob("*"):
            if path.is_file() and path.name not in ("access.json",):
                assert key.encode() not in path.read_bytes(), f"the key itself lies in {path}"
        assert (data / "keys" / "pepper").stat().st_mode & 0o077 == 0
        assert (data / "keys" / "access.json").stat().st_mode & 0o077 == 0
        first = dict(system.keys)
        sizes = {name: httpx.get(f"{system.url}/{name}/log/size").json() for name in SERVICES}

    with running_system(data) as system:
        assert system.keys == first
        assert sizes == {
            name: httpx.get(f"{system.url}/{name}/log/size").json() for name in SERVICES
        }
        assert applications(system, system.keys["auditor"]) == 200


def test_a_season_cannot_be_played_into_a_real_store(data: Path) -> None:
    with running_system(data) as system:
        key_file = str(data / "keys" / "access.json")
        told = lingpao(
            "load", "--url", system.url, "--operator-key-file", key_file, "tests/data/jincheng-2021"
        )
        assert told.returncode != 0
        assert "not_a_simulation" in told.stderr


def test_a_real_folder_does_not_become_a_simulation(data: Path) -> None:
    with pytest.raises(AssertionError, match="simulation"):
        start(data, demo=True)


def test_a_port_that_is_taken_is_said_so(data: Path) -> None:
    with running_system(data) as system:
        port = system.url.rpartition(":")[2]
        told = lingpao("up", "--data", str(data.parent / "other"), "--port", port)
        assert told.returncode != 0
        assert port in told.stderr


def test_after_everything_is_killed_every_acknowledged_command_is_there(data: Path) -> None:
    system = start(data)
    try:
        names = [f"org-{n}" for n in range(40)]
        for name in names:
            body = {"organisation": name, "name": name}
            assert post(system, "/registry/v1/organisations", body, "operator").status_code == 201
    finally:
        system.kill()
    with sqlite3.connect(data / "registry" / "store.sqlite") as store:
        kept = {row[0] for row in store.execute("SELECT id FROM view WHERE kind='organisation'")}
    assert set(names) <= kept
    with running_system(data) as system:
        repeated = httpx.post(
            f"{system.url}/registry/v1/organisations",
            json={"organisation": names[0], "name": "again"},
            headers={"Authorization": f"Bearer {system.keys['operator']}", "Idempotency-Key": "x"},
        )
        assert repeated.status_code == 409
        deadline = time.monotonic() + 30
        while httpx.get(f"{system.url}/registry/readyz").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize("demo", [False, True])
def test_keys_that_were_delivered_and_deleted_are_not_made_again(
    tmp_path: Path, demo: bool
) -> None:
    """As docs/operations.md tells an owner to do; the keys themselves stay valid."""
    with running_system(tmp_path / "data", demo=demo) as system:
        operator = system.keys["operator"]
    (tmp_path / "data" / "keys" / "access.json").unlink()
    with running_system(tmp_path / "data", demo=demo) as system:
        assert not (tmp_path / "data" / "keys" / "access.json").exists()
        told = httpx.post(
            f"{system.url}/registry/v1/organisations",
            json={"organisation": "later-office", "name": "某单位"},
            headers={"Authorization": f"Bearer {operator}", "Idempotency-Key": "one"},
            timeout=30,
        )
        assert told.status_code == 201, told.text


def test_killed_between_its_keys_file_and_the_commit_it_makes_both_anew(tmp_path: Path) -> None:
    """The file is there, the accounts are not: keys of an earlier try are worth nothing."""
    made = lingpao("migrate", "--data", str(tmp_path / "data"))
    assert made.returncode == 0, made.stderr
    (tmp_path / "data" / "keys" / "access.json").write_text('{"operator": "lp_never_valid"}')
    with running_system(tmp_path / "data") as system:
        assert system.keys["operator"] != "lp_never_valid"
        answer = post(
            system,
            "/registry/v1/organisations",
            {"organisation": "x-office", "name": "某"},
            "operator",
        )
        assert answer.status_code == 201, answer.text
