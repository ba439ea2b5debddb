"""A real process killed with SIGKILL at every named point: nothing lost, nothing done twice."""

import os
import random
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
CODE = {path: path.read_text("utf-8") for path in SOURCES.rglob("*.py")}
POINTS = sorted(
    {name for code in CODE.values() for name in re.findall(r'crash\.point\("([^"]+)"\)', code)}
)
#: Proven elsewhere: where timers run (test_worker.py), by commands (test_operator_commands.py), and
#: where what is outside is met or words are erased (mail, platform, retention).
ELSEWHERE = {
    "timer.handled", "inbox.redriven", "relay.dead_letters_produced", "rebuild.swapped",
}  # fmt: skip
HERE = [name for name in POINTS if name.startswith(("relay.", "inbox.")) and name not in ELSEWHERE]
EVENTS, KEYS = 40, 7


def carry(folder: Path, crashpoint: str = "") -> int:
    env = {**os.environ, "LINGPAO_CRASHPOINT": crashpoint, "PYTHONPATH": str(SOURCES.parent)}
    command = [sys.executable, "-m", "tests.support.relay_and_inbox", str(folder)]
    return subprocess.run(command, env=env, cwd=SOURCES.parent, check=False).returncode


def happen(folder: Path) -> None:
    source = ledger.open_store(folder, "intake")
    for n in range(EVENTS):
        ledger.append(source, f"K{n % KEYS}", f"{n:03}")
    source.close()
    ledger.open_store(folder, "scoring").close()


def check(folder: Path) -> None:
    """Every event has its effect and its echo once, in order; no position is lost or ahead."""
    target = ledger.open_store(folder, "scoring")
    assert ledger.effects(target) == [1] * EVENTS * 2, "each event and its echo"
    for key in range(KEYS):
        names = ledger.order_of(target, f"K{key}")
        firsts = [name for at, name in enumerate(names) if name not in names[:at]]
        assert firsts == [f"{n:03}" for n in range(EVENTS) if n % KEYS == key]
    entries = target.log_entries(0, EVENTS + 1)
    assert len(entries) == target.log_size() == EVENTS
    with target.writing() as tx:
        assert tx.log().root == root_of(map(leaf_hash, entries))
        [pin] = tx.pins()
    assert (pin.origin, pin.size) == ("lingpao.intake", EVENTS)
    inbox = ledger.make_inbox(target, None)
    assert {place: inbox.next_offset(place) for place in ledger.PLACES} == on_bus(folder)
    target.close()


def on_bus(folder: Path) -> dict[ledger.Partition, int]:
    consumer = ledger.open_bus(folder).consumer()
    ends = consumer.end_offsets(ledger.PLACES)
    consumer.close()
    return ends


def test_every_point_in_the_code_is_found() -> None:
    calls = sum(code.count("crash.point(") for code in CODE.values())
    assert calls == sum(len(re.findall(r'crash\.point\("[^"]+"\)', code)) for code in CODE.values())
    assert calls == len(POINTS), "a name stands for one place"
    assert {
        "relay.before_produce",
        "relay.produced",
        "relay.recorded",
        "inbox.applied",
        "inbox.marked",
        "inbox.committed",
        *ELSEWHERE,
    } <= set(POINTS)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("point", HERE)
def test_killed_there_and_started_again(tmp_path: Path, point: str, count: int) -> None:
    happen(tmp_path)
    # An injection that did not happen proves nothing.
    assert carry(tmp_path, f"{point}:{count}") == -signal.SIGKILL
    assert carry(tmp_path) == 0
    check(tmp_path)
    sent_again = sum(on_bus(tmp_path).values()) - EVENTS
    assert bool(sent_again) == (point == "relay.produced"), "produced, and not known to be"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_again_and_again_while_it_comes_back(tmp_path: Path, seed: int) -> None:
    happen(tmp_path)
    rng = random.Random(seed)
    codes = [carry(tmp_path, f"{rng.choice(HERE)}:{rng.randint(1, 2)}") for _ in range(10)]
    assert codes.count(-signal.SIGKILL) >= 5
    assert set(codes) <= {-signal.SIGKILL, 0}
    assert carry(tmp_path) == 0
    check(tmp_path)
