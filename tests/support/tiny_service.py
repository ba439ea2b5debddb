"""A service without a domain, to run the real worker on.

``python -m tests.support.tiny_service FOLDER NAME``: `intake` sends, `scoring` echoes what it
hears and rings a bell at the time an event's name gives. The bus is the embedded one, or the
Kafka that LINGPAO_KAFKA names, as for a service with a domain.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services import composition
from services.chassis.bus.port import Bus
from services.chassis.entry import Entry
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.store.transaction import Transaction
from services.chassis.worker import Worker
from services.contracts.intake import EnterpriseRegistered
from tests.support import ledger
from tests.support.running import ROOT

BELL = datetime(2021, 8, 10, tzinfo=UTC)


def echo(tx: Transaction, event: Any, entry: Entry) -> None:
    tx.append(f"echo:{entry.id}", ledger.echoed(event.enterprise, event.name), reason="heard")
    tx.timers.set(f"bell:{entry.id}", BELL, "bell", key=event.enterprise, name=event.name)


def ring(tx: Transaction, payload: dict[str, Any]) -> None:
    tx.append(f"bell:{payload['key']}:{payload['name']}", ledger.echoed("bell", "rung"))


def service(name: str) -> Service:
    return Service(
        name=name,
        title=name,
        project=ledger.count,
        reactions={EnterpriseRegistered: [echo]} if name == "scoring" else {},
        timers={"bell": ring},
        listens_to=("lingpao.intake",) if name == "scoring" else (),
        blueprints=(),
        pages=(),
        access={},
        texts=(),
    )


def open_bus(folder: Path, name: str) -> Bus:
    if os.environ.get("LINGPAO_KAFKA"):
        return composition.open_bus(Settings.read(name))
    return ledger.open_bus(folder)


def spawn_on_kafka(
    folder: Path, name: str, address: str, *, security: Path | None = None
) -> "subprocess.Popen[bytes]":
    """A worker on Kafka, as a process; what it says goes to a file beside its store."""
    pepper = folder / "pepper"
    pepper.write_bytes(b"pepper")
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LINGPAO_DATA": str(folder),
        "LINGPAO_PEPPER_FILE": str(pepper),
        "LINGPAO_KAFKA": address,
        "LINGPAO_KAFKA_SECURITY_FILE": str(security or ""),
    }
    command = [sys.executable, "-m", "tests.support.tiny_service", str(folder), name]
    with (folder / f"{name}.err").open("ab") as out:
        return subprocess.Popen(command, cwd=ROOT, env=env, stderr=out)


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    Worker(service(name), ledger.open_store(folder, name), open_bus(folder, name)).run()


if __name__ == "__main__":
    main()
