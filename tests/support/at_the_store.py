"""A process that waits for a word and then works on the store of `intake`, beside others.

``python -m tests.support.at_the_store FOLDER append NAME COUNT`` or ``… FOLDER migrate``.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support import ledger
from tests.support.running import ROOT


def together(folder: Path, *works: Sequence[str]) -> list[int]:
    """Run one process for each piece of work, all let go at once; return how each ended."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "tests.support.at_the_store", str(folder)]
    processes = [
        subprocess.Popen([*command, *work], cwd=ROOT, stdin=pipe, stdout=pipe) for work in works
    ]
    try:
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
    finally:
        for process in processes:
            assert process.stdin
            process.stdin.close()
            process.stdin = None
        for process in processes:
            process.communicate()
    return [process.returncode for process in processes]


def append(folder: Path, name: str, count: int) -> None:
    """Append to a stream of its own and to one that all share."""
    store = ledger.open_made(folder, "intake")
    for n in range(count):
        with store.writing() as tx:
            tx.append("shared", ledger.registered("all", f"{name}.{n:04}"))
            tx.append(f"own:{name}", ledger.registered(name, f"{n:04}"), reason="R9")
        # SQLite gives a lock to whoever asks at the right moment: leave one to the others.
        time.sleep(0.002)
    store.close()


def main() -> None:
    folder, work, *rest = Path(sys.argv[1]), *sys.argv[2:]
    print("ready", flush=True)
    sys.stdin.read()
    if work == "migrate":
        ledger.open_store(folder, "intake").close()
    else:
        append(folder, rest[0], int(rest[1]))


if __name__ == "__main__":
    main()
