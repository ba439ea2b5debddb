"""Starts a real Apache Kafka and a real PostgreSQL on free ports, their data in a temporary folder.

``python -m tests.support.services``           keeps them until Ctrl-C and says where they are
``python -m tests.support.services COMMAND…``  runs a command with KAFKA and DATABASE set, then stops

What KAFKA or DATABASE names already is used as it is, and not stopped.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.kafka import broker
from tests.support.postgres import server


def main() -> int:
    # SIGTERM and a closed terminal stop what was started, as Ctrl-C does.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="lingpao-services-") as scratch:
        folder = Path(scratch)
        with broker(folder / "kafka") as kafka, server(folder) as database:
            if command := sys.argv[1:]:
                env = {**os.environ, "KAFKA": kafka, "DATABASE": database}
                return subprocess.run(command, env=env, check=False).returncode
            print(f"export KAFKA={kafka}\nexport DATABASE={database}", flush=True)
            print("# Ctrl-C stops both", file=sys.stderr)
            signal.pause()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
