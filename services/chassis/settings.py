"""What a process is told from outside: read once from the environment into a frozen value."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .clock import from_text


class BadSettings(ValueError):
    """A setting is missing or unsafe; the message says what to set."""


@dataclass(frozen=True)
class Settings:
    """Where one service keeps its things, and how it runs.

    ``pepper`` keys the HMAC of bearer keys; all services of an installation share it.
    ``simulation`` is the moment at which a store with a hand-set clock begins, None for a real
    one: it holds from the store's creation on and can be neither added nor taken away later.
    ``kafka`` names the brokers, ``kafka_replication`` how many copies of
    each record they keep; empty, the embedded bus is used. ``postgres`` is the address of the
    service's own database, with its password; empty, the store is a SQLite file.
    """

    service: str
    data: Path
    pepper: bytes = field(repr=False)
    simulation: datetime | None = None
    kafka: str = ""
    kafka_security: Mapping[str, Any] = field(default_factory=dict, repr=False)
    kafka_replication: int = 1
    postgres: str = field(default="", repr=False)

    @property
    def database(self) -> Path:
        """The service's own event store where it is SQLite."""
        return self.data / self.service / "store.sqlite"

    @property
    def place(self) -> str:
        """Where the store is, in words without a secret."""
        if not self.postgres:
            return str(self.database)
        said = conninfo_to_dict(self.postgres)
        return f"PostgreSQL {said.get('dbname')} at {said.get('host')}:{said.get('port', 5432)}"

    @property
    def bus(self) -> Path:
        """The embedded bus, shared by the services of one machine."""
        return self.data / "bus" / "bus.sqlite"

    @property
    def documents(self) -> str:
        """The document store, content-addressed, as an fsspec URL."""
        return (self.data / "documents").absolute().as_uri()

    @classmethod
    def read(cls, service: str, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read the ``LINGPAO_…`` variables (docs/operations.md).

        :raises BadSettings: when one is missing or asks for something unsafe.
        """
        if env.get("POSTGRES_ENABLE_DB_FUNCTIONS"):
            # With it the recorder drops its tracking and takes no table lock: readers skip
            # events and messages are applied twice (docs/decisions/0003-store.md).
            raise BadSettings("unset POSTGRES_ENABLE_DB_FUNCTIONS: it loses events")
        data = env.get("LINGPAO_DATA")
        if not data:
            raise BadSettings("set LINGPAO_DATA to the folder that holds the stores")
        pepper_file = Path(env.get("LINGPAO_PEPPER_FILE") or Path(data) / "keys" / "pepper")
        if not pepper_file.is_file():
            raise BadSettings(f"no pepper at {pepper_file}: `lingpao migrate` makes one")
        return cls(
            service=service,
            data=Path(data),
            pepper=pepper_file.read_bytes(),
            simulation=_moment(env.get("LINGPAO_SIMULATION", "")),
            kafka=env.get("LINGPAO_KAFKA", ""),
            kafka_security=_security(env.get("LINGPAO_KAFKA_SECURITY_FILE", "")),
            kafka_replication=_count(env.get("LINGPAO_KAFKA_REPLICATION") or "1"),
            postgres=_postgres(
                service,
                env.get("LINGPAO_DATABASE", ""),
                env.get("LINGPAO_DATABASE_PASSWORD_FILE", ""),
            ),
        )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise BadSettings(f"LINGPAO_KAFKA_REPLICATION: {text!r} is no number of copies from 1 up")
    return int(text)


def _postgres(service: str, address: str, password_file: str) -> str:
    """Put the address of a service's database together; ``{service}`` stands for its name."""
    if not address:
        return ""
    if "{service}" not in address:
        raise BadSettings(
            "LINGPAO_DATABASE: each service has a database of its own; say {service} where its"
            " name goes, as in postgresql://lingpao_{service}@host/lingpao_{service}"
        )
    try:
        said = conninfo_to_dict(address.replace("{service}", service))
        if password_file:
            path = Path(password_file.replace("{service}", service))
            said["password"] = path.read_text("utf-8").strip()
    except OSError as error:
        raise BadSettings(f"LINGPAO_DATABASE_PASSWORD_FILE: {error}") from error
    except psycopg.ProgrammingError:
        # libpq's own words would repeat what may be a password.
        raise BadSettings("LINGPAO_DATABASE: libpq cannot read this address") from None
    return make_conninfo(**{name: str(value) for name, value in said.items()})


def _security(path: str) -> dict[str, Any]:
    """Read kafka-python's TLS and SASL settings from a JSON file that only we may read."""
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettings(f"LINGPAO_KAFKA_SECURITY_FILE: {error}") from error
    if not isinstance(found, dict) or not all(
        name.startswith(("security_", "ssl_", "sasl_")) for name in found
    ):
        raise BadSettings("LINGPAO_KAFKA_SECURITY_FILE: only security_…, ssl_… and sasl_… settings")
    return found


def _moment(text: str) -> datetime | None:
    try:
        return from_text(text) if text else None
    except ValueError as error:
        raise BadSettings(f"LINGPAO_SIMULATION: {error}") from error
