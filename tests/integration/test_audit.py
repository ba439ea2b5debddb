"""The audit of a running system: it passes, and whatever is changed behind its back is named."""

import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.contracts.registry import Published, Revoked, TitleGranted
from tests.support.running import System, lingpao

SERVICES = ("registry", "intake", "scoring")
_SECONDS = 30


@pytest.fixture(scope="module")
def memory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("memory")


def keys(system: System) -> list[str]:
    """The options that name whom to trust."""
    told = [httpx.get(f"{system.url}/{service}/log/key").text.split() for service in SERVICES]
    return [word for some in told for key in some for word in ("--key", key)]


def audit(system: System, memory: Path, *more: str) -> dict[str, Any]:
    """The report of an audit over HTTP that reads all there is."""
    report = memory / "report.json"
    words = ["audit", system.url, "--memory", str(memory), "--report", str(report), "--afresh"]
    done = lingpao(*words, *keys(system), *more)
    told: dict[str, Any] = json.loads(report.read_text("utf-8"))
    assert done.returncode == (0 if told["consistent"] else 1), done.stderr
    assert "Traceback" not in done.stderr
    return told


def first(told: dict[str, Any]) -> tuple[str, int | None, str]:
    found = told["findings"][0]
    return found["service"], found["index"], found["kind"]


def store(system: System, service: str) -> sqlite3.Connection:
    path = system.data / service / "store.sqlite"
    return sqlite3.connect(path, timeout=_SECONDS)


@contextmanager
def changed(system: System, service: str, query: str, *values: Any) -> Iterator[None]:
    """Change a store from beside for the length of a block, as no service would."""
    with closing(sqlite3.connect(":memory:")) as before, closing(store(system, service)) as live:
        live.backup(before)
        with live:
            assert live.execute(query, values).rowcount == 1
        try:
            yield
        finally:
            before.backup(live)


def entries(system: System, service: str) -> list[bytes]:
    with closing(store(system, service)) as live:
        rows = live.execute("SELECT state FROM stored_events ORDER BY rowid").fetchall()
    return [row[0] for row in rows]


def test_a_season_as_it_was_played_passes(demo_system: System, memory: Path) -> None:
    told = audit(demo_system, memory)
    assert told["findings"] == []
    assert (told["derived"], told["boards"]) == (True, 4)
    assert told["entries"] == sum(len(entries(demo_system, service)) for service in SERVICES)


def test_the_bus_alone_tells_the_same(demo_system: System, memory: Path) -> None:
    words = ["audit", "--bus", str(demo_system.data / "bus" / "bus.sqlite")]
    words += ["--memory", str(memory), "--documents", demo_system.url, *keys(demo_system)]
    done = lingpao(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 版排行榜" in done.stdout


def test_an_export_tells_the_same_and_any_folder_will_do(
    demo_system: System, memory: Path, tmp_path: Path
) -> None:
    done = lingpao("log", "export", demo_system.url, str(tmp_path))
    assert done.returncode == 0, done.stderr
    done = lingpao("audit", str(tmp_path), "--memory", str(memory), *keys(demo_system))
    assert done.returncode == 0, done.stdout
    board = "jincheng-finance-2021.branch-service"
    replayed = lingpao("replay", "--url", str(tmp_path), "--board", board)
    assert replayed.returncode == 0, replayed.stderr


def test_a_stored_entry_that_was_changed_is_named(demo_system: System, memory: Path) -> None:
    state = entries(demo_system, "intake")[17]
    other = state.replace(b'"actor":"', b'"actor":"x', 1)
    query = "UPDATE stored_events SET state = ? WHERE state = ?"
    with changed(demo_system, "intake", query, other, state):
        assert first(audit(demo_system, memory)) == ("intake", 17, "entry")
    assert audit(demo_system, memory)["consistent"]


def test_a_leaf_that_was_changed_is_named(demo_system: System, memory: Path) -> None:
    query = "UPDATE log_leaf SET hash = zeroblob(32) WHERE position = 33"
    with changed(demo_system, "scoring", query):
        assert first(audit(demo_system, memory)) == ("scoring", 33, "tile")


@pytest.mark.parametrize(
    ("kind", "of", "before", "after"),
    [
        ("public_board", Published, '"rank": 1', '"rank": 2'),
        ("public_board", Published, '"state": "published"', '"state": "drawn"'),
        ("title", TitleGranted, '"state": "valid"', '"state": "revoked"'),
        ("title", Revoked, '"state": "revoked"', '"state": "valid"'),
    ],
)
def test_a_read_model_that_was_changed_is_named(
    demo_system: System, memory: Path, *, kind: str, of: type, before: str, after: str
) -> None:
    with closing(store(demo_system, "registry")) as live:
        query = "SELECT id, body FROM view WHERE kind = ?"
        rows = live.execute(query, (kind,)).fetchall()
    id, body = next((id, body) for id, body in rows if before in body)
    query = "UPDATE view SET body = ? WHERE kind = ? AND id = ?"
    with changed(demo_system, "registry", query, body.replace(before, after, 1), kind, id):
        told = audit(demo_system, memory)
    service, index, found = first(told)
    assert (service, found) == ("registry", "shown")
    assert json.loads(entries(demo_system, "registry")[index or 0])["type"] == of.TYPE


def test_yesterdays_copy_is_named_by_who_was_here_and_gets_no_signature(
    demo_system: System, memory: Path
) -> None:
    """Last: the system is no use after that."""
    with closing(sqlite3.connect(":memory:")) as yesterday:
        with closing(store(demo_system, "registry")) as live:
            live.backup(yesterday)
        size = len(entries(demo_system, "registry"))
        _register(demo_system, "org-today")
        _wait_for(lambda: _signed(demo_system) == size + 1)
        assert audit(demo_system, memory)["consistent"]
        with closing(store(demo_system, "registry")) as live:
            yesterday.backup(live)
    assert first(audit(demo_system, memory)) == ("registry", None, "rolled_back")
    # It has to sign what comes next, and the signer has seen more.
    _register(demo_system, "org-another")
    _wait_for(lambda: not _ready(demo_system)["ready"])
    trouble = _ready(demo_system)["loops"]["checkpoints"]["trouble"]
    assert "RolledBack" in trouble


def _register(system: System, name: str) -> None:
    headers = {
        "Authorization": f"Bearer {system.keys['operator']}",
        "Idempotency-Key": uuid.uuid4().hex,
    }
    body = {"organisation": name, "name": "示例单位"}
    answer = httpx.post(f"{system.url}/registry/v1/organisations", json=body, headers=headers)
    assert answer.status_code < 300, answer.text


def _signed(system: System) -> int:
    return int(httpx.get(f"{system.url}/registry/log/checkpoint").text.split("\n")[1])


def _ready(system: System) -> dict[str, Any]:
    return dict(httpx.get(f"{system.url}/registry/readyz", timeout=_SECONDS).json())


def _wait_for(true: Any) -> None:
    end = time.monotonic() + _SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)
