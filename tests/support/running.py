"""The real system, started as a person would, on a free port in a folder of its own."""

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

import services

ROOT = Path(services.__file__).parent.parent
SEASON = ROOT / "tests" / "data" / "jincheng-2021"
READY_SECONDS = 240
STOP_SECONDS = 60


@dataclass
class System:
    """A running system; ``keys`` by role, ``actor_keys`` by account of the story."""

    url: str
    data: Path
    process: "subprocess.Popen[bytes]"
    output: Path
    #: The address of the databases, with ``{service}`` in it; empty where the stores are files.
    database: str = ""

    def rows(self, service: str, query: str) -> list[tuple[Any, ...]]:
        """What a service's own store answers, asked from beside as no service would."""
        if self.database:
            with psycopg.connect(self.database.replace("{service}", service)) as connection:
                return connection.execute(query).fetchall()
        path = self.data / service / "store.sqlite"
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as store:
            return store.execute(query).fetchall()

    @property
    def keys(self) -> dict[str, str]:
        return dict(json.loads((self.data / "keys" / "access.json").read_text("utf-8")))

    @property
    def actor_keys(self) -> dict[str, str]:
        return dict(json.loads((self.data / "keys" / "actors.json").read_text("utf-8")))

    def pids(self) -> dict[str, list[int]]:
        """The processes under the supervisor, by what they are."""
        found: dict[str, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (folder / "environ").read_bytes()
                if f"LINGPAO_DATA={self.data}".encode() in environment.split(b"\0"):
                    name = command.rpartition("worker ")[2].strip() if "worker " in command else ""
                    kind = name or ("web" if "gunicorn" in command else "other")
                    found.setdefault(kind, []).append(int(folder.name))
        return found

    def stop(self) -> int:
        """Stop as Ctrl-C does; return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Kill -9 everything, the supervisor first, as a power cut would."""
        everything = self.pids()
        for kind in ("other", *sorted(set(everything) - {"other"})):
            for pid in everything.get(kind, ()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait(STOP_SECONDS)
        deadline = time.monotonic() + STOP_SECONDS
        while self.pids() and time.monotonic() < deadline:
            for pids in self.pids().values():
                for pid in pids:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    data: Path, *, demo: bool = False, simulate_from: str = "", kafka: str = "", database: str = ""
) -> System:
    """Start a system and wait until it says what to open.

    :raises AssertionError: with its output when it does not get there.
    """
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    output = data.parent / f"{data.name}.out"
    command = [sys.executable, "-m", "services.cli", "up", "--port", str(port)]
    command += ["--data", str(data), *(["--demo"] if demo else [])]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    if simulate_from:
        env["LINGPAO_SIMULATION"] = simulate_from
    if kafka:
        env["LINGPAO_KAFKA"] = kafka
    if database:
        env["LINGPAO_DATABASE"] = database
    with output.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    system = System(f"http://127.0.0.1:{port}", data, process, output, database)
    deadline = time.monotonic() + READY_SECONDS
    while "Ctrl-C" not in output.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            system.kill()
            raise AssertionError(output.read_text("utf-8", "replace")[-4000:])
        time.sleep(0.1)
    return system


@contextlib.contextmanager
def running_system(
    data: Path, *, demo: bool = False, kafka: str = "", database: str = ""
) -> Iterator[System]:
    """A system for the length of a block."""
    system = start(data, demo=demo, kafka=kafka, database=database)
    try:
        yield system
        assert system.stop() == 0, system.output.read_text("utf-8", "replace")[-4000:]
    finally:
        system.kill()


def lingpao(
    *arguments: str, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command of the CLI and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "services.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **(env or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
