"""`lingpao signer` and `lingpao keys log`: the process that signs the logs, and its keys."""

import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from services.chassis.clock import system_clock
from services.chassis.log.keys import BadKey, Kind, VerifierKey
from services.chassis.settings import signer_secret_file
from services.chassis.signer.app import create_app
from services.chassis.signer.keys import KeyRing, NoKey, Pair
from services.chassis.signer.memory import Memory
from services.chassis.signer.witness import create_app as create_witness
from services.composition import NAMES

#: The file that tells where a signer on a free port listens.
ADDRESS_FILE = "address"
_WITNESS = "witness"
_LEAST_SECRET = 16


def folder(data: Path, env: Mapping[str, str] = os.environ) -> Path:
    """Return where the signer keeps its keys and its memory."""
    return Path(env.get("LINGPAO_SIGNER_DATA") or data / "signer")


def serve(data: Path, bind: str) -> None:
    """Run the signer; the first start makes a pair of keys for each log."""
    home = folder(data)
    secret = signer_secret_file({**os.environ, "LINGPAO_DATA": str(data)})
    if not secret.is_file():
        raise click.ClickException(f"no secret at {secret}: `lingpao migrate` makes one")
    shown = secret.read_bytes().strip()
    if len(shown) < _LEAST_SECRET:
        raise click.ClickException(f"{secret} is too short to be a secret: {_LEAST_SECRET} bytes")
    os.umask(0o077)
    ring = KeyRing(home / "keys")
    memory = home / "memory.sqlite"
    if ring.pairs() and not memory.exists():
        # With its keys and without it the signer could be made to sign a second tree.
        raise click.ClickException(
            f"{memory} is gone, and {home / 'keys'} is there: bring the memory back, or make new"
            " keys under another origin (docs/operations.md)"
        )
    first_keys(ring, os.environ.get("LINGPAO_ORIGIN", ""), system_clock())
    app = create_app(ring, Memory(memory), shown)
    _Server(app, bind, home / ADDRESS_FILE).run()


def serve_witness(home: Path, bind: str, name: str, logs: Sequence[str]) -> None:
    """Run a witness; the first start makes its keys under ``name``.

    :param logs: the public keys of the logs that it watches.
    """
    ring = KeyRing(home / "keys", (Kind.ED25519_COSIGNATURE, Kind.MLDSA44_COSIGNATURE))
    try:
        watched = [VerifierKey.parse(key) for key in logs]
        if not ring.pairs():
            ring.make(_WITNESS, name, system_clock())
    except (ValueError, NoKey) as error:
        raise click.ClickException(str(error)) from error
    for pair in ring.pairs():
        _tell(pair)
    app = create_witness(ring.of(_WITNESS), Memory(home / "memory.sqlite"), watched)
    _Server(app, bind, home / ADDRESS_FILE).run()


def first_keys(ring: KeyRing, origin: str, now: datetime) -> None:
    """Make what is missing; each log is called ORIGIN/SERVICE, for ever.

    Without an origin an installation gets one that is nobody else's.
    """
    known = {pair.log: pair.origin for pair in ring.pairs()}
    base = origin or next((one.rpartition("/")[0] for one in known.values()), "")
    base = base or f"localhost/{secrets.token_hex(4)}"
    for log in NAMES:
        if log not in known:
            ring.make(log, f"{base}/{log}", now)


def make(data: Path, log: str, origin: str) -> None:
    """Make a pair of keys for a log: its first, under ``origin``, or one beside those it has."""
    try:
        pair = KeyRing(folder(data) / "keys").make(log, origin, system_clock())
    except (NoKey, ValueError, BadKey) as error:
        raise click.ClickException(str(error)) from error
    _tell(pair)


def retire(data: Path, log: str) -> None:
    """Let the oldest pair of a log sign no more."""
    try:
        KeyRing(folder(data) / "keys").retire_oldest(log)
    except NoKey as error:
        raise click.ClickException(str(error)) from error
    tell(data)


def tell(data: Path) -> None:
    """Print the public keys of every log, and which are retired."""
    for pair in KeyRing(folder(data) / "keys").pairs():
        _tell(pair)


def _tell(pair: Pair) -> None:
    state = "已停用 retired" if pair.retired else "签署中 signs"
    click.echo(f"{pair.log}  {state}  {pair.path}")
    for key in pair.keys:
        click.echo(f"  {key.verifier.text}")


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn with one process: the memory is one, and its answers are quick."""

    def __init__(self, app: Any, bind: str, address: Path) -> None:
        self._app, self._bind, self._address = app, bind, address
        super().__init__()

    def load_config(self) -> None:
        """Set what a signer needs."""
        self.cfg.set("bind", self._bind)
        self.cfg.set("workers", 1)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 4)
        self.cfg.set("control_socket_disable", True)  # noqa: FBT003 - gunicorn's own form
        self.cfg.set("when_ready", self._tell_address)

    def load(self) -> Any:
        """Return the application."""
        return self._app

    def _tell_address(self, server: Any) -> None:
        host, port = server.LISTENERS[0].sock.getsockname()[:2]
        aside = self._address.with_suffix(".new")
        aside.write_text(f"http://{host}:{port}\n", "utf-8")
        aside.rename(self._address)
