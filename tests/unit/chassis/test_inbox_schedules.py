"""Any schedule of sending, re-sending, delay, faults, two workers and restarts: one effect each.

The bus hands partitions out independently, so causes come late; some events poison their key.
"""

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.chassis import inbox as inbox_module
from services.chassis.bus.embedded import EmbeddedConsumer
from services.chassis.bus.partitioner import partition_for
from services.chassis.bus.port import Outgoing, Partition
from services.chassis.entry import Entry
from services.chassis.inbox import Fenced, Inbox
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.message import outgoing
from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.contracts.intake import EnterpriseRegistered
from services.contracts.refusal import CauseNotHeard
from tests.support import ledger

#: The first two share a partition, the others have one each.
KEYS = ("K1", "K5", "K0", "K2")
BUSY = sorted({Partition(ledger.TOPIC, partition_for(key.encode(), 12)) for key in KEYS})


NEXT_OFFSET = inbox_module._next_offset


class Faults:
    """Whether the store is in trouble just now."""

    on = False


def reaction(faults: Faults) -> Any:
    """An event's name is ``number<cause`` or ``number!``: the cause must be known, ``!`` poisons."""

    def react(tx: Transaction, event: Any, entry: Entry) -> None:
        if faults.on:
            raise OSError("input/output error")
        number, _, cause = event.name.partition("<")
        if cause and tx.views.get("done", cause) is None:
            raise CauseNotHeard(f"event {cause}")
        tx.append(f"echo:{entry.id}", ledger.echoed("echo", number))
        if number.endswith("!"):
            raise ZeroDivisionError("a bug of ours, after the effect")
        tx.views.put("done", number, {})

    return react


class Working:
    """A worker: a store opened by itself, an inbox, and where it believes it stands."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self.store = Store(ledger.settings(folder, "scoring"), ledger.count)
        self.inbox = Inbox(self.store, ledger.count, {EnterpriseRegistered: [reaction(faults)]})
        self.position = {place: self.inbox.next_offset(place) for place in BUSY}


class Schedules(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.scratch = tempfile.TemporaryDirectory()
        folder = Path(self.scratch.name)
        self.folder = folder
        self.source = ledger.open_store(folder, "intake")
        ledger.open_store(folder, "scoring").close()
        bus = ledger.open_bus(folder)
        self.producer, self.consumer = bus.producer(), bus.consumer()
        self.faults = Faults()
        self.workers = [Working(folder, self.faults) for _ in range(2)]
        self.names: list[tuple[str, str]] = []
        self.messages: list[Outgoing] = []
        self.sent = 0
        self.next_offset = dict.fromkeys(BUSY, 0)

    @rule(key=st.sampled_from(KEYS), kind=st.sampled_from("pppccc!"), back=st.integers(1, 6))
    def happen(self, key: str, kind: str, back: int) -> None:
        number = len(self.names)
        name = f"{number:03}" + ("!" if kind == "!" else "")
        if kind == "c" and number:
            name += f"<{max(0, number - back):03}"
        ledger.append(self.source, key, name)
        self.names.append((key, name))
        entry = Entry.from_bytes(self.source.log_entries(number, 1)[0])
        self.messages.append(outgoing(entry, number, ledger.TOPIC))

    @rule(further=st.integers(1, 12), again=st.integers(0, 20))
    def relay(self, further: int, again: int) -> None:
        """A relay sends on, after sending again what an earlier one may have sent."""
        first = max(0, self.sent - again)
        self.sent = min(len(self.messages), self.sent + further)
        self.producer.send(self.messages[first : self.sent])

    @rule(who=st.integers(0, 1), place=st.sampled_from(BUSY), limit=st.integers(1, 8))
    def read(self, who: int, place: Partition, limit: int) -> None:
        """Read one partition; the others are delayed. Whoever is stale must write nothing."""
        before = self.marks()
        try:
            self.apply(self.workers[who], self.consumer, place, limit)
        except (Fenced, OSError):
            assert self.marks() == before
            self.restart(who)

    @rule(on=st.booleans())
    def trouble(self, on: bool) -> None:
        self.faults.on = on

    @rule(who=st.integers(0, 1))
    def restart(self, who: int) -> None:
        self.workers[who].store.close()
        self.workers[who] = Working(self.folder, self.faults)

    @rule(who=st.integers(0, 1))
    def wait_over(self, who: int) -> None:
        before = self.marks()
        try:
            self.workers[who].inbox.retry_waiting()
        except OSError:
            assert self.marks() == before

    @staticmethod
    def apply(worker: Working, consumer: EmbeddedConsumer, place: Partition, limit: int) -> int:
        consumer.assign([place])
        consumer.seek(place, worker.position[place])
        batch = consumer.poll(0, limit)
        if batch:
            worker.inbox.apply(place, batch, worker.position[place])
            worker.position[place] = batch[-1].offset + 1
        return len(batch)

    def marks(self) -> dict[str, list[Any]]:
        """Everything an inbox may write."""
        found = {}
        with self.workers[0].store.reading_cursor() as cursor:
            for table in ("inbox_source", "inbox_offset", "heard", "parked", "view", "log_leaf"):
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1, 2")
                found[table] = [tuple(row) for row in cursor.fetchall()]
        return found

    def due(self) -> dict[str, list[str]]:
        """What each key must show in the end: its events up to the first that cannot apply."""
        done: set[str] = set()
        shown: dict[str, list[str]] = {key: [] for key in KEYS}
        stuck: set[str] = set()
        for key, name in self.names:
            number, _, cause = name.partition("<")
            if key in stuck or number.endswith("!") or (cause and cause not in done):
                stuck.add(key)
                continue
            done.add(number)
            shown[key].append(name)
        return shown

    def shown(self, key: str) -> list[str]:
        return ledger.order_of(self.workers[0].store, key)

    @invariant()
    def each_effect_is_one_and_in_order(self) -> None:
        assert set(ledger.effects(self.workers[0].store)) <= {1}
        due = self.due()
        for key in KEYS:
            shown = self.shown(key)
            assert shown == due[key][: len(shown)]

    @invariant()
    def no_mark_moves_back(self) -> None:
        for place, before in self.next_offset.items():
            self.next_offset[place] = self.workers[0].inbox.next_offset(place)
            assert self.next_offset[place] >= before

    def teardown(self) -> None:
        try:
            self.arrive()
        finally:
            self.producer.close()
            self.consumer.close()
            for worker in self.workers:
                worker.store.close()
            self.source.close()
            self.scratch.cleanup()

    def arrive(self) -> None:
        """Let everything arrive: what can take effect has, once, and the rest is set aside."""
        self.faults.on = False
        self.producer.send(self.messages[max(0, self.sent - 5) :])
        self.restart(0)
        last = self.workers[0]
        for place in BUSY * 2:
            while self.apply(last, self.consumer, place, 7):
                pass
        last.inbox.retry_waiting()
        due = self.due()
        assert {key: self.shown(key) for key in KEYS} == due
        effects = sum(map(len, due.values()))
        assert ledger.effects(last.store) == [1] * 2 * effects, "each event and its echo"
        assert sum(heartbeat.parked(last.store).values()) == len(self.names) - effects
        entries = last.store.log_entries(0, 10_000)
        assert len(entries) == effects
        with last.store.writing() as tx:
            assert tx.log().root == root_of(map(leaf_hash, entries))


BOUNDED = settings(
    derandomize=True,
    database=None,
    max_examples=80,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
)


def test_any_schedule_gives_each_event_one_effect_in_order() -> None:
    run_state_machine_as_test(Schedules, settings=BOUNDED)  # type: ignore[no-untyped-call]


def run_long_schedule(seed: int) -> None:
    machine = Schedules()
    try:
        steps(machine, random.Random(seed))
        assert any(machine.shown(key) for key in KEYS)
    finally:
        machine.teardown()


def steps(machine: Schedules, rng: random.Random) -> None:
    for _ in range(250):
        step = rng.choices("hrRtsw", weights=(30, 15, 45, 3, 2, 5))[0]
        if step == "h":
            kind = rng.choices("pc!", weights=(20, 20, 1))[0]
            machine.happen(rng.choice(KEYS), kind, rng.randint(1, 6))
        elif step == "r":
            machine.relay(rng.randint(1, 12), rng.randint(0, 20))
        elif step == "R":
            machine.read(rng.randrange(2), rng.choice(BUSY), rng.randint(1, 8))
        elif step == "t":
            machine.trouble(rng.random() < 0.3)
        elif step == "s":
            machine.restart(rng.randrange(2))
        else:
            machine.wait_over(rng.randrange(2))
        machine.each_effect_is_one_and_in_order()
        machine.no_mark_moves_back()


@pytest.mark.parametrize("seed", range(4))
def test_a_long_schedule_gives_each_event_one_effect_in_order(seed: int) -> None:
    run_long_schedule(seed)


class Agreeable(int):
    """A mark that no worker is found to differ from: the fence taken away."""

    def __ne__(self, other: object) -> bool:
        return False


@pytest.mark.parametrize(
    ("guard", "gone"),
    [
        ("inbox._advance", lambda *_: True),
        ("parking.is_parked", lambda *_: False),
        ("inbox._next_offset", lambda *where: Agreeable(NEXT_OFFSET(*where))),
    ],
)
def test_the_schedules_find_a_missing_guard(
    monkeypatch: pytest.MonkeyPatch, guard: str, gone: Any
) -> None:
    """Without source mark, order behind a parked message, or fence, they fail."""
    monkeypatch.setattr(f"services.chassis.{guard}", gone)
    with pytest.raises(AssertionError):
        run_long_schedule(0)
