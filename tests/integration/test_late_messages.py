"""What was decided in one service and has not reached another yet must not be published over."""

import os
import shutil
import signal
import time
import uuid
from pathlib import Path
from typing import Any

import httpx

from tests.support.running import SEASON, System, lingpao, start

BEGINS = "2021-08-09T09:00:00+08:00"
BOARD = "jincheng-finance-2021.online-banking"
SECONDS = 60


def post(system: System, path: str, body: Any, key: str, after: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex}
    if after:
        headers["Lingpao-After"] = after
    return httpx.post(f"{system.url}{path}", json=body, headers=headers, timeout=30)


def play_until(system: System, folder: Path, step: str) -> None:
    """Play the story up to a step, that one left out."""
    shutil.copytree(SEASON, folder)
    story = (folder / "story.yaml").read_text("utf-8")
    (folder / "story.yaml").write_text(story[: story.index(f"- id: {step}\n")], "utf-8")
    key_file = str(system.data / "keys" / "access.json")
    told = lingpao("load", "--url", system.url, "--operator-key-file", key_file, str(folder))
    assert told.returncode == 0, told.stderr


def test_a_withdrawal_that_scoring_has_not_heard_stops_publication_R9(tmp_path: Path) -> None:
    system = start(tmp_path / "data", simulate_from=BEGINS)
    try:
        play_until(system, tmp_path / "season", "publish-online")
        keys = system.actor_keys
        bank, bureau = keys["enterprise-maomin"], next(k for n, k in keys.items() if "bureau" in n)
        mine = httpx.get(
            f"{system.url}/intake/v1/applications", headers={"Authorization": f"Bearer {bank}"}
        ).json()["items"]
        [scoring] = system.pids()["scoring"]
        os.kill(scoring, signal.SIGSTOP)
        try:
            path = f"/intake/v1/applications/{mine[0]['application']}/withdrawal"
            gone = post(system, path, {}, bank)
            assert gone.status_code == 201, gone.text
            publication = f"/registry/v1/boards/{BOARD}/publication"
            refused = post(system, publication, {}, bureau, gone.headers["Lingpao-Position"])
            assert (refused.status_code, refused.json()["code"]) == (409, "registry.row_outdated")
        finally:
            os.kill(scoring, signal.SIGCONT)
        deadline = time.monotonic() + SECONDS
        shown = f"{system.url}/registry/v1/boards/{BOARD}"
        while httpx.get(shown).json()["version"] != 2:
            assert time.monotonic() < deadline, "the board was not restated"
            time.sleep(0.1)
        # What changed is shown again for its full length before anything is published.
        assert post(system, publication, {}, bureau).json()["code"] == "registry.notice_running"
        assert len(httpx.get(shown).json()["row_list"]) == 13
    finally:
        system.kill()


def test_a_closed_terminal_stops_everything(tmp_path: Path) -> None:
    system = start(tmp_path / "data")
    try:
        system.process.send_signal(signal.SIGHUP)
        assert system.process.wait(SECONDS) == 0
        assert system.pids() == {}
    finally:
        system.kill()


def test_a_simulation_started_as_real_is_told_in_a_sentence(tmp_path: Path) -> None:
    data = str(tmp_path / "data")
    assert lingpao("migrate", "--data", data, "--simulate-from", BEGINS).returncode == 0
    told = lingpao("migrate", "--data", data)
    assert told.returncode == 1
    assert "created as a simulation" in told.stderr
    assert "Traceback" not in told.stderr
