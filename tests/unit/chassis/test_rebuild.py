"""Read models rebuilt from the log and the bus, beside those in use, while others write and read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.chassis import rebuild as module
from services.chassis import replay
from services.chassis.bus.port import OffsetOutOfRange
from services.chassis.entry import Entry
from services.chassis.inbox import Inbox, start_from
from services.chassis.outbox import Relay, send_again
from services.chassis.rebuild import Rebuild, RebuildInProgress, Rebuilt
from services.chassis.replay import CannotRebuild
from services.chassis.service import Service
from services.chassis.store import heartbeat
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Views
from services.contracts.intake import EnterpriseRegistered
from services.contracts.refusal import CauseNotHeard
from tests.support import ledger, tiny_service


def project(views: Views, event: Any, entry: Entry) -> None:
    """Count effects, and keep the order of each source's own words about a subject."""
    seen = views.get("effects", entry.id) or {"times": 0}
    views.put("effects", entry.id, {"times": seen["times"] + 1}, keys={"of": entry.source})
    name = event.name if isinstance(event, EnterpriseRegistered) else event.grounds
    kept = views.get("order", f"{entry.source}/{entry.subject}") or {"names": []}
    views.put("order", f"{entry.source}/{entry.subject}", {"names": [*kept["names"], name]})


def order_of(store: Store, key: str) -> list[str]:
    with store.reading() as views:
        return list((views.get("order", f"lingpao.intake/{key}") or {"names": []})["names"])


def make_inbox(store: Store, reaction: Any) -> Inbox:
    return Inbox(store, project, {EnterpriseRegistered: [reaction]} if reaction else {})


@pytest.fixture
def source(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "intake")


@pytest.fixture
def target(tmp_path: Path) -> Store:
    return ledger.open_store(tmp_path, "scoring", project)


def echo(tx: Transaction, event: Any, entry: Entry) -> None:
    if event.name.endswith("!"):
        raise ZeroDivisionError("a bug of ours")
    tx.append(f"echo:{entry.id}", ledger.echoed(event.enterprise, event.name), reason="heard")


def hear_all(folder: Path, source: Store, target: Store, reaction: Any = echo) -> Inbox:
    bus = ledger.open_bus(folder)
    producer = bus.producer()
    relay = Relay(source, producer)
    while relay.step():
        pass
    producer.close()
    inbox = make_inbox(target, reaction)
    ledger.drain(inbox, bus)
    return inbox


def service(projector: Any) -> Service:
    return replace(tiny_service.service("scoring"), project=projector)


def rebuilding(folder: Path, target: Store, owner: str = "me", projector: Any = project) -> Rebuild:
    return Rebuild(service(projector), target, ledger.open_bus(folder), owner)


def documents(store: Store) -> list[tuple[Any, ...]]:
    with store.reading_cursor() as cursor:
        cursor.execute("SELECT kind, id, body, told FROM view ORDER BY kind, id")
        found = [tuple(dict(row).values()) for row in cursor.fetchall()]
        cursor.execute("SELECT kind, name, value, sort, id FROM view_key ORDER BY 1, 2, 3, 4, 5")
        return found + [tuple(dict(row).values()) for row in cursor.fetchall()]


def forget(store: Store) -> None:
    with store.recorder.writing() as cursor:
        cursor.execute("DELETE FROM view")
        cursor.execute("DELETE FROM view_key")
        cursor.execute("DELETE FROM heard")


def test_what_was_lost_is_told_again_word_for_word(
    tmp_path: Path, source: Store, target: Store
) -> None:
    for n in range(60):
        ledger.append(source, f"K{n % 7}", f"{n:03}")
    hear_all(tmp_path, source, target)
    before = documents(target)
    assert rebuilding(tmp_path, target).run() == Rebuilt(120, 134, 0)
    forget(target)
    found = rebuilding(tmp_path, target).run()
    assert (found.documents, found.differ) == (134, 134)
    assert documents(target) == before
    with target.writing() as tx:
        assert [(pin.origin, pin.size) for pin in tx.pins()] == [("lingpao.intake", 60)]
    # And it goes on from there.
    ledger.append(source, "K0", "060")
    hear_all(tmp_path, source, target)
    assert set(ledger.effects(target)) == {1}
    assert rebuilding(tmp_path, target).run().differ == 0


def test_repeats_on_the_bus_and_what_is_set_aside_stay_out(
    tmp_path: Path, source: Store, target: Store
) -> None:
    for key, name in (("K1", "1"), ("K1", "2!"), ("K1", "3"), ("K5", "1"), ("K2", "1")):
        ledger.append(source, key, name)
    hear_all(tmp_path, source, target)
    send_again(source)
    hear_all(tmp_path, source, target)
    assert heartbeat.parked(target) == {"poison": 1, "behind": 1}
    before = documents(target)
    assert rebuilding(tmp_path, target).run().differ == 0
    assert documents(target) == before
    mended = make_inbox(target, None)
    assert mended.redrive(ledger.TOPIC, b"K1") == 2
    assert rebuilding(tmp_path, target).run().differ == 0
    assert order_of(target, "K1").count("3") == 1


def test_what_took_effect_while_it_was_rebuilt_is_in_it_once(
    tmp_path: Path, source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two looks: new messages, own events, one set aside, one that leaves again."""
    monkeypatch.setattr(module, "_BATCH", 3)
    ledger.append(source, "K1", "1!")
    for n in range(20):
        ledger.append(source, f"K{n % 4}", f"{n:03}")
    hear_all(tmp_path, source, target)
    made = rebuilding(tmp_path, target)
    looks = 0
    reached = made._reached

    def meanwhile() -> Any:
        nonlocal looks
        looks += 1
        found = reached()
        if looks == 1:
            for n in range(20, 40):
                ledger.append(source, f"K{n % 4}", f"{n:03}" + ("!" if n == 30 else ""))
            hear_all(tmp_path, source, target)
            assert make_inbox(target, None).redrive(ledger.TOPIC, b"K1") > 0
        return found

    monkeypatch.setattr(made, "_reached", meanwhile)
    assert made.run().differ == 0
    assert looks >= 2
    assert set(ledger.effects(target)) == {1}


@contextmanager
def busy(folder: Path, source: Store, target: Store) -> Iterator[list[int]]:
    """Events happen and are heard, and readers read, as long as the block lasts."""
    over, seen, troubles = threading.Event(), [0], []

    def work(step: Any) -> None:
        try:
            while not over.is_set():
                step()
        except BaseException as trouble:
            troubles.append(trouble)
            raise

    def happen() -> None:
        ledger.append(source, f"K{seen[0] % 5}", f"{seen[0]:05}")
        seen[0] += 1
        hear_all(folder, source, target)

    shown = [0]

    def read() -> None:
        count = len(ledger.effects(target))
        assert count >= shown[0], "a reader never meets a half-made table"
        shown[0] = count

    threads = [threading.Thread(target=work, args=(step,)) for step in (happen, read)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert troubles == []


def test_rebuilt_again_and_again_under_load_nothing_is_missing_or_twice(
    tmp_path: Path, source: Store, target: Store
) -> None:
    for n in range(30):
        ledger.append(source, f"K{n % 5}", f"first{n:02}")
    hear_all(tmp_path, source, target)
    with busy(tmp_path, source, target) as seen:
        done = 0
        while done < 3 or seen[0] < 12:
            assert rebuilding(tmp_path, target).run().differ == 0
            done += 1
    hear_all(tmp_path, source, target)
    assert ledger.effects(target) == [1] * 2 * (30 + seen[0])


def test_one_kind_alone(tmp_path: Path, source: Store, target: Store) -> None:
    ledger.append(source, "K", "1")
    hear_all(tmp_path, source, target)
    before = documents(target)
    with target.recorder.writing() as cursor:
        cursor.execute("UPDATE view SET body = '{\"names\": []}'")
    found = rebuilding(tmp_path, target).run("order")
    assert (found.documents, found.differ) == (2, 2)
    assert order_of(target, "K") == ["1"]
    with target.reading() as views:
        assert views.all("effects") == [{"names": []}] * 2, "the others are as they were"
    rebuilding(tmp_path, target).run()
    assert documents(target) == before
    with pytest.raises(LookupError, match="nonsense"):
        rebuilding(tmp_path, target).run("nonsense")
    assert documents(target) == before


def test_two_rebuilds_at_once_are_one_too_many(
    tmp_path: Path, source: Store, target: Store
) -> None:
    ledger.append(source, "K", "1")
    hear_all(tmp_path, source, target)
    first = rebuilding(tmp_path, target, "first")
    first._leases.take("rebuild")
    with pytest.raises(RebuildInProgress):
        rebuilding(tmp_path, target, "second").run()
    assert rebuilding(tmp_path, target, "first").run().differ == 0
    assert rebuilding(tmp_path, target, "second").run().differ == 0


def test_one_that_stalled_while_another_took_over_swaps_nothing(
    tmp_path: Path, source: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(40):
        ledger.append(source, f"K{n % 4}", f"{n:03}")
    hear_all(tmp_path, source, target)
    before = documents(target)
    stalled = rebuilding(tmp_path, target, "stalled")
    finish = stalled._finish

    def stall(heads: Any, kind: str) -> Rebuilt:
        with target.recorder.writing() as cursor:
            cursor.execute("UPDATE lease SET expires = 0 WHERE name = 'rebuild'")
        assert rebuilding(tmp_path, target, "other").run().differ == 0
        return finish(heads, kind)

    monkeypatch.setattr(stalled, "_finish", stall)
    with pytest.raises(RebuildInProgress):
        stalled.run()
    assert documents(target) == before


def test_a_bus_shorter_than_what_was_heard_of_it_is_told_and_nothing_hangs(
    tmp_path: Path, source: Store, target: Store
) -> None:
    for n in range(5):
        ledger.append(source, "K", str(n))
    hear_all(tmp_path, source, target)
    before = documents(target)
    for path in tmp_path.glob("bus.sqlite*"):
        path.unlink()
    monkey = pytest.MonkeyPatch()
    monkey.setattr(replay, "_POLL_SECONDS", 0.1)
    with monkey.context(), pytest.raises(OffsetOutOfRange):
        rebuilding(tmp_path, target).run()
    monkey.undo()
    assert documents(target) == before
    # Filled again, and read from its beginning, it is as it was.
    send_again(source)
    start_from(target, dict.fromkeys(ledger.PLACES, 0))
    # Not before it was: what is not read again yet would be missing for good.
    with pytest.raises(CannotRebuild, match="wait until"):
        rebuilding(tmp_path, target).run()
    assert documents(target) == before
    ledger.append(source, "K", "5")
    hear_all(tmp_path, source, target)
    assert order_of(target, "K") == ["0", "1", "2", "3", "4", "5"]
    assert set(ledger.effects(target)) == {1}
    assert rebuilding(tmp_path, target).run().differ == 0


def test_a_projection_that_can_never_be_told_stops_it_and_changes_nothing(
    tmp_path: Path, source: Store, target: Store
) -> None:
    ledger.append(source, "K", "1")
    ledger.append(source, "other", "1")
    hear_all(tmp_path, source, target)
    before = documents(target)

    def stubborn(views: Views, event: Any, entry: Entry) -> None:
        if isinstance(event, EnterpriseRegistered) and event.enterprise == "K":
            raise CauseNotHeard("a cause that never was")
        project(views, event, entry)

    made = rebuilding(tmp_path, target, projector=stubborn)
    with pytest.raises(CannotRebuild, match="enterprise_registered"):
        made.run()
    assert documents(target) == before


def test_an_earlier_entry_waits_for_a_later_one_it_needs(
    tmp_path: Path, source: Store, target: Store
) -> None:
    """A clock that runs behind: the effect says it was before its cause."""
    for key, name in (("K0", "1"), ("K2", "1"), ("K0", "2")):
        ledger.append(source, key, name)
    hear_all(tmp_path, source, target, None)

    def needing(views: Views, event: Any, entry: Entry) -> None:
        if event.enterprise == "K0" and views.get("order", "lingpao.intake/K2") is None:
            raise KeyError("K2")
        project(views, event, entry)

    assert rebuilding(tmp_path, target, projector=needing).run() == Rebuilt(3, 5, 0)


def test_a_bus_without_its_beginning_is_an_alarm(
    tmp_path: Path, source: Store, target: Store
) -> None:
    ledger.append(source, "K", "1")
    ledger.append(source, "K", "2")
    hear_all(tmp_path, source, target)
    before = documents(target)
    bus = ledger.open_bus(tmp_path)
    [place] = [one for one in ledger.PLACES if make_inbox(target, None).next_offset(one)]
    bus.truncate(place, 1)
    with pytest.raises(OffsetOutOfRange):
        rebuilding(tmp_path, target).run()
    assert documents(target) == before
