"""A process that carries one store's events into another until there is nothing left.

``python -m tests.support.relay_and_inbox FOLDER``: the crash points are armed by environment.
"""

import sys
from pathlib import Path

from services.chassis import outbox
from services.chassis.outbox import Relay
from tests.support import ledger

#: So that there are several batches to be killed in.
BATCH = 8


def main() -> None:
    outbox.BATCH = BATCH
    folder = Path(sys.argv[1])
    bus = ledger.open_bus(folder)
    source = ledger.open_made(folder, "intake")
    relay = Relay(source, bus.producer())
    inbox = ledger.make_inbox(
        ledger.open_made(folder, "scoring"),
        lambda tx, event, entry: tx.append(
            f"echo:{entry.id}", ledger.echoed(event.enterprise, event.name), reason="heard"
        ),
    )
    while relay.step() + ledger.drain(inbox, bus):
        pass


if __name__ == "__main__":
    main()
