"""Preparing a data folder: the pepper, the stores, the topics, and the first keys."""

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import click
import psycopg

from services import composition
from services.chassis.bus.port import BusUnavailable

KEYS_FILE = "access.json"


def environment(data: Path, simulate_from: str = "") -> dict[str, str]:
    """Return the settings of every process of this installation."""
    env = {**os.environ, "LINGPAO_DATA": str(data.absolute())}
    if simulate_from:
        env["LINGPAO_SIMULATION"] = simulate_from
    return env


def prepare(data: Path, simulate_from: str = "") -> dict[str, str]:
    """Make what is missing and return the environment. A second run changes nothing."""
    make_pepper(data, os.environ)
    if not os.environ.get("LINGPAO_SIGNER_SECRET_FILE"):
        secret = data / "keys" / "signer-secret"
        secret.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(secret, secrets.token_hex(32).encode())
    env = environment(data, simulate_from)
    try:
        composition.migrate_all(env)
    except (ValueError, BusUnavailable, psycopg.OperationalError) as error:
        raise click.ClickException(str(error)) from error
    return env


def make_pepper(data: Path, env: Mapping[str, str]) -> None:
    """Make the secret that keys the hashes of access keys, where there is none."""
    # Where it is a secret handed in, it is not ours to make.
    if not env.get("LINGPAO_PEPPER_FILE"):
        pepper = data / "keys" / "pepper"
        pepper.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(pepper, secrets.token_bytes(32))


def first_keys(data: Path, env: dict[str, str]) -> dict[str, str]:
    """Return an access key per role, made at the first start and kept in the keys folder.

    Only this installation's owner can read the file (mode 0600); the stores hold hashes.
    """
    from services.registry.usecases.bootstrap import are_made, first_accounts

    path = data / "keys" / KEYS_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(composition.open_store("registry", env)) as store:
        if not are_made(store):
            first_accounts(
                store,
                keep=lambda made: _write(path, json.dumps(made, ensure_ascii=False, indent=1)),
            )
    if not path.exists():
        return {}  # delivered to their holders, and deleted as the owner should
    kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    return kept


def _write(path: Path, content: str) -> None:
    """Write a secret file whole, in the place of what may be left of an earlier try."""
    path.unlink(missing_ok=True)
    _write_once(path, content.encode())


def _write_once(path: Path, content: bytes) -> None:
    """Write a secret file whole, or leave the one that is there."""
    if path.exists():
        return
    aside = path.with_suffix(f".{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_bytes(content)
    aside.rename(path)
