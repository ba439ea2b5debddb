"""Erasure by a real worker, killed -9 at every step: done once after the restart (R25)."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services import composition
from services.auditor.source import SERVICES
from services.chassis.entry import Entry
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.settings import Settings
from services.chassis.store.store import Store
from services.contracts import registry as r
from services.registry.service import SERVICE
from tests.support.remains import files_with
from tests.support.running import ROOT, lingpao

SECONDS = 90
SECRET = "王某某，一三九〇〇〇〇"
BOARD = {"notice": "n1", "board": "s.c"}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    found = {"LINGPAO_DATA": str(tmp_path / "data")}
    made = lingpao("migrate", env=found)
    assert made.returncode == 0, made.stderr
    return found


@contextlib.contextmanager
def worker(env: dict[str, str], **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "services.cli", "worker", "registry"],
        cwd=ROOT,
        env={**os.environ, **env, **more},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(seen: Callable[[], Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while not seen():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def objections_of(env: dict[str, str], when: datetime, *ids: str, answered: bool = True) -> None:
    """As they were filed and answered at a moment that lies back."""
    settings = Settings.read("registry", {**os.environ, **env})
    store = Store(settings, SERVICE.project, now=lambda: when)
    for one in ids:
        with store.writing() as tx:
            filed = r.ObjectionFiled(
                **BOARD, objection=one, number="异议〔2021〕1号", about="", anonymous=True,
                grounds_commitment=tx.keep_private(text=SECRET * 50, name=SECRET), evidence=(),
                answer_by=date(2021, 10, 15),
            )  # fmt: skip
            tx.append("notice:n1", filed)
            if answered:
                tx.append("notice:n1", r.ObjectionDismissed(**BOARD, objection=one, reasons="x"))
    store.close()


def told(store: Store) -> list[str]:
    entries = [Entry.from_bytes(one) for one in store.log_entries(0, 1_000)]
    return [one.data["about"] for one in entries if one.type == r.WordsErased.TYPE]


def is_clean(store: Store, data: Path) -> bool:
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT 1 AS found FROM meta WHERE name = 'wiping'")
        return cursor.fetchone() is None and not files_with(SECRET, data)


STEPS = ("erasure.told:2", "retention.applied", "wiping.begun", "wiping.moved", "wiping.settled")


@pytest.mark.parametrize("crash", ["", *STEPS])
def test_killed_anywhere_in_an_erasure_it_is_done_once_after_the_restart_R25(
    env: dict[str, str], crash: str
) -> None:
    now = datetime.now(UTC)
    objections_of(env, now - timedelta(days=400), "o1", "o2", "o3")
    objections_of(env, now - timedelta(days=400), "waits", answered=False)
    objections_of(env, now - timedelta(days=300), "young")
    data = Path(env["LINGPAO_DATA"])
    store = composition.open_store("registry", {**os.environ, **env})
    before = store.log_entries(0, 1_000)
    if crash:
        with worker(env, LINGPAO_CRASHPOINT=crash) as dying:
            assert dying.wait(SECONDS) == -signal.SIGKILL
        if crash == "erasure.told:2":
            assert told(store) == [], "killed before the commit, nothing has happened"
    with store.writing() as tx:
        # What stays is said otherwise, so that what is gone can be looked for.
        for row in ("waits", "young"):
            [one] = tx.views.all("private_words", "about", row)
            tx.cursor.execute(
                'UPDATE private_text SET body = \'{"text": "stays"}\' WHERE commitment = ?',
                (one["commitment"],),
            )
            kept = one["commitment"]
    with worker(env):
        until(lambda: sorted(told(store)) == ["o1", "o2", "o3"] and is_clean(store, data))
    assert sorted(told(store)) == ["o1", "o2", "o3"], "once"
    assert store.private_words(kept) == {"text": "stays"}
    after = store.log_entries(0, 1_000)
    assert after[: len(before)] == before
    with store.writing() as tx:
        assert tx.log().root == root_of(map(leaf_hash, after))
    store.close()


def test_an_operator_sees_what_is_due_and_does_it_now_R25(env: dict[str, str]) -> None:
    objections_of(env, datetime.now(UTC) - timedelta(days=400), "o1")
    shown = json.loads(lingpao("retention", "show", "registry", "--json", env=env).stdout)
    rows = {one["kind"]: one for one in shown["items"]}
    assert (rows["objection"]["kept"], rows["objection"]["due"]) == (1, 1)
    assert files_with(SECRET, Path(env["LINGPAO_DATA"])), "showing changes nothing"
    table = lingpao("retention", "show", "registry", env=env)
    assert (table.returncode, "objection" in table.stdout) == (0, True)
    crash = {"LINGPAO_CRASHPOINT": "wiping.moved"}
    killed = lingpao("retention", "apply", "registry", env={**env, **crash})
    assert killed.returncode == -signal.SIGKILL
    done = lingpao("retention", "apply", "registry", "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["objection"] == 0, "killed after it was told, it was told once"
    assert files_with(SECRET, Path(env["LINGPAO_DATA"])) == []
    for service in SERVICES:
        assert lingpao("retention", "apply", service, env=env).returncode == 0


def test_a_period_of_ones_own_is_read_at_start_or_refused_R25(
    env: dict[str, str], tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("objection: P1D\n", "utf-8")
    objections_of(env, datetime.now(UTC) - timedelta(days=10), "o1")
    mine = {**env, "LINGPAO_RETENTION_FILE": str(own)}
    assert '"objection": 0' in lingpao("retention", "apply", "registry", "--json", env=env).stdout
    assert '"objection": 1' in lingpao("retention", "apply", "registry", "--json", env=mine).stdout
    own.write_text("event: P1D\n", "utf-8")
    for command in (["worker", "registry"], ["retention", "show", "registry"]):
        told = lingpao(*command, env=mine)
        assert told.returncode == 1
        assert "for ever" in told.stderr
        assert "Traceback" not in told.stderr
