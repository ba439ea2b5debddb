"""A real process killed with SIGKILL at every named point: nothing lost, nothing done twice."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import services
from services.chassis.log.merkle import leaf_hash, root_of
from tests.support import ledger

SOURCES = Path(services.__file__).parent
POINTS = sorted(
    {
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r'crash\.point\("([a-z_.]+)"\)', path.read_text("utf-8"))
    }
)
#: The timers' point is proven where timers run, in test_worker.py.
HERE = [name for name in POINTS if not name.startswith("timer.")]
EVENTS, KEYS = 40, 7


def carry(folder: Path, crashpoint: str = "") -> int:
    env = {**os.environ, "LINGPAO_CRASHPOINT": crashpoint, "PYTHONPATH": str(SOURCES.parent)}
    command = [sys.executable, "-m", "tests.support.relay_and_inbox", str(folder)]
    return subprocess.run(command, env=env, cwd=SOURCES.parent, check=False).returncode


def test_the_points_cover_produce_record_apply_mark_and_commit() -> None:
    assert {
        "relay.before_produce",
        "relay.produced",
        "relay.recorded",
        "inbox.applied",
        "inbox.marked",
        "inbox.committed",
        "timer.handled",
    } <= set(POINTS)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("point", HERE)
def test_killed_there_and_started_again(tmp_path: Path, point: str, count: int) -> None:
    source = ledger.open_store(tmp_path, "intake")
    for n in range(EVENTS):
        ledger.append(source, f"K{n % KEYS}", f"{n:03}")
    code = carry(tmp_path, f"{point}:{count}")
    relayed_in_one_batch = point.startswith("relay.") and count > 1
    # An injection that did not happen proves nothing.
    assert code == (0 if relayed_in_one_batch else -signal.SIGKILL)

    assert carry(tmp_path) == 0
    target = ledger.open_store(tmp_path, "scoring")
    assert len(ledger.effects(target)) == EVENTS * 2, "each event and its echo"
    assert set(ledger.effects(target)) == {1}
    assert target.log_size() == EVENTS
    for key in range(KEYS):
        names = ledger.order_of(target, f"K{key}")
        heard = names[0::1]
        assert sorted(set(names)) == [f"{n:03}" for n in range(EVENTS) if n % KEYS == key]
        assert [name for at, name in enumerate(heard) if name not in heard[:at]] == sorted(
            set(names)
        )
    entries = target.log_entries(0, EVENTS)
    with target.writing() as tx:
        assert tx.log().root == root_of(map(leaf_hash, entries))
