"""A real Apache Kafka for tests: started from infra/kafka, or the one that KAFKA names."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.running import ROOT, free_port

#: The first start on a bare machine installs Java and fetches the jars.
READY_SECONDS = 600


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[str]:
    """The address of a running broker.

    :raises AssertionError: loudly, with its log, when it cannot be started.
    """
    if given := os.environ.get("KAFKA"):
        yield given
        return
    port, controller = free_port(), free_port()
    log = folder / "broker.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [ROOT / "infra" / "kafka" / "run.sh", folder, str(port), str(controller)],
            stdout=out,
            stderr=out,
        )
    try:
        _wait(process, port, log)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        assert process.poll() is None, f"Kafka did not start:\n{log.read_text()[-3000:]}"
        assert time.monotonic() < deadline, f"Kafka is not ready:\n{log.read_text()[-3000:]}"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
