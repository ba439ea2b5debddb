"""A fresh instance of the entire system as it was known at a moment, made from the logs alone."""

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from services import composition
from services.auditor.audit.documents import cited
from services.auditor.held import DoesNotFit, root
from services.auditor.source import SERVICES, Logged, Source, Unreachable
from services.chassis import clock, restore
from services.chassis.documents import Documents
from services.chassis.settings import Settings

from .installation import make_pepper

#: Any kind will do: the store gives back bytes, and entries say what they are.
_MEDIA_TYPE = "application/octet-stream"


def environment(data: Path) -> dict[str, str]:
    """Return the settings of a replay's processes: its own folder, and nothing of a live system.

    Only the pepper may be a live one's: with it the access keys of that day are known again.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("LINGPAO_")}
    if pepper := os.environ.get("LINGPAO_PEPPER_FILE"):
        env["LINGPAO_PEPPER_FILE"] = pepper
    return {**env, "LINGPAO_DATA": str(data.absolute())}


def make(data: Path, logs: Mapping[str, Sequence[Logged]], moment: str) -> None:
    """Make stores, bus and read models of these entries, standing still at a moment.

    :param logs: the beginning of each log up to the moment.
    :raises DoesNotFit: when a store's tree is not that of the entries.
    :raises CannotRebuild: when an entry finds no place in the read models.
    """
    env = environment(data)
    make_pepper(data, env)
    if any(one.entry.simulated for log in logs.values() for one in log[:1]):
        env["LINGPAO_SIMULATION"] = moment
    composition.migrate_all(env)
    bus = composition.open_bus(Settings.read(SERVICES[0], env))
    with ExitStack() as opened:
        stores = {
            name: opened.enter_context(closing(composition.open_store(name, env)))
            for name in SERVICES
        }
        for name, store in stores.items():
            made = restore.store_entries(store, [one.entry for one in logs[name]])
            if made != root(logs[name]):
                raise DoesNotFit(f"{name}: the store's tree is not that of the entries")
            restore.send_all(store, bus)
        for name, store in stores.items():
            others = [other for other in stores.values() if other is not store]
            restore.hear_all(composition.service(name), store, others, bus)
            composition.make_rebuild(name, store).run()
            restore.stand_still(store, clock.from_text(moment))


def fetch_documents(data: Path, logs: Mapping[str, Sequence[Logged]], source: Source) -> list[str]:
    """Fetch what the entries cite, by hash; return the hashes that were not to be had."""
    kept = Documents(Settings.read(SERVICES[0], environment(data)).documents)
    missing = []
    for name in SERVICES:
        for _, sha256, _ in cited(logs[name]):
            if kept.has(sha256):
                continue
            found = _document(source, sha256, (name, *(one for one in SERVICES if one != name)))
            if found is None:
                missing.append(sha256)
            else:
                kept.put(found, _MEDIA_TYPE)
    return missing


def _document(source: Source, sha256: str, services: Iterable[str]) -> bytes | None:
    for service in services:
        try:
            return source.document(service, sha256)
        except Unreachable:
            # The services of one installation may share their documents.
            continue
    return None
