"""Real workers that mail: killed between sending and recording, without a server, beside each other."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter as Counting
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from services.chassis import clock
from services.composition import migrate_all
from tests.support.counter import Counter, at
from tests.support.mailbox import Mailbox
from tests.support.notified import BANKS, asked, counted, everything_public, tasks
from tests.support.running import ROOT

SECONDS = 120


def environment(folder: Path, mailbox: Mailbox | None, crashpoint: str = "") -> dict[str, str]:
    env = {
        "LINGPAO_DATA": str(folder),
        "LINGPAO_SIMULATION": clock.to_text(at("2021-09-27")),
        "LINGPAO_CRASHPOINT": crashpoint,
    }
    if mailbox is not None:
        file = folder / "mail.json"
        said = {
            "host": "127.0.0.1",
            "port": mailbox.port,
            "security": "none",
            "sender": "notify@registry.example",
            "pages": "https://registry.example/registry",
        }
        file.write_text(json.dumps(said), "utf-8")
        file.chmod(0o600)
        env["LINGPAO_MAIL_FILE"] = str(file)
    return env


def registry(folder: Path) -> Counter:
    """A registry with mail to send, and all that its worker needs."""
    (folder / "keys").mkdir()
    (folder / "keys" / "pepper").write_bytes(b"pepper")
    migrate_all(environment(folder, None))
    return asked(folder)


def spawn(folder: Path, mailbox: Mailbox | None, crashpoint: str = "") -> "subprocess.Popen[bytes]":
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment(folder, mailbox, crashpoint)}
    command = [sys.executable, "-m", "services.cli", "worker", "registry"]
    with (folder / "worker.out").open("ab") as out:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)


@contextmanager
def workers(folder: Path, mailbox: Mailbox | None, count: int = 1) -> Iterator[None]:
    running = [spawn(folder, mailbox) for _ in range(count)]
    try:
        yield
        assert all(one.poll() is None for one in running), (folder / "worker.out").read_text()
    finally:
        for one in running:
            one.kill()
            one.wait()


def wait_for(what: Callable[[], Any]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline, f"not after {SECONDS} s"
        time.sleep(0.05)


def all_sent(desk: Counter) -> bool:
    return {one["state"] for one in tasks(desk).values()} == {"sent"}


def mail_loop(desk: Counter) -> dict[str, Any]:
    answer = desk.client.get("/readyz")
    assert answer.status_code == 200, answer.text
    return dict(answer.json["loops"]["mail"])


@pytest.mark.parametrize("crashpoint", ["mail.handed_over", "mail.recorded"])
@pytest.mark.parametrize("count", [1, 3])
def test_killed_before_an_attempt_is_recorded_the_mail_goes_twice_as_one_R22(
    tmp_path: Path, crashpoint: str, count: int
) -> None:
    desk = registry(tmp_path)
    with Mailbox().open() as mailbox:
        doomed = spawn(tmp_path, mailbox, f"{crashpoint}:{count}")
        try:
            assert doomed.wait(SECONDS) == -signal.SIGKILL, (tmp_path / "worker.out").read_text()
        finally:
            doomed.kill()
            doomed.wait()
        assert len(mailbox.received) == count
        assert sum(counted(desk, "notification_sent").values()) == count - 1
        with workers(tmp_path, mailbox):
            wait_for(lambda: all_sent(desk))
    # One went again, byte for byte; each is recorded once.
    assert len(mailbox.received) == len(BANKS) + 1
    ids = Counting(str(mail.parsed["Message-ID"]) for mail in mailbox.received)
    assert sorted(ids.values()) == [1, 1, 1, 2]
    assert len({mail.data for mail in mailbox.received}) == len(BANKS)
    assert counted(desk, "notification_sent") == dict.fromkeys(BANKS, 1)


def test_two_workers_send_each_mail_once_and_log_no_address_R22_R25(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    with Mailbox().open() as mailbox, workers(tmp_path, mailbox, 2):
        wait_for(lambda: desk.client.get("/readyz").status_code == 200)
        wait_for(lambda: all_sent(desk))
        wait_for(lambda: mail_loop(desk)["lag"] == 0)
        assert mail_loop(desk)["healthy"]
    assert len(mailbox.received) == len(BANKS)
    assert counted(desk, "notification_sent") == dict.fromkeys(BANKS, 1)
    said = (tmp_path / "worker.out").read_text("utf-8") + everything_public(desk)
    for private in (*BANKS.values(), "示例经办人", "0356 0000000"):
        assert private not in said


def test_a_server_that_is_down_shows_and_its_return_is_found_R22(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    mailbox = Mailbox()
    with workers(tmp_path, mailbox):
        wait_for(lambda: desk.client.get("/readyz").status_code == 200)
        wait_for(lambda: mail_loop(desk)["trouble"])
        shown = mail_loop(desk)
        assert "ConnectionRefusedError" in shown["trouble"]
        assert (shown["healthy"], shown["lag"]) == (False, len(BANKS))
        with mailbox.open():
            wait_for(lambda: all_sent(desk))
    assert len(mailbox.received) == len(BANKS)


def test_without_a_mail_server_a_worker_is_well_and_mail_waits_R22(tmp_path: Path) -> None:
    desk = registry(tmp_path)
    with workers(tmp_path, None):
        wait_for(lambda: desk.client.get("/readyz").status_code == 200)
        wait_for(lambda: mail_loop(desk)["lag"] == len(BANKS))
        assert mail_loop(desk)["healthy"]
    assert {one["waits_for"] for one in tasks(desk).values()} == {"mail_server"}


def test_a_mail_file_that_others_may_read_stops_the_worker_and_says_so(tmp_path: Path) -> None:
    registry(tmp_path)
    mailbox = Mailbox()
    env = environment(tmp_path, mailbox)
    Path(env["LINGPAO_MAIL_FILE"]).chmod(0o644)
    done = subprocess.run(
        [sys.executable, "-m", "services.cli", "worker", "registry"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode != 0
    assert "LINGPAO_MAIL_FILE" in done.stderr
    assert "chmod 600" in done.stderr
