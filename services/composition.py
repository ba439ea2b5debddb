"""The composition root: the one place that knows all services and puts a process together."""

import os
import uuid
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import Flask, redirect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.port import Bus
from services.chassis.inbox import Inbox, start_from
from services.chassis.rebuild import Rebuild
from services.chassis.service import Service, places_of
from services.chassis.settings import Settings
from services.chassis.store.store import StandsStill, Store
from services.chassis.texts import Catalogue
from services.chassis.web import problems
from services.chassis.web.app import OWN_TEXTS, create_app
from services.chassis.worker import Worker
from services.contracts.topics import TOPICS

NAMES = ("intake", "scoring", "registry")


def service(name: str) -> Service:
    """Return a service's rooms; only its own package is imported."""
    found: Service = import_module(f"services.{name}.service").SERVICE
    return found


def open_store(name: str, env: Mapping[str, str] = os.environ) -> Store:
    """Open a service's own store."""
    return Store(Settings.read(name, env), service(name).project)


def open_bus(settings: Settings) -> Bus:
    """Return the bus that the settings name: Kafka, or the embedded one."""
    if settings.kafka:
        # Imported only where it is used: on one machine nothing of Kafka need be there.
        from services.chassis.bus.kafka import KafkaBus, KafkaSettings

        return KafkaBus(
            KafkaSettings(
                settings.kafka,
                replication=settings.kafka_replication,
                security=dict(settings.kafka_security),
            )
        )
    return EmbeddedBus(settings.bus)


def migrate_all(env: Mapping[str, str] = os.environ) -> None:
    """Make every store and the bus's topics; safe to run again."""
    # Only this step needs the migration tool.
    from services.chassis.store.migration import migrate

    for name in NAMES:
        migrate(Settings.read(name, env))
    open_bus(Settings.read(NAMES[0], env)).ensure_topics(TOPICS)


def make_worker(name: str) -> Worker:
    """Put a service's worker together."""
    settings = Settings.read(name)
    store = open_store(name)
    if store.as_of is not None:
        raise StandsStill(f"{settings.place} stands still: it has no worker")
    return Worker(service(name), store, open_bus(settings))


def make_inbox(name: str, store: Store) -> Inbox:
    """Put a service's inbox together, to apply what was set aside."""
    rooms = service(name)
    return Inbox(store, rooms.project, rooms.reactions)


def make_rebuild(name: str, store: Store) -> Rebuild:
    """Put a rebuild of a service's read models together."""
    return Rebuild(service(name), store, open_bus(store.settings), f"rebuild/{uuid.uuid4().hex}")


def reread(name: str, store: Store) -> int:
    """Set a service's place on the bus to its beginning; return in how many partitions."""
    consumer = open_bus(store.settings).consumer()
    try:
        places = places_of(service(name))
        beginnings = consumer.beginning_offsets(places)
    finally:
        consumer.close()
    start_from(store, beginnings)
    return len(beginnings)


def make_web(*names: str) -> Any:
    """Return one WSGI application with each service, or those named, under its own path.

    Each has its own store and settings; they share only the process.
    """
    home = Flask("lingpao", static_folder=None)
    home.json.ensure_ascii = False  # type: ignore[attr-defined]
    problems.install(home, Catalogue([OWN_TEXTS]))

    @home.get("/")
    def front_page() -> Any:
        return redirect("/registry/")

    mounts: dict[str, Any] = {
        f"/{name}": create_app(service(name), open_store(name)) for name in names or NAMES
    }
    home.wsgi_app = DispatcherMiddleware(home.wsgi_app, mounts)  # type: ignore[method-assign]
    return home
