"""A process that sends numbered records to a bus, one batch after the other.

``python -m tests.support.sending NAME BATCHES`` with the pickled bus and topic name on its input;
it says ``n`` once batch ``n`` is acknowledged. Keys are shared with whoever else sends.
"""

import pickle
import subprocess
import sys

from services.chassis.bus.port import Bus, Outgoing
from tests.support.running import ROOT

KEYS, PER_BATCH = 4, 5


def values(name: str, batch: int) -> list[str]:
    return [f"{name}.{batch * PER_BATCH + n:05}" for n in range(PER_BATCH)]


def start(bus: Bus, topic: str, name: str, batches: int) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.sending", name, str(batches)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin
    with process.stdin:
        process.stdin.write(pickle.dumps((bus, topic)))
    process.stdin = None  # or communicate() would write to it again
    return process


def main() -> None:
    bus, topic = pickle.loads(sys.stdin.buffer.read())
    name, batches = sys.argv[1], int(sys.argv[2])
    producer = bus.producer()
    for batch in range(batches):
        producer.send(
            [
                Outgoing(topic, f"k{at % KEYS}".encode(), value.encode(), ())
                for at, value in enumerate(values(name, batch))
            ]
        )
        print(batch, flush=True)
    producer.close()


if __name__ == "__main__":
    main()
