"""A real PostgreSQL for tests: started from infra/postgres, or the one that DATABASE names."""

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import psycopg.errors
from psycopg.conninfo import make_conninfo

from tests.support.running import ROOT, free_port

#: The first start on a bare machine installs the server.
READY_SECONDS = 600
STOP_SECONDS = 60
_READY = "database system is ready to accept connections"


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """The administrator's URL of a running server, its log in the folder.

    :raises AssertionError: loudly, with its log, when it cannot be started.
    """
    if given := os.environ.get("DATABASE"):
        yield given
        return
    with own_server(folder) as made:
        yield made.url


@dataclass
class Server:
    """A server of one's own, which may be killed and started again at the same place."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The administrator's."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self, log: Path) -> None:
        """Start, and wait until it is ready.

        :raises AssertionError: loudly, with its log, when it does not come to that.
        """
        command = [ROOT / "infra" / "postgres" / "run.sh", self.folder, str(self.port)]
        with log.open("wb") as out:
            self.process = subprocess.Popen([*command, *self.options], stdout=out, stderr=out)
        deadline = time.monotonic() + READY_SECONDS
        while _READY not in log.read_text("utf-8", "replace"):
            told = log.read_text("utf-8", "replace")[-3000:]
            assert self.process.poll() is None, f"PostgreSQL did not start:\n{told}"
            assert time.monotonic() < deadline, f"PostgreSQL is not ready:\n{told}"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9, as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask for a fast shutdown (clients are cut off), then insist."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


@contextlib.contextmanager
def own_server(folder: Path, *options: str) -> Iterator[Server]:
    """A new server for this test alone, its log in the folder.

    :param options: further options of the server, such as ``-c max_connections=200``.
    :raises AssertionError: loudly, with its log, when it cannot be started.
    """
    # Not in the test's own folder: as root the server runs as another user, and pytest closes
    # its folders to others.
    data = Path(tempfile.mkdtemp(prefix="lingpao-postgres-"))
    data.chmod(0o711)
    made = Server(data, free_port(), options)
    try:
        made.start(folder / "postgres.log")
        yield made
    finally:
        if made.process:
            made.stop()
        shutil.rmtree(data)


def _prefix() -> str:
    """What the names of this test process's databases begin with; those it starts inherit it."""
    return f"lingpao_test_{os.environ.setdefault('STORES_TAG', str(os.getpid()))}_"


@cache
def database(admin: str, meaning: str) -> str:
    """The address of a database made for what it means (a folder and a service), once."""
    name = _prefix() + hashlib.sha256(meaning.encode()).hexdigest()[:24]
    # Two processes may ask at once.
    taken = contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation)
    with psycopg.connect(admin, autocommit=True) as connection, taken:
        connection.execute(f"CREATE DATABASE {name}")
    return make_conninfo(admin, dbname=name)


def databases(admin: str, meaning: str) -> str:
    """The address of a database a service, with ``{service}`` in it."""
    names = ("intake", "scoring", "registry")
    stem = f"{_prefix()}s" + hashlib.sha256(meaning.encode()).hexdigest()[:16]
    with psycopg.connect(admin, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {stem}_{name}")
    said = urlsplit(admin)
    return urlunsplit(said._replace(path=f"/{stem}_{{service}}"))


@contextlib.contextmanager
def nothing_left(admin: str) -> Iterator[None]:
    """Drop the databases made during a block, on a server that others may use too."""
    with psycopg.connect(admin, autocommit=True) as connection:
        before = _made(connection)
        yield
        for name in _made(connection) - before:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _made(connection: "psycopg.Connection[tuple[str]]") -> set[str]:
    found = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (_prefix(),)
    )
    return {name for (name,) in found.fetchall()}
