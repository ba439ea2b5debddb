"""Intake's worker, killed at each point of a question to the platform, records the answer once (R31)."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from services.chassis.entry import Entry
from services.chassis.settings import Settings
from services.chassis.store.store import Store
from services.contracts import intake as i
from services.contracts.values import Document
from services.intake.domain.standard import text_sha256
from services.intake.service import SERVICE
from tests.support.platform import FakePlatform, fake_platform, sha256
from tests.support.running import ROOT, lingpao
from tests.unit.intake.declaring import DECLARED, PLATFORM, USCC

TEXT = b"%PDF the text"
WHOLE = replace(
    DECLARED,
    document=Document(sha256=sha256(TEXT), size=len(TEXT), media_type="application/pdf"),
)
SECONDS = 60


def settings_of(data: Path, platform: FakePlatform) -> dict[str, str]:
    """A data folder whose intake is to ask the platform."""
    pepper = data / "keys" / "pepper"
    pepper.parent.mkdir(parents=True)
    pepper.write_bytes(b"pepper")
    named = data / "platforms.json"
    named.write_text(json.dumps({PLATFORM: {"kind": "http", "url": platform.url}}), "utf-8")
    told = lingpao("migrate", "--data", str(data))
    assert told.returncode == 0, told.stderr
    return {"LINGPAO_DATA": str(data), "LINGPAO_PLATFORMS_FILE": str(named)}


def applied(store: Store) -> None:
    """An application that waits for its decision."""
    declared = {name: getattr(WHOLE, name) for name in WHOLE.__dataclass_fields__}
    text = text_sha256(WHOLE)
    of = {"enterprise": USCC, "standard": "s1", "version": 1}
    standard = i.StandardDeclared(**of, **declared, text_sha256=text)
    application = i.ApplicationSubmitted(
        **of,
        application="a1",
        season="s",
        category=WHOLE.category,
        text_sha256=text,
        authority="central_bank",
        region="140521",
    )
    with store.writing() as tx:
        tx.append("standard:s1", standard)
        tx.append("application:a1", application)


def work(env: dict[str, str], crashpoint: str = "") -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "services.cli", "worker", "intake"],
        cwd=ROOT,
        env={**os.environ, **env, "PYTHONPATH": str(ROOT), "LINGPAO_CRASHPOINT": crashpoint},
        stderr=subprocess.DEVNULL,
    )


def told(store: Store) -> Counter[str]:
    """How often each of the platform's events is in the log."""
    entries = [Entry.from_bytes(one) for one in store.log_entries(0, store.log_size())]
    return Counter(one.type.split(".")[2] for one in entries if ".platform_" in one.type)


@pytest.mark.parametrize("point", ["answered", "recorded", "committed"])
def test_killed_after_the_question_it_asks_again_and_records_once_R31(
    tmp_path: Path, point: str
) -> None:
    with fake_platform() as platform:
        platform.publish(msgspec.to_builtins(WHOLE), TEXT)
        env = settings_of(tmp_path / "data", platform)
        settings = Settings.read("intake", env)
        with closing(Store(settings, SERVICE.project)) as store:
            applied(store)
            first = work(env, f"platform.{point}")
            assert first.wait(SECONDS) == -signal.SIGKILL
            recorded = int(point == "committed")
            assert told(store)["platform_text_confirmed"] == recorded
            assert platform.asked == ["EX-1"]
            second = work(env)
            try:
                deadline = time.monotonic() + SECONDS
                while len(platform.asked) < 2 or not told(store)["platform_text_confirmed"]:
                    assert time.monotonic() < deadline, told(store)
                    assert second.poll() is None
                    time.sleep(0.05)
            finally:
                second.send_signal(signal.SIGTERM)
                assert second.wait(SECONDS) == 0
            assert told(store) == {
                "platform_connected": 1,
                "platform_check_requested": 1,
                "platform_text_confirmed": 1,
            }
