"""Small real stores and buses for tests of the chassis: no domain, real files."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.port import Partition, Record
from services.chassis.entry import Entry
from services.chassis.inbox import Inbox
from services.chassis.settings import Settings
from services.chassis.store.store import Store
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Views
from services.contracts.intake import EnterpriseRegistered
from services.contracts.scoring import ConflictOfInterestDeclared
from services.contracts.topics import TOPICS
from tests.support.postgres import database

#: Names the PostgreSQL server of the stores, for this process and those it starts.
STORES_ON = "STORES_ON"

TOPIC = "lingpao.intake"
PLACES = [Partition(topic.name, n) for topic in TOPICS[:1] for n in range(topic.partitions)]


def count(views: Views, event: Any, entry: Entry) -> None:
    """A projection that counts how often an event took effect, and keeps their order by key."""
    seen = views.get("effects", entry.id) or {"times": 0}
    views.put("effects", entry.id, {"times": seen["times"] + 1})
    name = event.name if isinstance(event, EnterpriseRegistered) else event.grounds
    order = views.get("order", entry.subject) or {"names": []}
    views.put("order", entry.subject, {"names": [*order["names"], name]})


def settings(folder: Path, service: str, **more: Any) -> Settings:
    """SQLite in the folder; a database of its own where a test chose PostgreSQL (`on_postgres`)."""
    server = os.environ.get(STORES_ON, "")
    if server:
        more["postgres"] = database(server, f"{folder}/{service}")
    return Settings(service, folder, b"pepper", **more)


def open_store(folder: Path, service: str, project: Any = count) -> Store:
    # A process that finds its store made does not need the migration tool.
    from services.chassis.store.migration import migrate

    migrate(settings(folder, service))
    return open_made(folder, service, project)


def open_made(folder: Path, service: str, project: Any = count) -> Store:
    return Store(settings(folder, service), project)


def open_bus(folder: Path) -> EmbeddedBus:
    bus = EmbeddedBus(folder / "bus.sqlite")
    bus.ensure_topics(TOPICS)
    return bus


def registered(key: str, name: str) -> EnterpriseRegistered:
    return EnterpriseRegistered(enterprise=key, name=name, kind="village_bank", region="140599")


def echoed(key: str, name: str) -> ConflictOfInterestDeclared:
    """An event of the other service, so that nobody hears itself."""
    return ConflictOfInterestDeclared(body="echo", enterprise=key, season="-", grounds=name)


def append(store: Store, key: str, name: str) -> None:
    with store.writing() as tx:
        tx.append(f"enterprise:{key}:{name}", registered(key, name), reason="R9")


def make_inbox(store: Store, reaction: Callable[[Transaction, Any, Entry], None] | None) -> Inbox:
    reactions = {EnterpriseRegistered: [reaction]} if reaction else {}
    return Inbox(store, count, reactions)


def drain(inbox: Inbox, bus: EmbeddedBus) -> int:
    """Apply everything on the bus, from the store's marks on; return how many records came."""
    consumer = bus.consumer()
    consumer.assign(PLACES)
    position = {place: inbox.next_offset(place) for place in PLACES}
    for place, offset in position.items():
        consumer.seek(place, offset)
    total = 0
    while records := consumer.poll(0, 100):
        by_place: dict[Partition, list[Record]] = {}
        for record in records:
            by_place.setdefault(record.place, []).append(record)
        for place, batch in by_place.items():
            inbox.apply(place, batch, position[place])
            position[place] = batch[-1].offset + 1
        total += len(records)
    consumer.close()
    return total


def effects(store: Store) -> list[int]:
    with store.reading() as views:
        return [body["times"] for body in views.all("effects")]


def order_of(store: Store, key: str) -> list[str]:
    with store.reading() as views:
        return list((views.get("order", key) or {"names": []})["names"])
