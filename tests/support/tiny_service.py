"""A service without a domain, to run the real worker on.

``python -m tests.support.tiny_service FOLDER NAME``: `intake` sends, `scoring` echoes what it
hears and rings a bell at the time an event's name gives.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.chassis.entry import Entry
from services.chassis.service import Service
from services.chassis.store.transaction import Transaction
from services.chassis.worker import Worker
from services.contracts.intake import EnterpriseRegistered
from tests.support import ledger

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


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    Worker(service(name), ledger.open_store(folder, name), ledger.open_bus(folder)).run()


if __name__ == "__main__":
    main()
