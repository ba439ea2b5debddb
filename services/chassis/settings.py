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
from .mail.server import BadMailFile, MailServer
from .mail.server import read as read_mail_server
from .schedule import BadSchedule, Schedule
from .schedule import default as default_schedule
from .schedule import read as read_schedule
from .signer.witness_file import BadWitnesses, Witness
from .signer.witness_file import read as read_witnesses


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
    ``platforms`` names the public standards platforms that are connected, and how each is reached.
    ``signer`` is the address of the process that signs the log's checkpoints, or the file that
    holds it; empty, nothing is signed. ``signer_secret`` is shown to it.
    ``witnesses`` are asked to cosign them.
    ``mail`` is the server that takes our mail; None while none is told, and then mail waits.
    ``retention`` says how long each kind of record is kept.
    """

    service: str
    data: Path
    pepper: bytes = field(repr=False)
    simulation: datetime | None = None
    kafka: str = ""
    kafka_security: Mapping[str, Any] = field(default_factory=dict, repr=False)
    kafka_replication: int = 1
    postgres: str = field(default="", repr=False)
    platforms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    signer: str = ""
    signer_secret: bytes = field(default=b"", repr=False)
    witnesses: tuple[Witness, ...] = ()
    mail: MailServer | None = None
    retention: Schedule = field(default_factory=default_schedule, repr=False)

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
            kafka_security=read_kafka_security(env.get("LINGPAO_KAFKA_SECURITY_FILE", "")),
            kafka_replication=_count(env.get("LINGPAO_KAFKA_REPLICATION") or "1"),
            postgres=_postgres(
                service,
                env.get("LINGPAO_DATABASE", ""),
                env.get("LINGPAO_DATABASE_PASSWORD_FILE", ""),
            ),
            platforms=_platforms(env.get("LINGPAO_PLATFORMS_FILE", "")),
            signer=env.get("LINGPAO_SIGNER", ""),
            signer_secret=_signer_secret(env) if env.get("LINGPAO_SIGNER") else b"",
            witnesses=_witnesses(env.get("LINGPAO_WITNESSES_FILE", "")),
            mail=_mail(env.get("LINGPAO_MAIL_FILE", "")),
            retention=_retention(env.get("LINGPAO_RETENTION_FILE", "")),
        )


def signer_secret_file(env: Mapping[str, str]) -> Path:
    """Return where the secret lies that the signer and those who ask it share."""
    default = Path(env.get("LINGPAO_DATA", "")) / "keys" / "signer-secret"
    return Path(env.get("LINGPAO_SIGNER_SECRET_FILE") or default)


def _signer_secret(env: Mapping[str, str]) -> bytes:
    try:
        return signer_secret_file(env).read_bytes().strip()
    except OSError as error:
        raise BadSettings(f"LINGPAO_SIGNER_SECRET_FILE: {error}") from error


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


def _retention(path: str) -> Schedule:
    try:
        return read_schedule(Path(path)) if path else default_schedule()
    except BadSchedule as error:
        raise BadSettings(f"LINGPAO_RETENTION_FILE: {error}") from error


def read_kafka_security(path: str) -> dict[str, Any]:
    """Read kafka-python's TLS and SASL settings from a JSON file that only we may read.

    :param path: empty for none.
    :raises BadSettings: when they are none.
    """
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


def _platforms(path: str) -> dict[str, dict[str, str]]:
    """Read which platforms are connected: by name ``kind`` and where it is, ``folder`` or ``url``.

    A mistake stops the process: a platform that is not read is one that no step waits for.
    """
    if not path:
        return {}
    try:
        found = json.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadSettings(f"LINGPAO_PLATFORMS_FILE: {error}") from error
    if not isinstance(found, dict):
        raise BadSettings("LINGPAO_PLATFORMS_FILE: an object of platforms by their names")
    for name, said in found.items():
        kind = said.get("kind") if isinstance(said, dict) else None
        where = {"csv": "folder", "http": "url"}.get(kind) if isinstance(kind, str) else None
        right = where and set(said) == {"kind", where} and isinstance(said[where], str)
        if not right or (where == "url" and not said["url"].startswith(("http://", "https://"))):
            raise BadSettings(
                f'LINGPAO_PLATFORMS_FILE: {name}: say {{"kind": "csv", "folder": …}}'
                ' or {"kind": "http", "url": "https://…"}'
            )
    return found


def _witnesses(path: str) -> tuple[Witness, ...]:
    try:
        return read_witnesses(Path(path)) if path else ()
    except BadWitnesses as error:
        raise BadSettings(f"LINGPAO_WITNESSES_FILE: {error}") from error


def _mail(path: str) -> MailServer | None:
    try:
        return read_mail_server(Path(path)) if path else None
    except BadMailFile as error:
        raise BadSettings(f"LINGPAO_MAIL_FILE: {error}") from error


def _moment(text: str) -> datetime | None:
    try:
        return from_text(text) if text else None
    except ValueError as error:
        raise BadSettings(f"LINGPAO_SIMULATION: {error}") from error
